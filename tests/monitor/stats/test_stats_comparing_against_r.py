"""Differences against R's survey (svyby, svycontrast), p.adjust, cor; tests/reference/make_comparing.R made them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from monitor.model import FrameRow, Grouping, Level, Outcome
from monitor.results import CellChange, Comparison, Report
from monitor.stats.comparing.waves import Earlier, compare_waves
from monitor.stats.report import compute_report
from tests.monitor.stats.stats_samples import REFERENCE, make_matrix, make_questionnaire, member, people

SCALES = {"p": ["p1", "p2", "p3", "p4"], "q": ["q1", "q2"]}
ITEMS = [name for names in SCALES.values() for name in names]
EARLIER = {1: 50, 2: 41, 3: 33, 4: 18}
LATER = {1: 45, 2: 44, 3: 30, 5: 20}
FIELDS = ("difference", "low", "high", "smallest_visible", "g", "p", "p_holm")


def read_expected() -> dict[str, float]:
    with (REFERENCE / "comparing_expected.csv").open(newline="") as file:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(file)}


def read_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def make_list(total: int, sizes: dict[int, int]) -> list[FrameRow]:
    """So many eligible persons, of whom the first of every size belong to that overleg."""
    return [
        people(Outcome.NO_RESPONSE, memberships=[member(code) for code, size in sizes.items() if person < size])
        for person in range(total)
    ]


def report_of(name: str, frame: Sequence[FrameRow], codes: Sequence[int], *, times: bool = False) -> Report:
    rows = read_rows(name)
    attendance = [int(row["times"] or -1) for row in read_rows("comparing_times")] if times else None
    matrix = make_matrix(
        [[int(row[item] or 0) for item in ITEMS] for row in rows],
        persons=[int(row["person"]) for row in rows],
        groups={"overleg": [int(row["group"]) for row in rows]},
        attendance=attendance,
    )
    grouping = Grouping("overleg", tuple(Level(code, f"Overleg {code}", key=f"o{code}") for code in codes))
    questionnaire = make_questionnaire(SCALES, attendance=times)
    return compute_report(questionnaire, matrix, frame, [grouping], minimum=1, with_zero=True)


@cache
def earlier() -> Report:
    everybody = {**EARLIER, 4: len({row["person"] for row in read_rows("clusters") if row["group"] == "4"})}
    return report_of("clusters", make_list(75, everybody), [1, 2, 3, 4], times=True)


@cache
def later() -> Report:
    return report_of("comparing_later", make_list(70, LATER), [1, 2, 3, 5])


def comparison_numbers(name: str, found: Comparison | None) -> Iterator[tuple[str, float | None]]:
    assert found is not None
    for field in FIELDS:
        yield f"{name}/{field}", getattr(found, field)


def rest_numbers(prefix: str, report: Report) -> Iterator[tuple[str, float | None]]:
    for group in report.breakdowns[0].groups:
        for cell in group.cells:
            yield from comparison_numbers(f"{prefix}/{group.code}/{cell.aspect}", cell.versus_rest)
        yield from comparison_numbers(f"{prefix}/{group.code}/overall", group.overall.versus_rest)


def change_numbers(name: str, changes: Sequence[CellChange]) -> Iterator[tuple[str, float | None]]:
    for change in changes:
        yield f"{name}/{change.id}/earlier", change.earlier
        yield f"{name}/{change.id}/now", change.now
        yield from comparison_numbers(f"{name}/{change.id}", change.comparison)


def numbers() -> Iterator[tuple[str, float | None]]:
    yield from rest_numbers("rest", earlier())
    yield from rest_numbers("rest_uncorrected", report_of("clusters", [], [1, 2, 3, 4]))
    before = Earlier(earlier(), "w1", "Meting 1", "abc")
    change = compare_waves(later(), before, counting={"p", "q"}, smallest_difference=0.3, split_by="overleg")
    yield from change_numbers("change", [*change.aspects, change.overall, *change.items])
    for group in change.groups:
        yield from change_numbers(f"change/{group.key.removeprefix('o')}", [*group.cells, group.overall])
    for split in change.splits:
        yield f"split/{split.id}/other_people", split.other_people
        yield f"split/{split.id}/other_answers", split.other_answers
    found = earlier().attendance_correlation
    for field in ("r", "n", "low", "high"):
        yield f"spearman/{field}", getattr(found, field)


def test_every_difference_is_that_of_r() -> None:
    ours, expected = dict(numbers()), read_expected()
    assert set(ours) == set(expected)
    assert len(expected) > 300
    wrong = {
        name: (ours[name], value)
        for name, value in expected.items()
        if ours[name] != pytest.approx(value, rel=1e-9, abs=1e-12 if name.endswith(("/p", "/p_holm")) else 1e-9)
    }
    assert not wrong


def test_a_difference_is_called_one_if_it_is_large_enough_and_sure_enough_in_its_whole_table() -> None:
    expected = read_expected()
    for group in earlier().breakdowns[0].groups:
        for cell in group.cells:
            found, name = cell.versus_rest, f"rest/{group.code}/{cell.aspect}"
            assert found is not None
            assert found.visible == (expected[f"{name}/p_holm"] < 0.05 and abs(expected[f"{name}/difference"]) >= 0.3)
    visible = [cell.versus_rest.visible for g in earlier().breakdowns[0].groups for cell in g.cells if cell.versus_rest]
    assert True in visible
    assert False in visible


def test_the_change_names_the_publication_that_it_compares_with() -> None:
    before = Earlier(earlier(), "w1", "Meting 1", "abc")
    change = compare_waves(later(), before, counting={"p", "q"}, smallest_difference=0.3, split_by="overleg")
    assert (change.wave, change.wave_name, change.sha256, change.split_by) == ("w1", "Meting 1", "abc", "overleg")
    assert [group.key for group in change.groups] == ["o1", "o2", "o3"]
    assert {group.by for group in change.groups} == {"overleg"}
    assert [split.id for split in change.splits] == ["p", "q", "overall"]
    assert {split.groups for split in change.splits} == {3}
