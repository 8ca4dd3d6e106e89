"""Response from the invitation list: AAPOR RR1 with Wilson's interval, per variable, small levels taken together.

Beside each variable: whether its levels differ in who answered, and in who answered early; and the R-indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from monitor.model import FrameRow, Level, Outcome
from monitor.results import GroupTest, Response, ResponseBreakdown, ResponseGroup
from monitor.stats.response.choosing import Chosen, Law, choose_levels, gather_crowds, show_levels
from monitor.stats.response.groups import hide_group, make_group, wilson
from monitor.stats.response.propensity import measure_representativity
from monitor.stats.response.rounds import compare_rounds
from monitor.stats.response.tables import make_table
from monitor.stats.response.tally import (
    OVERLEG,
    Frame,
    Tally,
    check_overlegvormen,
    condense_frame,
    count_people,
    count_variable,
)
from monitor.stats.response.testing import compare_levels

EVERYTHING = 1
"""Every level is shown from one eligible: nothing is hidden and nothing audited."""
FEWEST = 5
"""Levels with fewer eligible join "overige"."""
OTHERS = {"nl": "overige", "en": "other"}


@dataclass(frozen=True)
class _Survey:
    """The condensed list, its variables, and what may be seen of them. others: what "overige" is called."""

    rows: Sequence[FrameRow]
    frames: Mapping[str, Frame]
    chosen: Chosen
    fewest: int
    others: str
    tested: dict[tuple[str, tuple[frozenset[int], ...]], GroupTest]
    """The tests made so far, by variable and the table's columns."""

    def count(self, variable: str, levels: Set[int]) -> Tally:
        """Memberships of an overleg, persons of everything else."""
        frame = self.frames[variable]
        return frame.memberships(levels) if variable == OVERLEG else frame.persons(levels)


def measure_response(
    rows: Sequence[FrameRow],
    variables: Mapping[str, Sequence[Level]],
    *,
    language: str = "nl",
    fewest: int = FEWEST,
) -> Response:
    """Count the outcomes of a wave's invitations, and per variable of the list, with tests and the R-indicator.

    variables: variable -> its levels, in the order of the report; overleg and overlegvorm are read from the
    memberships (for overleg `parent` is the overlegvorm). fewest: a level is shown from so many eligible. worst_case
    is left empty: it needs the answers. BadInput for a list that contradicts itself.
    """
    return measure_responses(rows, variables, language=language, fewest=(fewest,))[0]


def measure_responses(
    rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]], *, language: str, fewest: Sequence[int]
) -> tuple[Response, ...]:
    """Measure the response for several kinds of readers, who see levels from so many eligible; what is alike, once.

    The first see most: each next kind sees no level that the one before does not, and nothing that would tell it more.
    """
    rows = condense_frame(rows)
    check_overlegvormen(rows)
    listed = variables if rows else {}
    frames = {variable: count_variable(rows, variable) for variable in listed}
    crowds = gather_crowds(rows, listed)
    tested: dict[tuple[str, tuple[frozenset[int], ...]], GroupTest] = {}
    others = OTHERS.get(language, OTHERS["nl"])
    found: list[Response] = []
    chosen: Chosen | None = None
    for least in fewest:
        chosen = (
            choose_levels(rows, frames, listed, _eligible_from(least), crowds=crowds, within=chosen)
            if least > EVERYTHING
            else show_levels(listed)
        )
        found.append(_measure(_Survey(rows, frames, chosen, least, others, tested), listed))
    return tuple(found)


def _eligible_from(least: int) -> Law:
    return lambda tally: tally.eligible >= least


def _measure(survey: _Survey, listed: Mapping[str, Sequence[Level]]) -> Response:
    rows = survey.rows
    counts = {outcome: sum(row.count for row in rows if row.outcome is outcome) for outcome in Outcome}
    people = count_people(rows)
    interval = wilson(people.answered, people.eligible)
    model = measure_representativity(
        rows, survey.chosen.levels, without_others=survey.chosen.levels.keys() - survey.chosen.others
    )
    return Response(
        invited=people.invited,
        ineligible=counts[Outcome.INELIGIBLE],
        eligible=people.eligible,
        answered=people.answered,
        partial=counts[Outcome.PARTIAL],
        refused=counts[Outcome.REFUSED],
        unreached=counts[Outcome.UNREACHED],
        no_response=counts[Outcome.NO_RESPONSE],
        rate=people.answered / people.eligible if people.eligible else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        gross_rate=people.answered / people.invited if people.invited else None,
        by=tuple(
            _measure_variable(survey, variable, levels, model.partial.get(variable))
            for variable, levels in listed.items()
        ),
        r_indicator=model.r_indicator,
        r_reason=model.reason,
    )


def _measure_variable(
    survey: _Survey, variable: str, levels: Sequence[Level], partial_r: float | None
) -> ResponseBreakdown:
    groups = _list_groups(survey, variable, levels)
    rest = survey.frames[variable].found() - survey.chosen.levels[variable]
    # A hidden overige is in no test: X2 and all other cells would give its counts.
    columns = tuple(rest if g.code is None else frozenset({g.code}) for g in groups if g.reason is None)
    if (variable, columns) not in survey.tested:
        table = make_table(survey.frames[variable], columns, memberships=variable == OVERLEG)
        survey.tested[variable, columns] = compare_levels(table, by_person=variable == OVERLEG or table.overlaps)
    return ResponseBreakdown(
        variable,
        "memberships" if variable == OVERLEG else "persons",
        groups,
        test=survey.tested[variable, columns],
        partial_r=partial_r,
        early_late=compare_rounds(survey.rows, variable, columns),
    )


def _list_groups(survey: _Survey, variable: str, levels: Sequence[Level]) -> tuple[ResponseGroup, ...]:
    """The shown levels in their order, and the others together where anybody was invited."""
    shown = survey.chosen.levels[variable]
    groups = [
        make_group(level.code, level.label, survey.count(variable, {level.code}))
        for level in levels
        if level.code in shown
    ]
    rest = survey.count(variable, survey.frames[variable].found() - shown)
    if rest.eligible >= survey.fewest and variable in survey.chosen.others:
        groups.append(make_group(None, survey.others, rest))
    elif rest.invited:
        groups.append(hide_group(None, survey.others))
    return tuple(groups)
