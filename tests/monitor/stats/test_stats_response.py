from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.model import FrameRow, Level, MembershipState, Outcome
from monitor.results import HIDDEN, ResponseBreakdown
from monitor.stats.response import rates
from monitor.stats.response.choosing import Chosen, choose_levels
from monitor.stats.response.groups import wilson
from monitor.stats.response.rates import measure_response
from monitor.stats.response.tally import condense_frame, count_variable, eligible_levels
from tests.monitor.stats.stats_samples import member, people

SENT, ABSENT = MembershipState.ANSWERED, MembershipState.NOT_PRESENT


def levels(*codes: int) -> list[Level]:
    return [Level(code, f"groep {code}") for code in codes]


def counts(breakdown: ResponseBreakdown) -> list[tuple[int | None, int | None, int | None, int | None]]:
    return [(group.code, group.invited, group.eligible, group.answered) for group in breakdown.groups]


@pytest.mark.parametrize(
    ("answered", "eligible", "low", "high"),
    [
        # R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int, to six decimals
        (7, 10, 0.396778, 0.892209),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (73, 152, 0.402308, 0.559191),
    ],
)
def test_the_interval_is_wilsons(answered: int, eligible: int, low: float, high: float) -> None:
    assert wilson(answered, eligible) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_nobody_eligible_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_the_response_of_the_stappenmeter_of_2014() -> None:
    # Van der Lee (2015): 165 invited, 13 not eligible, 73 answered: 48.03 percent; of the invited 44.24 percent.
    rows = [
        people(Outcome.ANSWERED, 73),
        people(Outcome.INELIGIBLE, 13),
        people(Outcome.REFUSED, 4),
        people(Outcome.PARTIAL, 5),
        people(Outcome.UNREACHED, 10),
        people(Outcome.NO_RESPONSE, 60),
    ]
    found = measure_response(rows, {})
    assert (found.invited, found.ineligible, found.eligible, found.answered) == (165, 13, 152, 73)
    assert (found.refused, found.partial, found.unreached, found.no_response) == (4, 5, 10, 60)
    assert round(100 * (found.rate or 0), 2) == 48.03
    assert round(100 * (found.gross_rate or 0), 2) == 44.24
    assert (found.worst_case, found.r_indicator, found.r_reason) == ((), None, "one_group")


def test_without_a_list_there_is_no_rate_and_no_breakdown() -> None:
    found = measure_response([], {"regio": levels(1)})
    assert (found.invited, found.rate, found.low, found.gross_rate, found.by) == (0, None, None, None, ())


def test_groups_under_five_eligible_join_overige() -> None:
    rows = [
        people(Outcome.ANSWERED, 6, regio=1),
        people(Outcome.NO_RESPONSE, 6, regio=1),
        people(Outcome.ANSWERED, 9, regio=2),
        people(Outcome.NO_RESPONSE, 3, regio=3),
        people(Outcome.ANSWERED, 2, regio=4),
        people(Outcome.INELIGIBLE, 7, regio=4),
    ]
    found = measure_response(rows, {"regio": levels(1, 2, 3, 4, 5)}).by[0]
    assert (found.variable, found.unit) == ("regio", "persons")
    assert counts(found) == [(1, 12, 12, 6), (2, 9, 9, 9), (None, 12, 5, 2)]
    assert found.groups[-1].label == "overige"
    assert found.groups[0].rate == 0.5
    assert measure_response(rows, {"regio": levels(1, 2, 3, 4)}, language="en").by[0].groups[-1].label == "other"


def test_what_leaves_the_house_shows_groups_from_ten_eligible() -> None:
    rows = [people(Outcome.ANSWERED, size, regio=code) for code, size in ((1, 20), (2, 7), (3, 30), (4, 6))]
    rows.append(people(Outcome.REFUSED, 9, regio=3))
    inside, outside = (measure_response(rows, {"regio": levels(1, 2, 3, 4)}, fewest=fewest).by[0] for fewest in (5, 10))
    assert counts(inside) == [(1, 20, 20, 20), (2, 7, 7, 7), (3, 39, 39, 30), (4, 6, 6, 6)]
    assert counts(outside) == [(1, 20, 20, 20), (3, 39, 39, 30), (None, 13, 13, 13)]
    assert outside.test is not None
    assert outside.test.dof == 2


