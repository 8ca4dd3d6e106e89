"""Columns and divisions: a measure over all forms as small codes, and the forms divided into groups and persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.model import Grouping


@dataclass(frozen=True)
class Column:
    """One measure over all forms: form i has the value values[codes[i]], none if codes[i] is -1.

    codes: int32, forms. values: float64, the different values in ascending order (an item's value k is the answer k).
    """

    id: str
    codes: NDArray[np.int32]
    values: NDArray[np.float64]


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


def item_column(name: str, answers: NDArray[np.uint8], maximum: int) -> Column:
    """Turn the answers to one item (uint8, forms) into a column; only 1..maximum are valid."""
    valid = (answers >= 1) & (answers <= maximum)
    codes = np.where(valid, answers.astype(np.int32), np.int32(-1))
    return Column(name, codes, np.arange(maximum + 1, dtype=np.float64))


def divide(
    variable: str,
    index: NDArray[np.int64],
    size: int,
    persons: NDArray[np.int64],
    eligible: NDArray[np.float64] | None = None,
) -> Division:
    """Divide the forms by a group index (int64, forms; `size` for no group); persons: int64, forms, 0 and up."""
    people = int(persons.max(initial=0)) + 1
    keys, pair = np.unique(index * people + persons, return_inverse=True)
    known = np.full(size, np.nan) if eligible is None else eligible
    return Division(variable, size, index, pair.astype(np.int64), keys // people, keys % people, known)


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
    valid = column.codes >= 0
    cells = division.index[valid] * width + column.codes[valid]
    return np.bincount(cells, minlength=(division.size + 1) * width).reshape(division.size + 1, width).astype(np.int64)


def heard_pairs(column: Column, division: Division) -> NDArray[np.bool_]:
    """Tell per pair (person within a group) whether the person gave a valid answer there: bool, pairs."""
    heard: NDArray[np.bool_] = np.zeros(division.pair_group.size, dtype=np.bool_)
    heard[division.pair[column.codes >= 0]] = True
    return heard
