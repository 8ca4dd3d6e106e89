"""The Plotly figure of an interval chart: bar of 7, dot of 12, the house an upright stroke, names above their bar.

A wave earlier is an open dot with a line to the dot of now. What shows no difference is grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.charts.figure import CONFIG, PITCH, Figure, escape, layout, line, row_axis, tick_words, top_axis, words
from monitor.charts.labels import shorten
from monitor.charts.marks import IntervalChart, Mark

NAME_AT = -0.5 + 16 / PITCH
MARK_AT = -0.5 + 36 / PITCH
"""Where in its row the name and the mark stand; drawing.py has the same places in rem."""


def interval_figure(chart: IntervalChart) -> Figure:
    """Traces "marge", "waarde" and, where there is one, "hele huis" or "eerder"; hidden rows are in none of them."""
    shown = [(index, row) for index, row in enumerate(chart.rows) if row.value is not None]
    moved = [(index, row) for index, row in enumerate(chart.rows) if row.before is not None]
    traces = [_margins(shown, quiet=False)]
    if any(row.quiet and row.low is not None for _, row in shown):
        traces.append(_margins(shown, quiet=True))
    if moved:
        traces += [_moves(moved), _earlier(moved)]
    traces.append(_dots(shown))
    if any(row.house is not None for row in chart.rows):
        traces.append(_house_marks(chart.rows))
    span = chart.scale.span
    axis = top_axis(range=list(span), tickvals=[value for value, _, _ in chart.scale.ticks], showticklabels=False)
    names = [note for index, row in enumerate(chart.rows) for note in _names(index, row)]
    return {
        "data": traces,
        "layout": layout(
            len(chart.rows),
            xaxis=axis,
            yaxis=row_axis(len(chart.rows)),
            shapes=_rules(chart),
            annotations=[*tick_words(chart.scale.ticks, span), *names],
        ),
        "config": CONFIG,
    }


def _place(index: int) -> float:
    """Where the mark of a row stands; as short as a drawing needs."""
    return round(index + MARK_AT, 4)


def _margins(shown: Sequence[tuple[int, Mark]], *, quiet: bool) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for index, row in shown:
        if row.low is not None and row.high is not None and row.quiet is quiet:
            xs += [row.low, row.high, None]
            ys += [_place(index), _place(index), None]
    bar = {"color": "var:--quiet-band" if quiet else "var:--interval", "width": 7}
    name = "marge, grijs" if quiet else "marge"
    return {"type": "scatter", "mode": "lines", "name": name, "x": xs, "y": ys, "line": bar, "hoverinfo": "skip"}


def _moves(moved: Sequence[tuple[int, Mark]]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for index, row in moved:
        if row.value is not None:
            xs += [row.before, row.value, None]
            ys += [_place(index), _place(index), None]
    thin = {"color": "var:--quiet-mark", "width": 2}
    return {"type": "scatter", "mode": "lines", "name": "van en naar", "x": xs, "y": ys, "line": thin,
            "hoverinfo": "skip"}  # fmt: skip


def _earlier(moved: Sequence[tuple[int, Mark]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "eerder",
        "x": [row.before for _, row in moved],
        "y": [_place(index) for index, _ in moved],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": {"size": 12, "color": "var:--paper", "line": {"color": "var:--quiet-mark", "width": 2.5}},
    }


def _dots(shown: Sequence[tuple[int, Mark]]) -> dict[str, Any]:
    colours = ["var:--quiet-mark" if row.quiet else "var:--accent" for _, row in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "waarde",
        "x": [row.value for _, row in shown],
        "y": [_place(index) for index, _ in shown],
        "customdata": [["<br>".join(escape(part) for part in (row.label, *row.hover))] for _, row in shown],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "size": 12,
            "color": ["var:--paper" if row.few else colour for colour, (_, row) in zip(colours, shown, strict=True)],
            "line": {"color": colours, "width": [2.5 if row.few else 0 for _, row in shown]},
        },
    }


def _house_marks(rows: Sequence[Mark]) -> dict[str, Any]:
    placed = [(index, row.house) for index, row in enumerate(rows) if row.house is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "hele huis",
        "x": [house for _, house in placed],
        "y": [_place(index) for index, _ in placed],
        "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 20, "line": {"color": "var:--ink", "width": 2.5}},
    }


def _rules(chart: IntervalChart) -> list[dict[str, Any]]:
    rules = [] if chart.band is None else [_band(chart.band)]
    rules += [
        line(xref="paper", x0=0, x1=1, y0=index - 0.5, y1=index - 0.5, line={"color": "var:--line", "width": 1})
        for index in range(len(chart.rows))
    ]
    if chart.reference is not None:
        dotted = {"color": "var:--ink", "width": 1.5, "dash": "2px,4px"}
        rules.append(line(yref="paper", x0=chart.reference, x1=chart.reference, y0=0, y1=1, line=dotted))
    return rules


def _band(ends: tuple[float, float]) -> dict[str, Any]:
    edge = {"color": "var:--quiet-band", "width": 1}
    place = {"x0": ends[0], "x1": ends[1], "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", "layer": "below", **place, "fillcolor": "var:--card", "line": edge}


def _names(index: int, row: Mark) -> list[dict[str, Any]]:
    heavy = {"size": 15, "weight": 700}
    quiet = {"size": 14, "color": "var:--muted"}
    end = words(row.text, x=1, y=index + NAME_AT, at="right", font=quiet if row.value is None or row.quiet else heavy)
    return [words(shorten(row.label, 44), x=0, y=index + NAME_AT, font=heavy, bgcolor="var:--paper"), end]
