"""What must hold for every house, and what computing a large one may cost."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import FrameRow, MembershipState, Outcome
from monitor.results import AspectResult, Cell, ItemResult, Overall, Report
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.report import compute_report
from surveys.answers import EMPTY, NO_OPINION
from tests.monitor.stats.stats_samples import (
    make_grouping,
    make_matrix,
    make_questionnaire,
    member,
    people,
    random_answers,
)

ITEMS = {"a": 3, "b": 2}
QUESTIONNAIRE = make_questionnaire(ITEMS, attendance=True)
GROUPINGS = [
    make_grouping("overleg", range(4), in_frame=True, with_items=True),
    make_grouping("beroepsgroep", range(3)),
]
FRAME = [
    *(people(Outcome.NO_RESPONSE, 70, memberships=[member(code)]) for code in range(4)),
]
Number = ItemResult | AspectResult | Cell | Overall
seeds = st.integers(0, 100_000)
forms = st.integers(1, 60)


def random_wave(seed: int, size: int) -> AnswerMatrix:
    chance = np.random.default_rng(seed)
    persons = np.sort(chance.integers(0, size, size))
    groups = {"overleg": chance.integers(-1, 4, size), "beroepsgroep": chance.integers(-1, 3, size)}
    return make_matrix(
        random_answers(chance, size, 5), persons=persons, groups=groups, attendance=chance.integers(1, 20, size)
    )


def divided(matrix: AnswerMatrix) -> AnswerMatrix:
    """The same wave with every form in a known group."""
    return replace(matrix, groups={name: np.maximum(codes, 0) for name, codes in matrix.groups.items()})


def answered_by(matrix: AnswerMatrix) -> list[FrameRow]:
    """An invitation list of who answered in which overleg, and a few more who did not."""
    rows = []
    for person in np.unique(matrix.persons):
        codes = np.unique(matrix.groups["overleg"][matrix.persons == person])
        found = [member(int(code), state=MembershipState.ANSWERED) for code in codes if code >= 0]
        rows.append(people(Outcome.ANSWERED, memberships=[*found, member(0)] if 0 not in codes else found))
    return [*rows, *(people(Outcome.NO_RESPONSE, 4, memberships=[member(code)]) for code in range(4))]


def reordered(matrix: AnswerMatrix, order: np.ndarray) -> AnswerMatrix:
    groups = {name: codes[order] for name, codes in matrix.groups.items()}
    return AnswerMatrix(matrix.answers[order], matrix.persons[order], groups, matrix.attendance[order])


def numbers(report: Report) -> Iterator[Number]:
    yield from (*report.items, *report.aspects, report.overall)
    for breakdown in report.breakdowns:
        for group in breakdown.groups:
            yield from (*group.cells, group.overall, *group.items)


def same_number(one: Number, other: Number) -> None:
    """The mean is the same to the last digit; the margin may have been added up in another order."""
    assert (one.mean, one.reason) == (other.mean, other.reason)
    assert one.low == pytest.approx(other.low, abs=1e-12)
    assert one.high == pytest.approx(other.high, abs=1e-12)


def test_the_frame_is_large_enough_for_every_wave_here() -> None:
    assert sum(row.count for row in FRAME) > 60


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_every_interval_holds_its_estimate_and_stays_on_the_scale(seed: int, size: int, minimum: int) -> None:
    report = compute_report(QUESTIONNAIRE, random_wave(seed, size), FRAME, GROUPINGS, minimum=minimum)
    for one in numbers(report):
        if one.low is not None:
            assert one.mean is not None
            assert one.high is not None
            assert 1 <= one.low <= one.mean <= one.high <= 4


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_the_overall_lies_within_its_parts(seed: int, size: int, minimum: int) -> None:
    report = compute_report(QUESTIONNAIRE, random_wave(seed, size), FRAME, GROUPINGS, minimum=minimum)
    groups = [group for breakdown in report.breakdowns for group in breakdown.groups]
    for overall, parts in ((report.overall, report.aspects), *((group.overall, group.cells) for group in groups)):
        if overall.mean is not None:
            means = [part.mean for part in parts if part.mean is not None]
            assert len(means) == len(parts)
            assert min(means) - 1e-12 <= overall.mean <= max(means) + 1e-12


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_every_difference_alpha_correlation_and_rate_lies_in_its_interval(seed: int, size: int, minimum: int) -> None:
    matrix = random_wave(seed, size)
    report = compute_report(QUESTIONNAIRE, matrix, answered_by(matrix), GROUPINGS, minimum=minimum)
    found = [(report.response.low, report.response.rate, report.response.high)]
    found += [(one.low, one.rate, one.high) for by in report.response.by for one in by.groups]
    found += [(one.low, one.alpha, one.high) for aspect in report.aspects if (one := aspect.reliability)]
    if report.attendance_correlation is not None:
        one = report.attendance_correlation
        found.append((one.low, one.r, one.high))
    groups = [group for breakdown in report.breakdowns for group in breakdown.groups]
    for cell in (cell for group in groups for cell in (*group.cells, group.overall)):
        if (versus := cell.versus_rest) is not None:
            found.append((versus.low, versus.difference, versus.high))
    for low, number, high in found:
        if low is not None:
            assert number is not None
            assert high is not None
            assert low <= number <= high


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=st.integers(30, 80))
def test_what_is_rounded_has_one_decimal_and_no_detail(seed: int, size: int) -> None:
    report = compute_report(QUESTIONNAIRE, random_wave(seed, size), FRAME * 2, GROUPINGS)
    for one in numbers(report):
        if one.decimals is not None:
            shown = [number for number in (one.mean, one.low, one.high) if number is not None]
            assert shown == [round(number, 1) for number in shown]
            assert one.se is None
            assert getattr(one, "sd", None) is None
            assert getattr(one, "counts", None) is None


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_the_groups_add_up_to_the_house(seed: int, size: int) -> None:
    matrix = random_wave(seed, size)
    report = compute_report(QUESTIONNAIRE, matrix, FRAME, GROUPINGS, minimum=1)
    for breakdown in report.breakdowns:
        unknown = int((matrix.groups.get(breakdown.by, np.zeros(size)) == -1).sum())
        assert sum(group.forms or 0 for group in breakdown.groups) + unknown == report.forms
        if not unknown:
            for place, aspect in enumerate(report.aspects):
                assert sum(group.cells[place].n or 0 for group in breakdown.groups) == aspect.n


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_the_groups_together_give_the_mean_the_spread_and_the_counts_of_the_house(seed: int, size: int) -> None:
    report = compute_report(QUESTIONNAIRE, divided(random_wave(seed, size)), FRAME, GROUPINGS, minimum=1)
    overleg, beroepsgroep = report.breakdowns[:2]
    for breakdown in (overleg, beroepsgroep):
        for place, aspect in enumerate(report.aspects):
            agree(aspect, [group.cells[place] for group in breakdown.groups])
    for place, item in enumerate(report.items):
        parts = [group.items[place] for group in overleg.groups]
        agree(item, parts)
        assert sum(part.no_opinion or 0 for part in parts) == item.no_opinion
        assert sum(part.empty or 0 for part in parts) == item.empty
        for answer, count in (item.counts or {}).items():
            assert sum((part.counts or {}).get(answer, 0) for part in parts) == count


def agree(whole: ItemResult | AspectResult, parts: Sequence[ItemResult | Cell]) -> None:
    """Whether the parts' n, means and sds give those of the whole: sum of squares within plus between the groups."""
    heard = [(part.n, part.mean, part.sd or 0.0) for part in parts if part.n and part.mean is not None]
    assert sum(n for n, _, _ in heard) == whole.n
    if not whole.n or whole.mean is None:
        return
    assert sum(n * mean for n, mean, _ in heard) / whole.n == pytest.approx(whole.mean, abs=1e-12)
    squares = sum((n - 1) * sd**2 + n * (mean - whole.mean) ** 2 for n, mean, sd in heard)
    if whole.n > 1:
        assert whole.sd is not None
        assert squares == pytest.approx((whole.n - 1) * whole.sd**2, abs=1e-9)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_merging_two_groups_changes_no_other_and_gives_their_weighted_mean(seed: int, size: int) -> None:
    matrix = random_wave(seed, size)
    codes = matrix.groups["overleg"]
    merged = replace(matrix, groups={**matrix.groups, "overleg": np.where(codes == 3, 2, codes)})
    first = compute_report(QUESTIONNAIRE, matrix, [], [make_grouping("overleg", range(4))], minimum=1)
    second = compute_report(QUESTIONNAIRE, merged, [], [make_grouping("overleg", range(3))], minimum=1)
    apart, together = first.breakdowns[0].groups, second.breakdowns[0].groups
    for one, other in zip(apart[:2], together[:2], strict=True):
        assert (one.forms, one.items) == (other.forms, other.items)
        for cell, same in zip((*one.cells, one.overall), (*other.cells, other.overall), strict=True):
            assert cell.n == same.n
            same_number(cell, same)
    assert (apart[2].forms or 0) + (apart[3].forms or 0) == (together[2].forms or 0)
    for left, right, both in zip(apart[2].cells, apart[3].cells, together[2].cells, strict=True):
        assert (left.n or 0) + (right.n or 0) == (both.n or 0)
        weighted = sum((cell.n or 0) * (cell.mean or 0.0) for cell in (left, right))
        assert weighted == pytest.approx((both.n or 0) * (both.mean or 0.0), abs=1e-9)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_the_house_is_the_same_however_it_is_divided(seed: int, size: int) -> None:
    matrix = random_wave(seed, size)
    first, second = (
        compute_report(QUESTIONNAIRE, matrix, FRAME, groupings, minimum=1) for groupings in (GROUPINGS, [])
    )
    # All but what is weighted to the groups on the list.
    unweighted = [
        [replace(one, weighted=None, weighted_reason=None) for one in (*report.aspects, report.overall)]
        for report in (first, second)
    ]
    assert first.items == second.items
    assert unweighted[0] == unweighted[1]


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_a_weighted_mean_lies_on_the_scale_or_says_why_it_is_not_there(seed: int, size: int) -> None:
    matrix = divided(random_wave(seed, size))
    report = compute_report(QUESTIONNAIRE, matrix, answered_by(matrix), GROUPINGS, minimum=1)
    for one in (*report.aspects, report.overall):
        assert (one.weighted is None) is (one.weighted_reason is not None)
        if one.weighted is not None:
            assert 1 <= one.weighted <= 4
    heard = np.unique(matrix.groups["overleg"]).size == 4  # else a group of the list has nobody to weigh
    assert (report.overall.weighted is not None) is heard or size < 10


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_the_order_of_the_forms_means_nothing(seed: int, size: int, minimum: int) -> None:
    matrix = random_wave(seed, size)
    order = np.random.default_rng(seed + 1).permutation(size)
    first, second = (
        compute_report(QUESTIONNAIRE, one, FRAME, GROUPINGS, minimum=minimum)
        for one in (matrix, reordered(matrix, order))
    )
    for one, other in zip(numbers(first), numbers(second), strict=True):
        same_number(one, other)
    assert [aspect.reliability for aspect in first.aspects] == [aspect.reliability for aspect in second.aspects]


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_geen_oordeel_never_changes_a_mean(seed: int, size: int) -> None:
    matrix = random_wave(seed, size)
    silent = np.full((7, 5), NO_OPINION, dtype=np.uint8)
    # The added forms are of persons who answered already: who was heard does not change either.
    more = make_matrix(
        np.vstack([matrix.answers, silent]),
        persons=np.append(matrix.persons, np.repeat(matrix.persons[:1], 7)),
        groups={name: np.append(codes, np.repeat(codes[:1], 7)) for name, codes in matrix.groups.items()},
        attendance=np.append(matrix.attendance, np.repeat(matrix.attendance[:1], 7)),
    )
    first, second = (compute_report(QUESTIONNAIRE, one, FRAME, GROUPINGS, minimum=1) for one in (matrix, more))
    for one, other in zip(numbers(first), numbers(second), strict=True):
        same_number(one, other)
    for before, after in zip(first.items, second.items, strict=True):
        assert (after.n, after.sd, after.counts) == (before.n, before.sd, before.counts)
        assert (after.no_opinion or 0) == (before.no_opinion or 0) + 7


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=seeds, size=forms)
def test_geen_oordeel_counts_for_a_mean_as_leaving_it_empty_does(seed: int, size: int) -> None:
    matrix = random_wave(seed, size)
    silent = replace(matrix, answers=np.where(matrix.answers == EMPTY, NO_OPINION, matrix.answers).astype(np.uint8))
    first, second = (compute_report(QUESTIONNAIRE, one, FRAME, GROUPINGS, minimum=1) for one in (matrix, silent))
    for one, other in zip(numbers(first), numbers(second), strict=True):
        same_number(one, other)
    for before, after in zip(first.items, second.items, strict=True):
        assert (after.counts, after.empty) == (before.counts, 0)
        assert after.no_opinion == (before.no_opinion or 0) + (before.empty or 0)
    alphas = [[aspect.reliability for aspect in report.aspects] for report in (first, second)]
    assert alphas[0] == alphas[1]


