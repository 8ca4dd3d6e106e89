"""Holm's adjustment: the p values of all differences of one table, so that the table as a whole stays honest."""

from __future__ import annotations

from collections.abc import Sequence


def adjust_holm(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjust p values; None stays None and does not count.

    The k-th smallest of n is multiplied by n - k + 1, is never lower than the one before it and at most 1. Source: Holm
    (1979); the same as R's p.adjust(method = "holm").
    """
    known = sorted((value, place) for place, value in enumerate(values) if value is not None)
    adjusted: list[float | None] = [None] * len(values)
    lowest = 0.0
    for rank, (value, place) in enumerate(known):
        lowest = max(lowest, min(1.0, (len(known) - rank) * value))
        adjusted[place] = lowest
    return tuple(adjusted)
