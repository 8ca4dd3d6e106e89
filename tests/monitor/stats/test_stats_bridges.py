"""Statements and aspects together: where nobody leaves a gap, an aspect's sum is that of its statements.

The attacker here is exact: unknown are the sums of every statement over the forms of the same groups, known are all
statements and aspects that the JSON shows, rounded ones too; what follows is found by elimination in fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.disclosure.bridges import find_bridges, find_given
from monitor.stats.report import compute_reports
from tests.monitor.stats.invented_houses import as_json
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, random_answers

Row = tuple[int, ...]
Basis = list[tuple[int, list[Fraction]]]


def publish(answers: np.ndarray, groups: Mapping[str, np.ndarray]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON of one aspect, inside and outside; only overleg shows statements."""
    made = [
        make_grouping(name, range(int(codes.max()) + 1), with_items=name == "overleg") for name, codes in groups.items()
    ]
    questionnaire = make_questionnaire({"a": answers.shape[1]})
    reports = compute_reports(questionnaire, make_matrix(answers, groups=groups), [], made)
    return as_json(reports.inside), as_json(reports.outside)


def make_basis(rows: Sequence[Row]) -> Basis:
    found: Basis = []
    for row in rows:
        rest = reduce([Fraction(value) for value in row], found)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is not None:
            found.append((lead, [value / rest[lead] for value in rest]))
    return found


def reduce(row: list[Fraction], basis: Basis) -> list[Fraction]:
    for lead, one in basis:
        factor = row[lead]
        if factor:
            row = [value - factor * other if other else value for value, other in zip(row, one, strict=True)]
    return row


def follows(report: Mapping[str, Any], answers: np.ndarray, groups: Mapping[str, np.ndarray]) -> list[str]:
    """The hidden cells with answers that follow from all that is shown of a house without gaps."""
    forms, items = answers.shape
    atoms, atom = np.unique(np.column_stack(list(groups.values())), axis=0, return_inverse=True)
    places = {name: place for place, name in enumerate(groups)}
    rows: list[Row] = []
    hidden: dict[str, Row] = {}

    def note(name: str, inside: np.ndarray, wanted: range, record: Mapping[str, Any]) -> None:
        row = tuple(int(held and item in wanted) for held in inside for item in range(items))
        if record["mean"] is not None:
            rows.append(row)
        elif any(row):
            hidden[name] = row

    everybody = np.ones(len(atoms), dtype=bool)
    assert atom.size == forms
    note("house", everybody, range(items), report["aspects"][0])
    for item, record in enumerate(report["items"]):
        note(f"house {record['id']}", everybody, range(item, item + 1), record)
    for breakdown in report["breakdowns"]:
        for group in breakdown["groups"]:
            inside = atoms[:, places[breakdown["by"]]] == group["code"]
            name = f"{breakdown['by']} {group['code']}"
            note(name, inside, range(items), group["cells"][0])
            for item, record in enumerate(group["items"] or ()):
                note(f"{name} {record['id']}", inside, range(item, item + 1), record)
    basis = make_basis(rows)
    return [name for name, row in hidden.items() if not any(reduce([Fraction(value) for value in row], basis))]


