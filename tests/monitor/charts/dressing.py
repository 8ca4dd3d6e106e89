"""What the page's script does with a figure, for tests: colours and fonts in the place of "var:--name"."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


def dressed(value: Any) -> Any:
    """The value with every placeholder replaced."""
    if isinstance(value, str) and value.startswith("var:"):
        return "Arial" if value == "var:--font" else "#123456"
    if isinstance(value, list):
        return [dressed(one) for one in value]
    if isinstance(value, dict):
        return {key: dressed(one) for key, one in value.items()}
    return value


def accepted(figure: dict[str, Any]) -> go.Figure:
    """The figure as Plotly itself takes it; raises ValueError for a property that it does not know."""
    clean = dressed(figure)
    return go.Figure({"data": clean["data"], "layout": clean["layout"]})


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    """The trace with this name."""
    return next(one for one in figure["data"] if one["name"] == name)
