"""What a wave's report is computed from: the answers, their scores, and the forms divided by every grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.model import FrameRow, Grouping
from monitor.stats.attendance import attendance_codes, attendance_grouping
from monitor.stats.columns import Division, check_eligible, divide, divide_by
from monitor.stats.disclosure.deciding import HOUSE
from monitor.stats.kernel import AnswerSums, AspectSums, sum_answers
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.response.tally import OVERLEG, OVERLEGVORM, count_people, eligible_levels
from surveys.questionnaire import Aspect, AspectKind, BackgroundKind, Questionnaire, Texts
from surveys.scoring import overall_scores, score_table


@dataclass(frozen=True)
class Work:
    """The answers of a wave with their divisions. groupings and divisions: in the same order, attendance last."""

    questionnaire: Questionnaire
    matrix: AnswerMatrix
    sums: AnswerSums
    """Over all forms; its aspects in the order of the questionnaire."""
    house: Division
    groupings: tuple[Grouping, ...]
    divisions: tuple[Division, ...]
    scores: Mapping[str, NDArray[np.float64]]
    """Aspect -> the forms' scores (float64, forms, NaN for none), of aspects that have a sum."""
    overall_scores: NDArray[np.float64]
    """The forms' overall scores: float64, forms."""
    language: str

    def answers(self, aspect: Aspect) -> NDArray[np.uint8]:
        """The answers to an aspect's items: uint8, forms x items."""
        return self.matrix.answers[:, [item.position for item in aspect.items]]

    def sums_of(self, aspect: Aspect) -> AspectSums:
        """The sums of an aspect over all forms."""
        return self.sums.aspects[self.questionnaire.aspects.index(aspect)]


def prepare(
    questionnaire: Questionnaire,
    matrix: AnswerMatrix,
    frame: Sequence[FrameRow],
    groupings: Sequence[Grouping],
    *,
    language: str,
    with_zero: bool,
) -> Work:
    """Divide the forms by the house, every grouping and (if the questionnaire asks it) attendance.

    BadInput if more persons answered than were eligible, in the house or in a group.
    """
    persons = np.unique(matrix.persons, return_inverse=True)[1].astype(np.int64)
    eligible = np.array([count_people(frame).eligible], dtype=np.float64) if frame else None
    house = divide(HOUSE, np.zeros(matrix.forms, dtype=np.int64), 1, persons, eligible)
    check_eligible(house, ("het hele huis",))
    declared = [(grouping, matrix.groups[grouping.variable]) for grouping in groupings]
    if any(question.kind is BackgroundKind.ATTENDANCE for question in questionnaire.background):
        classes = attendance_codes(matrix.attendance, with_zero=with_zero)
        declared.append((attendance_grouping(with_zero=with_zero, language=language), classes))
    divisions = tuple(divide_by(grouping, codes, persons, _eligible(frame, grouping)) for grouping, codes in declared)
    found = tuple(grouping for grouping, _ in declared)
    check_parents(found, divisions)
    places = [[item.position for item in aspect.items] for aspect in questionnaire.aspects]
    sums = sum_answers(matrix.answers, places, matrix.maximum)
    scores = {
        aspect.id: score_table(len(aspect.items), matrix.maximum).ravel()[one.places]
        for aspect, one in zip(questionnaire.aspects, sums.aspects, strict=True)
        if has_sum(aspect)
    }
    counting = [scores[aspect.id] for aspect in questionnaire.aspects if counts_in_total(aspect)]
    overall = overall_scores(np.column_stack(counting)) if counting else np.full(matrix.forms, np.nan)
    return Work(questionnaire, matrix, sums, house, found, divisions, scores, overall, language)


def check_parents(groupings: Sequence[Grouping], divisions: Sequence[Division]) -> None:
    """Raise BadInput if a form's overlegvorm is not that of its overleg; divisions: in the order of the groupings."""
    found = {grouping.variable: (grouping, division) for grouping, division in zip(groupings, divisions, strict=True)}
    if OVERLEG not in found or OVERLEGVORM not in found:
        return
    (inner, forms), (outer, held) = found[OVERLEG], found[OVERLEGVORM]
    codes = np.array([*(level.code for level in outer.levels), -1])
    for place, level in enumerate(inner.levels):
        if level.parent is not None and (codes[held.index[forms.index == place]] != level.parent).any():
            raise BadInput(f"{level.label}: een formulier heeft een andere overlegvorm dan dit overleg.")


def _eligible(frame: Sequence[FrameRow], grouping: Grouping) -> dict[int, int] | None:
    """Eligible persons per level; None where the invitation list does not know the grouping, or there is no list."""
    if not grouping.in_frame or not frame:
        return None
    return dict(eligible_levels(frame, grouping.variable, grouping.levels))


def text_in(texts: Texts, language: str) -> str:
    """The text in a language, or in the questionnaire's first if it has not that one."""
    return texts.get(language) or next(iter(texts.values()))


def has_sum(aspect: Aspect) -> bool:
    """Whether a mean over the items means anything: not for a profile."""
    return aspect.kind is not AspectKind.PROFILE


def counts_in_total(aspect: Aspect) -> bool:
    """Whether an aspect's mean is part of the overall."""
    return aspect.in_total and has_sum(aspect)
