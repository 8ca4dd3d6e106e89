"""An attacker who reads a report as JSON, knows the true data only to check himself, and computes what he can.

Shares no code with monitor.stats.disclosure. Forms are the unknowns; every number shown of a measure is a row over the
forms with a valid answer for it. Rows are projected in floats; `spans_exactly` does the same in fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

HOUSE = ("house", 0)
ALL_COMBINATIONS = 26
"""Up to so many forms every set of one to four is tried; beyond, every one and two."""
NUMBERS = ("n", "mean", "low", "high", "sd", "se", "persons", "min", "max", "counts", "no_opinion", "empty")
NUMBERS += (
    "positive_share",
    "no_opinion_share",
    "weighted",
    "alpha",
    "n_complete",
    "difference",
    "smallest_visible",
    "g",
)
Cell = tuple[str, int]
Forms = frozenset[int]


@dataclass(frozen=True)
class Truth:
    """What really was answered. codes: variable -> code per form. measures: name -> value per form, None if none.

    itemised: the variables that show statements.
    """

    persons: Sequence[int]
    codes: Mapping[str, Sequence[int]]
    measures: Mapping[str, Sequence[float | None]]
    minimum: int
    itemised: frozenset[str]

    def lawful(self, forms: Forms, measure: str) -> bool:
        """Five forms of five persons (or the house's minimum), and neither unanimous nor all but one."""
        if len(forms) < self.minimum or len({self.persons[form] for form in forms}) < self.minimum:
            return False
        values = Counter(self.measures[measure][form] for form in forms)
        return measure == "forms" or values.most_common(1)[0][1] < len(forms) - 1

    def cells(self, measure: str) -> dict[Cell, Forms]:
        """The valid forms of every cell that is not empty."""
        values = self.measures[measure]
        found: dict[Cell, set[int]] = {HOUSE: {form for form, value in enumerate(values) if value is not None}}
        for variable, codes in self.codes.items():
            for form in found[HOUSE]:
                if codes[form] >= 0:
                    found.setdefault((variable, codes[form]), set()).add(form)
        return {cell: frozenset(forms) for cell, forms in found.items() if forms}


class Knowledge:
    """What some rows over the forms span."""

    def __init__(self, rows: Sequence[Forms], size: int) -> None:
        self.size = size
        self.table = np.array([[form in row for form in range(size)] for row in rows], dtype=float).reshape(
            len(rows), size
        )

    @cached_property
    def projection(self) -> np.ndarray:
        if not self.table.any():
            return np.zeros((self.size, self.size))
        _, values, rows = np.linalg.svd(self.table, full_matrices=False)
        basis = rows[values > 1e-9]
        return basis.T @ basis

    def gives(self, forms: Forms) -> bool:
        """Whether the sum over these forms follows."""
        places = sorted(forms)
        return bool(abs(self.projection[np.ix_(places, places)].sum() - len(places)) < 1e-7)

    def differs(self, one: int, two: int) -> bool:
        """Whether the difference between two forms follows."""
        apart = self.projection[one, one] + self.projection[two, two] - 2 * self.projection[one, two]
        return bool(abs(apart - 2) < 1e-7)

    def small_sets(self) -> Iterator[tuple[int, ...]]:
        """Every set of one to four forms that follows; and two forms of which the difference does."""
        most = 4 if self.size <= ALL_COMBINATIONS else 2
        for size in range(1, most + 1):
            sets = np.array(list(combinations(range(self.size), size)), dtype=int).reshape(-1, size)
            inside = self.projection[sets[:, :, None], sets[:, None, :]].sum(axis=(1, 2))
            yield from map(tuple, sets[np.abs(inside - size) < 1e-7].tolist())
        diagonal = np.diagonal(self.projection)
        apart = diagonal[:, None] + diagonal[None, :] - 2 * self.projection
        yield from ((int(one), int(two)) for one, two in zip(*np.nonzero(np.abs(apart - 2) < 1e-7), strict=True))


def spans_exactly(rows: Sequence[Sequence[int]], target: Sequence[int]) -> bool:
    """Whether a row is a combination of others: Gaussian elimination in fractions."""
    basis: list[list[Fraction]] = []
    for row in [*rows, target]:
        rest = [Fraction(value) for value in row]
        for one in basis:
            lead = next(place for place, value in enumerate(one) if value)
            if rest[lead]:
                factor = rest[lead] / one[lead]
                rest = [value - factor * other for value, other in zip(rest, one, strict=True)]
        if row is target:
            return not any(rest)
        if any(rest):
            basis.append(rest)
    raise AssertionError("no target")


def shows_number(record: Mapping[str, Any]) -> bool:
    """Whether a record tells anything but its name and why it is empty."""
    own = any(record.get(name) not in (None, {}) for name in NUMBERS)
    return own or any(shows_number(record[name]) for name in ("versus_rest", "reliability") if record.get(name))


def read_cells(report: Mapping[str, Any], measure: str) -> dict[Cell, tuple[bool, bool]]:
    """Per cell that the report lists for a measure: whether anything of it is shown, and whether in full."""
    kind, _, name = measure.partition(":")
    found: dict[Cell, tuple[bool, bool]] = {}
    if kind == "forms":
        found[HOUSE] = (True, True)
    else:
        found[HOUSE] = _read(report, kind, name)
    for breakdown in report["breakdowns"]:
        for group in breakdown["groups"]:
            cell = (breakdown["by"], group["code"])
            if kind == "forms":
                found[cell] = (group["forms"] is not None, group["forms"] is not None)
            elif kind != "item" or group["items"]:
                found[cell] = _read(group, kind, name)
    return found


def _read(part: Mapping[str, Any], kind: str, name: str) -> tuple[bool, bool]:
    if kind == "overall":  # of the forms' own overall scores the n and the sd are shown; the mean is the aspects'
        shown = any(part["overall"][field] is not None for field in ("n", "sd"))
        return shown, shown
    records = part["items"] if kind == "item" else part.get("cells") or part["aspects"]
    record = next(one for one in records if one.get("aspect" if kind == "aspect" and "cells" in part else "id") == name)
    shown = shows_number(record)
    return shown, shown and record["decimals"] is None


def find_leaks(report: Mapping[str, Any], truth: Truth, *, small_sets: bool = True) -> Iterator[str]:
    """Name everything that a report tells and may not: report is the plain JSON of one report."""
    yield from find_leaks_in(lambda measure: read_cells(report, measure), truth, small_sets=small_sets)


def find_leaks_in(
    read_measure: Callable[[str], Mapping[Cell, tuple[bool, bool]]], truth: Truth, *, small_sets: bool = True
) -> Iterator[str]:
    """The same of anything that was read: per measure and cell whether something of it is told, and whether in full."""
    for measure in truth.measures:
        cells, read = truth.cells(measure), read_measure(measure)
        shown = {cell: forms for cell, forms in cells.items() if read.get(cell, (False, False))[0]}
        full = [forms for cell, forms in cells.items() if read.get(cell, (False, False))[1]]
        if measure != "forms" and HOUSE not in shown:
            yield from (f"{measure}: {cell} is shown though the house is not" for cell in shown)
            continue
        if measure == "forms" and not truth.lawful(cells[HOUSE], measure):
            yield from (f"forms: {cell} is shown in a small house" for cell in shown if cell != HOUSE)
            continue
        for leak in _find_in_measure(measure, cells, shown, full, read, truth, small_sets):
            yield f"{measure}: {leak}"


def _find_in_measure(
    measure: str,
    cells: Mapping[Cell, Forms],
    shown: Mapping[Cell, Forms],
    full: Sequence[Forms],
    read: Mapping[Cell, tuple[bool, bool]],
    truth: Truth,
    small_sets: bool,
) -> Iterator[str]:
    known = Knowledge(list(shown.values()), len(truth.persons))
    for cell, forms in shown.items():
        if not truth.lawful(forms, measure):
            yield f"{cell} is shown"
    for cell, forms in cells.items():
        hidden = cell in read and cell not in shown
        if (hidden or not truth.lawful(forms, measure)) and known.gives(forms):
            yield f"{cell} can be computed"
    yield from _remainders(measure, shown, truth)
    if small_sets:
        yield from (f"forms {few} can be computed" for few in known.small_sets())
    for person, count in Counter(truth.persons[form] for form in cells[HOUSE]).items():
        if count >= 5 and known.gives(frozenset(form for form in cells[HOUSE] if truth.persons[form] == person)):
            yield f"person {person} can be computed"
    exact = Knowledge(full, len(truth.persons))
    if measure != "forms":
        yield from (f"{cell} of {len(f)} is exact" for cell, f in cells.items() if len(f) < 10 and exact.gives(f))


def _remainders(measure: str, shown: Mapping[Cell, Forms], truth: Truth) -> Iterator[str]:
    for cell, forms in shown.items():
        for variable in truth.codes:
            inside = [one for name, one in shown.items() if name[0] == variable and name != cell and one <= forms]
            rest = forms.difference(*inside)
            if inside and rest and not truth.lawful(rest, measure):
                yield f"{cell} without its {variable} is unlawful"
