"""What a group's mean and that of the rest of its house have in common: the difference and its standard error.

One sample of persons for the whole house, of which the group and the rest are two subsets; somebody may have forms in
both. With z_c(e) person c's linearised part in a mean e (monitor.stats.estimate) the difference has

    z_c = z_c(group) - z_c(rest)        se^2 = (1 - m/M) m/(m - 1) sum of z_c^2

with m answering and M eligible persons of the house. It is R survey's svyby(covmat = TRUE) and svycontrast in one
design of the house (ids = person, fpc); source: Lumley, Complex Surveys (2010). A group in which everybody answered
still differs from the rest by chance, as long as somebody in the house did not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.stats.columns import Division
from monitor.stats.comparing.difference import Spread

_NOISE = 1e-12
"""A sum of squares below this share of the whole house's is rounding noise of a spread that is zero."""


@dataclass(frozen=True)
class HouseSums:
    """Several measures over a house, as deviations from the house's own means.

    names: the columns of all arrays. deviations: float64, forms x measures, 0 where there is no score. valid: float64,
    forms x measures, 1 where there is one. sums, counts: the same added up per person, float64, persons x measures.
    """

    names: tuple[str, ...]
    division: Division
    deviations: NDArray[np.float64]
    valid: NDArray[np.float64]
    sums: NDArray[np.float64]
    counts: NDArray[np.float64]

    @cached_property
    def n(self) -> NDArray[np.float64]:
        """Valid forms, float64, measures."""
        found: NDArray[np.float64] = self.valid.sum(axis=0)
        return found

    @cached_property
    def squares(self) -> NDArray[np.float64]:
        """Squared deviations added up, float64, measures."""
        found: NDArray[np.float64] = (self.deviations**2).sum(axis=0)
        return found

    def heard(self, measures: Sequence[int]) -> int:
        """Persons with a valid score on any of the measures."""
        return int(np.count_nonzero(self.counts[:, measures].any(axis=1)))

    @property
    def variance_factor(self) -> float:
        """(1 - m/M) m/(m - 1); M unknown: no correction; 0 for one person."""
        m, eligible = int(self.division.persons[0]), float(self.division.eligible[0])
        return (1.0 if np.isnan(eligible) else 1 - m / eligible) * (m / (m - 1) if m > 1 else 0.0)


@dataclass(frozen=True)
class GroupSums:
    """The same measures in the groups of a division. sums, counts: float64, pairs x measures, pairs by group."""

    house: HouseSums
    division: Division
    sums: NDArray[np.float64]
    counts: NDArray[np.float64]
    squares: NDArray[np.float64]
    """Squared deviations from the house's mean: float64, groups x measures."""

    def sizes(self, group: int, measure: int) -> tuple[int, int]:
        """Valid forms in the group and in the rest."""
        inside = int(self.counts[self._pairs(group), measure].sum())
        return inside, int(self.house.n[measure]) - inside

    def spreads(self, group: int, measure: int) -> tuple[Spread, Spread]:
        """The spread of the forms in the group and in the rest, both around their own means."""
        n, rest = self.sizes(group, measure)
        total = float(self.house.squares[measure])
        deviation = float(self.sums[self._pairs(group), measure].sum())
        squares = float(self.squares[group, measure])
        return _spread(n, squares, deviation, total), _spread(rest, total - squares, -deviation, total)

    def contrast(self, group: int, measures: Sequence[int]) -> tuple[float, float]:
        """The difference with the rest and its standard error, averaged over the measures.

        Every measure needs valid forms on both sides.
        """
        rows, columns = self._pairs(group), list(measures)
        people = self.division.pair_person[rows]
        sums, counts = self.sums[rows][:, columns], self.counts[rows][:, columns]
        n, total = counts.sum(axis=0), sums.sum(axis=0)
        n_rest = self.house.n[columns] - n
        mean, mean_rest = total / n, -total / n_rest
        rest = self.house.sums[:, columns] - mean_rest * self.house.counts[:, columns]
        rest[people] -= sums - mean_rest * counts
        z = (rest / -n_rest).mean(axis=1)
        z[people] += ((sums - mean * counts) / n).mean(axis=1)
        return float((mean - mean_rest).mean()), float(np.sqrt(self.house.variance_factor * (z @ z)))

    def count_repeaters(self, group: int, measure: int) -> tuple[int, int, int]:
        """Persons with two valid forms or more in the group, in the rest, and with one in each at least."""
        rows = self._pairs(group)
        people = self.division.pair_person[rows]
        inside = np.zeros(len(self.house.counts))
        inside[people] = self.counts[rows, measure]
        outside = self.house.counts[:, measure] - inside
        return int((inside > 1).sum()), int((outside > 1).sum()), int(((inside > 0) & (outside > 0)).sum())

    def _pairs(self, group: int) -> slice:
        first, last = np.searchsorted(self.division.pair_group, [group, group + 1])
        return slice(int(first), int(last))


def sum_house(scores: Mapping[str, NDArray[np.float64]], division: Division) -> HouseSums:
    """Add up measures (float64, forms, NaN for none) per person; division: the one with the house as its one group."""
    table = np.column_stack(list(scores.values())) if scores else np.empty((division.index.size, 0))
    valid = (~np.isnan(table)).astype(np.float64)
    n = valid.sum(axis=0)
    means = np.where(valid > 0, table, 0.0).sum(axis=0) / np.maximum(n, 1)
    deviations = np.where(valid > 0, table - means, 0.0)
    sums, counts = _add_pairs(deviations, division), _add_pairs(valid, division)
    return HouseSums(tuple(scores), division, deviations, valid, sums, counts)


def sum_groups(house: HouseSums, division: Division) -> GroupSums:
    """Add up a house's measures per group and per person within a group."""
    squares = _add(house.deviations**2, division.index, division.size + 1)
    return GroupSums(
        house, division, _add_pairs(house.deviations, division), _add_pairs(house.valid, division), squares
    )


def _add_pairs(values: NDArray[np.float64], division: Division) -> NDArray[np.float64]:
    return _add(values, division.pair, division.pair_group.size)


def _add(values: NDArray[np.float64], index: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Add rows (float64, forms x measures) with the same index: float64, size x measures."""
    columns = [np.bincount(index, weights=column, minlength=size) for column in values.T]
    return np.column_stack(columns) if columns else np.empty((size, 0))


def _spread(n: int, squares: float, deviation: float, total: float) -> Spread:
    """From sums around the house's mean to the spread around the own mean."""
    within = squares - deviation**2 / n if n else 0.0
    return Spread(n, within if within > _NOISE * total else 0.0)
