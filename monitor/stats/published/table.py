"""The records of a published table: printed numbers, rows, and what was found about each. Exact fractions only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

TOTAL_NAMES = frozenset(
    {"totaal", "total", "overall", "samen", "gemiddeld", "gemiddelde", "mean", "average", "alle onderdelen"}
)
"""A row with one of these names is the total of all other rows, unless a column says what belongs to what."""
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


class Check(StrEnum):
    """What is checked of a row. GRIM: the mean (Brown & Heathers 2017, doi 10.1177/1948550616673876)."""

    GRIM = "grim"
    SD = "sd"
    RANGE = "range"
    TOTAL = "total"


class Verdict(StrEnum):
    """Whether the printed numbers can be true."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    NOT_TESTABLE = "not_testable"


@dataclass(frozen=True)
class Printed:
    """A number as printed with so many decimals; the true one lies within half a unit of the last, both ends included.

    Both ends, because nobody says which way a half was rounded.
    """

    value: Fraction
    decimals: int

    @property
    def half(self) -> Fraction:
        return Fraction(1, 2 * 10**self.decimals)

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half

    @property
    def text(self) -> str:
        return show(self.value, self.decimals)


@dataclass(frozen=True)
class PublishedRow:
    """One row of a published table. `row`: its number in the file. `part_of`: the item of the total it belongs to.

    items: statements of which each form's score is the mean; None where the table does not say (then 1, but unknown
    for a total).
    """

    row: int
    item: str
    n: int | None = None
    mean: Printed | None = None
    sd: Printed | None = None
    minimum: Printed | None = None
    maximum: Printed | None = None
    items: int | None = None
    part_of: str = ""


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest answer."""

    low: int
    high: int


@dataclass(frozen=True)
class Finding:
    """The verdict of one check on one row; `detail` is a plain Dutch sentence, empty where there is nothing to say."""

    row: int
    item: str
    check: Check
    verdict: Verdict
    detail: str = ""


def show(number: Fraction, decimals: int) -> str:
    """Write a number with so many decimals and a decimal comma."""
    exact = _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return str(exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)).replace(".", ",")


def show_root(square: Fraction, decimals: int) -> str:
    """Write the square root of a number with so many decimals and a decimal comma."""
    exact = _EXACT.sqrt(_EXACT.divide(Decimal(square.numerator), Decimal(square.denominator)))
    return str(exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)).replace(".", ",")


def whole_within(low: Fraction, high: Fraction) -> range:
    """Give the whole numbers from low to high, both ends included."""
    return range(ceil(low), floor(high) + 1)


def normalise(item: str) -> str:
    """Give the name by which rows are compared: without case and double spaces."""
    return " ".join(item.casefold().split())
