"""What can be computed from visible sums: the row space of cells, in whole-number arithmetic modulo two primes.

A cell is a row over the unknowns (0 or 1, sometimes a small whole number). With random nonzero weights w per unknown,
G[c, d] = sum of w over what c and d share; after the visible cells have been eliminated from G, what is left on the
diagonal of a cell tells its distance from what they span: 0 if it can be computed from them.

Errors. A cell that can be computed gives 0 modulo a prime, unless that prime divides the denominator of the
combination that computes it; it counts as computable if either prime says so, so only a denominator that both divide
(2^62 and more, from a few hundred rows of zeros and ones) could be missed. A cell that cannot be computed gives 0 by
chance, with a probability of about 1/p (at most rank + 1 over p, Schwartz-Zippel): then something is hidden for
nothing, the safe side. A cell to be added whose pivot is 0 by chance is told apart from one that adds nothing, and is
refused. The weights have a fixed seed: who computes again gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

PRIMES = np.array([2**31 - 1, 2**31 - 19], dtype=np.int64)
"""Below 2^31, so that a product of two remainders fits an int64."""
LARGEST = 2**18
"""Entries of a row lie below this."""
_SEED = 20141
_P2, _P3 = PRIMES[:, None], PRIMES[:, None, None]


def draw(unknowns: int, *, purpose: int = 0) -> NDArray[np.int64]:
    """Draw for each prime and unknown a number from 1 to p - 1, always the same ones: int64, primes x unknowns."""
    chance = np.random.default_rng([_SEED, purpose])
    return np.stack([chance.integers(1, int(prime), unknowns) for prime in PRIMES]).astype(np.int64)


@dataclass(frozen=True)
class Rows:
    """Which unknowns count in which cells, entry by entry: `count` times (float64, whole, below 2^18).

    unknown, cell: int64, entries.
    """

    unknowns: int
    cells: int
    unknown: NDArray[np.int64]
    cell: NDArray[np.int64]
    count: NDArray[np.float64]

    def gram(self, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """G[c, d] = sum of w over what c and d share: int64, primes x cells x cells.

        weights: int64, primes x unknowns.
        """
        first, second = self._pairs
        left = weights[:, self.unknown[first]] * self.count[first].astype(np.int64) % _P2
        flat = self.cell[first] * self.cells + self.cell[second]
        found = self._add(flat, left, self.count[second], self.cells**2)
        return found.reshape(len(PRIMES), self.cells, self.cells)

    def shared(self, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
        """The cells' inner products, float64, cells x cells; sizes: int64, how many stand behind each unknown."""
        first, second = self._pairs
        values = sizes[self.unknown[first]] * self.count[first] * self.count[second]
        flat = self.cell[first] * self.cells + self.cell[second]
        found = np.bincount(flat, weights=values, minlength=self.cells**2)
        return found.reshape(self.cells, self.cells).astype(np.float64)

    def leverage(self, inverse: NDArray[np.float64]) -> NDArray[np.float64]:
        """r' B r per unknown, r its row over the cells: float64, unknowns; inverse: B, float64, cells x cells."""
        first, second = self._pairs
        values = inverse[self.cell[first], self.cell[second]] * self.count[first] * self.count[second]
        return np.bincount(self.unknown[first], weights=values, minlength=self.unknowns).astype(np.float64)

    def over_cells(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum remainders (int64, primes x unknowns) over every cell: int64, primes x cells."""
        return self._add(self.cell, values[:, self.unknown], self.count, self.cells)

    def over_unknowns(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum remainders (int64, primes x cells) over the cells of every unknown: int64, primes x unknowns."""
        return self._add(self.unknown, values[:, self.cell], self.count, self.unknowns)

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every two entries of one unknown (also an entry with itself), as places among the entries."""
        order = np.argsort(self.unknown, kind="stable")
        sizes = np.bincount(self.unknown, minlength=self.unknowns)
        starts = np.cumsum(sizes) - sizes
        own = sizes[self.unknown[order]]
        first = np.repeat(order, own)
        offset = np.arange(first.size) - np.repeat(np.cumsum(own) - own, own)
        return first, order[np.repeat(starts[self.unknown[order]], own) + offset]

    @staticmethod
    def _add(
        index: NDArray[np.int64], values: NDArray[np.int64], count: NDArray[np.float64], size: int
    ) -> NDArray[np.int64]:
        """Sum values x count by index for every prime: int64, primes x size; values: int64, primes x entries.

        In two pieces of 16 bits, so that floats add whole numbers below 2^53 without any error: up to half a million
        entries a sum where counts reach 2^18, up to 2^37 where they are 1.
        """
        sums = []
        for one, prime in zip(values, PRIMES, strict=True):
            high = np.bincount(index, weights=(one >> 16) * count, minlength=size).astype(np.int64)
            low = np.bincount(index, weights=(one & 0xFFFF) * count, minlength=size).astype(np.int64)
            sums.append((high % prime * 65536 + low) % prime)
        return np.stack(sums)


def make_rows(table: NDArray[np.int64]) -> Rows:
    """Make rows of a table, int64, unknowns x cells."""
    unknown, cell = np.nonzero(table)
    return Rows(len(table), table.shape[1], unknown, cell, table[unknown, cell].astype(np.float64))


@dataclass(frozen=True)
class Step:
    """What adding a cell would do: `column` is what is left of the cell, `diagonal` that of all cells afterwards.

    int64, primes x cells. `adds` is False for a cell that could be computed already.
    """

    cell: int
    column: NDArray[np.int64]
    inverse: NDArray[np.int64]
    diagonal: NDArray[np.int64]
    adds: bool

    @property
    def computable(self) -> NDArray[np.bool_]:
        """Per cell: whether it could be computed then, by either prime."""
        found: NDArray[np.bool_] = (self.diagonal == 0).any(axis=0)
        return found

    @property
    def surely(self) -> NDArray[np.bool_]:
        """Per cell: whether both primes say so."""
        found: NDArray[np.bool_] = (self.diagonal == 0).all(axis=0)
        return found


class Span:
    """What the cells added so far span. G = L D L' over the added cells; `_rows` holds D L' over all cells."""

    def __init__(self, gram: NDArray[np.int64]) -> None:
        cells = gram.shape[1]
        self.gram = gram
        self.pivots: list[int] = []
        """The cells that were added and added something, in their order."""
        self.diagonal = np.diagonal(gram, axis1=1, axis2=2).copy()
        self._rows = np.zeros((len(PRIMES), min(cells, 16), cells), dtype=np.int64)
        self._inverse = np.zeros((len(PRIMES), min(cells, 16)), dtype=np.int64)

    def try_cell(self, cell: int) -> Step | None:
        """Work out what adding a cell would do, without adding it; None if its pivot is 0 by chance."""
        column = self._rest_of(cell)
        if not column.any():
            return Step(cell, column, column[:, 0], self.diagonal, adds=False)
        pivot = column[:, cell]
        if not pivot.all():
            return None
        inverse = np.array([pow(int(one), -1, int(p)) for one, p in zip(pivot, PRIMES, strict=True)], dtype=np.int64)
        taken = (column * column % _P2) * inverse[:, None] % _P2
        return Step(cell, column, inverse, (self.diagonal - taken) % _P2, adds=True)

    def add(self, step: Step) -> None:
        """Add the cell of a step that was worked out since the last addition."""
        if not step.adds:
            return
        rank = len(self.pivots)
        if rank == self._rows.shape[1]:
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)], axis=1)
            self._inverse = np.concatenate([self._inverse, np.zeros_like(self._inverse)], axis=1)
        self._rows[:, rank] = step.column
        self._inverse[:, rank] = step.inverse
        self.pivots.append(step.cell)
        self.diagonal = step.diagonal

    def _rest_of(self, cell: int) -> NDArray[np.int64]:
        rank = len(self.pivots)
        found = self.gram[:, :, cell]
        if not rank:
            return found
        rows = self._rows[:, :rank]
        factor = rows[:, :, cell] * self._inverse[:, :rank] % _P2
        rest: NDArray[np.int64] = (found - (rows * factor[:, :, None] % _P3).sum(axis=1)) % _P2
        return rest

    def solve(self, right: NDArray[np.int64]) -> NDArray[np.int64]:
        """Solve G x = right over the pivots: int64, primes x rank."""
        rank = len(self.pivots)
        inverse = self._inverse[:, :rank]
        lower = self._rows[:, :rank, self.pivots] * inverse[:, :, None] % _P3
        found = right % _P2
        for k in range(rank):
            found[:, k + 1 :] = (found[:, k + 1 :] - lower[:, k, k + 1 :] * found[:, k, None]) % _P2
        found = found * inverse % _P2
        for k in range(rank - 1, 0, -1):
            found[:, :k] = (found[:, :k] - lower[:, :k, k] * found[:, k, None]) % _P2
        return found

    def null_vectors(self, rows: Rows, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw per prime a random vector on which every added cell sums to 0: int64, primes x unknowns.

        v = x - W A' G^-1 A x with x random: uniform over the null space of the added cells A. Any other sum over it is
        0 too if it can be computed, else with probability 1/p. rows, weights: what the gram was made of; unknowns that
        have the weight 0 are left out.
        """
        x = np.where(weights > 0, draw(rows.unknowns, purpose=1), 0)
        factor = np.zeros((len(PRIMES), rows.cells), dtype=np.int64)
        factor[:, self.pivots] = self.solve(rows.over_cells(x)[:, self.pivots])
        found: NDArray[np.int64] = (x - weights * rows.over_unknowns(factor)) % _P2
        return found


def find_spanned(rows: NDArray[np.int64], targets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of every target whether it can be computed from the rows: bool, targets.

    rows: int64, rows x unknowns; targets: int64, targets x unknowns; whole numbers from 0 below 2^18.
    """
    table = np.concatenate([rows, targets]).T
    span = Span(make_rows(table).gram(draw(len(table))))
    for row in range(len(rows)):
        step = span.try_cell(row)
        if step is not None:
            span.add(step)
    found: NDArray[np.bool_] = (span.diagonal[:, len(rows) :] == 0).any(axis=0)
    return found
