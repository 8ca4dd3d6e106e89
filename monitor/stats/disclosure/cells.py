"""The cells of all groupings over atoms, and one measure in them: sizes, persons, equal answers of any union.

An atom is the unknowns (forms, or persons of the invitation list) that lie in the same cells. What can be computed from
sums over cells is the same in every unknown of an atom, so atoms stand for their unknowns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.stats.columns import Column, Division, divide, tabulate
from monitor.stats.disclosure.span import Rows, draw, make_rows

Mask = NDArray[np.bool_]
TOTAL = -1
"""The grouping of the cell of everybody."""
ASIDE = -2
"""The grouping of a row that is no group: it may be computed, but has no remainders."""
_DENSE = 8
"""Values are counted in a table of atoms x values if it has no more than so many places per form."""


@dataclass(frozen=True)
class Cells:
    """Which atoms lie in which cells: a row of atoms per cell.

    grouping: int64, cells: the number of its grouping, or TOTAL or ASIDE. overlapping: groupings of which an unknown
    may lie in several cells.
    """

    rows: Rows
    grouping: NDArray[np.int64]
    overlapping: frozenset[int] = frozenset()

    @cached_property
    def holds(self) -> Mask:
        """Which atoms a cell holds: bool, cells x atoms."""
        found = np.zeros((self.rows.cells, self.rows.unknowns), dtype=np.bool_)
        found[self.rows.cell, self.rows.unknown] = True
        return found

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        """A random weight per atom: int64, primes x atoms."""
        return draw(self.rows.unknowns)


@dataclass(frozen=True)
class Filling:
    """How many unknowns with a value each atom has. sizes: int64, atoms."""

    cells: Cells
    sizes: NDArray[np.int64]

    @cached_property
    def filled(self) -> Mask:
        """The atoms with at least one unknown: bool, atoms."""
        return self.sizes > 0

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        """The atoms' random weights, 0 for those without unknowns: int64, primes x atoms."""
        return np.where(self.filled, self.cells.weights, 0)

    @cached_property
    def gram(self) -> NDArray[np.int64]:
        """G of the cells: int64, primes x cells x cells."""
        return self.cells.rows.gram(self.weights)

    @cached_property
    def shared(self) -> NDArray[np.float64]:
        """How many unknowns each two cells share: float64, cells x cells."""
        return self.cells.rows.shared(self.sizes)

    @cached_property
    def unknowns(self) -> NDArray[np.int64]:
        """Unknowns with a value per cell: int64, cells."""
        return np.diagonal(self.shared).astype(np.int64)


@dataclass(frozen=True)
class Measure:
    """One measure as the audit sees it.

    lawful: may this union of atoms be seen; it must hold for whatever holds something lawful. owners: sets of atoms
    that are all of one person's forms, five or more.
    """

    filling: Filling
    lawful: Callable[[Mask], bool]
    owners: tuple[NDArray[np.int64], ...] = ()


