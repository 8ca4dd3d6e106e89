"""Early against late: what is told of it, and when nothing is."""

from __future__ import annotations

import pytest

from monitor.model import FrameRow, Level, MembershipState, Outcome
from monitor.results import HIDDEN, GroupTest
from monitor.stats.response.rates import measure_response
from monitor.stats.response.rounds import compare_rounds
from monitor.stats.response.tally import condense_frame
from tests.monitor.stats.stats_samples import member

SENT = MembershipState.ANSWERED


def answers(early: int, late: int, **values: int) -> list[FrameRow]:
    """So many who answered before the first reminder, and so many after the first or second."""
    return [
        FrameRow(Outcome.ANSWERED, values, (), early, 0),
        FrameRow(Outcome.ANSWERED, values, (), late - late // 2, 1),
        FrameRow(Outcome.ANSWERED, values, (), late // 2, 2),
    ]


def silent(count: int, **values: int) -> list[FrameRow]:
    return [FrameRow(Outcome.NO_RESPONSE, values, (), count)]


def compare(*groups: tuple[int, int]) -> GroupTest | None:
    rows = [row for code, (early, late) in enumerate(groups) for row in answers(early, late, regio=code)]
    return compare_rounds(rows, "regio", [{code} for code in range(len(groups))])


def test_among_who_answered_two_groups_are_compared() -> None:
    # 30 of 50 early and 20 of 50: X2 = 4, V = 0.2, p = 0.0455.
    assert compare((30, 20), (20, 30)) == GroupTest("chi2", p=0.05, cramers_v=0.2)


def test_who_did_not_answer_says_nothing() -> None:
    rows = [*answers(30, 20, regio=1), *answers(20, 30, regio=2)]
    found = compare_rounds([*rows, *silent(40, regio=1)], "regio", [{1}, {2}])
    assert found == compare_rounds(rows, "regio", [{1}, {2}])


def test_where_nobody_kept_the_rounds_there_is_no_comparison() -> None:
    rows = [FrameRow(Outcome.ANSWERED, {"regio": code}, (), 20) for code in (1, 2)]
    assert compare_rounds(rows, "regio", [{1}, {2}]) is None


@pytest.mark.parametrize(
    "groups",
    [
        ((9, 30), (0, 30)),  # nine early
        ((30, 9), (30, 0)),  # nine late
        ((30, 20),),
        ((30, 20), (5, 4)),  # the second group has nine answers
        ((20, 0), (0, 20)),  # all on one side: V = 1 would say it of everybody
        ((20, 1), (1, 20)),
    ],
)
def test_what_would_tell_of_a_few_people_is_hidden(groups: tuple[tuple[int, int], ...]) -> None:
    assert compare(*groups) == GroupTest(reason=HIDDEN)


def test_a_group_of_too_few_answers_is_left_out() -> None:
    # With nine, p and V with two decimals would still tell how many of them were early.
    assert compare((30, 20), (20, 30), (9, 0)) == compare((30, 20), (20, 30))
    assert compare((30, 20), (20, 30), (10, 0)) != compare((30, 20), (20, 30))


@pytest.mark.parametrize("groups", [((10, 30), (0, 30)), ((30, 10), (30, 0)), ((30, 20), (5, 5))])
def test_ten_early_ten_late_and_ten_of_a_group_are_enough(groups: tuple[tuple[int, int], ...]) -> None:
    found = compare(*groups)
    assert found is not None
    assert found.reason is None


def test_a_p_that_is_small_is_at_most_one_hundredth() -> None:
    found = compare((45, 5), (5, 45))
    assert found is not None
    assert found.p == 0.01


def test_neither_counts_nor_statistic_are_given() -> None:
    found = compare((30, 21), (19, 33))
    assert found is not None
    assert (found.statistic, found.dof) == (None, None)
    for value in (found.p, found.cramers_v):
        assert value is not None
        assert round(value, 2) == value


def test_an_overleg_is_compared_by_persons() -> None:
    rows = [
        FrameRow(Outcome.ANSWERED, {}, (member(1, state=SENT), member(2, state=SENT)), 12, 0),
        FrameRow(Outcome.ANSWERED, {}, (member(1, state=SENT), member(3)), 14, 1),
        FrameRow(Outcome.ANSWERED, {}, (member(2, state=SENT),), 13, 0),
        FrameRow(Outcome.ANSWERED, {}, (member(2, state=SENT),), 9, 2),
    ]
    found = compare_rounds(rows, "overleg", [{1}, {2}, {3}])
    # Of 26 forms of overleg 1 are 12 early, of 34 of overleg 2 are 25: X2 = 4.671, V = sqrt(X2 / 60).
    assert found is not None
    assert found.method == "permutation"
    assert found.cramers_v == 0.28


def test_the_report_compares_only_what_it_shows() -> None:
    rows = [
        *answers(30, 20, regio=1),
        *silent(10, regio=1),
        *answers(20, 30, regio=2),
        *silent(20, regio=2),
        *answers(3, 0, regio=3),
        *silent(9, regio=4),
    ]
    levels = [Level(code, str(code)) for code in (1, 2, 3, 4)]
    found = measure_response(rows, {"regio": levels}).by[0]
    assert found.early_late == GroupTest("chi2", p=0.05, cramers_v=0.2)


def test_the_rounds_stay_apart_when_equal_rows_are_put_together() -> None:
    rows = [*answers(3, 2, regio=1), *answers(4, 2, regio=1), FrameRow(Outcome.ANSWERED, {"regio": 1}, (), 5)]
    found = {row.round: row.count for row in condense_frame(rows)}
    assert found == {0: 7, 1: 2, 2: 2, None: 5}
