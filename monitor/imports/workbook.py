"""Workbooks (.xlsx, .xlsm): the cells of one sheet as texts, by openpyxl; macros and pictures are never opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import BadInput
from monitor.imports.archive import look_inside
from monitor.imports.table import LAST_ROW, MAX_COLUMNS, UNCALCULATED
from surveys.errors import shown

if TYPE_CHECKING:
    from openpyxl import Workbook

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError,
    EOFError, ArithmeticError, RuntimeError, AssertionError,
)  # fmt: skip
"""What openpyxl raises for a damaged workbook; a parse error is a SyntaxError, a forbidden entity a ValueError."""


def read_workbook(data: bytes, file: str, sheet: str | None) -> tuple[Iterator[tuple[int, list[str]]], tuple[str, ...]]:
    """Give the numbered records of a sheet (by default the first that is not hidden), and notes on what was not read.

    Of a formula the outcome that is stored is read. BadInput for what cannot be read. openpyxl warns of what it
    does not know, styles for the most part: the caller holds that back, as rows are read only when asked for.
    """
    look = look_inside(data, file)
    workbook = _open(data, file, data_only=True)
    chosen, note = _choose_sheet(workbook, file, sheet)
    pending = _uncalculated(data, file, chosen) if look.formulas else frozenset()
    return _records(workbook, file, chosen, pending), note


def _open(data: bytes, file: str, *, data_only: bool) -> Workbook:
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise BadInput(
            "Excel-bestanden worden alleen gelezen als defusedxml er is; installeer requirements.txt opnieuw."
        )
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
    except _DAMAGED as error:
        raise _damaged(file) from error


def _choose_sheet(workbook: Workbook, file: str, wanted: str | None) -> tuple[int, tuple[str, ...]]:
    """Place of the sheet among the worksheets, and a note if there are others."""
    sheets = workbook.worksheets
    titles = [str(one.title) for one in sheets]
    if not sheets:
        raise _damaged(file)
    if wanted is not None:
        found = [place for place, title in enumerate(titles) if title.strip().casefold() == wanted.casefold()]
        if not found:
            names = ", ".join(shown(title) for title in titles[:5])
            raise BadInput(f"{shown(file)}: dit blad is er niet; wel: {names}.")
        return found[0], ()
    visible = [place for place, one in enumerate(sheets) if one.sheet_state == "visible"]
    chosen = visible[0] if visible else 0
    if len(sheets) == 1:
        return chosen, ()
    return chosen, (f"Van {shown(file)} is alleen het blad ‘{shown(titles[chosen])}’ gelezen.",)


def _records(
    workbook: Workbook, file: str, sheet: int, pending: frozenset[tuple[int, int]]
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in _rows(workbook, file, sheet):
        texts = [_to_text(cell.value) for cell in cells]
        if pending:
            for place, cell in enumerate(cells):
                if (number, place) in pending and cell.value is None and cell.data_type == "n":
                    texts[place] = UNCALCULATED
        yield number, texts


def _rows(workbook: Workbook, file: str, sheet: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a sheet with their numbers, whatever size it says it has."""
    chosen: Any = workbook.worksheets[sheet]  # only read-only sheets can forget their size
    try:
        chosen.reset_dimensions()
        for number, cells in enumerate(chosen.iter_rows(), start=1):
            if number > LAST_ROW or len(cells) > MAX_COLUMNS:
                raise BadInput(
                    f"{shown(file)}, rij {number}: het blad is te groot; verwijder wat onder of naast de tabel staat."
                )
            yield number, cells
    except _DAMAGED as error:
        raise _damaged(file) from error


def _uncalculated(data: bytes, file: str, sheet: int) -> frozenset[tuple[int, int]]:
    """Row number and place of every cell with a formula."""
    workbook = _open(data, file, data_only=False)
    return frozenset(
        (number, place)
        for number, cells in _rows(workbook, file, sheet)
        for place, cell in enumerate(cells)
        if cell.data_type == "f"
    )


def _to_text(value: object) -> str:
    """A cell as a text table would have it: 3 and 3.0 are "3"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _damaged(file: str) -> BadInput:
    return BadInput(f"{shown(file)} is beschadigd; open het in Excel en sla het opnieuw op als .xlsx of als CSV.")
