"""Checking a published table: a file in, what cannot be true of it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from monitor.errors import BadInput
from monitor.imports.files import read_table
from monitor.imports.table import Row, Table, fold
from monitor.stats.published.checking import check_table
from monitor.stats.published.table import Finding, Printed, PublishedRow, Scale, normalise
from surveys.errors import shown

COLUMNS = {
    "item": ("item", "stelling", "vraag", "onderdeel", "omschrijving", "groep", "statement", "question"),
    "n": ("n", "aantal", "aantal antwoorden", "antwoorden", "respondenten", "n valid", "valid n"),
    "mean": ("mean", "gemiddelde", "gemiddeld", "gem", "gem.", "average", "m"),
    "sd": (
        "sd", "s.d.", "std", "std. deviatie", "std. deviation", "std. dev.", "standaarddeviatie", "standaardafwijking",
        "stdev",
    ),
    "min": ("min", "min.", "minimum", "laagste"),
    "max": ("max", "max.", "maximum", "hoogste"),
    "items": ("items", "aantal items", "aantal stellingen", "stellingen", "aantal vragen", "number of items"),
    "part of": ("deel van", "onderdeel van", "part of", "total of"),
}  # fmt: skip
"""What a column is for, and the names that it may have: compared without case, dots, hyphens and underscores."""
MOST_ANSWERS = 1_000_000
MOST_ITEMS = 1_000
MOST_DECIMALS = 10
"""Spreadsheets store about 15 digits; a number with more decimals than this was computed, and is read with these."""
LONG = 5
"""A number with more decimals than this was computed too, and tells nothing of how others in its column are rounded."""
_NUMBERS = ("mean", "sd", "min", "max")
_NOTHING = frozenset({"", "-", "–"})
_NUMBER = re.compile(r"[+-]?(?:\d{1,12}(?:[.,]\d{0,20})?|[.,]\d{1,20})", re.ASCII)
_SCALE = re.compile(r"\s*(-?\d{1,4})\s*-\s*(-?\d{1,4})\s*", re.ASCII)


@dataclass(frozen=True)
class CheckedTable:
    """A published table with what was found. decimals: of the means as they were read; None without means."""

    file: str
    scale: Scale
    decimals: int | None
    rows: tuple[PublishedRow, ...]
    findings: tuple[Finding, ...]
    skipped_rows: tuple[int, ...]
    """Numbers of rows without any number to check, such as headings."""
    ignored_columns: tuple[str, ...]
    notes: tuple[str, ...]


def check_file(name: str, *, scale: str, n: int | None = None, decimals: int | None = None) -> CheckedTable:
    """Check the published table in a file. n: where a row has none. decimals: of means and sds, by default the most
    that the column has.

    BadInput, one sentence, with file, row and column, for what cannot be read.
    """
    ends = read_scale(scale)
    table = read_table(name, [fold(alias) for aliases in COLUMNS.values() for alias in aliases])
    columns = _find_columns(table)
    digits = _count_decimals(table, columns, decimals)
    found = [_read_row(table, columns, digits, row, n) for row in table.rows]
    rows = tuple(row for row in found if any((row.mean, row.sd, row.minimum, row.maximum)))
    if not rows:
        raise BadInput(f"{shown(name)}: er staat in geen enkele rij een getal om na te kijken.")
    _check_parts(table, columns, rows)
    return CheckedTable(
        name,
        ends,
        digits.get("mean"),
        rows,
        check_table(rows, ends),
        tuple(row.row for row in found if row not in rows),
        tuple(header for place, header in enumerate(table.header) if header and place not in columns.values()),
        table.notes,
    )


def read_scale(text: str) -> Scale:
    """Read a scale such as "1-4". BadInput."""
    found = _SCALE.fullmatch(text)
    if not found or int(found[1]) >= int(found[2]):
        raise BadInput(f"De schaal {shown(text)} is niet te lezen; schrijf het laagste en het hoogste antwoord: 1-4.")
    return Scale(int(found[1]), int(found[2]))


def _plain(name: str) -> str:
    """The form in which names of columns are compared."""
    return " ".join(re.sub(r"[._-]", " ", fold(name)).split())


def _find_columns(table: Table) -> dict[str, int]:
    """Give the place of every column that is known. BadInput for two with one meaning, or too few."""
    known = {_plain(alias): column for column, aliases in COLUMNS.items() for alias in aliases}
    columns: dict[str, int] = {}
    for place, name in enumerate(table.header):
        column = known.get(_plain(name))
        if column in columns:
            first = shown(table.header[columns[column]])
            raise BadInput(
                f"{shown(table.file)}, rij {table.header_row}: de kolommen {first} en {shown(name)} betekenen "
                "hetzelfde; houd er één over."
            )
        if column:
            columns[column] = place
    if "item" not in columns or not columns.keys() & set(_NUMBERS):
        raise BadInput(
            f"{shown(table.file)}, rij {table.header_row}: hier hoort een kop te staan met een kolom item en een of "
            "meer van de kolommen mean, sd, min en max."
        )
    return columns


def _read_number(table: Table, row: Row, place: int) -> tuple[Decimal, int] | None:
    """Read a cell as a number and its decimals; None if it is empty or a dash. BadInput if it is anything else."""
    text = table.cell(row, place).replace("−", "-")
    if text in _NOTHING:
        return None
    if not _NUMBER.fullmatch(text):
        raise table.fault(row, place, f"{shown(text)} is geen getal")
    number = Decimal(text.replace(",", "."))
    decimals = len(text.replace(",", ".").partition(".")[2])
    if decimals > MOST_DECIMALS:
        number = number.quantize(Decimal(1).scaleb(-MOST_DECIMALS))
        decimals = len(str(number).partition(".")[2].rstrip("0"))
    return number, decimals


def _count_decimals(table: Table, columns: Mapping[str, int], decimals: int | None) -> dict[str, int]:
    """Give per column of numbers how many decimals were printed: the most of any of its cells, or what was asked.

    Numbers that were computed count only where there are no others.
    """
    digits: dict[str, int] = {}
    for column in _NUMBERS:
        if column not in columns:
            continue
        asked = decimals if column in ("mean", "sd") else None
        printed = list[int]()
        for row in table.rows:
            found = _read_number(table, row, columns[column])
            if found is None:
                continue
            if asked is not None and found[1] > asked:
                text = shown(table.cell(row, columns[column]))
                raise table.fault(row, columns[column], f"{text} heeft meer decimalen dan gevraagd ({asked})")
            printed.append(found[1])
        if printed:
            rounded = [one for one in printed if one <= LONG]
            digits[column] = max(asked or 0, *(rounded or printed))
    return digits


def _read_row(
    table: Table, columns: Mapping[str, int], digits: Mapping[str, int], row: Row, n: int | None
) -> PublishedRow:
    def printed(column: str) -> Printed | None:
        found = _read_number(table, row, columns[column]) if column in columns else None
        if found is None:
            return None
        return Printed(Fraction(found[0]), found[1] if found[1] > LONG else digits[column])

    def text(column: str) -> str:
        return table.cell(row, columns[column]) if column in columns else ""

    answers = _read_count(table, columns, row, "n", MOST_ANSWERS)
    return PublishedRow(
        row=row.number,
        item=text("item"),
        n=n if answers is None else answers,
        mean=printed("mean"),
        sd=printed("sd"),
        minimum=printed("min"),
        maximum=printed("max"),
        items=_read_count(table, columns, row, "items", MOST_ITEMS),
        part_of=text("part of") if text("part of") not in _NOTHING else "",
    )


def _read_count(table: Table, columns: Mapping[str, int], row: Row, column: str, most: int) -> int | None:
    """Read a cell as a whole number from 1 to the most that is taken; None if it is empty."""
    found = _read_number(table, row, columns[column]) if column in columns else None
    if found is None:
        return None
    if found[0] != int(found[0]) or not 1 <= found[0] <= most:
        text = shown(table.cell(row, columns[column]))
        raise table.fault(row, columns[column], f"{text} is geen heel getal van 1 tot en met {most}")
    return int(found[0])


def _check_parts(table: Table, columns: Mapping[str, int], rows: Sequence[PublishedRow]) -> None:
    """Raise BadInput unless every total that a row names is exactly one other row."""
    named: dict[str, list[int]] = {}
    for row in rows:
        named.setdefault(normalise(row.item), []).append(row.row)
    for row in rows:
        if not row.part_of:
            continue
        found = named.get(normalise(row.part_of), [])
        if len(found) != 1 or found[0] == row.row:
            place = next(one for one in table.rows if one.number == row.row)
            reason = f"er is niet precies één andere rij die {shown(row.part_of)} heet"
            raise table.fault(place, columns["part of"], reason)
