"""Addresses of results pages: for an account, or for a read-only link, from the place that a page was made for.

In templates: place_url(place, "overleg", code=3). Every link inside what both kinds of page share goes through it.
Behind a read-only link they are relative, so that no page holds the link's token and one drawing serves every link.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import request, url_for

from monitor.web.views.place import Place

ENDPOINTS: Mapping[str, str] = {
    "house": "dashboard.house_page",
    "overleg": "dashboard.overleg_page",
    "statement": "statements.statement",
    "statements": "statements.overview",
    "explained": "explained.page",
    "downloads": "downloads.page",
    "words": "words.queue",
    "research": "research.page",
}
"""The pages of one wave; those from downloads on are behind no read-only link."""
_SHARED = {
    "house": "",
    "overleg": "overleg/{code}",
    "statement": "stelling/{item}",
    "statements": "stellingen",
    "explained": "berekening",
}
"""Behind the address of the link itself; the same behind that of the coordinator's preview."""
_DEEPER = {"code", "item"}
"""Arguments of the pages that stand a step deeper."""


def place_url(place: Place, to: str, **values: Any) -> str:
    """The address of a page of the same wave. to: house, overleg (code), statement (item), statements, explained.

    From the page of an overleg a statement's address carries that overleg, so that its page leads back.
    """
    anchor = values.pop("anchor", None)
    if to == "statement" and place.overleg is not None and not place.token:
        values.setdefault("overleg", place.overleg)
    if place.token:
        return _relative(to, values) + (f"#{quote(anchor)}" if anchor else "")
    return url_for(ENDPOINTS[to], house=place.house, wave=place.wave, _anchor=anchor, **values)


def _relative(to: str, values: dict[str, Any]) -> str:
    """From the page that is asked for; what the address has no place for goes behind the question mark."""
    up = "../" if _DEEPER & (request.view_args or {}).keys() else "./"
    inside = {name: quote(str(value), safe="") for name, value in values.items() if f"{{{name}}}" in _SHARED[to]}
    asked = {name: value for name, value in values.items() if name not in inside and value is not None}
    return up + _SHARED[to].format(**inside) + (f"?{urlencode(asked)}" if asked else "")
