"""Frequencies and means of a questionnaire small enough to do by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from monitor.results import HIDDEN
from monitor.stats.report import compute_report
from surveys.answers import NO_OPINION, NOT_ASKED
from surveys.questionnaire import AspectKind
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire

G, E, N = NO_OPINION, 0, NOT_ASKED
# Two aspects: a1 a2 a3 | b1 b2.
ANSWERS = [
    [1, 2, 3, 4, 4],  # a 2, b 4
    [2, 2, G, 3, G],  # a 2 (two of three), b 3 (one of two)
    [4, G, G, E, E],  # a none (one of three), b none
    [3, 3, 3, N, 2],  # a 3, b 2
    [G, 4, 4, 1, 2],  # a 4, b 1.5
]


def test_an_item_is_counted_by_hand() -> None:
    report = compute_report(make_questionnaire({"a": 3, "b": 2}), make_matrix(ANSWERS), [], [], minimum=1)
    first, fourth = report.items[0], report.items[3]
    assert (first.n, first.min, first.max, first.no_opinion, first.empty) == (4, 1, 4, 1, 0)
    assert first.counts == {"1": 1, "2": 1, "3": 1, "4": 1}
    assert first.mean == 2.5
    assert first.sd == pytest.approx(math.sqrt(5 / 3), abs=1e-15)
    assert first.positive_share == 0.5
    assert first.no_opinion_share == 1 / 5
    assert (fourth.n, fourth.no_opinion, fourth.empty) == (3, 0, 1)  # not asked is neither
    assert fourth.counts == {"1": 1, "2": 0, "3": 1, "4": 1}
    assert [item.id for item in report.items] == ["a1", "a2", "a3", "b1", "b2"]
    assert (report.forms, report.respondents) == (5, 5)


def test_an_aspect_is_the_mean_of_the_forms_that_answered_at_least_half() -> None:
    report = compute_report(make_questionnaire({"a": 3, "b": 2}), make_matrix(ANSWERS), [], [], minimum=1)
    a, b = report.aspects
    assert (a.n, a.mean) == (4, (2 + 2 + 3 + 4) / 4)
    assert a.sd == pytest.approx(math.sqrt(11 / 12), abs=1e-15)
    assert (b.n, b.mean) == (4, (4 + 3 + 2 + 1.5) / 4)
    assert a.no_opinion_share == 4 / 15  # 11 valid answers and 4 times geen oordeel
    assert report.overall.mean == (2.75 + 2.625) / 2
    assert report.overall.formula == "(Aspect a + Aspect b) / 2"


def test_the_overall_leaves_out_an_aspect_outside_the_total() -> None:
    questionnaire = make_questionnaire({"a": 3, "b": 2}, outside_total=["b"])
    report = compute_report(questionnaire, make_matrix(ANSWERS), [], [], minimum=1)
    assert report.overall.mean == report.aspects[0].mean
    assert report.overall.formula == "(Aspect a) / 1"


def test_a_profile_has_no_sum_and_only_a_scale_has_an_alpha() -> None:
    kinds = {"a": AspectKind.PROFILE, "b": AspectKind.INDEX}
    report = compute_report(make_questionnaire({"a": 3, "b": 2}, kinds=kinds), make_matrix(ANSWERS), [], [], minimum=1)
    a, b = report.aspects
    assert (a.mean, a.n, a.reason) == (None, None, "no_sum")
    assert b.mean == 2.625
    for aspect in (a, b):
        assert aspect.reliability is not None
        assert (aspect.reliability.alpha, aspect.reliability.reason) == (None, "not_a_scale")
    assert report.overall.mean == 2.625
    assert report.items[0].mean == 2.5


def test_groups_and_their_statements_are_counted_by_hand() -> None:
    grouping = make_grouping("overleg", [7, 3, 5], with_items=True)
    matrix = make_matrix(ANSWERS, groups={"overleg": [3, 3, 7, 7, -1]})
    report = compute_report(make_questionnaire({"a": 3, "b": 2}), matrix, [], [grouping], minimum=1)
    seven, three, five = report.breakdowns[0].groups
    assert [group.code for group in (seven, three, five)] == [7, 3, 5]
    assert (seven.forms, three.forms, five.forms) == (2, 2, 0)
    assert [cell.mean for cell in three.cells] == [2.0, 3.5]
    assert [cell.n for cell in seven.cells] == [1, 1]
    assert three.items[0].counts == {"1": 1, "2": 1, "3": 0, "4": 0}
    assert (five.cells[0].n, five.cells[0].mean, five.cells[0].reason) == (0, None, "no_answers")


def test_geen_oordeel_and_empty_are_no_numbers() -> None:
    grouping = make_grouping("overleg", [1])
    five = [[3, 3, 3, 3, 3]] * 2 + [[2, 2, 2, 2, 2]] * 8
    with_none = [[3, 3, 3, 3, 3]] * 2 + [[2, 2, 2, 2, 2]] * 8 + [[G, G, G, G, G]] * 3
    questionnaire = make_questionnaire({"a": 3, "b": 2})
    reports = [
        compute_report(questionnaire, make_matrix(rows, groups={"overleg": [1] * len(rows)}), [], [grouping])
        for rows in (five, with_none)
    ]
    assert [report.aspects[0].mean for report in reports] == [2.2, 2.2]
    assert [report.items[0].n for report in reports] == [10, 10]
    assert [report.items[0].no_opinion for report in reports] == [0, 3]


def test_an_aspect_that_may_not_be_seen_says_hidden_and_nothing_else() -> None:
    report = compute_report(make_questionnaire({"a": 3, "b": 2}), make_matrix(ANSWERS[:4]), [], [])
    for aspect in report.aspects:
        assert aspect.reliability is not None
        assert aspect.reliability == replace(aspect.reliability, n_complete=None, alpha=None, reason=HIDDEN)
        assert (aspect.n, aspect.mean, aspect.sd, aspect.no_opinion_share, aspect.reason) == (None,) * 4 + (HIDDEN,)
    assert {item.reason for item in report.items} == {HIDDEN}
    assert (report.overall.mean, report.overall.reason) == (None, HIDDEN)
