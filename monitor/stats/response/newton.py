"""What Newton's method needs here: columns that do not follow from each other, X'WX, and a step that descends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NOTHING = 1e-10
"""An eigenvalue of X'X relatively smaller than this one is zero (the matrices hold small whole numbers)."""
_ROUNDING = 1e-12
_HALVINGS = 60


@dataclass(frozen=True)
class Design:
    """A matrix X (float64, rows x columns, mostly zeros) and the part of its columns' space that is not empty.

    vectors: float64, columns x rank, orthonormal; scale: float64, rank: X vectors / scale is orthonormal.
    cell, row, product: of every two entries of one row, where they stand in X'X, their row, and what they add.
    """

    matrix: NDArray[np.float64]
    vectors: NDArray[np.float64]
    scale: NDArray[np.float64]
    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    product: NDArray[np.float64]

    def gram(self, mass: NDArray[np.float64]) -> NDArray[np.float64]:
        """X' diag(mass) X; mass: float64, rows."""
        width = self.matrix.shape[1]
        found = np.bincount(self.cell, weights=self.product * mass[self.row], minlength=width * width)
        return found.reshape(width, width).astype(np.float64)

    def project(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part of a point (float64, columns) that X can tell from zero."""
        projected: NDArray[np.float64] = self.vectors @ (point @ self.vectors)
        return projected

    def solve_for(self, predictor: NDArray[np.float64]) -> NDArray[np.float64]:
        """The point (float64, columns) with X point nearest to a predictor (float64, rows)."""
        point: NDArray[np.float64] = (self.vectors / self.scale**2) @ (self.vectors.T @ (self.matrix.T @ predictor))
        return point

    def step(self, mass: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Solve X' diag(mass) X step = gradient (float64, columns); None where the optimum has gone to infinity."""
        basis = self.vectors / self.scale
        try:
            step = basis @ np.linalg.solve(basis.T @ self.gram(mass) @ basis, basis.T @ gradient)
        except np.linalg.LinAlgError:
            return None
        return step.astype(np.float64) if np.isfinite(step).all() else None


def make_design(matrix: NDArray[np.float64]) -> Design:
    """Take a matrix (float64, rows x columns) apart."""
    values, vectors = np.linalg.eigh(matrix.T @ matrix)
    kept = values > values[-1:] * _NOTHING
    row, column = np.nonzero(matrix)
    in_row = np.bincount(row, minlength=matrix.shape[0])
    repeats = in_row[row]
    left = np.repeat(np.arange(row.size), repeats)
    place = np.arange(left.size) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    right = (np.cumsum(in_row) - in_row)[row[left]] + place
    entry = matrix[row, column]
    return Design(
        matrix,
        vectors[:, kept],
        np.sqrt(values[kept]),
        column[left] * matrix.shape[1] + column[right],
        row[left],
        entry[left] * entry[right],
    )


def move(
    point: NDArray[np.float64], step: NDArray[np.float64], loss: Callable[[NDArray[np.float64]], float]
) -> NDArray[np.float64]:
    """Go the step, halved until the loss does not rise (but for rounding)."""
    before = loss(point)
    for _ in range(_HALVINGS):
        if loss(point + step) <= before + _ROUNDING * abs(before):
            break
        step = step / 2
    return point + step
