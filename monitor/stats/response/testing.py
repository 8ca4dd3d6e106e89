"""Whether groups differ in who answered: Pearson's X2, Fisher's exact test or a permutation of X2, with Cramér's V."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, gammaln

from monitor.results import LEAST_P, GroupTest
from monitor.stats.response.permuting import DRAWS, SEED, permute_answers
from monitor.stats.response.tables import Table

SMALLEST_EXPECTED = 5
"""Below this expected count Pearson's approximation is not used (Cochran 1954)."""
ONE_GROUP, NOBODY, EVERYBODY = "one_group", "nobody_answered", "everybody_answered"
DECIMALS = 2
"""Of p where a person may count more than once."""
_EQUAL = 1e-9
"""Statistics that differ less than this, relatively or in all, are the same number computed in another order."""
_AS_LIKELY = 1e-7
"""R's fisher.test: a table counts if it is at most so much more likely than the one observed."""


def compare_levels(table: Table, *, by_person: bool = False) -> GroupTest:
    """Test whether the levels of a table differ in the share that answered; undefined: no numbers and a reason.

    Pearson's X2 without continuity correction against chi2 with levels - 1 degrees of freedom. With an expected count
    under 5: of two levels Fisher's exact test (statistic and dof None), of more the permutation of X2. by_person: a
    person may count more than once, so p always comes from permuting who answered between persons, and is blunted. Else
    p is a function of the counts. Cramér's V is sqrt(X2 / n), n all that is counted.
    """
    eligible, answered = table.eligible_total, table.answered_total
    levels = int((eligible > 0).sum())
    if levels < 2:
        return GroupTest(reason=ONE_GROUP)
    if answered.sum() in (0, eligible.sum()):
        return GroupTest(reason=EVERYBODY if answered.any() else NOBODY)
    statistic = float(pearson(eligible, answered[:, None].astype(np.float64))[0])
    v = float(np.sqrt(statistic / eligible.sum()))
    if not by_person and _smallest_expected(eligible, answered) >= SMALLEST_EXPECTED:
        return GroupTest("chi2", statistic, levels - 1, float(chdtrc(levels - 1, statistic)), v)
    if not by_person and levels == 2:
        return GroupTest("fisher", p=fisher(eligible[eligible > 0], answered[eligible > 0]), cramers_v=v)
    p = permutation_p(table, statistic)
    return GroupTest("permutation", statistic, levels - 1, blunt_p(p) if by_person else p, v, draws=DRAWS, seed=SEED)


def blunt_p(p: float) -> float:
    """Two decimals, and 0.01 for all that is at most so.

    In full p depends on who counts in which levels together; the counts do not tell that, and it could be found by
    trying.
    """
    return LEAST_P if p <= LEAST_P else max(round(p, DECIMALS), 2 * LEAST_P)


def pearson(eligible: NDArray[np.int64], answered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson's X2 per draw; eligible: int64, levels; answered: float64, levels x draws. 0 if nobody or all answered.

    With n_k eligible and a_k answered per level and p their totals' ratio: sum (a_k - n_k p)^2 / (n_k p (1 - p)).
    """
    size = eligible[eligible > 0].astype(np.float64)[:, None]
    found = answered[eligible > 0]
    share = found.sum(axis=0) / size.sum()
    spread = share * (1 - share)
    square = ((found - size * share) ** 2 / size).sum(axis=0)
    statistic: NDArray[np.float64] = np.divide(square, spread, out=np.zeros_like(square), where=spread > 0)
    return statistic


def permutation_p(table: Table, statistic: float) -> float:
    """p = (b + 1) / (B + 1), b of B draws in which X2 is at least the one observed (Davison & Hinkley 1997, 4.3)."""
    eligible = table.eligible_total
    least = statistic * (1 - _EQUAL) - _EQUAL
    b = sum(int((pearson(eligible, drawn.astype(np.float64)) >= least).sum()) for drawn in permute_answers(table))
    return (b + 1) / (DRAWS + 1)


def fisher(eligible: NDArray[np.int64], answered: NDArray[np.int64]) -> float:
    """Fisher's exact two-sided p of two levels as R's fisher.test: all tables that are not more likely, together."""
    first, second = (int(size) for size in eligible)
    total = int(answered.sum())
    low = max(0, total - second)
    k = np.arange(low, min(first, total) + 1, dtype=np.float64)
    logs = _log_choose(first, k) + _log_choose(second, total - k)
    density = np.exp(logs - logs.max())
    observed = density[int(answered[0]) - low]
    return min(1.0, float(density[density <= observed * (1 + _AS_LIKELY)].sum() / density.sum()))


def _log_choose(n: int, k: NDArray[np.float64]) -> NDArray[np.float64]:
    logs: NDArray[np.float64] = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return logs


def _smallest_expected(eligible: NDArray[np.int64], answered: NDArray[np.int64]) -> float:
    share = answered.sum() / eligible.sum()
    return float(eligible[eligible > 0].min() * min(share, 1 - share))
