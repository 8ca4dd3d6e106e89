"""What all Plotly figures share: a layout after the house style, as a plain dict.

A colour or font is written "var:--accent": the browser's script puts the page's CSS property in its place, at load and
again when the colour scheme changes, so figures follow themes and the dark scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Figure = dict[str, Any]
"""data, layout and config, ready for JSON."""

TOP = 44
PITCH = 52
"""Pixels from row to row: 3,25 rem, the same as the table beside it."""


def layout(rows: int, **more: Any) -> dict[str, Any]:
    """Font, transparent ground, margins and height for `rows` rows."""
    return {
        "font": {"family": "var:--font", "size": 14, "color": "var:--ink"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 0, "r": 0, "t": TOP, "b": 8, "pad": 0, "autoexpand": True},
        "height": TOP + 8 + PITCH * rows,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "separators": ",.",
        "hoverlabel": {
            "bgcolor": "var:--ink",
            "bordercolor": "var:--ink",
            "align": "left",
            "font": {"family": "var:--font", "size": 14, "color": "var:--paper"},
        },
        **more,
    }


def top_axis(**more: Any) -> dict[str, Any]:
    """A fixed axis along the top with hairlines down."""
    return {
        "side": "top",
        "fixedrange": True,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "gridcolor": "var:--line",
        "tickfont": {"color": "var:--muted", "size": 14},
        **more,
    }


def tick_words(ticks: Sequence[tuple[float, str, bool]], span: tuple[float, float]) -> list[dict[str, Any]]:
    """The words above the hairlines. Plotly drops its own at the edges; these lean inward there, as in the SVG.

    The ones that a narrow drawing may leave out are named "optional": the script leaves them out.
    """
    places = []
    for value, text, optional in ticks:
        if value in (ticks[0][0], ticks[-1][0]):
            first = value == ticks[0][0]
            place = {"x": span[0] if first else span[1], "xanchor": "left" if first else "right"}
        else:
            place = {"x": value, "xanchor": "center"}
        font = {"size": 14, "color": "var:--muted"}
        at = {"xref": "x", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4, "borderpad": 0}
        name = {"name": "optional"} if optional else {}
        places.append({**name, "text": escape(text), "showarrow": False, "font": font, **at, **place})
    return places


def row_axis(rows: int, **more: Any) -> dict[str, Any]:
    """Rows 0, 1, 2 .. from the top; no labels of its own."""
    return {
        "range": [rows - 0.5, -0.5],
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
        "showticklabels": False,
        "automargin": True,
        **more,
    }


def words(text: str, *, x: float, y: float, at: str = "left", **more: Any) -> dict[str, Any]:
    """A text at a share of the width (0..1) and a row; Plotly's own mark-up in it is made harmless."""
    return {
        "text": escape(text),
        "x": x,
        "xref": "paper",
        "xanchor": at,
        "y": round(y, 4),
        "yref": "y",
        "yanchor": "middle",
        "align": at,
        "showarrow": False,
        "borderpad": 0,
        **more,
    }


def line(**more: Any) -> dict[str, Any]:
    """A straight line under the marks."""
    return {"type": "line", "layer": "below", **more}


def escape(text: str) -> str:
    """Plotly reads a few HTML tags in texts; names from the house's list must not become any."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


CONFIG = {"displayModeBar": False, "displaylogo": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
