"""Which hidden statements follow from the aspects: where nobody left a gap, an aspect is the sum of its statements.

Then the hidden cells of a group add up to what is known, and so do those of a statement. Every hidden cell is an edge
between its group and its statement, and known are the sums at the nodes: an edge follows from them exactly if it is a
bridge, without which nothing joins its two ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.stats.disclosure.cells import Mask


def find_given(hidden: Mask, unseen: Mask) -> Mask:
    """Give the hidden cells that follow.

    hidden: bool, items x groups that share no form and hold the house together. unseen: bool, items: of which the sum
    over the house is hidden too; only that of all of them together follows.
    """
    items, groups = np.nonzero(hidden)
    names = np.where(unseen, np.argmax(unseen), np.arange(unseen.size))
    edges = list(zip(names[items].tolist(), (unseen.size + groups).tolist(), strict=True))
    bridges = find_bridges(unseen.size + hidden.shape[1], edges)
    given = np.zeros_like(hidden)
    given[items[bridges], groups[bridges]] = True
    return given


def find_bridges(nodes: int, edges: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Give the numbers of the edges that are bridges; two edges may join the same nodes."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for edge, (one, other) in enumerate(edges):
        beside[one].append((other, edge))
        beside[other].append((one, edge))
    seen = [-1] * nodes  # when a node was reached
    lowest = [0] * nodes  # the earliest node that can be reached from below it, not by the edge it was reached by
    found, clock = [], 0
    for root in range(nodes):
        if seen[root] >= 0:
            continue
        seen[root] = lowest[root] = clock
        clock += 1
        path = [(root, -1, iter(beside[root]))]
        while path:
            node, entered, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    if lowest[node] > seen[above]:
                        found.append(entered)
                continue
            other, edge = step
            if edge == entered:
                continue
            if seen[other] >= 0:
                lowest[node] = min(lowest[node], seen[other])
                continue
            seen[other] = lowest[other] = clock
            clock += 1
            path.append((other, edge, iter(beside[other])))
    return np.array(sorted(found), dtype=np.int64)
