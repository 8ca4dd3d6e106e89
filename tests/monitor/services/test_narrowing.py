"""What a process manager may have of a publication: the house stands beside the own overleg only where others hide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.results import HIDDEN, Breakdown, Cell, Frozen, Group, Publication, Report
from monitor.services import publication_json
from monitor.services.narrowing import form_beside, narrow, narrow_frozen, only_overleg, stands_beside
from tests.monitor.sample import sample_publication

SAMPLE = sample_publication()


def overleggen(report: Report) -> tuple[Group, ...]:
    return next(one.groups for one in report.breakdowns if one.by == "overleg")


def only(*shown: int, hidden: tuple[int, ...] = ()) -> Publication:
    """The sample house with these overleggen alone; of the hidden ones no number."""
    groups = {one.code: one for one in overleggen(SAMPLE.report)}
    gone = (
        replace(groups[code], cells=tuple(replace(one, mean=None, reason=HIDDEN) for one in groups[code].cells))
        for code in hidden
    )
    kept = (*(groups[code] for code in shown), *gone)
    breakdowns = tuple(
        Breakdown("overleg", kept, one.corrected) if one.by == "overleg" else one for one in SAMPLE.report.breakdowns
    )
    return replace(SAMPLE, report=replace(SAMPLE.report, breakdowns=breakdowns))


@pytest.mark.parametrize(
    ("shown", "hidden", "seen", "beside"),
    [
        ((0, 1), (), (0,), False),
        ((0, 1, 2), (), (0,), True),
        ((0, 1, 2), (), (0, 1), False),
        ((0, 1), (2,), (0,), False),
        ((0, 1), (2, 3), (0,), False),
        ((0, 1, 2, 3), (), (0, 1), True),
        ((0,), (), (0,), False),
    ],
)
def test_the_house_stands_beside_only_where_two_shown_others_remain(
    shown: tuple[int, ...], hidden: tuple[int, ...], seen: tuple[int, ...], beside: bool
) -> None:
    assert stands_beside(only(*shown, hidden=hidden).report, seen) is beside


def test_an_aspect_that_one_other_alone_shows_takes_the_house_away() -> None:
    found = only(0, 1, 2)
    first, second, third = overleggen(found.report)
    cells = (replace(third.cells[0], mean=None, reason=HIDDEN), *third.cells[1:])
    groups = (first, second, replace(third, cells=cells))
    report = replace(found.report, breakdowns=(Breakdown("overleg", groups),))
    assert stands_beside(report, (0,)) is False


def test_a_narrowed_publication_has_nothing_but_the_own_overleg() -> None:
    found = narrow(only(0, 1), (0,))
    report = found.report
    own = overleggen(report)
    assert [group.code for group in own] == [0]
    assert [one.by for one in report.breakdowns] == ["overleg"]
    assert own[0].items == overleggen(SAMPLE.report)[0].items
    assert {one.mean for one in own[0].cells} == {one.mean for one in overleggen(SAMPLE.report)[0].cells}
    assert {one.versus_rest for one in own[0].cells} == {None}
    assert {one.mean for one in (*report.aspects, *report.items, report.overall)} == {None}
    assert (report.forms, report.respondents, report.response.rate) == (0, 0, None)
    assert {group.code for one in report.response.by for group in one.groups} <= {0}
    assert found.outside == report


def _other(cell: Cell) -> Cell:
    return cell if cell.mean is None else replace(cell, mean=1.23)


def poisoned(found: Publication, own: set[int]) -> Publication:
    """The same with other numbers of the house and of every overleg but these."""
    report = found.report
    groups = tuple(
        one if one.code in own else replace(one, cells=tuple(_other(cell) for cell in one.cells))
        for one in overleggen(report)
    )
    other = replace(
        report,
        forms=report.forms + 1,
        aspects=tuple(replace(one, mean=1.23) for one in report.aspects),
        items=tuple(replace(one, mean=1.23) for one in report.items),
        overall=replace(report.overall, mean=1.23),
        response=replace(report.response, rate=0.5, answered=1),
        breakdowns=(Breakdown("overleg", groups),),
        sentences=dict.fromkeys(report.sentences, ("Het huis scoort 1,23.",)),
        titles={language: {"overleg:0": "Hoger dan de rest"} for language in report.titles},
    )
    return replace(found, report=other)


@given(st.sets(st.integers(0, 9), min_size=1), st.sets(st.integers(0, 9)))
def test_no_number_of_the_house_or_another_stays_where_few_remain(shown: set[int], seen: set[int]) -> None:
    found = only(*sorted(shown))
    if stands_beside(found.report, seen):
        assert narrow(found, seen) is found
        return
    texts = [publication_json.to_text(narrow(one, seen)) for one in (found, poisoned(found, seen))]
    assert texts[0] == texts[1]


def test_what_is_kept_for_one_reader_is_not_given_to_another() -> None:
    frozen = Frozen(only(0, 1), "a" * 64)
    codes = [narrow_frozen(frozen, seen).sha256 for seen in ((0,), (1,), (0, 1))]
    assert len({*codes, frozen.sha256}) == 4
    many = Frozen(SAMPLE, "a" * 64)
    assert narrow_frozen(many, (0,)) is many


@pytest.mark.parametrize(
    ("forms", "seen", "hidden", "beside"),
    [
        ({0: 0, 1: 0, 2: 0}, (0,), (), True),
        ({0: 0, 1: 0, 2: 0}, (0, 1), (), False),
        ({0: 0, 1: 0, 2: 0}, (0,), (2,), False),
        ({0: 0, 1: 0}, (0,), (), False),
        ({0: 0, 1: 0, 2: 0, 3: 1}, (0,), (), False),
        ({0: 0, 1: 0, 2: 0, 3: 1, 4: 1}, (0,), (), True),
        ({0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1}, (0, 3), (), True),
        ({0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2}, (0, 3), (), False),
    ],
)
def test_an_overlegvorm_stands_beside_only_where_neither_it_nor_what_is_left_is_one_overleg(
    forms: dict[int, int], seen: tuple[int, ...], hidden: tuple[int, ...], beside: bool
) -> None:
    found = only(*(code for code in forms if code not in hidden), hidden=hidden)
    assert form_beside(found.report, 0, forms, seen) is beside


def test_who_gets_a_file_of_one_overleg_sees_that_one_merged_or_not() -> None:
    sees = only_overleg("noord")
    assert [sees(key) for key in ("noord", "noord+west", "zuid", "noordoost")] == [True, True, False, False]
