"""The page of an analysed file: whole in itself, without a server, and every text from the files as text."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from markupsafe import escape

from monitor.results import AspectResult, ItemResult
from monitor.results.analysis import Analysis
from monitor.stats.work_on import find_work_on
from monitor.web.analyse_page import render
from monitor.web.views.analysis import analysis_page
from tests.monitor.sample import sample_publication, sample_questionnaire
from tests.page_checks import Page
from tests.scene import ROOT

NASTY = (
    "<script>alert(1)</script>",
    '"onmouseover="alert(1)',
    "{{7*7}}",
    "{% raw %}",
    "</style><b>",
    "javascript:alert(1)",
    "\u202eedom",
)
REPORT = replace(sample_publication().report, change=None)
ANALYSIS = Analysis(
    report=REPORT,
    questionnaire=sample_questionnaire(),
    answers_name="antwoorden 2026.csv",
    frame_name="genodigden.xlsx",
    minimum=5,
    alpha_threshold=0.7,
    smallest_difference=0.3,
    ignored_rows=(5, 9, 12),
    ignored_columns=("opmerking",),
    ignored_frame_columns=(),
    notes=("Er is geen kolom respondent: elk formulier telt als een eigen persoon.",),
)
TEXT = render(ANALYSIS)
FRESH = """
import sys
before = set(sys.modules)
from monitor.web.analyse_page import render
heavy = {"flask", "werkzeug", "plotly", "numpy", "scipy", "sqlite_utils", "wtforms"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_the_page_is_whole_in_itself() -> None:
    page = Page(TEXT)
    assert page.lang == "nl"
    assert [heading.strip() for heading in page.h1] == ["Uitkomsten Stappenmeter-Doelbereik"]
    assert page.title.startswith("Uitkomsten Stappenmeter-Doelbereik")
    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.links} | set(page.references) <= set(page.ids)
    assert page.forms == []


def test_it_loads_nothing_runs_nothing_and_leads_nowhere_else() -> None:
    assert not re.search(r"<(script|link|img|iframe|object|embed|base|form|button)\b", TEXT)
    assert not re.search(r"\b(src|action|data)=", TEXT)
    assert all(link.startswith("#") for link in Page(TEXT).links)
    assert "@import" not in TEXT and "url(" not in TEXT.replace("url(#hatch)", "")
    assert "default-src 'none'; style-src 'unsafe-inline'" in TEXT


def test_it_holds_the_same_parts_as_the_page_of_a_house() -> None:
    sections = re.findall(r'<section class="section" id="(\w+)"', TEXT)
    assert sections == [
        "bestand", "samengevat", "respons", "aspecten", "overleggen", "stellingen", "werken", "groepen", "aanwezigheid",
        "betrouwbaarheid", "berekening",
    ]  # fmt: skip
    assert TEXT.count('<svg class="plot drawn"') >= 5
    assert "126 van de 191 partners antwoordden" in TEXT


def test_it_says_what_was_read_and_what_was_not() -> None:
    facts = {fact.name: fact.value for fact in analysis_page(ANALYSIS).file_facts}
    assert facts["Antwoorden"] == "antwoorden 2026.csv"
    assert facts["Lijst met genodigden"] == "genodigden.xlsx"
    assert facts["Rijen zonder antwoord"] == "5, 9 en 12"
    assert facts["Kolommen die niet meetellen"] == "‘opmerking’"
    assert "Kolommen van de lijst die niet meetellen" not in facts
    assert facts["Kleinste groep die we tonen"] == "5"
    assert "elk formulier telt als een eigen persoon" in TEXT


def test_of_very_many_empty_rows_the_rest_is_counted() -> None:
    many = replace(ANALYSIS, ignored_rows=tuple(range(2, 1200)))
    facts = {one.name: one.value for one in analysis_page(many).file_facts}
    assert facts["Rijen zonder antwoord"].endswith("20, 21 en nog 1.178")


def test_where_nothing_is_hidden_the_page_begins_with_saying_so() -> None:
    bare = render(replace(ANALYSIS, minimum=1))
    assert "Niets is verborgen: niet verspreiden" in bare
    assert bare.index("Niets is verborgen") < bare.index('<nav class="contents"')
    assert "niets is verborgen" not in TEXT.lower()
    assert "Wat we niet tonen" in TEXT
    assert "Wat we niet tonen" not in bare


def test_without_a_list_there_is_no_response_and_the_margins_say_so() -> None:
    page = render(replace(ANALYSIS, frame_name=None))
    assert 'id="respons"' not in page
    assert "Zonder lijst met genodigden weten we niet hoeveel partners" in page
    assert "#respons" not in page


@pytest.mark.parametrize("nasty", NASTY)
def test_every_text_from_the_files_is_shown_as_text(nasty: str) -> None:
    first, *others = REPORT.breakdowns
    named = replace(first, groups=tuple(replace(group, label=nasty) for group in first.groups))
    response = REPORT.response
    by = tuple(replace(one, groups=tuple(replace(group, label=nasty) for group in one.groups)) for one in response.by)
    report = replace(
        REPORT,
        breakdowns=(named, *others),
        response=replace(response, by=by),
        sentences={"nl": (nasty,)},
        titles={"nl": dict.fromkeys(REPORT.titles["nl"], nasty)},
    )
    analysis = replace(
        ANALYSIS,
        report=report,
        answers_name=nasty,
        frame_name=nasty,
        ignored_columns=(nasty,),
        ignored_frame_columns=(nasty,),
        notes=(nasty,),
    )
    text = render(analysis)
    assert text.count(str(escape(nasty))) > 50
    assert "<script" not in text
    assert not re.search(r"<[^>]*\sonmouseover=", text)
    assert "<b>" not in text.split("</style>")[0] and text.count("</style>") == 1
    assert not re.search(r'href="(?!#)', text)


def test_what_is_hidden_is_nowhere_in_the_page() -> None:
    aspects = tuple(AspectResult(one.id, one.label, one.kind, reason="hidden") for one in REPORT.aspects)
    items = tuple(ItemResult(item.id, item.aspect, reason="hidden") for item in REPORT.items)
    report = replace(REPORT, aspects=aspects, items=items, breakdowns=(), titles={})
    text = render(replace(ANALYSIS, report=replace(report, work_on=find_work_on(report))))
    assert text.count('class="empty"') == 2
    assert "Jeugdoverleg" not in text.split('id="aspecten"')[1]
    for shown in {f"{one.mean:.2f}".replace(".", ",") for one in REPORT.aspects if one.mean}:
        assert f">{shown}<" not in text


def test_it_is_drawn_without_an_application_and_without_anything_heavy() -> None:
    found = subprocess.run(
        [sys.executable, "-c", FRESH], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout.strip() == "[]"
