"""Aspects by groups as a stepped heatmap: fixed classes, gaps between the cells, "niet getoond" where hidden.

A cell holds the mean. Where groups are compared with the rest of the house the colour is that of the difference, which
stands under the mean: one hue for higher, another for lower, fuller from half a point. A cell without a visible
difference is grey, as every cell is where nothing is compared; the whole house's row is plain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from monitor.charts.differences import NOT_VISIBLE, direction
from monitor.charts.figure import CONFIG, Figure, escape, layout, top_axis
from monitor.charts.labels import in_lines, wrapped
from monitor.charts.numbers import decimal, margin_of, score_digits, signed, whole
from monitor.results import AspectResult, Cell, Comparison, Group, Overall
from monitor.results.rules import FEW
from monitor.results.shown import missing, rounded

TOGETHER = "Samen"
NAME = 24
"""Characters on a line of a group's name."""
ROOM = "\u00a0\u00a0"
"""Before and behind a name. Plotly measures it with the text, so no font can bring the name to the edge."""
HALF_UNIT = 0.005
"""Shown means have two decimals, so a class border is drawn half a unit lower and no rounding decides a class."""

LARGE = Decimal("0.50")
"""From this difference, in scale points, the fuller of two colours."""
DIFFERENCES = ("lower-2", "lower-1", "higher-1", "higher-2")
"""Kinds of cells that differ visibly from the rest, from the lowest, and the colour properties of their grounds."""
_REACH = 1.0
"""Where the scale of differences ends; what lies beyond has the colour of its end."""
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
    """Of DIFFERENCES or GROUNDS; None where hidden."""
    n: int | None = None
    few: bool = False
    margin: str = ""
    versus: str = ""
    """"hoger" or "lager" than the rest of the house, where that is to be seen."""
    difference: str = ""
    """That difference, with its sign."""
    apart: float | None = None
    """That difference as a number, as it is shown."""


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
    house = [replace(cell, kind="plain") if cell.kind else cell for cell in house]
    rows.append(HeatRow("Hele huis", None, forms, tuple(house), total=True))
    return HeatTable((*labels.values(), TOGETHER), tuple(rows), compared)


def is_compared(group: Group) -> bool:
    """Whether this group is compared with the rest of the house."""
    return group.overall.versus_rest is not None or any(cell.versus_rest is not None for cell in group.cells)


def heatmap_figure(table: HeatTable) -> Figure:
    """A trace of grounds, the grey cells and the house's plain ones, and where groups are compared one of differences.

    The numbers are annotations in a readable colour.
    """
    grid = [row.cells for row in table.rows]
    grounds: list[list[float | str]] = [[place, f"var:--{ground}"] for place, ground in enumerate(GROUNDS.values())]
    traces = [_trace(table, lambda cell: _GROUND_PLACES.get(cell.kind), (0, 1), grounds)]
    if table.compared:
        traces.insert(0, _trace(table, lambda cell: cell.apart, (-_REACH, _REACH), _difference_steps()))
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
        shown = [_compared(cell, one) for cell, one in zip(shown, versus, strict=True)]
    few = any(cell.few for cell in shown) and group.forms is not None and group.forms < FEW
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
        kind="quiet",
        n=forms if isinstance(result, Overall) else result.n,
        few=decimals is not None,
        margin=margin_of(result) if result.low is not None else "",
    )


def _compared(cell: HeatCell, found: Comparison | None) -> HeatCell:
    """The cell with its difference where that is to be seen, and else grey; a hidden one stays as it is."""
    if cell.kind is None:
        return cell
    versus = direction(found)
    if not versus or found is None or found.difference is None:
        return replace(cell, kind="quiet")
    return replace(
        cell,
        kind=difference_class(found.difference),
        versus=versus,
        difference=signed(found.difference),
        apart=float(rounded(found.difference)),
    )


def difference_class(difference: float) -> str:
    """The kind of cell of a visible difference, from the number as it is shown."""
    shown = rounded(difference)
    return f"{'higher' if shown > 0 else 'lower'}-{2 if abs(shown) >= LARGE else 1}"


def _hover(row: HeatRow, cell: HeatCell) -> str | None:
    if cell.kind is None:
        return None
    margin = f" (marge {cell.margin})" if cell.margin else ""
    versus = NOT_VISIBLE if cell.kind == "quiet" else f"{cell.difference} met de rest" if cell.versus else ""
    end = f", {versus}" if versus else ""
    return f"{escape(row.label)}<br>{escape(cell.column)}: {cell.text}{margin}<br>aantal {whole(cell.n)}{end}"


def _number(x: int, y: int, cell: HeatCell) -> dict[str, Any]:
    font: dict[str, Any] = {"size": 13, "color": "var:--muted"}
    if cell.kind is not None:
        font = {"size": 16, "weight": 400 if cell.kind == "quiet" else 700, "color": _text_colour(cell.kind)}
    text = cell.text.replace(" ", "<br>") if cell.kind is None else cell.text
    text += f'<br><span style="font-size:13px">{cell.difference}</span>' if cell.difference else ""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font}


def _text_colour(kind: str) -> str:
    if kind in GROUNDS:
        return "var:--ink"
    return f"var:--on-{kind}"


def _gap(x: int, y: int) -> dict[str, Any]:
    """The ground of a cell that is not shown: a dashed edge, for Plotly's shapes know no hatch."""
    edge = {"color": "var:--control", "width": 1, "dash": "2px,3px"}
    return {"type": "rect", "x0": x - 0.47, "x1": x + 0.47, "y0": y - 0.45, "y1": y + 0.45, "line": edge}


def _difference_steps() -> list[list[float | str]]:
    """Colour stops on 0..1 of the range of differences."""
    border = float(LARGE) - HALF_UNIT
    borders = [(place + _REACH) / (2 * _REACH) for place in (-_REACH, -border, 0.0, border, _REACH)]
    return _steps(borders, DIFFERENCES)


def _steps(borders: Sequence[float], colours: Sequence[str]) -> list[list[float | str]]:
    """Each colour from its border to the next, without a slope."""
    stops: list[list[float | str]] = []
    for (start, end), colour in zip(pairwise(borders), colours, strict=True):
        stops += [[round(start, 6), f"var:--{colour}"], [round(end, 6), f"var:--{colour}"]]
    return stops
