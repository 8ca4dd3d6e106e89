"""Response counts of a wave that is still open: the house and large groups only, and nobody by subtraction.

This runs in the web process, refreshed once a day; numpy is loaded only when it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import FrameRow, Level
from monitor.results import ResponseBreakdown, ResponseGroup
from monitor.stats.response.groups import hide_group, make_group
from monitor.stats.response.tally import OVERLEG, Tally, condense_frame, count_people, count_variable

FEWEST_ELIGIBLE = 10
FEWEST_EACH_WAY = 3
"""At least so many must have answered, and so many not."""


@dataclass(frozen=True)
class LiveResponse:
    """Live counts: the house as one group (code None), and every level of every variable, most often hidden."""

    house: ResponseGroup
    by: tuple[ResponseBreakdown, ...]


def may_be_live(tally: Tally) -> bool:
    """Tell whether a group's counts may be seen while the wave is open."""
    waiting = tally.eligible - tally.answered
    return tally.eligible >= FEWEST_ELIGIBLE and min(tally.answered, waiting) >= FEWEST_EACH_WAY


def live_response(
    rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]], *, house: str = ""
) -> LiveResponse:
    """Count an open wave: the house's total and each single level, hidden where that could tell of a few people.

    variables as in measure_response; house: the label of the house's line. Levels that a hidden one could be
    subtracted from are hidden with it; if the house is hidden, so is everything.
    """
    from monitor.stats.response.choosing import choose_levels  # here, so that the web starts without numpy

    rows = condense_frame(rows)
    people = count_people(rows)
    whole = may_be_live(people)
    frames = {variable: count_variable(rows, variable) for variable in variables}
    shown = choose_levels(rows, frames, variables, lambda tally: whole and may_be_live(tally)).levels
    by = []
    for variable, levels in variables.items():
        count = frames[variable].memberships if variable == OVERLEG else frames[variable].persons
        groups = tuple(
            make_group(level.code, level.label, count({level.code}))
            if level.code in shown[variable]
            else hide_group(level.code, level.label)
            for level in levels
        )
        by.append(ResponseBreakdown(variable, "memberships" if variable == OVERLEG else "persons", groups))
    return LiveResponse(make_group(None, house, people) if whole else hide_group(None, house), tuple(by))
