"""Scores of forms, worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from surveys.scoring import overall_scores, score_table

NAN = float("nan")


def score(items: int, *answers: int, maximum: int = 4) -> float:
    """The score of a form with these valid answers, of an aspect of so many items."""
    return float(score_table(items, maximum)[len(answers), sum(answers)])


def test_a_complete_form_scores_the_mean_of_its_answers() -> None:
    assert [score(4, 1, 2, 3, 4), score(4, 4, 4, 4, 4), score(4, 1, 1, 1, 2)] == [2.5, 4.0, 1.25]


def test_half_of_the_items_is_enough_and_less_is_not() -> None:
    assert score(4, 3, 4) == 3.5
    assert np.isnan([score(4, 3), score(4)]).all()


def test_with_an_odd_number_of_items_half_is_rounded_up() -> None:
    assert score(3, 1, 2) == 1.5
    assert np.isnan(score(3, 1))


def test_the_same_score_is_the_same_number_whatever_it_was_divided_from() -> None:
    assert score(6, 1, 2, 2) == score(6, 1, 2, 2, 1, 2, 2) == 5 / 3


def test_no_form_has_fewer_points_than_answers_or_more_than_they_can_give() -> None:
    table = score_table(3, 4)
    assert table.shape == (4, 13)
    assert np.isnan(table[:2]).all()
    assert_array_equal(np.flatnonzero(~np.isnan(table[2])), np.arange(2, 9))
    assert_array_equal(np.flatnonzero(~np.isnan(table[3])), np.arange(3, 13))


def test_a_long_aspect_of_nine_points_is_scored_as_well() -> None:
    assert score(300, *[9] * 300, maximum=9) == 9.0


def test_the_overall_of_a_form_is_the_mean_of_its_aspects_whatever_their_number_of_items() -> None:
    scores = np.array([[1.0, 2.0, 3.0], [4.0, NAN, 3.0], [NAN, NAN, NAN]])
    assert_array_equal(overall_scores(scores), [2.0, 3.5, NAN])
    assert overall_scores(np.zeros((0, 7))).shape == (0,)
