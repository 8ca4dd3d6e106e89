"""Whether visible sums give away one to four unknowns, the difference of two, or all forms of one person.

A set that can be computed is a union of atoms, and every random null vector of the visible cells sums to 0 over it.
So the sets are found by sorting sums of one and of two atoms. Few atoms can take part: if 1_S with |S| = k can be
computed, P 1_S = 1_S with P the projection on what the cells span, so for a in S: 1 = <P e_a, 1_S> <= sqrt(P_aa)
sqrt(k), and the leverage P_aa is at least 1/k (Cauchy-Schwarz; the same for differences). The leverages of all unknowns
sum to the rank r: at most 4 r of them reach 1/4, however large the house.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.stats.disclosure.span import PRIMES, Rows, Span

MOST = 4
"""Sets of up to so many unknowns are looked for."""
_MARGIN = 1e-3
"""Leverages are floats; an atom is left out only if it falls short by more than this, far more than their error."""
_P2 = PRIMES[:, None]


def gives_few(
    span: Span,
    rows: Rows,
    weights: NDArray[np.int64],
    sizes: NDArray[np.int64],
    shared: NDArray[np.float64],
    owners: Sequence[NDArray[np.int64]] = (),
) -> bool:
    """Tell whether the added cells give away 1 to 4 unknowns, the difference of two, or one of the owners' sets.

    rows: atoms in cells, with their weights (0 for an atom without unknowns). sizes: int64, unknowns per atom. shared:
    float64, cells x cells: the cells' inner products over the unknowns.
    """
    if not span.pivots:
        return False
    atoms = _find_likely(span, rows, sizes, shared)
    if not atoms.size and not owners:
        return False
    null = span.null_vectors(rows, weights)
    if any(not (null[:, owner].sum(axis=1) % PRIMES).any() for owner in owners):
        return True
    return _has_small_set(null[:, atoms], sizes[atoms])


def _find_likely(span: Span, rows: Rows, sizes: NDArray[np.int64], shared: NDArray[np.float64]) -> NDArray[np.int64]:
    """The atoms of one to four unknowns whose leverage is at least a quarter."""
    chosen = np.ix_(span.pivots, span.pivots)
    unit = 1 / np.sqrt(np.diagonal(shared)[span.pivots])
    scale = np.outer(unit, unit)
    inverse = np.zeros_like(shared)
    inverse[chosen] = np.linalg.inv(shared[chosen] * scale) * scale
    likely = (sizes > 0) & (sizes <= MOST) & (rows.leverage(inverse) >= 1 / MOST - _MARGIN)
    return np.nonzero(likely)[0]


def _has_small_set(null: NDArray[np.int64], sizes: NDArray[np.int64]) -> bool:
    """Search unions of up to four unknowns over which both null vectors sum to 0, and equal single unknowns."""
    single = _keys(null)
    alone = single[sizes == 1]
    if (single == 0).any() or np.unique(alone).size < alone.size:
        return True
    one, two = np.triu_indices(sizes.size, 1)
    fits = sizes[one] + sizes[two] <= MOST
    one, two = one[fits], two[fits]
    sums = (null[:, one] + null[:, two]) % _P2
    pairs = _keys(sums)
    if (pairs == 0).any():
        return True
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    members = np.stack([one, two], axis=1)
    total = sizes[one] + sizes[two]
    # Three: a pair and a single that sum to 0. Four: two pairs.
    thirds = np.arange(sizes.size)[:, None]
    if _has_partner(_keys(-null % _P2), thirds, sizes, ordered, members[order], total[order]):
        return True
    small = total == 2
    return _has_partner(
        _keys(-sums[:, small] % _P2), members[small], total[small], ordered, members[order], total[order]
    )


def _keys(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Both primes' remainders as one number; 0 only if both are 0."""
    found: NDArray[np.int64] = values[0] * 2**31 + values[1]
    return found


def _has_partner(
    wanted: NDArray[np.int64],
    members: NDArray[np.int64],
    sizes: NDArray[np.int64],
    pairs: NDArray[np.int64],
    pair_members: NDArray[np.int64],
    pair_sizes: NDArray[np.int64],
) -> bool:
    """Tell whether a wanted key is that of a pair of other atoms, with up to four unknowns in all; pairs: ascending."""
    first, last = np.searchsorted(pairs, wanted, "left"), np.searchsorted(pairs, wanted, "right")
    for place in np.nonzero(last > first)[0]:
        for pair in range(first[place], last[place]):
            apart = not set(members[place].tolist()) & set(pair_members[pair].tolist())
            if apart and sizes[place] + pair_sizes[pair] <= MOST:
                return True
    return False
