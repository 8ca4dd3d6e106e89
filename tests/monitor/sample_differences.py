"""The invented publication's differences: groups with the rest of the house, and a wave before.

A difference's p comes from the normal distribution and Holm's rule is written out; nothing here is from monitor.stats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist, fmean, stdev

from monitor.results import (
    AspectResult,
    Breakdown,
    Cell,
    CellChange,
    Change,
    Comparison,
    Group,
    GroupChange,
    ItemResult,
    Overall,
    Split,
)

SMALLEST = 0.3
MOVED = {"informatiedeling": 0.34, "evaluatie": -0.06, "bespreking": 0.11}
"""How much the invented aspects changed; the others by 0.04."""
OTHER_PEOPLE = 0.2
"""The part of every change that is other people."""


def compare(own: Sequence[float], rest: Sequence[float]) -> Comparison:
    """Two groups of scores, not judged yet."""
    error = math.hypot(*(stdev(scores) / math.sqrt(len(scores)) for scores in (own, rest)))
    return difference(fmean(own) - fmean(rest), error, stdev([*own, *rest]))


def difference(value: float, error: float, sd: float) -> Comparison:
    """A difference with its interval, from its standard error."""
    p = 2 * NormalDist().cdf(-abs(value) / error)
    return Comparison(value, value - 1.96 * error, value + 1.96 * error, 2.8 * error, value / sd, p)


def judge(found: Sequence[Comparison | None]) -> list[Comparison | None]:
    """The differences of one table, with Holm's p and whether to call each one."""
    order = sorted((one.p, place) for place, one in enumerate(found) if one is not None and one.p is not None)
    judged, highest = list(found), 0.0
    for rank, (p, place) in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p))
        one = judged[place]
        assert one is not None and one.difference is not None
        judged[place] = replace(one, p_holm=highest, visible=highest < 0.05 and abs(one.difference) >= SMALLEST)
    return judged


def judge_breakdown(breakdown: Breakdown) -> Breakdown:
    """A grouping whose differences are judged as one table."""
    judged = iter(judge([one for group in breakdown.groups for one in _differences(group)]))
    groups = []
    for group in breakdown.groups:
        cells = tuple(replace(cell, versus_rest=next(judged)) for cell in group.cells)
        groups.append(replace(group, cells=cells, overall=replace(group.overall, versus_rest=next(judged))))
    return replace(breakdown, groups=tuple(groups))


def make_change(
    aspects: Sequence[AspectResult], overall: Overall, items: Sequence[ItemResult], breakdowns: Sequence[Breakdown]
) -> Change:
    """What changed since an invented wave of a year before."""
    moved = [MOVED.get(aspect.id, 0.04) for aspect in aspects]
    cells = [_cell(one.id, one.mean, shift, 0.06) for one, shift in zip(aspects, moved, strict=True)]
    together = _cell("overall", overall.mean, fmean(moved), 0.05)
    *judged, last = _judged([*cells, together])
    shifts = [*((one.id, shift) for one, shift in zip(aspects, moved, strict=True)), ("overall", fmean(moved))]
    return Change(
        wave="2025-najaar",
        wave_name="Najaar 2025",
        sha256="ab" * 32,
        aspects=tuple(judged),
        overall=last,
        items=tuple(_judged([_cell(one.id, one.mean, MOVED.get(one.aspect, 0.04), 0.09) for one in items])),
        groups=tuple(
            _group(breakdown.by, group) for breakdown in breakdowns for group in breakdown.groups if group.key
        ),
        split_by="beroepsgroep",
        splits=tuple(Split(name, OTHER_PEOPLE * shift, (1 - OTHER_PEOPLE) * shift, 5) for name, shift in shifts),
    )


def _differences(group: Group) -> list[Comparison | None]:
    return [*(cell.versus_rest for cell in group.cells), group.overall.versus_rest]


def _cell(name: str, mean: float | None, shift: float, error: float, few: int | None = None) -> CellChange:
    if mean is None:
        return CellChange(name, None, None, Comparison(reason="hidden"))
    if few is not None:
        return CellChange(name, round(mean - shift, 1), mean, Comparison(reason="few_answers"))
    return CellChange(name, mean - shift, mean, difference(shift, error, 0.5))


def _group(by: str, group: Group) -> GroupChange:
    def changed(name: str, found: Cell | Overall) -> CellChange:
        return _cell(name, found.mean, MOVED.get(name, 0.04), 0.14, found.decimals)

    *cells, overall = _judged(
        [*(changed(cell.aspect, cell) for cell in group.cells), changed("overall", group.overall)]
    )
    return GroupChange(by, group.key, group.label, tuple(cells), overall)


def _judged(cells: Sequence[CellChange]) -> list[CellChange]:
    judged = judge([cell.comparison for cell in cells])
    return [replace(cell, comparison=one) for cell, one in zip(cells, judged, strict=True) if one is not None]
