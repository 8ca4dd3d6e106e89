"""Differences on a page: a group with the rest of the house, and this wave with the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.charts.differences import (
    HIGHER,
    LOWER,
    NOT_VISIBLE,
    change_chart,
    direction,
    margin_of_difference,
    rest_chart,
    written,
)
from monitor.charts.heatmap import TOGETHER
from monitor.charts.numbers import decimal, probability, signed
from monitor.results import HIDDEN, OVERALL, Breakdown, CellChange, Change, Comparison, Group, Report, Split
from monitor.results.shown import missing
from monitor.web.formats import count, listing, midsentence
from monitor.web.views.parts import IntervalFigure, Table, TableCell, TableRow, finding, hidden_row, interval_section

SEEN = "Te zien?"
DIFFERENCE_HEADS = ("Verschil", "Marge", SEEN)
DETAIL_HEADS = ("Nog net te zien", "Hedges’ g", "p (Holm)")
ROUNDED = "Gerekend met onafgeronde cijfers; daarom kan het verschil 0,01 afwijken."
SPLIT_HEADS = ("Verschil", "Andere mensen", "Andere antwoorden")

Row = tuple[str, Comparison | None]


@dataclass(frozen=True)
class DifferenceFigure:
    """A chart of differences with its table, and a table for who wants to check them."""

    chart: IntervalFigure
    details: Table


@dataclass(frozen=True)
class ChangePart:
    """What changed since the publication before."""

    wave_name: str
    figure: DifferenceFigure
    split_sentence: str
    """The change of all aspects together and its two parts, in words."""
    splits: Table | None
    split_source: str
    items: Table | None
    """The statements of which a difference is to be seen; None where there is none."""
    items_sentence: str


def rest_figure(report: Report, group: Group, *, smallest: float) -> DifferenceFigure | None:
    """One group against the rest of the house; None without any difference to show. smallest: in scale points."""
    rows = _rest_rows(group, _labels(report))
    if not any(found is not None and found.difference is not None for _, found in rows):
        return None
    seen = _title(rows, "dan in de rest van het huis", "We zien geen duidelijk verschil met de rest van het huis")
    chart = interval_section(
        "verschil-rest",
        rest_chart(rows),
        Table("Verschil met de rest van het huis", ("Aspect", *DIFFERENCE_HEADS), tuple(_row(*row) for row in rows)),
        title=finding(report, f"overleg:{group.code}", seen),
        note=f"Punt en balk: verschil met marge van 95\u00a0%. Stippellijn: gelijk. Grijs: {grey_text(smallest)}.",
        alt="Verschil per aspect met de rest van het huis",
        source="De rest: alle formulieren van het huis behalve deze."
        f" {limits_sentence(smallest, one_overleg=True)}{_unsure(rows, smallest)}",
    )
    return DifferenceFigure(chart, _details("Verschil met de rest van het huis, om na te rekenen", rows))


def rest_table(report: Report, breakdown: Breakdown, head: str) -> Table | None:
    """Groups by aspects: each difference with its margin, of groups that have one; None where no group has."""
    labels = _labels(report)
    rows = []
    for group in breakdown.groups:
        found = _rest_rows(group, labels)
        if any(one is not None and one.difference is not None for _, one in found):
            rows.append(TableRow(group.label, tuple(_compact(one, label) for label, one in found)))
    return Table("Verschil met de rest van het huis", (head, *labels.values()), tuple(rows)) if rows else None


def change_part(report: Report, texts: Mapping[str, str], *, smallest: float) -> ChangePart | None:
    """The house now and in the publication before; None without one. texts: statement by item id."""
    change = report.change
    if change is None:
        return None
    cells = (*change.aspects, change.overall)
    figure = _change_figure(report, change, cells, "verandering-huis", smallest)
    items = [cell for cell in change.items if cell.comparison.visible]
    return ChangePart(
        wave_name=change.wave_name,
        figure=replace(figure, chart=replace(figure.chart, title=finding(report, "change", figure.chart.title))),
        split_sentence=change_sentence(change),
        splits=_split_table(change.splits, _labels(report)),
        split_source=_split_source(change),
        items=_change_table("Stellingen die veranderden", "Stelling", items, texts) if items else None,
        items_sentence=_items_sentence(change.items, len(items)),
    )


def group_change_figure(report: Report, by: str, group: Group, *, smallest: float) -> DifferenceFigure | None:
    """One group now and in the publication before; None where it is not shown in both."""
    change = report.change
    groups = change.groups if change is not None and group.key else ()
    found = next((one for one in groups if (one.by, one.key) == (by, group.key)), None)
    if change is None or found is None:
        return None
    cells = (*found.cells, found.overall)
    return _change_figure(report, change, cells, "verandering-overleg", smallest, one_overleg=True)


def grey_text(smallest: float) -> str:
    """What grey says, where differences are shown. smallest: in scale points."""
    return f"{NOT_VISIBLE} (het kan toeval zijn, of het is kleiner dan {decimal(smallest)})"


def limits_sentence(smallest: float, *, one_overleg: bool = False) -> str:
    """When a difference is called one. one_overleg: the table has one, of all that were judged together."""
    judged = "de verschillen van alle overleggen samen" if one_overleg else "alle verschillen in deze tabel samen"
    return (
        f"Wij noemen iets pas een verschil als het ten minste {decimal(smallest)} punt is en toeval het niet goed kan"
        f" verklaren, ook als u {judged} bekijkt."
    )


def _unsure(rows: Sequence[Row], smallest: float) -> str:
    """Why a difference whose margin is clear of zero need not be called one; empty where there is none."""
    if not any(found is not None and found.clear_of_zero and not found.visible for _, found in rows):
        return ""
    return (
        " Ligt een marge helemaal boven of onder 0 en staat er toch ‘nee’? Dan is het verschil kleiner dan"
        f" {decimal(smallest)}, of kan het bij zoveel vergelijkingen nog toeval zijn."
    )


def change_sentence(change: Change) -> str:
    """The change of all aspects together and its two parts, in one or two sentences."""
    found = change.overall.comparison
    if found.difference is None:
        return ""
    margin = f" (marge {margin_of_difference(found)})" if found.low is not None else ""
    text = f"Alle aspecten samen: {signed(found.difference)}{margin} sinds {midsentence(change.wave_name)}."
    return " ".join(part for part in (text, split_sentence(change)) if part)


def split_sentence(change: Change) -> str:
    """How much of the change comes from other people and how much from other answers; as they are shown."""
    found = next((one for one in change.splits if one.id == change.overall.id), None)
    if found is None or found.parts is None:
        return ""
    _, people, answers = (signed(part) for part in found.parts)
    return f"Daarvan komt {answers} door andere antwoorden en {people} doordat andere mensen meededen."


def _change_figure(
    report: Report,
    change: Change,
    cells: Sequence[CellChange],
    key: str,
    smallest: float,
    *,
    one_overleg: bool = False,
) -> DifferenceFigure:
    labels, then = _labels(report), midsentence(change.wave_name)
    rows = [(labels.get(cell.id, cell.id), cell.comparison) for cell in cells]
    chart = interval_section(
        key,
        change_chart(cells, labels),
        _change_table(f"Gemiddelden naast {then}", "Aspect", cells, labels),
        title=_title(rows, f"dan in {then}", f"We zien geen duidelijk verschil met {then}"),
        note=f"Open punt: {then}. Dichte punt: nu. Grijs: {grey_text(smallest)}.",
        alt=f"Gemiddelde per aspect nu en in {then}",
        source=f"{limits_sentence(smallest, one_overleg=one_overleg)}{_unsure(rows, smallest)} {ROUNDED}",
    )
    return DifferenceFigure(chart, _details(f"Verschil met {then}, om na te rekenen", rows))


def _change_table(caption: str, head: str, cells: Sequence[CellChange], labels: Mapping[str, str]) -> Table:
    heads = ("Eerder", "Nu", *DIFFERENCE_HEADS)
    rows = tuple(_change_row(labels.get(cell.id, cell.id), cell, heads) for cell in cells)
    return Table(caption, (head, *heads), rows)


def _change_row(label: str, cell: CellChange, heads: Sequence[str]) -> TableRow:
    found = cell.comparison
    means = tuple(
        TableCell(missing(found.reason), head, "hidden") if mean is None else TableCell(written(mean, found), head)
        for mean, head in ((cell.earlier, heads[0]), (cell.now, heads[1]))
    )
    return TableRow(label, (*means, *_cells(found)))


def _row(label: str, found: Comparison | None) -> TableRow:
    return TableRow(label, _cells(found))


def _cells(found: Comparison | None) -> tuple[TableCell, ...]:
    if found is None or found.difference is None:
        return hidden_row("", DIFFERENCE_HEADS, missing(found.reason if found else None)).cells
    kind = "strong" if found.visible else "quiet"
    seen = direction(found)
    texts = (signed(found.difference), _margin(found), f"ja, {seen}" if seen else "nee")
    return tuple(TableCell(text, head, kind) for text, head in zip(texts, DIFFERENCE_HEADS, strict=True))


def _margin(found: Comparison) -> str:
    return missing(found.reason) if found.low is None else margin_of_difference(found)


def _compact(found: Comparison | None, label: str) -> TableCell:
    """A difference with its margin under it, for a table of groups by aspects."""
    if found is None or found.difference is None:
        return TableCell(missing(found.reason if found else None), label, "hidden")
    note = "" if found.low is None else margin_of_difference(found)
    return TableCell(signed(found.difference), label, "strong" if found.visible else "quiet", note)


def _details(caption: str, rows: Sequence[Row]) -> Table:
    found = [(label, one) for label, one in rows if one is not None and one.difference is not None]
    return Table(caption, ("Aspect", *DETAIL_HEADS), tuple(_detail_row(label, one) for label, one in found))


def _detail_row(label: str, found: Comparison) -> TableRow:
    least = decimal(found.smallest_visible, 1 if found.reason == HIDDEN else 2)
    texts = (least, signed(found.g), probability(found.p_holm))
    return TableRow(label, tuple(TableCell(text, head) for text, head in zip(texts, DETAIL_HEADS, strict=True)))


def _split_table(splits: Sequence[Split], labels: Mapping[str, str]) -> Table | None:
    if not any(one.parts for one in splits):
        return None
    rows = tuple(_split_row(labels.get(one.id, one.id), one) for one in splits)
    return Table("Het verschil in twee delen", ("Aspect", *SPLIT_HEADS), rows)


def _split_row(label: str, one: Split) -> TableRow:
    if one.parts is None:
        return hidden_row(label, SPLIT_HEADS, missing(one.reason))
    texts = zip(one.parts, SPLIT_HEADS, strict=True)
    return TableRow(label, tuple(TableCell(signed(part), head) for part, head in texts))


def _split_source(change: Change) -> str:
    alone = max((one.groups for one in change.splits), default=0)
    by = {"overleg": "overleg", "overlegvorm": "overlegvorm"}.get(change.split_by, "beroepsgroep")
    return (
        f"Andere mensen: het deel van het verschil doordat de groepen niet even groot zijn als toen. Andere antwoorden:"
        f" het deel doordat dezelfde groepen anders antwoordden. Gerekend per {by}, met"
        f" {count(alone, 'groep die', 'groepen die')} in beide metingen apart te zien {'is' if alone == 1 else 'zijn'};"
        " alle anderen zijn samen één groep."
    )


def _items_sentence(items: Sequence[CellChange], visible: int) -> str:
    known = sum(cell.comparison.difference is not None for cell in items)
    if not known:
        return ""
    if not visible:
        return (
            f"Bij geen van de {known} stellingen zien we een duidelijk verschil"
            if known > 1
            else "Bij de stelling zien we geen duidelijk verschil"
        )
    return f"Bij {count(visible, 'stelling', 'stellingen')} van de {known} zien we een duidelijk verschil"


def _rest_rows(group: Group, labels: Mapping[str, str]) -> list[Row]:
    """The differences of one group in the order of the labels, that of all aspects together last."""
    found: dict[str, Comparison | None] = {cell.aspect: cell.versus_rest for cell in group.cells}
    found[OVERALL] = group.overall.versus_rest
    return [(label, found.get(name)) for name, label in labels.items()]


def _labels(report: Report) -> dict[str, str]:
    return {**{aspect.id: aspect.label for aspect in report.aspects}, OVERALL: TOGETHER}


def _title(rows: Sequence[Row], than: str, nothing: str) -> str:
    """The finding: which differences are to be seen."""
    seen = {word: [label for label, found in rows if direction(found) == word] for word in (HIGHER, LOWER)}
    parts = [f"{word} {than}: {listing(names)}" for word, names in seen.items() if names]
    if not parts:
        known = any(found is not None and found.difference is not None for _, found in rows)
        return nothing if known else "Er is geen verschil te berekenen"
    text = "; ".join([parts[0], *(part.replace(f" {than}", "") for part in parts[1:])])
    return text[0].upper() + text[1:]
