"""Columns and divisions: a measure over all forms as small codes, and the forms divided into groups and persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.model import Grouping
from monitor.stats.kernel import AspectSums

_CHUNK = 8192


@dataclass(frozen=True)
class Column:
    """One measure over all forms: form i has the value values[codes[i]], none if codes[i] is -1.

    codes: signed, forms. values: float64, the different values in ascending order (an item's value k is the answer k).
    total: int64, values: how many forms have each; None where that has not been counted.
    """

    id: str
    codes: NDArray[np.signedinteger[Any]]
    values: NDArray[np.float64]
    total: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Division:
    """All forms divided into `size` groups; forms of no known group have the index `size`.

    index: int64, forms. A pair is a person within a group. pair: int64, forms; pair_group, pair_person: int64, pairs.
    eligible: float64, groups: eligible persons M, NaN where the invitation list does not know.
    """

    variable: str
    size: int
    index: NDArray[np.int64]
    pair: NDArray[np.int64]
    pair_group: NDArray[np.int64]
    pair_person: NDArray[np.int64]
    eligible: NDArray[np.float64]

    @cached_property
    def whole(self) -> bool:
        """Whether this is one group with all forms."""
        return self.size == 1 and not self.index.any()

    @cached_property
    def alone(self) -> bool:
        """Whether no person has two forms in a group."""
        return self.pair_group.size == self.index.size

    @cached_property
    def forms(self) -> NDArray[np.int64]:
        """Forms per group, int64; the last entry is that of forms without a known group."""
        return np.bincount(self.index, minlength=self.size + 1).astype(np.int64)

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """Persons with a form per group, int64; the last entry is that of forms without a known group."""
        return np.bincount(self.pair_group, minlength=self.size + 1).astype(np.int64)


def score_column(name: str, scores: NDArray[np.float64]) -> Column:
    """Turn scores (float64, forms; NaN for none) into a column. Equal scores share a code."""
    valid = ~np.isnan(scores)
    values, inverse = np.unique(scores[valid], return_inverse=True)
    codes = np.full(scores.shape, -1, dtype=np.int32)
    codes[valid] = inverse
    return Column(name, codes, values)


def sum_column(name: str, sums: AspectSums, scores: NDArray[np.float64]) -> Column:
    """Turn an aspect's sums into the column of its forms' scores; scores: float64, per place of the sums' table."""
    values, codes, total = count_scores(sums, scores)
    return Column(name, codes[sums.places], values, total)


def count_scores(
    sums: AspectSums, scores: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.signedinteger[Any]], NDArray[np.int64]]:
    """Give the different scores in ascending order, each place's code among them (-1: no score), and their forms."""
    table = sums.table.ravel()
    used = (table > 0) & ~np.isnan(scores)
    values, inverse = np.unique(scores[used], return_inverse=True)
    codes: NDArray[np.signedinteger[Any]] = np.full(
        table.size, -1, dtype=np.int16 if values.size < 1 << 15 else np.int32
    )
    codes[used] = inverse
    total = np.bincount(inverse, weights=table[used], minlength=values.size).astype(np.int64)
    return values, codes, total


def item_columns(
    names: Sequence[str], answers: NDArray[np.uint8], maximum: int, totals: NDArray[np.int64] | None = None
) -> tuple[Column, ...]:
    """Turn the answers to items (uint8, forms x items) into columns; only 1..maximum are valid.

    totals: int64, items x (maximum + 1): how many forms gave each answer, if that has been counted.
    """
    codes = np.empty(answers.shape[::-1], dtype=np.int8)
    for start in range(0, answers.shape[0], _CHUNK):
        rows = np.ascontiguousarray(answers[start : start + _CHUNK].T)
        codes[:, start : start + _CHUNK] = np.where(rows - np.uint8(1) < maximum, rows.view(np.int8), np.int8(-1))
    values = np.arange(maximum + 1, dtype=np.float64)
    return tuple(
        Column(name, codes[place], values, None if totals is None else totals[place])
        for place, name in enumerate(names)
    )


