"""The answer matrix: what the vault hands to the statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED


@dataclass(frozen=True)
class AnswerMatrix:
    """All forms of a wave.

    answers: uint8, forms x items, codes of surveys.answers (0 left empty, 1..maximum, 254 not asked, 255 geen oordeel).
    persons: int64, forms; forms of one person share a number 0..m-1.
    groups: variable -> int64, forms; the code of the form's level, -1 where unknown.
    attendance: int64, forms; times present in the reference period, -1 left empty.
    Raises BadInput naming row and column (from 1) of the first value that is no answer, or a row without any answer.
    """

    answers: NDArray[np.uint8]
    persons: NDArray[np.int64]
    groups: Mapping[str, NDArray[np.int64]]
    attendance: NDArray[np.int64]
    maximum: int = 4

    def __post_init__(self) -> None:
        wrong = (self.answers > self.maximum) & (self.answers != NOT_ASKED) & (self.answers != NO_OPINION)
        if wrong.any():
            row, column = (int(index[0]) + 1 for index in np.nonzero(wrong))
            raise BadInput(f"Rij {row}, kolom {column}: deze waarde is geen antwoord van deze vragenlijst.")
        given = (self.answers != EMPTY) & (self.answers != NOT_ASKED)
        blank = ~given.any(axis=1)
        if blank.any():
            raise BadInput(
                f"Rij {int(np.nonzero(blank)[0][0]) + 1} heeft geen enkel antwoord en is dus geen formulier."
            )

    @property
    def forms(self) -> int:
        return int(self.answers.shape[0])

    @property
    def respondents(self) -> int:
        return int(np.unique(self.persons).size)
