"""The audit of one wave for one kind of reader: groups on forms, then aspects, statements and the overall scores.

Everything stands in arrays over the cells of a Layout: int64, cells, a Precision each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.results import OVERALL
from monitor.stats.columns import Column
from monitor.stats.disclosure.bridges import find_given
from monitor.stats.disclosure.cells import Counts, Layout, Mask
from monitor.stats.disclosure.entering import Entered, enter_cells
from monitor.stats.disclosure.precision import Precision, choose_precision

HOUSE = "house"
"""The division that has the whole house as its one group."""
_TOTAL_CELL = 0
Precisions = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """An aspect as the audit needs it. `scores` is None for an aspect that has no sum (kind profile)."""

    id: str
    scores: Column | None
    items: tuple[Column, ...]
    in_total: bool


@dataclass(frozen=True)
class Wave:
    """All that is audited. with_items: the variables that show statements per group."""

    parts: tuple[Part, ...]
    layout: Layout
    with_items: frozenset[str]
    overall: Column | None

    @cached_property
    def forms(self) -> Counts:
        """All forms, per atom."""
        return self.layout.count_forms()

    @cached_property
    def scores(self) -> tuple[Counts | None, ...]:
        """Every aspect's scores, per atom."""
        return tuple(self.layout.count(part.scores) if part.scores else None for part in self.parts)

    @cached_property
    def items(self) -> tuple[tuple[Counts, ...], ...]:
        """Every aspect's items, per atom."""
        return tuple(tuple(self.layout.count(item) for item in part.items) for part in self.parts)

    @cached_property
    def overall_scores(self) -> Counts | None:
        """The forms' overall scores, per atom."""
        return self.layout.count(self.overall) if self.overall else None

    @cached_property
    def itemised(self) -> Mask:
        """Which cells show statements: bool, cells."""
        names = {HOUSE, *self.with_items}
        return np.array([variable in names for variable, _ in self.layout.keys], dtype=np.bool_)

    @property
    def nothing(self) -> Precisions:
        """Every cell hidden."""
        return np.zeros(len(self.layout.keys), dtype=np.int64)


@dataclass(frozen=True)
class Audited:
    """One measure after its audit. valid: bool, forms: which have a value."""

    entered: Entered
    precision: Precisions
    valid: Mask


@dataclass
class Verdict:
    """What one kind of reader may see; `items`: per aspect, an array per item."""

    groups: Precisions
    overall: Precisions
    aspects: list[Precisions] = field(default_factory=list)
    items: list[list[Precisions]] = field(default_factory=list)
    audited: dict[str, Audited] = field(default_factory=dict)


def show_all(wave: Wave) -> Verdict:
    """Give the verdict without any protection."""
    full = wave.nothing + Precision.FULL
    counting = any(part.in_total for part in wave.parts)
    items = [[np.where(wave.itemised, full, wave.nothing) for _ in part.items] for part in wave.parts]
    return Verdict(full, full if counting else wave.nothing, [full for _ in wave.parts], items)


def audit(wave: Wave, minimum: int, *, within: Verdict | None = None) -> Verdict:
    """Decide everything for readers who see groups from `minimum` forms; nothing more, nor finer, than `within`."""
    return _Audit(wave, minimum, within or show_all(wave)).run()


