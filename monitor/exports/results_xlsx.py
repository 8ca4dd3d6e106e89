"""Tables as a workbook (XLSX): typed cells, text never a formula or a link, nothing that is hidden."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from monitor.exports.results_cells import Book, Number, Sheet, Value
from monitor.exports.results_text import clean

_DECIMALS = {0: "0", 1: "0.0", 2: "0.00", 3: "0.000"}
_TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADER = 1
"""Row of the header, from 0: above it stands what the sheet is about."""


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._numbers: dict[str, Any] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.text.set_quote_prefix()

    def of(self, number: Number) -> Any:
        """The format of a number."""
        code = number_code(number)
        if code not in self._numbers:
            self._numbers[code] = self._workbook.add_format({"num_format": code, "valign": "top"})
        return self._numbers[code]


def to_xlsx(book: Book) -> bytes:
    """The workbook. One content always gives the same bytes."""
    from xlsxwriter import Workbook  # the other formats do without

    written = io.BytesIO()
    workbook = Workbook(written, {"in_memory": True, **_TEXT_ONLY})
    workbook.set_properties({"title": clean(book.about), "created": datetime.fromisoformat(book.made_on[:10])})
    looks = _Looks(workbook)
    for sheet in book.sheets:
        _write_sheet(workbook.add_worksheet(sheet.name), sheet, looks, about=book.about)
    workbook.close()
    return written.getvalue()


def number_code(number: Number) -> str:
    """How a spreadsheet shows a number, in the file format's own codes: every program writes its reader's comma."""
    if number.percent:
        return "0%"
    code = _DECIMALS[number.digits]
    return f"+{code};-{code};{code}" if number.signed else code


def _write_sheet(page: Any, sheet: Sheet, looks: _Looks, *, about: str) -> None:
    page.write_string(0, 0, clean(f"{sheet.title}. {about}"), looks.title)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(HEADER, place, clean(column.name), looks.head)
    page.freeze_panes(HEADER + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for line, row in enumerate(sheet.rows, start=HEADER + 1):
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, looks)


def _write_cell(page: Any, line: int, place: int, value: Value, looks: _Looks) -> None:
    if isinstance(value, Number):
        page.write_number(line, place, float(value.value), looks.of(value))
    elif value:
        page.write_string(line, place, clean(value), looks.text)
