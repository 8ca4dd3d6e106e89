"""Merging the sums of houses: a commutative monoid of whole numbers, so any order and any grouping gives the same.

What is merged is named by a key: questionnaire, year, and a statement with the fingerprint of its text, scale and
place, or an aspect with that of all its statements. A house that asked something else adds to another key, so unlike
things never add up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from monitor.results.benchmark import AspectSums, BenchmarkFile, CompleteSums, ItemCounts, ScoreSums
from monitor.results.rules import LARGEST_SHARE, LEAST_FORMS, LEAST_HOUSES
from monitor.stats.reliability.alpha import feldt_interval
from monitor.stats.sums import mean_of, sd_of

Key = tuple[str, ...]
"""(kind, questionnaire, year, what, fingerprint, ..): what one house adds to, see _parts_of."""
HOUSES, N, TOTAL, SQUARES = "houses", "n", "total", "squares"
ITEM, ASPECT, GROUP, COMPLETE = "item", "aspect", "group", "complete"


@dataclass
class Pool:
    """Sums over houses. sums: by key, name of a sum -> it; largest: by key, the most forms that one house gave.

    Adding changes the pool in place; equal pools hold the same sums, in whatever order they came.
    """

    sums: dict[Key, dict[str, int]] = field(default_factory=dict)
    largest: dict[Key, int] = field(default_factory=dict)
    scales: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    """(unit, items) of an aspect's key, (maximum,) of a statement's: the same in every house that adds to the key."""

    def add_file(self, file: BenchmarkFile) -> None:
        """Add what one house gives; a withdrawn file adds nothing."""
        if file.withdrawn:
            return
        for key, scale, parts in _parts_of(file):
            self.scales[key] = scale
            self._add(key, parts, parts[N])

    def add(self, other: Pool) -> None:
        """Add another pool."""
        for key, parts in other.sums.items():
            self._add(key, parts, other.largest[key])
        self.scales.update(other.scales)

    def _add(self, key: Key, parts: Mapping[str, int], most: int) -> None:
        self.largest[key] = max(self.largest.get(key, 0), most)
        found = self.sums.get(key)
        if found is None:
            self.sums[key] = dict(parts)
            return
        for name, number in parts.items():
            found[name] += number


def merge(pools: Iterable[Pool]) -> Pool:
    """Give the sum of pools; of none: the empty pool."""
    found = Pool()
    for pool in pools:
        found.add(pool)
    return found


@dataclass(frozen=True)
class Pooled:
    """One measure over houses. `largest`: the most forms of one house; sd (n - 1) is None for one form.

    group: (variable, national code), or empty for all forms.
    """

    questionnaire: str
    year: str
    id: str
    fingerprint: str
    houses: int
    n: int
    largest: int
    mean: float
    sd: float | None
    group: tuple[str, ...] = ()
    counts: Mapping[str, int] | None = None
    no_opinion: int | None = None
    empty: int | None = None

    @property
    def withheld(self) -> str | None:
        """Why it may not be shown, if it may not."""
        return withheld(self.houses, self.n, self.largest)


@dataclass(frozen=True)
class PooledAlpha:
    """Cronbach's alpha over the complete forms of all houses that gave them, with Feldt's 95 % interval on n."""

    questionnaire: str
    year: str
    id: str
    fingerprint: str
    houses: int
    n: int
    largest: int
    alpha: float | None
    low: float | None
    high: float | None

    @property
    def withheld(self) -> str | None:
        """Why it may not be shown, if it may not."""
        return withheld(self.houses, self.n, self.largest)


def withheld(houses: int, forms: int, largest: int) -> str | None:
    """Say why a figure over houses may not be shown: too few of them, too few forms, or one house is too much of it."""
    if houses < LEAST_HOUSES:
        return "too_few_houses"
    if forms < LEAST_FORMS:
        return "too_few_forms"
    return "one_large_house" if largest * LARGEST_SHARE > forms else None


def pooled_items(pool: Pool) -> list[Pooled]:
    """Give every statement, by id and fingerprint."""
    return [_pooled_item(pool, key) for key in sorted(pool.scales) if key[0] == ITEM]


def pooled_aspects(pool: Pool) -> list[Pooled]:
    """Give every aspect, and after it its groups, by id, fingerprint and code."""
    return [_pooled_scores(pool, key) for key in sorted(pool.scales) if key[0] in (ASPECT, GROUP)]


def pooled_alphas(pool: Pool) -> list[PooledAlpha]:
    """Give the reliability of every aspect of which a house gave its complete forms."""
    return [_pooled_alpha(pool, key) for key in sorted(pool.scales) if key[0] == COMPLETE]


def aspect_fingerprint(items: Iterable[ItemCounts]) -> str:
    """Give the fingerprint of an aspect: of its statements, each with its place."""
    named = "|".join(f"{item.id}:{item.place}:{item.text}" for item in items)
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def item_fingerprint(item: ItemCounts) -> str:
    """Give the fingerprint of a statement in its place."""
    return f"{item.text}:{item.place}"


def _parts_of(file: BenchmarkFile) -> Iterator[tuple[Key, tuple[int, ...], dict[str, int]]]:
    """Give (key, scale, its sums) of all that a house gives."""
    by_aspect: dict[str, list[ItemCounts]] = {}
    for item in file.items:
        by_aspect.setdefault(item.aspect, []).append(item)
        if item.counts is not None:
            yield (
                (ITEM, file.questionnaire, file.year, item.id, item_fingerprint(item)),
                (file.maximum,),
                {
                    HOUSES: 1,
                    N: sum(item.counts.values()),
                    "no_opinion": item.no_opinion or 0,
                    "empty": item.empty or 0,
                    **item.counts,
                },
            )
    for aspect in file.aspects:
        what = (file.questionnaire, file.year, aspect.id, aspect_fingerprint(by_aspect[aspect.id]))
        yield from _aspect_parts(aspect, what)


def _aspect_parts(aspect: AspectSums, what: Key) -> Iterator[tuple[Key, tuple[int, ...], dict[str, int]]]:
    scale = (aspect.unit, aspect.items)
    if aspect.scores is not None:
        yield (ASPECT, *what), scale, _score_parts(aspect.scores)
    for variable, groups in aspect.by.items():
        for code, scores in groups.items():
            yield (GROUP, *what, variable, code), scale, _score_parts(scores)
    if aspect.complete is not None:
        yield (COMPLETE, *what), scale, _complete_parts(aspect.complete)


def _score_parts(scores: ScoreSums) -> dict[str, int]:
    return {HOUSES: 1, N: scores.n, TOTAL: scores.total, SQUARES: scores.squares}


def _complete_parts(found: CompleteSums) -> dict[str, int]:
    return {
        HOUSES: 1,
        N: found.n,
        TOTAL: found.total,
        SQUARES: found.total_squares,
        **{f"sum {place}": one for place, one in enumerate(found.sums)},
        **{f"square {place}": one for place, one in enumerate(found.squares)},
    }


def _pooled_item(pool: Pool, key: Key) -> Pooled:
    _, questionnaire, year, name, fingerprint = key
    counts = {str(one): pool.sums[key][str(one)] for one in range(1, pool.scales[key][0] + 1)}
    total = sum(int(answer) * count for answer, count in counts.items())
    squares = sum(int(answer) ** 2 * count for answer, count in counts.items())
    n = pool.sums[key][N]
    return Pooled(
        questionnaire,
        year,
        name,
        fingerprint,
        pool.sums[key][HOUSES],
        n,
        pool.largest[key],
        mean_of(n, total),
        sd_of(n, total, squares),
        counts=counts,
        no_opinion=pool.sums[key]["no_opinion"],
        empty=pool.sums[key]["empty"],
    )


def _pooled_scores(pool: Pool, key: Key) -> Pooled:
    _, questionnaire, year, name, fingerprint, *group = key
    n, total, squares = (pool.sums[key][one] for one in (N, TOTAL, SQUARES))
    unit = pool.scales[key][0]
    return Pooled(
        questionnaire,
        year,
        name,
        fingerprint,
        pool.sums[key][HOUSES],
        n,
        pool.largest[key],
        mean_of(n, total, unit),
        sd_of(n, total, squares, unit),
        group=tuple(group),
    )


def _pooled_alpha(pool: Pool, key: Key) -> PooledAlpha:
    _, questionnaire, year, name, fingerprint = key
    k, n = pool.scales[key][1], pool.sums[key][N]
    whole = n * pool.sums[key][SQUARES] - pool.sums[key][TOTAL] ** 2
    own = sum(n * pool.sums[key][f"square {one}"] - pool.sums[key][f"sum {one}"] ** 2 for one in range(k))
    alpha = float(Fraction(k, k - 1) * (1 - Fraction(own, whole))) if whole and k > 1 and n > 2 else None
    low, high = (None, None) if alpha is None else feldt_interval(alpha, n, k)
    houses = pool.sums[key][HOUSES]
    return PooledAlpha(questionnaire, year, name, fingerprint, houses, n, pool.largest[key], alpha, low, high)