class _Audit:
    """The verdict so far. What is hidden for the house is hidden everywhere, because the total enters first."""

    def __init__(self, wave: Wave, minimum: int, within: Verdict) -> None:
        self.wave, self.minimum, self.within = wave, minimum, within
        self.verdict = Verdict(wave.nothing, wave.nothing)

    def run(self) -> Verdict:
        """Decide groups, aspects with their items, and the overall."""
        found = self.verdict
        found.groups, _ = self._enter(self.wave.forms, self.within.groups, equal_hides=False)
        for place, part in enumerate(self.wave.parts):
            finest = np.minimum(found.groups, self.within.aspects[place])
            scores = self.wave.scores[place]
            found.aspects.append(
                finest if scores is None else self._enter_measure(part.id, part.scores, scores, finest)
            )
            found.items.append(self._enter_items(place))
        found.overall = self._decide_overall()
        return found

    def _enter_measure(self, name: str, column: Column | None, counts: Counts, finest: Precisions) -> Precisions:
        """Let the cells of an aspect or the overall in, and keep its audit."""
        precision, entered = self._enter(counts, finest)
        valid = column.codes >= 0 if column else np.zeros(0, dtype=np.bool_)
        self.verdict.audited[name] = Audited(entered, precision, valid)
        return precision

    def _decide_overall(self) -> Precisions:
        """The overall goes with its aspects; without detail where the forms' own overall scores may not have it."""
        parts = [
            precision for precision, part in zip(self.verdict.aspects, self.wave.parts, strict=True) if part.in_total
        ]
        if not parts:
            return self.wave.nothing
        finest: Precisions = np.min([self.verdict.groups, self.within.overall, *parts], axis=0)
        if self.wave.overall_scores is None:
            return finest
        own = self._enter_measure(OVERALL, self.wave.overall, self.wave.overall_scores, finest)
        found: Precisions = np.where(own == Precision.FULL, finest, np.minimum(finest, Precision.ROUNDED))
        return found

    def _enter(
        self,
        counts: Counts,
        finest: Precisions,
        *,
        open_cells: Mask | None = None,
        hidden: frozenset[int] = frozenset(),
        equal_hides: bool = True,
    ) -> tuple[Precisions, Entered]:
        """Let one measure's lawful cells in, as far as `finest` allows; all others with a form are targets.

        open_cells: bool, cells: may be computed where they are lawful, though they are not shown. hidden: never shown.
        """
        measure = counts.measure(self.minimum, equal_hides=equal_hides)
        cells = self.wave.layout.cells
        lawful = np.array([measure.lawful(holds) for holds in cells.holds])
        lawful[list(hidden)] = False
        wanted = lawful & (finest > Precision.HIDDEN)
        targets = ~wanted if open_cells is None else ~wanted & ~(lawful & open_cells)
        order = np.lexsort((-counts.filling.unknowns, cells.grouping))
        candidates = [int(cell) for cell in order if wanted[cell]] if wanted[_TOTAL_CELL] else []
        entered = enter_cells(measure, candidates, targets)
        return choose_precision(entered, finest), entered

    def _enter_items(self, place: int) -> list[Precisions]:
        """Decide an aspect's items: only where it is shown itself, in groups of ten forms or more, and never finer."""
        aspect = np.where(self.verdict.groups == Precision.FULL, self.verdict.aspects[place], Precision.HIDDEN)
        within = self.within.items[place]
        counts = self.wave.items[place]
        if not aspect[_TOTAL_CELL]:
            return [self.wave.nothing for _ in counts]
        shown = np.where(self.wave.itemised, aspect, Precision.HIDDEN)
        elsewhere = ~self.wave.itemised & (aspect > Precision.HIDDEN)
        hidden: list[frozenset[int]] = [frozenset() for _ in counts]
        found = [self.wave.nothing for _ in counts]
        changed = list(range(len(counts)))
        while changed:
            for item in changed:
                finest = np.minimum(shown, within[item])
                found[item], _ = self._enter(counts[item], finest, open_cells=elsewhere, hidden=hidden[item])
            changed = self._hide_second(place, shown, found, hidden) or self._hide_bridge(place, found, hidden)
        return found

    def _hide_second(
        self, place: int, shown: Precisions, found: list[Precisions], hidden: list[frozenset[int]]
    ) -> list[int]:
        """Wherever exactly one item with answers is hidden under a shown aspect, hide the next smallest; give which.

        The house goes first: what is hidden there is hidden everywhere. An aspect of one item is left alone: its item
        is the aspect.
        """
        if len(found) < 2 or self.wave.parts[place].scores is None:
            return []
        sizes = np.array([counts.filling.unknowns for counts in self.wave.items[place]])
        seen = np.array(found) > Precision.HIDDEN
        alone = (shown > Precision.HIDDEN) & ((~seen & (sizes > 0)).sum(axis=0) == 1) & seen.any(axis=0)
        changed = set()
        for cell in [_TOTAL_CELL] if alone[_TOTAL_CELL] else np.nonzero(alone)[0]:
            item = min((one for one in range(len(found)) if seen[one, cell]), key=lambda one: (sizes[one, cell], one))
            hidden[item] |= {int(cell)}
            changed.add(item)
        return sorted(changed)

    def _hide_bridge(self, place: int, found: list[Precisions], hidden: list[frozenset[int]]) -> list[int]:
        """Where hidden items follow from the aspect: hide all items of the smallest such group; give which.

        If all are hidden there already, of the smallest group beside it; if they are everywhere, of the house.
        """
        scores, sizes = self.wave.scores[place], np.array([one.filling.unknowns for one in self.wave.items[place]])
        if scores is None or (sizes[:, _TOTAL_CELL] > 0).sum() < 2:
            return []
        seen, grouping = np.array(found) > Precision.HIDDEN, self.wave.layout.cells.grouping
        for one in np.unique(grouping[self.wave.itemised & (grouping >= 0)]):
            groups = np.nonzero((grouping == one) & (self.verdict.aspects[place] > Precision.HIDDEN))[0]
            given = self._find_given(sizes, seen, groups)
            if not given.any():
                continue
            open_ones = (seen & (sizes > 0))[:, groups].any(axis=0)
            chosen = groups[given & open_ones] if (given & open_ones).any() else groups[open_ones]
            cell = min(chosen.tolist(), key=lambda cell: (scores.filling.unknowns[cell], cell), default=_TOTAL_CELL)
            changed = np.nonzero(seen[:, cell])[0].tolist()
            for item in changed:
                hidden[item] |= {cell}
            return changed
        return []

    @staticmethod
    def _find_given(sizes: NDArray[np.int64], seen: Mask, groups: NDArray[np.int64]) -> Mask:
        """In which of a grouping's groups with a visible aspect hidden items follow from it, as if nobody left a gap.

        The rest of the house is one group more. Left alone: a group's only item with answers, which is the aspect.
        """
        rest = sizes[:, [_TOTAL_CELL]] - sizes[:, groups].sum(axis=1, keepdims=True)
        lost = np.hstack([~seen[:, groups] & (sizes[:, groups] > 0), rest > 0])
        given = find_given(lost, ~seen[:, _TOTAL_CELL] & (sizes[:, _TOTAL_CELL] > 0))
        found: Mask = given[:, :-1].any(axis=0) & ((sizes[:, groups] > 0).sum(axis=0) > 1)
        return found
