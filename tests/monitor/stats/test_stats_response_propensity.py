"""The R-indicator, worked out by hand; against R's glm it is compared in test_stats_response_against_r.py."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from monitor.model import FrameRow, Level, MembershipState, Outcome
from monitor.stats.response.propensity import Representativity, measure_representativity
from monitor.stats.response.rates import measure_response
from tests.monitor.stats.stats_samples import member, people

SENT, ABSENT = MembershipState.ANSWERED, MembershipState.NOT_PRESENT


def group(answered: int, silent: int, **values: int) -> list[FrameRow]:
    return [people(Outcome.ANSWERED, answered, **values), people(Outcome.PARTIAL, silent, **values)]


def measure(*groups: list[FrameRow], **shown: set[int]) -> Representativity:
    return measure_representativity([row for rows in groups for row in rows], shown)


def by_hand(sizes_and_rates: Mapping[float, int]) -> tuple[float, float]:
    """R and the partial R of one variable, from rate -> persons: the fitted propensities are the groups' rates."""
    rates, sizes = np.array(list(sizes_and_rates)), np.array(list(sizes_and_rates.values()))
    square = (sizes * (rates - (sizes * rates).sum() / sizes.sum()) ** 2).sum()
    return 1 - 2 * np.sqrt(square / (sizes.sum() - 1)), np.sqrt(square / sizes.sum())


def test_one_variable_is_fitted_by_its_rates() -> None:
    # 6 of 10 and 8 of 20: sum n (p - mean)^2 = 0.26667, R = 1 - 2 sqrt(0.26667 / 29), partial = sqrt(0.26667 / 30).
    found = measure(group(6, 4, regio=1), group(8, 12, regio=2), regio={1, 2})
    assert found.reason is None
    assert found.r_indicator == pytest.approx(0.808215, abs=1e-6)
    assert found.partial["regio"] == pytest.approx(0.094281, abs=1e-6)
    assert (found.r_indicator, found.partial["regio"]) == pytest.approx(by_hand({0.6: 10, 0.4: 20}), rel=1e-9)


def test_who_is_not_eligible_says_nothing() -> None:
    some = [group(6, 4, regio=1), group(8, 12, regio=2)]
    assert measure(*some, [people(Outcome.INELIGIBLE, 9, regio=1)], regio={1, 2}) == measure(*some, regio={1, 2})


def test_equal_response_everywhere_is_fully_representative() -> None:
    found = measure(group(6, 4, regio=1), group(12, 8, regio=2), regio={1, 2})
    assert found.r_indicator == pytest.approx(1, abs=1e-9)
    assert found.partial["regio"] == pytest.approx(0, abs=1e-9)


def test_hidden_and_small_levels_are_overige() -> None:
    # Level 3 is hidden, level 4 has four eligible persons, two are of no known level: together 14, of whom 7 answered.
    groups = [group(6, 4, regio=1), group(8, 12, regio=2), group(5, 3, regio=3), group(1, 3, regio=4), group(1, 1)]
    found = measure(*groups, regio={1, 2, 4})
    assert (found.r_indicator, found.partial["regio"]) == pytest.approx(by_hand({0.6: 10, 0.4: 20, 0.5: 14}), rel=1e-9)


def test_a_level_of_which_nobody_or_everybody_answered_joins_overige() -> None:
    # Levels 2 (nobody) and 3 (everybody) are taken together: 4 of 13.
    for shown in ({1, 2, 3, 4}, {1, 4}):
        found = measure(
            group(6, 4, regio=1), group(0, 9, regio=2), group(4, 0, regio=3), group(7, 3, regio=4), regio=shown
        )
        assert (found.r_indicator, found.partial["regio"]) == pytest.approx(
            by_hand({0.6: 10, 4 / 13: 13, 0.7: 10}), rel=1e-9
        )


def test_an_overige_of_which_nobody_answered_takes_in_the_smallest_level() -> None:
    found = measure(group(6, 4, regio=1), group(0, 12, regio=2), group(4, 4, regio=3), regio={1, 2, 3})
    assert (found.r_indicator, found.partial["regio"]) == pytest.approx(by_hand({0.6: 10, 0.2: 20}), rel=1e-9)


def test_levels_that_separate_only_together_are_merged_until_the_maximum_exists() -> None:
    # Who has neither trait never answered, who has both always: no single level does that. Without geslacht the rates
    # of regio are 3 of 12 and 9 of 12.
    groups = [
        group(0, 6, geslacht=1, regio=1),
        group(3, 3, geslacht=2, regio=1),
        group(3, 3, geslacht=1, regio=2),
        group(6, 0, geslacht=2, regio=2),
    ]
    found = measure(*groups, geslacht={1, 2}, regio={1, 2})
    r, partial = by_hand({0.25: 12, 0.75: 12})
    assert found.r_indicator == pytest.approx(r, rel=1e-9)
    assert found.partial == {"geslacht": pytest.approx(0, abs=1e-9), "regio": pytest.approx(partial, rel=1e-9)}


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([], "no_list"),
        ([[people(Outcome.INELIGIBLE, 9, regio=1)]], "no_list"),
        ([group(0, 9, regio=1), group(0, 7, regio=2)], "nobody_answered"),
        ([group(9, 0, regio=1), group(7, 0, regio=2)], "everybody_answered"),
        ([group(5, 4, regio=1)], "one_group"),
        ([group(9, 0, regio=1), group(0, 7, regio=2)], "separated"),
    ],
)
def test_no_r_indicator_says_why(groups: list[list[FrameRow]], reason: str) -> None:
    assert measure(*groups, regio={1, 2}) == Representativity(reason=reason)


