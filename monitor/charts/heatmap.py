"""Aspects by groups as a stepped heatmap: five fixed classes, gaps between the cells, "niet getoond" where hidden.

Where groups are compared with the rest of the house only a visible difference has its class's colour and says "hoger"
or "lager"; every other cell is grey, and the whole house's row, with which nothing is compared, is plain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from monitor.charts.differences import NOT_VISIBLE, direction
from monitor.charts.figure import CONFIG, Figure, escape, layout, top_axis
from monitor.charts.labels import in_lines, wrapped
from monitor.charts.numbers import MEAN_BORDERS, decimal, margin_of, mean_class, missing, rounded, score_digits, whole
from monitor.results import AspectResult, Cell, Group, Overall

TOGETHER = "Samen"
NAME = 24
"""Characters on a line of a group's name."""
ROOM = "\u00a0\u00a0"
"""Before and behind a name. Plotly measures it with the text, so no font can bring the name to the edge."""
HALF_UNIT = 0.005
"""Shown means have two decimals, so a class border is drawn half a unit lower and no rounding decides a class."""

GROUNDS = {"quiet": "quiet-cell", "plain": "paper"}
"""Kinds of cells without a class, and the colour property of their ground."""
_GROUND_PLACES: Mapping[str | None, float] = {kind: place for place, kind in enumerate(GROUNDS)}


@dataclass(frozen=True)
class HeatCell:
    """One cell as it is shown. A hidden one has neither number nor n."""

    column: str
    text: str
    shown: float | None = None
    kind: str | None = None
    """m1..m5, from the rounded number; "quiet" or "plain" in a table of comparisons; None where hidden."""
    n: int | None = None
    few: bool = False
    margin: str = ""
    versus: str = ""
    """"hoger" or "lager" than the rest of the house, where that is to be seen."""


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
    compared: bool = False
    """Whether groups are compared with the rest of the house, so that a colour means a visible difference."""

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
    compared = any(is_compared(group) for group in groups)
    rows = [_group_row(group, labels, compared=compared) for group in groups]
    house = [_cell(aspect.label, aspect, aspect.n) for aspect in aspects] + [_cell(TOGETHER, overall, forms)]
    if compared:
        house = [replace(cell, kind="plain") if cell.kind else cell for cell in house]
    rows.append(HeatRow("Hele huis", None, forms, tuple(house), total=True))
    return HeatTable((*labels.values(), TOGETHER), tuple(rows), compared)


def is_compared(group: Group) -> bool:
    """Whether this group is compared with the rest of the house."""
    return group.overall.versus_rest is not None or any(cell.versus_rest is not None for cell in group.cells)


def heatmap_figure(table: HeatTable) -> Figure:
    """One heatmap trace (None where hidden) with the numbers as annotations in a readable colour.

    In a table of comparisons the grey cells and the house's plain ones are a second trace, of grounds.
    """
    grid = [row.cells for row in table.rows]
    traces = [_trace(table, lambda cell: None if cell.kind in GROUNDS else cell.shown, (1, 4), _steps())]
    if table.compared:
        grounds: list[list[float | str]] = [[place, f"var:--{ground}"] for place, ground in enumerate(GROUNDS.values())]
        traces.append(_trace(table, lambda cell: _GROUND_PLACES.get(cell.kind), (0, 1), grounds))
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
        "data": traces,
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


def _trace(
    table: HeatTable,
    height: Callable[[HeatCell], float | None],
    span: tuple[float, float],
    colours: list[list[float | str]],
) -> dict[str, Any]:
    """The cells that have a height; every other one is a gap without a word."""
    heights = [[height(cell) for cell in row.cells] for row in table.rows]
    return {
        "type": "heatmap",
        "z": heights,
        "zmin": span[0],
        "zmax": span[1],
        "colorscale": colours,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverongaps": False,
        "customdata": [
            [None if z is None else _hover(row, cell) for cell, z in zip(row.cells, found, strict=True)]
            for row, found in zip(table.rows, heights, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _name(row: HeatRow) -> str:
    return "<br>".join(f"{ROOM}<b>{escape(line)}</b>{ROOM}" for line in wrapped(row.label, NAME))


def _group_row(group: Group, labels: dict[str, str], *, compared: bool) -> HeatRow:
    cells = {cell.aspect: cell for cell in group.cells}
    found = [(label, cells.get(aspect, Cell(aspect, reason="hidden"))) for aspect, label in labels.items()]
    shown = [_cell(label, cell, None) for label, cell in found] + [_cell(TOGETHER, group.overall, group.forms)]
    if compared:
        versus = [*(cell.versus_rest for _, cell in found), group.overall.versus_rest]
        shown = [_compared(cell, direction(one)) for cell, one in zip(shown, versus, strict=True)]
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
        margin=margin_of(result) if result.low is not None else "",
    )


def _compared(cell: HeatCell, versus: str) -> HeatCell:
    """The cell with its colour only where it differs visibly; a hidden one stays as it is."""
    return cell if cell.kind is None else replace(cell, kind=cell.kind if versus else "quiet", versus=versus)


def _hover(row: HeatRow, cell: HeatCell) -> str | None:
    if cell.kind is None:
        return None
    margin = f" (marge {cell.margin})" if cell.margin else ""
    versus = NOT_VISIBLE if cell.kind == "quiet" else f"{cell.versus} dan de rest" if cell.versus else ""
    end = f", {versus}" if versus else ""
    return f"{escape(row.label)}<br>{escape(cell.column)}: {cell.text}{margin}<br>aantal {whole(cell.n)}{end}"


def _number(x: int, y: int, cell: HeatCell) -> dict[str, Any]:
    font: dict[str, Any] = {"size": 13, "color": "var:--muted"}
    if cell.kind is not None:
        dark = cell.kind in ("m4", "m5")
        weight = 400 if cell.kind == "quiet" else 700
        colour = "var:--ink" if cell.kind in ("quiet", "plain") else f"var:--on-mean-{'high' if dark else 'low'}"
        font = {"size": 16, "weight": weight, "color": colour}
    text = cell.text.replace(" ", "<br>") if cell.kind is None else cell.text
    text += f'<br><span style="font-size:13px">{cell.versus}</span>' if cell.versus else ""
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
