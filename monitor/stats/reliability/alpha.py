"""Cronbach's alpha and what belongs to it, from whole-number sums of products over the forms of an aspect.

Sources: Cronbach (1951); Feldt, Woodruff & Salih (1987), Statistical inference for coefficient alpha.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from monitor.results import ItemReliability, Reliability
from monitor.stats.kernel import Coproducts, sum_coproducts
from monitor.stats.reliability.omega import Omega, measure_omega

THRESHOLD = 0.70
WIDE_BELOW = 30
"""Fewer complete forms than this make the interval wide."""
CONSTANT_ITEM = "constant_item"
_NOTHING = 1e-12
"""A total below this part of the variances is rounding noise of a total that is zero."""


def measure_reliability(
    answers: NDArray[np.uint8], maximum: int, ids: Sequence[str], *, threshold: float = THRESHOLD
) -> Reliability:
    """Describe the reliability of the answers to one aspect: uint8, forms x items, of which 1..maximum are valid."""
    return describe_reliability(sum_coproducts(answers, maximum), ids, threshold=threshold)


def describe_reliability(sums: Coproducts, ids: Sequence[str], *, threshold: float = THRESHOLD) -> Reliability:
    """Give alpha with Feldt's 95 % interval and its company, over the forms with a valid answer to every item.

    ids: of the items. Beside them alpha over pairs (`pairwise_alpha`), omega, and every item's part in alpha.
    Alpha is not defined (None and a reason): too_few_items, too_few_forms (under three complete), no_variance (all
    totals equal). A constant item stays in alpha; standardised alpha, mean r, omega and its own item-rest r are then
    None and the reason says constant_item.
    """
    k, n = len(ids), sums.n
    if k < 2:
        return Reliability(items=k, n_complete=n, n_dropped=sums.forms - n, reason="too_few_items")
    plain = Reliability(
        items=k,
        n_complete=n,
        n_dropped=sums.forms - n,
        alpha_pairwise=pairwise_alpha(sums),
        n_pair_min=int(sums.pair_n[np.triu_indices(k, 1)].min()),
    )
    spread = covariance_numerators(sums)
    alpha = alpha_of(spread)
    if n < 3 or alpha is None:
        return replace(plain, reason="too_few_forms" if n < 3 else "no_variance")
    low, high = feldt_interval(alpha, n, k)
    correlations = _correlations(spread)
    r = None if correlations is None else float(correlations[np.triu_indices(k, 1)].mean())
    omega = Omega(None, CONSTANT_ITEM) if correlations is None else measure_omega(correlations)
    return replace(
        plain,
        alpha=alpha,
        low=low,
        high=high,
        standardized=None if r is None else _stepped_up(r, k),
        mean_inter_item=r,
        omega=omega.value,
        omega_reason=omega.reason,
        spearman_brown=_stepped_up(r, 2) if k == 2 and r is not None else None,
        verdict=judge(low, high, threshold),
        wide=n < WIDE_BELOW,
        per_item=tuple(
            ItemReliability(name, _item_rest(spread, i), alpha_of(np.delete(np.delete(spread, i, 0), i, 1)))
            for i, name in enumerate(ids)
        ),
        reason=CONSTANT_ITEM if correlations is None else None,
    )


def covariance_numerators(sums: Coproducts) -> NDArray[np.float64]:
    """Give n sum(xy) - sum(x) sum(y) over the complete forms: k x k, n (n - 1) times the covariances.

    Whole numbers, and exact as float64 up to some 10 million forms.
    """
    return (sums.n * sums.products - np.outer(sums.sums, sums.sums)).astype(np.float64)


def pairwise_covariances(sums: Coproducts) -> NDArray[np.float64] | None:
    """Give every two items' covariance over the forms with both: k x k, as R's cov(use = "pairwise.complete.obs").

    The variances are over all answers of an item. None where two items were answered together fewer than twice.
    """
    n = sums.pair_n
    if (n < 2).any():
        return None
    return np.asarray((n * sums.pair_products - sums.pair_sums * sums.pair_sums.T) / (n * (n - 1)))


def pairwise_alpha(sums: Coproducts) -> float | None:
    """Cronbach's alpha from pairwise covariances; None if one does not exist or the total does not vary."""
    covariances = pairwise_covariances(sums)
    return None if covariances is None else alpha_of(covariances)


def alpha_of(spread: NDArray[np.float64]) -> float | None:
    """Cronbach's alpha k/(k-1) (1 - sum of variances / variance of the total); None if undefined."""
    k, total, own = int(spread.shape[0]), float(spread.sum()), float(np.trace(spread))
    if k < 2 or abs(total) <= _NOTHING * own:
        return None
    return k / (k - 1) * (1 - own / total)


def feldt_interval(alpha: float, n: int, k: int) -> tuple[float, float]:
    """Feldt's 95 % interval of alpha over n forms and k items: 1 - (1 - alpha) F, F with n-1 and (n-1)(k-1)."""
    above, below = n - 1, (n - 1) * (k - 1)
    return (
        1 - (1 - alpha) * float(fdtri(above, below, 0.975)),
        1 - (1 - alpha) * float(fdtri(above, below, 0.025)),
    )


def judge(low: float, high: float, threshold: float) -> str:
    """Say whether alpha reaches the threshold, as far as its interval tells."""
    if low >= threshold:
        return "voldoende"
    return "onvoldoende" if high < threshold else "onzeker"


def _correlations(spread: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The correlations between items, k x k; None if an item is constant."""
    variances = np.diag(spread)
    if (variances == 0).any():
        return None
    return np.asarray(spread / np.sqrt(np.outer(variances, variances)))


def _stepped_up(r: float, k: int) -> float | None:
    """Spearman-Brown: the reliability of k items that correlate r on average; None where it is not defined."""
    below = 1 + (k - 1) * r
    return None if math.isclose(below, 0, abs_tol=1e-12) else k * r / below


def _item_rest(spread: NDArray[np.float64], item: int) -> float | None:
    """The correlation of an item with the sum of the others; None if either is constant."""
    variance, with_all = float(spread[item, item]), float(spread[item].sum())
    rest = float(spread.sum()) - 2 * with_all + variance
    if variance == 0 or rest == 0:
        return None
    return (with_all - variance) / math.sqrt(variance * rest)
