"""Response from the invitation list: AAPOR RR1 with Wilson's interval, per variable, small levels taken together.

Standard library only. Wilson (1927), without continuity correction, z = 1.959964.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set

from monitor.errors import BadInput
from monitor.model import FrameRow, Level, Outcome
from monitor.results import HIDDEN, Response, ResponseBreakdown, ResponseGroup
from monitor.stats.suppression import Atoms, protect
from monitor.stats.tally import (
    OVERLEG,
    OVERLEGVORM,
    UNKNOWN,
    Frame,
    Tally,
    count_people,
    count_variable,
    overlegvorm_of,
)

Z = 1.959964
FEWEST = 5
"""Levels with fewer eligible join "overige"."""
OTHERS = {"nl": "overige", "en": "other"}


def wilson(answered: int, eligible: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share, without continuity correction; None if nobody is eligible."""
    if eligible == 0:
        return None
    p, z2 = answered / eligible, Z * Z
    middle = p + z2 / (2 * eligible)
    reach = Z * math.sqrt(p * (1 - p) / eligible + z2 / (4 * eligible * eligible))
    low, high = (middle - reach) / (1 + z2 / eligible), (middle + reach) / (1 + z2 / eligible)
    return (0.0 if answered == 0 else low, 1.0 if answered == eligible else high)


def measure_response(
    rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]], *, language: str = "nl"
) -> Response:
    """Count the outcomes of a wave's invitations, and per variable of the list.

    variables: variable -> its levels, in the order of the report; overleg and overlegvorm are read from the
    memberships (for overleg `parent` is the overlegvorm). BadInput for a list that contradicts itself.
    """
    counts = {outcome: sum(row.count for row in rows if row.outcome is outcome) for outcome in Outcome}
    people = count_people(rows)
    interval = wilson(people.answered, people.eligible)
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
        by=_measure_variables(rows, variables, language) if rows else (),
    )


def _measure_variables(
    rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]], language: str
) -> tuple[ResponseBreakdown, ...]:
    frames = {variable: count_variable(rows, variable) for variable in variables}
    shown = choose_levels(rows, frames, variables, lambda tally: tally.eligible >= FEWEST)
    return tuple(
        ResponseBreakdown(
            variable,
            "memberships" if variable == OVERLEG else "persons",
            _list_groups(variable, frames[variable], levels, shown[variable], OTHERS.get(language, OTHERS["nl"])),
        )
        for variable, levels in variables.items()
    )


def _list_groups(
    variable: str, frame: Frame, levels: Sequence[Level], shown: Set[int], others: str
) -> tuple[ResponseGroup, ...]:
    """The shown levels in their order, and the others together where anybody was invited."""
    count = frame.memberships if variable == OVERLEG else frame.persons
    groups = [make_group(level.code, level.label, count({level.code})) for level in levels if level.code in shown]
    rest = count(frame.found() - shown)
    if rest.eligible >= FEWEST:
        groups.append(make_group(None, others, rest))
    elif rest.invited:
        groups.append(hide_group(None, others))
    return tuple(groups)


def make_group(code: int | None, label: str, tally: Tally) -> ResponseGroup:
    """Give one group's counts with its rate and interval."""
    interval = wilson(tally.answered, tally.eligible)
    return ResponseGroup(
        code=code,
        label=label,
        invited=tally.invited,
        eligible=tally.eligible,
        answered=tally.answered,
        rate=tally.answered / tally.eligible if tally.eligible else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
    )


def hide_group(code: int | None, label: str) -> ResponseGroup:
    """Give a group of which nothing may be seen."""
    return ResponseGroup(code, label, None, None, None, None, None, None, reason=HIDDEN)


def choose_levels(
    rows: Sequence[FrameRow],
    frames: Mapping[str, Frame],
    variables: Mapping[str, Sequence[Level]],
    lawful: Callable[[Tally], bool],
) -> Mapping[str, frozenset[int]]:
    """Give per variable the codes of the levels that may be seen on their own.

    A level that is not lawful is hidden, and the next smallest with it until the hidden ones cannot be told apart by
    subtraction; overleggen also within each overlegvorm. `lawful` must hold for whatever holds something lawful.
    """
    chosen: dict[str, frozenset[int]] = {}
    for variable, levels in variables.items():
        _check_levels(variable, frames[variable], levels)
        chosen[variable] = _choose(frames[variable], [(level.code, {level.code}) for level in levels], lawful)
    if OVERLEG in frames and OVERLEGVORM in frames:
        chosen |= _choose_nested(rows, frames[OVERLEG], variables, lawful)
    return chosen


def _choose_nested(
    rows: Sequence[FrameRow],
    frame: Frame,
    variables: Mapping[str, Sequence[Level]],
    lawful: Callable[[Tally], bool],
) -> dict[str, frozenset[int]]:
    """Choose overlegvormen and their overleggen together; frame: that of overleg."""
    parents = overlegvorm_of(rows)
    forms = [level.code for level in variables[OVERLEGVORM]]
    single = [level.code for level in variables[OVERLEG]]
    cells: list[tuple[int, Set[int]]] = [
        (form, {o for o, parent in parents.items() if parent == form}) for form in forms
    ]
    cells += [(code, {code}) for code in single]
    shown = _protect_cells(frame, [atoms for _, atoms in cells], lawful)
    return {
        OVERLEGVORM: frozenset(cells[place][0] for place in shown if place < len(forms)),
        OVERLEG: frozenset(cells[place][0] for place in shown if place >= len(forms)),
    }


def _choose(frame: Frame, cells: Sequence[tuple[int, Set[int]]], lawful: Callable[[Tally], bool]) -> frozenset[int]:
    shown = _protect_cells(frame, [atoms for _, atoms in cells], lawful)
    return frozenset(cells[place][0] for place in shown)


def _protect_cells(frame: Frame, sets: Sequence[Set[int]], lawful: Callable[[Tally], bool]) -> frozenset[int]:
    """The places of the cells that stay shown; sums are judged by persons, who are fewer than memberships."""
    total = frame.found()
    cells: list[Atoms] = [frozenset(atoms) & total for atoms in sets]
    tallies = [frame.persons(atoms) for atoms in cells]

    def allowed(atoms: Atoms) -> bool:
        return lawful(frame.persons(atoms))

    shown = {place for place, tally in enumerate(tallies) if cells[place] and lawful(tally)}
    return protect(cells, [tally.eligible for tally in tallies], shown, total, allowed)


def _check_levels(variable: str, frame: Frame, levels: Sequence[Level]) -> None:
    if frame.found() - {level.code for level in levels} - {UNKNOWN}:
        raise BadInput(f"De lijst met genodigden heeft een code die de indeling {variable} niet kent.")
