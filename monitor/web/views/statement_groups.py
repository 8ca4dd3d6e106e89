"""One statement over groups and over the years: charts of means with their margins, and the tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.differences import direction
from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import decimal, margin_of, score_digits, whole
from monitor.charts.scales import SCORE
from monitor.results import HIDDEN, Breakdown, Change, Group, ItemResult
from monitor.results.rules import FEW
from monitor.results.shown import missing
from monitor.web.formats import midsentence, sentence_case
from monitor.web.views.parts import IntervalFigure, Table, TableCell, TableRow, hidden_row, interval_section

HEADS = ("Gemiddelde", "Marge", "Aantal")
HOUSE = "Hele huis"
OTHER_WORDS = "andere tekst"
NO_WORDS = "tekst onbekend"
NOT_ASKED = "niet gevraagd"
NAMES = {
    "overleg": "Overleg",
    "beroepsgroep": "Beroepsgroep",
    "overlegvorm": "Overlegvorm",
    "regio": "Regio",
    "attendance": "Aanwezig",
}
TITLES = {
    "overleg": "Gemiddelde per overleg",
    "beroepsgroep": "Gemiddelde per beroepsgroep",
    "overlegvorm": "Gemiddelde per overlegvorm",
    "regio": "Gemiddelde per regio",
    "attendance": "Gemiddelde naar hoe vaak iemand aanwezig was",
}
HOUSE_LINE = " Stippellijn: hele huis."
NOT_RANKED = " Welke het hoogst is, zeggen wij niet: bij veel groepen is er altijd wel een die bij toeval hoog is."


@dataclass(frozen=True)
class YearOf:
    """One statement in one wave; `apart`: why its mean does not stand beside the others, if so."""

    wave_name: str
    item: ItemResult | None
    apart: str = ""
    words: str = ""
    """How the statement was put then, where that was different."""


def item_of(items: Sequence[ItemResult], item: str, aspect: str) -> ItemResult:
    """The statement's result; one that is nowhere is hidden."""
    return next((one for one in items if one.id == item), ItemResult(item, aspect, reason=HIDDEN))


def groups_figure(
    breakdown: Breakdown, house: ItemResult, *, codes: Sequence[int] | None = None, whole_house: bool = True
) -> IntervalFigure | None:
    """The groups of one grouping beside the house; None where it has no statements at all.

    codes: of the groups that the reader may see (None: all). whole_house: of the house too the margin and the n.
    """
    groups = [group for group in breakdown.groups if codes is None or group.code in codes]
    if not any(group.items for group in breakdown.groups) or not groups:
        return None
    found = [(group, item_of(group.items, house.id, house.aspect)) for group in groups]
    of_house = house if whole_house else ItemResult(house.id, house.aspect, mean=house.mean, reason=house.reason)
    head = NAMES.get(breakdown.by, "Groep")
    linked = breakdown.by == "overleg"
    note = f"Punt en balk: {head.lower()} met marge van 95\u00a0%."
    beside = whole_house or house.mean is not None
    house_rows = (_house_row(of_house),) if beside else ()
    rows = [_row(group.label, item, code=group.code if linked else None) for group, item in found]
    marks = [_mark(group.label, item) for group, item in found]
    return interval_section(
        f"stelling-{breakdown.by}",
        IntervalChart(SCORE, tuple(marks), reference=house.mean),
        Table(f"Gemiddelde van deze stelling per {head.lower()}", (head, *HEADS), (*rows, *house_rows)),
        title=_title(found, breakdown.by, beside=beside),
        note=note + (HOUSE_LINE if beside else "") + (NOT_RANKED if len(found) > 1 else ""),
        alt=f"Gemiddelde van deze stelling per {head.lower()}, met marge",
    )


def years_figure(years: Sequence[YearOf], change: Change | None, item: str) -> IntervalFigure | None:
    """The house's mean per wave, the oldest first; None without a wave before this one.

    change: since the publication before, in which the differences were judged.
    """
    if len(years) < 2:
        return None
    marks = tuple(Mark(year.wave_name, year.apart) if year.apart else _mark(year.wave_name, year.item)
                  for year in years)  # fmt: skip
    rows = tuple(
        hidden_row(year.wave_name, HEADS, year.apart) if year.apart else _row(year.wave_name, year.item)
        for year in years
    )
    return interval_section(
        "stelling-jaren",
        IntervalChart(SCORE, marks),
        Table("Gemiddelde van deze stelling per meting", ("Meting", *HEADS), rows),
        title=_years_title(years, change, item),
        note="Punt en balk: hele huis met marge van 95\u00a0%. De oudste meting staat bovenaan.",
        alt="Gemiddelde van deze stelling per meting, met marge",
    )


def _mark(label: str, item: ItemResult | None) -> Mark:
    if item is None or item.mean is None:
        return Mark(label, missing(item.reason if item else HIDDEN))
    value = decimal(item.mean, score_digits(item.decimals))
    margin = f" (marge {margin_of(item)})" if item.low is not None else ""
    hover = (f"{value}{margin}", f"aantal {whole(item.n)}")
    return Mark(label, value, item.mean, item.low, item.high, None, item.decimals is not None, hover)


def _row(label: str, item: ItemResult | None, *, code: int | None = None) -> TableRow:
    if item is None or item.mean is None:
        return hidden_row(label, HEADS, missing(item.reason if item else HIDDEN), code=code)
    few = item.n is not None and item.n < FEW
    cells = (
        TableCell(decimal(item.mean, score_digits(item.decimals)), HEADS[0], "strong"),
        TableCell(margin_of(item), HEADS[1]),
        TableCell(whole(item.n), HEADS[2], "few" if few else "n"),
    )
    return TableRow(label, cells, code)


def _house_row(house: ItemResult) -> TableRow:
    """The house's; of which a reader sees the mean alone, no more than the page of an overleg says."""
    if house.mean is None or house.n is not None:
        return _row(HOUSE, house)
    mean = TableCell(decimal(house.mean, score_digits(house.decimals)), HEADS[0], "strong")
    return TableRow(HOUSE, (mean, TableCell("–", HEADS[1]), TableCell("–", HEADS[2])))


def _title(found: Sequence[tuple[Group, ItemResult]], by: str, *, beside: bool) -> str:
    """What is drawn. A publication compares no groups on one statement, so that none is called the highest here."""
    if len(found) == 1:
        return f"{found[0][0].label}{' naast het hele huis' if beside else ''}"
    return TITLES.get(by, "Gemiddelde per groep")


def _years_title(years: Sequence[YearOf], change: Change | None, item: str) -> str:
    """What the publication says of the difference with the wave before, and no more."""
    known = [year for year in years if not year.apart and year.item is not None and year.item.mean is not None]
    if years[-1] not in known or len(known) < 2:
        return "Er is geen eerder cijfer om mee te vergelijken"
    cell = next((one for one in change.items if one.id == item), None) if change is not None else None
    if change is None or cell is None or cell.comparison.difference is None:
        return "Gemiddelde per meting"
    then = midsentence(change.wave_name)
    seen = direction(cell.comparison)
    return f"{sentence_case(seen)} dan in {then}" if seen else f"Geen verschil te zien met {then}"
