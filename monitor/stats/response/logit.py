"""Maximum likelihood logit over kinds of persons, without bias correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from monitor.stats.response.newton import make_design, move

EXTREME = 15.0
"""A linear predictor past this one (a chance under 3 in ten million) means that the likelihood has no maximum."""
_ENOUGH = 1e-10
_STEPS = 60


def fit_logit(
    design: NDArray[np.float64], eligible: NDArray[np.float64], answered: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]:
    """Give the linear predictor per kind (float64, kinds), and whether it is the maximum likelihood one.

    design: float64, kinds x columns, a column of ones among them; columns may hang together: the fitted values are
    unique. eligible, answered: float64, kinds. Some, not all, answered. Newton's method, each step halved until the
    likelihood does not fall (McCullagh & Nelder 1989). No maximum: the predictor goes off to infinity (separation).
    """
    space = make_design(design)
    point = space.solve_for(np.full(eligible.size, logit(answered.sum() / eligible.sum()), dtype=np.float64))
    eta: NDArray[np.float64] = design @ point

    def loss(at: NDArray[np.float64]) -> float:
        predictor = design @ at
        return float((eligible * np.logaddexp(0.0, predictor) - answered * predictor).sum())

    for _ in range(_STEPS):
        p = expit(eta)
        step = space.step(eligible * p * (1 - p), (answered - eligible * p) @ design)
        if step is None:
            return eta, False
        point = move(point, step, loss)
        before, eta = eta, design @ point
        if np.abs(eta).max() > EXTREME:
            return eta, False
        if np.abs(eta - before).max() < _ENOUGH:
            return eta, True
    return eta, False
