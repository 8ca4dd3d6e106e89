"""Means of groups with their interval: forms clustered in persons, finite population correction.

Formula: linearisation of a mean over a subset, one stage, as R survey's svymean(ids = person, fpc) with
df = degf of the subset (Lumley, Complex Surveys, 2010).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from monitor.results import rules
from monitor.stats.columns import Column, Division, heard_pairs, place_forms, tabulate

NO_ANSWERS = "no_answers"
ONE_PERSON = "one_person"
NO_SPREAD = "no_spread"
FEW_ANSWERS = "few_answers"
FEW = rules.FEW
"""Below this number of forms a mean is stored with one decimal and without detail."""
NOTHING = 1e-12
"""A standard error below this is rounding noise of a spread that is zero; scores have steps of at least 1/1000."""


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, or None with the reason. persons: with a valid answer."""

    low: float | None
    high: float | None
    reason: str | None = None
    error: float | None = None
    """The standard error of the mean that the interval is made of; 0 where everybody answered."""
    persons: int | None = None


@dataclass(frozen=True)
class Means:
    """A measure in every group of a division. Arrays over groups unless said otherwise; NaN where n is 0.

    counts: int64, groups x values. n: valid answers. within: sum of squared deviations from the group's own mean.
    z: float64, pairs: each person's linearised contribution to the group's mean; squares: the sum of their squares.
    heard: bool, pairs: whether the person gave a valid answer; persons: int64, how many did. In lean means z
    and heard are empty.
    """

    division: Division
    counts: NDArray[np.int64]
    n: NDArray[np.int64]
    mean: NDArray[np.float64]
    within: NDArray[np.float64]
    z: NDArray[np.float64]
    squares: NDArray[np.float64]
    heard: NDArray[np.bool_]
    persons: NDArray[np.int64]

    def without_persons(self) -> Means:
        """The same, lean. No slices: those would keep the whole arrays."""
        return replace(self, z=np.zeros(0), heard=np.zeros(0, dtype=np.bool_))

    def sd(self, group: int) -> float | None:
        """The standard deviation (n - 1) in a group; None from fewer than two answers."""
        n = int(self.n[group])
        return float(np.sqrt(self.within[group] / (n - 1))) if n > 1 else None


def estimate_means(column: Column, division: Division, *, lean: bool = False) -> Means:
    """Estimate the mean of a measure in every group of a division. `lean`: keep nothing per person."""
    counts = tabulate(column, division)
    n, mean, deviation, within = spread_of(counts, column.values)
    size = division.size
    if lean and division.alone:  # a person is a form: z is a form's deviation / n
        squares = np.divide(within, n * n, out=np.zeros(n.shape), where=n > 0)
        z, heard, persons = np.zeros(0), np.zeros(0, dtype=np.bool_), n[:size]
    else:
        z = _linearise(column, division, np.divide(deviation, n[:, None], out=deviation, where=n[:, None] > 0))
        squares = _add_pairs(z**2, division)
        heard = heard_pairs(column, division)
        persons = np.bincount(division.pair_group[heard], minlength=size + 1)[:size].astype(np.int64)
    found = Means(division, counts[:size], n[:size], mean[:size], within[:size], z, squares[:size], heard, persons)
    return found.without_persons() if lean else found


