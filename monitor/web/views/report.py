"""The report on paper: title block, summary and contents around the records of the house page and the overleg page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.charts.numbers import decimal
from monitor.model import House
from monitor.results import Frozen, Publication
from monitor.results.rules import rule_of_differences, rules_of_hiding
from monitor.services.years import Year
from monitor.web.formats import midsentence
from monitor.web.views.beside import BesideView
from monitor.web.views.house import HousePage, HouseParts, facts_of, house_page
from monitor.web.views.improvements import STATUSES, PointView
from monitor.web.views.overleg import OverlegPage, overleg_page
from monitor.web.views.parts import Fact
from surveys.questionnaire import Questionnaire

MOST_POINTS, MOST_LETTERS = 25, 400
"""Improvement points that a report prints, and letters of each text of one; the monitor itself shows all."""
_LEADS = {
    "respons": "Wie ontbreekt",
    "aspecten": "Aspecten",
    "vorige": "Vorige meting",
    "werken": "Waar kunt u aan werken?",
}
"""What a lead of the house page is called on paper, by the section that it comes from."""


@dataclass(frozen=True)
class Cover:
    """The title block. `subject`: the overleg, or the whole house; `made_on`: a day, never a time."""

    title: str
    house: str
    wave: str
    subject: str
    meta: tuple[str, ...]
    invented: bool
    made_on: date

    @property
    def running(self) -> str:
        """What stands at the head of every next page."""
        return f"{self.subject}, {midsentence(self.wave)}"


@dataclass(frozen=True)
class Promise:
    """An improvement point on paper. `about`: the statement or aspect that it follows from."""

    about: str
    what: tuple[str, ...]
    who: str
    until: str
    status: str
    result: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    key: str
    label: str


@dataclass(frozen=True)
class Rules:
    """What the report says of how numbers are judged and shown. checks: the facts have the publication's code."""

    alpha: str
    """What alpha was judged by."""
    differences: str
    """When something is called a difference."""
    hiding: tuple[str, ...]
    checks: bool


@dataclass(frozen=True)
class HouseReport:
    """The report of a whole house."""

    cover: Cover
    page: HousePage
    beside: BesideView
    summary: tuple[Fact, ...]
    promises: tuple[Promise, ...]
    more_promises: int
    """Points for which there is no room."""
    contents: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    rules: Rules


@dataclass(frozen=True)
class OverlegReport:
    """The report of one overleg beside the house; of other overleggen nothing."""

    cover: Cover
    page: OverlegPage
    beside: BesideView
    summary: tuple[Fact, ...]
    promises: tuple[Promise, ...]
    more_promises: int
    """Points for which there is no room."""
    contents: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    rules: Rules


def house_report(
    house: House,
    frozen: Frozen,
    questionnaire: Questionnaire,
    beside: BesideView,
    *,
    made_on: date,
    years: Sequence[Year] = (),
) -> HouseReport:
    """Everything that the report of a whole house prints. years: waves until this one, the oldest first."""
    page = house_page(frozen.publication, questionnaire, code=frozen.sha256, years=years)
    cover = _cover(house, page.place.wave_name, "Heel het Veiligheidshuis", page.meta, made_on)
    return HouseReport(
        cover=cover,
        page=page,
        beside=beside,
        summary=_house_summary(page.parts),
        promises=printed(beside),
        more_promises=max(0, len(told(beside)) - MOST_POINTS),
        contents=_house_contents(page, beside),
        facts=page.facts,
        rules=_rules(frozen.publication, one_overleg=False),
    )


def overleg_report(
    house: House,
    frozen: Frozen,
    questionnaire: Questionnaire,
    beside: BesideView,
    code: int,
    *,
    made_on: date,
    form: int | None = None,
    years: Sequence[Year] = (),
) -> OverlegReport:
    """Everything that the report of one overleg prints. Raises NotFound where the wave has no such overleg.

    form: code of its overlegvorm, to stand beside it, if its mean may. The code of the publication is not in it: that
    covers the numbers of other overleggen, so who reads this one could try those out.
    """
    page = overleg_page(frozen.publication, questionnaire, code, form=form, years=years)
    return OverlegReport(
        cover=_cover(house, page.place.wave_name, page.label, page.meta, made_on),
        page=page,
        beside=beside,
        summary=_overleg_summary(page),
        promises=printed(beside),
        more_promises=max(0, len(told(beside)) - MOST_POINTS),
        contents=_overleg_contents(page, beside),
        facts=tuple(fact for fact in facts_of(frozen.publication, "") if fact.name != "Formulieren"),
        rules=_rules(frozen.publication, one_overleg=True),
    )


