"""Numbers as a terminal shows them in Dutch: decimal comma, per cent, and a dash for what is not there."""

from __future__ import annotations

from monitor.results import HIDDEN
from monitor.results.shown import HIDDEN_TEXT, UNDEFINED_TEXT

NOTHING = "-"
MINUS = "\u2212"


def decimal(value: float | None, decimals: int = 2) -> str:
    """2.857 -> "2,86"; -0.001 -> "0,00"; None -> "-"."""
    return NOTHING if value is None else f"{value:z.{decimals}f}".replace(".", ",").replace("-", MINUS)


def interval(low: float | None, high: float | None, decimals: int = 2) -> str:
    """2.92, 3.07 -> "2,92–3,07"; "-" with either missing."""
    return NOTHING if low is None or high is None else f"{decimal(low, decimals)}–{decimal(high, decimals)}"


def percent(share: float | None) -> str:
    """0.648 -> "65 %"; None -> "-"."""
    return NOTHING if share is None else f"{100 * share:.0f} %"


def percent_interval(low: float | None, high: float | None) -> str:
    """0.57, 0.72 -> "57–72 %"; "-" with either missing."""
    return NOTHING if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f} %"


def whole(value: int | None) -> str:
    """12345 -> "12.345"; None -> "-"."""
    return NOTHING if value is None else f"{value:,}".replace(",", ".")


def absence(reason: str | None) -> str:
    """The words for a number that is not there."""
    return HIDDEN_TEXT if reason == HIDDEN else UNDEFINED_TEXT
