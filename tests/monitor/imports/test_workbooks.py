"""Workbooks: what Excel shows is what is read; bombs, entities and what is no workbook are refused at once."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from monitor.errors import BadInput
from monitor.imports.files import read_table
from monitor.imports.table import Table
from tests.answer_files import to_workbook, with_part
from tests.scene import ROOT

KNOWN = frozenset({"selectie_1", "overleg"})
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
SMALL = to_workbook([["selectie_1", "overleg"], [3, "a"]])
SECONDS = 2.0
MEGABYTES = 200


def write(tmp_path: Path, data: bytes, name: str = "antwoorden.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def refusal(name: str) -> str:
    with pytest.raises(BadInput) as caught:
        table = read_table(name, KNOWN)
        for row in table.rows:
            for place in range(len(table.header)):
                table.cell(row, place)
    return str(caught.value)


def test_cells_are_read_as_a_text_table_would_have_them(tmp_path: Path) -> None:
    book = to_workbook([["selectie_1", "overleg"], [3, "Súdwest"], [3.0, 12], ["3,0", None], [None, None], [2.5, True]])

    table = read_table(write(tmp_path, book), KNOWN)

    assert cells(table) == [("3", "Súdwest"), ("3", "12"), ("3,0",), ("2.5", "WAAR")]
    assert [row.number for row in table.rows] == [2, 3, 4, 6]
    assert table.blank_rows == (5,)


def test_a_date_is_told_as_a_date(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, to_workbook([["selectie_1"], [date(2026, 1, 3)]])), KNOWN)

    assert cells(table)[0][0] == "2026-01-03"


def make_two_sheets(*, hidden: bool) -> bytes:
    book = openpyxl.Workbook()
    first, second = book.worksheets[0], book.create_sheet("Genodigden")
    first.title = "Antwoorden"
    first.append(["selectie_1"])
    first.append([3])
    second.append(["overleg"])
    second.append(["a"])
    first.sheet_state = "hidden" if hidden else "visible"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_the_first_sheet_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, make_two_sheets(hidden=False)), KNOWN)

    assert table.header == ("selectie_1",)
    assert len(table.notes) == 1 and "alleen het blad ‘Antwoorden’" in table.notes[0]


def test_a_hidden_sheet_is_not_the_first(tmp_path: Path) -> None:
    assert read_table(write(tmp_path, make_two_sheets(hidden=True)), KNOWN).header == ("overleg",)


def test_a_sheet_can_be_named_behind_the_file(tmp_path: Path) -> None:
    name = write(tmp_path, make_two_sheets(hidden=False))

    assert read_table(f"{name}#genodigden", KNOWN).header == ("overleg",)
    assert "dit blad is er niet; wel: Antwoorden, Genodigden" in refusal(f"{name}#weg")


def test_of_a_formula_the_stored_outcome_is_read(tmp_path: Path) -> None:
    sheet = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>selectie_1</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>overleg</t></is></c></row>'
        b'<row r="2"><c r="A2"><f>1+2</f><v>3</v></c><c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c></row>'
    )

    table = read_table(write(tmp_path, with_part(SMALL, SHEET, HEAD + sheet + TAIL)), KNOWN)

    assert cells(table) == [("3", "")]


def test_a_formula_that_nobody_calculated_is_no_empty_cell(tmp_path: Path) -> None:
    name = write(tmp_path, to_workbook([["selectie_1", "overleg"], ["=1+2", "a"]]))

    assert "rij 2, kolom selectie_1: de formule heeft nog geen uitkomst" in refusal(name)


@pytest.mark.parametrize("fault", ["#N/A", "#REF!", "#DEEL/0!", "#n/b"])
def test_an_error_of_the_spreadsheet_is_told_with_its_place(tmp_path: Path, fault: str) -> None:
    name = write(tmp_path, to_workbook([["selectie_1", "overleg"], [3, "a"], [fault, "b"]]))

    assert f"rij 3, kolom selectie_1: hier staat de fout {fault}" in refusal(name)


def test_macros_are_not_looked_at(tmp_path: Path) -> None:
    book = with_part(SMALL, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 <!DOCTYPE \x00 not read")

    assert cells(read_table(write(tmp_path, book, "antwoorden.xlsm"), KNOWN)) == [("3", "a")]


def spaces(megabytes: int) -> Iterator[bytes]:
    yield HEAD
    for _ in range(megabytes):
        yield b" " * 1_000_000
    yield TAIL


def many_rows(count: int, row: bytes) -> Iterator[bytes]:
    yield HEAD
    yield from (row for _ in range(count))
    yield TAIL


def lie_about_size() -> bytes:
    """A part of 300 MB of which the list of parts says 5,000 bytes."""
    book = bytearray(with_part(SMALL, SHEET, spaces(300)))
    place = 0
    while (place := book.find(b"PK\x01\x02", place)) >= 0:
        if book[place + 46 :].startswith(SHEET.encode()):
            book[place + 24 : place + 28] = (5_000).to_bytes(4, "little")
        place += 4
    return bytes(book)


def many_parts() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(20_000):
            archive.writestr(str(number), b"")
    return written.getvalue()


ENTITY = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
WORKBOOK = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><workbook/>'
FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999"><c r="A999999999"><v>1</v></c></row>'
STYLES = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "1 MB that unpacks to 1 GB": (lambda: with_part(SMALL, SHEET, spaces(1_000)), "uitgepakt te groot"),
    "a size that is a lie": (lie_about_size, "beschadigd"),
    "a million empty rows": (
        lambda: with_part(SMALL, SHEET, many_rows(1_000_000, b"<row/>")),
        "meer dan 100.000 rijen",
    ),
    "a million rows": (
        lambda: with_part(SMALL, SHEET, many_rows(1_000_000, b'<row><c t="n"><v>3</v></c></row>')),
        "meer dan 100.000 rijen",
    ),
    "a row past the last of Excel": (lambda: with_part(SMALL, SHEET, HEAD + FAR + TAIL), "het blad is te groot"),
    "something in the last row of Excel": (
        lambda: with_part(SMALL, SHEET, HEAD + FAR.replace(b"999999999", b"1048576") + TAIL),
        "het blad is te groot",
    ),
    "a column past the last of ours": (
        lambda: with_part(SMALL, SHEET, HEAD + b'<row r="1"><c r="XFD1"><v>1</v></c></row>' + TAIL),
        "het blad is te groot",
    ),
    "ten million cells in one row": (
        lambda: with_part(SMALL, SHEET, [HEAD, b"<row>", *[b"<c/>" * 100_000] * 90, b"</row>", TAIL]),
        "uitgepakt te groot",
    ),
    "ten million marks in one text": (
        lambda: with_part(SMALL, "xl/sharedStrings.xml", [STRINGS, b"<si>", *[b"<r/>" * 100_000] * 90, b"</si></sst>"]),
        "uitgepakt te groot",
    ),
    "rows between ten million other marks": (
        lambda: with_part(SMALL, SHEET, [HEAD, *[b"<row/>" + b"<a/>" * 50_000] * 180, TAIL]),
        "uitgepakt te groot",
    ),
    "entities in a sheet": (lambda: with_part(SMALL, SHEET, ENTITY + HEAD + TAIL), "XML die niet"),
    "an outside entity": (lambda: with_part(SMALL, "xl/workbook.xml", WORKBOOK), "XML die niet"),
    "XML in UTF-16": (lambda: with_part(SMALL, SHEET, (HEAD + TAIL).decode().encode("utf-16")), "XML die niet"),
    "a million styles": (
        lambda: with_part(SMALL, "xl/styles.xml", [STYLES, *[b"<xf/>" * 100_000] * 10, b"</cellXfs></styleSheet>"]),
        "uitgepakt te groot",
    ),
    "a million texts": (
        lambda: with_part(SMALL, "xl/sharedStrings.xml", [STRINGS, *[b"<si><t>a</t></si>"] * 1_000_000, b"</sst>"]),
        "uitgepakt te groot",
    ),
    "twenty thousand parts": (many_parts, "uitgepakt te groot"),
    "a text with the name of a workbook": (lambda: b"selectie_1;overleg\n3;a\n", "is geen Excel-werkmap"),
    "an old workbook": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3_000, "is een oud Excel-bestand"),
    "a workbook with a password": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "heeft een wachtwoord",
    ),
    "a zip of something else": (lambda: with_part(SMALL, "[Content_Types].xml", b"<a/>"), "beschadigd"),
    "half a workbook": (lambda: SMALL[: len(SMALL) // 2], "beschadigd"),
}
MEASURE = """
import sys, time
from pathlib import Path
from monitor.errors import BadInput
from monitor.imports.files import read_table
import monitor.imports.workbook, openpyxl
began = time.process_time()
try:
    read_table(sys.argv[1], frozenset({"selectie_1"}))
