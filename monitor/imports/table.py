"""A table as it was read: a header and numbered rows of texts; and how its names and places are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.errors import BadInput
from surveys.errors import shown

MAX_ROWS = 100_000
MOST_ROWS = f"{MAX_ROWS:,}".replace(",", ".")
"""As a sentence has it."""
MAX_COLUMNS = 1_000
LAST_ROW = MAX_ROWS + 100
"""The last row with anything in it: room for the header and some empty rows, which count."""
MOST_LINES = 1_048_576
"""Of a sheet of Excel; a text with more, were they all empty, is not read to its end."""
UNCALCULATED = "#formule zonder uitkomst"
"""Stands in a cell whose formula no program has calculated yet."""
_FAULTS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"} | {
    *("#N/B", "#VERW!", "#DEEL/0!", "#WAARDE!", "#NAAM?", "#LEEG!", "#GETAL!", "#OVERLOOP!", "#BEREKEN!")
}
"""The errors of a spreadsheet, in English and in Dutch."""


@dataclass(frozen=True)
class Row:
    """One row. number: as a spreadsheet shows it, from 1. cells: at most as many as there are columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds. file: its name as it was given. Rows of which every cell is empty are not in `rows`.

    blank_rows: the numbers of such rows between others; those after the last row are not counted.
    """

    file: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    blank_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    """Dutch sentences on what was read of the file, and what not."""

    @cached_property
    def columns(self) -> dict[str, int]:
        """Place of every named column, by its folded name."""
        return {fold(name): place for place, name in enumerate(self.header) if name}

    def cell(self, row: Row, place: int) -> str:
        """Give a cell's text without spaces around it. BadInput for an error of the spreadsheet (#N/B)."""
        text = row.cells[place].strip() if place < len(row.cells) else ""
        if text.startswith("#") and (text == UNCALCULATED or text.upper() in _FAULTS):
            raise self.fault(row, place, _fault_reason(text))
        return text

    def fault(self, row: Row, place: int, reason: str) -> BadInput:
        """Make the error for a cell: file, row, column (without a name: its place) and the reason in one sentence."""
        name = shown(self.header[place]) or place + 1
        return BadInput(f"{shown(self.file)}, rij {row.number}, kolom {name}: {reason}.")


def fold(text: str) -> str:
    """The form in which names are compared: without case, and every run of spaces as one."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def make_table(file: str, records: Iterable[tuple[int, Sequence[str]]], notes: tuple[str, ...] = ()) -> Table:
    """Make a table of numbered records, the first that is not empty being the header.

    BadInput, with the place: no record at all, two columns of one name, cells past the header, too many rows or
    columns.
    """
    header: tuple[str, ...] = ()
    header_row, rows, blank = 0, list[Row](), list[int]()
    for number, cells in records:
        if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
            raise BadInput(f"{shown(file)}, rij {number}: meer dan {MAX_COLUMNS} kolommen; haal er kolommen uit.")
        found = any(cell.strip() for cell in cells)
        if not found:
            blank += [number] if number < LAST_ROW else []
        elif not header_row:
            header, header_row = _read_header(file, number, cells), number
        else:
            rows.append(Row(number, _within(file, number, cells, len(header))))
        if len(rows) > MAX_ROWS or number > (LAST_ROW if found else MOST_LINES):
            raise BadInput(
                f"{shown(file)}, rij {number}: meer dan {MOST_ROWS} rijen; verwijder wat onder de tabel staat of "
                "verdeel het bestand."
            )
    if not header_row:
        raise BadInput(f"{shown(file)} is leeg: er staat geen tabel in.")
    last = rows[-1].number if rows else 0
    return Table(file, header, header_row, tuple(rows), tuple(n for n in blank if header_row < n < last), notes)


def _read_header(file: str, number: int, cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(" ".join(cell.split()) for cell in cells)
    while names and not names[-1]:
        names = names[:-1]
    seen: dict[str, str] = {}
    for name in filter(None, names):
        if fold(name) in seen:
            first = shown(seen[fold(name)])
            raise BadInput(
                f"{shown(file)}, rij {number}: de kolommen {first} en {shown(name)} hebben dezelfde naam; "
                "geef elke kolom een eigen naam."
            )
        seen[fold(name)] = name
    return names


def _within(file: str, number: int, cells: Sequence[str], width: int) -> tuple[str, ...]:
    """The cells under the header; what stands past it must be empty. A short row has empty cells at its end."""
    if any(cell.strip() for cell in cells[width:]):
        raise BadInput(
            f"{shown(file)}, rij {number}: er staan meer cellen in deze rij dan in de kop ({width}); "
            "zet de overige onder een kolomnaam of haal ze weg."
        )
    return tuple(cells[:width])


def _fault_reason(text: str) -> str:
    if text == UNCALCULATED:
        return "de formule heeft nog geen uitkomst; open het bestand in Excel en sla het op"
    return f"hier staat de fout {shown(text)}; verbeter de formule of maak de cel leeg"
