"""Means of groups with their interval: forms clustered in persons, finite population correction.

Formula: linearisation of a mean over a subset, one stage, as R survey's svymean(ids = person, fpc) with
df = degf of the subset (Lumley, Complex Surveys, 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from monitor.stats.columns import Column, Division, heard_pairs, tabulate

NO_ANSWERS = "no_answers"
ONE_PERSON = "one_person"
NO_SPREAD = "no_spread"
FEW_ANSWERS = "few_answers"
FEW = 10
"""Below this number of forms a mean is stored with one decimal and without detail."""
_NOTHING = 1e-12
"""A standard error below this is rounding noise of a spread that is zero; scores have steps of at least 1/1000."""


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, or None with the reason."""

    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True)
class Means:
    """A measure in every group of a division. Arrays over groups unless said otherwise; NaN where n is 0.

    counts: int64, groups x values. n: valid answers. within: sum of squared deviations from the group's own mean.
    z: float64, pairs: each person's linearised contribution to the group's mean. heard: bool, pairs.
    """

    division: Division
    counts: NDArray[np.int64]
    n: NDArray[np.int64]
    mean: NDArray[np.float64]
    within: NDArray[np.float64]
    z: NDArray[np.float64]
    heard: NDArray[np.bool_]

    def sd(self, group: int) -> float | None:
        """The standard deviation (n - 1) in a group; None from fewer than two answers."""
        n = int(self.n[group])
        return float(np.sqrt(self.within[group] / (n - 1))) if n > 1 else None


def estimate_means(column: Column, division: Division) -> Means:
    """Estimate the mean of a measure in every group of a division."""
    counts = tabulate(column, division)
    n = counts.sum(axis=1)
    with np.errstate(invalid="ignore"):
        mean = np.divide(counts @ column.values, n, out=np.full(n.shape, np.nan), where=n > 0)
        deviation = column.values[None, :] - mean[:, None]
        within = np.where(n > 0, (counts * deviation**2).sum(axis=1), np.nan)
    valid = column.codes >= 0
    group = division.index[valid]
    parts = (column.values[column.codes[valid]] - mean[group]) / n[group]
    z = np.bincount(division.pair[valid], weights=parts, minlength=division.pair_group.size).astype(np.float64)
    size = division.size
    return Means(division, counts[:size], n[:size], mean[:size], within[:size], z, heard_pairs(column, division))


def combine_means(parts: Sequence[Means]) -> Means:
    """Average the means of several measures (the overall): each counts the same, z is averaged, heard if heard in any.

    Counts and n are those of no form in particular: n is the largest of the parts, `within` is NaN.
    """
    first = parts[0]
    return Means(
        first.division,
        first.counts[:, :0],
        np.max([part.n for part in parts], axis=0),
        np.mean([part.mean for part in parts], axis=0),
        np.full(first.mean.shape, np.nan),
        np.mean([part.z for part in parts], axis=0),
        np.any([part.heard for part in parts], axis=0),
    )


def squares_within(scores: NDArray[np.float64], division: Division) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give per group the number of scores and the sum of their squared deviations from the group's mean.

    scores: float64, forms, NaN for none. Returns int64 and float64, groups.
    """
    valid = ~np.isnan(scores)
    index, found = division.index[valid], scores[valid]
    n = np.bincount(index, minlength=division.size + 1)
    mean = np.bincount(index, weights=found, minlength=division.size + 1) / np.maximum(n, 1)
    within = np.bincount(index, weights=(found - mean[index]) ** 2, minlength=division.size + 1)
    return n[: division.size].astype(np.int64), within[: division.size].astype(np.float64)


def estimate_intervals(means: Means, maximum: int) -> tuple[Interval, ...]:
    """Give every group's interval e ± t(.975, persons with a valid answer - 1) se, cut to the scale 1..maximum.

    se^2 = (1 - m/M) m/(m - 1) sum of z_c^2, with m answering and M eligible persons of the group; M unknown: no
    correction. m = M: low = high = e. Without spread: None and a reason.
    """
    division = means.division
    squares = np.bincount(division.pair_group, weights=means.z**2, minlength=division.size + 1)
    heard = np.bincount(division.pair_group[means.heard], minlength=division.size + 1)
    return tuple(
        _interval(
            float(means.mean[g]),
            float(squares[g]),
            int(heard[g]),
            int(division.persons[g]),
            float(division.eligible[g]),
            maximum,
        )
        for g in range(division.size)
    )


def _interval(mean: float, squares: float, heard: int, m: int, eligible: float, maximum: int) -> Interval:
    if heard == 0:
        return Interval(None, None, NO_ANSWERS)
    if m == eligible:
        return Interval(mean, mean)
    if heard < 2:
        return Interval(None, None, ONE_PERSON)
    unseen = 1.0 if np.isnan(eligible) else 1 - m / eligible
    error = float(np.sqrt(unseen * m / (m - 1) * squares))
    if error < _NOTHING:
        return Interval(None, None, NO_SPREAD)
    reach = float(stdtrit(heard - 1, 0.975)) * error
    return Interval(max(mean - reach, 1.0), min(mean + reach, float(maximum)))


def pooled_intervals(means: Means, maximum: int) -> tuple[Interval, ...]:
    """Give every group's interval from the pooled within-group sd of the division, for means of few forms.

    The centre is the mean rounded to one decimal; low and high are rounded to one decimal as well. s^2 = sum of the
    groups' squared deviations / sum of (n - 1); se^2 = (1 - m/M) s^2 / persons with a valid answer; t with the pooled
    degrees of freedom. No interval if fewer than ten answers stand outside the group: s would be the group's own.
    """
    division = means.division
    heard = np.bincount(division.pair_group[means.heard], minlength=division.size + 1)
    some = means.n > 0
    freedom = int((means.n[some] - 1).sum())
    variance = float(means.within[some].sum()) / freedom if freedom else 0.0
    total = int(means.n.sum())
    return tuple(
        _pooled(means, g, int(heard[g]), variance, freedom, total - int(means.n[g]), maximum)
        for g in range(division.size)
    )


def _pooled(means: Means, group: int, heard: int, variance: float, freedom: int, others: int, maximum: int) -> Interval:
    if heard == 0:
        return Interval(None, None, NO_ANSWERS)
    mean = round(float(means.mean[group]), 1)
    eligible = float(means.division.eligible[group])
    m = int(means.division.persons[group])
    if m == eligible:
        return Interval(mean, mean)
    if others < FEW:
        return Interval(None, None, FEW_ANSWERS)
    unseen = 1.0 if np.isnan(eligible) else 1 - m / eligible
    error = float(np.sqrt(unseen * variance / heard))
    if error < _NOTHING:
        return Interval(None, None, NO_SPREAD)
    reach = float(stdtrit(freedom, 0.975)) * error
    return Interval(round(max(mean - reach, 1.0), 1), round(min(mean + reach, float(maximum)), 1))
