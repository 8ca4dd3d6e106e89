"""Scores of forms, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED
from surveys.errors import AnswerError
from surveys.scoring import aspect_scores, overall_scores

NAN = float("nan")


def forms(*rows: list[int]) -> NDArray[np.uint8]:
    return np.array(rows, dtype=np.uint8)


def test_a_complete_form_scores_the_mean_of_its_answers() -> None:
    assert_array_equal(aspect_scores(forms([1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 1, 2]), 4), [2.5, 4.0, 1.25])


def test_half_of_the_items_is_enough_and_less_is_not() -> None:
    answers = forms([3, 4, 0, 0], [3, 0, 0, 0], [0, 0, 0, 0])
    assert_array_equal(aspect_scores(answers, 4), [3.5, NAN, NAN])


def test_with_an_odd_number_of_items_half_is_rounded_up() -> None:
    answers = forms([1, 2, 0], [1, 0, 0])
    assert_array_equal(aspect_scores(answers, 4), [1.5, NAN])


def test_geen_oordeel_left_empty_and_not_asked_are_no_numbers_but_stay_items() -> None:
    answers = forms([4, 4, NO_OPINION, EMPTY], [2, 3, NOT_ASKED, NO_OPINION], [4, NO_OPINION, NO_OPINION, NOT_ASKED])
    assert_array_equal(aspect_scores(answers, 4), [4.0, 2.5, NAN])


def test_the_rule_of_half_and_the_bounds_hold_for_every_pattern_of_four_items() -> None:
    codes = [EMPTY, 1, 4, NO_OPINION]
    grid = np.array(np.meshgrid(*[codes] * 4), dtype=np.uint8).reshape(4, -1).T
    for row, score in zip(grid.tolist(), aspect_scores(grid, 4).tolist(), strict=True):
        answered = [code for code in row if code in (1, 4)]
        if len(answered) >= 2:
            assert score == sum(answered) / len(answered)
        else:
            assert np.isnan(score)


def test_sums_past_a_byte_do_not_wrap() -> None:
    assert_array_equal(aspect_scores(np.full((2, 300), 9, dtype=np.uint8), 9), [9.0, 9.0])


def test_no_forms_give_no_scores() -> None:
    assert aspect_scores(np.zeros((0, 3), dtype=np.uint8), 4).shape == (0,)
    assert overall_scores(np.zeros((0, 7))).shape == (0,)


def test_a_code_outside_the_scale_is_an_error_and_not_data() -> None:
    for code in (5, 9, 253):
        with pytest.raises(AnswerError):
            aspect_scores(forms([1, 2, code]), 4)


def test_what_is_no_matrix_of_bytes_with_items_is_refused() -> None:
    for wrong in (np.zeros((2, 0), np.uint8), np.zeros(3, np.uint8), np.ones((2, 2), np.int64)):
        with pytest.raises(AnswerError):
            aspect_scores(wrong, 4)


def test_the_overall_of_a_form_is_the_mean_of_its_aspects_whatever_their_number_of_items() -> None:
    scores = np.array([[1.0, 2.0, 3.0], [4.0, NAN, 3.0], [NAN, NAN, NAN]])
    assert_array_equal(overall_scores(scores), [2.0, 3.5, NAN])