def divide(
    variable: str,
    index: NDArray[np.int64],
    size: int,
    persons: NDArray[np.int64],
    eligible: NDArray[np.float64] | None = None,
) -> Division:
    """Divide the forms by a group index (int64, forms; `size` for no group); persons: int64, forms, 0 and up."""
    people = int(persons.max(initial=0)) + 1
    keys, pair = _number(index * people + persons, (size + 1) * people)
    known = np.full(size, np.nan) if eligible is None else eligible
    return Division(variable, size, index, pair, keys // people, keys % people, known)


def _number(keys: NDArray[np.int64], end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the different keys in ascending order, and every key's place among them; keys: int64, from 0 below `end`."""
    if end > 4 * keys.size + 1000:
        found, places = np.unique(keys, return_inverse=True)
        return found, places.astype(np.int64)
    found = np.flatnonzero(np.bincount(keys, minlength=end)).astype(np.int64)
    rank = np.zeros(end, dtype=np.int64)
    rank[found] = np.arange(found.size)
    return found, rank[keys]


def divide_by(
    grouping: Grouping, codes: NDArray[np.int64], persons: NDArray[np.int64], eligible: Mapping[int, int] | None
) -> Division:
    """Divide the forms by a declared grouping; codes: int64, forms, -1 where unknown.

    `eligible`: code -> eligible persons, None if the list does not know them. BadInput for a code that is no level, or
    if more persons answered than were eligible.
    """
    index = level_index(grouping, codes)
    known = None if eligible is None else np.array([eligible.get(level.code, 0) for level in grouping.levels], float)
    division = divide(grouping.variable, index, len(grouping.levels), persons, known)
    check_eligible(division, [level.label for level in grouping.levels])
    return division


def level_index(grouping: Grouping, codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give every form the position of its level (int64, forms); the number of levels for the code -1."""
    size = len(grouping.levels)
    order = np.argsort([level.code for level in grouping.levels], kind="stable").astype(np.int64)
    ordered = np.array([grouping.levels[i].code for i in order], dtype=np.int64)
    if np.unique(ordered).size != size or (ordered < 0).any():
        raise BadInput(f"De indeling {grouping.variable} heeft een dubbele of negatieve code.")
    unknown = codes == -1
    place = np.minimum(np.searchsorted(ordered, codes), max(size - 1, 0))
    found = ordered[place] == codes if size else np.zeros(codes.shape, dtype=bool)
    if not (found | unknown).all():
        raise BadInput(f"Een formulier heeft een code die de indeling {grouping.variable} niet kent.")
    return np.where(unknown, size, order[place] if size else size).astype(np.int64)


def check_eligible(division: Division, labels: Sequence[str]) -> None:
    """Raise BadInput naming the first group in which more persons answered than were eligible (n > N)."""
    over = np.nonzero(division.persons[: division.size] > division.eligible)[0]
    if over.size:
        label = labels[int(over[0])]
        raise BadInput(f"{division.variable}, {label}: er antwoordden meer mensen dan er op de lijst meetellen.")


def tabulate(column: Column, division: Division) -> NDArray[np.int64]:
    """Count the forms per group and value: int64, (groups + 1) x values; the last row is that of no known group."""
    width = column.values.size
    if column.total is not None and division.whole:
        return np.vstack([column.total, np.zeros_like(column.total)])
    counts = np.bincount(place_forms(column, division), minlength=(division.size + 1) * (width + 1))
    return counts.reshape(division.size + 1, width + 1)[:, 1:].astype(np.int64)


def place_forms(column: Column, division: Division) -> NDArray[np.int64]:
    """Give every form its place in a table of (groups + 1) x (values + 1), flat, of which column 0 is no value."""
    places = division.index * (column.values.size + 1)
    places += column.codes
    places += 1
    return places


def heard_pairs(column: Column, division: Division) -> NDArray[np.bool_]:
    """Tell per pair (person within a group) whether the person gave a valid answer there: bool, pairs."""
    heard: NDArray[np.bool_] = np.zeros(division.pair_group.size, dtype=np.bool_)
    heard[division.pair[column.codes >= 0]] = True
    return heard
