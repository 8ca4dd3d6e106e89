"""Draw anew who answered: every set of as many persons is equally likely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.stats.response.tables import Table

DRAWS = 99_999
SEED = 20_140_165
CHUNK = 8192
"""Draws at a time: what keeps the memory small, and in the processor's cache."""
THREADS, LARGE = 2, 5_000
"""From so many persons the chunks are drawn in threads."""
_MANY = 12
"""From so many persons of one kind a hypergeometric draw is faster than one draw per person."""


def permute_answers(table: Table, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[NDArray[np.float32]]:
    """Give the answered counts of every level under permutation of the outcome between persons: levels x draws.

    Sampling without replacement, person after person (selection sampling: Knuth, *The Art of Computer Programming* 2,
    3.4.2, algorithm S; Fan, Muller & Rezucha 1962), all draws of a chunk at once. Whole numbers, exact in float32.
    Every chunk has random numbers of its own, so nothing depends on the threads; numpy lets them run at once.
    """
    kinds = _merge_kinds(table)
    starts = range(0, draws, CHUNK)
    if int(kinds.count.sum()) < LARGE:
        yield from (_draw_chunk(kinds, [seed, start], min(CHUNK, draws - start)) for start in starts)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        for ahead in range(0, len(starts), THREADS):
            yield from pool.map(
                lambda start: _draw_chunk(kinds, [seed, start], min(CHUNK, draws - start)),
                starts[ahead : ahead + THREADS],
            )


@dataclass(frozen=True)
class _Kinds:
    """Persons who would send the same, who answered and who did not. sent: int64, kinds x levels; count: int64."""

    sent: NDArray[np.int64]
    count: NDArray[np.int64]
    answered: int
    """Persons who answer in every draw."""


def _merge_kinds(table: Table) -> _Kinds:
    sent, inverse = np.unique(table.sent, axis=0, return_inverse=True)
    count: NDArray[np.int64] = np.zeros(len(sent), dtype=np.int64)
    np.add.at(count, inverse.reshape(-1), table.count)
    return _Kinds(sent, count, table.persons_answered)


def _draw_chunk(kinds: _Kinds, seed: Sequence[int], size: int) -> NDArray[np.float32]:
    generator = np.random.default_rng(seed)
    sums: NDArray[np.float32] = np.zeros((kinds.sent.shape[1], size), dtype=np.float32)
    left: NDArray[np.float32] = np.full(size, kinds.answered, dtype=np.float32)
    hits: NDArray[np.float32] = np.empty((2, size), dtype=np.float32)
    persons = int(kinds.count.sum())
    for sent, count in zip(kinds.sent, kinds.count.tolist(), strict=True):
        _draw_kind(generator, left, persons, count, hits)
        persons -= count
        for level in np.flatnonzero(sent).tolist():
            sums[level] += hits[0] if sent[level] == 1 else hits[0] * np.float32(sent[level])
    return sums


def _draw_kind(
    generator: np.random.Generator, left: NDArray[np.float32], persons: int, count: int, hits: NDArray[np.float32]
) -> None:
    """Draw how many of `count` persons answer, if `left` of `persons` are still to be chosen, and take them off `left`.

    left: float32, draws. hits: float32, 2 x draws: the number is put into the first row, the second is used to draw.
    """
    if count >= _MANY:
        chosen = left.astype(np.int64)
        hits[0] = generator.hypergeometric(chosen, persons - chosen, count)
        left -= hits[0]
        return
    hits[0] = left
    for person in range(count):
        generator.random(out=hits[1], dtype=np.float32)
        hits[1] *= np.float32(persons - person)
        np.less(hits[1], left, out=hits[1])
        left -= hits[1]
    hits[0] -= left
