"""Whether a printed total lies within its parts: an average never lies outside what it is the average of."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.stats.published.table import Check, Finding, Printed, PublishedRow, Verdict, normalise


def check_total(row: PublishedRow, rows: Sequence[PublishedRow], totals: frozenset[int]) -> Finding:
    """Check that the mean of a total lies from the lowest to the highest mean of its parts, as far as rounding tells.

    Parts: the rows that name it, or, where no row names a total, all rows that are none. Any weights may have been
    used. `totals`: numbers of the rows that are totals. Not testable where the total has more answers than its parts
    together: then parts are missing.
    """
    if any(one.part_of for one in rows):
        parts = [one for one in rows if normalise(one.part_of) == normalise(row.item)]
    elif len(totals) > 1:
        return _found(row, Verdict.NOT_TESTABLE, "er zijn meer totalen; zeg met de kolom 'deel van' wat erbij hoort")
    else:
        parts = [one for one in rows if one.row not in totals]
    means = [one.mean for one in parts if one.mean is not None]
    if row.mean is None or not means or len(means) < len(parts):
        return _found(row, Verdict.NOT_TESTABLE, "het gemiddelde van het totaal of van een deel staat er niet bij")
    answers = sum(one.n for one in parts if one.n is not None)
    if row.n is not None and row.n > answers and all(one.n is not None for one in parts):
        missing = f"het totaal heeft meer antwoorden ({row.n}) dan de delen samen ({answers}): er ontbreken delen"
        return _found(row, Verdict.NOT_TESTABLE, missing)
    return _compare(row, row.mean, means)


def _compare(row: PublishedRow, total: Printed, means: Sequence[Printed]) -> Finding:
    lowest, highest = (choose(means, key=lambda mean: mean.value) for choose in (min, max))
    if total.high < lowest.low:
        return _found(row, Verdict.IMPOSSIBLE, f"{total.text} ligt onder het laagste deel ({lowest.text})")
    if total.low > highest.high:
        return _found(row, Verdict.IMPOSSIBLE, f"{total.text} ligt boven het hoogste deel ({highest.text})")
    return _found(row, Verdict.POSSIBLE)


def _found(row: PublishedRow, verdict: Verdict, detail: str = "") -> Finding:
    return Finding(row.row, row.item, Check.TOTAL, verdict, detail)
