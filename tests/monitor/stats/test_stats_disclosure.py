from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.results import HIDDEN, Breakdown, Cell, Group, Report
from monitor.stats.report import compute_report
from tests.monitor.stats.invented_houses import ITEMS, QUESTIONNAIRE, make_house
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, random_answers

NUMERIC = {"n", "mean", "low", "high", "sd", "min", "max", "counts", "no_opinion", "empty", "positive_share"}


def all_groups(report: Report) -> Iterator[tuple[Breakdown, Group]]:
    for breakdown in report.breakdowns:
        for group in breakdown.groups:
            yield breakdown, group


def leaves(value: object) -> Iterator[object]:
    """Every number and text in a record."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from leaves(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from leaves(one)
    elif value is not None:
        yield value


sizes = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 25)), min_size=1, max_size=7).filter(lambda s: sum(s) > 0)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=sizes)
def test_what_is_hidden_is_empty_everywhere_in_the_report(seed: int, sizes: list[int]) -> None:
    report = make_house(seed, sizes).reports.inside
    hidden_labels = set()
    for breakdown, group in all_groups(report):
        if group.reason == HIDDEN:
            assert {type(one) for one in leaves(group)} <= {
                int,
                str,
                bool,
            }  # bool: no comparison is called a difference
            assert (group.forms, group.overall.mean, group.overall.reason) == (None, None, HIDDEN)
            assert all(one.reason == HIDDEN for one in (*group.cells, *group.items))
            if breakdown.by != "attendance":
                hidden_labels.add(group.label)
            assert f"{breakdown.by}:{group.code}" not in report.titles["nl"]
        for one in (*group.cells, *group.items, group.overall):
            check_record(one)
    for one in (*report.items, *report.aspects, report.overall):
        check_record(one)
    texts = " ".join(str(one) for one in (*leaves(report.sentences), *leaves(report.titles)))
    assert not [label for label in hidden_labels if label in texts]


def check_record(one: object) -> None:
    """Hidden: nothing but names. With one decimal: a rounded mean and interval, and no detail."""
    fields = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}  # type: ignore[arg-type]  # a record
    if fields["reason"] == HIDDEN:
        assert not [name for name in NUMERIC & set(fields) if fields[name] is not None]
        assert fields.get("no_opinion_share") is None
    if fields["decimals"] == 1:
        assert not [name for name in NUMERIC - {"n", "mean", "low", "high"} if fields.get(name) is not None]
        for name in ("mean", "low", "high"):
            assert fields[name] is None or fields[name] == round(fields[name], 1)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=sizes)
def test_precision_follows_the_number_of_answers(seed: int, sizes: list[int]) -> None:
    house = make_house(seed, sizes)
    report = house.reports.inside
    assert [cell for _, group in all_groups(report) for cell in group.cells if too_fine(cell, group)] == []
    for breakdown, group in all_groups(report):
        if group.forms is not None and group.forms < 10:
            assert all(item.reason == HIDDEN for item in group.items)
        if group.reason is None:
            assert (group.overall.mean is None) is any(cell.mean is None for cell in group.cells)
        for aspect, size in ITEMS.items():
            cell = next(cell for cell in group.cells if cell.aspect == aspect)
            items = [item for item in group.items if item.aspect == aspect]
            if cell.mean is None:
                assert all(item.reason == HIDDEN for item in items)
            elif cell.decimals == 1:
                assert all(item.mean is None or item.decimals == 1 for item in items)
            if cell.mean is not None and group.forms is not None and group.forms >= 10 and size > 1:
                cells = [(item, house.truth.cells(f"item:{item.id}").get((breakdown.by, group.code))) for item in items]
                assert len([item for item, forms in cells if item.mean is None and forms]) != 1
        assert breakdown.corrected is False


def too_fine(cell: Cell, group: Group) -> bool:
    """From 5 to 9 answers, or forms, there is one decimal."""
    small = (cell.n or 0) < 10 or (group.forms or 0) < 10
    return cell.mean is not None and cell.decimals is None and small


def test_a_group_of_five_forms_of_four_persons_is_hidden() -> None:
    answers = random_answers(np.random.default_rng(1), 40, 6, no_opinion=0, empty=0)
    codes = [0] * 5 + [1] * 20 + [2] * 15
    persons = [0, 0, *range(1, 39)]
    matrix = make_matrix(answers, persons=persons, groups={"overleg": codes})
    report = compute_report(make_questionnaire(ITEMS), matrix, [], [make_grouping("overleg", [0, 1, 2])])
    assert [group.forms for group in report.breakdowns[0].groups] == [None, 20, None]
    assert report.breakdowns[0].groups[0] == dataclasses.replace(
        report.breakdowns[0].groups[2], code=0, label="overleg-0!"
    )


def test_an_empty_group_looks_like_a_hidden_one_and_costs_nothing() -> None:
    answers = random_answers(np.random.default_rng(1), 40, 6, no_opinion=0, empty=0)
    matrix = make_matrix(answers, groups={"overleg": [0] * 22 + [1] * 18})
    report = compute_report(make_questionnaire(ITEMS), matrix, [], [make_grouping("overleg", [0, 1, 2])])
    empty = report.breakdowns[0].groups[2]
    assert [group.forms for group in report.breakdowns[0].groups] == [22, 18, None]
    assert (empty.reason, empty.overall.reason, {cell.reason for cell in empty.cells}) == (HIDDEN, HIDDEN, {HIDDEN})


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_answers_that_are_all_equal_but_one_are_hidden(odd: int) -> None:
    answers = random_answers(np.random.default_rng(2), 60, 6, no_opinion=0, empty=0)
    answers[:12, :3] = 4  # everybody in the first overleg gives 4 to all of aspect a
    answers[:odd, :3] = 3
    matrix = make_matrix(answers, groups={"overleg": [0] * 12 + [1] * 14 + [2] * 16 + [3] * 18})
    grouping = make_grouping("overleg", [0, 1, 2, 3], with_items=True)
    report = compute_report(make_questionnaire(ITEMS), matrix, [], [grouping])
    shown = [group.cells[0].mean is not None for group in report.breakdowns[0].groups]
    assert shown == ([True] * 4 if odd == 2 else [False, False, True, True])  # the next smallest goes with it
    assert [group.cells[1].mean is not None for group in report.breakdowns[0].groups] == [True] * 4
    assert [group.overall.mean is not None for group in report.breakdowns[0].groups] == shown
    assert [group.forms for group in report.breakdowns[0].groups] == [12, 14, 16, 18]


def test_one_item_that_all_agree_on_takes_a_second_of_its_aspect_along_for_the_house() -> None:
    answers = random_answers(np.random.default_rng(3), 60, 6, no_opinion=0, empty=0)
    answers[:, 1] = 4
    answers[:3, 2] = 255  # a3 has fewer answers than a1
    matrix = make_matrix(answers, groups={"overleg": np.repeat(range(4), 15)})
    grouping = make_grouping("overleg", range(4), with_items=True)
    report = compute_report(make_questionnaire(ITEMS), matrix, [], [grouping])
    for items in (report.items, *(group.items for group in report.breakdowns[0].groups)):
        assert [item.mean is not None for item in items] == [True, False, False, True, True, True]
    aspect = report.aspects[0]
    assert aspect.mean is not None
    assert aspect.reliability is not None
    assert (aspect.reliability.alpha, aspect.reliability.reason) == (None, HIDDEN)
    assert report.aspects[1].reliability is not None
    assert report.aspects[1].reliability.alpha is not None


@pytest.mark.parametrize("case", ["nine complete forms", "all complete forms agree on one item", "one total"])
def test_reliability_that_would_tell_how_few_or_how_alike_they_answered_is_hidden(case: str) -> None:
    answers = random_answers(np.random.default_rng(10), 40, 6, no_opinion=0, empty=0)
    complete = 9 if case == "nine complete forms" else 20
    answers[complete:, 0] = np.resize([1, 2, 255, 3], 40 - complete)
    answers[complete:, 1] = np.where(answers[complete:, 0] == 255, 2, 255)
    if case == "all complete forms agree on one item":
        answers[:complete, 2] = 4
    if case == "one total":
        answers[:complete, :3] = [[1, 2, 3], [3, 2, 1], [2, 2, 2], [1, 4, 1]] * 5
    report = compute_report(make_questionnaire(ITEMS), make_matrix(answers), [], [])
    assert all(item.mean is not None for item in report.items[:3])
    found = report.aspects[0].reliability
    assert found is not None
    assert (found.items, found.n_complete, found.alpha, found.per_item, found.reason) == (3, None, None, (), HIDDEN)
    assert "Aspect a" not in report.titles["nl"]["reliability"]


def test_a_house_of_five_to_nine_forms_shows_aspects_with_one_decimal_and_no_more() -> None:
    answers = random_answers(np.random.default_rng(4), 9, 6, no_opinion=0, empty=0)
    report = compute_report(make_questionnaire(ITEMS), make_matrix(answers), [], [])
    for aspect in report.aspects:
        check_record(aspect)
        assert aspect.mean == round(float(answers[:, slices()[aspect.id]].mean()), 1)
        assert (aspect.low, aspect.reason) == (None, "few_answers")
        assert aspect.reliability is not None
        assert aspect.reliability.alpha is None
    assert {item.reason for item in report.items} == {HIDDEN}
    assert report.overall.decimals == 1


def slices() -> dict[str, slice]:
    return {"a": slice(0, 3), "b": slice(3, 5), "c": slice(5, 6)}


def test_a_measure_with_few_answers_in_a_large_group_has_one_decimal_too() -> None:
    answers = random_answers(np.random.default_rng(5), 60, 6, no_opinion=0, empty=0)
    codes = np.repeat([0, 1, 2], 20)
    answers[:13, 5] = 255  # in the first overleg seven answers to c
    matrix = make_matrix(answers, groups={"overleg": codes})
    report = compute_report(
        make_questionnaire(ITEMS), matrix, [], [make_grouping("overleg", [0, 1, 2], with_items=True)]
    )
    first = report.breakdowns[0].groups[0]
    assert (first.forms, first.cells[2].n, first.cells[2].decimals) == (20, 7, 1)
    assert (first.items[5].n, first.items[5].decimals, first.items[5].counts) == (7, 1, None)
    assert (first.cells[0].decimals, first.overall.decimals) == (None, 1)
    assert first.cells[2].mean == round(float(answers[13:20, 5].mean()), 1)


def test_who_changes_places_within_the_hidden_groups_changes_nothing_that_is_shown() -> None:
    answers = random_answers(np.random.default_rng(6), 80, 6, no_opinion=0.05, empty=0)
    codes = np.array([0] * 3 + [1] * 4 + [2] * 35 + [3] * 38)
    grouping = make_grouping("overleg", [0, 1, 2, 3], with_items=True)
    swapped = answers.copy()
    swapped[:7] = answers[:7][::-1]
    first, second = (
        compute_report(make_questionnaire(ITEMS), make_matrix(table, groups={"overleg": codes}), [], [grouping])
        for table in (answers, swapped)
    )
    assert first == second
    assert [group.forms for group in first.breakdowns[0].groups] == [None, None, 35, 38]


@pytest.mark.parametrize("minimum", [0, 2, 3, 4, -5])
def test_a_minimum_under_five_is_refused(minimum: int) -> None:
    with pytest.raises(BadInput, match="minimum"):
        compute_report(make_questionnaire(ITEMS), make_matrix([[1] * 6]), [], [], minimum=minimum)


def test_the_minimum_of_one_hides_and_rounds_nothing() -> None:
    answers = random_answers(np.random.default_rng(7), 12, 6, no_opinion=0, empty=0)
    matrix = make_matrix(answers, groups={"overleg": [0] * 2 + [1] * 10}, attendance=[1] * 12)
    report = compute_report(
        QUESTIONNAIRE, matrix, [], [make_grouping("overleg", [0, 1, 2], with_items=True)], minimum=1
    )
    texts = [one for one in leaves(report) if one == HIDDEN]
    assert texts == []
    assert [group.forms for group in report.breakdowns[0].groups] == [2, 10, 0]
    assert report.breakdowns[0].groups[0].cells[0].mean == pytest.approx(float(answers[:2, :3].mean()), abs=1e-15)


def test_a_form_whose_overlegvorm_is_not_that_of_its_overleg_is_an_error() -> None:
    groupings = [make_grouping("overleg", [0, 1], parents=[0, 1]), make_grouping("overlegvorm", [0, 1])]
    matrix = make_matrix([[1] * 6] * 2, groups={"overleg": [0, 1], "overlegvorm": [0, 0]})
    with pytest.raises(BadInput, match=re.escape("overleg-1!")):
        compute_report(make_questionnaire(ITEMS), matrix, [], groupings)


def test_attendance_has_its_classes_and_a_line_for_who_left_it_empty() -> None:
    answers = random_answers(np.random.default_rng(9), 130, 6, no_opinion=0, empty=0)
    times = np.repeat([1, 3, 4, 6, 7, 10, 11, 15, 16, 300, -1, -1, 3], 10)
    report = compute_report(QUESTIONNAIRE, make_matrix(answers, attendance=times), [], [])
    found = report.breakdowns[0]
    assert (found.by, found.corrected) == ("attendance", False)
    assert [(group.label, group.forms) for group in found.groups] == [
        ("1–3 keer", 30),
        ("4–6 keer", 20),
        ("7–10 keer", 20),
        ("11–15 keer", 20),
        ("16 keer of vaker", 20),
        ("niet ingevuld", 20),
    ]


def test_attendance_zero_is_a_class_in_files_only() -> None:
    answers = random_answers(np.random.default_rng(9), 20, 6, no_opinion=0, empty=0)
    matrix = make_matrix(answers, attendance=[0] * 10 + [2] * 10)
    report = compute_report(QUESTIONNAIRE, matrix, [], [], with_zero=True, language="en")
    assert [(group.code, group.label) for group in report.breakdowns[0].groups][:2] == [
        (0, "0 times"),
        (1, "1–3 times"),
    ]
    for wrong in (matrix, make_matrix(answers, attendance=[-2] * 20)):
        with pytest.raises(BadInput):
            compute_report(QUESTIONNAIRE, wrong, [], [])


@pytest.mark.parametrize(("twice", "blurred"), [(0, False), (1, True), (4, True), (5, False)])
def test_the_margin_is_blurred_where_one_to_four_persons_have_several_forms(twice: int, blurred: bool) -> None:
    # se^2 is the sum over persons of (the sum of their deviations)^2; less the sum of squares, which the sd tells, it
    # is twice the products of one person's deviations: of one person's two scores.
    answers = random_answers(np.random.default_rng(11), 60, 6, no_opinion=0, empty=0)
    persons = np.arange(60)
    persons[20 : 20 + twice] = np.arange(twice)  # in the first group twice
    matrix = make_matrix(answers, persons=persons, groups={"beroepsgroep": np.repeat([0, 1], 30)})
    questionnaire, grouping = make_questionnaire(ITEMS), make_grouping("beroepsgroep", [0, 1])
    exact = compute_report(questionnaire, matrix, [], [grouping], minimum=1)
    report = compute_report(questionnaire, matrix, [], [grouping])
    first, second = report.breakdowns[0].groups
    true = exact.breakdowns[0].groups[0]
    for cell, known in zip((*first.cells, first.overall), (*true.cells, true.overall), strict=True):
        assert (cell.mean, cell.sd) == (known.mean, known.sd)
        assert (cell.se is None) is blurred
        assert cell.low is not None and cell.high is not None and known.low is not None and known.high is not None
        assert (cell.low, cell.high) == (
            (math.floor(known.low * 10) / 10, math.ceil(known.high * 10) / 10) if blurred else (known.low, known.high)
        )
    assert all(item.se is None for item in report.items) is blurred  # the house has as many
    assert all(cell.se is not None for cell in second.cells)
