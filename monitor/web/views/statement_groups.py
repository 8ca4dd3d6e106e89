"""One statement over groups and over the years: charts of means with their margins, and the tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.numbers import decimal, margin_of, missing, rounded, score_digits, whole
from monitor.charts.scales import SCORE
from monitor.results import HIDDEN, Breakdown, Group, ItemResult
from monitor.web.formats import listing, midsentence, sentence_case
from monitor.web.views.parts import FEW, IntervalFigure, Table, TableCell, TableRow, hidden_row, interval_section

HEADS = ("Gemiddelde", "Marge", "Aantal")
HOUSE = "Hele huis"
OTHER_WORDS = "andere tekst"
NO_WORDS = "tekst onbekend"
NOT_ASKED = "niet gevraagd"
NAMES = {
    "overleg": ("Overleg", "overleggen"),
    "beroepsgroep": ("Beroepsgroep", "beroepsgroepen"),
    "overlegvorm": ("Overlegvorm", "overlegvormen"),
    "regio": ("Regio", "regio’s"),
    "attendance": ("Aanwezig", "groepen"),
}
_MOST_NAMED = 3


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
    head, plural = NAMES.get(breakdown.by, ("Groep", "groepen"))
    linked = breakdown.by == "overleg"
    rows = [_row(group.label, item, code=group.code if linked else None) for group, item in found]
    marks = [_mark(group.label, item) for group, item in found]
    return interval_section(
        f"stelling-{breakdown.by}",
        IntervalChart(SCORE, tuple(marks), reference=house.mean),
        Table(f"Gemiddelde van deze stelling per {head.lower()}", (head, *HEADS), (*rows, _house_row(of_house))),
        title=_finding(found, plural),
        note=f"Punt en balk: {head.lower()} met marge van 95\u00a0%. Stippellijn: hele huis.",
        alt=f"Gemiddelde van deze stelling per {head.lower()}, met marge",
    )


def years_figure(years: Sequence[YearOf]) -> IntervalFigure | None:
    """The house's mean per wave, the oldest first; None without a wave before this one."""
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
        title=_years_finding(years),
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


def _finding(found: Sequence[tuple[Group, ItemResult]], plural: str) -> str:
    """Who is lowest and highest by the means as shown, and whether their margins say so; of two decimals alone."""
    known = [(group.label, item) for group, item in found if item.mean is not None and item.decimals is None]
    if len(known) < 2:
        return f"Er zijn niet genoeg {plural} om te vergelijken" if len(found) > 1 else "Het overleg naast het huis"
    shown = [rounded(item.mean or 0) for _, item in known]
    if min(shown) == max(shown):
        return f"De {plural} hebben hetzelfde gemiddelde"
    lowest = [one for one, mean in zip(known, shown, strict=True) if mean == min(shown)]
    highest = [one for one, mean in zip(known, shown, strict=True) if mean == max(shown)]
    verb = "scoort" if len(highest) == 1 else "scoren"
    names = sentence_case(f"{_named(highest, plural)} {verb} het hoogst, {_named(lowest, plural)} het laagst")
    return f"{names}; de marges overlappen" if _overlap(lowest, highest) else names


def _named(ends: Sequence[tuple[str, ItemResult]], plural: str) -> str:
    if len(ends) > _MOST_NAMED:
        return f"{len(ends)} {plural}"
    return listing([label for label, _ in ends])


def _overlap(lowest: Sequence[tuple[str, ItemResult]], highest: Sequence[tuple[str, ItemResult]]) -> bool:
    """Whether any of the lowest reaches any of the highest; without a margin the mean itself is the margin."""
    tops = [item.high if item.high is not None else item.mean or 0 for _, item in lowest]
    feet = [item.low if item.low is not None else item.mean or 0 for _, item in highest]
    return max(tops) >= min(feet)


def _years_finding(years: Sequence[YearOf]) -> str:
    """What can be said of the years: from the first that is comparable to now, as shown."""
    same = [(year.wave_name, year.item) for year in years if not year.apart]
    known = [(name, item) for name, item in same if item is not None and item.mean is not None]
    if years[-1].item is None or years[-1].item.mean is None or len(known) < 2:
        return "Er is geen eerder cijfer om mee te vergelijken"
    means = [decimal(item.mean, score_digits(item.decimals)) for _, item in known]
    return f"Van {means[0]} in {midsentence(known[0][0])} naar {means[-1]} nu"
