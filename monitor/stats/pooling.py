"""The whole numbers of a wave that add up over houses, as far as they may leave the house: computed at closing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.results import AspectResult, Breakdown, Cell, Report
from monitor.results.benchmark import COMPARED_BY, AspectPool, CompleteSums, ScoreSums
from monitor.stats.columns import Division
from monitor.stats.kernel import AspectSums
from monitor.stats.preparing import Work
from monitor.stats.sums import score_unit
from surveys.questionnaire import Aspect


def pool_aspects(work: Work, outside: Report) -> tuple[AspectPool, ...]:
    """Give the sums of every aspect. outside: the audited report for readers outside the house.

    The sums say no more than n, mean and standard deviation, so they are given exactly where those are shown in full;
    the sums over the complete forms where alpha and its company are.
    """
    divisions = {division.variable: division for division in work.divisions}
    found = []
    for aspect, shown in zip(work.questionnaire.aspects, outside.aspects, strict=True):
        unit, sums = score_unit(len(aspect.items)), work.sums_of(aspect)
        found.append(
            AspectPool(
                id=aspect.id,
                unit=unit,
                scores=sum_scores(sums.table, unit) if _in_full(shown) else None,
                by={
                    one.by: _sum_groups(sums, unit, divisions[one.by], aspect.id, one)
                    for one in outside.breakdowns
                    if one.by in COMPARED_BY and _in_full(shown)
                },
                complete=_sum_complete(work, aspect, shown),
            )
        )
    return tuple(found)


def sum_scores(table: NDArray[np.int64], unit: int) -> ScoreSums:
    """Sum the scores of forms exactly. table: (items + 1) x sums, the forms by answered items and sum of answers."""
    items = table.shape[0] - 1
    n = total = squares = 0
    for answered, points in np.argwhere(table).tolist():
        if 2 * answered >= items and answered:
            forms, score = int(table[answered, points]), unit // answered * points
            n, total, squares = n + forms, total + forms * score, squares + forms * score**2
    return ScoreSums(n, total, squares)


def _in_full(shown: AspectResult | Cell) -> bool:
    return shown.mean is not None and shown.n is not None and shown.sd is not None and shown.decimals is None


def _sum_groups(
    sums: AspectSums, unit: int, division: Division, aspect: str, breakdown: Breakdown
) -> dict[str, ScoreSums]:
    """Sum the scores of every group that shows the aspect in full, by its code."""
    found = {}
    for place, group in enumerate(breakdown.groups):
        if any(cell.aspect == aspect and _in_full(cell) for cell in group.cells):
            own = np.bincount(sums.places[division.index == place], minlength=sums.table.size).astype(np.int64)
            found[str(group.code)] = sum_scores(own.reshape(sums.table.shape), unit)
    return found


def _sum_complete(work: Work, aspect: Aspect, shown: AspectResult) -> CompleteSums | None:
    """Give the sums over the complete forms where alpha leaves the house with all its digits."""
    reliability = shown.reliability
    if reliability is None or reliability.alpha is None or reliability.decimals is not None:
        return None
    sums = work.sums_of(aspect).coproducts
    return CompleteSums(
        n=sums.n,
        sums=tuple(sums.sums.tolist()),
        squares=tuple(np.diag(sums.products).tolist()),
        total=int(sums.sums.sum()),
        total_squares=int(sums.products.sum()),
    )
