"""Which sums of squares a number of whole values with a given sum can have: exact, by search between exact bounds."""

from __future__ import annotations

WIDEST = 400
"""Widest span that is searched: one step of the recursion for each value."""


def fewest_squares(count: int, total: int) -> int:
    """Give the smallest sum of squares of `count` whole numbers from 0 with this total: all as equal as can be."""
    each, left = divmod(total, count)
    return count * each * each + left * (2 * each + 1)


def most_squares(total: int, span: int) -> int:
    """Give the largest sum of squares of whole numbers from 0 to `span` with this total: all at an end but one."""
    full, left = divmod(total, span)
    return full * span * span + left * left


def exists(count: int, total: int, squares: int, span: int) -> bool:
    """Tell whether `count` whole numbers from 0 to `span` have this total and this sum of squares.

    The number of values equal to `span` is tried from none up; what is left must fit the exact bounds of a smaller
    span. x^2 and x are both odd or both even, so total and squares are too. Up to a span of 2 the bounds and this
    parity decide: with c twos the squares are total + 2 c, and c takes every value between its ends.
    """
    return _exists(count, total, squares, span, set())


def _exists(count: int, total: int, squares: int, span: int, failed: set[tuple[int, int, int, int]]) -> bool:
    if not 0 <= total <= count * span or (squares - total) % 2:
        return False
    if total == 0 or count == 0:
        return squares == 0
    if not fewest_squares(count, total) <= squares <= most_squares(total, span):
        return False
    if span <= 2:
        return True
    state = (count, total, squares, span)
    if state in failed:
        return False
    most = min(count, total // span, squares // (span * span))
    for top in range(most + 1):
        if _exists(count - top, total - top * span, squares - top * span * span, span - 1, failed):
            return True
    failed.add(state)
    return False
