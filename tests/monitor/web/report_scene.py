"""Reports for tests: what stands on them is invented; PDFs are made once, since each takes seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PdfReader

from monitor.model import Explanation, House, ImprovementStatus
from monitor.results import Frozen
from monitor.web.app import create_app
from monitor.web.report_pages import draw_partners, draw_report
from monitor.web.views.beside import BesideView
from monitor.web.views.improvements import PointView, ScoreView
from monitor.web.views.report import house_report, overleg_report
from monitor.web.views.report_partners import partners_page
from tests.monitor.sample import CODE, sample_publication, sample_questionnaire

DAY = date(2026, 12, 7)
HOUSE = House("voorbeeld", sample_publication().house_name, "Mail naar meting@voorbeeld.example.", invented=True)
INSIDE_SCORE = "9,87"
EVIL = '<img src="file:///etc/passwd"><script>alert(1)</script>{{7*7}}'


def point(
    name: str, *, status: ImprovementStatus = ImprovementStatus.OPEN, what: str = "Elke casus terugblikken"
) -> PointView:
    """An improvement point of the house, with a score for readers inside it."""
    return PointView(
        id=name, overleg="", overleg_name="Hele huis", aspect="evaluatie", item="", aspect_label="Evaluatie",
        statement="", what=(what,), owner="Noor de Wit", due="1 maart 2027", status=status, late=False, result=(),
        wave="najaar", wave_name="Najaar 2026", then=ScoreView("Najaar 2026", INSIDE_SCORE), now=None, verdict="",
        changed="1 december 2026", recent=True,
    )  # fmt: skip


def words(section: str, body: str) -> Explanation:
    """What the house says itself."""
    return Explanation("najaar", "", section, body, "Noor de Wit, ketenmanager", DAY, 1)


BESIDE = BesideView(
    explanations=(words("samengevat", f"Wij herkennen het beeld. {EVIL}"), words("aspecten", "Evalueren is nieuw.")),
    improvements=(point("een"), point("twee", status=ImprovementStatus.DONE, what="Agenda eerder sturen")),
    comments=("Fijn overleg.", EVIL),
)
FROZEN = Frozen(replace(sample_publication(), invented=True), CODE)


def house_html(beside: BesideView = BESIDE, house: House = HOUSE) -> str:
    """The report of the whole house as HTML."""
    with create_app(Path("geen")).app_context():
        return draw_report("house", house_report(house, FROZEN, sample_questionnaire(), beside, made_on=DAY))


def overleg_html(code: int) -> str:
    """The report of one overleg as HTML."""
    beside = BesideView(overleg=f"o{code}")
    with create_app(Path("geen")).app_context():
        made = overleg_report(HOUSE, FROZEN, sample_questionnaire(), beside, code, made_on=DAY)
        return draw_report("overleg", made)


def partners_html(beside: BesideView = BESIDE, *, frozen: Frozen = FROZEN) -> str:
    """The page for the partners as HTML."""
    with create_app(Path("geen")).app_context():
        return draw_partners(partners_page(HOUSE, frozen.publication, sample_questionnaire(), beside))


def text_of(pdf: bytes) -> str:
    """All words of a PDF, without the soft hyphens and joiners that only lay them out."""
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub("[\u00ad\u2060]", "", text)


@dataclass(frozen=True)
class Tagged:
    """A structure element: its kind, its alternative text and the kinds inside it."""

    kind: str
    alt: str
    inside: tuple[str, ...]


def elements(pdf: bytes) -> list[Tagged]:
    """Every structure element of a tagged PDF, in reading order."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return list(_walk(opened.Root.StructTreeRoot.K))


def _walk(node: Any) -> Iterator[Tagged]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _walk(kid)
    elif isinstance(node, pikepdf.Dictionary):
        below = list(_walk(node.K)) if "/K" in node else []
        if "/S" in node:
            yield Tagged(str(node.S), str(node.get("/Alt", "")), tuple(one.kind for one in below))
        yield from below