def test_a_hidden_overige_is_in_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    # X2, with all cells but its own known, would give it.
    rows = [people(Outcome.ANSWERED, 20 + code, regio=code) for code in (1, 2, 3)]
    rows += [people(Outcome.REFUSED, 9 * code, regio=code) for code in (1, 2, 3)]
    chosen = Chosen({"regio": frozenset({1, 2})}, frozenset())
    monkeypatch.setattr(rates, "choose_levels", lambda *_, **__: chosen)
    found = measure_response(rows, {"regio": levels(1, 2, 3)}).by[0]
    assert counts(found) == [(1, 30, 30, 21), (2, 40, 40, 22), (None, None, None, None)]
    assert (
        found.test
        == measure_response([row for row in rows if row.values["regio"] < 3], {"regio": levels(1, 2)}).by[0].test
    )


def test_the_smallest_shown_group_joins_an_overige_that_is_too_small() -> None:
    rows = [people(Outcome.ANSWERED, size, regio=code) for code, size in ((1, 20), (2, 8), (3, 30), (4, 3))]
    assert counts(measure_response(rows, {"regio": levels(1, 2, 3, 4)}).by[0]) == [
        (1, 20, 20, 20),
        (3, 30, 30, 30),
        (None, 11, 11, 11),
    ]


def test_who_has_no_known_level_counts_as_overige() -> None:
    rows = [people(Outcome.ANSWERED, 20, regio=1), people(Outcome.ANSWERED, 7, regio=2), people(Outcome.REFUSED, 2)]
    assert counts(measure_response(rows, {"regio": levels(1, 2)}).by[0]) == [(1, 20, 20, 20), (None, 9, 9, 7)]


def test_a_list_of_four_shows_no_group() -> None:
    found = measure_response([people(Outcome.ANSWERED, 4, regio=1)], {"regio": levels(1, 2)}).by[0]
    assert counts(found) == [(None, None, None, None)]
    assert found.groups[0].reason == HIDDEN


def overleg_rows() -> list[FrameRow]:
    both = [member(1, 10, state=SENT), member(2, 10)]
    return [
        people(Outcome.ANSWERED, 6, memberships=both),
        people(Outcome.ANSWERED, 5, memberships=[member(1, 10, state=ABSENT), member(2, 10, state=SENT)]),
        people(Outcome.NO_RESPONSE, 7, memberships=[member(1, 10), member(3, 20)]),
        people(Outcome.INELIGIBLE, 3, memberships=[member(1, 10, state=ABSENT), member(3, 20, state=ABSENT)]),
        people(Outcome.INELIGIBLE, 1, memberships=[member(1, 10), member(3, 20)]),
        people(Outcome.ANSWERED, 8, memberships=[member(2, 10, state=ABSENT), member(3, 20, state=SENT)]),
    ]


def test_an_overleg_counts_memberships_and_an_overlegvorm_persons() -> None:
    variables = {"overleg": levels(1, 2, 3), "overlegvorm": levels(10, 20)}
    overleg, vorm = measure_response(overleg_rows(), variables).by
    assert (overleg.unit, vorm.unit) == ("memberships", "persons")
    assert counts(overleg) == [(1, 22, 13, 6), (2, 19, 11, 5), (3, 19, 15, 8)]
    assert counts(vorm) == [(10, 30, 18, 11), (20, 19, 15, 8)]


def test_the_margins_know_the_eligible_persons_of_every_level() -> None:
    rows = overleg_rows()
    assert eligible_levels(rows, "overleg", levels(1, 2, 3, 4)) == {1: 13, 2: 11, 3: 15, 4: 0}
    assert eligible_levels(rows, "overlegvorm", levels(10, 20)) == {10: 18, 20: 15}


