"""Reliability on the house page: alpha per aspect with its margin and verdict, and what each statement does in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.charts.numbers import decimal, interval, whole
from monitor.charts.reliability import reliability_chart
from monitor.results import HIDDEN, AspectResult, Group, Reliability, Report
from monitor.results.shown import missing
from monitor.web.views.parts import (
    IntervalFigure,
    Table,
    TableCell,
    TableRow,
    finding,
    hidden_row,
    interval_section,
)
from monitor.web.views.statements_part import item_texts
from surveys.questionnaire import AspectKind, Questionnaire

MORE_HEADS = ("Per paar", "Kleinste paar", "Gestandaardiseerd", "Samenhang", "Niet volledig")
REACHED = {"voldoende": "ja", "onvoldoende": "nee", "onzeker": "niet zeker"}
"""The record's verdict as an answer to its column: a screen does not judge."""
LEAST_FOR_OMEGA = 3
UNDEFINED = "undefined"
"""Any reason but that a number is hidden."""
ALPHA_NOTE = "Betrouwbaarheid is Cronbachs alpha."
OMEGA_NOTE = "De tweede maat is omega: die neemt niet aan dat elke stelling even zwaar weegt; vanaf drie stellingen."
NEUTRAL = "Hoe goed de stellingen van een aspect bij elkaar horen"
ITEM_HEADS = ("Samenhang", "Zonder deze")


@dataclass(frozen=True)
class ReliabilityPart:
    """The chart with its table, other measures of the same, and a table per aspect."""

    limit: str
    """What alpha is judged by."""
    chart: IntervalFigure
    more: Table | None
    per_item: tuple[Table, ...]


def reliability_part(report: Report, questionnaire: Questionnaire, *, threshold: float) -> ReliabilityPart | None:
    """Alpha of the aspects of kind scale; None where there is no such aspect."""
    scales = (aspect for aspect in report.aspects if aspect.kind == AspectKind.SCALE)
    title = finding(report, "reliability", NEUTRAL)
    return _part([aspect for aspect in scales if aspect.reliability is not None], questionnaire, title, threshold)


def group_reliability_part(
    report: Report, group: Group, questionnaire: Questionnaire, *, threshold: float
) -> ReliabilityPart | None:
    """Alpha within one group, of the aspects of which it has enough complete forms; None where there is none."""
    of_house = {aspect.id: aspect for aspect in report.aspects}
    aspects = [
        AspectResult(cell.aspect, of_house[cell.aspect].label, of_house[cell.aspect].kind, reliability=cell.reliability)
        for cell in group.cells
        if cell.reliability is not None and cell.aspect in of_house
    ]
    return _part(aspects, questionnaire, NEUTRAL, threshold)


def _part(
    aspects: Sequence[AspectResult], questionnaire: Questionnaire, title: str, threshold: float
) -> ReliabilityPart | None:
    if not aspects:
        return None
    limit = decimal(threshold)
    heads = ("Betrouwbaarheid", "Marge", f"Haalt {limit}?", "Tweede maat", "Stellingen", "Volledige formulieren")
    chart = interval_section(
        "betrouwbaarheid-alpha",
        reliability_chart(aspects, threshold=threshold),
        Table("Betrouwbaarheid per aspect", ("Aspect", *heads), tuple(_row(aspect, heads) for aspect in aspects)),
        title=title,
        note="Punt: betrouwbaarheid, een maat die tot 1 loopt. Balk: marge van 95\u00a0%."
        f" Stippellijn: de grens van {limit}.",
        alt="Betrouwbaarheid per aspect met marge",
        source=_source(aspects),
    )
    texts = item_texts(questionnaire)
    tables = (_item_table(aspect, texts) for aspect in aspects)
    return ReliabilityPart(limit, chart, _more_table(aspects), tuple(table for table in tables if table.rows))


def _row(aspect: AspectResult, heads: Sequence[str]) -> TableRow:
    found = aspect.reliability
    if found is None or found.alpha is None:
        return hidden_row(aspect.label, heads, missing(found.reason if found else None))
    cells = (
        TableCell(decimal(found.alpha, found.decimals or 2), heads[0], "strong"),
        TableCell(interval(found.low, found.high), heads[1]),
        TableCell(REACHED.get(found.verdict or "", "–"), heads[2]),
        _omega(found, heads[3]),
        TableCell(whole(found.items), heads[4]),
        TableCell(whole(found.n_complete), heads[5], "few" if found.wide else "n"),
    )
    return TableRow(aspect.label, cells)


def _omega(found: Reliability, head: str) -> TableCell:
    if found.omega is not None:
        return TableCell(decimal(found.omega), head)
    if found.omega_reason is None or found.items < LEAST_FOR_OMEGA:
        return TableCell("–", head, "quiet")
    return TableCell(missing(found.omega_reason), head, "hidden")


def _more_table(aspects: Sequence[AspectResult]) -> Table | None:
    """Other numbers of the same alpha; None where nothing of it is known."""
    known = [(aspect.label, found) for aspect in aspects if (found := aspect.reliability) and found.alpha is not None]
    rows = tuple(_more_row(label, found) for label, found in known if found.decimals is None)
    return Table("Andere maten van betrouwbaarheid", ("Aspect", *MORE_HEADS), rows) if rows else None


def _more_row(label: str, found: Reliability) -> TableRow:
    """What is not there: without a smallest pair alpha by pairs is hidden, else a number is not defined."""
    numbers = (found.alpha_pairwise, found.standardized, found.mean_inter_item)
    pairwise, standardized, mean_r = (missing(UNDEFINED) if one is None else decimal(one) for one in numbers)
    if found.n_pair_min is None:
        pairwise = missing(HIDDEN)
    pair = missing(HIDDEN) if found.n_pair_min is None else whole(found.n_pair_min)
    texts = (pairwise, pair, standardized, mean_r, whole(found.n_dropped))
    cells = zip(texts, MORE_HEADS, strict=True)
    return TableRow(label, tuple(TableCell(text, head, _kind(text)) for text, head in cells))


def _kind(text: str) -> str:
    return "hidden" if text in (missing(HIDDEN), missing(UNDEFINED)) else ""


def _source(aspects: Sequence[AspectResult]) -> str:
    sentences = [ALPHA_NOTE, "Alleen formulieren zonder ‘geen oordeel’ en zonder lege plekken tellen mee."]
    if any(found.omega is not None for aspect in aspects if (found := aspect.reliability) is not None):
        sentences.append(OMEGA_NOTE)
    for aspect in aspects:
        found = aspect.reliability
        if found is not None and found.spearman_brown is not None:
            value = decimal(found.spearman_brown)
            sentences.append(f"{aspect.label} heeft twee stellingen; de Spearman-Brown-coëfficiënt is daar {value}.")
    if any(found.wide for aspect in aspects if (found := aspect.reliability) is not None):
        sentences.append(
            "Met minder dan 30 volledige formulieren is de marge breed: het aantal heeft een streepjesrand."
        )
    return " ".join(sentences)


def _item_table(aspect: AspectResult, texts: Mapping[str, str]) -> Table:
    found: Reliability | None = aspect.reliability
    rows = []
    for item in found.per_item if found is not None else ():
        pair = (item.item_rest, item.alpha_if_dropped)
        cells = tuple(
            TableCell(decimal(value) if value is not None else "–", head)
            for value, head in zip(pair, ITEM_HEADS, strict=True)
        )
        rows.append(TableRow(texts.get(item.id, item.id), cells))
    return Table(aspect.label, ("Stelling", *ITEM_HEADS), tuple(rows))
