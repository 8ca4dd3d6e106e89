"""Means and standard deviations of whole sums, rounded once; numpy and scipy stay out, so that pages can use it."""

from __future__ import annotations

import math
from fractions import Fraction


def score_unit(items: int) -> int:
    """Give the smallest whole number that every score of an aspect times it is whole.

    A score is a sum of answers over as many statements as were answered, at least half of them.
    """
    return math.lcm(*range((items + 1) // 2, items + 1))


def mean_of(n: int, total: int, unit: int = 1) -> float:
    """Give total / n, of sums in units of 1 / unit."""
    return float(Fraction(total, n * unit))


def sd_of(n: int, total: int, squares: int, unit: int = 1) -> float | None:
    """Give the standard deviation with n - 1 of sums in units of 1 / unit; None for fewer than two."""
    if n < 2:
        return None
    return math.sqrt(Fraction(n * squares - total * total, n * (n - 1) * unit * unit))
