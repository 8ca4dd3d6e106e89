"""Response counts of random lists, attacked over all variables at once: who is eligible or answered stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import FrameRow, Membership, MembershipState, Outcome
from monitor.results import ResponseBreakdown
from monitor.stats.response.live import live_response
from monitor.stats.response.rates import measure_response, measure_responses
from tests.monitor.stats.attacker import Knowledge
from tests.monitor.stats.stats_samples import make_grouping, member, people

VARIABLES = {
    "organisatietype": make_grouping("organisatietype", range(3)).levels,
    "beroepsgroep": make_grouping("beroepsgroep", range(4)).levels,
    "overleg": make_grouping("overleg", range(5)).levels,
    "overlegvorm": make_grouping("overlegvorm", range(2)).levels,
}
OUTCOMES = (Outcome.ANSWERED, Outcome.NO_RESPONSE, Outcome.INELIGIBLE)


def draw_list(seed: int, size: int) -> list[FrameRow]:
    """Profession is organisation but for a few; most are in one overleg, some in two or three."""
    chance = np.random.default_rng(seed)
    rows = []
    for _ in range(size):
        organisation = int(chance.choice(3, p=[0.5, 0.35, 0.15]))
        profession = organisation if chance.random() > 0.08 else int(chance.integers(0, 4))
        outcome = OUTCOMES[chance.choice(3, p=[0.45, 0.5, 0.05])]
        overleggen = chance.choice(5, size=int(chance.choice([1, 2, 3], p=[0.7, 0.2, 0.1])), replace=False)
        memberships = [draw_membership(chance, int(overleg), outcome) for overleg in overleggen]
        rows.append(people(outcome, memberships=memberships, organisatietype=organisation, beroepsgroep=profession))
    return rows


def draw_membership(chance: np.random.Generator, overleg: int, outcome: Outcome) -> Membership:
    if outcome is Outcome.INELIGIBLE or chance.random() < 0.05:
        return member(overleg, overleg // 3, state=MembershipState.NOT_PRESENT)
    answered = outcome is Outcome.ANSWERED
    return member(overleg, overleg // 3, state=MembershipState.ANSWERED if answered else MembershipState.OPEN)


def eligible_in(row: FrameRow, variable: str) -> set[int]:
    if row.outcome is Outcome.INELIGIBLE:
        return set()
    if variable in row.values:
        return {row.values[variable]}
    present = [one for one in row.memberships if one.state is not MembershipState.NOT_PRESENT]
    return {one.overleg if variable == "overleg" else one.overlegvorm for one in present}


def attack(
    rows: Sequence[FrameRow], by: Sequence[ResponseBreakdown], *others: Sequence[ResponseBreakdown]
) -> list[str]:
    """The levels and the one to four people that follow from all counts that are shown.

    others: what other readers are shown of the same list; the levels that follow are those hidden from the first.
    """
    known, hidden = read_counts(rows, by)
    for other in others:
        known = [*known, *read_counts(rows, other)[0]]
    span = make_span(known, len(rows))
    return [name for name, cell in hidden.items() if span.gives(cell)] + [str(few) for few in span.small_sets()]


def make_span(known: Sequence[Mapping[int, int]], size: int) -> Knowledge:
    """What can be computed from sums in which a person may count more than once."""
    span = Knowledge([frozenset(row) for row in known], size)
    for place, row in enumerate(known):
        for person, count in row.items():
            span.table[place, person] = count
    return span


def read_counts(
    rows: Sequence[FrameRow], by: Sequence[ResponseBreakdown]
) -> tuple[list[Mapping[int, int]], dict[str, frozenset[int]]]:
    """The sums that are shown, person -> how often, and the levels that are not, by name."""
    eligible = [place for place, row in enumerate(rows) if row.outcome is not Outcome.INELIGIBLE]
    known: list[Mapping[int, int]] = [dict.fromkeys(eligible, 1)]
    hidden: dict[str, frozenset[int]] = {}
    for breakdown in by:
        levels = {place: eligible_in(rows[place], breakdown.variable) for place in eligible}
        shown = {group.code for group in breakdown.groups if group.reason is None}
        rest = {level for found in levels.values() for level in found} - shown
        for code in shown - {None}:
            known.append({place: 1 for place in eligible if code in levels[place]})
        if None in shown:
            counts = {place: len(levels[place] & rest) for place in eligible}
            several = breakdown.unit == "memberships"
            known.append({place: count if several else min(count, 1) for place, count in counts.items() if count})
        for code in rest:
            cell = frozenset(place for place in eligible if code in levels[place])
            if cell != frozenset(eligible) and not (None in shown and rest == {code}):  # the house is always shown
                hidden[f"{breakdown.variable} {code}"] = cell
    return known, hidden


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(5, 80))
def test_no_level_and_no_person_follows_from_inside_and_outside_together(seed: int, size: int) -> None:
    rows = draw_list(seed, size)
    inside, outside = measure_responses(rows, VARIABLES, language="nl", fewest=(5, 10))
    if inside.eligible >= 5:
        assert attack(rows, inside.by, outside.by) == []


def test_outside_shows_no_other_overige_of_overlegvormen_than_inside() -> None:
    # Vorm 0 and 1 have 14 each, one person is in both: 27 in "overige" beside them would give that person.
    rows = []
    for codes, size, sent in (
        ((0,), 7, 4),
        ((1,), 7, 4),
        ((2,), 45, 30),
        ((0, 1), 1, 0),
        ((0, 2), 6, 3),
        ((1, 2), 6, 3),
    ):
        for outcome, state, count in (
            (Outcome.ANSWERED, MembershipState.ANSWERED, sent),
            (Outcome.NO_RESPONSE, MembershipState.OPEN, size - sent),
        ):
            members = [member(code, code, state=state) for code in codes]
            rows += [people(outcome, memberships=members) for _ in range(count)]
    variables = {"overlegvorm": make_grouping("overlegvorm", range(3)).levels}
    inside, outside = measure_responses(rows, variables, language="nl", fewest=(5, 10))
    assert attack(rows, inside.by, outside.by) == []
    alone = measure_response(rows, variables, fewest=10)
    assert attack(rows, alone.by) == []
    assert attack(rows, inside.by, alone.by) == [str((59,))]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(5, 80))
def test_no_level_and_no_person_follows_from_the_response(seed: int, size: int) -> None:
    rows = draw_list(seed, size)
    for fewest in (5, 10):
        response = measure_response(rows, VARIABLES, fewest=fewest)
        if response.eligible >= fewest:
            assert attack(rows, response.by) == []


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(10, 80))
def test_no_level_and_no_person_follows_from_the_counts_of_an_open_wave(seed: int, size: int) -> None:
    rows = draw_list(seed, size)
    found = live_response(rows, VARIABLES)
    if found.house.reason is None:
        assert attack(rows, found.by) == []


def test_the_attack_finds_one_person_between_two_variables() -> None:
    # Shown as they used to be: Politie by organisation and by profession, one person apart.
    rows = [people(Outcome.ANSWERED, organisatietype=0, beroepsgroep=0) for _ in range(10)]
    rows.append(people(Outcome.ANSWERED, organisatietype=0, beroepsgroep=1))
    rows += [people(Outcome.NO_RESPONSE, organisatietype=1, beroepsgroep=1) for _ in range(10)]
    by = measure_response(rows, {name: VARIABLES[name] for name in ("organisatietype", "beroepsgroep")}).by
    assert attack(rows, by) == []
    alone = [measure_response(rows, {name: VARIABLES[name]}).by[0] for name in ("organisatietype", "beroepsgroep")]
    assert "(10,)" in attack(rows, alone)
