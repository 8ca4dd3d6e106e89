"""Waves as small multiples: one panel per aspect, a dot with its margin per wave, always on the scale 1-4.

In two stages like the other charts: the points are plain records, from which the server's SVG and the Plotly figure are
made. A wave of which nothing may be seen, or that asked something else, has no number here at all: a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.charts.figure import CONFIG, Figure, escape, layout
from monitor.charts.marks import round_as_shown

HEIGHT = 14.0
"""Rem of a panel; the plot itself lies between TOP and FOOT, under it stand the wave and its n."""
TOP, FOOT = 1.0, 11.0
SIDE = 14.0
"""Per cent of the width left of the first wave and right of the last one: half a label."""
MOST_LABELS = 4
"""Waves that a panel can name; with more, some names are left to the table."""
HOUSE_HALF = 4.0
"""Half the width of the house's stroke, in per cent."""
COLUMNS = 4
PANEL = 274
"""Pixels of a panel in the Plotly figure, its name included."""
PLOT_TOP, PLOT_FOOT = 42 / PANEL, 202 / PANEL
"""Where in its panel a plot begins and ends: the same as in the drawing."""
GAP = 0.03
"""Between two panels beside each other, as a share of the width."""


@dataclass(frozen=True)
class YearPoint:
    """One wave in one panel. Without a value it is a gap, and `text` says which."""

    wave: str
    short: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    margin: str = ""
    n: str = ""
    few: bool = False
    house: float | None = None
    """The same mean of the whole house: a flat stroke."""
    hover: tuple[str, ...] = ()
    breaks: bool = False
    """The questionnaire is another version than in the wave before it: a dashed line stands between the two."""

    def __post_init__(self) -> None:
        round_as_shown(self, "value", "low", "high", "house")


@dataclass(frozen=True)
class YearPanel:
    """One aspect over the waves, the oldest first."""

    label: str
    points: tuple[YearPoint, ...]


@dataclass(frozen=True)
class DrawnPoint:
    """One wave of a panel: x in per cent, y in rem."""

    x: float
    y: float | None
    text: str
    text_y: float | None
    high_y: float | None
    low_y: float | None
    house_y: float | None
    house_from: float
    house_to: float
    break_x: float | None
    short: str
    n: str
    few: bool


