"""Whether a weighted sum, published beside the visible cells, would give away what is hidden.

A cell that could be computed with it lies within a combination of the visible rows and the weights. Weights are floats,
so distance decides: a hidden cell of which less than a hundredth is left over (its residual, as a share of its length)
counts as given away. Sets of one to four forms are looked for in the weights cut to whole numbers: what hangs on their
structure, such as one form with a weight of its own, is exact in those.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.stats.disclosure.cells import Mask
from monitor.stats.disclosure.entering import Entered
from monitor.stats.disclosure.precision import Precision
from monitor.stats.disclosure.small_sets import gives_few
from monitor.stats.disclosure.span import LARGEST, Span, draw, make_rows
from monitor.stats.estimate import FEW

TOLERANCE = 1e-2
"""A cell is given away if its residual is under this share of its own length."""
_NOTHING = 1e-12
"""Weights of which less than this share (of the square) is left over are a combination of visible cells."""


def gives_away(
    entered: Entered,
    precision: NDArray[np.int64],
    atoms: NDArray[np.int64],
    valid: Mask,
    weights: NDArray[np.float64],
) -> bool:
    """Tell whether the sum of weights x values gives away a hidden cell, a cell of under ten exactly, or a few forms.

    precision: int64, cells. atoms: int64, forms: each form's atom. valid: bool, forms. weights: float64, forms.
    """
    atoms, weights = atoms[valid], weights[valid]
    if not weights.any():
        return False
    rows = entered.measure.filling.cells.rows
    per_atom = np.bincount(atoms, weights=weights, minlength=rows.unknowns)
    inner = np.bincount(rows.cell, weights=rows.count * per_atom[rows.unknown], minlength=rows.cells).astype(np.float64)
    square = float(weights @ weights)
    shown = np.array(entered.span.pivots, dtype=np.int64)
    full = np.array([cell for cell in entered.shown if precision[cell] == Precision.FULL], dtype=np.int64)
    few = (entered.unknowns > 0) & (entered.unknowns < FEW)
    return (
        _comes_close(entered, shown, entered.targets, inner, square)
        or _comes_close(entered, full, few, inner, square)
        or _singles_out(entered, atoms, weights)
    )


def _comes_close(
    entered: Entered, rows: NDArray[np.int64], targets: Mask, inner: NDArray[np.float64], square: float
) -> bool:
    """Whether the weights, with these rows, come close to a target: residuals after projection, over forms.

    inner: the weights' inner product with every cell; square: with themselves.
    """
    shared = entered.measure.filling.shared
    wanted = np.nonzero(targets)[0]
    inverse = np.linalg.pinv(shared[np.ix_(rows, rows)], hermitian=True)
    rest = square - inner[rows] @ inverse @ inner[rows]
    if rest <= _NOTHING * square or not wanted.size:
        return False
    across = shared[np.ix_(wanted, rows)] @ inverse
    left = shared[wanted, wanted] - np.einsum("ij,ij->i", across, shared[np.ix_(wanted, rows)])
    towards = inner[wanted] - across @ inner[rows]
    residual = left - towards**2 / rest
    return bool((residual < TOLERANCE**2 * shared[wanted, wanted]).any())


def _singles_out(entered: Entered, atoms: NDArray[np.int64], weights: NDArray[np.float64]) -> bool:
    """Whether one to four forms follow from the weights cut to whole numbers, with the visible cells."""
    least, most = float(weights.min()), float(weights.max())
    scale = (LARGEST - 1) / max(abs(least), abs(most))
    whole = np.rint((weights - min(least, 0.0)) * (scale if least >= 0 else scale / 2))
    kinds, sizes = np.unique(atoms * LARGEST + whole.astype(np.int64), return_counts=True)
    table = entered.measure.filling.cells.holds[entered.span.pivots][:, kinds // LARGEST].T
    rows = make_rows(np.column_stack([table, kinds % LARGEST]).astype(np.int64))
    chance = draw(rows.unknowns)
    span = Span(rows.gram(chance))
    for row in range(rows.cells):
        step = span.try_cell(row)
        if step is None:
            return True
        span.add(step)
    return gives_few(span, rows, chance, sizes, rows.shared(sizes))
