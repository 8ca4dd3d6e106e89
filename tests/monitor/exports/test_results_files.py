"""The results as XLSX, ODS and CSV: the same numbers everywhere, nothing that calculates, nothing in hiding."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.exports.results_cells import Book, Column, Number, Sheet
from monitor.exports.results_csv import DUTCH, ENGLISH, HEADER, Dialect, long_lines, number_text, to_csv
from monitor.exports.results_json import results_record, to_text
from monitor.exports.results_ods import TYPE, to_ods
from monitor.exports.results_tables import results_tables
from monitor.exports.results_xlsx import to_xlsx
from monitor.results import Publication
from tests.monitor.exports.results_reading import (
    HOSTILE,
    expected_tables,
    parts_of,
    read_csv,
    read_ods,
    read_xlsx,
    rename,
    restate,
)
from tests.monitor.sample import sample_publication, sample_questionnaire

OVERLEG = 2
KINDS = ({}, {"outside": True}, {"overleg": OVERLEG}, {"overleg": 8})
IDS = ("house", "outside", "overleg", "hidden overleg")


@cache
def hostile_book() -> Book:
    names = HOSTILE
    return results_tables(rename(sample_publication(), names), restate(sample_questionnaire(), names), code="ab" * 32)


@pytest.fixture(scope="module")
def book() -> Book:
    return results_tables(sample_publication(), sample_questionnaire(), code="ab" * 32)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_workbook_and_an_opendocument_hold_what_the_tables_say(kind: dict[str, int]) -> None:
    made = results_tables(sample_publication(), sample_questionnaire(), **kind)

    assert read_xlsx(to_xlsx(made)) == expected_tables(made)
    assert read_ods(to_ods(made)) == expected_tables(made)


@pytest.mark.parametrize("dialect", [DUTCH, ENGLISH], ids=["Dutch", "English"])
@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_the_long_csv_holds_every_number_of_the_tables_once(kind: dict[str, int], dialect: Dialect) -> None:
    made = results_tables(sample_publication(), sample_questionnaire(), **kind)

    lines = read_csv(to_csv(made, dialect), dialect)

    expected = [line for sheet in made.sheets for line in long_lines(made, sheet)]
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        value = wanted[-1]
        if isinstance(value, Number):
            assert Decimal(line["Waarde"].replace(dialect.comma, ".")) == value.value
        else:
            assert line["Waarde"].removeprefix("'") == value
    assert all(line["Huis"] == made.house and line["Meting"] == made.wave for line in lines)


def test_the_long_csv_names_every_number_by_its_own_columns(book: Book) -> None:
    lines = read_csv(to_csv(book), DUTCH)

    places = [tuple(line[name] for name in HEADER[:-2]) for line in lines]
    assert len(set(places)) == len(places)


def test_a_dutch_csv_has_semicolons_a_decimal_comma_and_the_mark_and_the_other_has_none_of_them(book: Book) -> None:
    dutch, english = to_csv(book), to_csv(book, ENGLISH)

    assert dutch.startswith(b"\xef\xbb\xbfHuis;Meting;Tabel;")
    assert english.startswith(b"Huis,Meting,Tabel,")
    assert re.search(rb";\d,\d\d\r\n", dutch) and not re.search(rb";\d\.\d\d\r\n", dutch)
    assert re.search(rb",\d\.\d\d\r\n", english)


def test_no_cell_of_a_csv_begins_as_a_formula_but_numbers_below_zero_stay_numbers() -> None:
    negative = 0
    for dialect in (DUTCH, ENGLISH):
        text = to_csv(hostile_book(), dialect).decode("utf-8-sig" if dialect.mark else "utf-8")
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator):
            for cell in row:
                if re.fullmatch(r"-\d+[.,]\d+", cell):
                    negative += 1
                else:
                    assert not re.match("[=+\\-@\t\r\n＝＋－＠]", cell), cell
    assert negative > 10


@given(
    st.lists(st.tuples(st.text(alphabet="=+-@＝＋－＠\t\r\n;,\"' ab1é", max_size=8),
                       st.decimals(min_value=-9, max_value=9, places=2)), max_size=6)
)  # fmt: skip
def test_whatever_the_names_are_a_csv_gives_them_back_and_calculates_nothing(rows: list[tuple[str, Decimal]]) -> None:
    columns = (Column("Groep", "", key="groep"), Column("Verschil", ""))
    sheet = Sheet("Tabel", "", columns, tuple((name, Number(value, 2)) for name, value in rows))
    made = Book("huis", "meting", "", "2026-11-30", (sheet,))

    for dialect in (DUTCH, ENGLISH):
        found = read_csv(to_csv(made, dialect), dialect)
        assert [Decimal(line["Waarde"].replace(dialect.comma, ".")) for line in found] == [value for _, value in rows]
        for line, (name, _) in zip(found, rows, strict=True):
            assert line["Groep"] in (name, f"'{name}")
            assert not re.match("[=+\\-@\t\r\n＝＋－＠]", line["Groep"])


def test_hostile_names_and_headers_stand_as_text_in_a_workbook() -> None:
    data = to_xlsx(hostile_book())

    parts = parts_of(data)
    everything = "".join(parts.values())
    assert "<f>" not in everything and "<f " not in everything
    assert "yperlink" not in everything.replace("HyperlinksChanged", "")
    assert 'state="' not in parts["xl/workbook.xml"]
    assert 'hidden="1"' not in everything and "definedName" not in parts["xl/workbook.xml"]
    assert not [name for name in parts if "comment" in name or "external" in name.lower() or "macro" in name.lower()]
    assert read_xlsx(data) == expected_tables(hostile_book())


def test_hostile_names_and_headers_stand_as_text_in_an_opendocument() -> None:
    data = to_ods(hostile_book())

    everything = "".join(parts_of(data).values())
    assert "formula" not in everything and "xlink" not in everything and "<text:a" not in everything
    assert "visibility" not in everything and 'table:display="false"' not in everything
    assert "annotation" not in everything and "named-" not in everything
    assert read_ods(data) == expected_tables(hostile_book())


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ufffe"])
def test_a_sign_that_xml_cannot_hold_is_replaced(sign: str) -> None:
    sheet = Sheet("Tabel", f"a{sign}", (Column(f"b{sign}", ""),), ((f"c{sign}",),))
    made = Book("huis", "meting", f"d{sign}", "2026-11-30", (sheet,))

    assert read_xlsx(to_xlsx(made)) == {"Tabel": [["c\ufffd"]]}
    assert read_ods(to_ods(made)) == {"Tabel": [["c\ufffd"]]}


@pytest.mark.parametrize("write", [to_xlsx, to_ods], ids=["xlsx", "ods"])
def test_the_properties_of_a_file_tell_house_and_wave_and_nothing_else(
    book: Book, write: Callable[[Book], bytes]
) -> None:
    parts = parts_of(write(book))

    properties = parts.get("docProps/core.xml") or parts["meta.xml"]
    texts = {text for text in re.findall(r">([^<]+)<", properties) if text.strip()}
    assert texts <= {"Uitkomsten Veiligheidshuis Voorbeeldstreek, Najaar 2026", "nl-NL", "2026-11-30T00:00:00Z"}
    with zipfile.ZipFile(io.BytesIO(write(book))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_opendocument_begins_with_its_type_uncompressed_and_lists_its_parts(book: Book) -> None:
    data = to_ods(book)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == ("mimetype", 0, TYPE.encode())
        manifest = archive.read("META-INF/manifest.xml").decode()
        for name in archive.namelist():
            if name not in ("mimetype", "META-INF/manifest.xml"):
                assert f'manifest:full-path="{name}"' in manifest


def test_every_sheet_says_what_it_is_and_keeps_its_header_in_sight(book: Book) -> None:
    parts = parts_of(to_xlsx(book))

    pages = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == len(book.sheets) > 10
    assert all('<pane ySplit="2"' in page for page in pages)
    assert all(sheet.title and len(sheet.name) <= 31 for sheet in book.sheets)
    assert parts_of(to_ods(book))["settings.xml"].count("VerticalSplitMode") == len(book.sheets)


def write_all(book: Book) -> list[bytes]:
    return [to_xlsx(book), to_ods(book), to_csv(book), to_csv(book, ENGLISH)]


def test_a_file_is_the_same_byte_for_byte_whenever_it_is_made(book: Book) -> None:
    assert write_all(book) == write_all(results_tables(sample_publication(), sample_questionnaire(), code="ab" * 32))


@settings(max_examples=6)
@given(st.booleans(), st.integers(0, 500), st.floats(1, 4), st.sampled_from(KINDS))
def test_publications_that_differ_only_in_what_is_hidden_give_the_same_files(
    everything: bool, n: int, value: float, kind: dict[str, int]
) -> None:
    one = sample_publication()
    other = fill_hidden(one, n, value, everything=everything)

    assert one != other
    books = [results_tables(found, sample_questionnaire(), **kind) for found in (one, other)]
    assert books[0] == books[1]
    kind = {"outside": False, **kind}
    texts = [to_text(results_record(found, sample_questionnaire(), **kind)) for found in (one, other)]
    assert texts[0] == texts[1]


def test_the_bytes_of_every_format_do_not_depend_on_what_is_hidden() -> None:
    one = sample_publication()
    other = fill_hidden(one, 4, 3.75, everything=True)

    assert one != other
    assert write_all(results_tables(one, sample_questionnaire())) == write_all(
        results_tables(other, sample_questionnaire())
    )


def fill_hidden(publication: Publication, n: int, value: float, *, everything: bool) -> Publication:
    """The publication as if what is hidden had been left in it: all numbers beside a mean that is not there."""
    report = publication.report
    beside = {"n": n, "sd": value, "low": value, "high": value, "se": value, "persons": n}

    def cell(found: Any) -> Any:
        own = replace(found, **beside) if found.mean is None else found
        if own.versus_rest is not None and own.versus_rest.difference is None:
            own = replace(own, versus_rest=replace(own.versus_rest, g=value, p_holm=value / 4, smallest_visible=value))
        return own

    def item(found: Any) -> Any:
        if found.mean is not None:
            return found
        return replace(found, **beside, counts={"1": n, "2": 0, "3": 0, "4": 0}, no_opinion=n, empty=n,
                       no_opinion_share=value / 4, positive_share=value / 4)  # fmt: skip

    def group(found: Any) -> Any:
        hidden = found.reason is not None
        forms = n if hidden else found.forms
        return replace(found, forms=forms, cells=tuple(map(cell, found.cells)), overall=cell(found.overall),
                       items=tuple(map(item, found.items)))  # fmt: skip

    breakdowns = tuple(replace(one, groups=tuple(map(group, one.groups))) for one in report.breakdowns)
    if everything:
        report = replace(report, items=tuple(map(item, report.items)))
    filled = replace(report, breakdowns=breakdowns)
    return replace(publication, report=filled, outside=filled)


def test_a_share_is_a_number_of_one_and_a_percentage_in_the_workbook() -> None:
    found = Number(Decimal("0.65"), 0, percent=True)

    assert number_text(found) == "0.65"
    sheet = Sheet("Tabel", "t", (Column("Aandeel", ""),), ((found,),))
    content = parts_of(to_ods(Book("huis", "meting", "over", "2026-11-30", (sheet,))))["content.xml"]
    assert 'office:value-type="percentage" office:value="0.65"><text:p>65%' in content
