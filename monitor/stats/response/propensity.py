"""The R-indicator: how far the chance to answer hangs together with what the invitation list knows of somebody.

Schouten, Cobben & Bethlehem (2009); the partial indicators: Schouten, Shlomo & Skinner (2011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from monitor.model import FrameRow, Outcome
from monitor.stats.response.logit import fit_logit
from monitor.stats.response.tally import MEMBERSHIPS, OVERLEG, OVERLEGVORM, UNKNOWN, is_eligible
from monitor.stats.response.testing import EVERYBODY, NOBODY, ONE_GROUP

SMALLEST_LEVEL = 5
"""Levels with fewer eligible persons join "overige" in the model, whatever may be shown of them."""
SEPARATED, NO_LIST = "separated", "no_list"


@dataclass(frozen=True)
class Representativity:
    """The R-indicator, or None with a reason, and the partial one per variable."""

    r_indicator: float | None = None
    reason: str | None = None
    partial: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    """One level of a variable, or its overige: who of the list's rows belongs to it (bool, rows)."""

    variable: str
    others: bool
    member: NDArray[np.bool_]


def measure_representativity(
    rows: Sequence[FrameRow], shown: Mapping[str, Set[int]], *, without_others: Set[str] = frozenset()
) -> Representativity:
    """Fit who answered to the list's variables and give R = 1 - 2 sd (N - 1) of the fitted propensities.

    rows: the condensed list; shown: variable -> codes of the levels that stand on their own, all else is overige.
    ML logit over the eligible, main effects. Overleg and overlegvorm: a 0/1 column per level that the person was
    invited for, whatever became of it there (only who answers can say "I was not there"). Where the maximum does not
    exist (nobody or everybody of a level answered, or levels together) a level joins overige and the fit starts again;
    reason "separated" if nothing is left.

    A fit reproduces how many answered of every column, so R would tell a hidden count. without_others: variables whose
    overige may not be seen, and so has no column. Of overleg and overlegvorm no level joins another: what two levels
    that overlap have together is not shown, so the level leaves the model; nor has overleg an overige in which
    somebody is twice, for that one is shown in memberships.

    Partial of a variable: sqrt(sum n_k / N (mean_k - mean)^2) over its levels as in the model, of the fitted
    propensities; where persons have several levels n_k counts memberships, N is their sum and mean is over them.
    """
    rows = [row for row in rows if is_eligible(row) and row.count]
    eligible = np.array([row.count for row in rows], dtype=np.float64)
    answered = eligible * np.array([row.outcome is Outcome.ANSWERED for row in rows], dtype=np.float64)
    if not rows:
        return Representativity(reason=NO_LIST)
    if answered.sum() in (0, eligible.sum()):
        return Representativity(reason=EVERYBODY if answered.any() else NOBODY)
    columns = [
        column
        for variable in shown
        for column in _list_columns(rows, eligible, variable, shown[variable])
        if not (column.others and variable in without_others)
    ]
    if not any(_varies(column) for column in columns):
        return Representativity(reason=ONE_GROUP)
    columns, fitted = _fit(columns, eligible, answered)
    if not any(_varies(column) for column in columns):
        return Representativity(reason=SEPARATED)
    mean = (eligible * fitted).sum() / eligible.sum()
    variance = (eligible * (fitted - mean) ** 2).sum() / (eligible.sum() - 1)
    partial = {variable: _partial(columns, variable, eligible, fitted) for variable in shown}
    return Representativity(
        float(1 - 2 * np.sqrt(variance)), None, {name: value for name, value in partial.items() if value is not None}
    )


