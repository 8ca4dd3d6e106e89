"""A small valid questionnaire to break in tests, and a writer of TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from surveys.loader import parse_questionnaire
from surveys.questionnaire import Questionnaire

NAME = "klein-1.toml"


def small_values() -> dict[str, Any]:
    """Two languages, two aspects, three items: fresh at every call, so that a test may change it."""
    return {
        "id": "klein",
        "version": 1,
        "languages": ["nl", "en"],
        "minutes": 2,
        "source": "Verzonnen",
        "title": both("Klein", "Small"),
        "intro": both("Eerste regel.\n\nTweede regel.", "First line."),
        "thanks": both("Dank u.", "Thank you."),
        "scale": {
            "labels": [both("nee", "no"), both("soms", "sometimes"), both("ja", "yes")],
            "no_opinion": both("geen oordeel", "no opinion"),
        },
        "background": [
            {"id": "overleg", "kind": "overleg", "text": both("Welk overleg?", "Which meeting?")},
            {
                "id": "attendance",
                "kind": "attendance",
                "text": both(
                    "Hoe vaak van {period_start} tot en met {period_end}?", "From {period_start} to {period_end}?"
                ),
            },
        ],
        "aspects": [
            aspect("doel", {"stem": both("Het doel?", "The aim?"), "items": [item("doel_1"), item("doel_2")]}),
            aspect("sfeer", {"stem": both("De sfeer?", "The mood?"), "items": [item("sfeer_1")]}),
        ],
    }


def both(dutch: str, english: str) -> dict[str, str]:
    return {"nl": dutch, "en": english}


def item(name: str) -> dict[str, Any]:
    return {"id": name, "text": both(f"Stelling {name}", f"Statement {name}")}


def aspect(name: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    texts = {"label": both(name.title(), name), "intro": both("Over het overleg", "On the meeting")}
    return {"id": name, "kind": "scale", "in_total": True, **texts, "blocks": list(blocks)}


def parse_values(values: Mapping[str, Any]) -> Questionnaire:
    return parse_questionnaire(to_toml(values), name=NAME)


def small_questionnaire() -> Questionnaire:
    return parse_values(small_values())


def to_toml(values: Mapping[str, Any]) -> bytes:
    """Write one line per key; every table below the top is an inline table."""
    lines = (f"{_string(key)} = {_value(value)}\n" for key, value in values.items())
    return "".join(lines).encode()


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_string(key)} = {_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _string(value)
    return value.isoformat() if isinstance(value, date) else repr(value)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
