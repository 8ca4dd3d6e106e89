from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import FrameRow, Level, MembershipState, Outcome
from monitor.results import HIDDEN, ResponseBreakdown
from monitor.stats.response.live import LiveResponse, live_response
from monitor.stats.response.rates import measure_response
from tests.monitor.stats.stats_samples import member, people

SENT = MembershipState.ANSWERED


def levels(*codes: int) -> list[Level]:
    return [Level(code, f"groep {code}") for code in codes]


def shown(breakdown: ResponseBreakdown) -> list[int | None]:
    return [group.code for group in breakdown.groups if group.reason is None]


def group_rows(code: int, answered: int, waiting: int) -> list[FrameRow]:
    return [people(Outcome.ANSWERED, answered, regio=code), people(Outcome.NO_RESPONSE, waiting, regio=code)]


def count(*groups: tuple[int, int, int]) -> LiveResponse:
    rows = [row for group in groups for row in group_rows(*group)]
    return live_response(rows, {"regio": levels(*(code for code, _, _ in groups))}, house="Het hele huis")


def test_the_house_and_large_groups_are_counted() -> None:
    found = count((1, 5, 7), (2, 8, 4), (3, 6, 6))
    assert (found.house.label, found.house.code) == ("Het hele huis", None)
    assert (found.house.invited, found.house.eligible, found.house.answered) == (36, 36, 19)
    assert [(group.code, group.eligible, group.answered) for group in found.by[0].groups] == [
        (1, 12, 5),
        (2, 12, 8),
        (3, 12, 6),
    ]


def test_a_group_of_which_nearly_all_or_nearly_none_answered_is_hidden_with_a_second() -> None:
    assert shown(count((1, 2, 28), (2, 8, 4), (3, 9, 9), (4, 8, 12)).by[0]) == [3, 4]
    assert shown(count((1, 28, 2), (2, 8, 4), (3, 9, 9), (4, 8, 12)).by[0]) == [3, 4]


def test_a_group_of_nine_is_hidden_and_says_nothing() -> None:
    found = count((1, 4, 5), (2, 4, 5), (3, 9, 9))
    assert shown(found.by[0]) == [3]
    first = found.by[0].groups[0]
    assert (first.invited, first.eligible, first.answered, first.rate, first.low, first.reason) == (None,) * 5 + (
        HIDDEN,
    )


def test_without_enough_answers_nothing_is_shown() -> None:
    for found in (count((1, 2, 40)), count((1, 1, 20), (2, 1, 20)), count((1, 30, 2)), count((1, 4, 5))):
        assert found.house.reason == HIDDEN
        assert found.house.answered is None
        assert shown(found.by[0]) == []


def test_an_overleg_does_not_follow_from_its_overlegvorm() -> None:
    rows = [
        people(Outcome.ANSWERED, 9, memberships=[member(1, 10, state=SENT)]),
        people(Outcome.NO_RESPONSE, 9, memberships=[member(1, 10)]),
        people(Outcome.ANSWERED, 1, memberships=[member(2, 10, state=SENT)]),
        people(Outcome.NO_RESPONSE, 3, memberships=[member(2, 10)]),
        people(Outcome.ANSWERED, 20, memberships=[member(3, 20, state=SENT)]),
        people(Outcome.NO_RESPONSE, 20, memberships=[member(3, 20)]),
    ]
    overleg, vorm = live_response(rows, {"overleg": levels(1, 2, 3), "overlegvorm": levels(10, 20)}).by
    assert (shown(overleg), shown(vorm)) == ([3], [10, 20])
    assert (overleg.unit, vorm.unit) == ("memberships", "persons")


def test_an_overleg_with_enough_waiting_is_hidden_while_nobody_of_the_house_waits() -> None:
    both = [member(1, state=SENT), member(2)]
    rows = [
        people(Outcome.ANSWERED, 20, memberships=both),
        people(Outcome.ANSWERED, 20, memberships=[member(1), member(2, state=SENT)]),
    ]
    found = live_response(rows, {"overleg": levels(1, 2)})
    assert found.house.reason == HIDDEN
    assert shown(found.by[0]) == []


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=7))
def test_what_is_left_after_subtraction_is_itself_large_enough(sizes: list[tuple[int, int]]) -> None:
    found = count(*((code, *size) for code, size in enumerate(sizes)))
    if found.house.reason == HIDDEN:
        assert shown(found.by[0]) == []
        return
    hidden = [sizes[group.code] for group in found.by[0].groups if group.reason == HIDDEN and group.code is not None]
    answered, waiting = sum(one for one, _ in hidden), sum(one for _, one in hidden)
    assert (answered, waiting) == (0, 0) or (min(answered, waiting) >= 3 and answered + waiting >= 10)
    filled = [one for one in hidden if sum(one)]
    assert len(filled) != 1 or not shown(found.by[0])
    for group in found.by[0].groups:
        if group.eligible is not None and group.answered is not None:
            assert group.eligible >= 10
            assert 3 <= group.answered <= group.eligible - 3


def test_one_person_between_two_variables_stays_unknown() -> None:
    # Everybody of Politie (organisatietype 1) is politiefunctionaris (beroepsgroep 1), but for one.
    rows = [
        people(Outcome.ANSWERED, 8, organisatietype=1, beroepsgroep=1),
        people(Outcome.NO_RESPONSE, 8, organisatietype=1, beroepsgroep=1),
        people(Outcome.ANSWERED, 1, organisatietype=1, beroepsgroep=2),
        people(Outcome.ANSWERED, 10, organisatietype=2, beroepsgroep=2),
        people(Outcome.NO_RESPONSE, 10, organisatietype=2, beroepsgroep=2),
    ]
    variables = {"organisatietype": levels(1, 2), "beroepsgroep": levels(1, 2)}
    for by in (live_response(rows, variables).by, measure_response(rows, variables).by):
        organisations, professions = by
        assert (shown(organisations), shown(professions)) in (([], [1, 2]), ([None], [1, 2]))
