"""An attacker who reads a Report, knows the true data only to check himself, and subtracts what he can.

Shares no code with monitor.stats.disclosure. Forms are the unknowns; every number shown of a measure is a row over the
forms with a valid answer for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.results import Breakdown, Group, Report

FAMILIES = (("overlegvorm", "overleg"), ("beroepsgroep",), ("attendance",))


@dataclass(frozen=True)
class Truth:
    """What really was answered. codes: variable -> code per form. measures: name -> value per form, None if none."""

    persons: Sequence[int]
    codes: Mapping[str, Sequence[int]]
    measures: Mapping[str, Sequence[float | None]]
    minimum: int


@dataclass(frozen=True)
class Seen:
    """One cell of a measure: its forms with a valid answer, and whether the report shows it."""

    name: str
    forms: frozenset[int]
    shown: bool


def lawful(truth: Truth, forms: frozenset[int], values: Sequence[float | None] | None) -> bool:
    """Five forms of five persons (or the house's minimum), and neither unanimous nor all but one."""
    if len(forms) < truth.minimum or len({truth.persons[form] for form in forms}) < truth.minimum:
        return False
    return values is None or Counter(values[form] for form in forms).most_common(1)[0][1] < len(forms) - 1


def computable(rows: Sequence[frozenset[int]], target: frozenset[int], forms: int) -> bool:
    """Whether the sum over `target` follows from the sums over `rows`."""
    table = np.array([[form in row for form in range(forms)] for row in rows], dtype=float)
    wanted = np.array([[form in target for form in range(forms)]], dtype=float)
    return bool(np.linalg.matrix_rank(np.vstack([table, wanted])) == np.linalg.matrix_rank(table))


def find_leaks(report: Report, truth: Truth) -> Iterator[str]:
    """Name every cell shown that may not be, and every hidden cell or unlawful remainder that can be computed."""
    everything = dict.fromkeys(range(len(truth.persons)), 1.0)
    breakdowns = {breakdown.by: breakdown for breakdown in report.breakdowns}
    for family in FAMILIES:
        members = [breakdowns[by] for by in family if by in breakdowns]
        forms = list(_cells(members, truth, list(everything.values()), lambda group: group.forms is not None))
        yield from _leaks("forms", forms, frozenset(everything), truth, None)
        for name, values in truth.measures.items():
            valid = frozenset(form for form, value in enumerate(values) if value is not None)
            having = [member for member in members if _has(member, name)]
            cells = list(_cells(having, truth, values, lambda group, name=name: _mean(group, name) is not None))
            if _house_mean(report, name) is None:
                yield from (f"{name}: {cell.name} is shown though the house is not" for cell in cells if cell.shown)
            else:
                yield from _leaks(name, cells, valid, truth, values)
    for name, values in truth.measures.items():
        valid = frozenset(form for form, value in enumerate(values) if value is not None)
        if _house_mean(report, name) is not None and not lawful(truth, valid, values):
            yield f"{name}: the house is shown"


def _leaks(
    name: str, cells: Sequence[Seen], valid: frozenset[int], truth: Truth, values: Sequence[float | None] | None
) -> Iterator[str]:
    rows = [valid, *(cell.forms for cell in cells if cell.shown)]
    for cell in cells:
        if cell.shown and not lawful(truth, cell.forms, values):
            yield f"{name}: {cell.name} is shown"
        if cell.shown or not cell.forms:
            continue
        if cell.forms != valid and computable(rows, cell.forms, len(truth.persons)):
            yield f"{name}: {cell.name} follows by subtraction"
        if not lawful(truth, cell.forms, values) and lawful(truth, valid, values) and cell.forms == valid:
            yield f"{name}: {cell.name} is the house"
    variables = {cell.name.split("-")[0] for cell in cells}
    for variable in variables if lawful(truth, valid, values) else ():
        own = [cell.forms for cell in cells if cell.shown and cell.name.startswith(f"{variable}-")]
        rest = valid.difference(*own)
        if rest and not lawful(truth, rest, values):
            yield f"{name}: the remainder of {variable} is unlawful"


def _cells(
    members: Sequence[Breakdown], truth: Truth, values: Sequence[float | None], shown: Callable[[Group], bool]
) -> Iterator[Seen]:
    for breakdown in members:
        codes = truth.codes[breakdown.by]
        for group in breakdown.groups:
            forms = (form for form, code in enumerate(codes) if code == group.code and values[form] is not None)
            yield Seen(f"{breakdown.by}-{group.code}", frozenset(forms), shown(group))


def _has(breakdown: Breakdown, name: str) -> bool:
    """Whether the grouping publishes the measure at all: statements are shown only where that is declared."""
    kind, _ = name.split(":")
    return kind == "aspect" or any(group.items for group in breakdown.groups)


def _mean(group: Group, name: str) -> float | None:
    kind, measure = name.split(":")
    if kind == "aspect":
        return next(cell.mean for cell in group.cells if cell.aspect == measure)
    return next(item.mean for item in group.items if item.id == measure)


def _house_mean(report: Report, name: str) -> float | None:
    kind, measure = name.split(":")
    found = report.aspects if kind == "aspect" else report.items
    return next(one.mean for one in found if one.id == measure)
