from __future__ import annotations

import math

import numpy as np
import pytest

from monitor.errors import BadInput
from monitor.model import Grouping, Level, Outcome
from monitor.results import Report
from monitor.stats.columns import divide, item_columns
from monitor.stats.estimate import estimate_means, pooled_interval
from monitor.stats.report import compute_report
from tests.monitor.stats.stats_samples import (
    make_grouping,
    make_matrix,
    make_questionnaire,
    member,
    people,
    random_answers,
)

T4 = 2.7764451051977934  # R 4.2.2: qt(.975, 4); R is exact to some 1e-10, so the tests allow 1e-9
ONE = make_questionnaire({"a": 1})


def report_of(answers: list[int], *, persons: list[int] | None = None, eligible: int | None = None) -> Report:
    frame = [people(Outcome.NO_RESPONSE, eligible)] if eligible else []
    return compute_report(ONE, make_matrix([[a] for a in answers], persons=persons), frame, [], minimum=1)


def test_without_clusters_it_is_the_t_interval() -> None:
    item = report_of([2, 2, 3, 3, 2]).items[0]
    reach = T4 * math.sqrt(0.3 / 5)  # variance 0.3
    assert item.mean == 2.4
    assert (item.low, item.high) == (pytest.approx(2.4 - reach, abs=1e-9), pytest.approx(2.4 + reach, abs=1e-9))


def test_the_correction_for_a_known_number_of_persons_narrows_it() -> None:
    wide, narrow = report_of([2, 2, 3, 3, 2]).items[0], report_of([2, 2, 3, 3, 2], eligible=20).items[0]
    assert wide.high is not None
    assert narrow.high == pytest.approx(2.4 + (wide.high - 2.4) * math.sqrt(1 - 5 / 20), abs=1e-9)


def test_two_forms_of_a_person_count_as_one_person() -> None:
    # e = 2.5; the persons' z are (1 - 2.5 + 1 - 2.5)/4, (4 - 2.5)/4 and (4 - 2.5)/4.
    item = report_of([1, 1, 4, 4], persons=[0, 0, 1, 2]).items[0]
    squares = (-3 / 4) ** 2 + 2 * (1.5 / 4) ** 2
    reach = 4.3026527297494619 * math.sqrt(3 / 2 * squares)  # R 4.2.2: qt(.975, 2)
    assert reach > 1.5
    assert (item.low, item.high) == (1.0, 4.0)  # cut to the scale
    assert item.mean == 2.5


def test_everybody_answered_means_no_margin() -> None:
    item = report_of([1, 2, 3, 4, 2], eligible=5).items[0]
    assert (item.low, item.high, item.reason) == (2.4, 2.4, None)
    same = report_of([3, 3, 3], eligible=3).items[0]
    assert (same.low, same.high) == (3.0, 3.0)


def test_without_spread_and_not_everybody_there_is_no_interval() -> None:
    for eligible in (None, 9):
        item = report_of([3, 3, 3], eligible=eligible).items[0]
        assert (item.mean, item.low, item.high, item.reason) == (3.0, None, None, "no_spread")


def test_spread_within_persons_only_is_no_spread_between_them() -> None:
    item = report_of([1, 4, 2, 3, 4, 1], persons=[0, 0, 1, 1, 2, 2]).items[0]
    assert (item.mean, item.low, item.reason) == (2.5, None, "no_spread")


def test_one_person_has_no_interval() -> None:
    item = report_of([1, 4], persons=[0, 0]).items[0]
    assert (item.mean, item.low, item.reason) == (2.5, None, "one_person")


def test_persons_without_a_valid_answer_count_among_those_who_answered() -> None:
    # svymean on a subset: m/(m-1) has the five persons, the degrees of freedom the four with a valid answer.
    answers = [[1, 1], [2, 1], [3, 1], [4, 1], [255, 1]]
    questionnaire = make_questionnaire({"a": 1, "b": 1})
    item = compute_report(questionnaire, make_matrix(answers), [], [], minimum=1).items[0]
    squares = sum(((y - 2.5) / 4) ** 2 for y in (1, 2, 3, 4))
    reach = 3.1824463052837078 * math.sqrt(5 / 4 * squares)  # R 4.2.2: qt(.975, 3)
    assert item.high == pytest.approx(min(4, 2.5 + reach), abs=1e-9)


