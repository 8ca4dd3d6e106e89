"""Whether groups differ in who answered: what is tested, what is not, and with which persons permuted."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model import FrameRow, Membership, MembershipState, Outcome
from monitor.results import GroupTest
from monitor.stats.response import permuting
from monitor.stats.response.permuting import permute_answers
from monitor.stats.response.tables import Table, make_table
from monitor.stats.response.tally import condense_frame, count_variable
from monitor.stats.response.testing import blunt_p, compare_levels, permutation_p
from tests.monitor.stats.stats_samples import member, people

SENT, ABSENT, OPEN = MembershipState.ANSWERED, MembershipState.NOT_PRESENT, MembershipState.OPEN


def regions(*groups: tuple[int, int]) -> list[FrameRow]:
    """Per region so many who answered and so many who did not."""
    rows = []
    for code, (answered, silent) in enumerate(groups, start=1):
        rows += [people(Outcome.ANSWERED, answered, regio=code), people(Outcome.NO_RESPONSE, silent, regio=code)]
    return rows


def compare(*groups: tuple[int, int]) -> GroupTest:
    frame = count_variable(condense_frame(regions(*groups)), "regio")
    table = make_table(frame, [{code} for code in range(1, len(groups) + 1)], memberships=False)
    return compare_levels(table)


def member_table(rows: list[FrameRow], *codes: int, variable: str = "overleg") -> Table:
    frame = count_variable(rows, variable)
    return make_table(frame, [{code} for code in codes], memberships=variable == "overleg")


def test_a_table_worked_out_by_hand() -> None:
    # 30 of 50, 20 of 50: expected 25 everywhere, X2 = 4 x 5^2 / 25 = 4, V = sqrt(4 / 100).
    found = compare((30, 20), (20, 30))
    assert (found.method, found.dof) == ("chi2", 1)
    assert found.statistic == pytest.approx(4, rel=1e-12)
    assert found.cramers_v == pytest.approx(0.2, rel=1e-12)
    assert found.p == pytest.approx(0.04550026389635842, rel=1e-10)  # 2 (1 - Phi(2)), tables of the normal


def test_equal_shares_give_no_difference_at_all() -> None:
    assert compare((30, 20), (15, 10)) == GroupTest("chi2", 0.0, 1, 1.0, 0.0)
    small = compare((3, 3), (4, 4), (5, 5))
    assert (small.method, small.statistic, small.p) == ("permutation", 0.0, 1.0)


def test_an_expected_count_of_just_five_is_enough() -> None:
    assert compare((5, 5), (50, 50)).method == "chi2"
    assert compare((4, 5), (50, 50)).method == "fisher"
    assert compare((4, 5), (50, 50), (50, 50)).method == "permutation"


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        (((9, 9),), "one_group"),
        (((9, 9), (0, 0)), "one_group"),
        ((), "one_group"),
        (((0, 9), (0, 12)), "nobody_answered"),
        (((9, 0), (12, 0)), "everybody_answered"),
    ],
)
def test_what_is_not_defined_says_why(groups: tuple[tuple[int, int], ...], reason: str) -> None:
    assert compare(*groups) == GroupTest(reason=reason)


def test_a_group_without_anybody_counts_for_nothing() -> None:
    assert compare((9, 6), (0, 0), (4, 11)) == compare((9, 6), (4, 11))


def test_the_same_table_gives_the_same_p_in_whatever_order_the_list_stands() -> None:
    rows = [
        FrameRow(
            Outcome.ANSWERED if number % 3 else Outcome.NO_RESPONSE,
            {},
            (member(number % 4, state=SENT if number % 3 else OPEN), member(4 + number % 3, state=OPEN)),
        )
        for number in range(40)
    ]
    turned = [FrameRow(row.outcome, {}, row.memberships[::-1]) for row in reversed(rows)]
    first = compare_levels(member_table(rows, *range(7)), by_person=True)
    again = compare_levels(member_table(list(condense_frame(turned)), *range(7)), by_person=True)
    assert first == again
    assert first.p is not None


def test_persons_not_memberships_are_permuted() -> None:
    # Ten persons belong to all of three overleggen, ten to a fourth only; all ten of the first and none of the others
    # answered. Any other choice of ten persons is less extreme: p is that of 2 of 184,756 choices, not of memberships.
    both = [Membership(code, 0, SENT) for code in (1, 2, 3)]
    rows = [people(Outcome.ANSWERED, 10, memberships=both), people(Outcome.REFUSED, 10, memberships=[member(4)])]
    table = member_table(rows, 1, 2, 3, 4)
    found = compare_levels(table, by_person=True)
    assert found.statistic == pytest.approx(40)  # every membership on its own side: X2 = n
    assert found.cramers_v == pytest.approx(1)
    assert found.p == 0.01
    assert permutation_p(table, 40) <= 10 / 100_000


@pytest.mark.parametrize(
    ("p", "stored"),
    [(0.00001, 0.01), (0.01, 0.01), (0.0101, 0.02), (0.0149, 0.02), (0.024, 0.02), (0.4149, 0.41), (1.0, 1.0)],
)
def test_a_blunt_p_has_two_decimals_and_one_hundredth_is_at_most_that(p: float, stored: float) -> None:
    assert blunt_p(p) == stored


def three_overleggen(first: int, second: int, third: int) -> Table:
    """Overleggen 1, 2 and 3 of 26 members with 13, 11 and 9 forms; so many are in 1 and 2, 2 and 3, and 1 and 3."""
    size = {
        (1,): 26 - first - third,
        (2,): 26 - first - second,
        (3,): 26 - second - third,
        (1, 2): first,
        (2, 3): second,
        (1, 3): third,
    }
    sent = {(1,): 13, (2,): 11, (3,): 9}
    rows = []
    for codes, count in size.items():
        forms = sent.get(codes, 0)
        rows.append(people(Outcome.ANSWERED, forms, memberships=[member(code, state=SENT) for code in codes]))
        rows.append(people(Outcome.REFUSED, count - forms, memberships=[member(code, state=OPEN) for code in codes]))
    return member_table([row for row in rows if row.count], 1, 2, 3)


def test_p_does_not_tell_who_is_in_several_overleggen() -> None:
    # Every count is the same; who is in which two overleggen is shown nowhere, but p in full is another one each time.
    tables = [three_overleggen(*both) for both in ((3, 3, 3), (6, 2, 1), (1, 2, 6), (4, 3, 2))]
    found = [compare_levels(table, by_person=True) for table in tables]
    assert [one.p for one in found] == [0.51] * 4
    statistic = found[0].statistic
    assert statistic is not None
    assert [one.statistic for one in found] == [statistic] * 4
    assert len({permutation_p(table, statistic) for table in tables}) == 4


def test_p_of_persons_who_count_once_is_given_in_full() -> None:
    found = compare((1, 3), (4, 4), (5, 2), (3, 3))
    assert found.method == "permutation"
    assert found.p is not None
    assert found.p != round(found.p, 2)


def test_a_person_of_two_overlegvormen_counts_in_both_and_that_is_seen() -> None:
    rows = [
        people(Outcome.ANSWERED, 4, memberships=[member(1, 10, state=SENT), member(2, 10), member(3, 20, state=SENT)]),
        people(Outcome.NO_RESPONSE, 5, memberships=[member(1, 10), member(2, 10)]),
        people(Outcome.NO_RESPONSE, 6, memberships=[member(3, 20)]),
    ]
    table = member_table(rows, 10, 20, variable="overlegvorm")
    assert table.overlaps
    assert table.eligible_total.tolist() == [9, 10]
    assert table.answered_total.tolist() == [4, 4]
    apart = member_table(rows[1:], 10, 20, variable="overlegvorm")
    assert not apart.overlaps


def test_only_where_a_form_was_sent_a_member_answered() -> None:
    rows = [
        people(Outcome.ANSWERED, 6, memberships=[member(1, state=SENT), member(2, state=OPEN)]),
        people(Outcome.ANSWERED, 5, memberships=[member(1, state=ABSENT), member(2, state=SENT)]),
        people(Outcome.NO_RESPONSE, 7, memberships=[member(1), member(2)]),
        people(Outcome.INELIGIBLE, 9, memberships=[member(1), member(2)]),
    ]
    table = member_table(rows, 1, 2)
    assert table.eligible_total.tolist() == [13, 18]
    assert table.answered_total.tolist() == [6, 5]
    assert table.persons_answered == 11


def test_levels_may_be_taken_together_and_others_left_out() -> None:
    rows = [
        people(Outcome.ANSWERED, 6, memberships=[member(1, state=SENT), member(2, state=SENT)]),
        people(Outcome.NO_RESPONSE, 7, memberships=[member(3)]),
        people(Outcome.NO_RESPONSE, 8, memberships=[member(4)]),
    ]
    together = make_table(count_variable(rows, "overleg"), [{1, 2}, {3}], memberships=True)
    assert together.eligible_total.tolist() == [12, 7]
    assert int(together.count.sum()) == 13


def test_every_draw_keeps_the_number_that_answered_and_every_person_answers_as_often() -> None:
    # By symmetry a person of 30 answers in 12/30 of the draws; the variance of a group's count is hypergeometric:
    # m (K/N) (1 - K/N) (N - m)/(N - 1).
    frame = count_variable(regions((4, 7), (2, 1), (6, 10)), "regio")
    table = make_table(frame, [{1}, {2}, {3}], memberships=False)
    drawn = np.hstack(list(permute_answers(table, draws=40_000, seed=1)))
    assert drawn.shape == (3, 40_000)
    assert (drawn.sum(axis=0) == 12).all()
    assert (drawn >= 0).all()
    assert (drawn <= np.array([[11], [3], [16]])).all()
    sizes = np.array([11, 3, 16])
    variance = 12 * sizes / 30 * (1 - sizes / 30) * 18 / 29
    np.testing.assert_allclose(drawn.mean(axis=1), sizes * 12 / 30, atol=4 * np.sqrt(variance.max() / 40_000))
    np.testing.assert_allclose(drawn.var(axis=1), variance, rtol=0.04)


def test_a_seed_gives_the_same_draws() -> None:
    table = make_table(count_variable(regions((4, 7), (9, 20)), "regio"), [{1}, {2}], memberships=False)
    first, again, other = (np.hstack(list(permute_answers(table, draws=9_000, seed=seed))) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_drawing_in_threads_gives_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_table(count_variable(regions((4, 7), (9, 20)), "regio"), [{1}, {2}], memberships=False)
    one_by_one = np.hstack(list(permute_answers(table, draws=20_000)))
    monkeypatch.setattr(permuting, "LARGE", 1)

    assert (np.hstack(list(permute_answers(table, draws=20_000))) == one_by_one).all()
