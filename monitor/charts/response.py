"""Response per group of the invitation list, each rate with its Wilson margin; the whole house's as line and band."""

from __future__ import annotations

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import percent, percent_interval, whole
from monitor.charts.scales import SHARE
from monitor.results import Response, ResponseBreakdown, ResponseGroup
from monitor.results.shown import missing


def response_chart(breakdown: ResponseBreakdown, house: Response) -> IntervalChart:
    """One row per group, in the list's order."""
    band = None if house.low is None or house.high is None else (house.low, house.high)
    return IntervalChart(SHARE, tuple(_row(group) for group in breakdown.groups), reference=house.rate, band=band)


def _row(group: ResponseGroup) -> Mark:
    if group.rate is None:
        return Mark(group.label, missing(group.reason))
    counts = f"{whole(group.answered)} van de {whole(group.eligible)} antwoordden"
    hover = (f"{percent(group.rate)} (marge {percent_interval(group.low, group.high)})", counts)
    return Mark(group.label, percent(group.rate), group.rate, group.low, group.high, hover=hover)
