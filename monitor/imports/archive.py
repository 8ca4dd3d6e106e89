"""Looking into a zipped workbook before anything reads it: nothing that swells, and nothing but plain XML."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.imports.table import MAX_ROWS, MOST_ROWS
from surveys.errors import shown

MAX_UNPACKED = 40_000_000
"""Bytes of all parts together."""
MAX_PARTS = 1_000
MAX_DIRECTORY = 200_000
"""Bytes of the list of parts; reading it costs memory before anything else can be checked."""
MAX_TAGS = 4_000_000
"""In a sheet or in the texts; a form of the Stappenmeter takes some 220."""
MAX_OTHER_TAGS = 50_000
"""In another part, which is read as a whole: a workbook of people has a few thousand."""
MAX_STRINGS = 300_000
"""Different texts."""
MAX_SHEETS = 100
MAX_STRETCH = 1_000_000
"""Bytes without a row or a text beginning: what is read as one piece."""
_CHUNK = 1 << 18
_OVERLAP = 64
_SPARE_ROWS = 100
"""For the header and some empty rows."""
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet[\s/>]")
_STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""What may stand before the first tag: a mark of the encoding, spaces, and half of a sign of two bytes."""
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What zipfile raises for a damaged, odd or locked archive: NotImplementedError for a way of packing it cannot read."""


@dataclass
class _Count:
    """What was counted in one part so far."""

    rows: int = 0
    sheets: int = 0
    strings: int = 0
    tags: int = 0
    formulas: int = 0
    stretch: int = 0


@dataclass(frozen=True)
class Look:
    """What a workbook was seen to hold. formulas: how many cells are calculated."""

    formulas: int


def look_inside(data: bytes, file: str) -> Look:
    """Unpack every part once, in pieces that are thrown away, and count. BadInput for what must not be read."""
    _check_directory(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_large(file)
            if any(part.flag_bits & 1 for part in parts):
                raise BadInput(f"{shown(file)} heeft een wachtwoord; haal dat eraf.")
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
                raise _damaged(file)
            if not any(part.filename == "[Content_Types].xml" for part in parts):
                raise BadInput(f"{shown(file)} is geen Excel-werkmap; sla het op als .xlsx of als CSV.")
            return Look(sum(_look_at(archive, part, file).formulas for part in parts))
    except _DAMAGED as error:
        raise _damaged(file) from error


def _check_directory(data: bytes, file: str) -> None:
    """Refuse a list of parts that is itself a bomb, as the record at the end of the archive gives its size."""
    place = data.rfind(b"PK\x05\x06")
    if place < 0 or len(data) - place < 22:
        raise _damaged(file)
    if int.from_bytes(data[place + 12 : place + 16], "little") > MAX_DIRECTORY:
        raise _too_large(file)


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> _Count:
    """Count in one part; the reader gives at most as many bytes as the directory said.

    A part that does not begin as XML (a picture, macros) is never opened by whoever reads the workbook, whatever it is
    named: the parser would stop at its first byte.
    """
    count, tail = _Count(), b""
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            if not tail and not chunk.lstrip(_BEFORE_XML).startswith(b"<"):
                return count
            _add(count, tail, chunk, file)
            tail = chunk[-_OVERLAP:]
    return count


def _add(count: _Count, tail: bytes, chunk: bytes, file: str) -> None:
    """Count what ends in this chunk; a tag may begin in the tail of the one before."""
    if b"\0" in chunk or _DECLARATION.search(tail + chunk):
        raise BadInput(f"{shown(file)} bevat XML die niet in een Excel-werkmap hoort; sla de tabel op als CSV.")
    both = tail + chunk
    rows = len(_ROW.findall(both)) - len(_ROW.findall(tail))
    count.rows += rows
    strings = len(_STRING.findall(both)) - len(_STRING.findall(tail))
    count.strings += strings
    count.sheets += len(_SHEET.findall(both)) - len(_SHEET.findall(tail))
    count.formulas += len(_FORMULA.findall(both)) - len(_FORMULA.findall(tail))
    count.tags += chunk.count(b"<")
    count.stretch = 0 if rows or strings else count.stretch + len(chunk)
    if count.rows > MAX_ROWS + _SPARE_ROWS:
        raise BadInput(
            f"{shown(file)}: een blad heeft meer dan {MOST_ROWS} rijen; verwijder lege rijen of verdeel het bestand."
        )
    most_tags = MAX_TAGS if count.rows or count.strings else MAX_OTHER_TAGS
    if (
        count.tags > most_tags
        or count.strings > MAX_STRINGS
        or count.sheets > MAX_SHEETS
        or count.stretch > MAX_STRETCH
    ):
        raise _too_large(file)


def _too_large(file: str) -> BadInput:
    return BadInput(
        f"{shown(file)} is uitgepakt te groot om te lezen; houd alleen de antwoorden over, of bewaar als CSV."
    )


def _damaged(file: str) -> BadInput:
    return BadInput(f"{shown(file)} is beschadigd of geen Excel-werkmap; sla het opnieuw op als .xlsx of als CSV.")
