"""Reading a file that somebody gives as a table, whatever spreadsheet or survey tool wrote it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from monitor.errors import BadInput
from monitor.imports.table import Table, make_table
from monitor.imports.text_file import read_text
from surveys.errors import shown

MAX_BYTES = 10_000_000
"""Of a file: some 50,000 forms of the Stappenmeter as text."""
WORKBOOKS = (".xlsx", ".xlsm")
_ZIP = b"PK"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How old workbooks and those with a password begin."""
_STEP = 1_000


def read_table(name: str, known: Collection[str], *, progress: Callable[[int], None] = lambda rows: None) -> Table:
    """Read the file `name` as a table; known: folded names of the columns that are looked for.

    A sheet of a workbook that is not the first is named behind a number sign: `book.xlsx#Genodigden`. progress is
    called now and then with the number of rows read. BadInput, one sentence, for everything that cannot be read.
    """
    path, sheet = _split_sheet(name)
    return parse_table(_read_bytes(path, name), name, known, path=path, sheet=sheet, progress=progress)


def parse_table(
    data: bytes,
    name: str,
    known: Collection[str],
    *,
    path: Path | None = None,
    sheet: str | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Table:
    """Read bytes that came with a name as a table; path: where that name is not the file's own. Same errors."""
    path = path or Path(name)
    _check_bytes(data, name)
    _check_kind(data, path, name)
    if path.suffix.lower() in WORKBOOKS:
        from monitor.imports.workbook import read_workbook  # openpyxl is slow to load, and a text does without

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            records, notes = read_workbook(data, name, sheet)
            return make_table(name, _count(records, progress), notes)
    return make_table(name, _count(read_text(data, name, known), progress))


def _split_sheet(name: str) -> tuple[Path, str | None]:
    """The path and the sheet that is asked for, if the name has one."""
    front, sign, sheet = name.rpartition("#")
    if sign and front.lower().endswith(WORKBOOKS) and not Path(name).exists():
        return Path(front), sheet.strip()
    return Path(name), None


def _read_bytes(path: Path, name: str) -> bytes:
    """Read no more than is needed to see that a file is too large; never open what is no file (a pipe would hang)."""
    try:
        if not path.exists():
            raise BadInput(f"{shown(name)} bestaat niet; kijk de naam en de map na.")
        if not path.is_file():
            raise BadInput(f"{shown(name)} is geen bestand.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadInput(f"{shown(name)} is niet te openen; kijk de naam en de rechten na.") from error
    return data


def _check_bytes(data: bytes, name: str) -> None:
    """Raise BadInput for too many bytes, or none."""
    if len(data) > MAX_BYTES:
        raise BadInput(f"{shown(name)} is groter dan {MAX_BYTES // 1_000_000} MB; haal er rijen of kolommen uit.")
    if not data.strip():
        raise BadInput(f"{shown(name)} is leeg: er staat geen tabel in.")


def _check_kind(data: bytes, path: Path, name: str) -> None:
    """Raise BadInput unless the bytes are what the name says."""
    workbook = path.suffix.lower() in WORKBOOKS
    if data.startswith(_COMPOUND):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        reason = (
            "heeft een wachtwoord; haal dat eraf"
            if locked
            else "is een oud Excel-bestand (.xls); sla het in Excel op als .xlsx"
        )
        raise BadInput(f"{shown(name)} {reason}.")
    if workbook and not data.startswith(_ZIP):
        raise BadInput(f"{shown(name)} heet {path.suffix} maar is geen Excel-werkmap; geef het zijn eigen naam terug.")
    if not workbook and data.startswith(b"PK\x03\x04"):
        raise BadInput(
            f"{shown(name)} is geen tekst maar een ingepakt bestand; is het Excel, geef het dan een naam op .xlsx."
        )


def _count(
    records: Iterator[tuple[int, list[str]]], progress: Callable[[int], None]
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in records:
        if number % _STEP == 0:
            progress(number)
        yield number, cells
