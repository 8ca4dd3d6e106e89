"""Which statements a house could work on: those that score low and hang together strongly with their aspect.

From the shown numbers of a report alone, so it tells nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from monitor.results import ItemResult, Report, WorkOn
from monitor.results.shown import rounded
from surveys.questionnaire import AspectKind

LEAST = 4
"""Statements below which there is no middle to speak of."""
MOST = 5
"""Statements that are put forward; a house cannot work on more at once."""


@dataclass(frozen=True)
class _Known:
    """A statement with both numbers, as they are shown, and the upper end of its margin."""

    id: str
    mean: Decimal
    item_rest: Decimal
    high: Decimal | None


def find_work_on(report: Report) -> WorkOn | None:
    """Stronger than the middle (median) item-rest correlation, and below the middle mean with the whole margin.

    Over the statements of aspects of kind scale that show their mean in full and an item-rest correlation, both as
    they are shown; None where fewer than LEAST do.
    """
    known = list(_known(report))
    if len(known) < LEAST:
        return None
    mean, item_rest = median(one.mean for one in known), median(one.item_rest for one in known)
    sure = [one for one in known if one.item_rest > item_rest and one.high is not None and one.high < mean]
    items = tuple(one.id for one in sorted(sure, key=lambda one: one.mean)[:MOST])
    return WorkOn(tuple(one.id for one in known), float(mean), float(item_rest), items)


def _known(report: Report) -> Iterator[_Known]:
    items = {item.id: item for item in report.items}
    for aspect in report.aspects:
        if aspect.kind != AspectKind.SCALE or aspect.reliability is None:
            continue
        for one in aspect.reliability.per_item:
            item = items.get(one.id)
            if item is not None and one.item_rest is not None and _shows_in_full(item):
                high = None if item.high is None else rounded(item.high)
                yield _Known(one.id, rounded(item.mean or 0), rounded(one.item_rest), high)


def _shows_in_full(item: ItemResult) -> bool:
    """Whether the mean of a statement is shown with all its digits."""
    return item.mean is not None and item.decimals is None
