"""Whether the answers on the forms that are not complete within an aspect, and on those that are, may be known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FIRST = 1000
"""Forms looked at first: what they show to be lawful stays so with more of them."""


@dataclass(frozen=True)
class Gaps:
    """complete, items: the answers to each item, on the complete forms and on the others, are none or lawful.

    persons: so many persons as the minimum have a complete form.
    pairs: so many persons as the minimum, or none, answered two items together on forms that are not complete.
    """

    complete: bool
    items: bool
    pairs: bool
    persons: bool


def examine_gaps(answers: NDArray[np.uint8], persons: NDArray[np.int64], maximum: int, minimum: int) -> Gaps:
    """Examine the forms of one aspect. answers: uint8, forms x items; persons: int64, forms.

    Lawful: answers of `minimum` persons, not all of them or all but one equal.
    """
    first = _examine(answers[:_FIRST], persons[:_FIRST], maximum, minimum, rest=True)
    if first == Gaps(complete=True, items=True, pairs=True, persons=True):
        return first
    return _examine(answers, persons, maximum, minimum, rest=False)


def _examine(answers: NDArray[np.uint8], persons: NDArray[np.int64], maximum: int, minimum: int, *, rest: bool) -> Gaps:
    """Examine some forms; `rest`: there may be more of them, so that no answers here are none that are lawful."""
    valid = (answers >= 1) & (answers <= maximum)
    complete = valid.all(axis=1)
    others = ~complete & valid.any(axis=1)
    values = np.where(valid[others], answers[others], 0)
    return Gaps(
        _all_lawful(answers[complete], persons[complete], minimum, rest=rest),
        _all_lawful(values, persons[others], minimum, rest=rest),
        _pairs_lawful(valid[others], persons[others], minimum, rest=rest),
        np.unique(persons[complete]).size >= minimum,
    )


def _all_lawful(values: NDArray[np.uint8], persons: NDArray[np.int64], minimum: int, *, rest: bool) -> bool:
    """Tell whether every item (column; 0: no answer) has lawful answers or none."""
    return all(_lawful(column, persons, minimum) or not (rest or column.any()) for column in values.T)


def _lawful(values: NDArray[np.uint8], persons: NDArray[np.int64], minimum: int) -> bool:
    given = values > 0
    counts = np.bincount(values[given], minlength=1)
    return int(counts.sum() - counts.max()) > 1 and np.unique(persons[given]).size >= minimum


def _pairs_lawful(valid: NDArray[np.bool_], persons: NDArray[np.int64], minimum: int, *, rest: bool) -> bool:
    """Tell whether every two items were answered together by `minimum` persons or by nobody."""
    counts = _count_pairs(valid, persons)
    if valid.shape[1] == 2:  # whoever answered both is complete
        counts = np.diag(counts)
    return bool(((counts >= minimum) | ((counts == 0) & (not rest))).all())


def _count_pairs(valid: NDArray[np.bool_], persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the persons with a form that has both items: int64, k x k."""
    k = valid.shape[1]
    counts = np.zeros((k, k), dtype=np.int64)
    order = np.argsort(persons, kind="stable")
    for item in range(k):
        rows = order[valid[order, item]]
        if rows.size:
            starts = np.flatnonzero(np.diff(persons[rows], prepend=-1))
            counts[item] = np.logical_or.reduceat(valid[rows], starts, axis=0).sum(axis=0)
    return counts
