"""The list of partners as a file: CSV for a Dutch Excel, or a workbook of texts; and the marks that keep cells text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

_DANGEROUS = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula, ASCII or full-width; and what would lose its own apostrophe again."""
_MARKED = re.compile("'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
Rows = Sequence[Sequence[str]]


def to_csv(rows: Rows) -> bytes:
    """Semicolons, a UTF-8 mark and CRLF: what a Dutch Excel opens by itself. No cell begins as a formula."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [put_mark(cell) for cell in row] for row in rows
    )
    return written.getvalue().encode("utf-8-sig")


def to_workbook(rows: Rows, *, title: str) -> bytes:
    """One sheet on which every cell is text, whatever it looks like, with the header kept in sight."""
    from openpyxl import Workbook  # slow to load, and a CSV does without
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value="x")
            cell.value = put_mark(text) if _MARKED.match(text) else text
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def put_mark(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def take_off_mark(text: str) -> str:
    """The text without that apostrophe; the other way round from `put_mark`, for every text."""
    return text[1:] if _MARKED.match(text) else text