def of_one_mind(size: int, groups: int, items: int, cells: Sequence[tuple[int, int]]) -> np.ndarray:
    """Answers of groups of `size` forms: mixed, but in these cells (group, item) all the same, 2 or 4 in turn."""
    answers = np.array(
        [[1 + (form * 5 + item * 3 + form // 7) % 4 for item in range(items)] for form in range(groups * size)]
    )
    for group, item in cells:
        answers[group * size : (group + 1) * size, item] = 2 + 2 * (group % 2)
    return answers


TWO_RINGS = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)]


def items_shown(report: Mapping[str, Any]) -> list[str]:
    """Per overleg which statements are shown: x, or - where it is hidden."""
    groups = next(one for one in report["breakdowns"] if one["by"] == "overleg")["groups"]
    return ["".join("-" if one["mean"] is None else "x" for one in group["items"]) for group in groups]


def test_hidden_statements_in_rings_stay_as_they_are() -> None:
    overleg = np.repeat(np.arange(4), 12)
    answers = of_one_mind(12, 4, 5, TWO_RINGS)
    inside, outside = publish(answers, {"overleg": overleg})
    assert items_shown(inside) == items_shown(outside) == ["--xxx", "--xxx", "xx--x", "xx--x"]
    assert follows(inside, answers, {"overleg": overleg}) == []


def test_a_statement_that_follows_from_the_aspects_takes_all_of_its_group_along() -> None:
    # Group 0 without statement 2: the aspects of 0 and 1 less statements 0 and 1 of the house would give it.
    overleg = np.repeat(np.arange(4), 12)
    answers = of_one_mind(12, 4, 5, [*TWO_RINGS, (0, 2)])
    for report in publish(answers, {"overleg": overleg}):
        assert items_shown(report)[0] == "-----"
        assert all(group["cells"][0]["mean"] for group in report["breakdowns"][0]["groups"])
        assert follows(report, answers, {"overleg": overleg}) == []


def test_forms_of_no_group_break_the_sum() -> None:
    overleg = np.repeat([0, 1, 2, 3, -1], 12)
    answers = of_one_mind(12, 5, 5, [*TWO_RINGS, (0, 2)])
    inside, _ = publish(answers, {"overleg": overleg})
    assert items_shown(inside) == ["---xx", "--xxx", "xx--x", "xx--x"]
    assert follows(inside, answers, {"overleg": overleg}) == []


def test_what_follows_though_every_group_hides_its_statements_is_hidden_for_the_house() -> None:
    # Groups of eight show no statements. Statement 1 of group 2 is the only one between two rings.
    overleg = np.repeat(np.arange(4), 8)
    answers = of_one_mind(8, 4, 4, [])
    for group, asked in enumerate([(0, 1), (0, 1), (1, 2, 3), (2, 3)]):
        answers[np.ix_(overleg == group, [item for item in range(4) if item not in asked])] = 0
    inside, _ = publish(answers, {"overleg": overleg})
    assert all(group["cells"][0]["mean"] for group in inside["breakdowns"][0]["groups"])
    assert [one["mean"] for one in inside["items"]] == [None] * 4


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    sizes=st.lists(st.integers(10, 14), min_size=4, max_size=6),
    items=st.integers(4, 6),
    more=st.sampled_from([0.0, 0.05, 0.1, 0.4]),
    crossing=st.booleans(),
)
def test_statements_and_aspects_together_give_no_hidden_cell(
    seed: int, sizes: list[int], items: int, more: float, crossing: bool
) -> None:
    # Two rings, and one cell or more besides; in all of them everybody, or all but one, answered the same.
    chance = np.random.default_rng(seed)
    groups = {"overleg": np.repeat(np.arange(len(sizes)), sizes)}
    answers = random_answers(chance, sum(sizes), items, no_opinion=0, empty=0)
    alike = chance.random((len(sizes), items)) < more
    alike[:2, :2] = alike[2:4, 2:4] = alike[chance.integers(2), chance.integers(2, 4)] = True
    alike = alike[chance.permutation(len(sizes))][:, chance.permutation(items)]
    for group, item in np.argwhere(alike):
        forms = np.nonzero(groups["overleg"] == group)[0]
        answers[forms[chance.integers(2) :], item] = chance.integers(1, 5)
    if crossing:
        groups["beroepsgroep"] = chance.integers(0, 3, sum(sizes))
    for report in publish(answers, groups):
        assert follows(report, answers, groups) == []


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(table=tables, unseen=st.lists(st.booleans(), min_size=5, max_size=5))
def test_what_follows_are_the_bridges(table: list[list[bool]], unseen: list[bool]) -> None:
    hidden, lost = np.array(table), np.array(unseen[: len(table)])
    cells = [(int(item), int(group)) for item, group in np.argwhere(hidden)]
    sums = [tuple(int(one == group) for _, one in cells) for group in range(hidden.shape[1])]
    sums += [tuple(int(one == item) for one, _ in cells) for item in range(len(lost)) if not lost[item]]
    sums.append(tuple(int(lost[item]) for item, _ in cells))  # follows from all others
    basis = make_basis(sums)
    found = find_given(hidden, lost)
    for place, cell in enumerate(cells):
        target = [Fraction(int(one == place)) for one in range(len(cells))]
        assert found[cell] == (not any(reduce(target, basis)))


@pytest.mark.parametrize(
    ("edges", "bridges"),
    [
        ([], []),
        ([(0, 1)], [0]),
        ([(0, 1), (0, 1)], []),
        ([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)], [3]),
    ],
)
def test_bridges_of_small_networks(edges: list[tuple[int, int]], bridges: list[int]) -> None:
    assert find_bridges(5, edges).tolist() == bridges
