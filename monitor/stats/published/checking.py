"""All checks of a published table, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.stats.published.deviation import check_sd
from monitor.stats.published.means import check_mean
from monitor.stats.published.ranges import check_range
from monitor.stats.published.table import (
    TOTAL_NAMES,
    Finding,
    PublishedRow,
    Scale,
    Verdict,
    normalise,
)
from monitor.stats.published.totals import check_total

FEWER = 10
"""For a row that cannot be true: so many smaller numbers of answers are tried, for statements that some left empty."""


def check_table(rows: Sequence[PublishedRow], scale: Scale) -> tuple[Finding, ...]:
    """Check every row of a published table, in its order.

    A total is a row that other rows name as theirs, or, where no row names one, a row called "totaal" or alike
    (TOTAL_NAMES), of all other rows.
    """
    totals = _find_totals(rows)
    return tuple(finding for row in rows for finding in _check_row(row, rows, totals, scale))


def _find_totals(rows: Sequence[PublishedRow]) -> frozenset[int]:
    """Give the numbers of the rows that are totals."""
    named = {normalise(row.part_of) for row in rows if row.part_of}
    return frozenset(row.row for row in rows if normalise(row.item) in (named or TOTAL_NAMES))


def _check_row(
    row: PublishedRow, rows: Sequence[PublishedRow], totals: frozenset[int], scale: Scale
) -> Iterator[Finding]:
    total = row.row in totals
    found = list(_check_alone(row, scale, total=total))
    wrong = next((place for place, finding in enumerate(found) if finding.verdict is Verdict.IMPOSSIBLE), None)
    if wrong is not None and (n := _fewer(row, scale, total=total)) is not None:
        found[wrong] = replace(found[wrong], detail=f"{found[wrong].detail}; bij {n} antwoorden kan de rij wel")
    yield from found
    if total:
        yield check_total(row, rows, totals)


def _check_alone(row: PublishedRow, scale: Scale, *, total: bool) -> Iterator[Finding]:
    if row.mean is not None:
        yield check_mean(row, total=total)
    if row.sd is not None:
        yield check_sd(row, scale, total=total)
    yield check_range(row, scale, total=total)


def _fewer(row: PublishedRow, scale: Scale, *, total: bool) -> int | None:
    """Give the next smaller number of answers with which every check of the row says possible, the sd with n - 1."""
    if row.n is None or row.mean is None or row.n * (row.items or 1) >= 10**row.mean.decimals:
        return None  # with so many answers one fewer makes no difference
    for n in range(row.n - 1, max(row.n - 1 - FEWER, 1), -1):
        found = _check_alone(replace(row, n=n), scale, total=total)
        if all(one.verdict is Verdict.POSSIBLE and not one.detail for one in found):
            return n
    return None
