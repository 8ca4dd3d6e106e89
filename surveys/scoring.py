"""What a form scores: a number per aspect, and one over the aspects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED
from surveys.errors import AnswerError


def aspect_scores(answers: NDArray[np.uint8], maximum: int) -> NDArray[np.float64]:
    """Score every form on one aspect: the mean of its valid answers if 2 x answered >= items, else NaN.

    answers: uint8, forms x items of the aspect, codes of surveys.answers. Valid are 1..maximum; left empty, not asked
    and geen oordeel are not, and stay in the number of items. Returns float64, forms. AnswerError for any other code
    or for an aspect without items.
    """
    if answers.dtype != np.uint8 or answers.ndim != 2 or answers.shape[1] == 0:
        raise AnswerError("De antwoorden van een aspect zijn bytes: een rij per formulier, een kolom per stelling.")
    valid = (answers != EMPTY) & (answers <= maximum)
    if np.any((answers > maximum) & (answers != NO_OPINION) & (answers != NOT_ASKED)):
        raise AnswerError
    answered = np.count_nonzero(valid, axis=1)
    total = np.where(valid, answers, 0).sum(axis=1, dtype=np.int64)
    return _divide(total, answered, where=(answered > 0) & (2 * answered >= answers.shape[1]))


def overall_scores(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score every form over the aspects: the mean of its aspect scores that are present, NaN if there is none.

    scores: float64, forms x aspects that count in the total. Every aspect weighs the same, however many items it has.
    """
    present = ~np.isnan(scores)
    counts = np.count_nonzero(present, axis=1)
    return _divide(np.where(present, scores, 0.0).sum(axis=1), counts, where=counts > 0)


def _divide(
    totals: NDArray[np.int64] | NDArray[np.float64], counts: NDArray[np.int64], *, where: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Divide where that is asked, NaN elsewhere."""
    means = np.full(counts.shape, np.nan)
    np.divide(totals, counts, out=means, where=where)
    return means
