"""Statements as dots: how high they score against how strongly each hangs together with the rest of its aspect.

The dots that stand out carry the number of their row in the table beside the chart; the others are grey and nameless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from monitor.charts.drawing import height_on_paper
from monitor.charts.figure import CONFIG, Figure, escape, layout, line, tick_words, top_axis
from monitor.charts.numbers import decimal
from monitor.charts.scales import SCORE

STRONG, WEAK = "hangt sterker samen", "hangt zwakker samen"
"""The words at the head and the foot of the upright axis; the number of either end stands behind them."""
STEP, LEAST_SPAN = 0.1, 0.3
"""The upright axis ends on tenths around the dots, and is never shorter than this."""
APART, NARROW = 1.6, 15.0
"""Rem between the middles of two numbers, and the width of the narrowest drawing."""
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

    @property
    def ends(self) -> tuple[float, float]:
        """The values at the foot and the head of the upright axis: tenths around all dots."""
        ties = [dot.tie for dot in self.dots]
        low, high = floor(round(min(ties) / STEP, 6)) * STEP, min(ceil(round(max(ties) / STEP, 6)) * STEP, 1.0)
        return round(min(low, high - LEAST_SPAN), 1), round(high, 1)

    @property
    def words(self) -> tuple[str, str]:
        """What stands at the head and the foot of the upright axis."""
        low, high = self.ends
        return f"{STRONG} ({decimal(high, 1)})", f"{WEAK} ({decimal(low, 1)})"


@dataclass(frozen=True)
class DrawnDot:
    """x in per cent, y in rem. label_y: of the number, moved off the dot where two numbers would overlap."""

    x: float
    y: float
    number: str
    label_y: float


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

    @property
    def paper_height(self) -> float:
        """The height on paper, in pixels."""
        return height_on_paper(self.height)


def draw_scatter(chart: ScatterChart) -> DrawnScatter:
    """Where every dot stands; the numbered ones come last, so that they lie on top."""
    middle_x, middle_y = SCORE.place(chart.middle_mean), _height(chart.middle_tie, chart.ends)
    ticks = tuple(
        (SCORE.place(value), text, "start" if value == SCORE.low else "end" if value == SCORE.high else "middle", gone)
        for value, text, gone in SCORE.ticks
    )
    dots = _drawn_dots(chart)
    return DrawnScatter(HEAD + PLOT, HEAD, ticks, middle_x, round(middle_y - HEAD, 3), middle_x, middle_y, dots)


def scatter_figure(chart: ScatterChart) -> Figure:
    """Two traces, "overige stellingen" and "valt op", over a tinted corner."""
    others = [dot for dot in chart.dots if not dot.number]
    told = [dot for dot in chart.dots if dot.number]
    span, (low, high) = SCORE.span, _ends(chart)
    made = layout(
        0,
        xaxis=top_axis(range=list(span), tickvals=[value for value, _, _ in SCORE.ticks], showticklabels=False),
        yaxis={
            "range": [low, high], "fixedrange": True, "zeroline": False, "showgrid": False, "showticklabels": False,
        },
        shapes=_grounds(chart, span, (low, high)),
        annotations=[*tick_words(SCORE.ticks, span), *_words(chart)],
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


def _drawn_dots(chart: ScatterChart) -> tuple[DrawnDot, ...]:
    placed: list[DrawnDot] = []
    for dot in sorted(_in_order(chart.dots), key=lambda one: (bool(one.number), -one.tie)):
        x, y = SCORE.place(dot.mean), _height(dot.tie, chart.ends)
        placed.append(DrawnDot(x, y, dot.number, _free(x, y, placed) if dot.number else y))
    return tuple(placed)


def _free(x: float, y: float, placed: Sequence[DrawnDot]) -> float:
    """The height nearest to a dot's own where its number lies on no other, also in the narrowest drawing."""
    near = [one.label_y for one in placed if one.number and abs(one.x - x) / 100 * NARROW < APART]
    tries = [y, *(edge + side for edge in near for side in (-APART, APART))]
    free = [one for one in tries if all(abs(one - edge) > APART - 0.01 for edge in near)]
    inside = [one for one in free if HEAD + APART / 2 <= one <= HEAD + PLOT - APART / 2]
    nearest: float = min(inside or free, key=lambda one: abs(one - y))
    return round(nearest, 3)


def _height(tie: float, ends: tuple[float, float]) -> float:
    """Strong is high: the upper end lies near the top of the plot, the lower one near its foot."""
    share = LOW + (HIGH - LOW) * (tie - ends[0]) / (ends[1] - ends[0])
    return round(HEAD + PLOT * (1 - share / 100), 3)


def _ends(chart: ScatterChart) -> tuple[float, float]:
    """The values at the very foot and top of the plot."""
    low, high = chart.ends
    step = (high - low) / (HIGH - LOW)
    return round(low - LOW * step, 4), round(high + (100 - HIGH) * step, 4)


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


def _words(chart: ScatterChart) -> list[dict[str, Any]]:
    at = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "showarrow": False, "borderpad": 0}
    font = {"size": 14, "color": "var:--muted"}
    return [
        {**at, "text": chart.words[0], "y": 1, "yanchor": "top", "yshift": -8, "font": font},
        {**at, "text": chart.words[1], "y": 0, "yanchor": "bottom", "yshift": 8, "font": font},
    ]


def _trace(name: str, dots: Sequence[Dot], colour: str, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [dot.mean for dot in dots],
        "y": [dot.tie for dot in dots],
        "text": [dot.number for dot in dots],
        "textfont": {"color": "var:--on-accent", "size": 14, "weight": 700},
        "customdata": [["<br>".join(escape(part) for part in dot.hover)] for dot in dots],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
        "cliponaxis": False,
        "marker": {"size": size, "color": colour, "line": {"color": "var:--paper", "width": 1.5}},
    }
