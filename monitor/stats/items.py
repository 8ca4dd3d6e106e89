"""The result of one statement in one group, as far as the decision allows."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.results import HIDDEN, ItemResult
from monitor.stats.columns import Division
from monitor.stats.disclosure.deciding import Precision
from monitor.stats.preparing import Work
from monitor.stats.shown import Estimate
from surveys.answers import EMPTY, NO_OPINION


@dataclass(frozen=True)
class ItemEstimate:
    """One item in every group of a division: its mean, and per group (int64) geen oordeel and left empty."""

    estimate: Estimate
    no_opinion: NDArray[np.int64]
    empty: NDArray[np.int64]


def count_unanswered(work: Work, position: int, division: Division) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count geen oordeel and left empty of the item at a position, per group: int64."""
    if division.whole:
        return work.sums.no_opinion[position, None], work.sums.empty[position, None]
    answers, size = work.matrix.answers[:, position], division.size
    opinions = np.bincount(division.index[answers == NO_OPINION], minlength=size + 1)
    empties = np.bincount(division.index[answers == EMPTY], minlength=size + 1)
    return opinions[:size].astype(np.int64), empties[:size].astype(np.int64)


def item_result(
    item: str, aspect: str, found: ItemEstimate, group: int, precision: Precision, shown: Set[int], *, blurred: bool
) -> ItemResult:
    """Give one item in one group. Rounded: the mean only; hidden: nothing at all. shown, blurred: as in Estimate."""
    if precision is Precision.HIDDEN:
        return ItemResult(item, aspect, reason=HIDDEN)
    value = found.estimate.value(group, precision, shown, blurred=blurred)
    if precision is Precision.ROUNDED:
        return ItemResult(
            item,
            aspect,
            n=value.n,
            mean=value.mean,
            low=value.low,
            high=value.high,
            reason=value.reason,
            decimals=value.decimals,
        )
    counts = found.estimate.means.counts[group]
    n, no_opinion = int(counts.sum()), int(found.no_opinion[group])
    given = np.nonzero(counts)[0]
    return ItemResult(
        item,
        aspect,
        n=n,
        mean=value.mean,
        sd=value.sd,
        min=int(given[0]) if n else None,
        max=int(given[-1]) if n else None,
        counts=_answers(counts),
        no_opinion=no_opinion,
        empty=int(found.empty[group]),
        positive_share=positive_share(counts) if n else None,
        no_opinion_share=no_opinion / (n + no_opinion) if n + no_opinion else None,
        low=value.low,
        high=value.high,
        reason=value.reason,
        se=value.se,
        persons=value.persons,
    )


def positive_share(counts: NDArray[np.int64]) -> float:
    """The share of valid answers in the upper half of the scale (3 and 4 of 1-4); counts: per value from 0."""
    middle = counts.size / 2
    return int(counts[np.arange(counts.size) > middle].sum()) / int(counts.sum())


def _answers(counts: NDArray[np.int64]) -> Mapping[str, int]:
    return {str(value): int(count) for value, count in enumerate(counts) if value}
