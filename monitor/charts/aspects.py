"""Aspect means with their margins: of the whole house, of one overleg beside the house, of groups by overall mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import decimal, margin_of, score_digits, whole
from monitor.charts.scales import SCORE
from monitor.results import AspectResult, Cell, Group, Overall
from monitor.results.shown import missing


def house_chart(aspects: Sequence[AspectResult]) -> IntervalChart:
    """One row per aspect of the whole house."""
    return IntervalChart(SCORE, tuple(_row(aspect.label, aspect, aspect.n) for aspect in aspects))


def overleg_chart(cells: Sequence[Cell], aspects: Sequence[AspectResult]) -> IntervalChart:
    """One row per aspect of one group, with the house's mean as a reference mark."""
    of_house: Mapping[str, AspectResult] = {aspect.id: aspect for aspect in aspects}
    rows = [
        _row(of_house[cell.aspect].label, cell, cell.n, house=of_house[cell.aspect])
        for cell in cells
        if cell.aspect in of_house
    ]
    return IntervalChart(SCORE, tuple(rows))


def groups_chart(groups: Sequence[Group], overall: Overall) -> IntervalChart:
    """One row per group: its mean over the aspects; the whole house as a dotted line."""
    rows = [_row(group.label, group.overall, group.forms) for group in groups]
    return IntervalChart(SCORE, tuple(rows), reference=overall.mean)


def _row(
    label: str,
    result: AspectResult | Cell | Overall,
    n: int | None,
    *,
    house: AspectResult | None = None,
) -> Mark:
    of_house = None if house is None else house.mean
    if result.mean is None:
        return Mark(label, missing(result.reason), house=of_house)
    digits = score_digits(result.decimals)
    value = decimal(result.mean, digits)
    margin = f" (marge {margin_of(result)})" if result.low is not None else ""
    beside = ""
    if house is not None and house.mean is not None:
        beside = f", hele huis {decimal(house.mean, score_digits(house.decimals))}"
    hover = (f"{value}{margin}", f"aantal {whole(n)}{beside}")
    return Mark(label, value, result.mean, result.low, result.high, of_house, result.decimals is not None, hover)
