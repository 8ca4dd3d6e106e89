"""Aspects by groups as a stepped heatmap: five fixed classes, gaps between the cells, "niet getoond" where hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.charts.figure import CONFIG, Figure, escape, layout, top_axis
from monitor.charts.labels import in_lines, wrapped
from monitor.charts.numbers import MEAN_BORDERS, decimal, interval, mean_class, missing, rounded, score_digits, whole
from monitor.results import AspectResult, Cell, Group, Overall

TOGETHER = "Samen"
NAME = 24
"""Characters on a line of a group's name."""
ROOM = "\u00a0\u00a0"
"""Before and behind a name. Plotly measures it with the text, so no font can bring the name to the edge."""
HALF_UNIT = 0.005
"""Shown means have two decimals, so a class border is drawn half a unit lower and no rounding decides a class."""


@dataclass(frozen=True)
class HeatCell:
    """One cell as it is shown. A hidden one has neither number nor n."""

    column: str
    text: str
    shown: float | None = None
    kind: str | None = None
    """m1..m5, from the rounded number."""
    n: int | None = None
    few: bool = False
    margin: str = ""


@dataclass(frozen=True)
class HeatRow:
    """One group, or the whole house as the last row (`total`)."""

    label: str
    code: int | None
    n: int | None
    cells: tuple[HeatCell, ...]
    few: bool = False
    total: bool = False

    @property
    def hidden(self) -> bool:
        """Whether nothing of this row is shown: one hatch over its whole width."""
        return all(cell.kind is None for cell in self.cells)


@dataclass(frozen=True)
class HeatTable:
    """A whole heatmap: the columns are the aspects in the questionnaire's order and the mean of them."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]

    @property
    def any_hidden(self) -> bool:
        """Whether a cell is not shown, so that the page must say why."""
        return any(cell.kind is None for row in self.rows for cell in row.cells)

    @property
    def any_few(self) -> bool:
        """Whether a number has one decimal, so that the page must say why."""
        return any(cell.few for row in self.rows for cell in row.cells)


def heat_table(groups: Sequence[Group], aspects: Sequence[AspectResult], overall: Overall, forms: int) -> HeatTable:
    """The groups in their order, then the whole house."""
    labels = {aspect.id: aspect.label for aspect in aspects}
    rows = [_group_row(group, labels) for group in groups]
    house = [_cell(aspect.label, aspect, aspect.n) for aspect in aspects] + [_cell(TOGETHER, overall, forms)]
    rows.append(HeatRow("Hele huis", None, forms, tuple(house), total=True))
    return HeatTable((*labels.values(), TOGETHER), tuple(rows))


def heatmap_figure(table: HeatTable) -> Figure:
    """One heatmap trace (None where hidden) with the numbers as annotations in a readable colour."""
    grid = [row.cells for row in table.rows]
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": [[cell.shown for cell in cells] for cells in grid],
        "zmin": 1,
        "zmax": 4,
        "colorscale": _steps(),
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverongaps": False,
        "customdata": [[_hover(row, cell) for cell in row.cells] for row in table.rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    columns = list(range(len(table.columns)))
    rows = {
        "range": [len(grid) - 0.5, -0.5],
        "tickvals": list(range(len(grid))),
        "ticktext": [_name(row) for row in table.rows],
        "ticks": "",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
    }
    heads = ["<br>".join(escape(line) for line in in_lines(name)) for name in table.columns]
    return {
        "data": [trace],
        "layout": layout(
            len(grid),
            xaxis=top_axis(
                range=[-0.5, len(columns) - 0.5], tickvals=columns, ticktext=heads, tickangle=0, showgrid=False
            ),
            yaxis=rows,
            annotations=[_number(x, y, cell) for y, cells in enumerate(grid) for x, cell in enumerate(cells)],
            shapes=[_gap(x, y) for y, cells in enumerate(grid) for x, cell in enumerate(cells) if cell.kind is None],
        ),
        "config": CONFIG,
    }


def _name(row: HeatRow) -> str:
    return "<br>".join(f"{ROOM}<b>{escape(line)}</b>{ROOM}" for line in wrapped(row.label, NAME))


def _group_row(group: Group, labels: dict[str, str]) -> HeatRow:
    cells = {cell.aspect: cell for cell in group.cells}
    shown = [_cell(label, cells.get(aspect, Cell(aspect, reason="hidden")), None) for aspect, label in labels.items()]
    shown.append(_cell(TOGETHER, group.overall, group.forms))
    few = any(cell.few for cell in shown) and group.forms is not None and group.forms < 10
    return HeatRow(group.label, group.code, group.forms, tuple(shown), few)


def _cell(column: str, result: AspectResult | Cell | Overall, forms: int | None) -> HeatCell:
    if result.mean is None:
        return HeatCell(column, missing(result.reason))
    decimals = result.decimals
    digits = score_digits(decimals)
    return HeatCell(
        column=column,
        text=decimal(result.mean, digits),
        shown=float(rounded(result.mean, digits)),
        kind=mean_class(result.mean, decimals),
        n=forms if isinstance(result, Overall) else result.n,
        few=decimals is not None,
        margin=interval(result.low, result.high, digits) if result.low is not None else "",
    )


def _hover(row: HeatRow, cell: HeatCell) -> str | None:
    if cell.kind is None:
        return None
    margin = f" (marge {cell.margin})" if cell.margin else ""
    return f"{escape(row.label)}<br>{escape(cell.column)}: {cell.text}{margin}<br>aantal {whole(cell.n)}"


def _number(x: int, y: int, cell: HeatCell) -> dict[str, Any]:
    font: dict[str, Any] = {"size": 13, "color": "var:--muted"}
    if cell.kind is not None:
        dark = cell.kind in ("m4", "m5")
        font = {"size": 16, "weight": 700, "color": "var:--on-mean-high" if dark else "var:--on-mean-low"}
    text = cell.text.replace(" ", "<br>") if cell.kind is None else cell.text
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font}


def _gap(x: int, y: int) -> dict[str, Any]:
    """The ground of a cell that is not shown: a dashed edge, for Plotly's shapes know no hatch."""
    edge = {"color": "var:--control", "width": 1, "dash": "2px,3px"}
    return {"type": "rect", "x0": x - 0.47, "x1": x + 0.47, "y0": y - 0.45, "y1": y + 0.45, "line": edge}


def _steps() -> list[list[float | str]]:
    """Colour stops on 0..1 of the range 1-4: each class from its border to the next, without a slope."""
    borders = [0.0, *((float(border) - HALF_UNIT - 1) / 3 for border in MEAN_BORDERS), 1.0]
    stops: list[list[float | str]] = []
    for number, (start, end) in enumerate(pairwise(borders), start=1):
        stops += [[round(start, 6), f"var:--mean-{number}"], [round(end, 6), f"var:--mean-{number}"]]
    return stops
