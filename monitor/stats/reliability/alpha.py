"""Cronbach's alpha and what belongs to it, from integer sums over the forms that are complete within the aspect.

Sources: Cronbach (1951); Feldt, Woodruff & Salih (1987), Statistical inference for coefficient alpha.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from monitor.results import ItemReliability, Reliability

THRESHOLD = 0.70
WIDE_BELOW = 30
"""Fewer complete forms than this make the interval wide."""
_CHUNK = 65_536
"""Forms per product: sums of products of bytes stay whole numbers in float64."""


def measure_reliability(
    answers: NDArray[np.uint8], maximum: int, ids: Sequence[str], *, threshold: float = THRESHOLD
) -> Reliability:
    """Give alpha with Feldt's 95 % interval, standardised alpha, mean inter-item r and every item's part in it.

    answers: uint8, forms x items of one aspect. Only forms with a valid answer (1..maximum) to every item count.
    Not defined (None and a reason): too_few_items, too_few_forms (under three complete), no_variance (all totals
    equal). A constant item stays in alpha; standardised alpha, mean r and its own item-rest r are then None and the
    reason says constant_item.
    """
    n, k = answers.shape
    complete = complete_forms(answers, maximum)
    used = int(np.count_nonzero(complete))
    if k < 2:
        return Reliability(items=k, n_complete=used, n_dropped=n - used, reason="too_few_items")
    if used < 3:
        return Reliability(items=k, n_complete=used, n_dropped=n - used, reason="too_few_forms")
    spread = covariance_numerators(answers, complete)
    alpha = alpha_of(spread)
    if alpha is None:
        return Reliability(items=k, n_complete=used, n_dropped=n - used, reason="no_variance")
    low, high = feldt_interval(alpha, used, k)
    r = _mean_correlation(spread)
    return Reliability(
        items=k,
        n_complete=used,
        n_dropped=n - used,
        alpha=alpha,
        low=low,
        high=high,
        standardized=None if r is None else _stepped_up(r, k),
        mean_inter_item=r,
        spearman_brown=_stepped_up(r, 2) if k == 2 and r is not None else None,
        verdict=judge(low, high, threshold),
        wide=used < WIDE_BELOW,
        per_item=tuple(
            ItemReliability(name, _item_rest(spread, i), alpha_of(np.delete(np.delete(spread, i, 0), i, 1)))
            for i, name in enumerate(ids)
        ),
        reason="constant_item" if r is None else None,
    )


def complete_forms(answers: NDArray[np.uint8], maximum: int) -> NDArray[np.bool_]:
    """Tell per form whether every item has a valid answer: bool, forms."""
    valid = (answers >= 1) & (answers <= maximum)
    return np.asarray(valid.all(axis=1), dtype=np.bool_)


def covariance_numerators(answers: NDArray[np.uint8], rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give n sum(xy) - sum(x) sum(y) for every pair of items: items x items, whole numbers, n(n-1) times covariances.

    Exact up to some 10 million forms: products are whole numbers below 2**53 per chunk and int64 over the chunks.
    """
    k = answers.shape[1]
    products, sums, n = np.zeros((k, k), dtype=np.int64), np.zeros(k, dtype=np.int64), 0
    for start in range(0, answers.shape[0], _CHUNK):
        part = answers[start : start + _CHUNK][rows[start : start + _CHUNK]].astype(np.float64)
        products += np.rint(part.T @ part).astype(np.int64)
        sums += np.rint(part.sum(axis=0)).astype(np.int64)
        n += part.shape[0]
    return (n * products - np.outer(sums, sums)).astype(np.float64)


def alpha_of(spread: NDArray[np.float64]) -> float | None:
    """Cronbach's alpha k/(k-1) (1 - sum of variances / variance of the total); None if undefined."""
    k, total = int(spread.shape[0]), float(spread.sum())
    if k < 2 or total == 0:
        return None
    return k / (k - 1) * (1 - float(np.trace(spread)) / total)


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


def _mean_correlation(spread: NDArray[np.float64]) -> float | None:
    """The mean of the correlations between items; None if an item is constant."""
    variances = np.diag(spread)
    if (variances == 0).any():
        return None
    k = spread.shape[0]
    correlations = spread / np.sqrt(np.outer(variances, variances))
    return float(correlations[np.triu_indices(k, 1)].mean())


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
