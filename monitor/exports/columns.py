"""Plain text of at most 80 columns: headings, wrapped sentences and aligned tables."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

WIDTH = 80
WIDE_GAP = 2
"""Between columns; one where there is no room."""
NARROWEST = 8
"""Of the first column."""
_JOINERS = {0x2060: None, 0x00A0: " ", 0x200B: None, 0x00AD: None}
"""What keeps words together on a page has no place in a terminal."""


def heading(text: str) -> list[str]:
    """A heading with a line under it, and room above."""
    return ["", text, "-" * width_of(text)]


def paragraph(text: str, *, bullet: str = "") -> list[str]:
    """Text in lines of at most 80 columns; with a bullet, the lines after the first are indented as far."""
    return textwrap.wrap(
        plain(text), WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_long_words=True
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows under a header: the first column to the left, wrapped where it is too wide; the others to the right.

    A row of two cells under a wider header says its second over all other columns.
    """
    widths = [
        max([width_of(header[place]), *(width_of(row[place]) for row in rows if len(row) == len(header))])
        for place in range(1, len(header))
    ]
    wanted = max(width_of(line[0]) for line in (header, *rows))
    gap = WIDE_GAP if wanted + sum(widths) + WIDE_GAP * len(widths) <= WIDTH else 1
    first = min(wanted, max(NARROWEST, WIDTH - sum(widths) - gap * len(widths)))
    lines = [line for row in rows for line in _lines(row, len(header), first, widths, gap)]
    rule = "-" * (first + sum(widths) + gap * len(widths))
    return [*_lines(header, len(header), first, widths, gap), rule, *lines]


def _lines(row: Sequence[str], columns: int, first: int, widths: Sequence[int], gap: int) -> list[str]:
    """One row, as many lines as its name needs; the cells stand on the last."""
    names = textwrap.wrap(plain(row[0]), first, subsequent_indent="  ", drop_whitespace=False) or [""]
    if len(row) < columns:
        cells = [plain(cell) for cell in row[1:]]
    else:
        cells = [_pad(cell, width) for cell, width in zip(row[1:], widths, strict=True)]
    last = names[-1] + " " * (first - width_of(names[-1]))
    return [*(name.rstrip() for name in names[:-1]), (" " * gap).join([last, *cells]).rstrip()]


def plain(text: str) -> str:
    """Text for a terminal: no control characters, no signs that only keep words together."""
    found = text.translate(_JOINERS)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in found)


def width_of(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in plain(text)
    )


def _pad(text: str, width: int) -> str:
    return " " * (width - width_of(text)) + plain(text)
