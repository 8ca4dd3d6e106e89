"""The waves of a house or of one overleg beside each other: "door de jaren", from the publications alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.charts.differences import direction
from monitor.charts.drawing import height_on_paper
from monitor.charts.figure import Figure
from monitor.charts.heatmap import TOGETHER
from monitor.charts.numbers import decimal, margin_of, score_digits, whole
from monitor.charts.years import GRID, HEIGHT, DrawnPanel, YearPanel, YearPoint, draw_panel, years_figure
from monitor.results import OVERALL, AspectResult, Cell, CellChange, Group, Overall, Publication, Report
from monitor.results.shown import missing
from monitor.services.asking import Unlike, unlike
from monitor.services.clock import MONTHS
from monitor.web.formats import as_date, count, listing, midsentence
from monitor.web.views.parts import Table, TableCell, TableRow
from monitor.web.views.scores_part import breakdown_of

if TYPE_CHECKING:
    from monitor.services.years import Year  # pages of a file need no store

OTHER_QUESTIONS = "andere vragen"
_UNLIKE = {
    Unlike.NOT_NOW: OTHER_QUESTIONS,
    Unlike.NOT_THEN: "niet gevraagd",
    Unlike.OTHER_WORDS: OTHER_QUESTIONS,
    Unlike.UNKNOWN: "vragen onbekend",
}
LEAST = 2
"""Waves that must show a number: one has nothing to stand beside."""
MOST_TOLD = 3
"""Changes that the title names; the others stand in the section on the wave before."""
NOTE = (
    "Punt: gemiddelde in een meting. Balk: marge van 95\u00a0%. De schaal loopt in elk vak van 1 (onder) tot 4 (boven)."
)
BESIDE_HOUSE = " Liggend streepje: hele huis."

Score = AspectResult | Cell | Overall


@dataclass(frozen=True)
class YearsPart:
    """Panels in two drawings with their table."""

    title: str
    note: str
    panels: tuple[DrawnPanel, ...]
    grid: tuple[tuple[int, float], ...]
    height: float
    figure: Figure
    table: Table
    source: str

    @property
    def paper_height(self) -> float:
        """The height of a panel on paper, in pixels."""
        return height_on_paper(self.height)


@dataclass(frozen=True)
class _Wave:
    """One wave. `unlike`: aspect -> why its score does not stand beside the last wave's, of those that do not."""

    name: str
    short: str
    report: Report
    unlike: Mapping[str, str]


def house_years(years: Sequence[Year]) -> YearsPart | None:
    """The whole house over the waves, the oldest first; None where fewer than two show a number."""
    return _part(_waves(years), _labels(years), _of_house, None)


def overleg_years(years: Sequence[Year], key: str) -> YearsPart | None:
    """One overleg over the waves, by its key in the house's lists, beside the house."""

    def find(report: Report, aspect: str) -> tuple[Score, int | None] | None:
        return _of_group(_group(report, key), aspect)

    return _part(_waves(years), _labels(years), find, key) if key else None


def _waves(years: Sequence[Year]) -> list[_Wave]:
    labels, names = _labels(years), _short_names([one.publication for one in years])
    return [
        _Wave(one.publication.wave_name, name, one.publication.report, _unlike(years[-1], one, labels))
        for one, name in zip(years, names, strict=True)
    ]


def _unlike(now: Year, then: Year, aspects: Iterable[str]) -> dict[str, str]:
    found = {aspect: unlike(now, then, aspect="" if aspect == OVERALL else aspect) for aspect in aspects}
    return {aspect: _UNLIKE[why] for aspect, why in found.items() if why is not None}


def _short_names(publications: Sequence[Publication]) -> list[str]:
    """The year in which a wave opened; its month before it where two opened in one year."""
    opened = [as_date(one.opened_on) for one in publications]
    if len({one.year for one in opened}) == len(opened):
        return [str(one.year) for one in opened]
    return [f"{MONTHS[one.month - 1][:3]} {one.year % 100:02}" for one in opened]


def _labels(years: Sequence[Year]) -> dict[str, str]:
    """Aspect -> its label in the last wave, all together last."""
    aspects = years[-1].publication.report.aspects if years else ()
    return {**{aspect.id: aspect.label for aspect in aspects}, OVERALL: TOGETHER}


def _of_house(report: Report, aspect: str) -> tuple[Score, int | None] | None:
    if aspect == OVERALL:
        return report.overall, report.forms
    found = next((one for one in report.aspects if one.id == aspect), None)
    return None if found is None else (found, found.n)


def _group(report: Report, key: str) -> Group | None:
    breakdown = breakdown_of(report, "overleg")
    return next((one for one in breakdown.groups if one.key == key), None) if breakdown is not None else None


def _of_group(group: Group | None, aspect: str) -> tuple[Score, int | None] | None:
    if group is None:
        return None
    if aspect == OVERALL:
        return group.overall, group.forms
    found = next((cell for cell in group.cells if cell.aspect == aspect), None)
    return None if found is None else (found, found.n)