def spread_of(
    counts: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give per group n, the mean, every value's deviation from it (groups x values), and the sum of squares of those.

    counts: groups x values, how often each value was given; values: float64. NaN where n is 0.
    """
    n = counts.sum(axis=1)
    mean = np.divide(counts @ values, n, out=np.full(n.shape, np.nan), where=n > 0)
    deviation = values - mean[:, None]
    return n, mean, deviation, np.where(n > 0, (counts * deviation**2).sum(axis=1), np.nan)


def _linearise(column: Column, division: Division, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add the forms' contributions per pair; parts: float64, (groups + 1) x values, what a form of a value adds."""
    table = np.column_stack([np.zeros(parts.shape[0]), parts]).ravel()
    forms = table[place_forms(column, division)]
    return np.bincount(division.pair, weights=forms, minlength=division.pair_group.size).astype(np.float64)


def _add_pairs(values: NDArray[np.float64], division: Division) -> NDArray[np.float64]:
    """Add values per pair to the groups: float64, groups + 1."""
    return np.bincount(division.pair_group, weights=values, minlength=division.size + 1).astype(np.float64)


def combine_means(parts: Sequence[Means]) -> Means:
    """Average the means of several measures (the overall): each counts the same, z is averaged, heard if heard in any.

    None of them lean. Counts and n are those of no form in particular: n is the largest of the parts, `within` is NaN.
    """
    first, division = parts[0], parts[0].division
    z, heard = np.mean([part.z for part in parts], axis=0), np.any([part.heard for part in parts], axis=0)
    return Means(
        division,
        first.counts[:, :0],
        np.max([part.n for part in parts], axis=0),
        np.mean([part.mean for part in parts], axis=0),
        np.full(first.mean.shape, np.nan),
        z,
        _add_pairs(z**2, division)[: division.size],
        heard,
        np.bincount(division.pair_group[heard], minlength=division.size + 1)[: division.size].astype(np.int64),
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
    return tuple(
        _interval(
            float(means.mean[g]),
            float(means.squares[g]),
            int(means.persons[g]),
            int(division.persons[g]),
            float(division.eligible[g]),
            maximum,
        )
        for g in range(division.size)
    )


def _interval(mean: float, squares: float, heard: int, m: int, eligible: float, maximum: int) -> Interval:
    if heard == 0:
        return Interval(None, None, NO_ANSWERS, persons=0)
    if m == eligible:
        return Interval(mean, mean, error=0.0, persons=heard)
    if heard < 2:
        return Interval(None, None, ONE_PERSON, persons=heard)
    unseen = 1.0 if np.isnan(eligible) else 1 - m / eligible
    error = float(np.sqrt(unseen * m / (m - 1) * squares))
    if error < NOTHING:
        return Interval(None, None, NO_SPREAD, persons=heard)
    reach = float(stdtrit(heard - 1, 0.975)) * error
    return Interval(max(mean - reach, 1.0), min(mean + reach, float(maximum)), error=error, persons=heard)


def pooled_interval(means: Means, group: int, maximum: int, shown: Set[int]) -> Interval:
    """Give a group's interval from the pooled within-group sd of the groups that are shown, for a rounded mean.

    The centre is the mean rounded to one decimal; low and high are rounded to one decimal as well. s^2 = sum of the
    groups' squared deviations / sum of (n - 1); se^2 = (1 - m/M) s^2 / persons with a valid answer; t with the pooled
    degrees of freedom. No interval if fewer than ten answers stand in other shown groups: s would be the group's own.
    """
    heard = int(means.persons[group])
    if heard == 0:
        return Interval(None, None, NO_ANSWERS)
    mean = round(float(means.mean[group]), 1)
    eligible = float(means.division.eligible[group])
    m = int(means.division.persons[group])
    if m == eligible:
        return Interval(mean, mean)
    pool = np.array([one for one in sorted(shown) if means.n[one] > 0], dtype=np.int64)
    freedom = int((means.n[pool] - 1).sum())
    if int(means.n[pool[pool != group]].sum()) < FEW:
        return Interval(None, None, FEW_ANSWERS)
    unseen = 1.0 if np.isnan(eligible) else 1 - m / eligible
    error = float(np.sqrt(unseen * float(means.within[pool].sum()) / freedom / heard))
    if error < NOTHING:
        return Interval(None, None, NO_SPREAD)
    reach = float(stdtrit(freedom, 0.975)) * error
    return Interval(round(max(mean - reach, 1.0), 1), round(min(mean + reach, float(maximum)), 1))