@dataclass(frozen=True)
class DrawnPanel:
    """One panel with its dots, and the lines between neighbours that both show a number."""

    label: str
    alt: str
    points: tuple[DrawnPoint, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    """x and y of either end."""


GRID = tuple((value, round(FOOT - (value - 1) / 3 * (FOOT - TOP), 3)) for value in (1, 2, 3, 4))
"""The hairlines of every panel with their height."""


def draw_panel(panel: YearPanel) -> DrawnPanel:
    """Where everything of one panel stands."""
    points = tuple(_draw(panel.points, place) for place in range(len(panel.points)))
    joined = _neighbours(panel.points)
    lines = tuple(
        (points[one].x, _height(panel.points[one].value), points[other].x, _height(panel.points[other].value))
        for one, other in joined
    )
    spoken = ", ".join(f"{point.wave} {point.text}" for point in panel.points)
    return DrawnPanel(panel.label, f"{panel.label}: {spoken}", points, lines)


def years_figure(panels: Sequence[YearPanel]) -> Figure:
    """All panels in one figure, four beside each other; every panel has its own pair of axes."""
    rows = -(-len(panels) // COLUMNS)
    traces: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for number, panel in enumerate(panels):
        name = "" if number == 0 else str(number + 1)
        axes[f"xaxis{name}"], axes[f"yaxis{name}"] = _axes(panel, number, rows, name)
        traces += _traces(panel, name)
        shapes += _breaks(panel, name)
        notes += _notes(panel, number, name)
    made = layout(0, shapes=shapes, annotations=notes, **axes)
    made["margin"] = {**made["margin"], "t": 0, "b": 0}
    made["height"] = PANEL * rows
    return {"data": traces, "layout": made, "config": CONFIG}


def _place(place: int, waves: int) -> float:
    """Where a wave lies, in per cent of the width; a single one in the middle."""
    return 50.0 if waves == 1 else round(SIDE + place * (100 - 2 * SIDE) / (waves - 1), 2)


def _height(value: float | None) -> float:
    return round(FOOT - (min(max(value or 1, 1), 4) - 1) / 3 * (FOOT - TOP), 3)


def _named(place: int, waves: int) -> bool:
    """Whether a panel names this wave: the last always, and as many before it as there is room for."""
    step = -(-waves // MOST_LABELS)
    return (waves - 1 - place) % step == 0


def _neighbours(points: Sequence[YearPoint]) -> list[tuple[int, int]]:
    return [
        (place, place + 1)
        for place, (one, other) in enumerate(pairwise(points))
        if one.value is not None and other.value is not None and not other.breaks
    ]


def _draw(points: Sequence[YearPoint], place: int) -> DrawnPoint:
    point, waves = points[place], len(points)
    x, named = _place(place, waves), _named(place, waves)
    there = point.value is not None
    top = _height(point.high if point.high is not None else point.value) if there else None
    return DrawnPoint(
        x=x,
        y=_height(point.value) if there else None,
        text=point.text if named else "",
        text_y=None if top is None else round(max(top - 0.6, 0.8), 3),
        high_y=None if point.high is None else _height(point.high),
        low_y=None if point.low is None else _height(point.low),
        house_y=None if point.house is None else _height(point.house),
        house_from=round(x - HOUSE_HALF, 2),
        house_to=round(x + HOUSE_HALF, 2),
        break_x=round((x + _place(place - 1, waves)) / 2, 2) if point.breaks and place else None,
        short=point.short if named else "",
        n=point.n if named else "",
        few=point.few,
    )


def _axes(panel: YearPanel, number: int, rows: int, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    column, row = number % COLUMNS, number // COLUMNS
    width = (1 - GAP * (COLUMNS - 1)) / COLUMNS
    left = column * (width + GAP)
    top = 1 - row / rows
    waves = len(panel.points)
    edge = SIDE / (100 - 2 * SIDE) * max(waves - 1, 1)
    quiet = {"fixedrange": True, "zeroline": False, "showline": False, "ticks": ""}
    across = {
        **quiet,
        "domain": [round(left, 4), round(left + width, 4)],
        "range": [round(-edge, 4), round(max(waves - 1, 1) + edge, 4)] if waves > 1 else [-1, 1],
        "anchor": f"y{name}",
        "showgrid": False,
        "tickvals": [place for place in range(waves) if _named(place, waves)],
        "ticktext": [
            f"{escape(point.short)}<br>{escape(point.n)}"
            for place, point in enumerate(panel.points)
            if _named(place, waves)
        ],
        "tickfont": {"color": "var:--muted", "size": 14},
        "tickangle": 0,
    }
    up = {
        **quiet,
        "domain": [round(top - PLOT_FOOT / rows, 4), round(top - PLOT_TOP / rows, 4)],
        "range": [0.95, 4.05],
        "anchor": f"x{name}",
        "tickvals": [1, 2, 3, 4],
        "showticklabels": False,
        "gridcolor": "var:--line",
    }
    return across, up


def _traces(panel: YearPanel, name: str) -> list[dict[str, Any]]:
    at = {"xaxis": f"x{name}", "yaxis": f"y{name}"}
    shown = [(place, point) for place, point in enumerate(panel.points) if point.value is not None]
    bars_x: list[float | None] = []
    bars_y: list[float | None] = []
    for place, point in shown:
        if point.low is not None and point.high is not None:
            bars_x += [place, place, None]
            bars_y += [point.low, point.high, None]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for one, other in _neighbours(panel.points):
        lines_x += [one, other, None]
        lines_y += [panel.points[one].value, panel.points[other].value, None]
    silent = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "cliponaxis": False, **at}
    traces: list[dict[str, Any]] = [
        {**silent, "name": "marge", "x": bars_x, "y": bars_y, "line": {"color": "var:--interval", "width": 14}},
        {**silent, "name": "verloop", "x": lines_x, "y": lines_y, "line": {"color": "var:--quiet-mark", "width": 1.5}},
    ]
    houses = [(place, point.house) for place, point in enumerate(panel.points) if point.house is not None]
    if houses:
        stroke = {"symbol": "line-ew", "size": 24, "line": {"color": "var:--ink", "width": 2.5}}
        xs, ys = [place for place, _ in houses], [house for _, house in houses]
        traces.append({**silent, "mode": "markers", "name": "hele huis", "x": xs, "y": ys, "marker": stroke})
    return [*traces, {**_dots(panel, shown), **at}]


def _dots(panel: YearPanel, shown: Sequence[tuple[int, YearPoint]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": panel.label,
        "x": [place for place, _ in shown],
        "y": [point.value for _, point in shown],
        "customdata": [["<br>".join(escape(part) for part in (panel.label, *point.hover))] for _, point in shown],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "size": 8,
            "color": ["var:--paper" if point.few else "var:--accent" for _, point in shown],
            "line": {"color": "var:--accent", "width": [2.5 if point.few else 0 for _, point in shown]},
        },
    }


def _breaks(panel: YearPanel, name: str) -> list[dict[str, Any]]:
    look = {"color": "var:--ink", "width": 1.5, "dash": "2px,4px"}
    at = {"xref": f"x{name}", "yref": f"y{name} domain", "y0": 0, "y1": 1}
    return [
        {"type": "line", "x0": place - 0.5, "x1": place - 0.5, "line": look, **at}
        for place, point in enumerate(panel.points)
        if point.breaks and place
    ]


def _notes(panel: YearPanel, number: int, name: str) -> list[dict[str, Any]]:
    """The panel's name above it, and the value of every named wave that shows one above its bar."""
    plain = {"showarrow": False, "borderpad": 0}
    heading = {
        **plain, "text": f"<b>{escape(panel.label)}</b>", "xref": f"x{name} domain", "x": 0, "xanchor": "left",
        "yref": f"y{name} domain", "y": 1, "yanchor": "bottom", "yshift": 14, "font": {"size": 15},
    }  # fmt: skip
    waves = len(panel.points)
    values = [
        {
            **plain, "text": escape(point.text), "xref": f"x{name}", "x": place, "xanchor": "center",
            "yref": f"y{name}", "y": point.high if point.high is not None else point.value,
            "yanchor": "bottom", "yshift": 6, "font": {"size": 14},
        }
        for place, point in enumerate(panel.points)
        if point.value is not None and _named(place, waves)
    ]  # fmt: skip
    return [heading, *values]
