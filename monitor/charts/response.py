"""Response per group of the invitation list: the rate with its Wilson margin, the whole house as a dotted line."""

from __future__ import annotations

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import missing, percent, percent_interval, whole
from monitor.charts.scales import SHARE
from monitor.results import ResponseBreakdown, ResponseGroup


def response_chart(breakdown: ResponseBreakdown, house_rate: float | None) -> IntervalChart:
    """One row per group, in the list's order."""
    return IntervalChart(SHARE, tuple(_row(group) for group in breakdown.groups), reference=house_rate)


def _row(group: ResponseGroup) -> Mark:
    if group.rate is None:
        return Mark(group.label, missing(group.reason))
    counts = f"{whole(group.answered)} van de {whole(group.eligible)} antwoordden"
    hover = (f"{percent(group.rate)} (marge {percent_interval(group.low, group.high)})", counts)
    return Mark(group.label, percent(group.rate), group.rate, group.low, group.high, hover=hover)
