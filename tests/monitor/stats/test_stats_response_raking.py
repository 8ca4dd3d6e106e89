"""Raking and the worst case, worked out by hand; against R they are compared in test_stats_response_against_r.py."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from monitor.errors import BadInput
from monitor.model import FrameRow, MembershipState, Outcome
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.response.raking import Weights, weigh_forms, weighted_mean
from monitor.stats.response.worst_case import find_worst_case
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, member, people

SENT, ABSENT = MembershipState.ANSWERED, MembershipState.NOT_PRESENT
PROFESSION = make_grouping("beroepsgroep", [1, 2, 3], in_frame=True)
OVERLEG = make_grouping("overleg", [1, 2, 3], in_frame=True)
OVERLEGVORM = make_grouping("overlegvorm", [10, 20], in_frame=True)


def forms(persons: list[int], **groups: list[int]) -> AnswerMatrix:
    return make_matrix([[3]] * len(persons), persons=persons, groups=groups)


def professions(sizes: Mapping[int, int]) -> list[FrameRow]:
    """A list of so many eligible persons per profession group (and one who is not)."""
    rows = [people(Outcome.NO_RESPONSE, size, beroepsgroep=code) for code, size in sizes.items()]
    return [*rows, people(Outcome.INELIGIBLE, 1, beroepsgroep=1)]


def weights_of(found: Weights) -> list[float]:
    assert found.reason is None
    assert found.values is not None
    return [float(value) for value in found.values]


def test_one_variable_is_weighted_by_eligible_per_answered() -> None:
    # 30 eligible and 3 answered, 10 and 2: weights 10 and 5. The person with two forms carries one weight.
    matrix = forms([1, 2, 3, 3, 4, 5], beroepsgroep=[1, 1, 1, 1, 2, 2])
    found = weigh_forms(matrix, professions({1: 30, 2: 10}), [PROFESSION], {"beroepsgroep": {1, 2}})
    assert weights_of(found) == pytest.approx([10, 10, 10, 10, 5, 5], rel=1e-9)


def test_levels_that_may_not_be_seen_are_one_category() -> None:
    # Levels 2 and 3, and an unknown one: 12 eligible, of whom 4 answered (all of them of level 2 or unknown).
    matrix = forms([1, 2, 3, 4, 5, 6], beroepsgroep=[1, 1, 2, 2, 2, -1])
    found = weigh_forms(matrix, professions({1: 30, 2: 5, 3: 7}), [PROFESSION], {"beroepsgroep": {1}})
    assert weights_of(found) == pytest.approx([15, 15, 3, 3, 3, 3], rel=1e-9)


def test_a_level_of_which_nobody_answered_joins_them() -> None:
    matrix = forms([1, 2, 3], beroepsgroep=[1, 1, 2])
    listed = professions({1: 30, 2: 5, 3: 7})
    found = weigh_forms(matrix, listed, [PROFESSION], {"beroepsgroep": {1, 3}})
    assert weights_of(found) == pytest.approx([15, 15, 12], rel=1e-9)
    alone = weigh_forms(matrix, listed, [PROFESSION], {"beroepsgroep": {1, 2, 3}})
    assert alone == Weights(reason="empty_group")


def overleggen() -> list[FrameRow]:
    """Eligible: overleg 1 has 20 members, overleg 2 has 14, of whom 6 are in both; five said they were not there."""
    return [
        people(Outcome.NO_RESPONSE, 14, memberships=[member(1, 10)], beroepsgroep=1),
        people(Outcome.NO_RESPONSE, 6, memberships=[member(1, 10), member(2, 20)], beroepsgroep=1),
        people(Outcome.NO_RESPONSE, 3, memberships=[member(2, 20)], beroepsgroep=2),
        people(
            Outcome.ANSWERED, 5, memberships=[member(2, 20, state=SENT), member(1, 10, state=ABSENT)], beroepsgroep=2
        ),
    ]


def overleg_forms() -> AnswerMatrix:
    """Two persons in overleg 1, one in both, four in overleg 2."""
    return forms(
        [7, 8, 9, 9, 1, 2, 3, 4],
        overleg=[1, 1, 1, 2, 2, 2, 2, 2],
        overlegvorm=[10, 10, 10, 20, 20, 20, 20, 20],
        beroepsgroep=[1, 1, 1, 1, 2, 2, 2, 2],
    )


def test_overleggen_are_weighted_by_memberships_and_persons_have_one_weight() -> None:
    # w = 28/7 a^[1] b^[2]: 2 u + x = 20, 4 v + x = 14 and x = u v / 4 (u and v of one overleg, x of both); so
    # u = (20 - x)/2, v = (14 - x)/4 and (20 - x)(14 - x) = 32 x: x^2 - 66 x + 280 = 0, x = 33 - sqrt(809).
    matrix, visible = overleg_forms(), {"overleg": {1, 2}, "overlegvorm": {10, 20}}
    x = 33 - np.sqrt(809)
    u, v = (20 - x) / 2, (14 - x) / 4
    for groupings in ([OVERLEG], [OVERLEG, OVERLEGVORM], [OVERLEGVORM]):
        found = weights_of(weigh_forms(matrix, overleggen(), groupings, visible))
        assert found == pytest.approx([u, u, x, x, v, v, v, v], rel=1e-8)


def test_persons_and_memberships_are_met_together() -> None:
    # Overleg: 20 and 14 memberships; profession: 20 and 8 persons. So v = 8/4, x = 14 - 8, u = (20 - 6)/2.
    found = weigh_forms(
        overleg_forms(), overleggen(), [PROFESSION, OVERLEG], {"overleg": {1, 2}, "beroepsgroep": {1, 2}}
    )
    assert weights_of(found) == pytest.approx([7, 7, 6, 6, 2, 2, 2, 2], rel=1e-8)


def test_margins_that_say_the_same_twice_are_no_obstacle() -> None:
    matrix = forms([1, 2, 3, 4], beroepsgroep=[1, 1, 2, 2], overleg=[1, 1, 2, 2])
    listed = [
        people(Outcome.NO_RESPONSE, 8, memberships=[member(1)], beroepsgroep=1),
        people(Outcome.NO_RESPONSE, 6, memberships=[member(2)], beroepsgroep=2),
    ]
    found = weigh_forms(matrix, listed, [PROFESSION, OVERLEG], {"beroepsgroep": {1, 2}, "overleg": {1, 2}})
    assert weights_of(found) == pytest.approx([4, 4, 3, 3], rel=1e-9)


def test_margins_that_no_weights_meet_say_so() -> None:
    # Everybody who answered is in both overleggen, but the overleggen have 9 and 12 members.
    listed = [
        people(Outcome.NO_RESPONSE, 9, memberships=[member(1), member(2)]),
        people(Outcome.NO_RESPONSE, 3, memberships=[member(2)]),
    ]
    both = forms([1, 1, 2, 2], overleg=[1, 2, 1, 2])
    assert weigh_forms(both, listed, [OVERLEG], {"overleg": {1, 2}}) == Weights(reason="infeasible")
    # Only negative weights would do it: who is in overleg 1 alone, and who is in both; 9 members and 12.
    nested = forms([1, 2, 2], overleg=[1, 1, 2])
    assert weigh_forms(nested, listed, [OVERLEG], {"overleg": {1, 2}}) == Weights(reason="infeasible")
    # A form of an overleg without any eligible member.
    stray = forms([1, 2, 3], overleg=[1, 2, 3])
    assert weigh_forms(stray, listed, [OVERLEG], {"overleg": {1, 2}}) == Weights(reason="infeasible")


def test_no_weights_without_a_list_a_margin_or_one_level_per_person() -> None:
    matrix = forms([1, 1], beroepsgroep=[1, 2], overleg=[1, 2])
    visible = {"beroepsgroep": {1, 2}}
    assert weigh_forms(matrix, [], [PROFESSION], visible).reason == "no_list"
    assert weigh_forms(matrix, professions({1: 9}), [], visible).reason == "no_margins"
    unknown = make_grouping("beroepsgroep", [1, 2], in_frame=False)
    assert weigh_forms(matrix, professions({1: 9}), [unknown], visible).reason == "no_margins"
    assert weigh_forms(matrix, professions({1: 9, 2: 5}), [PROFESSION], visible).reason == "several_levels"


def random_house(seed: int) -> tuple[AnswerMatrix, list[FrameRow]]:
    """A house of 60 persons in 3 professions and 3 overleggen, each answering with a chance of their own."""
    chance = np.random.default_rng(seed)
    rows, persons, professions_of, overleggen_of = [], [], [], []
    for number in range(60):
        profession, codes = int(chance.integers(1, 4)), chance.choice([1, 2, 3], chance.integers(1, 4), replace=False)
        answers = chance.random() < 0.2 + 0.2 * profession
        state = SENT if answers else MembershipState.OPEN
        outcome = Outcome.ANSWERED if answers else Outcome.NO_RESPONSE
        memberships = [member(int(code), state=state) for code in codes]
        rows.append(people(outcome, memberships=memberships, beroepsgroep=profession))
        if answers:
            persons += [number] * codes.size
            professions_of += [profession] * codes.size
            overleggen_of += codes.tolist()
    return forms(persons, beroepsgroep=professions_of, overleg=overleggen_of), rows


@pytest.mark.parametrize("seed", range(5))
def test_every_margin_is_met_and_equal_persons_weigh_exactly_the_same(seed: int) -> None:
    matrix, rows = random_house(seed)
    found = weigh_forms(matrix, rows, [PROFESSION, OVERLEG], {"beroepsgroep": {1, 2, 3}, "overleg": {1, 2, 3}})
    weights = np.array(weights_of(found))
    assert (weights > 0).all()
    first = np.unique(matrix.persons, return_index=True)[1]
    for code in (1, 2, 3):
        members = sum(any(m.overleg == code for m in row.memberships) for row in rows)
        assert weights[matrix.groups["overleg"] == code].sum() == pytest.approx(members, rel=1e-9)
        people_of = sum(row.values["beroepsgroep"] == code for row in rows)
        assert weights[first][matrix.groups["beroepsgroep"][first] == code].sum() == pytest.approx(people_of, rel=1e-9)
    pattern: dict[tuple[int, ...], float] = {}
    for person in np.unique(matrix.persons):
        own = matrix.persons == person
        key = (int(matrix.groups["beroepsgroep"][own][0]), *sorted(matrix.groups["overleg"][own].tolist()))
        assert (weights[own] == pattern.setdefault(key, float(weights[own][0]))).all()


def test_the_order_of_the_forms_does_not_matter() -> None:
    matrix, rows = random_house(9)
    turned = make_matrix(
        matrix.answers[::-1],
        persons=1000 - matrix.persons[::-1],
        groups={name: codes[::-1] for name, codes in matrix.groups.items()},
    )
    visible = {"beroepsgroep": {1, 2, 3}, "overleg": {1, 2}}
    first = weights_of(weigh_forms(matrix, rows, [PROFESSION, OVERLEG], visible))
    second = weights_of(weigh_forms(turned, rows[::-1], [PROFESSION, OVERLEG], visible))
    assert first == second[::-1]


def test_a_weighted_mean_leaves_out_who_has_no_value() -> None:
    values = np.array([1.0, 4.0, np.nan, 2.0])
    assert weighted_mean(values, np.array([1.0, 2.0, 50.0, 5.0])) == pytest.approx(19 / 8)
    assert weighted_mean(values[2:3], np.ones(1)) is None
    assert weighted_mean(values, np.full(4, 7.5)) == pytest.approx(7 / 3)


def test_the_worst_case_gives_everybody_silent_one_extreme() -> None:
    # 73 of 152 with an overall of 2.8 on a scale of 1 to 4: (204.4 + 79)/152 and (204.4 + 316)/152.
    found = find_worst_case(2.8, answered=73, eligible=152, maximum=4)
    assert found == pytest.approx((283.4 / 152, 520.4 / 152), rel=1e-12)
    assert find_worst_case(2.8, answered=152, eligible=152, maximum=4) == pytest.approx((2.8, 2.8), rel=1e-12)


def test_without_overall_or_list_there_is_no_worst_case() -> None:
    assert find_worst_case(None, answered=73, eligible=152, maximum=4) == ()
    assert find_worst_case(2.8, answered=0, eligible=0, maximum=4) == ()
    with pytest.raises(BadInput):
        find_worst_case(2.8, answered=9, eligible=8, maximum=4)
