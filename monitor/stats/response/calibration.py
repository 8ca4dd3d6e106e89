"""Weights that meet margins: exponential calibration, of which raking is the name for 0/1 columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.stats.response.newton import make_design, move

PRECISION = 1e-10
"""Relative: how nearly every margin must be met."""
_STEPS = 200


def rake(
    kinds: NDArray[np.float64], number: NDArray[np.float64], targets: NDArray[np.float64], *, start: float = 1.0
) -> NDArray[np.float64] | None:
    """Give the weight of every kind: w = start exp(x'l) with sum number w x = targets; None if there is none.

    kinds: float64, kinds x columns (the x); number: float64, kinds: persons of the kind; targets: float64, columns.
    Deville & Särndal (1992), case 2; for 0/1 columns the limit of iterative proportional fitting. Newton on the convex
    dual, each step halved until it descends; columns may hang together if their targets do.
    """
    if (targets < 0).any() or (number @ kinds)[targets == 0].any():
        return None
    space = make_design(kinds)
    if np.abs(space.project(targets) - targets).max(initial=0.0) > PRECISION * targets.max(initial=0.0):
        return None
    dual: NDArray[np.float64] = np.zeros(targets.size)

    def loss(at: NDArray[np.float64]) -> float:
        return float((number * start * np.exp(kinds @ at)).sum() - targets @ at)

    with np.errstate(over="ignore"):  # a step that is too long gives inf, and is halved
        for _ in range(_STEPS):
            weights: NDArray[np.float64] = start * np.exp(kinds @ dual)
            reached = (number * weights) @ kinds
            if (np.abs(reached - targets) <= PRECISION * targets).all():
                return weights
            step = space.step(number * weights, targets - reached)
            if step is None:
                return None
            dual = move(dual, step, loss)
    return None