def told(beside: BesideView) -> tuple[PointView, ...]:
    """The improvement points that a page of results still shows."""
    return tuple(one for one in beside.improvements if one.told)


def printed(beside: BesideView) -> tuple[Promise, ...]:
    """The points that the report prints, none of them longer than paper has room for."""
    found = promises_of(told(beside)[:MOST_POINTS])
    return tuple(replace(one, what=_short(one.what), result=_short(one.result)) for one in found)


def _short(text: tuple[str, ...]) -> tuple[str, ...]:
    found = textwrap.shorten(" ".join(text), MOST_LETTERS, placeholder=" …")
    return (found,) if found else ()


def promises_of(points: Sequence[PointView]) -> tuple[Promise, ...]:
    """Improvement points as they stand on paper, without any score."""
    return tuple(
        Promise(
            about=one.statement or one.aspect_label,
            what=one.what,
            who=one.owner,
            until=one.due,
            status=STATUSES[one.status].word,
            result=one.result,
        )
        for one in points
    )


def _rules(publication: Publication, *, one_overleg: bool) -> Rules:
    return Rules(
        alpha=decimal(publication.alpha_threshold),
        differences=rule_of_differences(decimal(publication.smallest_difference), one_overleg=one_overleg),
        hiding=rules_of_hiding(publication.minimum),
        checks=not one_overleg,
    )


def _cover(house: House, wave: str, subject: str, meta: tuple[str, ...], made_on: date) -> Cover:
    return Cover(f"Uitkomsten {midsentence(wave)}", house.name, wave, subject, meta, house.invented, made_on)


def _house_summary(parts: HouseParts) -> tuple[Fact, ...]:
    """The leads of the page with how sure they are, then the findings of other sections."""
    found = (
        [(_LEADS.get(lead.anchor, ""), f"{lead.text} {lead.sure}".strip()) for lead in parts.summary.leads]
        if (parts.summary)
        else []
    )
    if parts.overleggen:
        found.append(("Overleggen", parts.overleggen.title))
    if parts.statements.lowest.rows:
        found.append(("Stellingen", f"{parts.statements.lowest.title}. {parts.statements.highest.title}"))
    if parts.attendance:
        found.append(("Aanwezigheid", parts.attendance.title))
    if parts.reliability:
        found.append(("Betrouwbaarheid", parts.reliability.chart.title))
    return tuple(Fact(name, _ended(text)) for name, text in found)


def _overleg_summary(page: OverlegPage) -> tuple[Fact, ...]:
    found = []
    if page.aspects:
        found.append(("Aspecten", page.aspects.source or page.aspects.title))
    if page.rest:
        found.append(("Naast de rest van het huis", page.rest.chart.title))
    if page.change:
        found.append(("Vorige meting", page.change.chart.title))
    return tuple(Fact(name, _ended(text)) for name, text in found)


def _ended(text: str) -> str:
    """A finding as a sentence of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _house_contents(page: HousePage, beside: BesideView) -> tuple[Entry, ...]:
    parts = page.parts
    there = (
        ("respons", "Respons", parts.response),
        ("aspecten", "Aspecten", True),
        ("overleggen", "Overleggen", parts.overleggen),
        ("stellingen", "Stellingen", True),
        ("werken", "Waar kunt u aan werken?", parts.work_on),
        ("groepen", "Groepen", parts.groups),
        ("aanwezigheid", "Aanwezigheid", parts.attendance),
        ("vorige", "Vorige meting", parts.change),
        ("jaren", "Door de jaren", page.years),
        ("betrouwbaarheid", "Betrouwbaarheid", parts.reliability),
        ("samengevat", "Samengevat", parts.sentences),
        ("open-antwoorden", "Open antwoorden", beside.comments),
        ("verbeterpunten", "Verbeterpunten", told(beside)),
        ("bijlage", "Bijlage: hoe is dit berekend?", True),
    )
    return tuple(Entry(key, label) for key, label, found in there if found)


def _overleg_contents(page: OverlegPage, beside: BesideView) -> tuple[Entry, ...]:
    there = (
        ("respons", "Respons", page.response),
        ("aspecten", "Aspecten", True),
        ("vorige", "Vorige meting", page.change),
        ("jaren", "Door de jaren", page.years),
        ("stellingen", "Stellingen", page.statements),
        ("betrouwbaarheid", "Betrouwbaarheid", page.reliability),
        ("verbeterpunten", "Verbeterpunten", told(beside)),
        ("bijlage", "Bijlage: hoe is dit berekend?", True),
    )
    return tuple(Entry(key, label) for key, label, found in there if found)
