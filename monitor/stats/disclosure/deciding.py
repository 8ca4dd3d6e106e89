"""The one place that decides, once, what may be seen of a closed wave (rules: docs, "What may be seen").

A group is shown from `minimum` forms of as many persons; a measure in it from as many valid answers of as many persons,
unless all of them, or all but one, are equal. Fewer than ten forms or answers: the mean only, with one decimal. Then,
in every family of groupings, the next smallest cells are hidden until no hidden cell follows by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import IntEnum

from monitor.errors import BadInput
from monitor.stats.columns import Column, Division
from monitor.stats.disclosure.cells import Counts, Family
from monitor.stats.disclosure.suppression import Atoms, protect
from monitor.stats.estimate import FEW

HOUSE = "house"
"""The division that has the whole house as its one group."""
LOWEST_MINIMUM = 5
NO_PROTECTION = 1
"""The minimum that switches all hiding, rounding and auditing off."""


class Precision(IntEnum):
    """How much of a cell may be seen."""

    HIDDEN = 0
    ROUNDED = 1
    """From 5 to 9: the mean with one decimal and its interval."""
    FULL = 2


@dataclass(frozen=True)
class Part:
    """An aspect as the audit needs it. `scores` is None for an aspect that has no sum (kind profile)."""

    id: str
    scores: Column | None
    items: tuple[Column, ...]
    in_total: bool


@dataclass(frozen=True)
class Decision:
    """What may be seen. Keys: variable and group index; for a measure, the aspect's or item's id behind them.

    An item without an entry is hidden.
    """

    groups: Mapping[tuple[str, int], Precision]
    aspects: Mapping[tuple[str, int, str], Precision]
    items: Mapping[tuple[str, int, str], Precision]
    overall: Mapping[tuple[str, int], Precision]


def check_minimum(minimum: int) -> None:
    """Raise BadInput for a minimum group size that is neither 1 (no protection at all) nor at least 5."""
    if minimum != NO_PROTECTION and minimum < LOWEST_MINIMUM:
        raise BadInput(
            f"Een minimum van {minimum} kan niet: kies {LOWEST_MINIMUM} of meer, of 1 om niets te verbergen."
        )


def decide(parts: Sequence[Part], house: Division, families: Sequence[Family], *, minimum: int) -> Decision:
    """Decide for every group, and every measure in it, whether and how precisely it may be seen.

    house: one group with all forms. minimum: at least 5, or 1 to show everything. Items are decided for the house and
    for the families' divisions with items. BadInput for another minimum.
    """
    check_minimum(minimum)
    audit = _Audit(tuple(parts), minimum)
    for family in (Family((house,), frozenset({HOUSE})), *families):
        audit.enter(family)
    return Decision(audit.groups, audit.aspects, audit.items, audit.overall)


@dataclass
class _Audit:
    """The decisions so far. The house enters first: what is hidden for the house is hidden everywhere."""

    parts: tuple[Part, ...]
    minimum: int
    groups: dict[tuple[str, int], Precision] = field(default_factory=dict)
    aspects: dict[tuple[str, int, str], Precision] = field(default_factory=dict)
    items: dict[tuple[str, int, str], Precision] = field(default_factory=dict)
    overall: dict[tuple[str, int], Precision] = field(default_factory=dict)

    def enter(self, family: Family) -> None:
        """Decide all cells of a family: groups on forms, then each aspect with its items, then the overall."""
        keys, forms = family.keys, family.count_forms()
        allowed = range(len(keys)) if self.groups.get((HOUSE, 0), Precision.FULL) else ()
        shown = self._protect(family, forms, allowed, equal_hides=False)
        for cell, key in enumerate(keys):
            self.groups[key] = self._precision(forms.size(family.atoms[cell]), shown=cell in shown)
        for part in self.parts:
            self._enter_aspect(family, part)
            self._enter_items(family, part)
        for key in keys:
            counting = [self.aspects[*key, part.id] for part in self.parts if part.in_total]
            self.overall[key] = min((self.groups[key], *counting)) if counting else Precision.HIDDEN

    def _enter_aspect(self, family: Family, part: Part) -> None:
        """Decide an aspect in all cells of a family. An aspect without a sum has nothing to hide but its items."""
        keys = family.keys
        allowed = [cell for cell, key in enumerate(keys) if self.groups[key] and self._known(self.aspects, part.id)]
        if part.scores is None:
            self.aspects |= {(*key, part.id): self.groups[key] for key in keys}
            return
        counts = family.count(part.scores)
        shown = self._protect(family, counts, allowed)
        for cell, key in enumerate(keys):
            precision = self._precision(counts.size(family.atoms[cell]), shown=cell in shown)
            self.aspects[*key, part.id] = min(precision, self.groups[key])

    def _enter_items(self, family: Family, part: Part) -> None:
        """Decide the items of an aspect: hidden with it, and from fewer than ten forms of the group."""
        keys = family.keys
        least = Precision.HIDDEN if self.minimum == NO_PROTECTION else Precision.FULL
        allowed = [
            cell
            for cell, key in enumerate(keys)
            if key[0] in family.with_items and self.groups[key] >= least and self.aspects[*key, part.id]
        ]
        if not allowed:
            return
        counts = [family.count(item) for item in part.items]
        shown = [
            set(self._protect_item(family, counts[i], allowed if self._known(self.items, item.id) else ()))
            for i, item in enumerate(part.items)
        ]
        if part.scores is not None and self.minimum != NO_PROTECTION:
            self._hide_second(family, allowed, counts, shown)
        for item, count, cells in zip(part.items, counts, shown, strict=True):
            for cell in allowed:
                precision = self._precision(count.size(family.atoms[cell]), shown=cell in cells)
                self.items[*keys[cell], item.id] = precision

    def _hide_second(
        self, family: Family, allowed: Sequence[int], counts: Sequence[Counts], shown: Sequence[set[int]]
    ) -> None:
        """Hide the next smallest item wherever exactly one of an aspect is hidden, until that is nowhere so.

        An aspect of one item is left alone: its item is the aspect.
        """
        several = range(len(counts)) if len(counts) > 1 else ()
        while True:
            alone = [cell for cell in allowed if sum(cell not in shown[item] for item in several) == 1]
            if not alone:
                return
            atoms = family.atoms[alone[0]]
            item = min((i for i in several if alone[0] in shown[i]), key=lambda i: (counts[i].size(atoms), i))
            shown[item].intersection_update(self._protect_item(family, counts[item], shown[item] - {alone[0]}))

    def _protect(
        self,
        family: Family,
        counts: Counts,
        allowed: Iterable[int],
        *,
        equal_hides: bool = True,
        variables: Set[str] | None = None,
    ) -> frozenset[int]:
        """The allowed cells that are lawful and stay shown after the audit of the family for one measure.

        variables: the divisions that have this measure at all; cells of others are neither shown nor hidden.
        """
        if self.minimum == NO_PROTECTION:
            return frozenset(allowed)

        def lawful(atoms: Atoms) -> bool:
            enough = counts.size(atoms) >= self.minimum and counts.has_persons(atoms, self.minimum)
            return enough and not (equal_hides and counts.nearly_equal(atoms))

        cells = [
            atoms & counts.filled if variables is None or key[0] in variables else frozenset[int]()
            for key, atoms in zip(family.keys, family.atoms, strict=True)
        ]
        sizes = [counts.size(atoms) for atoms in cells]
        shown = {cell for cell in allowed if lawful(cells[cell])}
        return protect(cells, sizes, shown, counts.filled, lawful)

    def _protect_item(self, family: Family, counts: Counts, allowed: Iterable[int]) -> frozenset[int]:
        """The same for an item, which only the divisions with items have."""
        return self._protect(family, counts, allowed, variables=family.with_items)

    def _precision(self, size: int, *, shown: bool) -> Precision:
        if not shown:
            return Precision.HIDDEN
        return Precision.FULL if size >= FEW or self.minimum == NO_PROTECTION else Precision.ROUNDED

    def _known(self, decisions: Mapping[tuple[str, int, str], Precision], measure: str) -> bool:
        """Whether the house shows the measure (true while the house itself is being decided)."""
        return bool(decisions.get((HOUSE, 0, measure), Precision.FULL))
