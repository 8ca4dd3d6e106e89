"""GRIM: whether a printed mean can be the mean of so many whole answers (Brown & Heathers 2017)."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from monitor.stats.published.table import Check, Finding, Printed, PublishedRow, Verdict, show, whole_within
from monitor.stats.published.whole import items_of


def check_mean(row: PublishedRow, *, total: bool) -> Finding:
    """Check a printed mean: impossible if no whole k has |k / (n x items) - mean| <= half a unit of the last decimal.

    From n x items = 10^decimals every mean can be: not testable. Nor without n, or a total of an unknown number of
    statements.
    """
    if row.mean is None:
        raise ValueError("a row without a mean has none to check")
    items = items_of(row, total=total)
    if row.n is None:
        return _found(row, Verdict.NOT_TESTABLE, "het aantal antwoorden (n) staat er niet bij")
    if items is None:
        return _found(row, Verdict.NOT_TESTABLE, "van hoeveel stellingen dit het totaal is, staat er niet bij (items)")
    answers, decimals = row.n * items, row.mean.decimals
    if answers >= 10**decimals:
        digits = f"{decimals} decimaal" if decimals == 1 else f"{decimals} decimalen"
        return _found(row, Verdict.NOT_TESTABLE, f"bij {answers} antwoorden kan elk gemiddelde met {digits}")
    if whole_within(row.mean.low * answers, row.mean.high * answers):
        return _found(row, Verdict.POSSIBLE)
    return _found(row, Verdict.IMPOSSIBLE, _neighbours(row.mean, answers))


def _neighbours(mean: Printed, answers: int) -> str:
    """Name the two means around the printed one that so many answers can give."""
    k = floor(mean.value * answers)
    shown = [f"{one}/{answers} = {show(Fraction(one, answers), mean.decimals)}" for one in (k, k + 1)]
    return f"{answers} antwoorden geven geen {mean.text}: {shown[0]} en {shown[1]}"


def _found(row: PublishedRow, verdict: Verdict, detail: str = "") -> Finding:
    return Finding(row.row, row.item, Check.GRIM, verdict, detail)
