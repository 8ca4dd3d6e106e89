"""Differences: a group against the rest of its house on an axis around "gelijk", and a wave against the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import decimal, signed, signed_interval
from monitor.charts.scales import DIFFERENCE, SCORE
from monitor.results import HIDDEN, CellChange, Comparison
from monitor.results.shown import missing

NOT_VISIBLE = "geen duidelijk verschil"
"""What stands where a difference is not called one, as in the legend of the heatmap."""
HIGHER, LOWER = "hoger", "lager"


def direction(found: Comparison | None) -> str:
    """The word for a difference that is called one, "hoger" or "lager"; else nothing."""
    if found is None or not found.visible or found.difference is None:
        return ""
    return HIGHER if found.difference > 0 else LOWER


def margin_of_difference(found: Comparison) -> str:
    """The margin of a difference; one that is stored with one decimal is shown with one."""
    return signed_interval(found.low, found.high, 1 if found.reason == HIDDEN else 2)


def rest_chart(rows: Sequence[tuple[str, Comparison | None]]) -> IntervalChart:
    """One row per label: its difference with the rest of the house, on one axis around no difference."""
    return IntervalChart(DIFFERENCE, tuple(_difference(label, found) for label, found in rows), reference=0)


def change_chart(cells: Sequence[CellChange], labels: Mapping[str, str]) -> IntervalChart:
    """One row per mean that both waves may show: then an open dot, now a closed one, grey where nothing is to see."""
    return IntervalChart(SCORE, tuple(_change(labels.get(cell.id, cell.id), cell) for cell in cells))


def _difference(label: str, found: Comparison | None) -> Mark:
    if found is None or found.difference is None:
        return Mark(label, missing(found.reason if found else None))
    text = signed(found.difference)
    margin = f"{text} (marge {margin_of_difference(found)})" if found.low is not None else text
    quiet = not found.visible
    return Mark(label, text, found.difference, found.low, found.high, quiet=quiet, hover=(margin, _verdict(found)))


def _change(label: str, cell: CellChange) -> Mark:
    found = cell.comparison
    if cell.now is None or cell.earlier is None:
        return Mark(label, missing(found.reason))
    text = missing(found.reason) if found.difference is None else signed(found.difference)
    hover = f"van {written(cell.earlier, found)} naar {written(cell.now, found)}"
    quiet = not found.visible
    return Mark(label, text, cell.now, hover=(hover, _verdict(found)), before=cell.earlier, quiet=quiet)


def written(mean: float | None, found: Comparison) -> str:
    """A mean of a change, with one decimal where one of the two is stored no finer and so has no difference."""
    few = found.difference is None and mean is not None and round(mean, 1) == mean
    return decimal(mean, 1 if few else 2)


def _verdict(found: Comparison) -> str:
    return direction(found) or NOT_VISIBLE
