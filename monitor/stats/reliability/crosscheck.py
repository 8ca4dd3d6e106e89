"""The one wrapper around pingouin: alpha computed a second time, by other people's code, before it is published.

pingouin is slow to import and large, so it is loaded on the first call, where a wave is closed, and nowhere else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.errors import Mismatch
from monitor.stats.kernel import sum_coproducts
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.reliability.alpha import alpha_of, covariance_numerators
from surveys.questionnaire import AspectKind, Questionnaire

MOST_FORMS = 10_000
TOLERANCE = 1e-12


def crosscheck_alphas(questionnaire: Questionnaire, matrix: AnswerMatrix) -> None:
    """Compare alpha of every aspect of kind scale with pingouin's on the first 10,000 complete forms.

    Mismatch names the aspects that differ by more than 1e-12 (of alpha itself where it lies beyond -1). Aspects
    without an alpha are passed over.
    """
    wrong = []
    for aspect in questionnaire.aspects:
        if aspect.kind is AspectKind.SCALE:
            answers = matrix.answers[:, [item.position for item in aspect.items]]
            if not agrees(answers, matrix.maximum):
                wrong.append(aspect.id)
    if wrong:
        raise Mismatch(f"Alpha komt bij {', '.join(wrong)} niet overeen met die van pingouin.", tuple(wrong))


def agrees(answers: NDArray[np.uint8], maximum: int) -> bool:
    """Tell whether our alpha and pingouin's agree on one aspect; true where alpha is not defined.

    answers: uint8, forms x items. pingouin gets complete forms only: with gaps it counts a covariance that does not
    exist as 0, and takes n for its interval before it drops rows.
    """
    rows = _complete_rows(answers, maximum)
    if rows.shape[0] < 3:
        return True
    ours = alpha_of(covariance_numerators(sum_coproducts(rows, maximum)))
    return ours is None or abs(ours - pingouin_alpha(rows)) <= TOLERANCE * max(1.0, abs(ours))


def _complete_rows(answers: NDArray[np.uint8], maximum: int) -> NDArray[np.uint8]:
    """The first 10,000 forms with a valid answer to every item."""
    complete = ((answers >= 1) & (answers <= maximum)).all(axis=1)
    return answers[np.nonzero(complete)[0][:MOST_FORMS]]


def pingouin_alpha(rows: NDArray[np.uint8]) -> float:
    """Cronbach's alpha by pingouin; rows: complete forms x items, at least two items of which the total varies."""
    import pandas as pd  # type: ignore[import-untyped]  # ships no types
    import pingouin

    alpha, _ = pingouin.cronbach_alpha(data=pd.DataFrame(rows.astype(np.float64)))
    return float(alpha)
