"""One pass over the answers: counts per statement, and per aspect the sums of the forms and of all products in it.

Every number is a whole number and exact: products are float32 within a chunk, where no sum reaches 2**24 and float32
holds them all, and int64 over the chunks. Only the forms that are not complete within an aspect need more than one
product: what holds for the complete ones is what holds for all less what holds for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.answers import EMPTY, NO_OPINION

CHUNK = 8192
"""Forms per chunk: its bytes stay in a processor's own cache. Times the square of the maximum it is below 2**24."""
_ALONE = 1_000_000
"""A product of more multiplications than about this is shared by threads, and waking them takes longer than it."""
_FOLD = 64
"""Chunks are counted as so many layers of bytes, added without overflow."""

Columns = slice | NDArray[np.int64]


@dataclass(frozen=True)
class Coproducts:
    """Sums over the forms of an aspect of k items; int64.

    n: complete forms, with a valid answer to every item; sums: k; products: k x k, over the complete forms.
    pair_n, pair_sums, pair_products: k x k, over the forms with a valid answer to items i and j: their number, the sum
    of item i over them (so pair_sums is not symmetric), and of the product. The diagonals are over all answers of i.
    """

    forms: int
    n: int
    sums: NDArray[np.int64]
    products: NDArray[np.int64]
    pair_n: NDArray[np.int64]
    pair_sums: NDArray[np.int64]
    pair_products: NDArray[np.int64]


@dataclass(frozen=True)
class AspectSums:
    """One aspect of k items. table: int64, (k + 1) x (k * maximum + 1): the forms by valid answers and by their sum.

    places: unsigned, forms: where in the table (its flat index) a form is counted.
    """

    table: NDArray[np.int64]
    places: NDArray[np.unsignedinteger]
    coproducts: Coproducts


@dataclass(frozen=True)
class AnswerSums:
    """All forms. counts: int64, items x (maximum + 1): forms per answer (column 0: none). The others: int64, items."""

    counts: NDArray[np.int64]
    no_opinion: NDArray[np.int64]
    empty: NDArray[np.int64]
    aspects: tuple[AspectSums, ...]


def sum_answers(answers: NDArray[np.uint8], aspects: Sequence[Sequence[int]], maximum: int) -> AnswerSums:
    """Sum all forms in one pass. answers: uint8, forms x items, codes of surveys.answers; aspects: their columns."""
    forms, width = answers.shape
    running = [_Running(forms, columns, maximum) for columns in aspects]
    codes = (*range(1, maximum + 1), NO_OPINION, EMPTY)
    counts = np.zeros((len(codes), width), dtype=np.int64)
    for start in range(0, forms, CHUNK):
        chunk = np.ascontiguousarray(answers[start : start + CHUNK])
        for place, code in enumerate(codes):
            counts[place] += _count_rows(chunk == code)
        valid, values = _split(chunk.T, maximum)
        for one in running:
            one.add(start, chunk, valid, values)
    found = np.vstack([np.zeros((1, width), dtype=np.int64), counts[:maximum]]).T
    return AnswerSums(found, counts[maximum], counts[maximum + 1], tuple(one.finish() for one in running))


def sum_coproducts(answers: NDArray[np.uint8], maximum: int) -> Coproducts:
    """Sum the forms of one aspect alone; answers: uint8, forms x its items."""
    running = _Running(answers.shape[0], range(answers.shape[1]), maximum)
    for start in range(0, answers.shape[0], CHUNK):
        chunk = answers[start : start + CHUNK]
        running.add(start, chunk, *_split(chunk.T, maximum))
    return running.finish().coproducts


class _Running:
    """The sums of one aspect while chunks are added to it."""

    def __init__(self, forms: int, columns: Sequence[int], maximum: int) -> None:
        k = len(columns)
        self.k, self.maximum, self.width = k, maximum, k * maximum + 1
        self.columns = _as_slice(columns)
        self.small = np.uint8 if self.width <= 256 else np.uint16
        wide = np.uint16 if (k + 1) * self.width <= 1 << 16 else np.uint32
        self.places: NDArray[np.unsignedinteger] = np.empty(forms, dtype=wide)
        self.table = np.zeros((k + 1) * self.width, dtype=np.int64)
        self.whole = np.zeros((k + 1, k), dtype=np.int64)
        self.parts = np.zeros((2 * k + 1, 2 * k), dtype=np.int64)

    def add(self, start: int, chunk: NDArray[np.uint8], valid: NDArray[np.uint8], values: NDArray[np.uint8]) -> None:
        """Add a chunk of forms that begins at form `start`. valid, values: items x forms."""
        own, given = values[self.columns], valid[self.columns]
        answered = given.sum(axis=0, dtype=self.small)
        places = self.places[start : start + answered.size]
        np.multiply(answered, self.width, out=places, dtype=places.dtype)
        places += own.sum(axis=0, dtype=self.small)
        self.table += np.bincount(places, minlength=self.table.size)
        self.whole += _multiply(own)
        gaps = np.flatnonzero(answered < self.k)
        if gaps.size:
            some, numbers = _split(chunk.take(gaps, axis=0).T[self.columns], self.maximum)
            self.parts += _multiply(np.concatenate([numbers, some]))

    def finish(self) -> AspectSums:
        """Give the sums: complete forms are all forms less those with gaps."""
        k, forms = self.k, int(self.places.size)
        products, sums = self.whole[:k] - self.parts[:k, :k], self.whole[k] - self.parts[2 * k, :k]
        table = self.table.reshape(k + 1, self.width)
        n = int(table[k].sum())
        pairs = self.parts[k : 2 * k, k:] + n, self.parts[:k, k:] + sums[:, None], self.whole[:k]
        return AspectSums(table, self.places, Coproducts(forms, n, sums, products, *pairs))


def _split(codes: NDArray[np.uint8], maximum: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give 1 where an answer is valid, else 0; and the answer, 0 where it is not valid. Both as contiguous rows."""
    rows = np.ascontiguousarray(codes)
    valid = (rows - np.uint8(1) < maximum).view(np.uint8)
    return valid, rows * valid


def _multiply(rows: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Give the products of every two rows, and in a last row the sum of each: int64, (rows + 1) x rows.

    With the row of ones these are two matrices: for x @ x.T itself BLAS has a routine that is slower on so few rows.
    """
    count, forms = rows.shape
    step = max(_ALONE // max(count * (count + 1), 1), 1)
    found = np.zeros((count + 1, count), dtype=np.int64)
    for start in range(0, forms, step):
        part = rows[:, start : start + step]
        numbers = np.empty((count + 1, part.shape[1]), dtype=np.float32)
        numbers[:count], numbers[count] = part, 1
        found += (numbers @ numbers[:count].T).astype(np.int64)
    return found


def _count_rows(found: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the true values per column; found: bool, forms x items."""
    rows, width = found.shape
    cut = rows - rows % _FOLD
    layers = found[:cut].view(np.uint8).reshape(_FOLD, -1).sum(axis=0, dtype=np.uint8)
    found_below = found[cut:].sum(axis=0, dtype=np.int64)
    return np.asarray(layers.reshape(-1, width).sum(axis=0, dtype=np.int64) + found_below)


def _as_slice(columns: Sequence[int]) -> Columns:
    """Give consecutive columns as a slice, which copies nothing."""
    first = columns[0] if len(columns) else 0
    if list(columns) == list(range(first, first + len(columns))):
        return slice(first, first + len(columns))
    return np.array(columns, dtype=np.int64)
