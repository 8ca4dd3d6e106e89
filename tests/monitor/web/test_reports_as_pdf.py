"""The reports as PDFs: tagged, complete, equal to the page, and silent about what is hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from monitor.exports.report_pdf import write_pdf
from monitor.web.views.beside import BesideView
from tests.monitor.sample import OVERLEGGEN
from tests.monitor.web import report_scene as scene

LITTLE = 4
"""Code of an overleg with 18 forms."""
HIDDEN = 8
NAME = scene.FROZEN.publication.house_name
NUMBER = re.compile(r"[−+]?\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def house() -> bytes:
    return write_pdf(scene.house_html())


@pytest.fixture(scope="module")
def overleg() -> bytes:
    return write_pdf(scene.overleg_html(LITTLE))


@pytest.fixture(scope="module")
def partners() -> bytes:
    return write_pdf(scene.partners_html())


@pytest.fixture(scope="module")
def house_text(house: bytes) -> str:
    return re.sub(r"\s+", " ", scene.text_of(house))


def visible_text(html: str) -> str:
    """What a reader of the HTML sees, alternative texts and style aside."""
    html = re.sub(r"<style>.*?</style>|<title>.*?</title>|<head>.*?</head>", " ", html, flags=re.DOTALL)
    html = re.sub(r"</?(?:b|span)\b[^>]*>", "", html)
    text = re.sub("[\u00ad\u2060]", "", re.sub(r"<[^>]+>", " ", html))
    for name, sign in {"&nbsp;": "\u00a0", "&shy;": "", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'"}.items():
        text = text.replace(name, sign)
    return text


def numbers(text: str) -> set[str]:
    return {found.lstrip("+−") for found in NUMBER.findall(text)}


@pytest.mark.parametrize("made", ["house", "overleg", "partners"])
def test_a_pdf_is_tagged_and_has_a_language_and_a_title(made: str, request: pytest.FixtureRequest) -> None:
    pdf: bytes = request.getfixturevalue(made)
    with pikepdf.open(BytesIO(pdf)) as opened:
        root, info = opened.Root, opened.docinfo
        assert str(root.Lang) == "nl"
        assert bool(root.MarkInfo.Marked) and bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in root
        assert NAME in str(info["/Title"])
        assert str(info["/Author"]) == NAME
        assert "pdfuaid:part" in str(opened.open_metadata())
        assert all([round(float(side)) for side in page.MediaBox] == [0, 0, 595, 842] for page in opened.pages)


@pytest.mark.parametrize("made", ["house", "overleg", "partners"])
def test_a_pdf_says_nothing_of_who_made_it_or_at_what_time(made: str, request: pytest.FixtureRequest) -> None:
    with pikepdf.open(BytesIO(request.getfixturevalue(made))) as opened:
        info = dict(opened.docinfo)
        assert set(info) <= {"/Title", "/Author", "/Producer", "/CreationDate"}
        assert str(info.get("/CreationDate", "D:20261207")) == "D:20261207"
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})


def test_every_drawing_has_words_and_every_table_real_headers(house: bytes) -> None:
    found = list(scene.elements(house))
    figures = [one for one in found if one.kind == "/Figure"]
    tables = [one for one in found if one.kind == "/Table"]

    assert len(figures) > 80
    assert [one for one in figures if not one.alt.strip()] == []
    assert len(tables) > 20
    assert all("/TH" in one.inside for one in tables)


@pytest.mark.parametrize("made", ["house", "overleg", "partners"])
def test_headings_step_down_by_one(made: str, request: pytest.FixtureRequest) -> None:
    found = scene.elements(request.getfixturevalue(made))
    levels = [int(one.kind[2]) for one in found if re.match(r"/H\d", one.kind)]

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_report_of_a_house_counts_its_pages_and_its_contents_lead_to_them(house: bytes) -> None:
    pages = PdfReader(BytesIO(house)).pages
    texts = [page.extract_text() for page in pages]

    assert 8 < len(pages) < 30
    assert all(f"{number} van {len(pages)}" in text for number, text in enumerate(texts, start=1))
    assert all("alle namen en cijfers zijn verzonnen" in text for text in texts)
    [line] = re.findall(r"Bijlage: hoe is dit berekend\?\s*(\d+)", texts[1])
    assert "Wat we niet tonen" in "".join(texts[int(line) - 1 :])
    assert "Bijlage: hoe is dit berekend?" in texts[int(line) - 1]


def test_a_pdf_holds_exactly_the_numbers_of_its_page(house: bytes, house_text: str) -> None:
    expected = numbers(visible_text(scene.house_html()))
    pages = len(PdfReader(BytesIO(house)).pages)
    paging = {str(number) for number in range(1, pages + 1)}
    joined = numbers(house_text)

    missing = {one for one in expected - joined if "," in one}
    assert missing == set()
    assert {one for one in joined - expected if "," in one or len(one) > 2} - paging == set()


def test_the_report_of_an_overleg_names_no_other_overleg(overleg: bytes) -> None:
    text = re.sub(r"\s+", " ", scene.text_of(overleg))

    assert OVERLEGGEN[LITTLE][0] in text
    assert [name for code, (name, _, _) in enumerate(OVERLEGGEN) if code != LITTLE and name in text] == []


def test_the_report_of_a_hidden_overleg_has_no_score() -> None:
    text = visible_text(scene.overleg_html(HIDDEN))
    body = text[: text.index("Bijlage: hoe is dit berekend?", text.index("Inhoud") + 200)]

    assert "Van dit overleg tonen we geen scores" in text
    assert re.findall(r"\d,\d", body) == []


def test_what_people_wrote_stands_there_as_text_and_nothing_is_read_from_the_machine(house_text: str) -> None:
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]

    assert house_text.count("alert(1)") == 2
    assert "{{7*7}}" in house_text
    assert secret not in house_text


@pytest.mark.parametrize(
    "asked",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<img src="data:,x">',
    ],
)
def test_a_page_that_asks_for_something_from_elsewhere_is_refused(asked: str) -> None:
    with pytest.raises(BaseException, match="a report fetches nothing"):
        write_pdf(f'<!doctype html><html lang="nl"><title>x</title><body><p>{asked}</p>')


def test_the_page_for_the_partners_is_one_side_however_much_there_is_to_say() -> None:
    long = "Wij gaan hier samen mee aan de slag in het komende jaar. " * 80
    points = tuple(scene.point(str(number), what=long) for number in range(9))
    beside = BesideView(explanations=(scene.words("samengevat", f"{long}\n\n{long}"),), improvements=points)
    pdf = write_pdf(scene.partners_html(beside))

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert "Er zijn nog 5 punten" in scene.text_of(pdf)


def test_the_page_for_the_partners_shows_no_score_of_readers_inside_the_house(partners: bytes) -> None:
    assert scene.INSIDE_SCORE not in scene.text_of(partners)


def test_a_house_without_anything_to_show_gives_a_report_too() -> None:
    publication = scene.FROZEN.publication
    report = replace(publication.report, breakdowns=(), change=None, sentences={}, titles={}, items=(), aspects=())
    frozen = replace(scene.FROZEN, publication=replace(publication, report=report, outside=report))

    assert "We tonen hier geen gemiddelden" in visible_text(scene.partners_html(BesideView(), frozen=frozen))
