"""The forms as CSV: in codes, or in words. Semicolons, a UTF-8 mark and CRLF, as Excel in the Netherlands opens it."""

from __future__ import annotations

from monitor.exports.partner_list import to_csv
from monitor.exports.research_data import FormsData


def to_codes(data: FormsData) -> bytes:
    """The codes of the SPSS file; what was left empty is an empty cell."""
    return _encode(data, {code: str(code) for code in data.coding.words})


def to_words(data: FormsData) -> bytes:
    """The words of the answers; an empty cell was left empty. A text that a spreadsheet would calculate is marked."""
    return _encode(data, data.coding.words)


def _encode(data: FormsData, cells: dict[int, str]) -> bytes:
    cells = {0: "", **cells}
    header = [variable.name for variable in data.variables]
    return to_csv([header, *([cells[code] for code in row] for row in data.rows)])
