"""Weighted means beside the plain ones, and the worst case; numbers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model import FrameRow, Outcome
from monitor.results import HIDDEN, Report
from monitor.stats import report as stats_report
from monitor.stats.report import compute_report, compute_reports
from monitor.stats.response.raking import Weights
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, people

QUESTIONNAIRE = make_questionnaire({"a": 2, "b": 2})
GROUPS = make_grouping("beroepsgroep", [0, 1, 2], in_frame=True)


def varied(high: int, low: int) -> list[list[int]]:
    """So many forms of 4,4,3,3 and of 2,1,2,1."""
    return [[4, 4, 3, 3]] * high + [[2, 1, 2, 1]] * low


def frame(*eligible: int, answered: tuple[int, ...] = (12, 10)) -> list[FrameRow]:
    rows = []
    for code, count in enumerate(eligible):
        there = answered[code] if code < len(answered) else 0
        rows.append(people(Outcome.ANSWERED, there, beroepsgroep=code))
        rows.append(people(Outcome.NO_RESPONSE, count - there, beroepsgroep=code))
    return rows


def two_groups(rows: list[FrameRow]) -> Report:
    """12 forms in group 0 (9 high, 3 low) and 10 in group 1 (4 high, 6 low)."""
    matrix = make_matrix(varied(9, 3) + varied(4, 6), groups={"beroepsgroep": [0] * 12 + [1] * 10})
    return compute_report(QUESTIONNAIRE, matrix, rows, [GROUPS])


def test_a_group_that_answered_less_weighs_more() -> None:
    report = two_groups(frame(24, 80))

    # a: group 0 (9 x 4 + 3 x 1.5) / 12 = 3.375, group 1 (4 x 4 + 6 x 1.5) / 10 = 2.5; weights 24 and 80 of 104.
    # b: group 0 (9 x 3 + 3 x 1.5) / 12 = 2.625, group 1 (4 x 3 + 6 x 1.5) / 10 = 2.1.
    a, b = (24 * 3.375 + 80 * 2.5) / 104, (24 * 2.625 + 80 * 2.1) / 104
    assert [aspect.weighted for aspect in report.aspects] == pytest.approx([a, b], rel=1e-10)
    assert report.overall.weighted == pytest.approx((a + b) / 2, rel=1e-10)
    assert [aspect.mean for aspect in report.aspects] == pytest.approx([65.5 / 22, 52.5 / 22])
    assert {aspect.weighted_reason for aspect in report.aspects} | {report.overall.weighted_reason} == {None}


def test_where_all_groups_answered_alike_the_weighted_mean_is_the_plain_one() -> None:
    report = two_groups(frame(36, 30))

    assert report.overall.weighted == pytest.approx(report.overall.mean, rel=1e-10)


def test_the_worst_case_lets_everybody_who_is_silent_think_one_extreme() -> None:
    report = two_groups(frame(24, 80))

    overall = (65.5 / 22 + 52.5 / 22) / 2
    assert report.response.worst_case == pytest.approx(
        ((22 * overall + 82) / 104, (22 * overall + 82 * 4) / 104), rel=1e-10
    )


def test_without_a_list_nothing_is_weighted_and_the_worst_case_is_not_known() -> None:
    report = two_groups([])

    assert report.overall.weighted is None
    assert {aspect.weighted_reason for aspect in report.aspects} == {"no_list"}
    assert report.response.worst_case == ()


HIDDEN_THIRD = make_matrix(
    varied(9, 3) + varied(4, 6) + varied(2, 2) + varied(1, 1),
    groups={"beroepsgroep": [0] * 12 + [1] * 10 + [2] * 4 + [-1] * 2},
)
"""Two groups of 12 and 10 are shown, a third of 4 is hidden; 2 forms of no known group keep it from subtraction."""
WITH_THIRD = [*frame(24, 80, 4000, answered=(12, 10, 4)), people(Outcome.ANSWERED, 2)]


def test_a_hidden_group_has_no_weight_of_its_own() -> None:
    # Outside, group 1 is hidden too (the other six would be fewer than ten), so 12 forms stand for 24, 16 for 4082.
    reports = compute_reports(QUESTIONNAIRE, HIDDEN_THIRD, WITH_THIRD, [GROUPS])

    others = (4 * 4 + 6 * 1.5 + 2 * 4 + 2 * 1.5 + 4 + 1.5) / 16
    assert [group.reason for group in reports.inside.breakdowns[0].groups] == [None, None, HIDDEN]
    assert [group.reason for group in reports.outside.breakdowns[0].groups] == [None, HIDDEN, HIDDEN]
    assert reports.inside.aspects[0].weighted == pytest.approx((24 * 3.375 + 4082 * others) / 4106, rel=1e-9)


def test_a_weighted_mean_that_would_give_a_hidden_group_away_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    # Weights that raking does not give today: with 100 for each form of the hidden group, the weighted mean and the
    # visible groups tell its mean to within a hundredth.
    values = np.where(HIDDEN_THIRD.groups["beroepsgroep"] == 2, 100.0, 1.0)
    monkeypatch.setattr(stats_report, "make_weights", lambda *_: Weights(values))

    report = compute_report(QUESTIONNAIRE, HIDDEN_THIRD, WITH_THIRD, [GROUPS])

    assert all(aspect.mean is not None for aspect in report.aspects)
    assert {aspect.weighted for aspect in report.aspects} | {report.overall.weighted} == {None}
    assert {aspect.weighted_reason for aspect in report.aspects} | {report.overall.weighted_reason} == {HIDDEN}


def test_readers_inside_and_outside_get_the_same_weights_so_that_two_means_cannot_be_subtracted() -> None:
    # Group 1 has 7 forms: inside it is shown with one decimal, outside it is not.
    matrix = make_matrix(
        varied(9, 3) + varied(3, 4) + varied(8, 4), groups={"beroepsgroep": [0] * 12 + [1] * 7 + [2] * 12}
    )
    reports = compute_reports(QUESTIONNAIRE, matrix, frame(24, 80, 30, answered=(12, 7, 12)), [GROUPS])

    shown = [
        (inside.weighted, outside.weighted)
        for inside, outside in zip(reports.inside.aspects, reports.outside.aspects, strict=True)
    ]
    assert reports.outside.breakdowns[0].groups[1].reason == HIDDEN
    assert reports.inside.breakdowns[0].groups[1].reason is None
    assert all(outside in (None, inside) for inside, outside in shown)


def test_that_nobody_of_a_hidden_group_answered_is_no_reason_that_is_told() -> None:
    # The third group has three eligible persons and no form: raking cannot meet its margin.
    matrix = make_matrix(varied(9, 3) + varied(4, 6), groups={"beroepsgroep": [0] * 12 + [1] * 10})
    rows = frame(24, 80, 3)
    assert two_groups(rows).aspects[0].weighted_reason == HIDDEN
    assert compute_report(QUESTIONNAIRE, matrix, rows, [GROUPS], minimum=1).aspects[0].weighted_reason == "empty_group"
