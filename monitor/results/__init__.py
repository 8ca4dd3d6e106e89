"""Result records: what the statistics give and the publication holds. Full precision, each with its n.

A number that is not there is None, and `reason` says why: "hidden" for everything that may not be seen (readers get no
other reason for it), else a short English key such as "no_spread" or "too_few_forms".
"""

from monitor.results.comparing import OVERALL, SIGNIFICANCE, CellChange, Change, Comparison, GroupChange, Split
from monitor.results.publication import Frozen, Publication, Report
from monitor.results.response import LEAST_P, GroupTest, Response, ResponseBreakdown, ResponseGroup
from monitor.results.scores import (
    AspectResult,
    Breakdown,
    Cell,
    Correlation,
    Group,
    ItemReliability,
    ItemResult,
    Overall,
    Reliability,
    WorkOn,
    margin_decimals,
)

HIDDEN = "hidden"

__all__ = [
    "HIDDEN",
    "LEAST_P",
    "OVERALL",
    "SIGNIFICANCE",
    "AspectResult",
    "Breakdown",
    "Cell",
    "CellChange",
    "Change",
    "Comparison",
    "Correlation",
    "Frozen",
    "Group",
    "GroupChange",
    "GroupTest",
    "ItemReliability",
    "ItemResult",
    "Overall",
    "Publication",
    "Reliability",
    "Report",
    "Response",
    "ResponseBreakdown",
    "ResponseGroup",
    "Split",
    "WorkOn",
    "margin_decimals",
]
