"""How much of an aspect's reliability may be seen, in the house and in an overleg, and by whom.

Alpha and its company are not sums of answers, but ten digits of them give sums away. From alpha, alpha without the
item and item-rest r follows how the items' variances over the complete forms relate, and whole numbers with a known
ratio are known. The items' counts over all forms are shown as well, so each item's answers on the forms that are not
complete can be found by trying. Nobody is told whose forms those are, and inside the house the aspect's mean beside
its items' tells their sum anyway, so there all numbers of the house are given. Of what leaves the house, and in an
overleg, those answers, and those on the complete forms, are cells of their own: where one is neither empty nor lawful,
alpha is given with its interval alone and rounded, if that leaves every answer of the few possible, and else hidden.
In an overleg nothing finer is given at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from monitor.results import HIDDEN, Reliability
from monitor.stats.columns import Division
from monitor.stats.disclosure.deciding import HOUSE, NO_PROTECTION, Decision, Precision
from monitor.stats.estimate import FEW
from monitor.stats.kernel import Coproducts, sum_coproducts
from monitor.stats.preparing import Work
from monitor.stats.reliability.alpha import (
    WIDE_BELOW,
    alpha_of,
    covariance_numerators,
    describe_reliability,
    feldt_interval,
    judge,
)
from monitor.stats.reliability.gaps import examine_gaps
from surveys.questionnaire import Aspect, AspectKind

NOT_A_SCALE = "not_a_scale"
LEAST_IN_A_GROUP = 30
"""Complete forms from which a group has a reliability of its own."""
DECIMALS = (2, 1)
"""Of an alpha that is rounded, as many as hide enough."""
_UNEVEN = ("no_variance", "constant_item", "too_few_forms")
"""Reasons that say how people answered: told as hidden."""


def house_reliability(work: Work, aspect: Aspect, decision: Decision, *, threshold: float) -> Reliability:
    """Give alpha and its company over all forms, as far as they may be seen.

    Hidden with the aspect, with any of its items, and below ten complete forms (or the decision's minimum).
    """
    count, minimum = len(aspect.items), decision.minimum
    if aspect.kind is not AspectKind.SCALE:
        return Reliability(items=count, reason=NOT_A_SCALE)
    if not _in_full(aspect, HOUSE, 0, decision):
        return Reliability(items=count, reason=HIDDEN)
    sums = work.sums_of(aspect).coproducts
    found = describe_reliability(sums, [item.id for item in aspect.items], threshold=threshold)
    if minimum == NO_PROTECTION:
        return found
    if sums.n < max(minimum, FEW) or found.reason in _UNEVEN:
        return Reliability(items=count, reason=HIDDEN)
    if not decision.outside:
        return found
    gaps = examine_gaps(work.answers(aspect), work.house.pair_person[work.house.pair], work.matrix.maximum, minimum)
    if gaps.complete and gaps.items:
        return found if gaps.pairs else replace(found, alpha_pairwise=None, n_pair_min=None)
    decimals = decimals_that_hide(sums) if gaps.persons else None
    return round_reliability(sums, decimals, threshold) if decimals else Reliability(items=count, reason=HIDDEN)


def group_reliabilities(
    work: Work, division: Division, group: int, decision: Decision, *, threshold: float
) -> dict[str, Reliability]:
    """Give, by aspect, alpha with its interval in one group, from 30 complete forms on; without entry: not to be seen.

    Only where the group shows the aspect and all its items in full.
    """
    aspects = [
        aspect
        for aspect in work.questionnaire.aspects
        if aspect.kind is AspectKind.SCALE and _in_full(aspect, division.variable, group, decision)
    ]
    if not aspects or division.forms[group] < LEAST_IN_A_GROUP:
        return {}
    rows = np.flatnonzero(division.index == group)
    answers, persons = work.matrix.answers[rows], work.house.pair_person[work.house.pair[rows]]
    measured = {
        aspect.id: _measure_group(
            answers[:, [item.position for item in aspect.items]],
            persons,
            [item.id for item in aspect.items],
            work.matrix.maximum,
            decision.minimum,
            threshold,
        )
        for aspect in aspects
    }
    return {aspect: found for aspect, found in measured.items() if found is not None}


def _measure_group(
    answers: NDArray[np.uint8],
    persons: NDArray[np.int64],
    ids: Sequence[str],
    maximum: int,
    minimum: int,
    threshold: float,
) -> Reliability | None:
    sums = sum_coproducts(answers, maximum)
    if sums.n < LEAST_IN_A_GROUP or alpha_of(covariance_numerators(sums)) is None:
        return None
    if minimum == NO_PROTECTION:
        return describe_reliability(sums, ids, threshold=threshold)
    gaps = examine_gaps(answers, persons, maximum, minimum)
    if not gaps.persons:
        return None
    decimals = DECIMALS[0] if gaps.complete and gaps.items else decimals_that_hide(sums)
    return round_reliability(sums, decimals, threshold) if decimals else None


def round_reliability(sums: Coproducts, decimals: int, threshold: float) -> Reliability:
    """Give alpha with so many decimals, an interval and a verdict that hold for whatever rounds to it, and no more."""
    k, n = sums.sums.size, sums.n
    alpha = alpha_of(covariance_numerators(sums))
    if alpha is None:
        return Reliability(items=k, reason=HIDDEN)
    alpha, half = round(alpha, decimals), 10**-decimals / 2
    low, _ = feldt_interval(alpha - half, n, k)
    _, high = feldt_interval(min(alpha + half, 1.0), n, k)
    return Reliability(
        items=k,
        n_complete=n,
        n_dropped=sums.forms - n,
        alpha=alpha,
        low=round(low, DECIMALS[0]),
        high=round(high, DECIMALS[0]),
        omega_reason=HIDDEN,
        verdict=judge(low, high, threshold),
        wide=n < WIDE_BELOW,
        decimals=decimals,
    )


def decimals_that_hide(sums: Coproducts) -> int | None:
    """With how many decimals (two or one) alpha fits whatever a few forms that are not complete answered; None: none.

    Other answers of the few mean other variances V over the complete forms. Alpha and V give the variance of the total,
    T = V / (1 - alpha (k - 1)/k), which over n forms is a whole number in steps of 2n (n times the sum of squares, even
    or odd as the sum is, less the square of the sum). What the decimals leave open for T must be two such steps.
    """
    spread = covariance_numerators(sums)
    alpha, own = alpha_of(spread), float(np.trace(spread))
    if alpha is None:
        return None
    share = (sums.sums.size - 1) / sums.sums.size
    for decimals in DECIMALS:
        half = 10**-decimals / 2
        least, most = 1 - share * (alpha - half), 1 - share * (alpha + half)
        if most <= 0 or own / most - own / least >= 4 * sums.n:
            return decimals
    return None


def _in_full(aspect: Aspect, variable: str, group: int, decision: Decision) -> bool:
    """Tell whether a group shows an aspect and every one of its items in full."""
    items = [decision.items.get((variable, group, item.id), Precision.HIDDEN) for item in aspect.items]
    return min(decision.aspects[variable, group, aspect.id], *items) is Precision.FULL
