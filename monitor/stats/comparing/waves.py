"""A wave with the publication before: computed from the numbers that both show, and from nothing else.

So it can tell nothing that the two do not tell already. Nobody can be followed from wave to wave, so the two means
count as independent: se^2 = se1^2 + se0^2. Where people answered in both, that is rather too large than too small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.results import (
    HIDDEN,
    OVERALL,
    AspectResult,
    Breakdown,
    Cell,
    CellChange,
    Change,
    Comparison,
    Frozen,
    Group,
    GroupChange,
    Report,
    Split,
)
from monitor.stats.comparing.difference import (
    Score,
    hedges_g,
    judge_table,
    measure_difference,
    missing_reason,
    spread_of,
)
from monitor.stats.comparing.mix import split_change, split_overall

COMPARED = ("overleg", "overlegvorm", "beroepsgroep")
"""The groupings whose groups are the same from wave to wave."""


@dataclass(frozen=True)
class Earlier:
    """The report to compare with, and the publication that it comes from."""

    report: Report
    wave: str
    wave_name: str
    sha256: str


def take_earlier(found: Frozen, *, outside: bool = False) -> Earlier:
    """Take the report for readers inside the house, or for outside it, from an earlier publication."""
    published = found.publication
    report = published.outside if outside else published.report
    return Earlier(report, published.wave, published.wave_name, found.sha256)


def compare_waves(
    now: Report,
    earlier: Earlier,
    *,
    counting: AbstractSet[str],
    smallest_difference: float,
    split_by: str = "beroepsgroep",
) -> Change:
    """Compare a report with one of an earlier publication of the same questionnaire version, both for one reader.

    counting: ids of the aspects that are in the total. smallest_difference: in scale points. split_by: the grouping of
    the split. Groups are matched by their key; one that is hidden in either wave is not in the result.
    A difference needs a mean in full on both sides, with its standard error; df = persons now + persons then - 2.
    Holm's tables: the aspects with the overall; the statements; every grouping.
    """
    pairs: list[tuple[str, Score, Score]] = [(one.id, one, other) for one, other in _pair_aspects(now, earlier.report)]
    *aspects, overall = _compare_table([*pairs, (OVERALL, now.overall, earlier.report.overall)], smallest_difference)
    return Change(
        wave=earlier.wave,
        wave_name=earlier.wave_name,
        sha256=earlier.sha256,
        aspects=tuple(aspects),
        overall=overall,
        items=_compare_table(_pair_items(now, earlier.report), smallest_difference),
        groups=tuple(
            change
            for by in COMPARED
            for change in _compare_groups(by, _breakdown(now, by), _breakdown(earlier.report, by), smallest_difference)
        ),
        split_by=split_by,
        splits=_split(now, earlier.report, split_by, counting),
    )


def _compare_table(rows: Sequence[tuple[str, Score, Score]], smallest: float) -> tuple[CellChange, ...]:
    """The changes of one table, each row id, now and earlier, judged together."""
    judged = judge_table([_compare(now, earlier) for _, now, earlier in rows], smallest_difference=smallest)
    return tuple(
        CellChange(name, earlier.mean, now.mean, one) for (name, now, earlier), one in zip(rows, judged, strict=True)
    )


def _compare(now: Score, earlier: Score) -> Comparison:
    """One mean with the earlier one; not judged yet."""
    if now.mean is None or earlier.mean is None:
        return Comparison(reason=missing_reason(now) or missing_reason(earlier))
    rounded = missing_reason(now) or missing_reason(earlier)
    if rounded:
        return Comparison(reason=rounded)
    difference = now.mean - earlier.mean
    g = hedges_g(difference, spread_of(now.n, now.sd), spread_of(earlier.n, earlier.sd))
    if now.se is None or earlier.se is None or now.persons is None or earlier.persons is None:
        return Comparison(difference, g=g, reason=now.reason or earlier.reason or HIDDEN)
    complete = now.se == 0 == earlier.se
    error = math.hypot(now.se, earlier.se)
    return measure_difference(difference, error, now.persons + earlier.persons - 2, g, complete=complete)


def _compare_groups(by: str, now: Breakdown | None, earlier: Breakdown | None, smallest: float) -> list[GroupChange]:
    """The changes of all groups of one grouping that are shown in both waves, judged as one table."""
    before = _shown(earlier)
    pairs = [(group, before[key]) for key, group in _shown(now).items() if key in before]
    tables = [[*_pair_cells(group, other), (OVERALL, group.overall, other.overall)] for group, other in pairs]
    judged = iter(_compare_table([row for table in tables for row in table], smallest))
    changes = []
    for (group, _), table in zip(pairs, tables, strict=True):
        *cells, overall = (next(judged) for _ in table)
        changes.append(GroupChange(by, group.key, group.label, tuple(cells), overall))
    return changes


def _pair_aspects(now: Report, earlier: Report) -> list[tuple[AspectResult, AspectResult]]:
    before = {aspect.id: aspect for aspect in earlier.aspects}
    return [(aspect, before[aspect.id]) for aspect in now.aspects if aspect.id in before]


def _pair_items(now: Report, earlier: Report) -> list[tuple[str, Score, Score]]:
    before = {item.id: item for item in earlier.items}
    return [(item.id, item, before[item.id]) for item in now.items if item.id in before]


def _pair_cells(now: Group, earlier: Group) -> list[tuple[str, Score, Score]]:
    before = {cell.aspect: cell for cell in earlier.cells}
    return [(cell.aspect, cell, before[cell.aspect]) for cell in now.cells if cell.aspect in before]


def _shown(breakdown: Breakdown | None) -> dict[str, Group]:
    """Key -> group, of those that are shown and have a key of their own."""
    groups = breakdown.groups if breakdown else ()
    keys = [group.key for group in groups]
    return {group.key: group for group in groups if group.key and keys.count(group.key) == 1 and group.reason is None}


def _breakdown(report: Report, by: str) -> Breakdown | None:
    return next((one for one in report.breakdowns if one.by == by), None)


def _split(now: Report, earlier: Report, by: str, counting: AbstractSet[str]) -> tuple[Split, ...]:
    """The split of every aspect's change, and of the overall's last."""
    splits = []
    for aspect, before in _pair_aspects(now, earlier):
        cells, cells_before = (_cells(_breakdown(report, by), aspect.id) for report in (now, earlier))
        pairs = [(cell, cells_before[key]) for key, cell in cells.items() if key in cells_before]
        splits.append(split_change(aspect, before, pairs))
    return (*splits, split_overall(splits, counting))


def _cells(breakdown: Breakdown | None, aspect: str) -> dict[str, Cell]:
    """Key of a group that is shown -> its cell of an aspect."""
    return {key: cell for key, group in _shown(breakdown).items() for cell in group.cells if cell.aspect == aspect}
