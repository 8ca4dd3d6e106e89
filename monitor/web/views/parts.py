"""The pieces that dashboard pages are arranged from: tables, interval figures, heatmaps and statement tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.drawing import DrawnChart, DrawnPart, draw_intervals
from monitor.charts.figure import Figure
from monitor.charts.heatmap import HeatTable, heatmap_figure
from monitor.charts.intervals import interval_figure
from monitor.charts.marks import IntervalChart
from monitor.results import Report
from monitor.web.views.plain import plain

LANGUAGE = "nl"


@dataclass(frozen=True)
class TableCell:
    """One number in words. `label` repeats the column on a phone.

    kind: "", "strong", "n", "few", "quiet" (no difference to see) or "hidden".
    """

    text: str
    label: str
    kind: str = ""
    note: str = ""
    """Under the number, smaller: its margin."""


@dataclass(frozen=True)
class TableRow:
    """A row with its name. `code` leads to the page of an overleg."""

    label: str
    cells: tuple[TableCell, ...]
    code: int | None = None

    @property
    def gone(self) -> bool:
        """Whether all its cells say the same of what is not there: one hatch over the whole width."""
        return len({cell.text for cell in self.cells}) == 1 and all(cell.kind == "hidden" for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """The numbers beside a chart; `head` has one text more than a row has cells."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class IntervalFigure:
    """An interval chart in its two drawings, with its table. `key` is unique on the page."""

    key: str
    title: str
    note: str
    alt: str
    drawn: DrawnChart
    figure: Figure
    table: Table
    source: str = ""
    small: str = ""
    """For who wants to check: the figures of a test, behind a line."""


@dataclass(frozen=True)
class HeatFigure:
    """A heatmap as a table with coloured cells; `linked`: the rows lead to overleg pages."""

    key: str
    title: str
    note: str
    caption: str
    head: str
    table: HeatTable
    figure: Figure
    linked: bool = False
    grey: str = ""
    """What a grey cell says."""
    differences: Table | None = None
    """Every difference with the rest of the house, of the groups that have one."""


@dataclass(frozen=True)
class StatementRow:
    """One statement. Without parts `note` says why there is no bar; `hidden`: no number of it may be seen."""

    text: str
    parts: tuple[DrawnPart, ...]
    spoken: str
    note: str
    no_opinion: str
    no_opinion_share: str
    mean: str
    n: str
    few: bool
    hidden: bool
    house: str = ""
    item: str = ""
    """The statement's id, which leads to its page."""


@dataclass(frozen=True)
class StatementTable:
    """Statements as diverging bars; `beside_house`: with the house's mean in a column."""

    key: str
    title: str
    note: str
    caption: str
    rows: tuple[StatementRow, ...]
    figure: Figure
    beside_house: bool = False

    @property
    def any_hidden(self) -> bool:
        """Whether a statement is not shown, so that the page must say why."""
        return any(row.hidden for row in self.rows)


@dataclass(frozen=True)
class Fact:
    """A name and what it is, for a list of facts."""

    name: str
    value: str


def interval_section(
    key: str, chart: IntervalChart, table: Table, *, title: str, note: str, alt: str, source: str = "", small: str = ""
) -> IntervalFigure:
    """Draw one chart in both ways beside its table."""
    alt = f"{alt}; de cijfers staan in de tabel ernaast"
    return IntervalFigure(key, title, note, alt, draw_intervals(chart), interval_figure(chart), table, source, small)


def heat_section(
    key: str,
    table: HeatTable,
    *,
    title: str,
    note: str,
    caption: str,
    head: str,
    linked: bool = False,
    grey: str = "",
    differences: Table | None = None,
) -> HeatFigure:
    """Draw one heatmap."""
    return HeatFigure(key, title, note, caption, head, table, heatmap_figure(table), linked, grey, differences)


def finding(report: Report, key: str, fallback: str) -> str:
    """The finding above a chart, without the figures of a test; a neutral title where the publication has none."""
    return plain(report.titles.get(LANGUAGE, {}).get(key, "")) or fallback


def shows_house(report: Report) -> bool:
    """Whether the report has numbers of the whole house for who reads it; else nothing stands beside an overleg."""
    return any(aspect.mean is not None for aspect in report.aspects)


def hidden_row(label: str, heads: Sequence[str], text: str, *, code: int | None = None) -> TableRow:
    """A row of which nothing may be seen: every cell the same words."""
    return TableRow(label, tuple(TableCell(text, head, "hidden") for head in heads), code)