def test_without_variables_there_is_nothing_to_hang_together_with() -> None:
    assert measure(group(5, 4)).reason == "one_group"


def test_an_overleg_is_that_of_the_invitation_whatever_became_of_it() -> None:
    # Only who answers can say "not there": that must not make the membership a sign of answering.
    there = [
        people(Outcome.ANSWERED, 6, memberships=[member(1, state=SENT), member(2, state=SENT)]),
        people(Outcome.ANSWERED, 3, memberships=[member(2, state=SENT)]),
        people(Outcome.NO_RESPONSE, 5, memberships=[member(1), member(2)]),
        people(Outcome.NO_RESPONSE, 9, memberships=[member(2)]),
    ]
    away = [people(Outcome.ANSWERED, 6, memberships=[member(1, state=SENT), member(2, state=ABSENT)]), *there[1:]]
    found = measure(there, overleg={1, 2})
    assert found == measure(away, overleg={1, 2})
    # Everybody is in overleg 2, so the fit is 6 of 11 and 3 of 12. Memberships: 11 of overleg 1 at 6/11, 23 of
    # overleg 2 at 9/23; mean 15/34.
    assert found.r_indicator == pytest.approx(by_hand({6 / 11: 11, 0.25: 12})[0], rel=1e-9)
    assert found.partial["overleg"] == pytest.approx(by_hand({6 / 11: 11, 9 / 23: 23})[1], rel=1e-9)


def test_rows_with_a_count_and_rows_apart_give_the_same() -> None:
    together = [
        *group(6, 4, regio=1, geslacht=1),
        *group(8, 12, regio=2, geslacht=1),
        *group(5, 9, regio=1, geslacht=2),
    ]
    apart = [FrameRow(row.outcome, row.values, ()) for row in together for _ in range(row.count)]
    first, second = (measure(rows, regio={1, 2}, geslacht={1, 2}) for rows in (together, apart[::-1]))
    assert first.r_indicator == pytest.approx(second.r_indicator, rel=1e-12)
    assert dict(first.partial) == pytest.approx(dict(second.partial), rel=1e-12)


def overlapping(both: int) -> list[FrameRow]:
    """Four persons are in overleg 1 and 2, so many of them answered; overleg 2 has 15 forms, overlegvorm 0 has 29."""
    size = {(1,): (20, 14), (2,): (24, 15 - both), (3,): (25, 16), (1, 2): (4, both)}
    return [
        people(outcome, count, memberships=[member(code, code // 3, state=state) for code in codes])
        for codes, (invited, sent) in size.items()
        for outcome, state, count in (
            (Outcome.ANSWERED, SENT, sent),
            (Outcome.NO_RESPONSE, MembershipState.OPEN, invited - sent),
        )
        if count
    ]


def test_a_hidden_overige_has_no_column() -> None:
    # The fit reproduces how many of overleg 1 answered, which is hidden and differs with `both`.
    shown = {"overleg": {2, 3}, "overlegvorm": {0, 1}}
    without = [measure_representativity(overlapping(both), shown, without_others={"overleg"}) for both in range(5)]
    assert without[0].r_indicator is not None
    for found in without:
        assert found.r_indicator == pytest.approx(without[0].r_indicator, rel=1e-9)
        assert dict(found.partial) == pytest.approx(dict(without[0].partial), rel=1e-9)
    seen = {round(measure_representativity(overlapping(both), shown).r_indicator or 0, 6) for both in range(5)}
    assert len(seen) > 1


def test_the_report_gives_a_hidden_overige_no_column() -> None:
    variables = {
        "overleg": [Level(code, str(code), code // 3) for code in (1, 2, 3)],
        "overlegvorm": [Level(code, str(code)) for code in (0, 1)],
    }
    found = [measure_response(overlapping(both), variables) for both in range(5)]
    assert [group.code for group in found[0].by[0].groups if group.reason is None] == [2, 3]
    assert found[0].r_indicator is not None
    assert [one.r_indicator for one in found] == pytest.approx([found[0].r_indicator] * 5, rel=1e-9)
    assert [one.by[0].partial_r for one in found] == pytest.approx([found[0].by[0].partial_r] * 5, rel=1e-9)


def test_an_overige_of_overleggen_in_which_somebody_is_twice_has_no_column() -> None:
    # It is shown in memberships; the fit would tell how many persons those are. Left is overleg 3, against all else.
    found = measure_representativity(overlapping(2), {"overleg": {3}})
    assert found.r_indicator == pytest.approx(by_hand({29 / 48: 48, 16 / 25: 25})[0], rel=1e-9)
    assert found.partial["overleg"] == 0


def test_an_overleg_of_which_nobody_answered_leaves_the_model() -> None:
    # Overleg 1 joining overleg 2 would tell how many of the two together answered, where some are in both.
    rows = [
        people(Outcome.REFUSED, 9, memberships=[member(1)]),
        people(Outcome.ANSWERED, 6, memberships=[member(2, state=SENT)]),
        people(Outcome.REFUSED, 4, memberships=[member(2)]),
        people(Outcome.ANSWERED, 5, memberships=[member(3, state=SENT)]),
        people(Outcome.REFUSED, 7, memberships=[member(3)]),
    ]
    found = measure_representativity([*rows, *group(6, 2)], {"overleg": {1, 2, 3}})
    assert found.r_indicator == pytest.approx(by_hand({6 / 17: 17, 0.6: 10, 5 / 12: 12})[0], rel=1e-9)
