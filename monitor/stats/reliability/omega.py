"""McDonald's omega: how much of an aspect's sum is the one thing that its items share, by a one-factor minres solution.

Sources: Harman & Jones (1966), Factor analysis by minimizing residuals; Harman & Fukuda (1966) for its bound of 1;
McDonald (1999), Test theory. The same numbers as psych::fa(x, 1, fm = "minres") in R.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TWO_ITEMS = "two_items"
HEYWOOD = "heywood"
NOT_CONVERGED = "not_converged"
_STEPS = 1000
_SWEEPS = 10
"""How far every start goes before the best is chosen."""
_FLAT = 1e-12
"""Curvature below this share of the largest is none: no Newton step is taken."""
_ENOUGH = 1e-10
"""Loadings have converged when none would move further than this."""
_BOUND = 1 + 1e-9
"""A loading may be 1 (items that are the same), but not past it."""


@dataclass(frozen=True)
class Omega:
    """Omega, or None and the reason."""

    value: float | None
    reason: str | None = None


def measure_omega(correlations: NDArray[np.float64]) -> Omega:
    """Give omega = (sum l)^2 / ((sum l)^2 + sum u), with loadings l and uniquenesses u = 1 - l^2 of one factor.

    correlations: k x k. None with a reason: two_items (under three: one factor is not determined), heywood (a loading
    would be past 1), not_converged.
    """
    if correlations.shape[0] < 3:
        return Omega(None, TWO_ITEMS)
    found = fit_one_factor(correlations)
    if found is None:
        return Omega(None, NOT_CONVERGED)
    if _pressing(found, _gradient(correlations, found)).any():
        return Omega(None, HEYWOOD)
    shared = float(found.sum()) ** 2
    return Omega(shared / (shared + float(np.maximum(1 - found**2, 0).sum())))


def fit_one_factor(correlations: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Find the loadings that leave the smallest residual correlations (least squares, off the diagonal): float64, k.

    No loading is past 1, and their sum is not negative. Residuals can have several minima, so several starts go some
    way, and the best goes on: with Newton steps over the loadings that are free to move, and where the surface is not
    convex or a step does not help, each loading in turn is set to its best. None if that does not settle in 1000 steps.
    """
    starts = _starts(correlations)
    for _ in range(_SWEEPS):
        starts = _sweep(correlations, starts)
    loadings = starts[int(np.argmin([_residual(correlations, start) for start in starts]))]
    for _ in range(_STEPS):
        moved = _newton(correlations, loadings)
        if moved is None:
            moved = _sweep(correlations, loadings[None])[0]
        change = float(np.abs(moved - loadings).max())
        loadings = moved
        if change <= _ENOUGH:
            return loadings if loadings.sum() >= 0 else -loadings
    return None


def _starts(correlations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give starts x k: psych's (the first factor of what an item shares with the others), and every item itself."""
    inverse = np.diag(np.linalg.pinv(correlations, hermitian=True))
    reduced = correlations.copy()
    np.fill_diagonal(reduced, 1 - 1 / np.maximum(inverse, 1))
    values, vectors = np.linalg.eigh(reduced)
    first = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
    return np.asarray(np.clip(np.vstack([first, correlations]), -_BOUND, _BOUND))


def _newton(correlations: NDArray[np.float64], loadings: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Take a Newton step that makes the residuals smaller; None where there is none."""
    gradient = _gradient(correlations, loadings)
    free = np.nonzero(~_pressing(loadings, gradient))[0]
    curvature = (2 * np.outer(loadings, loadings) - correlations)[np.ix_(free, free)]
    np.fill_diagonal(curvature, float(loadings @ loadings) - loadings[free] ** 2)
    bends = np.linalg.eigvalsh(curvature)
    if not free.size or float(bends[0]) <= _FLAT * float(np.abs(bends[-1])):
        return None
    step = np.zeros_like(loadings)
    step[free] = -np.linalg.solve(curvature, gradient[free])
    if float(np.abs(step).max()) <= _ENOUGH:
        return np.asarray(np.clip(loadings + step, -_BOUND, _BOUND))
    now = _residual(correlations, loadings)
    for halved in range(5):
        moved = np.clip(loadings + step / 2**halved, -_BOUND, _BOUND)
        if _residual(correlations, moved) < now:
            return np.asarray(moved)
    return None


def _sweep(correlations: NDArray[np.float64], starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Set each loading in turn to what leaves the smallest residuals, the others as they are. starts: starts x k."""
    moved = starts.copy()
    for item in range(moved.shape[1]):
        own = moved[:, item]
        weight = (moved**2).sum(axis=1) - own**2
        best = moved @ correlations[:, item] - own * correlations[item, item]
        best = np.divide(best, weight, out=own.copy(), where=weight > _ENOUGH)
        moved[:, item] = np.clip(best, -_BOUND, _BOUND)
    return moved


def _pressing(loadings: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which loadings lie at the bound and would go past it: bool, k."""
    return np.asarray((np.abs(loadings) >= _BOUND) & (gradient * np.sign(loadings) < 0), dtype=np.bool_)


def _gradient(correlations: NDArray[np.float64], loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the derivative of the residual by each loading."""
    residual = correlations - np.outer(loadings, loadings)
    np.fill_diagonal(residual, 0)
    return np.asarray(-(residual @ loadings))


def _residual(correlations: NDArray[np.float64], loadings: NDArray[np.float64]) -> float:
    """The sum of squared residual correlations, off the diagonal."""
    residual = correlations - np.outer(loadings, loadings)
    np.fill_diagonal(residual, 0)
    return float((residual**2).sum())
