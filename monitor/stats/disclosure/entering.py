"""One pass over the cells of one measure: which may be seen together, in the order of what readers need.

A cell enters only if afterwards no target can be computed and every remainder is empty or lawful: for the total and
every visible cell B, what is left of B without the visible cells of one grouping that lie wholly inside it. One pass is
enough. A cell that is refused would be refused later too: what can be computed only grows; and a remainder that is not
lawful only shrinks, stays unlawful (whatever holds something lawful is lawful), and never becomes empty, because then
it would be a union of visible, so lawful cells. A cell that can be computed enters with the one that made it so. At the
end the sets of one to four unknowns are looked for; the cell that gave them away is refused from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.stats.disclosure.cells import ASIDE, TOTAL, Mask, Measure
from monitor.stats.disclosure.small_sets import gives_few
from monitor.stats.disclosure.span import Span


@dataclass(frozen=True)
class Entered:
    """The cells of a measure that may be seen, in the order in which they entered, and what they span."""

    measure: Measure
    targets: Mask
    """The cells that must not be computed: bool, cells."""
    shown: tuple[int, ...]
    span: Span

    @property
    def unknowns(self) -> NDArray[np.int64]:
        """Unknowns with a value per cell: int64, cells."""
        return self.measure.filling.unknowns


def enter_cells(measure: Measure, candidates: Sequence[int], targets: Mask) -> Entered:
    """Let the candidates in, in their order, the total first; without the total nothing enters.

    targets: bool, cells: must not be computed; refused candidates join them. Cells that are neither may be computed but
    are not shown.
    """
    refused: frozenset[int] = frozenset()
    while True:
        done = _Pass(measure, targets, refused)
        done.run([cell for cell in candidates if cell not in refused])
        found = Entered(measure, done.targets, tuple(done.order), done.span)
        culprit = _find_culprit(found)
        if culprit is None:
            return found
        refused |= {culprit}


class _Pass:
    """The cells that entered so far."""

    def __init__(self, measure: Measure, targets: Mask, refused: frozenset[int]) -> None:
        cells, filling = measure.filling.cells, measure.filling
        self.measure, self.span, self.grouping = measure, Span(filling.gram), cells.grouping
        self.filled = filling.unknowns > 0
        self.inside = (filling.shared == np.diagonal(filling.shared)[:, None]) & self.filled[:, None]
        """Whether a cell (row) lies wholly in another (column)."""
        self.groups = {int(one): cells.grouping == one for one in np.unique(cells.grouping) if one >= 0}
        self.overlapping = np.isin(cells.grouping, list(cells.overlapping))
        self.targets = targets & self.filled
        self.order: list[int] = []
        self.shown = np.zeros(self.filled.size, dtype=np.bool_)
        self._refuse(refused)

    def run(self, candidates: Sequence[int]) -> None:
        """Try every candidate once."""
        pending = np.zeros_like(self.shown)
        pending[list(candidates)] = True
        pending &= self.filled
        for cell in candidates:
            if not pending[cell]:
                continue
            pending[cell] = False
            entered = self._try(cell, pending)
            pending[entered] = False
            if not entered and self.grouping[cell] == TOTAL:
                return
            if not entered:
                self._refuse([cell])

    def _refuse(self, cells: Iterable[int]) -> None:
        """Make refused cells targets; a row that is no group may well be computed."""
        self.targets[[cell for cell in cells if self.grouping[cell] != ASIDE]] = True

    def _try(self, cell: int, pending: Mask) -> list[int]:
        """Let a cell in with all that can be computed then; give what entered, nothing if it is refused."""
        step = self.span.try_cell(cell)
        if step is None or (step.computable & self.targets).any():
            return []
        entered = [cell, *np.nonzero(step.surely & pending)[0].tolist()]
        self.shown[entered] = True
        if not all(self._remainders_hold(one) for one in entered):
            self.shown[entered] = False
            return []
        self.span.add(step)
        self.order.extend(entered)
        return entered

    def _remainders_hold(self, cell: int) -> bool:
        """Whether every remainder that a shown cell changes is empty or lawful."""
        own = int(self.grouping[cell])
        if own == ASIDE:
            return True
        apart = (self.grouping != own) | self.overlapping
        outer = self.inside[cell] & self.shown & apart & (self.grouping != ASIDE)
        outer[cell] = False
        if own != TOTAL and not all(self._remainder_holds(int(one), own) for one in np.nonzero(outer)[0]):
            return False
        return all(self._remainder_holds(cell, one) for one in self.groups if one != own or self.overlapping[cell])

    def _remainder_holds(self, outer: int, grouping: int) -> bool:
        """Whether an outer cell without the shown cells of a grouping that lie inside it is empty or lawful."""
        members = self.groups[grouping] & self.inside[:, outer]
        members[outer] = False
        inside = members & self.shown
        if not inside.any():
            return True
        holds, filled = self.measure.filling.cells.holds, self.measure.filling.filled
        rest = holds[outer] & filled & ~holds[inside].any(axis=0)
        if rest.any() and not self.measure.lawful(rest):
            return False
        if not self.overlapping[inside].any():
            return True
        hidden = holds[members & ~self.shown].any(axis=0) & filled
        return not hidden.any() or self.measure.lawful(hidden)


def _find_culprit(found: Entered) -> int | None:
    """The first cell with which a small set could be computed; None if there is none. What spans more gives more."""
    if not _gives_few(found, found.span):
        return None
    order = found.span.pivots
    low, high = 0, len(order)  # the first `low` cells give nothing away, the first `high` do
    while high - low > 1:
        middle = (low + high) // 2
        span = Span(found.span.gram)
        for cell in order[:middle]:
            step = span.try_cell(cell)
            if step is not None:
                span.add(step)
        if _gives_few(found, span):
            high = middle
        else:
            low = middle
    return order[high - 1]


def _gives_few(found: Entered, span: Span) -> bool:
    filling = found.measure.filling
    return gives_few(span, filling.cells.rows, filling.weights, filling.sizes, filling.shared, found.measure.owners)
