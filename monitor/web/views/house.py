"""The house page of a closed wave: response first, then aspects, overleggen, statements, groups and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from monitor.charts.numbers import decimal, whole
from monitor.model import Limits
from monitor.results import Publication, Report
from monitor.results.rules import rule_of_differences
from monitor.web.formats import day, days, fingerprint, open_days
from monitor.web.views.differences_part import ChangePart, change_part
from monitor.web.views.parts import LANGUAGE, Fact, HeatFigure, IntervalFigure
from monitor.web.views.place import Place, place_of
from monitor.web.views.reliability_part import ReliabilityPart, reliability_part
from monitor.web.views.response_part import ResponsePart, response_part
from monitor.web.views.scores_part import aspects_figure, attendance_figure, breakdown_of, groups_heat
from monitor.web.views.statements_part import StatementsPart, item_texts, statements_part
from monitor.web.views.summary_part import SummaryPart, summary_part
from monitor.web.views.work_on_part import WorkOnPart, work_on_part
from monitor.web.views.years_part import YearsPart, house_years
from surveys.questionnaire import Questionnaire

if TYPE_CHECKING:
    from monitor.services.years import Year  # pages of a file need no store


@dataclass(frozen=True)
class HouseParts:
    """What one report says about a whole house. `response` is None where there was no list of invited persons."""

    minimum: int
    response: ResponsePart | None
    aspects: IntervalFigure
    aspects_shown: bool
    """False where no aspect of the whole house may be seen."""
    overleggen: HeatFigure | None
    statements: StatementsPart
    groups: tuple[HeatFigure, ...]
    attendance: IntervalFigure | None
    attendance_heat: HeatFigure | None
    change: ChangePart | None
    reliability: ReliabilityPart | None
    sentences: tuple[str, ...]
    summary: SummaryPart | None
    work_on: WorkOnPart | None
    rule_of_differences: str


@dataclass(frozen=True)
class HousePage:
    """Everything the house page prints."""

    place: Place
    meta: tuple[str, ...]
    parts: HouseParts
    facts: tuple[Fact, ...]
    years: YearsPart | None = None


def house_page(
    publication: Publication, questionnaire: Questionnaire, *, code: str, years: Sequence[Year] = ()
) -> HousePage:
    """The page of the whole house. code: SHA-256 of the frozen publication, or empty; years: until this one."""
    return HousePage(
        place=place_of(publication),
        meta=meta_of(publication, questionnaire),
        parts=house_parts(
            publication.report, questionnaire, minimum=publication.minimum, limits=limits_of(publication)
        ),
        facts=facts_of(publication, code),
        years=house_years(years),
    )


def house_parts(
    report: Report, questionnaire: Questionnaire, *, minimum: int, limits: Limits, has_list: bool = True
) -> HouseParts:
    """Every part of a page on one report. limits: what it was judged by; has_list: of invited persons."""
    overleggen = breakdown_of(report, "overleg")
    attendance = breakdown_of(report, "attendance")
    others = [
        found for by in ("beroepsgroep", "overlegvorm", "regio") if (found := breakdown_of(report, by)) is not None
    ]
    heat = partial(groups_heat, report, smallest=limits.difference)
    work_on = work_on_part(report, questionnaire)
    return HouseParts(
        minimum=minimum,
        response=response_part(report) if has_list else None,
        aspects=aspects_figure(report),
        aspects_shown=any(aspect.mean is not None for aspect in report.aspects),
        overleggen=heat(overleggen, "overleggen-vakken") if overleggen else None,
        statements=statements_part(report, questionnaire),
        groups=tuple(heat(found, f"{found.by}-vakken") for found in others),
        attendance=attendance_figure(report, attendance) if attendance else None,
        attendance_heat=heat(attendance, "aanwezigheid-vakken") if attendance else None,
        change=change_part(report, item_texts(questionnaire), smallest=limits.difference),
        reliability=reliability_part(report, questionnaire, threshold=limits.alpha),
        sentences=report.sentences.get(LANGUAGE, ()),
        summary=summary_part(report, work_on, has_list=has_list),
        work_on=work_on,
        rule_of_differences=rule_of_differences(decimal(limits.difference)),
    )


def limits_of(publication: Publication) -> Limits:
    """What a publication was judged by."""
    return Limits(alpha=publication.alpha_threshold, difference=publication.smallest_difference)


def meta_of(publication: Publication, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The line under the title: instrument, fieldwork, period."""
    return (
        f"{questionnaire.title[LANGUAGE]}, versie {publication.questionnaire_version}",
        open_days(publication.opened_on, publication.closed_on),
        f"Over {days(publication.period_start, publication.period_end)}",
    )


def facts_of(publication: Publication, code: str) -> tuple[Fact, ...]:
    """What someone needs to check the numbers. code: empty for who may not see all that it covers."""
    report = publication.report
    versions = ", ".join(f"{name} {version}" for name, version in sorted(publication.versions.items()))
    return (
        Fact("Formulieren", f"{whole(report.forms)}, van {whole(report.respondents)} personen"),
        Fact("Gesloten op", day(publication.closed_on)),
        Fact("Kenmerk", f"{publication.house}, {publication.wave}"),
        *((Fact("Code van deze publicatie (SHA-256)", fingerprint(code)),) if code else ()),
        Fact("Code van de vragenlijst (SHA-256)", fingerprint(publication.questionnaire_sha256)),
        Fact("Berekend met", versions or "–"),
    )