except BadInput as error:
    print(error)
# The peak of this program alone: ru_maxrss would hold that of the process that started it.
[peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(time.process_time() - began, int(peak.split()[1]) / 1024)
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_swells_or_is_no_workbook_is_refused_within_two_seconds_and_200_megabytes(
    tmp_path: Path, bomb: str
) -> None:
    make, told = BOMBS[bomb]
    name = write(tmp_path, make())

    # CPU seconds of a process of its own: a busy machine makes them no more.
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, name], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    sentence, numbers = ran.stdout.splitlines()
    seconds, megabytes = map(float, numbers.split())
    assert told in sentence and sentence.startswith(name)
    assert seconds < SECONDS and megabytes < MEGABYTES, (seconds, megabytes)


def test_a_workbook_with_the_name_of_a_text_is_told(tmp_path: Path) -> None:
    assert "geef het dan een naam op .xlsx" in refusal(write(tmp_path, SMALL, "antwoorden.csv"))


def test_an_encrypted_part_is_told(tmp_path: Path) -> None:
    book = bytearray(SMALL)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = book.find(mark)
        while start >= 0:
            book[start + place] |= 1
            start = book.find(mark, start + 4)

    assert "heeft een wachtwoord" in refusal(write(tmp_path, bytes(book)))


def test_without_the_guard_against_entities_no_workbook_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)

    assert "defusedxml" in refusal(write(tmp_path, SMALL))
