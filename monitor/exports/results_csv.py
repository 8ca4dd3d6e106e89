"""Tables as one long CSV: a line per number, the same columns for all of them, so that any program can pick from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.exports.partner_list import put_mark
from monitor.exports.results_cells import Book, Number, Sheet, Value
from monitor.exports.results_scores import ASPECT, GROUP, ITEM, ITEM_ID

KEYS = {"verdeling": "Verdeling", GROUP: "Groep", ASPECT: "Aspect", ITEM_ID: "Code", ITEM: "Stelling"}
HEADER = ("Huis", "Meting", "Tabel", *KEYS.values(), "Gegeven", "Eenheid", "Waarde")
WHAT = "gegeven"
"""The key of a column whose text is the name of the number beside it."""


@dataclass(frozen=True)
class Dialect:
    """How a CSV is written. `mark`: begins with the sign by which a Dutch Excel knows UTF-8."""

    separator: str
    comma: str
    mark: bool


DUTCH = Dialect(";", ",", True)
ENGLISH = Dialect(",", ".", False)


def to_csv(book: Book, dialect: Dialect = DUTCH) -> bytes:
    """All tables below each other. No cell begins as a formula; a number below zero is a number."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerow([put_mark(name) for name in HEADER])
    for sheet in book.sheets:
        writer.writerows([_write(value, dialect) for value in line] for line in long_lines(book, sheet))
    return written.getvalue().encode("utf-8-sig" if dialect.mark else "utf-8")


def long_lines(book: Book, sheet: Sheet) -> Iterator[tuple[Value, ...]]:
    """A line per cell that is no key, in the columns of HEADER; a text stands there as it is."""
    for row in sheet.rows:
        keys = {column.key: value for column, value in zip(sheet.columns, row, strict=True) if column.key}
        places = tuple(keys.get(key, "") for key in KEYS)
        for column, value in zip(sheet.columns, row, strict=True):
            if not column.key:
                name = keys.get(WHAT, column.name)
                yield (book.house, book.wave, sheet.name, *places, name, unit_of(column.unit, value), value)


def unit_of(unit: str, value: Value) -> str:
    """What a number counts in. A share is written as 0.65, so its unit says that 1 is all."""
    if not isinstance(value, Number):
        return ""
    return "aandeel van 1" if value.percent else unit


def number_text(number: Number, comma: str = ".") -> str:
    """A number with the decimals that are shown; a share with two."""
    digits = 2 if number.percent else number.digits
    return f"{number.value:.{digits}f}".replace(".", comma)


def _write(value: Value, dialect: Dialect) -> str:
    return number_text(value, dialect.comma) if isinstance(value, Number) else put_mark(value)
