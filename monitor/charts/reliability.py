"""Cronbach's alpha per aspect with Feldt's margin and the threshold as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import decimal, interval, whole
from monitor.charts.scales import ALPHA
from monitor.results import AspectResult
from monitor.results.shown import missing


def reliability_chart(aspects: Sequence[AspectResult], *, threshold: float) -> IntervalChart:
    """One row per aspect that has a reliability record; which aspects belong in the chart is the caller's choice."""
    return IntervalChart(ALPHA, tuple(_row(aspect) for aspect in aspects if aspect.reliability), reference=threshold)


def _row(aspect: AspectResult) -> Mark:
    found = aspect.reliability
    if found is None or found.alpha is None:
        return Mark(aspect.label, missing(found.reason if found else None))
    text = decimal(found.alpha, found.decimals or 2)
    margin = f"{text} (marge {interval(found.low, found.high)})"
    hover = (margin, f"{whole(found.n_complete)} volledige formulieren")
    return Mark(aspect.label, text, found.alpha, found.low, found.high, hover=hover)
