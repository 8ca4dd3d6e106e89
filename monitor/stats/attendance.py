"""Attendance: how often somebody was at the overleg, in classes, and against the score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from monitor.errors import BadInput
from monitor.model import Grouping, Level
from monitor.results import HIDDEN, Correlation
from monitor.stats.disclosure.deciding import NO_PROTECTION
from monitor.stats.estimate import FEW, NO_ANSWERS, NO_SPREAD

ATTENDANCE = "attendance"
NOT_GIVEN = 6
"""The code of the line of forms on which attendance was left empty."""
_FIRST = (0, 1, 4, 7, 11, 16)
"""The first number of times of every class; the code is the place in this row."""
PERFECT = "perfect"
"""The ranks agree wholly: Fisher's z is infinite and there is no interval."""
TOO_FEW_FORMS = "too_few_forms"
_FEWEST = 4
"""Fewer forms have no variance of z."""
_EXACT = 1e-12
"""Nearer to 1 than this is 1."""
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


def correlate_attendance(
    attendance: NDArray[np.int64], scores: NDArray[np.float64], persons: NDArray[np.int64], *, minimum: int
) -> Correlation:
    """Spearman's rank correlation of times present and the form's overall score, over the forms with both.

    attendance: int64, forms, -1 left empty. scores: float64, forms, NaN for none. persons: int64, forms. Ties get their
    average rank; scores that are equal but for rounding noise tie. Interval: Fisher z with variance (1 + r^2/2)/(n - 3)
    (Bonett & Wright, Psychometrika 65, 2000), persons' several forms taken as apart. Unless minimum is 1: hidden below
    ten such forms of as many persons, or where all forms, or all but one, have the same score or the same attendance.
    """
    both = (attendance >= 0) & ~np.isnan(scores)
    times, scored = attendance[both], np.round(scores[both], 9)
    n, least = int(times.size), max(minimum, FEW)
    if minimum != NO_PROTECTION:
        few = n < least or np.unique(persons[both]).size < least
        if few or any(_most_frequent(values) >= n - 1 for values in (times, scored)):
            return Correlation(reason=HIDDEN)
    if n == 0:
        return Correlation(n=0, reason=NO_ANSWERS)
    if any(_most_frequent(values) == n for values in (times, scored)):
        return Correlation(n=n, reason=NO_SPREAD)
    r = float(np.corrcoef(_ranks(times), _ranks(scored))[0, 1])
    if n < _FEWEST:
        return Correlation(r, n=n, reason=TOO_FEW_FORMS)
    if abs(r) > 1 - _EXACT:
        return Correlation(r, n=n, reason=PERFECT)
    reach = float(ndtri(0.975)) * float(np.sqrt((1 + r**2 / 2) / (n - 3)))
    return Correlation(r, float(np.tanh(np.arctanh(r) - reach)), float(np.tanh(np.arctanh(r) + reach)), n)


def _ranks(values: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of every value from 1; equal values share their average rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return ranks


def _most_frequent(values: NDArray[np.int64] | NDArray[np.float64]) -> int:
    """How often the most frequent value occurs."""
    return int(np.unique(values, return_counts=True)[1].max(initial=0))
