"""The body of a results page, drawn once per process: a publication never changes, and what is beside it seldom does.

Nothing of who looks may stand in a body: no name, no form token, no menu.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from monitor.model import House
from monitor.web.assets import plotly_url
from monitor.web.formats import figure_json
from monitor.web.guard import PLOTLY_POLICY
from monitor.web.signed_in import staff_context
from monitor.web.views.button_figures import button_figures

FIGURES = "grafieken"
"""Behind the question mark of a page's address: its figures that open on a button, for charts.js."""
_MOST_MADE, _MOST_DRAWN = 256, 64
_made: dict[Hashable, Any] = {}
_drawn: dict[Hashable, Markup] = {}


def make_once(key: Hashable, make: Callable[[], Any]) -> Any:
    """A page's context, made once per process; the key begins with the publication's fingerprint."""
    return _keep(_made, key, make, _MOST_MADE)


def draw_once(template: str, key: Hashable, **context: Any) -> Markup:
    """A template drawn with what the key names and nothing else."""

    def draw() -> Markup:
        return Markup(render_template(template, **context))  # noqa: S704 - a template's own output

    drawn: Markup = _keep(_drawn, (template, key), draw, _MOST_DRAWN)
    return drawn


def asked_figures(page: object) -> Response | None:
    """The figures of a page, where they are asked for instead of the page itself; whoever may see it may have them."""
    if FIGURES not in request.args:
        return None
    response = make_response(str(figure_json(button_figures(page))))
    response.content_type = "application/json"
    return response


def results_response(template: str, house: House, page: Any, **context: Any) -> Response:
    """A page with Plotly's charts for somebody with an account, or the charts of its buttons."""
    figures = asked_figures(page)
    if figures is not None:
        return figures
    drawn = render_template(
        template, page=page, demo=house.invented, house_name=house.name, plotly_url=plotly_url(), **context,
        **staff_context(),
    )  # fmt: skip
    response = make_response(drawn)
    response.headers["Content-Security-Policy"] = PLOTLY_POLICY
    return response


def _keep(kept: dict[Hashable, Any], key: Hashable, make: Callable[[], Any], most: int) -> Any:
    found = kept.get(key)
    if found is None:
        while len(kept) >= most:
            kept.pop(next(iter(kept)), None)
        found = kept[key] = make()
    return found
