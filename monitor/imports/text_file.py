"""Text tables: comma, semicolon or tab, any line ending, in the encodings that spreadsheets and survey tools write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator

from monitor.errors import BadInput
from monitor.imports.table import fold
from surveys.errors import shown

MAX_LINE = 200_000
"""Characters in one line."""
DELIMITERS = (";", ",", "\t")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MARK = "\ufeff"
"""Nobody sees it, and it makes another name of a name."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATOR = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The line that tells Excel its delimiter; Excel does not count it as a row."""


def read_text(data: bytes, file: str, known: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a text table, numbered from 1; known: folded names of columns, to tell the delimiter by.

    BadInput for what is no text, for quotes that do not close, and for lines or cells that are too long.
    """
    text = _decode(data, file)
    separator = _SEPARATOR.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = separator[1] if separator else _find_delimiter(text, file, known)
    return _records(text, file, delimiter)


def _decode(data: bytes, file: str) -> str:
    """The text: as its mark says, else UTF-8, else cp1252."""
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    for codec in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise BadInput(f"{shown(file)} is geen tabel: het is geen leesbare tekst; sla het op als CSV (UTF-8) of als .xlsx.")


def _find_delimiter(text: str, file: str, known: Collection[str]) -> str:
    """The delimiter that finds most of the known columns in the first record, then most columns."""
    scores: dict[str, tuple[int, int]] = {}
    for delimiter in DELIMITERS:
        try:
            header = next((cells for _, cells in _records(text, file, delimiter) if any(cells)), [])
        except BadInput:
            continue
        scores[delimiter] = (len({fold(name) for name in header} & set(known)), len(header))
    return max(scores, key=lambda delimiter: scores[delimiter]) if scores else DELIMITERS[0]


def _records(text: str, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text, file), delimiter=delimiter, strict=True)
    marked = _MARK in text
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = "een cel is te lang" if "limit" in str(error) else "de aanhalingstekens kloppen niet"
            raise BadInput(f"{shown(file)}, rij {number}: {reason}; verbeter deze rij.") from error
        if marked and any(_MARK in cell for cell in cells):
            raise BadInput(
                f"{shown(file)}, rij {number}: hier staat het onzichtbare teken waarmee een bestand begint (U+FEFF); "
                "zijn hier bestanden aan elkaar geplakt, doe dat dan in Excel."
            )
        yield number, cells


def _lines(text: str, file: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > MAX_LINE:
            raise BadInput(f"{shown(file)} is geen tabel: een regel is langer dan 200.000 tekens.")
        yield line
