"""What a form scores: a number per aspect, and one over the aspects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def score_table(items: int, maximum: int) -> NDArray[np.float64]:
    """Score any form there can be on an aspect: the mean of its valid answers if 2 x answered >= items, else NaN.

    Valid are 1..maximum; left empty, not asked and geen oordeel are not, and stay in the number of items. Returns
    float64, (items + 1) x (items * maximum + 1): by how many valid answers a form has, and by their sum. The same score
    is the same number, whatever it was divided from (6/2 and 9/3).
    """
    answered, total = np.arange(items + 1)[:, None], np.arange(items * maximum + 1)[None, :]
    possible = (answered > 0) & (total >= answered) & (total <= answered * maximum)
    scores = np.full(possible.shape, np.nan)
    np.divide(total, answered, out=scores, where=possible & (2 * answered >= items))
    return scores


def overall_scores(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score every form over the aspects: the mean of its aspect scores that are present, NaN if there is none.

    scores: float64, forms x aspects that count in the total. Every aspect weighs the same, however many items it has.
    """
    present = ~np.isnan(scores)
    counts = np.count_nonzero(present, axis=1)
    means = np.full(counts.shape, np.nan)
    np.divide(np.where(present, scores, 0.0).sum(axis=1), counts, out=means, where=counts > 0)
    return means
