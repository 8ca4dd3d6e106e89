"""Names in charts: cut where a line is too short for them, with places where a narrow column may break them."""

from __future__ import annotations

import textwrap

SOFT_HYPHEN = "\u00ad"
BREAKS = {
    "Voorbereiding": "Voor\u00adbereiding",
    "Informatiedeling": "Informatie\u00addeling",
    "Bespreking": "Bespre\u00adking",
    "Samenwerking": "Samen\u00adwerking",
    "Evaluatie": "Evalu\u00adatie",
    "Rendement": "Rende\u00adment",
}
LONG = 11
"""Characters that a heatmap column can show on one line."""


def shorten(label: str, length: int) -> str:
    """A name cut between words, with an ellipsis; the table beside the chart has it whole."""
    if len(label) <= length:
        return label
    return textwrap.shorten(label, length, placeholder=" …") if " " in label[:length] else label[: length - 1] + "…"


def soften(label: str) -> str:
    """The label with soft hyphens where a narrow column may break it."""
    for word, parts in BREAKS.items():
        label = label.replace(word, parts)
    return label


def wrapped(label: str, length: int) -> tuple[str, ...]:
    """A name in at most two lines of so many characters, cut with an ellipsis where it is longer still."""
    return tuple(textwrap.wrap(label, length, max_lines=2, placeholder=" …"))


def in_lines(label: str) -> tuple[str, ...]:
    """The label in at most two lines, for drawings that do not break lines themselves."""
    softened = soften(label)
    if len(label) <= LONG or SOFT_HYPHEN not in softened:
        return (label,)
    first, rest = softened.split(SOFT_HYPHEN, 1)
    return first + "-", rest.replace(SOFT_HYPHEN, "")
