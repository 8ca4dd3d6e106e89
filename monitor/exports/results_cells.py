"""What stands in the files of a publication: tables of texts and of numbers, rounded as every page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monitor.results import HIDDEN, LEAST_P, AspectResult, Cell, ItemResult, Overall, margin_decimals
from monitor.results.shown import HIDDEN_TEXT, missing, rounded

Score = ItemResult | AspectResult | Cell | Overall


@dataclass(frozen=True)
class Number:
    """A number as it is shown. percent: `value` is a share, shown as whole per cents; signed: with its plus."""

    value: Decimal
    digits: int
    percent: bool = False
    signed: bool = False


Value = str | Number


@dataclass(frozen=True)
class Column:
    """One column. `key`: of which column of the long table it is the name ("" for what was measured)."""

    name: str
    about: str
    unit: str = ""
    key: str = ""
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One table. `title` says what is in it, also without the rest of the file."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Book:
    """All tables of one file. `about`: house and wave in one line, the only thing that its properties tell.

    `made_on`: the day on which the wave closed (ISO 8601); a file says of no other day that it was made then.
    """

    house: str
    wave: str
    about: str
    made_on: str
    sheets: tuple[Sheet, ...]


def shown_share(share: float) -> Decimal:
    """A share of which pages show whole per cents: 0.648 -> 0.65."""
    return rounded(100 * share, 0) / 100


def p_digits(value: float) -> int:
    """A p of a test has three decimals, or two where it is stored with two."""
    return 2 if value == round(value, 2) else 3


def score_digits(score: Score) -> int:
    """Scores have two decimals, or one where the publication holds no more."""
    return 2 if score.decimals is None else score.decimals


def decimal(value: float | None, digits: int = 2, *, reason: str | None = HIDDEN, signed: bool = False) -> Value:
    """A number, or the words for one that is not there."""
    return missing(reason) if value is None else Number(rounded(value, digits), digits, signed=signed)


def whole(value: int | None, *, reason: str | None = HIDDEN) -> Value:
    """A count, or the words for one that is not there."""
    return missing(reason) if value is None else Number(Decimal(value), 0)


def share(value: float | None, *, reason: str | None = HIDDEN) -> Value:
    """A share, or the words for one that is not there."""
    return missing(reason) if value is None else Number(shown_share(value), 0, percent=True)


def probability(value: float | None, digits: int = 3) -> Value:
    """A p; what is too small to write out is said in words."""
    if value is None:
        return HIDDEN_TEXT
    return Number(rounded(value, digits), digits) if rounded(value, 3) else "< 0,001"


def p_of_test(value: float | None, *, reason: str | None = HIDDEN) -> Value:
    """The p of a test; one that is stored as "at most" is said in words."""
    if value is None:
        return missing(reason)
    return "≤ 0,01" if value == LEAST_P else probability(value, p_digits(value))


def margin(score: Score) -> tuple[Value, Value]:
    """The margin of a mean, with as many decimals as there are of it."""
    digits = margin_decimals(score)
    return decimal(score.low, digits), decimal(score.high, digits)


def gone(reason: str | None, columns: int) -> tuple[Value, ...]:
    """A row of which nothing may be seen: every cell the same words."""
    return (missing(reason),) * columns
