"""Statements as dots: how high they score against how strongly each hangs together with the rest of its aspect.

The dots that stand out carry the number of their row in the table beside the chart; the others are grey and nameless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.charts.figure import CONFIG, Figure, escape, layout, line, tick_words, top_axis
from monitor.charts.scales import SCORE

STRONG, WEAK = "hangt sterk samen", "hangt zwak samen"
"""The words at the head and the foot of the upright axis, which runs from 0 to 1; below 0 a dot stays on the edge."""
HEAD, PLOT = 2.75, 20.0
"""Rem above the plot, and its height."""
HIGH, LOW = 96.0, 4.0
"""Per cent of the plot's height that the strongest and the weakest leave free at its edges."""
PIXELS = 16


@dataclass(frozen=True)
class Dot:
    """One statement. `number`: of its row in the table; empty where it does not stand out."""

    mean: float
    tie: float
    number: str = ""
    hover: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScatterChart:
    """The statements, and the middle of either measure."""

    dots: tuple[Dot, ...]
    middle_mean: float
    middle_tie: float


@dataclass(frozen=True)
class DrawnDot:
    """x in per cent, y in rem."""

    x: float
    y: float
    number: str


@dataclass(frozen=True)
class DrawnScatter:
    """The whole chart; the corner is the ground under low and strong."""

    height: float
    top: float
    ticks: tuple[tuple[float, str, str, bool], ...]
    """x of the hairline, text, where the text stands and whether a narrow drawing leaves it out."""
    corner_width: float
    corner_height: float
    middle_x: float
    middle_y: float
    dots: tuple[DrawnDot, ...]


def draw_scatter(chart: ScatterChart) -> DrawnScatter:
    """Where every dot stands; the numbered ones come last, so that they lie on top."""
    middle_x, middle_y = SCORE.place(chart.middle_mean), _height(chart.middle_tie)
    ticks = tuple(
        (SCORE.place(value), text, "start" if value == SCORE.low else "end" if value == SCORE.high else "middle", gone)
        for value, text, gone in SCORE.ticks
    )
    dots = tuple(DrawnDot(SCORE.place(dot.mean), _height(dot.tie), dot.number) for dot in _in_order(chart.dots))
    return DrawnScatter(HEAD + PLOT, HEAD, ticks, middle_x, round(middle_y - HEAD, 3), middle_x, middle_y, dots)


def scatter_figure(chart: ScatterChart) -> Figure:
    """Two traces, "overige stellingen" and "valt op", over a tinted corner."""
    others = [dot for dot in chart.dots if not dot.number]
    told = [dot for dot in chart.dots if dot.number]
    span, (low, high) = SCORE.span, _ends()
    made = layout(
        0,
        xaxis=top_axis(range=list(span), tickvals=[value for value, _, _ in SCORE.ticks], showticklabels=False),
        yaxis={
            "range": [low, high], "fixedrange": True, "zeroline": False, "showgrid": False, "showticklabels": False,
        },
        shapes=_grounds(chart, span, (low, high)),
        annotations=[*tick_words(SCORE.ticks, span), *_words()],
    )  # fmt: skip
    made["height"] = round((HEAD + PLOT) * PIXELS) + 8
    return {
        "data": [
            _trace("overige stellingen", others, "var:--quiet-mark", 9),
            _trace("valt op", told, "var:--accent", 24),
        ],
        "layout": made,
        "config": CONFIG,
    }


def _in_order(dots: Sequence[Dot]) -> list[Dot]:
    return sorted(dots, key=lambda dot: bool(dot.number))


def _height(tie: float) -> float:
    """Strong is high: 1 lies near the top of the plot, 0 near its foot."""
    share = LOW + (HIGH - LOW) * min(max(tie, 0), 1)
    return round(HEAD + PLOT * (1 - share / 100), 3)


def _ends() -> tuple[float, float]:
    """The values at the very foot and top of the plot."""
    step = 1 / (HIGH - LOW)
    return round(-LOW * step, 4), round(1 + (100 - HIGH) * step, 4)


def _grounds(chart: ScatterChart, span: tuple[float, float], ends: tuple[float, float]) -> list[dict[str, Any]]:
    dotted = {"color": "var:--ink", "width": 1.5, "dash": "2px,4px"}
    corner = {
        "type": "rect", "layer": "below", "x0": span[0], "x1": chart.middle_mean, "y0": chart.middle_tie, "y1": ends[1],
        "fillcolor": "var:--quiet-cell", "line": {"width": 0},
    }  # fmt: skip
    return [
        corner,
        line(yref="paper", x0=chart.middle_mean, x1=chart.middle_mean, y0=0, y1=1, line=dotted),
        line(xref="paper", x0=0, x1=1, y0=chart.middle_tie, y1=chart.middle_tie, line=dotted),
    ]


def _words() -> list[dict[str, Any]]:
    at = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "showarrow": False, "borderpad": 0}
    font = {"size": 14, "color": "var:--muted"}
    return [
        {**at, "text": STRONG, "y": 1, "yanchor": "top", "yshift": -8, "font": font},
        {**at, "text": WEAK, "y": 0, "yanchor": "bottom", "yshift": 8, "font": font},
    ]


def _trace(name: str, dots: Sequence[Dot], colour: str, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [dot.mean for dot in dots],
        "y": [min(max(dot.tie, 0), 1) for dot in dots],
        "text": [dot.number for dot in dots],
        "textfont": {"color": "var:--on-accent", "size": 14, "weight": 700},
        "customdata": [["<br>".join(escape(part) for part in dot.hover)] for dot in dots],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
        "cliponaxis": False,
        "marker": {"size": size, "color": colour, "line": {"color": "var:--paper", "width": 1.5}},
    }
