"""Our numbers against R's psych::alpha and survey::svymean; tests/reference/make_reference.R made them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from monitor.model import FrameRow, Outcome
from monitor.results import Breakdown, Overall, Report
from monitor.stats.report import compute_report
from tests.monitor.stats.stats_samples import REFERENCE, make_grouping, make_matrix, make_questionnaire, member, people

SCALES = {
    "bfi": {"agreeableness": ["A2", "A3", "A4", "A5"], "neuroticism": ["N1", "N2", "N3", "N4", "N5"]},
    "clusters": {"p": ["p1", "p2", "p3", "p4"], "q": ["q1", "q2"]},
}
MAXIMUM = {"bfi": 6, "clusters": 4}
BY = {"bfi": "beroepsgroep", "clusters": "overleg"}


def read_expected() -> dict[str, float]:
    with (REFERENCE / "expected.csv").open(newline="") as file:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(file)}


def bfi_list() -> list[FrameRow]:
    """450 eligible persons: 40, 55, 200, 70 and 80 of known education."""
    sizes = {1: 40, 2: 55, 3: 200, 4: 70, 5: 80, -1: 5}
    return [people(Outcome.NO_RESPONSE, size, beroepsgroep=code) for code, size in sizes.items()]


def clusters_list() -> list[FrameRow]:
    """75 eligible persons, of whom 50, 41, 33 and 18 belong to the overleggen 1 to 4."""
    sizes = {1: 50, 2: 41, 3: 33, 4: answering("clusters", 4)}
    return [
        people(Outcome.NO_RESPONSE, memberships=[member(code) for code, size in sizes.items() if person < size])
        for person in range(75)
    ]


def answering(dataset: str, group: int) -> int:
    return len({row["person"] for row in read_rows(dataset) if row["group"] == str(group)})


def read_rows(dataset: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{dataset}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def reports(dataset: str) -> tuple[Report, Report]:
    """The report with the list, and without: no finite population correction."""
    rows, names = read_rows(dataset), [name for names in SCALES[dataset].values() for name in names]
    matrix = make_matrix(
        [[int(row[name] or 0) for name in names] for row in rows],
        persons=[int(row["person"]) for row in rows],
        groups={BY[dataset]: [int(row["group"] or -1) for row in rows]},
        maximum=MAXIMUM[dataset],
    )
    questionnaire = make_questionnaire(SCALES[dataset], maximum=MAXIMUM[dataset])
    codes = sorted(set(matrix.groups[BY[dataset]].tolist()) - {-1})
    grouping = make_grouping(BY[dataset], codes, in_frame=True, with_items=True)
    listed = bfi_list() if dataset == "bfi" else clusters_list()
    return (
        compute_report(questionnaire, matrix, listed, [grouping], minimum=1),
        compute_report(questionnaire, matrix, [], [grouping], minimum=1),
    )


def numbers(dataset: str) -> Iterator[tuple[str, float | None]]:
    """Our numbers under the names of expected.csv."""
    corrected, plain = reports(dataset)
    for aspect in corrected.aspects:
        found = aspect.reliability
        assert found is not None
        name = f"{dataset}/reliability/{aspect.id}"
        for field in ("n_complete", "alpha", "standardized", "mean_inter_item", "low", "high", "spearman_brown"):
            yield f"{name}/{field}", getattr(found, field)
        for item in found.per_item:
            yield f"{name}/item_rest/{item.id}", item.item_rest
            yield f"{name}/alpha_if_dropped/{item.id}", item.alpha_if_dropped
    for result in corrected.items:
        for field in ("n", "mean", "sd"):
            yield f"{dataset}/item/{result.id}/{field}", getattr(result, field)
        for field in ("n", "mean", "low", "high"):
            yield f"{dataset}/item_interval/{result.id}/{field}", getattr(result, field)
    for label, report in (("", corrected), ("uncorrected/", plain)):
        for one in report.aspects:
            for field in ("n", "mean", "low", "high"):
                yield f"{dataset}/house/{label}{one.id}/{field}", getattr(one, field)
            yield f"{dataset}/house/{one.id}/sd", one.sd
    yield from overall_numbers(f"{dataset}/house", corrected.overall)
    for label, breakdown in (("", corrected.breakdowns[0]), ("uncorrected/", plain.breakdowns[0])):
        yield from cell_numbers(dataset, label, breakdown)
    for group in corrected.breakdowns[0].groups:
        yield from overall_numbers(f"{dataset}/{group.code}", group.overall)


def cell_numbers(dataset: str, label: str, breakdown: Breakdown) -> Iterator[tuple[str, float | None]]:
    for group in breakdown.groups:
        for cell in group.cells:
            for field in ("n", "mean", "low", "high"):
                yield f"{dataset}/{group.code}/{label}{cell.aspect}/{field}", getattr(cell, field)


def overall_numbers(name: str, overall: Overall) -> Iterator[tuple[str, float | None]]:
    for field in ("mean", "low", "high"):
        yield f"{name}/overall/{field}", getattr(overall, field)


@pytest.mark.parametrize("dataset", ["bfi", "clusters"])
def test_every_number_is_that_of_r(dataset: str) -> None:
    ours = dict(numbers(dataset))
    expected = {name: value for name, value in read_expected().items() if name.startswith(dataset)}
    missing = set(expected) - set(ours)
    assert not missing
    assert len(expected) > 150
    wrong = {
        name: (ours[name], value)
        for name, value in expected.items()
        if ours[name] != pytest.approx(value, rel=1e-9, abs=1e-9)
    }
    assert not wrong


def test_a_group_in_which_everybody_answered_has_no_margin_in_r_either() -> None:
    expected = read_expected()
    assert expected["clusters/4/p/low"] == expected["clusters/4/p/high"] == expected["clusters/4/p/mean"]
    cell = reports("clusters")[0].breakdowns[0].groups[3].cells[0]
    assert (cell.low, cell.high) == (cell.mean, cell.mean)


def test_the_reference_says_which_r_made_it() -> None:
    with (REFERENCE / "versions.csv").open(newline="") as file:
        versions = {row["name"]: row["version"] for row in csv.DictReader(file)}
    assert versions == {"R": "4.2.2", "psych": "2.2.9", "survey": "4.1.1"}


def test_the_real_answers_have_gaps_and_the_made_ones_have_persons_with_several_forms() -> None:
    bfi, made = read_rows("bfi"), read_rows("clusters")
    assert sum(value == "" for row in bfi for value in row.values()) > 30
    assert len({row["person"] for row in made}) < len(made)
    assert np.isfinite(list(read_expected().values())).all()
