"""How precisely a cell may be seen: what is rounded may not be computed exactly from what is not."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from monitor.stats.disclosure.entering import Entered
from monitor.stats.disclosure.span import Span
from monitor.stats.estimate import FEW


class Precision(IntEnum):
    """How much of a cell may be seen."""

    HIDDEN = 0
    ROUNDED = 1
    """The mean with one decimal and its interval: from 5 to 9, or because such a cell would follow from it."""
    FULL = 2


def choose_precision(entered: Entered, finest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give every cell its precision, int64, cells: none of the full ones gives a cell of under ten exactly.

    finest: int64, cells: no cell gets more than this. In the order of entering a cell is full, unless a cell of under
    ten could be computed from the full ones then. A rounded cell cannot be computed from full ones either, or it would
    not have had to be rounded.
    """
    few = (entered.unknowns > 0) & (entered.unknowns < FEW)
    needed = bool((few & ~entered.targets).any())  # targets cannot be computed anyway
    span = Span(entered.span.gram)
    found = np.zeros(len(finest), dtype=np.int64)
    for cell in entered.shown:
        found[cell] = min(Precision.ROUNDED if few[cell] else Precision.FULL, finest[cell])
        if found[cell] < Precision.FULL or not needed:
            continue
        step = span.try_cell(cell)
        if step is None or (step.computable & few).any():
            found[cell] = Precision.ROUNDED
        else:
            span.add(step)
    return found
