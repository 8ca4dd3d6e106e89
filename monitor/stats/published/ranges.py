"""Whether minimum, maximum and mean of a row lie on the scale, in order, and can be whole answers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from monitor.stats.published.table import Check, Finding, Printed, PublishedRow, Scale, Verdict, show
from monitor.stats.published.whole import items_of, spreads, units_of


def check_range(row: PublishedRow, scale: Scale, *, total: bool) -> Finding:
    """Check that minimum, maximum and mean lie on the scale, in this order, and leave room for each other.

    With n: at least one answer is the minimum and one the maximum, so the mean lies that much within. What is
    impossible first is named.
    """
    items = items_of(row, total=total)
    wrong = _off_scale(row, scale) or _no_answer(row, items, scale) or _out_of_order(row, items, scale)
    if not wrong and row.n is not None and items is not None:
        wrong = _no_room(row, row.n, items, scale)
    return Finding(row.row, row.item, Check.RANGE, Verdict.IMPOSSIBLE if wrong else Verdict.POSSIBLE, wrong)


def _named(row: PublishedRow) -> list[tuple[str, Printed]]:
    found = (("minimum", row.minimum), ("maximum", row.maximum), ("gemiddelde", row.mean))
    return [(name, number) for name, number in found if number is not None]


def _off_scale(row: PublishedRow, scale: Scale) -> str:
    for name, number in _named(row):
        if number.low > scale.high:
            return f"{name} {number.text} ligt boven de schaal ({scale.low}-{scale.high})"
        if number.high < scale.low:
            return f"{name} {number.text} ligt onder de schaal ({scale.low}-{scale.high})"
    return ""


def _no_answer(row: PublishedRow, items: int | None, scale: Scale) -> str:
    """Name a minimum or maximum that no whole answers give."""
    if items is None:
        return ""
    for name, number in _named(row):
        if name != "gemiddelde" and not units_of(number, items, scale):
            kind = "geen heel antwoord" if items == 1 else f"geen gemiddelde van {items} hele antwoorden"
            return f"{name} {number.text} is {kind}"
    return ""


def _out_of_order(row: PublishedRow, items: int | None, scale: Scale) -> str:
    """Name two of minimum, mean and maximum that stand in the wrong order, however they were rounded."""
    low = None if row.minimum is None else min(_readings(row.minimum, items, scale))
    high = None if row.maximum is None else max(_readings(row.maximum, items, scale))
    if row.minimum and row.maximum and low is not None and high is not None and low > high:
        return f"minimum {row.minimum.text} is hoger dan maximum {row.maximum.text}"
    if row.mean and row.minimum and low is not None and row.mean.high < low:
        return f"gemiddelde {row.mean.text} ligt onder minimum {row.minimum.text}"
    if row.mean and row.maximum and high is not None and row.mean.low > high:
        return f"gemiddelde {row.mean.text} ligt boven maximum {row.maximum.text}"
    return ""


def _readings(number: Printed, items: int | None, scale: Scale) -> Sequence[Fraction]:
    """Give what a printed minimum or maximum can stand for; the ends of its rounding if the items are not known."""
    if items is None:
        return number.low, number.high
    return [Fraction(one, items) for one in units_of(number, items, scale)]


def _no_room(row: PublishedRow, n: int, items: int, scale: Scale) -> str:
    """Name a mean that cannot go with a minimum and a maximum that both occur among n answers."""
    ways = [(n * one.base + sum(one.fixed), one.free * one.span) for one in spreads(row, n, items, scale)]
    if not ways:
        return f"{_ends(row)} kunnen bij {n} antwoorden niet allebei voorkomen"
    if row.mean is None:
        return ""
    low, high = row.mean.low * n * items, row.mean.high * n * items
    if any(low <= least + more and high >= least for least, more in ways):
        return ""
    ends = [min(least for least, _ in ways), max(least + more for least, more in ways)]
    shown = [show(Fraction(end, n * items), row.mean.decimals) for end in ends]
    return f"{_ends(row)} geven bij {n} antwoorden een gemiddelde van {shown[0]} tot en met {shown[1]}, geen " + (
        row.mean.text
    )


def _ends(row: PublishedRow) -> str:
    return " en ".join(f"{name} {number.text}" for name, number in _named(row) if name != "gemiddelde")
