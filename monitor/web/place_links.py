"""Addresses of results pages: for an account, or for a read-only link, from the place that a page was made for.

In templates: place_url(place, "overleg", code=3). Every link inside what both kinds of page share goes through it.
"""

from __future__ import annotations

from typing import Any

from flask import url_for

from monitor.web.views.place import Place

_PAGES = {
    "house": "dashboard.house_page",
    "overleg": "dashboard.overleg_page",
    "statement": "statements.statement",
    "statements": "statements.overview",
    "explained": "explained.page",
}
_SHARED = {
    "house": "shared.house_page",
    "overleg": "shared.overleg_page",
    "statement": "shared.statement",
    "statements": "shared.statements",
    "explained": "shared.explained",
}


def place_url(place: Place, to: str, **values: Any) -> str:
    """The address of a page of the same wave. to: house, overleg (code), statement (item), statements, explained."""
    anchor = values.pop("anchor", None)
    if place.token:
        return url_for(_SHARED[to], house=place.house, token=place.token, _anchor=anchor, **values)
    return url_for(_PAGES[to], house=place.house, wave=place.wave, _anchor=anchor, **values)