def test_more_answers_than_eligible_persons_is_an_error() -> None:
    with pytest.raises(BadInput, match="hele huis"):
        report_of([1, 2, 3], eligible=2)
    grouping = make_grouping("overleg", [1, 2], in_frame=True)
    matrix = make_matrix([[1], [2], [3]], groups={"overleg": [1, 1, 2]})
    frame = [
        people(Outcome.NO_RESPONSE, memberships=[member(1)]),
        people(Outcome.NO_RESPONSE, 5, memberships=[member(2)]),
    ]
    with pytest.raises(BadInput, match="overleg-1!"):
        compute_report(ONE, matrix, frame, [grouping])


@pytest.mark.parametrize(
    ("codes", "levels"), [([1, 9], [1, 2]), ([1, -2], [1, 2]), ([1, 2], [1, 1]), ([1, 1], [1, -1]), ([1, 1], [])]
)
def test_a_code_that_is_no_level_is_an_error(codes: list[int], levels: list[int]) -> None:
    grouping = Grouping("overleg", tuple(Level(code, f"Overleg {code}") for code in levels), in_frame=False)
    with pytest.raises(BadInput):
        compute_report(ONE, make_matrix([[1], [2]], groups={"overleg": codes}), [], [grouping])


def test_answers_that_do_not_fit_the_questionnaire_are_an_error() -> None:
    grouping = make_grouping("overleg", [1])
    for matrix, groupings in (
        (make_matrix([[1, 2]]), []),
        (make_matrix([[1]], maximum=5), []),
        (make_matrix([[1]]), [grouping]),
        (make_matrix([[1]], groups={"overleg": [1]}), [grouping, grouping]),
        (make_matrix([[1]], groups={"attendance": [1]}), [make_grouping("attendance", [1])]),
        (make_matrix([[1]], groups={"overleg": [1, 1]}), [grouping]),
    ):
        with pytest.raises(BadInput):
            compute_report(ONE, matrix, [], groupings)


def test_a_small_group_gets_its_margin_from_all_groups_of_the_grouping() -> None:
    answers = random_answers(np.random.default_rng(8), 36, 4, no_opinion=0, empty=0)
    codes = [1] * 15 + [2] * 14 + [3] * 7
    questionnaire = make_questionnaire({"a": 4})
    matrix = make_matrix(answers, groups={"overleg": codes})
    report = compute_report(questionnaire, matrix, [], [make_grouping("overleg", [1, 2, 3])])
    cell = report.breakdowns[0].groups[2].cells[0]
    scores, index = answers.mean(axis=1), np.array(codes)
    within = sum(((scores[index == code] - scores[index == code].mean()) ** 2).sum() for code in (1, 2, 3))
    reach = 2.0345152974493383 * math.sqrt(within / 33 / 7)  # R 4.2.2: qt(.975, 33)
    mean = round(float(scores[29:].mean()), 1)
    assert (cell.n, cell.mean, cell.decimals) == (7, mean, 1)
    assert (cell.low, cell.high) == (round(mean - reach, 1), round(mean + reach, 1))
    assert report.breakdowns[0].groups[2].overall.mean == mean
    assert report.breakdowns[0].groups[2].overall.decimals == 1


@pytest.mark.parametrize(("others", "given"), [(9, False), (10, True)])
def test_a_small_group_has_a_margin_if_ten_answers_stand_in_the_other_groups_its_own_not_counted(
    others: int, given: bool
) -> None:
    answers = [1, 2, 3, 4, 2, 3, *([2, 3] * 5)[:others]]
    division = divide("overleg", np.repeat([0, 1], [6, others]), 2, np.arange(6 + others))
    means = estimate_means(item_columns(["a1"], np.array(answers, dtype=np.uint8)[:, None], 4)[0], division)

    found = pooled_interval(means, 0, 4, {0, 1})

    assert (found.low is not None) is given
    assert found.reason == (None if given else "few_answers")
