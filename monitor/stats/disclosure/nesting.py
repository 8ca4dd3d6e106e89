"""Which groupings lie inside each other: overleggen inside their overlegvormen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.errors import BadInput
from monitor.model import Grouping
from monitor.stats.columns import Division
from monitor.stats.disclosure.cells import Family
from monitor.stats.response.tally import OVERLEG, OVERLEGVORM


def make_families(groupings: Sequence[Grouping], divisions: Sequence[Division]) -> tuple[Family, ...]:
    """Put overlegvorm and overleg in one family if each overleg's forms lie in one overlegvorm; the rest stand alone.

    divisions: those of the groupings, in the same order. BadInput if a form's overlegvorm is not its overleg's parent.
    """
    found = {grouping.variable: (grouping, division) for grouping, division in zip(groupings, divisions, strict=True)}
    families = []
    if OVERLEG in found and OVERLEGVORM in found:
        _check_parents(*found[OVERLEG], *found[OVERLEGVORM])
        if _is_nested(found[OVERLEG][1], found[OVERLEGVORM][1]):
            pair = (found.pop(OVERLEGVORM), found.pop(OVERLEG))
            families.append(_family(*pair))
    return (*families, *(_family(one) for one in found.values()))


def _family(*members: tuple[Grouping, Division]) -> Family:
    with_items = frozenset(grouping.variable for grouping, _ in members if grouping.with_items)
    return Family(tuple(division for _, division in members), with_items)


def _is_nested(inner: Division, outer: Division) -> bool:
    pairs = np.unique(np.column_stack([inner.index, outer.index]), axis=0)
    known = pairs[pairs[:, 0] < inner.size, 0]
    return bool(np.unique(known).size == known.size)


def _check_parents(grouping: Grouping, inner: Division, outer_grouping: Grouping, outer: Division) -> None:
    codes = np.array([*(level.code for level in outer_grouping.levels), -1])
    for place, level in enumerate(grouping.levels):
        if level.parent is not None and (codes[outer.index[inner.index == place]] != level.parent).any():
            raise BadInput(f"{level.label}: een formulier heeft een andere overlegvorm dan dit overleg.")