def _part(
    waves: Sequence[_Wave],
    labels: dict[str, str],
    find: Callable[[Report, str], tuple[Score, int | None] | None],
    key: str | None,
) -> YearsPart | None:
    if len(waves) < LEAST:
        return None
    panels = tuple(YearPanel(label, _points(waves, aspect, find, key)) for aspect, label in labels.items())
    seen = {place for panel in panels for place, point in enumerate(panel.points) if point.value is not None}
    if len(seen) < LEAST:
        return None
    return YearsPart(
        title=_title(waves, labels, key),
        note=NOTE + BESIDE_HOUSE
        if any(point.house is not None for panel in panels for point in panel.points)
        else NOTE,
        panels=tuple(draw_panel(panel) for panel in panels),
        grid=GRID,
        height=HEIGHT,
        figure=years_figure(panels),
        table=_table(waves, panels),
        source=_source(waves, panels),
    )


def _points(
    waves: Sequence[_Wave],
    aspect: str,
    find: Callable[[Report, str], tuple[Score, int | None] | None],
    key: str | None,
) -> tuple[YearPoint, ...]:
    breaks = [False, *((aspect in one.unlike) != (aspect in other.unlike) for one, other in pairwise(waves))]
    points = []
    for wave, breaking in zip(waves, breaks, strict=True):
        if aspect in wave.unlike:
            points.append(YearPoint(wave.name, wave.short, wave.unlike[aspect], breaks=breaking))
            continue
        house = _of_house(wave.report, aspect) if key is not None else None
        points.append(_point(wave, find(wave.report, aspect), house[0] if house else None, breaking))
    return tuple(points)


def _point(wave: _Wave, found: tuple[Score, int | None] | None, house: Score | None, breaks: bool) -> YearPoint:
    of_house = None if house is None else house.mean
    if found is None or found[0].mean is None:
        text = missing(found[0].reason if found else None)
        return YearPoint(wave.name, wave.short, text, house=of_house, breaks=breaks)
    score, n = found
    text = decimal(score.mean, score_digits(score.decimals))
    margin = margin_of(score) if score.low is not None else ""
    beside = "" if house is None or of_house is None else f", hele huis {_mean(house)}"
    hover = (f"{wave.name}: {text}{f' (marge {margin})' if margin else ''}", f"aantal {whole(n)}{beside}")
    return YearPoint(
        wave.name, wave.short, text, score.mean, score.low, score.high, margin, f"n\u00a0{whole(n)}",
        score.decimals is not None, of_house, hover, breaks,
    )  # fmt: skip


def _mean(score: Score) -> str:
    return decimal(score.mean, score_digits(score.decimals))


def _table(waves: Sequence[_Wave], panels: Sequence[YearPanel]) -> Table:
    rows = tuple(TableRow(panel.label, tuple(_cell(point) for point in panel.points)) for panel in panels)
    return Table("Gemiddelde per aspect en per meting", ("Aspect", *(wave.name for wave in waves)), rows)


def _cell(point: YearPoint) -> TableCell:
    if point.value is None:
        return TableCell(point.text, point.wave, "hidden")
    note = ", ".join(text for text in (point.margin, point.n) if text)
    return TableCell(point.text, point.wave, "strong", note)


def _title(waves: Sequence[_Wave], labels: dict[str, str], key: str | None) -> str:
    """Which changes between two successive waves are to be seen; nothing is said of what was never compared."""
    told, compared = [], False
    for wave in waves[1:]:
        cells = [cell for cell in _changes(wave.report, key) if cell.id not in wave.unlike]
        compared = compared or any(cell.comparison.difference is not None for cell in cells)
        for word, verb in (("hoger", "omhoog"), ("lager", "omlaag")):
            names = [labels[cell.id] for cell in cells if direction(cell.comparison) == word and cell.id in labels]
            if names:
                told.append(
                    f"{listing(names)} {'ging' if len(names) == 1 else 'gingen'} {verb} in {midsentence(wave.name)}"
                )
    if told:
        more = len(told) - MOST_TOLD
        rest = (f"nog {count(more, 'verandering', 'veranderingen')}",) if more > 0 else ()
        return "; ".join((*told[:MOST_TOLD], *rest))
    if compared:
        return "Van meting tot meting is geen duidelijke verandering te zien"
    return f"Het gemiddelde per aspect in {len(waves)} metingen"


def _changes(report: Report, key: str | None) -> tuple[CellChange, ...]:
    change = report.change
    if change is None:
        return ()
    if key is None:
        return (*change.aspects, change.overall)
    found = next((one for one in change.groups if (one.by, one.key) == ("overleg", key)), None)
    return () if found is None else (*found.cells, found.overall)


def _source(waves: Sequence[_Wave], panels: Sequence[YearPanel]) -> str:
    points = [point for panel in panels for point in panel.points]
    texts = ["Overlappen twee balken? Dan weten we niet zeker of er iets veranderde."]
    if any(point.value is None and point.text not in _UNLIKE.values() for point in points):
        texts.append("Een leeg vak: dat cijfer tonen we niet, of het overleg was er in die meting niet.")
    if any(wave.unlike for wave in waves):
        texts.append(
            "Stippellijn: daar veranderde de vragenlijst. Metingen met andere vragen zijn niet te vergelijken."
        )
    return " ".join(texts)
