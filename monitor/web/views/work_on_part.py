""" "Waar kunt u aan werken?": the statements that score low and hang together strongly with the rest of their aspect.

Only statements of which the publication shows both numbers take part; of the others nothing stands here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.charts.figure import Figure
from monitor.charts.numbers import decimal, margin_of, whole
from monitor.charts.scatter import Dot, DrawnScatter, ScatterChart, draw_scatter, scatter_figure
from monitor.results import ItemResult, Report, WorkOn
from monitor.results.shown import rounded
from monitor.web.views.parts import Table, TableCell, TableRow
from monitor.web.views.statements_part import item_texts
from surveys.questionnaire import Questionnaire

TITLE_LENGTH = 120
NUMBERS = {2: "Twee", 3: "Drie", 4: "Vier", 5: "Vijf"}
HEADS = ("Gemiddelde", "Marge", "Samenhang", "Aantal")
ALL_HEADS = ("Gemiddelde", "Samenhang")
NOTE = (
    "Elke punt is een stelling. Links: een laag gemiddelde. Boven: wie hierop hoger antwoordt, antwoordt ook hoger op"
    " de andere stellingen van hetzelfde aspect. De punten met een nummer staan in de tabel."
)


@dataclass(frozen=True)
class WorkOnPart:
    """The chart in two drawings, the statements that stand out, and all of them."""

    title: str
    note: str
    alt: str
    drawn: DrawnScatter
    figure: Figure
    table: Table | None
    """None where no statement stands out for sure."""
    all: Table
    words: tuple[str, str]
    """At the head and the foot of the upright axis."""
    source: str
    wide: bool
    """Some aspect has fewer than 30 complete forms."""


@dataclass(frozen=True)
class _Known:
    """A statement with both numbers, as they are shown."""

    item: ItemResult
    text: str
    mean: float
    tie: float


def work_on_part(report: Report, questionnaire: Questionnaire) -> WorkOnPart | None:
    """None where the publication has no middle to speak of."""
    found = report.work_on
    if found is None:
        return None
    known = _known(report, found.statements, item_texts(questionnaire))
    by_id = {one.item.id: one for one in known}
    told = [by_id[item] for item in found.items]
    chart = _chart(known, told, found.middle_mean, found.middle_item_rest)
    return WorkOnPart(
        title=_title(told),
        note=NOTE,
        alt=f"{len(known)} stellingen naar gemiddelde en samenhang; de cijfers staan in de tabellen hierbij",
        drawn=draw_scatter(chart),
        figure=scatter_figure(chart),
        table=_table(told) if told else None,
        all=_all_table(known),
        words=chart.words,
        source=_source(found),
        wide=any(aspect.reliability is not None and aspect.reliability.wide for aspect in report.aspects),
    )


def _known(report: Report, statements: Sequence[str], texts: Mapping[str, str]) -> list[_Known]:
    means = {item.id: (item, item.mean) for item in report.items if item.mean is not None}
    ties = {
        one.id: one.item_rest
        for aspect in report.aspects
        if aspect.reliability is not None
        for one in aspect.reliability.per_item
        if one.item_rest is not None
    }
    return [
        _Known(means[one][0], texts.get(one, one), float(rounded(means[one][1])), float(rounded(ties[one])))
        for one in statements
    ]


def _chart(known: Sequence[_Known], told: Sequence[_Known], middle_mean: float, middle_tie: float) -> ScatterChart:
    numbers = {one.item.id: str(place) for place, one in enumerate(told, start=1)}
    dots = tuple(
        Dot(
            one.mean,
            one.tie,
            numbers.get(one.item.id, ""),
            (
                textwrap.shorten(one.text, 70, placeholder=" …"),
                f"gemiddelde {decimal(one.mean)} (marge {margin_of(one.item)})",
                f"samenhang {decimal(one.tie)}, aantal {whole(one.item.n)}",
            ),
        )
        for one in known
    )
    return ScatterChart(dots, middle_mean, middle_tie)


def _title(told: Sequence[_Known]) -> str:
    if not told:
        return "Geen enkele stelling valt op als laag en tegelijk sterk samenhangend"
    first = textwrap.shorten(told[0].text.rstrip("."), TITLE_LENGTH, placeholder=" …")
    if len(told) == 1:
        return f"Eén stelling valt op: ‘{first}’"
    return f"{NUMBERS[len(told)]} stellingen vallen op; de laagste daarvan is ‘{first}’"


def _table(told: Sequence[_Known]) -> Table:
    rows = tuple(_row(place, one) for place, one in enumerate(told, start=1))
    return Table("Stellingen die laag scoren en sterk samenhangen", ("Stelling", *HEADS), rows)


def _row(place: int, one: _Known) -> TableRow:
    cells = (
        TableCell(decimal(one.mean), HEADS[0], "strong"),
        TableCell(margin_of(one.item), HEADS[1]),
        TableCell(decimal(one.tie), HEADS[2]),
        TableCell(whole(one.item.n), HEADS[3], "n"),
    )
    return TableRow(f"{place}. {one.text}", cells)


def _all_table(known: Sequence[_Known]) -> Table:
    rows = tuple(
        TableRow(one.text, (TableCell(decimal(one.mean), ALL_HEADS[0]), TableCell(decimal(one.tie), ALL_HEADS[1])))
        for one in known
    )
    return Table("Alle stellingen naar gemiddelde en samenhang", ("Stelling", *ALL_HEADS), rows)


def _source(found: WorkOn) -> str:
    return (
        f"De stippellijnen zijn het midden van de {len(found.statements)} stellingen: gemiddelde"
        f" {decimal(found.middle_mean)}, samenhang {decimal(found.middle_item_rest)}. Een stelling krijgt een nummer"
        " als zij links van het midden ligt, ook met haar hele marge, en boven het midden van de samenhang; ten"
        " hoogste vijf. Samenhang zegt niet wat waardoor komt: wat u verandert, hoeft het aspect niet te veranderen."
        " Bij de samenhang hoort geen marge; vergelijk kleine verschillen dus niet."
    )
