"""Numbers of a publication as JSON: rounded as pages show them, null where there is none."""

from __future__ import annotations

from typing import Any

from monitor.exports.results_cells import Score, p_digits, score_digits, shown_share
from monitor.results import HIDDEN, Comparison, GroupTest, margin_decimals
from monitor.results.shown import rounded

View = dict[str, Any]
LEAST_SHOWN_P = 0.001
"""What stands where pages write "< 0,001"."""


def shown(value: float | None, digits: int = 2) -> float | None:
    """A number with the decimals that pages show."""
    return None if value is None else float(rounded(value, digits))


def shown_part(share: float | None) -> float | None:
    """A share in whole per cents: 0.65."""
    return None if share is None else float(shown_share(share))


def shown_probability(value: float | None, digits: int = 3) -> float | None:
    """A p; 0.001 for whatever is smaller."""
    return None if value is None else max(float(rounded(value, digits)), LEAST_SHOWN_P)


def score_view(score: Score) -> View:
    """Mean and margin; of a hidden one nothing but the reason."""
    if score.mean is None:
        return {"mean": None, "low": None, "high": None, "decimals": None, "reason": score.reason or HIDDEN}
    digits = margin_decimals(score)
    return {
        "mean": shown(score.mean, score_digits(score)),
        "low": shown(score.low, digits),
        "high": shown(score.high, digits),
        "decimals": score_digits(score),
        "reason": None,
    }


def comparison_view(found: Comparison | None) -> View | None:
    """A difference of two means; None where nothing is compared."""
    if found is None:
        return None
    known = found.difference is not None
    digits = 1 if found.reason == HIDDEN else 2
    return {
        "difference": shown(found.difference),
        "low": shown(found.low, digits) if known else None,
        "high": shown(found.high, digits) if known else None,
        "smallest_visible": shown(found.smallest_visible, digits) if known else None,
        "g": shown(found.g) if known else None,
        "p_holm": shown_probability(found.p_holm) if known else None,
        "visible": found.visible and known,
        "reason": found.reason if known else found.reason or HIDDEN,
    }


def group_test_view(test: GroupTest | None) -> View | None:
    """A test of a table; None where nobody asked."""
    if test is None:
        return None
    known = test.p is not None
    return {
        "method": test.method if known else None,
        "p": None if test.p is None else shown_probability(test.p, p_digits(test.p)),
        "cramers_v": shown(test.cramers_v) if known else None,
        "reason": None if known else test.reason or HIDDEN,
    }
