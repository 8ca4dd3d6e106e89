"""An estimate in every group of a division, and the number that may be seen of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.results import HIDDEN, Cell, Overall
from monitor.stats.columns import Column, Division
from monitor.stats.disclosure import Precision
from monitor.stats.estimate import (
    NO_ANSWERS,
    Interval,
    Means,
    combine_means,
    estimate_intervals,
    estimate_means,
    pooled_intervals,
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


def estimate(column: Column, division: Division, maximum: int) -> Estimate:
    """Estimate one measure in every group of a division."""
    means = estimate_means(column, division)
    return Estimate(means, estimate_intervals(means, maximum), pooled_intervals(means, maximum))


def estimate_overall(parts: Sequence[Estimate], forms: Column, maximum: int) -> Estimate:
    """Estimate the mean of the aspect means in every group; forms: the forms' own overall scores, for the pooled sd."""
    means = combine_means([part.means for part in parts])
    whole = estimate_means(forms, means.division)
    pooled = replace(means, n=whole.n, within=whole.within, heard=whole.heard)
    return Estimate(means, estimate_intervals(means, maximum), pooled_intervals(pooled, maximum))
