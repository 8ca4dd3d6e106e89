"""The cells of one family of groupings as the audit counts them: forms, persons and equal answers of any union."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.stats.columns import Column, Division, divide, heard_pairs, tabulate
from monitor.stats.disclosure.suppression import Atoms


@dataclass(frozen=True)
class Family:
    """Divisions whose cells lie inside each other, the outer first (overlegvorm, overleg), or one division alone.

    `with_items`: the variables that show statements per group.
    """

    divisions: tuple[Division, ...]
    with_items: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Every cell: variable and group index, outer divisions first."""
        return tuple((division.variable, group) for division in self.divisions for group in range(division.size))

    @cached_property
    def atoms(self) -> tuple[Atoms, ...]:
        """Per cell the atoms in it. An atom is a combination of groups that occurs; of no known group: in no cell."""
        return tuple(
            frozenset(np.nonzero(column == group)[0].tolist())
            for division, column in zip(self.divisions, self._combinations[0].T, strict=True)
            for group in range(division.size)
        )

    @cached_property
    def division(self) -> Division:
        """The forms divided into atoms."""
        combinations, index = self._combinations
        first = self.divisions[0]
        return divide("atoms", index, len(combinations), first.pair_person[first.pair])

    @cached_property
    def _combinations(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        stacked = np.column_stack([division.index for division in self.divisions])
        combinations, index = np.unique(stacked, axis=0, return_inverse=True)
        return combinations, index.astype(np.int64)

    def count(self, column: Column) -> Counts:
        """Count a measure's valid forms in every atom."""
        return Counts(tabulate(column, self.division)[:-1], self.division, heard_pairs(column, self.division))

    def count_forms(self) -> Counts:
        """Count all forms in every atom."""
        forms = self.division.index.size
        return self.count(Column("forms", np.zeros(forms, dtype=np.int32), np.zeros(1)))


@dataclass(frozen=True)
class Counts:
    """One measure in the atoms of a family. table: int64, atoms x values. heard: bool, pairs of `division`."""

    table: NDArray[np.int64]
    division: Division
    heard: NDArray[np.bool_]

    @cached_property
    def filled(self) -> Atoms:
        """The atoms with at least one valid form."""
        return frozenset(np.nonzero(self.table.sum(axis=1))[0].tolist())

    def size(self, atoms: Atoms) -> int:
        """Valid forms in a set of atoms."""
        return int(self.table[sorted(atoms)].sum())

    def has_persons(self, atoms: Atoms, least: int) -> bool:
        """Whether at least so many persons gave a valid form in a set of atoms."""
        found = self._persons[sorted(atoms)]
        if found.max(initial=0) >= least or found.sum() < least:
            return bool(found.max(initial=0) >= least)
        inside = np.isin(self.division.pair_group, sorted(atoms)) & self.heard
        return int(np.unique(self.division.pair_person[inside]).size) >= least

    @cached_property
    def _persons(self) -> NDArray[np.int64]:
        """Persons with a valid form per atom."""
        return np.bincount(self.division.pair_group[self.heard], minlength=self.division.size).astype(np.int64)

    def nearly_equal(self, atoms: Atoms) -> bool:
        """Whether all valid answers in a set of atoms, or all but one, are the same."""
        sums = self.table[sorted(atoms)].sum(axis=0)
        return int(sums.max(initial=0)) >= int(sums.sum()) - 1
