"""Response from the invitation list: AAPOR RR1 with Wilson's interval, per variable, small levels taken together.

Standard library only. Wilson (1927), without continuity correction, z = 1.959964.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

from monitor.model import FrameRow, Level, Outcome
from monitor.results import HIDDEN, Response, ResponseBreakdown, ResponseGroup
from monitor.stats.response.choosing import choose_levels
from monitor.stats.response.tally import OVERLEG, Frame, Tally, condense_frame, count_people, count_variable

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
    rows = condense_frame(rows)
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
