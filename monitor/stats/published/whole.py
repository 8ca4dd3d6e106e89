"""From printed numbers to whole ones: which lowest, highest and total of answers a printed row can stand for.

A unit is 1/items: the mean of so many whole answers is a whole number of units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from monitor.stats.published.squares import WIDEST, exists, fewest_squares, most_squares
from monitor.stats.published.table import Printed, PublishedRow, Scale, whole_within


@dataclass(frozen=True)
class Spread:
    """`n` whole numbers of units from 0 (the lowest that can be) to `span`; those in `fixed` occur for certain.

    base: the units that 0 stands for.
    """

    n: int
    base: int
    span: int
    fixed: tuple[int, ...]

    @property
    def free(self) -> int:
        return self.n - len(self.fixed)

    def totals(self, low: Fraction, high: Fraction) -> range:
        """Give the totals (in units above n x base) from low to high that these numbers can have."""
        least = sum(self.fixed)
        found = whole_within(low - self.n * self.base, high - self.n * self.base)
        return range(max(found.start, least), min(found.stop, least + self.free * self.span + 1))

    def deviations(self, totals: range) -> tuple[Fraction, Fraction]:
        """Give bounds of the sum of squared deviations from the mean, over all these totals; none lies outside.

        From above as x^2 <= span x; from below with all that is not fixed at one value, and as no whole numbers lie
        nearer to a mean between two of them than those two do.
        """
        first, last = Fraction(totals[0]), Fraction(totals[-1])
        middle = min(max(Fraction(self.n * self.span, 2), first), last)
        most = middle * self.span - middle**2 / self.n
        whole = totals[-1] // self.n * self.n >= totals[0]
        least = Fraction(0) if whole else min(self._between(one) for one in (totals[0], totals[-1]))
        if self.fixed and self.free:
            known = sum(self.fixed)
            lowest = min(max(Fraction(known * self.n, len(self.fixed)), first), last)
            rest = (lowest - known) ** 2 / self.free - lowest**2 / self.n
            least = max(least, sum(value * value for value in self.fixed) + rest)
        return least, most

    def _between(self, total: int) -> Fraction:
        """Give the sum of squared deviations of whole numbers as equal as this total allows."""
        over = total % self.n
        return Fraction(over * (self.n - over), self.n)

    def squares(self, total: int, low: Fraction, high: Fraction) -> Iterator[int]:
        """Give the sums of squares (above base) from low to high that numbers with this total can have, ascending."""
        for squares in self._candidates(total, low, high):
            if self._can(total, squares):
                yield squares

    def below(self, total: int, limit: Fraction) -> int | None:
        """Give the largest possible sum of squares under the limit."""
        found = self._candidates(total, Fraction(0), limit)
        return next((one for one in reversed(found) if one < limit and self._can(total, one)), None)

    def above(self, total: int, limit: Fraction) -> int | None:
        """Give the smallest possible sum of squares over the limit."""
        found = self._candidates(total, limit, Fraction(self.n * self.span**2))
        return next((one for one in found if one > limit and self._can(total, one)), None)

    def _candidates(self, total: int, low: Fraction, high: Fraction) -> range:
        """Give the whole numbers from low to high, within the exact bounds and with the parity of the total."""
        rest, fixed = total - sum(self.fixed), sum(value * value for value in self.fixed)
        if not rest:
            bounds = range(fixed, fixed + 1)
        else:
            bounds = range(fewest_squares(self.free, rest) + fixed, most_squares(rest, self.span) + fixed + 1)
        wanted = whole_within(low, high)
        start = max(bounds.start, wanted.start)
        return range(start + (start - total) % 2, min(bounds.stop, wanted.stop), 2)

    def _can(self, total: int, squares: int) -> bool:
        fixed = sum(value * value for value in self.fixed)
        return exists(self.free, total - sum(self.fixed), squares - fixed, self.span)


def items_of(row: PublishedRow, *, total: bool) -> int | None:
    """Give the statements behind each form's score; None for a total that does not say."""
    return row.items if row.items is not None else None if total else 1


def units_of(number: Printed, items: int, scale: Scale) -> Sequence[int]:
    """Give the units that are printed as this number: those on the scale, or if there are none, those off it."""
    found = whole_within(number.low * items, number.high * items)
    inside = range(max(found.start, scale.low * items), min(found.stop, scale.high * items + 1))
    return inside or found


def spreads(row: PublishedRow, n: int, items: int, scale: Scale) -> Iterator[Spread]:
    """Give every way to read the printed minimum and maximum, which then occur; unprinted ones are the scale's ends."""
    lows = [scale.low * items] if row.minimum is None else units_of(row.minimum, items, scale)
    highs = [scale.high * items] if row.maximum is None else units_of(row.maximum, items, scale)
    for low, high in product(lows, highs):
        if low > high:
            continue
        fixed = {0} if row.minimum is not None else set()
        if row.maximum is not None:
            fixed.add(high - low)
        if len(fixed) <= n:
            yield Spread(n, low, high - low, tuple(sorted(fixed)))


def is_too_wide(row: PublishedRow, items: int, scale: Scale) -> bool:
    """Tell whether the answers span more units than are searched."""
    low = Fraction(scale.low) if row.minimum is None else row.minimum.low
    high = Fraction(scale.high) if row.maximum is None else row.maximum.high
    return (high - low) * items > WIDEST
