"""The one place that decides, once, what may be seen of a closed wave (rules: docs/statistics.md, "What may be seen").

Twice: for readers inside the house, and for what leaves it, where a group needs ten forms and nothing is finer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.results import OVERALL
from monitor.stats.columns import Column, Division
from monitor.stats.disclosure.auditing import HOUSE, Audited, Part, Verdict, Wave, audit, show_all
from monitor.stats.disclosure.cells import Layout
from monitor.stats.disclosure.precision import Precision
from monitor.stats.disclosure.weighing import gives_away
from monitor.stats.estimate import FEW

__all__ = ["HOUSE", "LOWEST_MINIMUM", "NO_PROTECTION", "Decision", "Decisions", "Part", "Precision"]

LOWEST_MINIMUM = 5
NO_PROTECTION = 1
"""The minimum that switches all hiding, rounding and auditing off."""


@dataclass(frozen=True)
class Decision:
    """What one kind of reader may see. Keys: variable and group index; for a measure, the aspect's or item's id too.

    An item without an entry is hidden. minimum: the fewest forms of a group for these readers. outside: they are not of
    the house.
    """

    groups: Mapping[tuple[str, int], Precision]
    aspects: Mapping[tuple[str, int, str], Precision]
    items: Mapping[tuple[str, int, str], Precision]
    overall: Mapping[tuple[str, int], Precision]
    minimum: int
    outside: bool
    layout: Layout
    audited: Mapping[str, Audited]
    """What the audit saw of every aspect that has a sum, and of OVERALL; empty without protection."""
    blurred: Set[tuple[str, int, str]]
    """Where one to four persons have several valid forms, by variable, group index and id. The standard error adds the
    products of one person's answers to what the standard deviation tells, and two exact ones would give away those
    products: so it is not shown there, and the margin has one decimal."""

    def exposes(self, measure: str, weights: NDArray[np.float64]) -> bool:
        """Tell whether one more published number, the sum of weights x values, would give away what is hidden.

        measure: an aspect's id, or OVERALL. weights: float64, forms; only those with a value count. Given away: a
        hidden cell, the exact value of a cell of under ten, one to four forms. True too where the measure itself is
        hidden; False without protection.
        """
        if self.minimum == NO_PROTECTION:
            return False
        found = self.audited.get(measure)
        if found is None or not found.entered.shown:
            return True
        return gives_away(found.entered, found.precision, self.layout.atoms.index, found.valid, weights)

    def shown(self, variable: str, measure: str) -> frozenset[int]:
        """Give the indices of a division's groups in which an aspect or item (by id) may be seen.

        For OVERALL: those in which the spread of the forms' own overall scores may be.
        """
        return self._shown.get((variable, measure), frozenset())

    @cached_property
    def _shown(self) -> dict[tuple[str, str], frozenset[int]]:
        found: dict[tuple[str, str], set[int]] = {}
        own = self.audited.get(OVERALL)
        overall = {
            (*key, OVERALL): Precision(own.precision[cell]) if own else self.overall[key]
            for cell, key in enumerate(self.layout.keys)
        }
        for (variable, group, measure), how in chain(self.aspects.items(), self.items.items(), overall.items()):
            if how:
                found.setdefault((variable, measure), set()).add(group)
        return {key: frozenset(groups) for key, groups in found.items()}


@dataclass(frozen=True)
class Decisions:
    """What may be seen inside the house, and of what leaves it: never more, never finer."""

    inside: Decision
    outside: Decision


def check_minimum(minimum: int) -> None:
    """Raise BadInput for a minimum group size that is neither 1 (no protection at all) nor at least 5."""
    if minimum != NO_PROTECTION and minimum < LOWEST_MINIMUM:
        raise BadInput(
            f"Een minimum van {minimum} kan niet: kies {LOWEST_MINIMUM} of meer, of 1 om niets te verbergen."
        )


def decide(
    parts: Sequence[Part],
    house: Division,
    divisions: Sequence[Division],
    *,
    minimum: int,
    with_items: Set[str] = frozenset(),
    overall: Column | None = None,
) -> Decisions:
    """Decide for every group, and every measure in it, whether and how precisely it may be seen.

    house: one group with all forms. divisions: in the order in which their groups enter. with_items: the variables that
    show statements per group. overall: the forms' overall scores; None if no aspect counts in the total. minimum: at
    least 5, or 1 to show everything. BadInput for another minimum.
    """
    check_minimum(minimum)
    wave = Wave(tuple(parts), Layout(house, tuple(divisions)), frozenset(with_items), overall)
    if minimum == NO_PROTECTION:
        everything = _decision(wave, show_all(wave), minimum, outside=False)
        return Decisions(everything, everything)
    inside = audit(wave, minimum)
    outside = audit(wave, max(minimum, FEW), within=inside)
    return Decisions(
        _decision(wave, inside, minimum, outside=False), _decision(wave, outside, max(minimum, FEW), outside=True)
    )


def _decision(wave: Wave, verdict: Verdict, minimum: int, *, outside: bool) -> Decision:
    """Give the verdict by variable and group index."""
    keys = wave.layout.keys
    return Decision(
        groups=_by_key(keys, verdict.groups),
        aspects={
            (*key, part.id): one
            for part, found in zip(wave.parts, verdict.aspects, strict=True)
            for key, one in _by_key(keys, found).items()
        },
        items={
            (*keys[cell], item.id): Precision(found[cell])
            for part, items in zip(wave.parts, verdict.items, strict=True)
            for item, found in zip(part.items, items, strict=True)
            for cell in np.nonzero(wave.itemised)[0]
        },
        overall=_by_key(keys, verdict.overall),
        minimum=minimum,
        outside=outside,
        layout=wave.layout,
        audited=verdict.audited,
        blurred=frozenset() if minimum == NO_PROTECTION else frozenset(_find_blurred(wave)),
    )


def _find_blurred(wave: Wave) -> Iterator[tuple[str, int, str]]:
    """Where margins are blurred; that of an overall with any of its aspects, of whose forms it is made."""
    overall = np.zeros(len(wave.layout.keys), dtype=np.bool_)
    for part, scores, items in zip(wave.parts, wave.scores, wave.items, strict=True):
        measures = [(one.id, counts) for one, counts in zip(part.items, items, strict=True)]
        measures += [(part.id, scores)] if scores else []
        for name, counts in measures:
            few = _with_few(counts.repeaters, wave.layout.cells.grouping)
            overall |= few & (part.in_total and counts is scores)
            yield from ((*wave.layout.keys[cell], name) for cell in np.nonzero(few)[0])
    yield from ((*wave.layout.keys[cell], OVERALL) for cell in np.nonzero(overall)[0])


def _with_few(repeaters: NDArray[np.int64], grouping: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of every cell (bool) whether one to four persons have several forms in it, or it would tell of those.

    In one grouping the products of a single cell would follow from the house's and all others', so the cell with the
    next fewest goes with them until they are five persons or more. repeaters, grouping: int64, cells.
    """
    few: NDArray[np.bool_] = (repeaters > 0) & (repeaters < LOWEST_MINIMUM)
    for one in np.unique(grouping[few]):
        mine = grouping == one
        others = np.nonzero(mine & ~few & (repeaters > 0))[0]
        if others.size and repeaters[mine & few].sum() < LOWEST_MINIMUM:
            few[others[np.argmin(repeaters[others])]] = True
    return few


def _by_key(keys: Sequence[tuple[str, int]], found: NDArray[np.int64]) -> dict[tuple[str, int], Precision]:
    return {key: Precision(one) for key, one in zip(keys, found.tolist(), strict=True)}
