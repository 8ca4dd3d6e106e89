"""Whether a printed standard deviation can come from whole answers with the printed mean, minimum and maximum.

Exact: the sums of squares that such answers can have leave gaps, so a value between the smallest and the largest
can be impossible too (GRIMMER: Anaya 2016, doi 10.7287/peerj.preprints.2400v1; here by search instead of by table).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from monitor.stats.published.table import Check, Finding, Printed, PublishedRow, Scale, Verdict, show_root
from monitor.stats.published.whole import Spread, is_too_wide, items_of, spreads

MOST_TOTALS = 2000
"""So many totals of answers are searched; with more (very many answers) an even choice of them."""
MOST_NAMED = 200
"""Up to so many totals the nearest possible values are named."""


def check_sd(row: PublishedRow, scale: Scale, *, total: bool) -> Finding:
    """Check a printed standard deviation, with divisor n - 1 and, where that fails, with n; the detail says which fits.

    Possible if n whole answers exist whose mean is printed as the mean and in which the printed minimum and maximum
    occur (where one is not printed: within the scale), with such a standard deviation.
    """
    if row.sd is None:
        raise ValueError("a row without a standard deviation has none to check")
    if row.sd.value < 0:
        return _found(row, Verdict.IMPOSSIBLE, "een standaarddeviatie is nooit kleiner dan nul")
    items = items_of(row, total=total)
    reason = _missing(row, items)
    if reason or items is None or row.n is None or row.mean is None:
        return _found(row, Verdict.NOT_TESTABLE, reason)
    if is_too_wide(row, items, scale):
        return _found(row, Verdict.NOT_TESTABLE, "de antwoorden lopen te ver uiteen voor deze toets")
    ways = list(_ways(row, row.n, row.mean, items, scale))
    if not any(totals for _, totals in ways):
        return _found(row, Verdict.NOT_TESTABLE, "gemiddelde, minimum en maximum kunnen al niet samen")
    if row.n > 1 and (by_fewer := _fits(ways, row.sd, items, row.n - 1)):
        return _found(row, Verdict.POSSIBLE)
    if by_all := _fits(ways, row.sd, items, row.n):
        return _found(row, Verdict.POSSIBLE, "past alleen als er door n is gedeeld, niet door n - 1")
    if by_all is None or (row.n > 1 and by_fewer is None):
        return _found(row, Verdict.NOT_TESTABLE, "er zijn te veel mogelijkheden om ze allemaal na te gaan")
    return _found(row, Verdict.IMPOSSIBLE, _explain(row, row.sd, ways, items))


def _missing(row: PublishedRow, items: int | None) -> str:
    if row.n is None:
        return "het aantal antwoorden (n) staat er niet bij"
    if items is None:
        return "van hoeveel stellingen dit het totaal is, staat er niet bij (items)"
    return "" if row.mean is not None else "het gemiddelde staat er niet bij"


def _ways(row: PublishedRow, n: int, mean: Printed, items: int, scale: Scale) -> Iterator[tuple[Spread, range]]:
    """Give every way to read minimum and maximum, with the totals above n x base that the printed mean allows."""
    for spread in spreads(row, n, items, scale):
        yield spread, spread.totals(mean.low * n * items, mean.high * n * items)


def _fits(ways: Sequence[tuple[Spread, range]], sd: Printed, items: int, divisor: int) -> bool | None:
    """Tell whether any answers have this standard deviation: variance = (squares - total^2 / n) / divisor.

    None if no answers were found, while not every total that could give some was searched.
    """
    low, high = (divisor * (max(end, Fraction(0)) * items) ** 2 for end in (sd.low, sd.high))
    searched = True
    for spread, totals in ways:
        least, most = spread.deviations(totals) if totals else (Fraction(1), Fraction(0))
        if low > most or high < least:
            continue
        step = max(1, len(totals) * len(ways) // MOST_TOTALS)
        searched = searched and step == 1
        for total in totals[::step]:
            centre = Fraction(total * total, spread.n)
            if next(spread.squares(total, low + centre, high + centre), None) is not None:
                return True
    return False if searched else None


def _explain(row: PublishedRow, sd: Printed, ways: Sequence[tuple[Spread, range]], items: int) -> str:
    """Name the nearest standard deviations (n - 1) under and over the printed one that the answers can have."""
    said = f"{_answers_text(row)} geven geen {sd.text}"
    if row.n is None or row.n < 2 or sum(len(totals) for _, totals in ways) > MOST_NAMED:
        return said
    under, over = [], []
    for spread, totals in ways:
        for total in totals:
            centre, divisor = Fraction(total * total, spread.n), (row.n - 1) * items * items
            limit = (row.n - 1) * (sd.value * items) ** 2 + centre
            if (below := spread.below(total, limit)) is not None:
                under.append((below - centre) / divisor)
            if (above := spread.above(total, limit)) is not None:
                over.append((above - centre) / divisor)
    if under and over:
        return f"{said}; wel {show_root(max(under), sd.decimals)} of {show_root(min(over), sd.decimals)}"
    if under:
        return f"{said}; ten hoogste {show_root(max(under), sd.decimals)}"
    return f"{said}; ten minste {show_root(min(over), sd.decimals)}" if over else said


def _answers_text(row: PublishedRow) -> str:
    """Say what answers are meant: "76 antwoorden met minimum 2, maximum 4 en gemiddelde 3,18"."""
    named = (("minimum", row.minimum), ("maximum", row.maximum), ("gemiddelde", row.mean))
    shown = [f"{name} {number.text}" for name, number in named if number is not None]
    listed = f"{', '.join(shown[:-1])} en {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"{row.n} antwoorden met {listed}"


def _found(row: PublishedRow, verdict: Verdict, detail: str = "") -> Finding:
    return Finding(row.row, row.item, Check.SD, verdict, detail)
