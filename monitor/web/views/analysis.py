"""The page of an analysed file: what was read, and the same parts as the page of a house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.numbers import whole
from monitor.model import Limits
from monitor.results.analysis import Analysis
from monitor.web.formats import count, fingerprint, listing
from monitor.web.views.house import HouseParts, house_parts
from monitor.web.views.parts import LANGUAGE, Fact

MOST_NAMED = 20
"""Of more rows the rest is counted."""


@dataclass(frozen=True)
class AnalysisPage:
    """Everything that the page of a file prints."""

    title: str
    meta: tuple[str, ...]
    hides: bool
    """False: nothing is hidden, and the page begins with saying so."""
    parts: HouseParts
    file_facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def analysis_page(analysis: Analysis) -> AnalysisPage:
    """The page of an analysis. There is no wave before it, no house and no other page to lead to."""
    report = analysis.report
    forms = count(report.forms, "formulier", "formulieren")
    persons = count(report.respondents, "persoon", "personen")
    return AnalysisPage(
        title=f"Uitkomsten {analysis.questionnaire.title[LANGUAGE]}",
        meta=(f"{forms} van {persons}", analysis.answers_name),
        hides=analysis.hides,
        parts=house_parts(
            report,
            analysis.questionnaire,
            minimum=analysis.minimum,
            limits=Limits(alpha=analysis.alpha_threshold, difference=analysis.smallest_difference),
            has_list=analysis.has_frame,
        ),
        file_facts=_facts(analysis),
        notes=analysis.notes,
    )


def _facts(analysis: Analysis) -> tuple[Fact, ...]:
    questionnaire = analysis.questionnaire
    ignored = (
        ("Rijen zonder antwoord", _rows(analysis.ignored_rows)),
        ("Kolommen die niet meetellen", _names(analysis.ignored_columns)),
        ("Kolommen van de lijst die niet meetellen", _names(analysis.ignored_frame_columns)),
    )
    return (
        Fact("Antwoorden", analysis.answers_name),
        Fact("Lijst met genodigden", analysis.frame_name or "geen"),
        *(Fact(name, value) for name, value in ignored if value),
        Fact("Vragenlijst", f"{questionnaire.title[LANGUAGE]}, versie {questionnaire.version}"),
        Fact("Code van de vragenlijst (SHA-256)", fingerprint(questionnaire.sha256)),
        Fact("Kleinste groep die we tonen", whole(analysis.minimum) if analysis.hides else "1: niets is verborgen"),
    )


def _rows(rows: Sequence[int]) -> str:
    """The numbers of rows as a spreadsheet shows them."""
    named = [str(row) for row in rows[:MOST_NAMED]]
    rest = len(rows) - len(named)
    return listing([*named, f"nog {whole(rest)}"] if rest else named)


def _names(columns: Sequence[str]) -> str:
    return listing([f"‘{name}’" for name in columns])
