"""Reliability on the house page: alpha per aspect with its margin and verdict, and what each statement does in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.charts.numbers import decimal, interval, missing, whole
from monitor.charts.reliability import reliability_chart
from monitor.results import AspectResult, Reliability, Report
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

HEADS = ("Alpha", "Marge", "Haalt 0,70?", "Stellingen", "Volledige formulieren")
REACHED = {"voldoende": "ja", "onvoldoende": "nee", "onzeker": "niet zeker"}
"""The record's verdict as an answer to its column: a screen does not judge."""
ITEM_HEADS = ("Samenhang", "Alpha zonder")


@dataclass(frozen=True)
class ReliabilityPart:
    """The chart with its table, and a table per aspect."""

    chart: IntervalFigure
    per_item: tuple[Table, ...]


def reliability_part(report: Report, questionnaire: Questionnaire) -> ReliabilityPart | None:
    """Alpha of the aspects of kind scale; None where there is no such aspect."""
    scales = (aspect for aspect in report.aspects if aspect.kind == AspectKind.SCALE)
    aspects = [aspect for aspect in scales if aspect.reliability is not None]
    if not aspects:
        return None
    chart = interval_section(
        "betrouwbaarheid-alpha",
        reliability_chart(aspects),
        Table("Betrouwbaarheid per aspect", ("Aspect", *HEADS), tuple(_row(aspect) for aspect in aspects)),
        title=finding(report, "reliability", "Cronbachs alpha per aspect"),
        note="Punt: Cronbachs alpha. Balk: marge van 95\u00a0%. Stippellijn: de grens van 0,70.",
        alt="Cronbachs alpha per aspect met marge",
        source=_source(aspects),
    )
    texts = item_texts(questionnaire)
    tables = (_item_table(aspect, texts) for aspect in aspects)
    return ReliabilityPart(chart, tuple(table for table in tables if table.rows))


def _row(aspect: AspectResult) -> TableRow:
    found = aspect.reliability
    if found is None or found.alpha is None:
        return hidden_row(aspect.label, HEADS, missing(found.reason if found else None))
    cells = (
        TableCell(decimal(found.alpha), HEADS[0], "strong"),
        TableCell(interval(found.low, found.high), HEADS[1]),
        TableCell(REACHED.get(found.verdict or "", "–"), HEADS[2]),
        TableCell(whole(found.items), HEADS[3]),
        TableCell(whole(found.n_complete), HEADS[4], "few" if found.wide else "n"),
    )
    return TableRow(aspect.label, cells)


def _source(aspects: list[AspectResult]) -> str:
    sentences = ["Alleen formulieren zonder ‘geen oordeel’ en zonder lege plekken tellen mee."]
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