def test_a_small_overleg_does_not_follow_from_its_overlegvorm() -> None:
    # Overleg 2 has three members: overlegvorm 10 minus overleg 1 would give them; so 30 minus 6 overleg 5.
    rows = [
        people(Outcome.NO_RESPONSE, 12, memberships=[member(1, 10)]),
        people(Outcome.ANSWERED, 3, memberships=[member(2, 10, state=SENT)]),
        people(Outcome.NO_RESPONSE, 6, memberships=[member(3, 20)]),
        people(Outcome.NO_RESPONSE, 9, memberships=[member(4, 20)]),
        people(Outcome.NO_RESPONSE, 4, memberships=[member(5, 30)]),
        people(Outcome.NO_RESPONSE, 9, memberships=[member(6, 30)]),
    ]
    variables = {"overleg": levels(1, 2, 3, 4, 5, 6), "overlegvorm": levels(10, 20, 30)}
    overleg, vorm = measure_response(rows, variables).by
    assert [group.code for group in vorm.groups] == [20, None]
    assert [group.code for group in overleg.groups] == [1, 3, 4, 6, None]


def test_an_overige_that_others_do_not_see_is_not_chosen_within_what_they_see() -> None:
    rows = [people(Outcome.REFUSED, size, memberships=[member(code)]) for code, size in ((1, 20), (2, 15), (3, 12))]
    variables = {"overleg": levels(1, 2, 3)}
    frames = {"overleg": count_variable(rows, "overleg")}
    for seen, others in (({1}, {"overleg"}), ({1}, set()), ({1, 2, 3}, {"overleg"})):
        within = Chosen({"overleg": frozenset(seen)}, frozenset(others))
        found = choose_levels(rows, frames, variables, lambda tally: tally.eligible >= 13, within=within)
        assert found.levels["overleg"] <= seen
        assert found.others == (frozenset(others) if found.levels["overleg"] == seen else frozenset())


def test_a_list_that_contradicts_itself_is_an_error() -> None:
    for rows, variables in (
        ([people(Outcome.INELIGIBLE, memberships=[member(1, state=SENT)])], {}),
        ([people(Outcome.ANSWERED, -1)], {}),
        ([people(Outcome.ANSWERED, regio=9)], {"regio": levels(1)}),
        (
            [
                people(Outcome.REFUSED, memberships=[member(1, 10)]),
                people(Outcome.REFUSED, memberships=[member(1, 20)]),
            ],
            {"overleg": levels(1), "overlegvorm": levels(10, 20)},
        ),
    ):
        with pytest.raises(BadInput):
            measure_response(condense_frame(rows), variables)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 6), st.sampled_from(list(Outcome)), st.integers(0, 9)), min_size=1))
def test_shown_groups_add_up_to_the_house_and_none_is_small(people_of: list[tuple[int, Outcome, int]]) -> None:
    rows = [people(outcome, count, regio=code) for code, outcome, count in people_of]
    found = measure_response(condense_frame(rows), {"regio": levels(*range(7))})
    groups = found.by[0].groups if found.by else ()
    for group in groups:
        assert group.eligible is None or group.eligible >= 5
    if all(group.eligible is not None for group in groups):
        for field in ("invited", "eligible", "answered"):
            assert sum(getattr(group, field) for group in groups) == getattr(found, field)
    else:
        assert len(groups) == 1
        assert found.eligible < 5


def test_from_one_eligible_everything_is_shown_and_nothing_audited() -> None:
    # Level 2 has three eligible, and would follow from the house: with five as the fewest it is hidden.
    rows = [
        *(people(Outcome.ANSWERED, count, regio=code) for code, count in ((1, 30), (2, 2), (3, 6))),
        people(Outcome.NO_RESPONSE, 1, regio=2),
    ]
    levels = {"regio": tuple(Level(code, str(code)) for code in (1, 2, 3))}
    all_of_it = measure_response(rows, levels, fewest=1).by[0].groups
    assert [(group.label, group.eligible, group.answered) for group in all_of_it] == [
        ("1", 30, 30),
        ("2", 3, 2),
        ("3", 6, 6),
    ]
    assert [group.label for group in measure_response(rows, levels).by[0].groups] == ["1", "overige"]
