"""One page for the partners: what was asked, who answered, what came out and what the house will do.

It leaves the house, so every number on it comes from `Publication.outside`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.charts.numbers import percent, whole
from monitor.model import House, ImprovementStatus
from monitor.results import Publication, Report
from monitor.results.rules import least_shown
from monitor.web.formats import count, days, midsentence
from monitor.web.views.beside import BesideView
from monitor.web.views.differences_part import change_part
from monitor.web.views.improvements import PointView
from monitor.web.views.parts import LANGUAGE, Fact, IntervalFigure, StatementTable
from monitor.web.views.report import Promise, promises_of
from monitor.web.views.scores_part import aspects_figure
from monitor.web.views.statements_part import item_texts, statements_part
from surveys.questionnaire import Questionnaire

MOST_PROMISES = 4
"""More do not fit on one side; the page says how many there are."""
MOST_WORDS, MOST_PROMISE = 500, 130
"""Characters of the house's own words, and of an improvement point, for which there is room on one side."""
_TO_DO = (ImprovementStatus.OPEN, ImprovementStatus.BEGUN)


@dataclass(frozen=True)
class Choice:
    """An improvement point that may stand on the page, and whether it does."""

    id: str
    what: str
    chosen: bool


@dataclass(frozen=True)
class PartnersPage:
    """Everything on the page."""

    house: str
    title: str
    invented: bool
    asked: str
    rate: str
    response: str
    results: tuple[Fact, ...]
    aspects: IntervalFigure | None
    minimum: int
    words: tuple[str, ...]
    """What the house says itself, in paragraphs."""
    signed: str
    promises: tuple[Promise, ...]
    more_promises: int
    """Points of the house that do not stand on the page."""
    choices: tuple[Choice, ...]
    contact: str


def partners_page(
    house: House,
    publication: Publication,
    questionnaire: Questionnaire,
    beside: BesideView,
    *,
    chosen: Sequence[str] | None = None,
) -> PartnersPage:
    """The page of a wave. chosen: ids of improvement points of the house; None: all that are still to be done."""
    report = publication.outside
    known = [one for one in beside.improvements if not one.overleg]
    picked = _picked(known, chosen)
    words = beside.explanation("samengevat")
    aspects = aspects_figure(report)
    return PartnersPage(
        house=publication.house_name,
        title=f"Wat kwam er uit {midsentence(publication.wave_name)}?",
        invented=publication.invented,
        asked=_asked(publication, questionnaire),
        rate=percent(report.response.rate),
        response=_response(report),
        results=results_of(report, questionnaire, smallest=publication.smallest_difference),
        aspects=aspects if any(one.mean is not None for one in report.aspects) else None,
        minimum=least_shown(publication.minimum, outside=True),
        words=_shortened(words.body) if words else (),
        signed=words.signed if words else "",
        promises=tuple(_brief(one) for one in promises_of(picked[:MOST_PROMISES])),
        more_promises=max(0, len(picked) - MOST_PROMISES),
        choices=tuple(Choice(one.id, " ".join(one.what), one in picked) for one in known),
        contact=house.contact,
    )


def results_of(report: Report, questionnaire: Questionnaire, *, smallest: float) -> tuple[Fact, ...]:
    """At most five findings, the most telling first; one that nobody may see is not there."""
    found: list[Fact] = []
    if any(aspect.mean is not None for aspect in report.aspects):
        found.append(Fact("Aspecten", aspects_figure(report).title))
    change = change_part(report, item_texts(questionnaire), smallest=smallest)
    if change is not None:
        found.append(Fact("Vorige meting", change.figure.chart.title))
    statements = statements_part(report, questionnaire)
    if statements.lowest.rows:
        found += [_end("Laagste stelling", statements.lowest), _end("Hoogste stelling", statements.highest)]
    return tuple(found)


def _end(name: str, table: StatementTable) -> Fact:
    first = table.rows[0]
    return Fact(name, f"{first.text} (gemiddelde {first.mean}, van 1 tot 4)")


def _shortened(body: str) -> tuple[str, ...]:
    """The paragraphs for which there is room; the last one ends with an ellipsis where something is left out."""
    room, found = MOST_WORDS, []
    for text in (one for one in body.split("\n\n") if one.strip()):
        if room <= 0:
            break
        found.append(textwrap.shorten(text, room, placeholder=" …"))
        room -= len(text)
    return tuple(found)


def _brief(one: Promise) -> Promise:
    what = textwrap.shorten(" ".join(one.what), MOST_PROMISE, placeholder=" …")
    return replace(one, about=textwrap.shorten(one.about, MOST_PROMISE, placeholder=" …"), what=(what,))


def _picked(known: Sequence[PointView], chosen: Sequence[str] | None) -> list[PointView]:
    if chosen is None:
        return [one for one in known if one.status in _TO_DO]
    return [one for one in known if one.id in chosen]


def _asked(publication: Publication, questionnaire: Questionnaire) -> str:
    items = count(len(questionnaire.items), "stelling", "stellingen")
    aspects = count(len(questionnaire.aspects), "aspect", "aspecten")
    return (
        f"Hoe werken onze overleggen? Dat vroegen we met {questionnaire.title[LANGUAGE]}: {items} over {aspects}. Het"
        f" ging over {days(publication.period_start, publication.period_end)}."
    )


def _response(report: Report) -> str:
    found = report.response
    return f"{whole(found.answered)} van de {count(found.eligible, 'partner', 'partners')} antwoordden"
