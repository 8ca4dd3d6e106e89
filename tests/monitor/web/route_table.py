"""Every route of the application with an address, made from its url_map: what is new is tried by itself, or fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from monitor.services import sealing
from tests.scene import HOUSE, NOORD, WAVE, Scene

LIST_KIND, TEXT_KIND = "overlegvorm", "invitation"
OF_TEXTS = ("fieldwork.text", "fieldwork.keep_text")
"""Endpoints in whose address `kind` is that of a text instead of a list."""


@dataclass(frozen=True)
class Route:
    """An endpoint with an address that leads to it."""

    endpoint: str
    address: str
    arguments: frozenset[str]


def values_of(scene: Scene, partner: str = "p01", *, house: str = HOUSE, wave: str = WAVE) -> dict[str, object]:
    """A value for every argument that stands in an address. A new name has to be added here."""
    token = scene.token(partner)
    return {
        "house": house,
        "wave": wave,
        "token": token,
        "handle": sealing.handle_of(token),
        "overleg": NOORD,
        "part": 1,
        "code": NOORD,
        "item": "selectie_1",
        "version": "1",
        "filename": "base.css",
        "partner": partner,
        "meeting": "noord",
        "kind": LIST_KIND,
        "entry": "jeugd",
        "language": "nl",
        "form": "xlsx",
        "upload": "geen",
        "link": "geen",
        "person": "geen",
        "session_name": "geen",
        "comment": "0" * 32,
        "point": "geen",
        "secret": "geen",
        "share": "geen",
        "key": "geen",
    }


def routes(app: Flask, method: str, values: Mapping[str, object]) -> Iterator[Route]:
    """All routes that answer a method."""
    adapter = app.url_map.bind("127.0.0.1:5000")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            given = {name: values[name] for name in rule.arguments}
            if rule.endpoint in OF_TEXTS and given["kind"] == LIST_KIND:
                given["kind"] = TEXT_KIND
            yield Route(rule.endpoint, adapter.build(rule.endpoint, given, method=method), frozenset(rule.arguments))
