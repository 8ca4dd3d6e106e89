"""An estimate in every group of a division, and the number that may be seen of it."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from monitor.results import HIDDEN, Cell, Overall
from monitor.stats.columns import Column, Division
from monitor.stats.disclosure.deciding import Precision
from monitor.stats.estimate import (
    NO_ANSWERS,
    Interval,
    Means,
    combine_means,
    estimate_intervals,
    estimate_means,
    pooled_interval,
    squares_within,
)


@dataclass(frozen=True)
class Value:
    """A number as it may be stored. decimals: 1 if it is rounded to one decimal.

    sd, se and persons (with a valid answer) belong to what is shown in full.
    """

    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    reason: str | None = None
    sd: float | None = None
    se: float | None = None
    persons: int | None = None


@dataclass(frozen=True)
class Estimate:
    """A measure in every group, with its exact intervals. maximum: of the scale.

    `spread`: what sd and n are taken of; the means themselves, or for an overall the forms' own overall scores.
    """

    means: Means
    exact: tuple[Interval, ...]
    spread: Means
    maximum: int

    def without_persons(self) -> Estimate:
        """The same without what it holds per person, of which only an overall is made."""
        return replace(self, means=self.means.without_persons(), spread=self.spread.without_persons())

    def value(self, group: int, precision: Precision, shown: Set[int], *, blurred: bool) -> Value:
        """Give what may be seen of the measure in one group.

        shown: the groups in which it may be seen at all. blurred: without standard error, the margin with one decimal.
        """
        if precision is Precision.HIDDEN:
            return Value(reason=HIDDEN)
        n = int(self.means.n[group])
        if n == 0 or bool(np.isnan(self.means.mean[group])):
            return Value(n=n, reason=NO_ANSWERS)
        mean = float(self.means.mean[group])
        if precision is Precision.ROUNDED:
            interval = pooled_interval(self.spread, group, self.maximum, shown)
            return Value(n, round(mean, 1), interval.low, interval.high, 1, interval.reason)
        interval = _blur(self.exact[group]) if blurred else self.exact[group]
        return Value(
            n,
            mean,
            interval.low,
            interval.high,
            reason=interval.reason,
            sd=self.spread.sd(group),
            se=interval.error,
            persons=interval.persons,
        )

    def cell(self, aspect: str, group: int, precision: Precision, shown: Set[int], *, blurred: bool) -> Cell:
        """Give an aspect's cell in one group."""
        value = self.value(group, precision, shown, blurred=blurred)
        return Cell(
            aspect,
            value.n,
            value.mean,
            value.low,
            value.high,
            value.decimals,
            value.reason,
            sd=value.sd,
            se=value.se,
            persons=value.persons,
        )

    def overall(self, group: int, precision: Precision, shown: Set[int], formula: str, *, blurred: bool) -> Overall:
        """Give the overall of one group."""
        value = self.value(group, precision, shown, blurred=blurred)
        return Overall(
            value.mean,
            value.low,
            value.high,
            formula,
            value.decimals,
            value.reason,
            sd=value.sd,
            n=int(self.spread.n[group]) if value.persons else None,
            se=value.se,
            persons=value.persons,
        )


def _blur(interval: Interval) -> Interval:
    """The interval rounded outwards to one decimal, without its standard error; low = high = mean stays."""
    if interval.low is None or interval.high is None or interval.error == 0:
        return interval
    return replace(
        interval, low=math.floor(interval.low * 10) / 10, high=math.ceil(interval.high * 10) / 10, error=None
    )


def estimate(column: Column, division: Division, maximum: int, *, lean: bool = False) -> Estimate:
    """Estimate one measure in every group of a division. `lean`: keep nothing per person (not to be combined)."""
    means = estimate_means(column, division, lean=lean)
    return Estimate(means, estimate_intervals(means, maximum), means, maximum)


def estimate_overall(parts: Sequence[Estimate], scores: NDArray[np.float64], maximum: int) -> Estimate:
    """Estimate the mean of the aspect means in every group.

    scores: float64, forms: the forms' own overall scores (NaN: none), of which sd and n are taken.
    """
    means = combine_means([part.means for part in parts])
    n, within = squares_within(scores, means.division)
    spread = replace(means, n=n, within=within)
    return Estimate(means, estimate_intervals(means, maximum), spread, maximum)
