"""Text tables as spreadsheets and survey tools write them: encodings, delimiters and line endings, one table."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import BadInput
from monitor.imports.files import MAX_BYTES, read_table
from monitor.imports.table import MAX_ROWS, Table

KNOWN = frozenset({"selectie_1", "overleg", "opmerking"})
ROWS = [
    ["selectie_1", "overleg", "opmerking"],
    ["3", "Súdwest; oost, d'Ancona", 'Zij zei "goed"'],
    ["geen oordeel", "Noord", "eerste regel\ntweede regel"],
    ["", "Zuid", ""],
]


def quoted(rows: list[list[str]], delimiter: str, end: str) -> str:
    """Every cell between quotes, as some tools write it; line breaks in a cell follow the file's own."""
    lines = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return end.join(line.replace("\n", end) for line in lines) + end


def write(tmp_path: Path, data: bytes | str, name: str = "antwoorden.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def refusal(name: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_table(name, KNOWN)
    return str(caught.value)


def contents(table: Table) -> list[list[str]]:
    return [
        list(table.header),
        *([cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row.cells] for row in table.rows),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_delimiter_and_line_ending_gives_the_same_table(
    tmp_path: Path, codec: str, delimiter: str, end: str
) -> None:
    text = quoted(ROWS, delimiter, end)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")

    table = read_table(write(tmp_path, mark + text.encode(codec)), KNOWN)

    assert contents(table) == ROWS
    assert [row.number for row in table.rows] == [2, 3, 4]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_that_tells_excel_its_delimiter_is_no_row(tmp_path: Path, first: str) -> None:
    # A comma in the header would otherwise win: it finds more columns.
    table = read_table(write(tmp_path, f"{first}\r\na,b,c,d;overleg\r\n1;Noord\r\n"), KNOWN)

    assert table.header == ("a,b,c,d", "overleg")
    assert table.rows[0].number == 2


def test_the_delimiter_is_the_one_that_finds_the_known_columns(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, 'wat, hoe, waar;selectie_1\n"3,5, 6";3\n'), KNOWN)

    assert table.header == ("wat, hoe, waar", "selectie_1")


def test_one_column_is_a_table(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "selectie_1\n3\n4"), KNOWN)

    assert [row.cells for row in table.rows] == [("3",), ("4",)]


def test_empty_lines_at_the_end_are_nothing_and_those_between_are_rows_without_an_answer(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "selectie_1;overleg\n3;a\n;\n\n4;b\n\n;;\n  ;\n"), KNOWN)

    assert [row.number for row in table.rows] == [2, 5]
    assert table.blank_rows == (3, 4)


def test_a_row_may_leave_out_its_last_empty_cells_as_excel_does(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "selectie_1;overleg;opmerking\n3\n"), KNOWN)

    assert [table.cell(table.rows[0], place) for place in range(3)] == ["3", "", ""]


def test_column_names_match_without_case_and_spaces(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, " Selectie_1 ;\u00a0OVERLEG\n3;a\n"), KNOWN)

    assert table.columns == {"selectie_1": 0, "overleg": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is leeg"),
        ("\n \n;;\n", "is leeg"),
        ("selectie_1;Selectie_1 \n3;3\n", "rij 1: de kolommen selectie_1 en Selectie_1 hebben dezelfde naam"),
        ("overleg;overleg  naam;Overleg Naam\n1;2;3\n", "dezelfde naam"),
        ("selectie_1;overleg\n3;a\n3;b;c\n", "rij 3: er staan meer cellen in deze rij dan in de kop (2)"),
        ('selectie_1;overleg\n3;"a\n3;b\n', "rij 2: de aanhalingstekens kloppen niet"),
        ('selectie_1;overleg\n3;"a"b\n', "rij 2: de aanhalingstekens kloppen niet"),
        ("selectie_1;" * 20_000, "een regel is langer dan"),
        ("selectie_1" + ";x" * 1_500 + "\n3\n", "rij 1: meer dan 1000 kolommen"),
        ("selectie_1\n" + "3\n" * (MAX_ROWS + 1), f"rij {MAX_ROWS + 2}: meer dan 100.000 rijen"),
        ('selectie_1;overleg\n3;"' + "regel\n" * 30_000 + '"\n', "rij 2: een cel is te lang"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_is_no_table_gets_one_sentence_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    name = write(tmp_path, text)

    sentence = refusal(name)

    assert told in sentence
    assert sentence.startswith(name) and sentence.endswith(".") and "\n" not in sentence


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        b"selectie_1;overleg\n3;\x00\n",
        "selectie_1;overleg\n3;a\n".encode("utf-16-le"),
        "selectie_1;overleg\n3;a\n".encode("utf-32"),
        b"\xff\xfeselectie_1\n33",
        b"\xef\xbb\xbfselectie_1;overleg\n3;\xe9\n",
        b"selectie_1;overleg\n3;\x81\x8d\n",
        b"%PDF-1.7\n\x01\x02\x03",
    ],
    ids=["PNG", "NUL", "UTF-16 without a mark", "UTF-32", "half UTF-16", "not the UTF-8 it says", "no cp1252", "PDF"],
)
def test_bytes_that_are_no_text_are_no_table(tmp_path: Path, data: bytes) -> None:
    assert "is geen tabel" in refusal(write(tmp_path, data))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    assert "groter dan 10 MB" in refusal(str(path))


def test_a_mark_of_a_second_file_makes_no_other_name_of_a_name(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, b"\xef\xbb\xbfselectie_1;overleg\n3;Noord\n3;\xef\xbb\xbfNoord\n"))
    assert told.endswith("doe dat dan in Excel.") and ", rij 3: " in told
    assert ", rij 1: " in refusal(write(tmp_path, b"\xef\xbb\xbf\xef\xbb\xbfselectie_1;overleg\n3;Noord\n"))


def test_something_far_under_the_table_is_refused_and_the_empty_rows_are_not_kept(tmp_path: Path) -> None:
    empty = "\n" * (MAX_ROWS + 200)
    told = refusal(write(tmp_path, f"selectie_1\n3\n{empty}3\n"))
    assert f"rij {MAX_ROWS + 203}: meer dan 100.000 rijen; verwijder wat onder de tabel staat" in told
    table = read_table(write(tmp_path, f"selectie_1\n3\n{empty}"), KNOWN)
    assert (len(table.rows), table.blank_rows) == (1, ())


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    assert "bestaat niet" in refusal(str(tmp_path / "weg.csv"))
    assert "is geen bestand" in refusal(str(tmp_path))
    assert "is geen bestand" in refusal("/dev/zero")
    assert "bestaat niet" in refusal("a\0b.csv")


def test_a_name_with_control_characters_is_told_without_them() -> None:
    assert "\x1b" not in refusal("\x1b[31mrood\n.csv")
