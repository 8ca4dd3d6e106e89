"""Raking: one weight per person who answered, so that together they are like the eligible on the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.model import FrameRow, Grouping
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.response.calibration import rake
from monitor.stats.response.tally import OVERLEG, OVERLEGVORM, Frame, count_people, count_variable

NO_LIST, NO_MARGINS, EMPTY_GROUP, INFEASIBLE = "no_list", "no_margins", "empty_group", "infeasible"
SEVERAL_LEVELS = "several_levels"
"""Somebody's forms give different levels of a variable of which a person has one."""


@dataclass(frozen=True)
class Weights:
    """values: float64, forms, each the weight of its person; None with a reason where the margins cannot be met."""

    values: NDArray[np.float64] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class _Margin:
    """One variable's margin. counts: int64, persons x categories; targets: int64, categories; overige last."""

    counts: NDArray[np.int64]
    targets: NDArray[np.int64]


def weigh_forms(
    matrix: AnswerMatrix, frame: Sequence[FrameRow], groupings: Sequence[Grouping], visible: Mapping[str, Set[int]]
) -> Weights:
    """Rake who answered to the eligible margins of the groupings that list and vault both know.

    Of a variable with one value per person the weights of each level's persons add up to its eligible persons; of
    overleg those of each overleg's forms to its eligible memberships. Overlegvorm only where overleg is not known:
    the weights of who has a form in it add up to who is eligible in it. visible: variable -> codes of the levels that
    may be seen; all others are one category, and so is a level with eligible persons of whom none answered.

    No trimming. Persons with the same pattern get the same weight to the last bit. Reasons: "no_list"; "no_margins";
    "empty_group" (nobody of that one category answered); "several_levels"; "infeasible" (no positive weights do it).
    """
    if not frame or not matrix.forms:
        return Weights(reason=NO_LIST)
    people, person = np.unique(matrix.persons, return_inverse=True)
    margins = []
    for variable in _raked_variables(groupings):
        codes = matrix.groups[variable]
        margin = _make_margin(variable, codes, person, count_variable(frame, variable), visible.get(variable, set()))
        if isinstance(margin, str):
            return Weights(reason=margin)
        margins.append(margin)
    if not margins:
        return Weights(reason=NO_MARGINS)
    counts = np.hstack([margin.counts for margin in margins])
    targets = np.concatenate([margin.targets for margin in margins]).astype(np.float64)
    kinds, inverse, number = np.unique(counts, axis=0, return_inverse=True, return_counts=True)
    start = count_people(frame).eligible / people.size
    weights = rake(kinds.astype(np.float64), number.astype(np.float64), targets, start=start)
    return Weights(reason=INFEASIBLE) if weights is None else Weights(weights[inverse.reshape(-1)][person])


def weighted_mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float | None:
    """Mean of the values (float64, forms; NaN for none) by the forms' weights; None without any value."""
    valid = ~np.isnan(values)
    if not valid.any():
        return None
    return float((weights[valid] * values[valid]).sum() / weights[valid].sum())


def _raked_variables(groupings: Sequence[Grouping]) -> list[str]:
    known = [grouping.variable for grouping in groupings if grouping.in_frame]
    return [variable for variable in known if variable != OVERLEGVORM or OVERLEG not in known]


def _make_margin(
    variable: str, codes: NDArray[np.int64], person: NDArray[np.int64], frame: Frame, visible: Set[int]
) -> _Margin | str:
    """Count every person and the list in the visible levels and overige; a reason where that cannot be raked to."""
    count = frame.memberships if variable == OVERLEG else frame.persons
    present = set(np.unique(codes).tolist())
    apart = sorted(code for code in visible if code in present)
    rest = count(frame.found().difference(apart)).eligible
    targets = np.array([*(count({code}).eligible for code in apart), rest], dtype=np.int64)
    counts = _count_persons(codes, person, apart)
    if variable != OVERLEG:
        counts = np.minimum(counts, 1)
    if variable not in (OVERLEG, OVERLEGVORM) and (counts.sum(axis=1) > 1).any():
        return SEVERAL_LEVELS
    return EMPTY_GROUP if rest and not counts[:, -1].any() else _Margin(counts, targets)


def _count_persons(codes: NDArray[np.int64], person: NDArray[np.int64], apart: Sequence[int]) -> NDArray[np.int64]:
    """Count forms per person and category: int64, persons x (levels + 1); apart: the levels' codes, ascending."""
    width = len(apart) + 1
    column: NDArray[np.int64] = np.full(codes.shape, width - 1, dtype=np.int64)
    for place, code in enumerate(apart):
        column[codes == code] = place
    cells = np.bincount(person * width + column, minlength=(int(person.max()) + 1) * width)
    return cells.reshape(-1, width).astype(np.int64)
