"""What must hold for every house, and what computing a large one may cost."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import FrameRow, Outcome
from monitor.results import AspectResult, Cell, ItemResult, Overall, Report
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.report import compute_report
from surveys.answers import NO_OPINION
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
seeds = st.integers(0, 100_000)
forms = st.integers(1, 60)


def random_wave(seed: int, size: int) -> AnswerMatrix:
    chance = np.random.default_rng(seed)
    persons = np.sort(chance.integers(0, size, size))
    groups = {"overleg": chance.integers(-1, 4, size), "beroepsgroep": chance.integers(-1, 3, size)}
    return make_matrix(
        random_answers(chance, size, 5), persons=persons, groups=groups, attendance=chance.integers(1, 20, size)
    )


def reordered(matrix: AnswerMatrix, order: np.ndarray) -> AnswerMatrix:
    groups = {name: codes[order] for name, codes in matrix.groups.items()}
    return AnswerMatrix(matrix.answers[order], matrix.persons[order], groups, matrix.attendance[order])


def numbers(report: Report) -> Iterator[ItemResult | AspectResult | Cell | Overall]:
    yield from (*report.items, *report.aspects, report.overall)
    for breakdown in report.breakdowns:
        for group in breakdown.groups:
            yield from (*group.cells, group.overall, *group.items)


def test_the_frame_is_large_enough_for_every_wave_here() -> None:
    assert sum(row.count for row in FRAME) > 60


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_every_interval_holds_its_estimate_and_stays_on_the_scale(seed: int, size: int, minimum: int) -> None:
    report = compute_report(QUESTIONNAIRE, random_wave(seed, size), FRAME, GROUPINGS, minimum=minimum)
    for one in numbers(report):
        if one.low is not None:
            assert one.mean is not None
            assert one.high is not None
            assert 1 <= one.low <= one.mean <= one.high <= 4


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_the_overall_lies_within_its_parts(seed: int, size: int, minimum: int) -> None:
    report = compute_report(QUESTIONNAIRE, random_wave(seed, size), FRAME, GROUPINGS, minimum=minimum)
    groups = [group for breakdown in report.breakdowns for group in breakdown.groups]
    for overall, parts in ((report.overall, report.aspects), *((group.overall, group.cells) for group in groups)):
        if overall.mean is not None:
            means = [part.mean for part in parts if part.mean is not None]
            assert len(means) == len(parts)
            assert min(means) - 1e-12 <= overall.mean <= max(means) + 1e-12


@settings(max_examples=30, derandomize=True, deadline=None)
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


@settings(max_examples=30, derandomize=True, deadline=None)
@given(seed=seeds, size=forms, minimum=st.sampled_from([1, 5]))
def test_the_order_of_the_forms_means_nothing(seed: int, size: int, minimum: int) -> None:
    matrix = random_wave(seed, size)
    order = np.random.default_rng(seed + 1).permutation(size)
    first, second = (
        compute_report(QUESTIONNAIRE, one, FRAME, GROUPINGS, minimum=minimum)
        for one in (matrix, reordered(matrix, order))
    )
    for one, other in zip(numbers(first), numbers(second), strict=True):
        assert (one.mean, one.reason) == (other.mean, other.reason)
        assert one.low == pytest.approx(other.low, abs=1e-12)
        assert one.high == pytest.approx(other.high, abs=1e-12)
    assert [aspect.reliability for aspect in first.aspects] == [aspect.reliability for aspect in second.aspects]


@settings(max_examples=30, derandomize=True, deadline=None)
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
        assert (one.mean, one.low, one.high) == (other.mean, other.low, other.high)
    for before, after in zip(first.items, second.items, strict=True):
        assert (after.n, after.sd, after.counts) == (before.n, before.sd, before.counts)
        assert (after.no_opinion or 0) == (before.no_opinion or 0) + 7


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
