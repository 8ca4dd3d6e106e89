"""Attendance against the score: ranks by hand, and when the correlation is hidden or not defined."""

from __future__ import annotations

import math

import numpy as np
import pytest

from monitor.results import HIDDEN
from monitor.stats.attendance import correlate_attendance


# By hand: ranks of 1, 2, 2, 4, 8 are 1, 2.5, 2.5, 4, 5; of 1, 3, 2, 2, 4 they are 1, 4, 2.5, 2.5, 5.
# Deviations -2, -.5, -.5, 1, 2 and -2, 1, -.5, -.5, 2: sum of products 7.25 (4 - .5 + .25 - .5 + 4), squares 9.5 twice.
def test_spearman_gives_ties_their_average_rank() -> None:
    scores = np.array([1.0, 3.0, 2.0, 2.0, 4.0, np.nan, 3.0])
    found = correlate_attendance(np.array([1, 2, 2, 4, 8, 3, -1]), scores, np.arange(7), minimum=1)
    assert (found.n, found.reason) == (5, None)
    assert found.r == pytest.approx(7.25 / 9.5)
    reach = 1.959963985 * math.sqrt((1 + (7.25 / 9.5) ** 2 / 2) / 2)
    assert found.low == pytest.approx(math.tanh(math.atanh(7.25 / 9.5) - reach))
    assert found.high == pytest.approx(math.tanh(math.atanh(7.25 / 9.5) + reach))


def test_scores_that_differ_by_rounding_noise_tie() -> None:
    scores = np.array([0.1 + 0.2, 0.3, 1.0, 2.0])
    found = correlate_attendance(np.array([1, 2, 3, 4]), scores, np.arange(4), minimum=1)
    assert found.r == pytest.approx(4.5 / math.sqrt(5 * 4.5))


def test_a_correlation_of_few_forms_or_persons_or_nearly_equal_ones_is_hidden() -> None:
    times, scores = np.arange(1, 13), np.tile([1.0, 2.0, 3.0], 4)
    assert correlate_attendance(times, scores, np.arange(12), minimum=5).r is not None
    assert correlate_attendance(times[:9], scores[:9], np.arange(9), minimum=5).reason == HIDDEN
    assert correlate_attendance(times, scores, np.arange(12) // 2, minimum=5).reason == HIDDEN
    assert correlate_attendance(times, scores, np.arange(12), minimum=13).reason == HIDDEN
    one_other = np.array([2.0] * 11 + [3.0])
    assert correlate_attendance(times, one_other, np.arange(12), minimum=5).reason == HIDDEN
    assert correlate_attendance(one_other.astype(np.int64), scores, np.arange(12), minimum=5).reason == HIDDEN
    assert correlate_attendance(times[:9], scores[:9], np.arange(9), minimum=1).n == 9


def test_a_correlation_that_is_not_defined_says_why() -> None:
    def of(times: list[int], scores: list[float]):
        return correlate_attendance(np.array(times), np.array(scores), np.arange(len(times)), minimum=1)

    assert (of([], []).r, of([], []).reason) == (None, "no_answers")
    assert (of([1, 2, 3, 4], [2.0] * 4).r, of([1, 2, 3, 4], [2.0] * 4).reason) == (None, "no_spread")
    assert (of([3] * 4, [1.0, 2.0, 3.0, 4.0]).r, of([3] * 4, [1.0, 2.0, 3.0, 4.0]).reason) == (None, "no_spread")
    short = of([1, 2, 3], [1.0, 3.0, 2.0])
    assert (short.r, short.low, short.reason) == (pytest.approx(0.5), None, "too_few_forms")
    perfect = of([1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0])
    assert (perfect.r, perfect.low, perfect.reason) == (pytest.approx(1.0), None, "perfect")
