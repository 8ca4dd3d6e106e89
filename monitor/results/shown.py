"""What stands in the place of a number that is not there, the same words on every page and in every file."""

from __future__ import annotations

from decimal import Decimal

from monitor.results import HIDDEN

HIDDEN_TEXT = "niet getoond"
UNDEFINED_TEXT = "niet te berekenen"
OF_THE_KIND = {"no_sum": "geen gemiddelde", "no_total": "geen gemiddelde", "not_a_scale": "geen alpha"}
"""Numbers that an aspect of its kind does not have, whatever was answered."""


def rounded(value: float, digits: int = 2) -> Decimal:
    """The number as it is shown, never a negative zero."""
    return Decimal(f"{value:z.{digits}f}")


def missing(reason: str | None) -> str:
    """The words for a number that is not there; every hidden one looks the same."""
    if reason is None or reason == HIDDEN:
        return HIDDEN_TEXT
    return OF_THE_KIND.get(reason, UNDEFINED_TEXT)
