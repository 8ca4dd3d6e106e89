"""A publication as tables, made once: what every file format but JSON is written from."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.exports.results_about import about_sheet
from monitor.exports.results_cells import Book, Column, Sheet, Value
from monitor.exports.results_differences import change_sheet, rest_sheet, split_sheet
from monitor.exports.results_reliability import item_reliability_sheet, reliability_sheet
from monitor.exports.results_response import (
    overleg_response_sheet,
    response_groups_sheet,
    response_sheet,
    response_tests_sheet,
)
from monitor.exports.results_scope import scope_of
from monitor.exports.results_scores import (
    LANGUAGE,
    Labels,
    aspects_sheet,
    group_items_sheet,
    groups_sheet,
    items_sheet,
    labels_of,
    overall_sheet,
)
from monitor.results import Publication, Report
from surveys.questionnaire import Questionnaire

_SENTENCES = (
    Column("Nummer", "Volgorde van de zinnen.", key="gegeven"),
    Column("Zin", "Een zin die het programma uit de cijfers maakt. Hij zegt nooit waarom iets zo is.", width=100),
)
_JOINERS = {0x2060: None, 0x00A0: " ", 0x00AD: None}
"""Signs that keep words together on a page have no place in a table."""


def results_tables(
    publication: Publication,
    questionnaire: Questionnaire,
    *,
    outside: bool = False,
    overleg: int | None = None,
    code: str = "",
) -> Book:
    """All tables of a file, the explanation first.

    outside: what may leave the house; overleg: one by its code, beside the house; code: the publication's SHA-256.
    Raises NotFound for an overleg that the wave has not, BadInput for one of the outside set.
    """
    scope = scope_of(publication, outside=outside, overleg=overleg, code=code)
    labels = labels_of(scope.report, questionnaire)
    made = _overleg_sheets(scope.report, labels) if scope.overleg else _house_sheets(scope.report, labels)
    sheets = tuple(sheet for sheet in made if sheet is not None)
    about = f"Uitkomsten {publication.house_name}, {publication.wave_name}"
    every = (about_sheet(scope, questionnaire, sheets), *sheets)
    return Book(publication.house, publication.wave, about, publication.closed_on, every)


def _house_sheets(report: Report, labels: Labels) -> Iterator[Sheet | None]:
    yield response_sheet(report)
    yield response_groups_sheet(report)
    yield response_tests_sheet(report)
    yield aspects_sheet(report, labels)
    yield overall_sheet(report)
    yield items_sheet(report, labels)
    for breakdown in (one for one in report.breakdowns if one.groups):
        yield groups_sheet(report, breakdown, labels)
        yield group_items_sheet(report, breakdown, labels)
    yield from _judged(report, labels)


def _overleg_sheets(report: Report, labels: Labels) -> Iterator[Sheet | None]:
    yield overleg_response_sheet(report)
    for breakdown in report.breakdowns:
        yield groups_sheet(report, breakdown, labels, beside=True)
        yield group_items_sheet(report, breakdown, labels, beside=True)
    yield from _judged(report, labels)


def _judged(report: Report, labels: Labels) -> Iterator[Sheet | None]:
    yield reliability_sheet(report, labels)
    yield item_reliability_sheet(report, labels)
    yield rest_sheet(report, labels)
    yield change_sheet(report, labels)
    yield split_sheet(report, labels)
    yield _sentences_sheet(report)


def _sentences_sheet(report: Report) -> Sheet | None:
    """The sentences; None without any."""
    rows: list[tuple[Value, ...]] = [
        (f"Zin {number}", text.translate(_JOINERS))
        for number, text in enumerate(report.sentences.get(LANGUAGE, ()), start=1)
    ]
    return Sheet("Zinnen", "Samengevat in zinnen", _SENTENCES, tuple(rows)) if rows else None
