"""Attendance as a grouping: how often somebody was at the overleg, in classes, with a line for who did not say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.model import Grouping, Level

ATTENDANCE = "attendance"
NOT_GIVEN = 6
"""The code of the line of forms on which attendance was left empty."""
_FIRST = (0, 1, 4, 7, 11, 16)
"""The first number of times of every class; the code is the place in this row."""
LABELS = {
    "nl": ("0 keer", "1–3 keer", "4–6 keer", "7–10 keer", "11–15 keer", "16 keer of vaker", "niet ingevuld"),
    "en": ("0 times", "1–3 times", "4–6 times", "7–10 times", "11–15 times", "16 times or more", "not filled in"),
}


def attendance_grouping(*, with_zero: bool, language: str = "nl") -> Grouping:
    """Give the classes as a grouping that the invitation list does not know. `with_zero`: 0 is a class (files)."""
    labels = LABELS.get(language, LABELS["nl"])
    first = 0 if with_zero else 1
    return Grouping(ATTENDANCE, tuple(Level(code, labels[code]) for code in range(first, len(labels))), in_frame=False)


def attendance_codes(attendance: NDArray[np.int64], *, with_zero: bool) -> NDArray[np.int64]:
    """Give every form the code of its class; attendance: int64, forms, -1 left empty.

    BadInput for a negative number, or for 0 where 0 is no class (who was never there has no form).
    """
    if (attendance < -1).any() or (not with_zero and (attendance == 0).any()):
        raise BadInput("Een formulier heeft een aantal keren aanwezig dat niet kan.")
    classes = np.searchsorted(np.array(_FIRST), attendance, side="right") - 1
    return np.where(attendance == -1, NOT_GIVEN, classes).astype(np.int64)
