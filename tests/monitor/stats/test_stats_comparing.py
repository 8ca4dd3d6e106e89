"""A group with the rest of its house, Holm and Hedges' g: by hand, and what holds for any numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Grouping, Level, Outcome
from monitor.results import HIDDEN, Cell, Comparison, Correlation, Overall, Report
from monitor.stats.comparing.difference import Spread, hedges_g, judge_table, measure_difference
from monitor.stats.comparing.holm import adjust_holm
from monitor.stats.report import compute_report
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, people, random_answers


# Holm's own example of order: 3 x .01 = .03; 2 x .02 = .04; .04 is not lower than that.
def test_holm_multiplies_by_what_is_left_and_never_goes_down() -> None:
    assert adjust_holm([0.04, None, 0.01, 0.02]) == pytest.approx((0.04, None, 0.03, 0.04))
    assert adjust_holm([0.9, 0.8]) == (1.0, 1.0)
    assert adjust_holm([None, None]) == (None, None)
    assert adjust_holm([]) == ()


# By hand: pooled sd of 10 and 20 forms with sums of squares 9 and 19 is 1; J = 1 - 3/(4 x 30 - 9) = 108/111.
def test_hedges_g_is_the_difference_in_pooled_sds_a_little_smaller() -> None:
    assert hedges_g(0.5, Spread(10, 9.0), Spread(20, 19.0)) == pytest.approx(0.5 * 108 / 111)
    assert hedges_g(0.5, Spread(10, 0.0), Spread(20, 0.0)) is None
    assert hedges_g(0.5, Spread(2, 1.0), Spread(1, 0.0)) is None
    assert hedges_g(0.5, None, Spread(20, 19.0)) is None


# t(.975, 10) = 2.228139 from a table; p of t = 2.228139 is .05.
def test_a_difference_has_its_interval_and_the_smallest_that_would_be_seen() -> None:
    found = measure_difference(0.2228139, 0.1, 10, None)
    assert found.low == pytest.approx(0, abs=1e-7)
    assert found.high == pytest.approx(0.4456278, abs=1e-7)
    assert found.p == pytest.approx(0.05, abs=1e-6)
    assert found.smallest_visible == pytest.approx(0.28)


def test_where_everybody_answered_a_difference_is_certain_and_its_size_alone_decides() -> None:
    large = measure_difference(0.4, 0.0, 10, 0.5, complete=True)
    small = measure_difference(0.2, 0.0, 10, 0.5, complete=True)
    assert (large.low, large.high, large.smallest_visible, large.p) == (0.4, 0.4, 0.0, None)
    assert large.reason == "everybody_answered"
    assert [one.visible for one in judge_table([large, small], smallest_difference=0.3)] == [True, False]


def test_without_spread_or_with_one_person_there_is_a_difference_but_no_judgement() -> None:
    flat, alone = measure_difference(1.0, 0.0, 10, None), measure_difference(1.0, 0.2, 0, 0.5)
    assert (flat.difference, flat.low, flat.p, flat.reason) == (1.0, None, None, "no_spread")
    assert (alone.difference, alone.low, alone.p, alone.reason) == (1.0, None, None, "one_person")
    assert not any(one.visible for one in judge_table([flat, alone], smallest_difference=0.3))


def test_a_sure_difference_that_is_small_and_a_large_one_that_is_not_sure_are_both_not_visible() -> None:
    sure, large = measure_difference(0.29, 0.01, 50, None), measure_difference(0.9, 0.45, 50, None)
    both = measure_difference(0.9, 0.1, 50, None)
    found = judge_table([sure, large, both, Comparison(reason=HIDDEN)], smallest_difference=0.3)
    assert [one.visible for one in found] == [False, False, True, False]
    assert [one.p_holm is None for one in found] == [False, False, False, True]


def test_a_sure_difference_of_just_the_limit_is_visible() -> None:
    [found] = judge_table([measure_difference(0.3, 0.01, 50, None)], smallest_difference=0.3)
    assert found.visible


# t = 2.1 with 50 degrees of freedom has p .0408; of two such Holm doubles the first to .0816, and the second follows.
def test_what_is_sure_alone_is_not_sure_enough_in_a_table_of_two() -> None:
    one = measure_difference(0.42, 0.2, 50, None)
    assert one.p == pytest.approx(0.0408, abs=5e-5)
    assert judge_table([one], smallest_difference=0.3)[0].visible
    both = judge_table([one, one], smallest_difference=0.3)
    assert [found.p_holm for found in both] == pytest.approx([0.0816, 0.0816], abs=1e-4)
    assert not any(found.visible for found in both)


def house_report(seed: int, *, minimum: int = 5, eligible: int = 90) -> Report:
    chance = np.random.default_rng(seed)
    answers = random_answers(chance, 80, 6)
    codes = chance.choice(4, 80, p=[0.4, 0.4, 0.1, 0.1])
    persons = np.minimum(np.arange(80), 69)
    persons[70:] = chance.integers(0, 60, 10)
    matrix = make_matrix(
        answers, persons=persons, groups={"beroepsgroep": codes}, attendance=chance.integers(0, 20, 80)
    )
    questionnaire = make_questionnaire({"a": 3, "b": 3}, attendance=True)
    frame = [people(Outcome.NO_RESPONSE, eligible, beroepsgroep=-1)] if eligible else []
    grouping = make_grouping("beroepsgroep", [0, 1, 2, 3])
    return compute_report(questionnaire, matrix, frame, [grouping], minimum=minimum, with_zero=True)


def comparisons(report: Report, by: str) -> list[tuple[Cell | Overall, Comparison | None]]:
    groups = next(one for one in report.breakdowns if one.by == by).groups
    return [(cell, cell.versus_rest) for group in groups for cell in (*group.cells, group.overall)]


@given(st.integers(0, 10**6))
def test_every_comparison_holds_its_difference_and_speaks_only_of_cells_in_full(seed: int) -> None:
    report = house_report(seed)
    for cell, found in comparisons(report, "beroepsgroep"):
        assert found is not None
        if cell.mean is None:
            assert found == Comparison(reason=cell.reason)
        elif cell.decimals is not None:
            assert found == Comparison(reason="few_answers")
        elif found.low is not None:
            assert found.low <= found.difference <= found.high
            assert found.p is None if found.reason == HIDDEN else found.p <= found.p_holm <= 1
    assert all(found is None for _, found in comparisons(report, "attendance"))


def crossing(twice: int, *, groups: int = 5, minimum: int = 5) -> list[Comparison]:
    """Overleggen of 14 forms, each with its comparison; so many persons are in the first and in the second."""
    chance = np.random.default_rng(8)
    codes = np.repeat(np.arange(groups), 14)
    persons = np.arange(codes.size)
    persons[14 : 14 + twice] = np.arange(twice)
    matrix = make_matrix(
        random_answers(chance, codes.size, 3, no_opinion=0, empty=0), persons=persons, groups={"overleg": codes}
    )
    report = compute_report(
        make_questionnaire({"a": 3}), matrix, [], [make_grouping("overleg", range(groups))], minimum=minimum
    )
    return [group.cells[0].versus_rest for group in report.breakdowns[0].groups]


@pytest.mark.parametrize(("twice", "blurred"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_margin_that_would_tell_of_one_to_four_persons_has_one_decimal_and_no_p(twice: int, blurred: bool) -> None:
    exact = crossing(twice, minimum=1)
    for known, found in zip(exact, crossing(twice), strict=True):
        assert found.difference == known.difference
        assert found.visible == known.visible
        assert (found.p is None, found.p_holm is None, found.reason == HIDDEN) == (blurred,) * 3
        ends = (math.floor(known.low * 10) / 10, math.ceil(known.high * 10) / 10)
        assert (found.low, found.high) == (ends if blurred else (known.low, known.high))
        assert found.smallest_visible == (
            math.ceil(known.smallest_visible * 10) / 10 if blurred else known.smallest_visible
        )


def test_of_three_groups_the_margins_would_tell_every_pair_so_any_person_in_two_of_them_counts() -> None:
    assert {found.reason for found in crossing(8, groups=3)} == {HIDDEN}
    assert {found.reason for found in crossing(8, groups=4)} == {None}
    assert {found.reason for found in crossing(0, groups=3)} == {None}


def test_the_mean_of_the_rest_is_what_is_left_of_the_house() -> None:
    report = house_report(3, minimum=1)
    for place, aspect in enumerate(report.aspects):
        for group in report.breakdowns[0].groups:
            cell = group.cells[place]
            rest = (aspect.n * aspect.mean - cell.n * cell.mean) / (aspect.n - cell.n)
            assert cell.versus_rest.difference == pytest.approx(cell.mean - rest)


@given(st.integers(0, 10**6))
def test_of_two_groups_that_make_up_the_house_each_is_the_rest_of_the_other(seed: int) -> None:
    chance = np.random.default_rng(seed)
    matrix = make_matrix(
        random_answers(chance, 50, 5), persons=chance.integers(0, 40, 50), groups={"overleg": np.arange(50) % 2}
    )
    frame = [people(Outcome.NO_RESPONSE, 60)]
    grouping = make_grouping("overleg", [0, 1])
    report = compute_report(make_questionnaire({"a": 3, "b": 2}), matrix, frame, [grouping], minimum=1)
    one, other = ([*(cell.versus_rest for cell in g.cells), g.overall.versus_rest] for g in report.breakdowns[0].groups)
    for mine, theirs in zip(one, other, strict=True):
        assert (mine.difference, mine.low, mine.high, mine.g) == pytest.approx(
            tuple(-value for value in (theirs.difference, theirs.high, theirs.low, theirs.g)), abs=1e-12
        )
        assert (mine.p, mine.smallest_visible) == pytest.approx((theirs.p, theirs.smallest_visible))


def test_a_group_that_is_the_whole_house_has_no_rest() -> None:
    answers = random_answers(np.random.default_rng(1), 30, 2)
    matrix = make_matrix(answers, groups={"overleg": [0] * 30})
    report = compute_report(
        make_questionnaire({"a": 2}), matrix, [], [Grouping("overleg", (Level(0, "Een"),))], minimum=1
    )
    assert report.breakdowns[0].groups[0].cells[0].versus_rest == Comparison(reason="no_rest")


def report_of_two(inside: list[int], rest: list[int], *, minimum: int = 1) -> Report:
    """A house of one aspect with two statements that everybody answered alike; a form a person."""
    answers = [[answer] * 2 for answer in (*inside, *rest)]
    matrix = make_matrix(answers, groups={"overleg": [0] * len(inside) + [-1] * len(rest)})
    grouping = Grouping("overleg", (Level(0, "Een"),))
    return compute_report(make_questionnaire({"a": 2}), matrix, [], [grouping], minimum=minimum)


def test_two_groups_without_any_spread_differ_but_nothing_can_be_said_of_how_sure_that_is() -> None:
    found = report_of_two([3] * 12, [2] * 15).breakdowns[0].groups[0].cells[0].versus_rest
    assert found.difference == pytest.approx(1.0)
    assert replace(found, difference=None) == Comparison(reason="no_spread")


# By hand: 10 forms of 3 and 4 in turn (mean 3.5) and 10 of 2 and 3 (2.5). Every z is (+-.5)/10; sum of squares
# 20 x .0025 = .05; se^2 = 20/19 x .05; both sums of squares are 2.5, pooled sd sqrt(5/18).
def test_a_group_with_the_rest_by_hand() -> None:
    found = report_of_two([3, 4] * 5, [2, 3] * 5).breakdowns[0].groups[0].cells[0].versus_rest
    assert found.difference == pytest.approx(1.0)
    assert found.smallest_visible == pytest.approx(2.8 * math.sqrt(20 / 19 * 0.05))
    assert found.g == pytest.approx(1 / math.sqrt(5 / 18) * (1 - 3 / 71))
    assert found.visible


def test_unless_nothing_is_protected_the_rest_needs_ten_answers_too() -> None:
    inside, rest = [1, 2, 3, 4] * 5, [2, 2, 3, 3, 4, 4, 1, 1]
    protected = report_of_two(inside, rest, minimum=5).breakdowns[0].groups[0].cells[0]
    assert protected.sd is not None
    assert protected.versus_rest == Comparison(reason="few_answers")
    assert report_of_two(inside, rest).breakdowns[0].groups[0].cells[0].versus_rest.p is not None
    assert report_of_two(inside, [*rest, 2, 3], minimum=5).breakdowns[0].groups[0].cells[0].versus_rest.p is not None


def test_if_everybody_eligible_answered_every_difference_is_certain() -> None:
    report = house_report(5, minimum=1, eligible=70)
    persons = report.respondents
    report = house_report(5, minimum=1, eligible=persons)
    for _, found in comparisons(report, "beroepsgroep"):
        assert found is not None
        assert (found.reason, found.low, found.high, found.p) == (
            "everybody_answered",
            found.difference,
            found.difference,
            None,
        )
        assert found.visible == (abs(found.difference) >= 0.3)
    assert {aspect.se for aspect in report.aspects} == {0.0}


def test_a_mean_in_full_comes_with_its_error_and_persons_and_no_other_does() -> None:
    report = house_report(7)
    cells = [cell for cell, _ in comparisons(report, "beroepsgroep")]
    full = [cell for cell in cells if cell.mean is not None and cell.decimals is None]
    others = [cell for cell in cells if cell.mean is None or cell.decimals is not None]
    assert full
    assert others
    assert all(cell.sd and cell.n and cell.persons and cell.persons <= 70 for cell in full)
    # Without an error only where it is blurred, and so the margin has one decimal.
    assert all(cell.se or round(cell.low or 0, 1) == cell.low for cell in full)
    assert all(cell.se is None and cell.sd is None and cell.persons is None for cell in others)
    assert all(item.se and item.persons for item in report.items if item.decimals is None and item.mean is not None)
    assert any(item.se for item in report.items)


def test_the_correlation_is_in_the_report_only_where_attendance_is_asked() -> None:
    assert house_report(1).attendance_correlation.n > 10
    report = compute_report(make_questionnaire({"a": 2}), make_matrix(np.full((30, 2), 3)), [], [], minimum=5)
    assert report.attendance_correlation is None


def test_the_correlation_is_hidden_where_the_overall_is() -> None:
    chance = np.random.default_rng(4)
    answers = np.column_stack([chance.integers(1, 5, (40, 2)), np.full((40, 2), 3)])
    matrix = make_matrix(answers, attendance=chance.integers(1, 15, 40))
    questionnaire = make_questionnaire({"a": 2, "b": 2}, attendance=True)
    protected, open_ = (compute_report(questionnaire, matrix, [], [], minimum=minimum) for minimum in (5, 1))
    assert protected.overall.reason == HIDDEN
    assert protected.attendance_correlation == Correlation(reason=HIDDEN)
    assert open_.attendance_correlation.n == 40
