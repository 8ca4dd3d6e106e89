"""Draws the page of an analysed file: one HTML text that holds its styles, runs nothing and loads nothing.

It needs no application, no key and no database: the same templates stand in an environment of their own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from monitor.results.analysis import Analysis
from monitor.web.formats import FILTERS
from monitor.web.views.analysis import analysis_page

_FOLDER = Path(__file__).parent
_SHEETS = ("base.css", "staff.css")


def render(analysis: Analysis) -> str:
    """The whole page. What is hidden in the analysis is nowhere in it; every text from the files is escaped."""
    return _environment().get_template("analyse/page.html").render(page=analysis_page(analysis), styles=_styles())


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(FILTERS)
    made.globals["still"] = True
    return made


@cache
def _styles() -> Markup:
    """Our own stylesheets, which load nothing themselves."""
    sheets = [(_FOLDER / "static" / name).read_text(encoding="utf-8") for name in _SHEETS]
    return Markup("\n".join(sheets))  # noqa: S704 - files of the program itself
