"""An estimate in every group of a division, and the number that may be seen of it."""

from __future__ import annotations

from collections.abc import Sequence
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
    pooled_intervals,
    squares_within,
)


@dataclass(frozen=True)
class Value:
    """A number as it may be stored. decimals: 1 if it is rounded to one decimal."""

    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Estimate:
    """A measure in every group: exact interval, and the one from the pooled sd for groups of few forms."""

    means: Means
    exact: tuple[Interval, ...]
    pooled: tuple[Interval, ...]

    def value(self, group: int, precision: Precision) -> Value:
        """Give what may be seen of the measure in one group."""
        if precision is Precision.HIDDEN:
            return Value(reason=HIDDEN)
        n = int(self.means.n[group])
        if n == 0 or bool(np.isnan(self.means.mean[group])):
            return Value(n=n, reason=NO_ANSWERS)
        mean = float(self.means.mean[group])
        if precision is Precision.ROUNDED:
            interval = self.pooled[group]
            return Value(n, round(mean, 1), interval.low, interval.high, 1, interval.reason)
        interval = self.exact[group]
        return Value(n, mean, interval.low, interval.high, None, interval.reason)

    def cell(self, aspect: str, group: int, precision: Precision) -> Cell:
        """Give an aspect's cell in one group."""
        value = self.value(group, precision)
        return Cell(aspect, value.n, value.mean, value.low, value.high, value.decimals, value.reason)

    def overall(self, group: int, precision: Precision, formula: str) -> Overall:
        """Give the overall of one group."""
        value = self.value(group, precision)
        return Overall(value.mean, value.low, value.high, formula, value.decimals, value.reason)


def estimate(column: Column, division: Division, maximum: int, *, lean: bool = False) -> Estimate:
    """Estimate one measure in every group of a division. `lean`: keep nothing per person (not to be combined)."""
    means = estimate_means(column, division)
    exact, pooled = estimate_intervals(means, maximum), pooled_intervals(means, maximum)
    return Estimate(replace(means, z=means.z[:0], heard=means.heard[:0]) if lean else means, exact, pooled)


def estimate_overall(parts: Sequence[Estimate], scores: NDArray[np.float64], maximum: int) -> Estimate:
    """Estimate the mean of the aspect means in every group.

    scores: float64, forms: the forms' own overall scores (NaN: none), of which the pooled sd is taken.
    """
    means = combine_means([part.means for part in parts])
    n, within = squares_within(scores, means.division)
    pooled = pooled_intervals(replace(means, n=n, within=within), maximum)
    return Estimate(means, estimate_intervals(means, maximum), pooled)
