"""What the numbers shown say: lowest, highest and who cannot be told from the lowest. Hidden numbers are not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.results import AspectResult, Breakdown, Cell, Group, ItemResult, Overall, Report, ResponseBreakdown

SHOWN_DECIMALS = 2
"""Means are shown, and so compared, with two decimals."""
UP, DOWN, LEVEL = "up", "down", "level"


@dataclass(frozen=True)
class Point:
    """One number as it is shown, with its margin. `key` is the id of an aspect or item, or the code of a group."""

    key: str
    value: float
    low: float | None
    high: float | None
    decimals: int = SHOWN_DECIMALS


@dataclass(frozen=True)
class Extremes:
    """Lowest and highest (more than one: a tie), and the others that lie within the margin of the lowest."""

    lowest: tuple[Point, ...]
    highest: tuple[Point, ...]
    near: tuple[Point, ...]

    @property
    def distinct(self) -> bool:
        """Whether the highest lies outside the margin of the lowest."""
        return self.lowest[0].value != self.highest[0].value and self.highest[0] not in self.near


@dataclass(frozen=True)
class Heat:
    """Which aspect is most often the lowest over groups that show every aspect in full."""

    aspects: tuple[str, ...]
    times: int
    groups: tuple[str, ...]
    """The labels of those groups."""


@dataclass(frozen=True)
class Differences:
    """The aspects of a group that lie visibly above and below the rest of the house, and the others.

    unseen: aspect and smallest visible difference (None without an interval). unsure: the margin of one of those lies
    clear of zero, yet among so many comparisons it is not called a difference.
    """

    above: tuple[str, ...]
    below: tuple[str, ...]
    unseen: tuple[tuple[str, float | None], ...]
    unsure: bool = False

    @property
    def compared(self) -> int:
        """How many aspects were compared."""
        return len(self.above) + len(self.below) + len(self.unseen)

    def could_show(self, limit: float) -> bool:
        """Whether a difference as large as the limit would have been seen in every aspect where none was."""
        return all(smallest is not None and smallest <= limit for _, smallest in self.unseen)


@dataclass(frozen=True)
class Run:
    """Successive numbers that only rise (UP), only fall (DOWN) or stay (LEVEL)."""

    way: str
    points: tuple[Point, ...]


def make_point(key: str, result: AspectResult | ItemResult | Cell | Overall) -> Point | None:
    """Round a mean as it is shown; None where there is none to show."""
    if result.mean is None:
        return None
    decimals = result.decimals or SHOWN_DECIMALS
    low, high = (None if bound is None else round(bound, decimals) for bound in (result.low, result.high))
    return Point(key, round(result.mean, decimals), low, high, decimals)


def find_extremes(points: Sequence[Point]) -> Extremes | None:
    """Find lowest and highest of the numbers shown; None for fewer than two."""
    if len(points) < 2:
        return None
    least, most = min(point.value for point in points), max(point.value for point in points)
    lowest = tuple(point for point in points if point.value == least)
    reach = max((point.high for point in lowest if point.high is not None), default=least)
    return Extremes(
        lowest,
        tuple(point for point in points if point.value == most),
        tuple(point for point in points if least < point.value <= reach),
    )


def find_clear(points: Sequence[Point], lowest: Sequence[Point]) -> tuple[Point, ...]:
    """Find who differs visibly from the lowest: the whole margin lies above theirs. None without margins."""
    bounds = [point.high for point in lowest if point.high is not None]
    if len(bounds) < len(lowest):
        return ()
    return tuple(point for point in points if point.low is not None and point.low > max(bounds))


def aspect_points(report: Report, kinds: Sequence[str]) -> list[Point]:
    """The aspects of the house that may be ranked."""
    found = (make_point(aspect.id, aspect) for aspect in report.aspects if aspect.kind in kinds)
    return [point for point in found if point]


def item_points(report: Report, aspects: Sequence[str]) -> list[Point]:
    """The statements of the house, of the given aspects."""
    found = (make_point(item.id, item) for item in report.items if item.aspect in aspects)
    return [point for point in found if point]


def overall_points(groups: Sequence[Group], *, without: Sequence[int] = ()) -> list[Point]:
    """The overall of every group that shows one, in their order."""
    found = (make_point(str(group.code), group.overall) for group in groups if group.code not in without)
    return [point for point in found if point]


def response_points(breakdown: ResponseBreakdown) -> list[Point]:
    """The response of every level that is shown on its own, in whole percents."""
    return [
        Point(str(group.code), round(100 * group.rate), round(100 * group.low), round(100 * group.high), 0)
        for group in breakdown.groups
        if group.code is not None and group.rate is not None and group.low is not None and group.high is not None
    ]


def find_heat(breakdown: Breakdown, ranked: Sequence[str]) -> Heat | None:
    """Count in how many groups each aspect is the lowest; a tie counts for each. Only groups that show all in full."""
    times = dict.fromkeys(ranked, 0)
    groups: list[str] = []
    for group in breakdown.groups:
        points = [make_point(cell.aspect, cell) for cell in group.cells if cell.aspect in ranked]
        full = [point for point in points if point and point.decimals == SHOWN_DECIMALS]
        if len(full) < len(ranked) or len(full) < 2:
            continue
        groups.append(group.label)
        for point in full:
            times[point.key] += point.value == min(other.value for other in full)
    most = max(times.values(), default=0)
    return Heat(tuple(key for key in ranked if times[key] == most), most, tuple(groups)) if groups else None


def find_differences(group: Group, ranked: Sequence[str]) -> Differences:
    """Sort a group's aspects by how they differ from the rest of the house; not where they are not compared."""
    above, below, unseen, unsure = [], [], [], False
    for cell in group.cells:
        found = cell.versus_rest
        if cell.aspect not in ranked or found is None or found.difference is None:
            continue
        if not found.visible:
            unseen.append((cell.aspect, found.smallest_visible))
            unsure = unsure or found.clear_of_zero
        elif found.difference > 0:
            above.append(cell.aspect)
        else:
            below.append(cell.aspect)
    return Differences(tuple(above), tuple(below), tuple(unseen), unsure)


def find_course(points: Sequence[Point]) -> tuple[Run, ...]:
    """Cut the numbers, in their order, into runs that only rise, only fall or stay; a run begins where the last ended.

    Two numbers are compared with the decimals of the one that has fewer.
    """
    runs: list[Run] = []
    for before, after in pairwise(points):
        decimals = min(before.decimals, after.decimals)
        step = round(after.value, decimals) - round(before.value, decimals)
        way = UP if step > 0 else DOWN if step < 0 else LEVEL
        if runs and runs[-1].way == way:
            runs[-1] = Run(way, (*runs[-1].points, after))
        else:
            runs.append(Run(way, (before, after)))
    return tuple(runs)
