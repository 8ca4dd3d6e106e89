"""A wave with the one before, and what a change is made of: by hand, and what holds for any numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.model import Grouping, Level, Outcome
from monitor.results import HIDDEN, AspectResult, Breakdown, Cell, Comparison, Frozen, Group, Overall, Report, Response
from monitor.stats.comparing.mix import split_change, split_overall
from monitor.stats.comparing.waves import Earlier, compare_waves
from monitor.stats.report import Reports, compute_reports
from tests.monitor.sample import sample_publication
from tests.monitor.stats.stats_samples import make_matrix, make_questionnaire, people, random_answers

NOBODY = Response(0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)


def house_of(n: int, mean: float, *, name: str = "a", se: float | None = 0.1) -> AspectResult:
    return AspectResult(name, name, "scale", n=n, mean=mean, sd=0.5, se=se, persons=n)


def cell_of(n: int, mean: float, *, name: str = "a", se: float | None = 0.1) -> Cell:
    return Cell(name, n=n, mean=mean, sd=0.5, se=se, persons=n)


def group_of(key: str, *cells: Cell, reason: str | None = None) -> Group:
    return Group(1, key, 20, cells, Overall(reason=HIDDEN), reason=reason, key=key)


def report_of(*aspects: AspectResult, overall: Overall | None = None, groups: tuple[Group, ...] = ()) -> Report:
    found = overall or Overall(reason=HIDDEN)
    return Report(50, 50, (), aspects, found, (Breakdown("beroepsgroep", groups),), NOBODY, {}, {})


def change_of(now: Report, before: Report):
    return compare_waves(now, Earlier(before, "w1", "Meting 1", "abc"), counting={"a"}, smallest_difference=0.3)


# By hand, before: 10 forms of 2.0 and 10 of 3.0 (mean 2.5). Now: 5 of 2.4 and 15 of 3.0 (mean 2.85); change 0.35.
# Other people: (.25 - .5)(2.4 + 2)/2 + (.75 - .5)(3 + 3)/2 = -.55 + .75 = .20.
# Other answers: (2.4 - 2)(.25 + .5)/2 + 0 = .15.
def test_a_change_is_split_into_other_people_and_other_answers() -> None:
    pairs = [(cell_of(5, 2.4), cell_of(10, 2.0)), (cell_of(15, 3.0), cell_of(10, 3.0))]
    found = split_change(house_of(20, 2.85), house_of(20, 2.5), pairs)
    assert (found.other_people, found.other_answers) == pytest.approx((0.20, 0.15))
    assert (found.groups, found.reason) == (2, None)


# The same house where the first group is not shown in full: it is "everybody else" and the numbers are the same.
@pytest.mark.parametrize("gone", [Cell("a", reason=HIDDEN), replace(cell_of(5, 2.4), decimals=1)])
def test_groups_that_are_not_shown_in_full_in_both_waves_are_one_group(gone: Cell) -> None:
    pairs = [(gone, cell_of(10, 2.0)), (cell_of(15, 3.0), cell_of(10, 3.0))]
    found = split_change(house_of(20, 2.85), house_of(20, 2.5), pairs)
    assert (found.other_people, found.other_answers) == pytest.approx((0.20, 0.15))
    assert found.groups == 1


# By hand: before, 10 of 2.0 and nobody else; now 10 of 2.0 and 10 others of 3.0. Mean 2.0 -> 2.5.
# The first group: (.5 - 1)(2 + 2)/2 = -1, answers 0. The others are new: .5 x 3 = 1.5. Together .5, all other people.
def test_people_who_are_in_one_wave_only_are_all_other_people() -> None:
    pairs = [(cell_of(10, 2.0), cell_of(10, 2.0))]
    came = split_change(house_of(20, 2.5), house_of(10, 2.0), pairs)
    assert (came.other_people, came.other_answers) == pytest.approx((0.5, 0.0))
    went = split_change(house_of(10, 2.0), house_of(20, 2.5), pairs)
    assert (went.other_people, went.other_answers) == pytest.approx((-0.5, 0.0))


def test_one_group_is_no_split_and_a_hidden_house_has_none() -> None:
    alone = split_change(house_of(20, 2.85), house_of(20, 2.5), [])
    assert (alone.other_people, alone.other_answers, alone.reason) == (None, None, "no_groups")
    whole = split_change(house_of(20, 2.85), house_of(20, 2.5), [(cell_of(20, 2.85), cell_of(20, 2.5))])
    assert whole.reason == "no_groups"
    hidden = AspectResult("a", "a", "scale", reason=HIDDEN)
    assert split_change(hidden, house_of(20, 2.5), []).reason == HIDDEN
    assert split_change(replace(house_of(9, 2.5), decimals=1), house_of(20, 2.5), []).reason == "few_answers"


def test_groups_with_more_forms_than_their_house_are_refused() -> None:
    pair = (cell_of(30, 2.5), cell_of(10, 2.5))
    with pytest.raises(BadInput, match="meer formulieren dan het hele huis"):
        split_change(house_of(20, 2.5), house_of(20, 2.5), [pair])


def test_the_overall_is_split_only_if_all_its_aspects_are() -> None:
    pairs = [(cell_of(5, 2.4), cell_of(10, 2.0)), (cell_of(15, 3.0), cell_of(10, 3.0))]
    first = split_change(house_of(20, 2.85), house_of(20, 2.5), pairs)
    second = replace(first, id="b", other_people=0.1, other_answers=-0.05, groups=1)
    found = split_overall([first, second], {"a", "b"})
    assert (found.id, found.groups) == ("overall", 1)
    assert (found.other_people, found.other_answers) == pytest.approx((0.15, 0.05))
    missing = replace(second, other_people=None, other_answers=None, reason=HIDDEN)
    assert split_overall([first, missing], {"a", "b"}).reason == HIDDEN
    assert split_overall([first, missing], {"a"}).other_people == pytest.approx(0.20)
    assert split_overall([first], set()).reason == "no_groups"


GROUPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.floats(1, 4), st.floats(1, 4)), min_size=1, max_size=6
)


@given(GROUPS, st.integers(1, 30), st.integers(1, 30), st.floats(1, 4), st.floats(1, 4))
def test_the_two_parts_are_kitagawas_and_together_the_change(
    groups: list[tuple[int, int, float, float]],
    others_now: int,
    others_before: int,
    mean_now: float,
    mean_before: float,
) -> None:
    shown = [one for one in groups if one[0] and one[1]]
    sides = [[(one[0], one[2]) for one in shown], [(one[1], one[3]) for one in shown]]
    sides[0].append((others_now, mean_now))
    sides[1].append((others_before, mean_before))
    totals = [sum(n for n, _ in side) for side in sides]
    means = [sum(n * mean for n, mean in side) / total for side, total in zip(sides, totals, strict=True)]
    pairs = [(cell_of(one[0], one[2]), cell_of(one[1], one[3])) for one in shown]
    found = split_change(house_of(totals[0], means[0]), house_of(totals[1], means[1]), pairs)
    if not shown:
        assert found.reason == "no_groups"
        return
    assert found.other_people is not None
    assert found.other_answers is not None
    assert found.other_people + found.other_answers == pytest.approx(means[0] - means[1], abs=1e-9)
    answers = sum(
        (now[1] - before[1]) * (now[0] / totals[0] + before[0] / totals[1]) / 2
        for now, before in zip(*sides, strict=True)
    )
    assert found.other_answers == pytest.approx(answers, abs=1e-9)


def test_a_change_needs_both_means_in_full() -> None:
    full, rounded = house_of(20, 2.9), replace(house_of(9, 2.5), decimals=1, se=None, sd=None, persons=None)
    hidden = AspectResult("a", "a", "scale", reason=HIDDEN)
    found = change_of(report_of(full), report_of(rounded)).aspects[0]
    assert (found.now, found.earlier, found.comparison) == (2.9, 2.5, Comparison(reason="few_answers"))
    found = change_of(report_of(hidden), report_of(full)).aspects[0]
    assert (found.now, found.earlier, found.comparison) == (None, 2.9, Comparison(reason=HIDDEN))
    found = change_of(report_of(full), report_of(replace(house_of(20, 2.5), se=None, reason="no_spread"))).aspects[0]
    assert found.comparison.difference == pytest.approx(0.4)
    assert (found.comparison.p, found.comparison.reason) == (None, "no_spread")


# By hand: se = sqrt(.3^2 + .4^2) = .5; (1.96 + .84) x .5 = 1.4. Both waves whole: certain.
def test_the_errors_of_two_waves_add_as_squares() -> None:
    found = change_of(report_of(house_of(20, 3.0, se=0.3)), report_of(house_of(30, 2.5, se=0.4))).aspects[0].comparison
    assert found.smallest_visible == pytest.approx(1.4)
    assert not found.visible
    whole = change_of(report_of(house_of(20, 3.0, se=0.0)), report_of(house_of(30, 2.5, se=0.0))).aspects[0].comparison
    assert (whole.low, whole.high, whole.visible, whole.reason) == (0.5, 0.5, True, "everybody_answered")


def test_groups_are_matched_by_their_key_and_only_if_both_waves_show_them() -> None:
    now = report_of(
        house_of(90, 2.9),
        groups=(
            group_of("same", cell_of(20, 3.0)),
            group_of("", cell_of(20, 3.0)),
            group_of("new", cell_of(20, 3.0)),
            group_of("hidden", cell_of(20, 3.0)),
            group_of("twice", cell_of(5, 3.0)),
            group_of("twice", cell_of(5, 3.0)),
        ),
    )
    before = report_of(
        house_of(90, 2.5),
        groups=(
            group_of("same", cell_of(20, 2.0)),
            group_of("", cell_of(20, 3.0)),
            group_of("hidden", Cell("a", reason=HIDDEN), reason=HIDDEN),
            group_of("twice", cell_of(10, 3.0)),
        ),
    )
    found = change_of(now, before)
    assert [(one.by, one.key) for one in found.groups] == [("beroepsgroep", "same")]
    assert found.groups[0].cells[0].comparison.difference == pytest.approx(1.0)
    assert found.groups[0].overall.comparison.reason == HIDDEN
    assert found.splits[0].groups == 1


@given(st.floats(1, 4), st.floats(1, 4), st.floats(0.01, 1), st.floats(0.01, 1), st.integers(10, 90))
def test_swapping_the_waves_turns_the_signs_around(one: float, two: float, se1: float, se2: float, n: int) -> None:
    first, second = report_of(house_of(n, one, se=se1)), report_of(house_of(40, two, se=se2))
    there = change_of(first, second).aspects[0].comparison
    back = change_of(second, first).aspects[0].comparison
    assert (back.difference, back.low, back.high, back.g) == pytest.approx(
        tuple(-value for value in (there.difference, there.high, there.low, there.g))
    )
    assert (back.p, back.p_holm, back.visible) == pytest.approx((there.p, there.p_holm, there.visible))
    assert there.low <= there.difference <= there.high


def reports_of(seed: int, *, shift: int = 0, earlier: Frozen | None = None) -> Reports:
    """Sixty forms of sixty persons: profession groups of 30, 20 and 8, and 2 of none."""
    chance = np.random.default_rng(seed)
    answers = np.clip(random_answers(chance, 60, 4, no_opinion=0, empty=0) + shift, 1, 4)
    codes = [0] * 30 + [1] * 20 + [2] * 8 + [-1] * 2
    grouping = Grouping("beroepsgroep", tuple(Level(code, f"B{code}", key=f"b{code}") for code in range(3)))
    frame = [people(Outcome.NO_RESPONSE, 30, beroepsgroep=code) for code in range(3)]
    matrix = make_matrix(answers, groups={"beroepsgroep": codes})
    return compute_reports(make_questionnaire({"a": 2, "b": 2}), matrix, frame, [grouping], earlier=earlier)


def test_a_report_is_compared_with_the_one_before_for_the_same_readers() -> None:
    before = reports_of(1)
    publication = replace(
        sample_publication(), wave="w1", wave_name="meting 2025", report=before.inside, outside=before.outside
    )
    now = reports_of(2, shift=1, earlier=Frozen(publication, "abc"))
    for report, former in ((now.inside, before.inside), (now.outside, before.outside)):
        change = report.change
        assert (change.wave, change.wave_name, change.sha256) == ("w1", "meting 2025", "abc")
        assert change.overall.comparison.visible
        assert change.overall.now == report.overall.mean
        assert change.overall.earlier == former.overall.mean
        assert change.overall.comparison.difference == pytest.approx(report.overall.mean - former.overall.mean)
        split = change.splits[-1]
        assert split.id == "overall"
        assert split.other_people + split.other_answers == pytest.approx(change.overall.comparison.difference)
        assert "meting 2025" in " ".join(report.sentences["nl"])
        shown = [group.key for group in report.breakdowns[0].groups if group.reason is None]
        assert [group.key for group in change.groups] == shown
    assert before.inside.change is None
