"""The reports as whole HTML pages for paper, with style and drawings inside them: what a PDF is made of."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from markupsafe import Markup

from monitor.services.beside import read_beside
from monitor.services.installation import Installation
from monitor.services.years import Year, years_until
from monitor.web.views.beside import BesideView, beside_view

_STATIC = Path(__file__).parent / "static"
_NOT_PLAIN = re.compile(r"[^a-z0-9-]+")


def draw_report(template: str, report: Any) -> str:
    """The page of a report. No request is needed: a command draws it too, and no address stands in it."""
    return current_app.jinja_env.get_template(f"report/{template}.html").render(report=report, css=_style("report.css"))


def draw_partners(page: Any) -> str:
    """The page for the partners, as it is printed."""
    return current_app.jinja_env.get_template("report/partners.html").render(page=page, css=_style("partners.css"))


def beside_of(own: Installation, house: str, wave: str, *, overleg: str = "") -> BesideView:
    """What stands beside a report; overleg: its key, or empty for the whole house."""
    return beside_view(read_beside(own, house, wave, overleg=overleg), may_improve=True)


def years_of(own: Installation, house: str, wave: str) -> tuple[Year, ...]:
    """The waves of a house until this one, the oldest first."""
    return years_until(own, house, wave)


def file_name(*parts: str) -> str:
    """A plain name for a PDF: small letters, digits and hyphens, whatever the ids hold."""
    return f"{'-'.join(_NOT_PLAIN.sub('-', part.lower()).strip('-') for part in parts)}.pdf"


@cache
def _style(name: str) -> Markup:
    return Markup((_STATIC / name).read_text(encoding="utf-8"))  # noqa: S704 - our own style sheet
