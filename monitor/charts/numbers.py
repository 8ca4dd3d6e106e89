"""Write numbers as Dutch readers expect: decimal comma, no-break space before %, en dash in a range that never breaks.

What is shown is rounded to the nearest, and half-even where the number lies exactly between two (Python's own rounding,
the same as in the sentences). Everything that depends on a shown number (heatmap class, order) uses `rounded`.
"""

from __future__ import annotations

from monitor.results import LEAST_P, AspectResult, Cell, ItemResult, Overall, margin_decimals
from monitor.results.shown import rounded

NBSP = "\u00a0"
EN_DASH = "\u2013"
TO = "\u2060\u2013\u2060"
"""The en dash of a range: word joiners keep the two numbers on one line, also where a column is narrow."""
MINUS = "\u2212"


def decimal(value: float | None, digits: int = 2) -> str:
    """2.857 -> "2,86"; None -> an en dash."""
    if value is None:
        return EN_DASH
    shown = rounded(value, digits)
    sign = MINUS if shown < 0 else ""
    return sign + f"{abs(shown):f}".replace(".", ",")


def whole(value: int | None) -> str:
    """12345 -> "12.345"; None -> an en dash."""
    return EN_DASH if value is None else f"{value:,}".replace(",", ".")


def percent(share: float | None, digits: int = 0) -> str:
    """0.648 -> "65 %" with a no-break space; None -> an en dash."""
    return EN_DASH if share is None else f"{decimal(100 * share, digits)}{NBSP}%"


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """2.92, 3.07 -> "2,92–3,07"; with a number missing an en dash alone."""
    if low is None or high is None:
        return EN_DASH
    return f"{decimal(low, digits)}{TO}{decimal(high, digits)}"


def margin_of(score: ItemResult | AspectResult | Cell | Overall) -> str:
    """The margin of a mean, with as many decimals as there are of it."""
    return interval(score.low, score.high, margin_decimals(score))


def percent_interval(low: float | None, high: float | None) -> str:
    """0.57, 0.72 -> "57–72 %"."""
    if low is None or high is None:
        return EN_DASH
    return f"{decimal(100 * low, 0)}{TO}{percent(high)}"


def signed(value: float | None, digits: int = 2) -> str:
    """0.207 -> "+0,21", -0.1 -> "−0,10", nothing to see -> "0,00"; None -> an en dash."""
    text = decimal(value, digits)
    return f"+{text}" if value is not None and rounded(value, digits) > 0 else text


def signed_interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """-0.05, 0.47 -> "−0,05 tot +0,47": an en dash between signs cannot be read."""
    if low is None or high is None:
        return EN_DASH
    return f"{signed(low, digits)} tot {signed(high, digits)}"


def probability(value: float | None) -> str:
    """0.0304 -> "0,030", 0.00004 -> "< 0,001"; None -> an en dash."""
    if value is not None and rounded(value, 3) == 0:
        return f"<{NBSP}0,001"
    return decimal(value, 3)


def p_value(value: float) -> str:
    """0.0304 -> "p = 0,030", 0.00004 -> "p < 0,001"; of what is stored with two decimals: "p = 0,41", "p ≤ 0,01"."""
    if value == LEAST_P:
        return f"p ≤{NBSP}{decimal(value)}"
    text = decimal(value) if value == round(value, 2) else probability(value)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def score_digits(decimals: int | None) -> int:
    """Scores are shown with two decimals, with one where the publication holds no more (5 to 9 forms)."""
    return 2 if decimals is None else decimals