def test_a_wave_of_no_forms_hides_everything() -> None:
    empty = make_matrix(np.zeros((0, 5)), groups={"overleg": [], "beroepsgroep": []})
    for minimum in (1, 5):
        report = compute_report(QUESTIONNAIRE, empty, FRAME, GROUPINGS, minimum=minimum)
        assert (report.forms, report.respondents) == (0, 0)
        assert all(one.mean is None and one.reason for one in numbers(report))


def test_the_list_may_be_rows_of_one_person_or_counted_together() -> None:
    matrix = random_wave(1, 50)
    apart: list[FrameRow] = [
        people(Outcome.NO_RESPONSE, memberships=row.memberships) for row in reversed(FRAME) for _ in range(row.count)
    ]
    assert compute_report(QUESTIONNAIRE, matrix, apart, GROUPINGS) == compute_report(
        QUESTIONNAIRE, matrix, FRAME, GROUPINGS
    )


def test_a_hundred_thousand_forms_fit_in_little_memory() -> None:
    chance, size = np.random.default_rng(1), 100_000
    answers = chance.integers(1, 5, (size, 48), dtype=np.uint8)
    answers[chance.random((size, 48)) < 0.1] = NO_OPINION
    questionnaire = make_questionnaire(dict(zip("abcdefg", (6, 13, 6, 9, 7, 5, 2), strict=True)), attendance=True)
    overleg = chance.integers(0, 10, size)
    groups = {"overleg": overleg, "overlegvorm": overleg // 2, "beroepsgroep": chance.integers(0, 6, size)}
    matrix = make_matrix(
        answers, persons=chance.integers(0, 90_000, size), groups=groups, attendance=chance.integers(1, 20, size)
    )
    groupings = [
        make_grouping("overleg", range(10), parents=[code // 2 for code in range(10)], with_items=True),
        make_grouping("overlegvorm", range(5)),
        make_grouping("beroepsgroep", range(6)),
    ]
    tracemalloc.start()
    report = compute_report(questionnaire, matrix, [], groupings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.items[0].mean is not None
    assert peak < 200 * 2**20