def _list_columns(
    rows: Sequence[FrameRow], eligible: NDArray[np.float64], variable: str, shown: Set[int]
) -> list[_Column]:
    """The levels that stand on their own, in the order of their codes, and overige if anybody is in it."""
    codes = [_codes_of(row, variable) for row in rows]
    members: dict[int, NDArray[np.bool_]] = {}
    for place, found in enumerate(codes):
        for code in found:
            members.setdefault(code, np.zeros(len(rows), dtype=np.bool_))[place] = True
    others: NDArray[np.bool_] = np.zeros(len(rows), dtype=np.bool_)
    alone = {code for code, member in members.items() if code in shown and eligible[member].sum() >= SMALLEST_LEVEL}
    columns = [_Column(variable, others=False, member=members[code]) for code in sorted(alone)]
    for code in members.keys() - alone:
        others |= members[code]
    twice = variable == OVERLEG and any(len(found - alone) > 1 for found in codes)
    return [*columns, _Column(variable, others=True, member=others)] if others.any() and not twice else columns


def _codes_of(row: FrameRow, variable: str) -> set[int]:
    if variable == OVERLEG:
        return {member.overleg for member in row.memberships}
    if variable == OVERLEGVORM:
        return {member.overlegvorm for member in row.memberships}
    return {row.values.get(variable, UNKNOWN)}


def _fit(
    columns: list[_Column], eligible: NDArray[np.float64], answered: NDArray[np.float64]
) -> tuple[list[_Column], NDArray[np.float64]]:
    """Fit, taking levels together until the maximum exists; gives the columns left and the propensities per row."""
    while True:
        victim = next((c for c in _levels_first(columns) if _is_separated(c, eligible, answered)), None)
        if victim is None:
            design = np.column_stack([np.ones(eligible.size), *(column.member for column in columns)])
            eta, found = fit_logit(design, eligible, answered)
            if found:
                return columns, expit(eta)
            victim = _most_extreme(columns, eligible, np.abs(eta))
        columns = _merge(columns, victim, eligible)


def _levels_first(columns: Sequence[_Column]) -> list[_Column]:
    return sorted(columns, key=lambda column: column.others)


def _is_separated(column: _Column, eligible: NDArray[np.float64], answered: NDArray[np.float64]) -> bool:
    """Tell whether nobody or everybody answered, of who has the level or of who has it not."""
    if not _varies(column):
        return False
    sides = (column.member, ~column.member)
    return any(answered[side].sum() in (0, eligible[side].sum()) for side in sides)


def _most_extreme(columns: Sequence[_Column], eligible: NDArray[np.float64], eta: NDArray[np.float64]) -> _Column:
    """The level of which the largest part is fitted at (nearly) 0 or 1; of equal ones the smallest."""
    far = eligible * (eta > eta.max() / 2)

    def rank(column: _Column) -> tuple[float, float]:
        size = eligible[column.member].sum()
        return (-far[column.member].sum() / size, size)

    return min((column for column in _levels_first(columns) if _varies(column)), key=rank)


def _merge(columns: Sequence[_Column], victim: _Column, eligible: NDArray[np.float64]) -> list[_Column]:
    """Put a level into its variable's overige; overige itself takes in the smallest level, and goes if it is alone.

    Of memberships the column goes.
    """
    rest = [column for column in columns if column is not victim]
    if victim.variable in MEMBERSHIPS:
        return rest
    family = [column for column in rest if column.variable == victim.variable]
    if not family:
        return rest
    partner = min(family, key=lambda c: (0.0, 0.0) if c.others else (1.0, eligible[c.member].sum()))
    if not partner.others and not victim.others:
        return [*rest, replace(victim, others=True)]
    merged = replace(partner, others=True, member=partner.member | victim.member)
    return [merged if column is partner else column for column in rest]


def _varies(column: _Column) -> bool:
    return bool(column.member.any() and not column.member.all())


def _partial(
    columns: Sequence[_Column], variable: str, eligible: NDArray[np.float64], fitted: NDArray[np.float64]
) -> float | None:
    own = [column.member for column in columns if column.variable == variable]
    if not own:
        return None
    size = np.array([eligible[member].sum() for member in own])
    level = np.array([(eligible * fitted)[member].sum() for member in own]) / size
    mean = (size * level).sum() / size.sum()
    return float(np.sqrt((size * (level - mean) ** 2).sum() / size.sum()))
