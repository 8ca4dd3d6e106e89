"""What the pages about a wave share: their blueprint, the wave at hand, and how a page is drawn."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from monitor.model import Wave
from monitor.services.waves import get_wave
from monitor.web.context import installation
from monitor.web.signed_in import work_context
from monitor.web.views.fieldwork import steps_of, title_of

blueprint = Blueprint("fieldwork", __name__)


def wave_of(house: str, wave: str) -> Wave:
    """The wave at hand. Raises NotFound."""
    return get_wave(installation(), house, wave)


def draw(template: str, house: str, **context: Any) -> str:
    """A coordinator's page, in the part of the menu for waves."""
    return render_template(f"fieldwork/{template}", **{**work_context(house, "metingen"), **context})


def draw_wave(template: str, house: str, wave: Wave, **context: Any) -> str:
    """A page of one wave, with its line of steps."""
    return draw(template, house, wave=wave, wave_title=title_of(wave), steps=steps_of(wave), **context)


def back_to(endpoint: str, house: str, wave: str, **values: Any) -> Response:
    """Go and look at the page again after a change."""
    return redirect(url_for(endpoint, house=house, wave=wave, **values), code=303)
