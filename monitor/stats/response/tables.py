"""The table that a test is about: kinds of persons, how often each counts in every level, and who answered."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.stats.response.tally import Frame


@dataclass(frozen=True)
class Table:
    """Persons of the same kind together, in an order that does not depend on that of the list.

    eligible: int64, kinds x levels: how often a person of the kind counts in the level.
    sent: int64, kinds x levels: how often it counts there as answered if the person answers.
    answered: bool, kinds. count: int64, kinds: persons.
    """

    eligible: NDArray[np.int64]
    sent: NDArray[np.int64]
    answered: NDArray[np.bool_]
    count: NDArray[np.int64]

    @property
    def eligible_total(self) -> NDArray[np.int64]:
        """Eligible per level: int64, levels."""
        return self.count @ self.eligible

    @property
    def answered_total(self) -> NDArray[np.int64]:
        """Answered per level: int64, levels."""
        return (self.count * self.answered) @ self.sent

    @property
    def persons_answered(self) -> int:
        """Persons who answered."""
        return int(self.count[self.answered].sum())

    @property
    def overlaps(self) -> bool:
        """Whether a person counts more than once."""
        return bool((self.eligible.sum(axis=1) > 1).any())


def make_table(frame: Frame, columns: Sequence[Set[int]], *, memberships: bool) -> Table:
    """Put the eligible persons of a variable's frame into a table whose columns are sets of levels.

    memberships: a person counts once per membership, else once per column. Persons in none of the columns are left
    out. What somebody who did not answer would have sent is taken to be everything.
    """
    place = {code: column for column, codes in enumerate(columns) for code in codes}
    width = len(columns)
    found = [
        (eligible, answered, count)
        for (_, eligible, answered), count in frame.kinds.items()
        if count and not eligible.isdisjoint(place)
    ]
    kinds: NDArray[np.int64] = np.zeros((len(found), 2 * width + 1), dtype=np.int64)
    for row, (eligible, answered, _) in enumerate(found):
        _count_codes(kinds[row, :width], eligible, place)
        _count_codes(kinds[row, width : 2 * width], answered or eligible, place)
        kinds[row, -1] = bool(answered)
    if not memberships:
        kinds = np.minimum(kinds, 1)
    different, inverse = np.unique(kinds, axis=0, return_inverse=True)
    counts: NDArray[np.int64] = np.zeros(different.shape[0], dtype=np.int64)
    np.add.at(counts, inverse.reshape(-1), np.array([count for _, _, count in found], dtype=np.int64))
    return Table(different[:, :width], different[:, width:-1], different[:, -1] == 1, counts)


def _count_codes(row: NDArray[np.int64], codes: Set[int], place: dict[int, int]) -> None:
    """Count every code in its column."""
    for code in codes:
        column = place.get(code)
        if column is not None:
            row[column] += 1