@dataclass(frozen=True)
class Layout:
    """The cells of a wave's forms: the house first, then every group of every division, in the order of the audit."""

    house: Division
    divisions: tuple[Division, ...]

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Every cell: variable and group index; the house is cell 0."""
        return tuple((one.variable, group) for one in (self.house, *self.divisions) for group in range(one.size))

    @cached_property
    def cells(self) -> Cells:
        """The cells over the atoms."""
        combinations, _ = self._combinations
        tables = [np.ones((len(combinations), 1), dtype=np.int64)]
        grouping = [TOTAL]
        for place, division in enumerate(self.divisions):
            tables.append((combinations[:, place, None] == np.arange(division.size)).astype(np.int64))
            grouping += [place] * division.size
        return Cells(make_rows(np.concatenate(tables, axis=1)), np.array(grouping, dtype=np.int64))

    @cached_property
    def atoms(self) -> Division:
        """The forms divided into atoms: forms of the same groups."""
        combinations, index = self._combinations
        return divide("atoms", index, len(combinations), self.house.pair_person[self.house.pair])

    def count(self, column: Column) -> Counts:
        """Count a measure's valid forms in every atom."""
        valid = column.codes >= 0
        forms = np.bincount(self.atoms.pair[valid], minlength=self.atoms.pair_group.size).astype(np.int32)
        repeaters = [_count_repeaters(valid, division) for division in (self.house, *self.divisions)]
        return Counts(self.cells, self.atoms, _tally(column, self.atoms), forms, np.concatenate(repeaters))

    def count_forms(self) -> Counts:
        """Count all forms in every atom, as a measure with one value."""
        return self.count(Column("forms", np.zeros(self.house.index.size, dtype=np.int32), np.zeros(1)))

    @cached_property
    def _combinations(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if not self.divisions:
            return np.zeros((1, 0), dtype=np.int64), self.house.index
        stacked = np.column_stack([division.index for division in self.divisions])
        combinations, index = np.unique(stacked, axis=0, return_inverse=True)
        return combinations.astype(np.int64), index.astype(np.int64)


@dataclass(frozen=True)
class Tally:
    """How many forms of an atom have which value, for what occurs. atom, value, count: int64, entries."""

    atom: NDArray[np.int64]
    value: NDArray[np.int64]
    count: NDArray[np.int64]


def _tally(column: Column, atoms: Division) -> Tally:
    width = column.values.size
    if width * atoms.size <= _DENSE * max(column.codes.size, width):
        table = tabulate(column, atoms)[:-1]
        atom, value = np.nonzero(table)
        return Tally(atom, value, table[atom, value])
    valid = column.codes >= 0
    found, count = np.unique(atoms.index[valid] * width + column.codes[valid], return_counts=True)
    return Tally(found // width, found % width, count.astype(np.int64))


def _count_repeaters(valid: Mask, division: Division) -> NDArray[np.int64]:
    if division.alone:
        return np.zeros(division.size, dtype=np.int64)
    forms = np.bincount(division.pair[valid], minlength=division.pair_group.size)
    found = np.bincount(division.pair_group[forms > 1], minlength=division.size + 1)
    return found[: division.size].astype(np.int64)


@dataclass(frozen=True)
class Counts:
    """One measure counted in every atom. forms: int32, valid forms per pair of a person and an atom.

    repeaters: int64, cells: persons with two valid forms or more in the cell.
    """

    cells: Cells
    atoms: Division
    tally: Tally
    forms: NDArray[np.int32]
    repeaters: NDArray[np.int64]

    @cached_property
    def filling(self) -> Filling:
        """Valid forms per atom."""
        sizes = np.bincount(self.tally.atom, weights=self.tally.count, minlength=self.atoms.size)
        return Filling(self.cells, sizes.astype(np.int64))

    def measure(self, minimum: int, *, equal_hides: bool = True) -> Measure:
        """Give the measure with its law: `minimum` valid forms of as many persons, not all or all but one equal."""

        def lawful(mask: Mask) -> bool:
            n = int(self.filling.sizes[mask].sum())
            if n < minimum or not self._has_persons(mask, n, minimum):
                return False
            return not equal_hides or not self._nearly_equal(mask, n)

        return Measure(self.filling, lawful, self._owners)

    def _has_persons(self, mask: Mask, n: int, least: int) -> bool:
        if n > (least - 1) * int(self._per_person.max(initial=1)):
            return True
        inside = mask[self.atoms.pair_group] & (self.forms > 0)
        return int(np.unique(self.atoms.pair_person[inside]).size) >= least

    def _nearly_equal(self, mask: Mask, n: int) -> bool:
        if self._most_equal < n - 1:
            return False
        inside = mask[self.tally.atom]
        found = np.bincount(self.tally.value[inside], weights=self.tally.count[inside])
        return int(found.max(initial=0)) >= n - 1

    @cached_property
    def _most_equal(self) -> int:
        return int(np.bincount(self.tally.value, weights=self.tally.count).max(initial=0))

    @cached_property
    def _per_person(self) -> NDArray[np.int64]:
        return np.bincount(self.atoms.pair_person, weights=self.forms).astype(np.int64)

    @cached_property
    def _owners(self) -> tuple[NDArray[np.int64], ...]:
        """Per person with five valid forms or more, in atoms that hold nobody else's: those atoms."""
        some = np.nonzero(self.forms > 0)[0]
        mixed = self.forms[some] < self.filling.sizes[self.atoms.pair_group[some]]
        many = self._per_person >= 5
        many[self.atoms.pair_person[some[mixed]]] = False
        chosen = some[many[self.atoms.pair_person[some]]]
        persons = np.unique(self.atoms.pair_person[chosen])
        return tuple(self.atoms.pair_group[chosen[self.atoms.pair_person[chosen] == person]] for person in persons)
