"""A difference of two means: its interval, its size against the spread, and when it may be called one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.special import stdtr, stdtrit

from monitor.results import HIDDEN, SIGNIFICANCE, AspectResult, Cell, Comparison, ItemResult, Overall
from monitor.stats.comparing.holm import adjust_holm
from monitor.stats.estimate import FEW_ANSWERS, NO_SPREAD, NOTHING, ONE_PERSON

EVERYBODY_ANSWERED = "everybody_answered"
"""No test: nobody is missing, so the difference is what it is."""
POWER_FACTOR = 1.96 + 0.84
"""Standard errors of a true difference that is seen at the 5 % level four times out of five."""

Score = AspectResult | ItemResult | Cell | Overall


@dataclass(frozen=True)
class Spread:
    """n values of forms and the sum of their squared deviations from their own mean."""

    n: int
    within: float


def spread_of(n: int | None, sd: float | None) -> Spread | None:
    """The spread behind a standard deviation (n - 1); None where that is not known."""
    return None if n is None or sd is None else Spread(n, (n - 1) * sd**2)


def hedges_g(difference: float, first: Spread | None, second: Spread | None) -> float | None:
    """Hedges' g = d / pooled sd of forms (n - 1) x (1 - 3/(4 (n1 + n2) - 9)).

    None without spread, or from fewer than four forms. Source: Hedges & Olkin, Statistical Methods for
    Meta-Analysis (1985).
    """
    if first is None or second is None or first.n + second.n < 4:
        return None
    total = first.n + second.n
    pooled = math.sqrt((first.within + second.within) / (total - 2))
    return difference / pooled * (1 - 3 / (4 * total - 9)) if pooled >= NOTHING else None


def measure_difference(
    difference: float, error: float, freedom: int, g: float | None, *, complete: bool = False
) -> Comparison:
    """Give a difference its interval d ± t(.975, freedom) error, two-sided p from t, and smallest visible difference.

    complete: everybody answered, so the error is 0: low = high = d, and no p, with a reason. No spread or no degrees of
    freedom otherwise: no interval and no p, with a reason. p_holm and visible come from judge_table.
    """
    if complete:
        return Comparison(difference, difference, difference, 0.0, g, reason=EVERYBODY_ANSWERED)
    if freedom < 1:
        return Comparison(difference, g=g, reason=ONE_PERSON)
    if error < NOTHING:
        return Comparison(difference, g=g, reason=NO_SPREAD)
    reach = float(stdtrit(freedom, 0.975)) * error
    p = 2 * float(stdtr(freedom, -abs(difference) / error))
    return Comparison(difference, difference - reach, difference + reach, POWER_FACTOR * error, g, p)


def blur(found: Comparison) -> Comparison:
    """A judged difference whose exact error would tell of a few persons: margin outwards to one decimal, and no p."""
    if found.low is None or found.high is None or found.smallest_visible is None or not found.smallest_visible:
        return found
    return replace(
        found,
        low=math.floor(found.low * 10) / 10,
        high=math.ceil(found.high * 10) / 10,
        smallest_visible=math.ceil(found.smallest_visible * 10) / 10,
        p=None,
        p_holm=None,
        reason=HIDDEN,
    )


def judge_table(found: Sequence[Comparison], *, smallest_difference: float) -> tuple[Comparison, ...]:
    """Adjust the p values of one table by Holm, and say which differences may be called one.

    Visible: p_holm < .05 and |difference| >= smallest_difference. Where everybody answered there is nothing to test,
    and size alone decides.
    """
    adjusted = adjust_holm([one.p for one in found])
    return tuple(
        replace(one, p_holm=p_holm, visible=_is_visible(one, p_holm, smallest_difference))
        for one, p_holm in zip(found, adjusted, strict=True)
    )


def _is_visible(one: Comparison, p_holm: float | None, smallest: float) -> bool:
    if one.difference is None or abs(one.difference) < smallest:
        return False
    return one.reason == EVERYBODY_ANSWERED or (p_holm is not None and p_holm < SIGNIFICANCE)


def missing_reason(score: Score) -> str | None:
    """Why a mean cannot be compared, from its record alone: hidden, without a mean, or stored with one decimal."""
    if score.mean is None:
        return score.reason or HIDDEN
    return FEW_ANSWERS if score.decimals is not None else None
