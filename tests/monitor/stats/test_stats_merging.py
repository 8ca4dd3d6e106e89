"""Sums of houses merge to exactly what their forms together give, in any order and any grouping."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.results.benchmark import BenchmarkFile
from monitor.stats.merging import Pool, merge, pooled_alphas, pooled_aspects, pooled_items, withheld
from monitor.stats.pooling import sum_scores
from monitor.stats.reliability.alpha import measure_reliability
from monitor.stats.sums import score_unit, sd_of
from tests.monitor.benchmark_scene import CODES, QUESTIONNAIRE, Given, make_given

HOUSES = 7


@cache
def houses() -> tuple[Given, ...]:
    return tuple(make_given(seed, forms=40 + 30 * seed, gaps=0 if seed == 3 else 0.35) for seed in range(HOUSES))


def pool_of(files: Sequence[BenchmarkFile]) -> Pool:
    found = Pool()
    for file in files:
        found.add_file(file)
    return found


def near(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=1e-12)


def scores_of(answers: np.ndarray) -> np.ndarray:
    """The mean of the valid answers of every form that has at least half of them, by the definition."""
    valid = (answers >= 1) & (answers <= 4)
    enough = 2 * valid.sum(axis=1) >= answers.shape[1]
    return np.where(valid, answers, 0)[enough].sum(axis=1) / valid[enough].sum(axis=1)


def test_statements_are_those_of_all_forms_together() -> None:
    answers = np.vstack([house.matrix.answers for house in houses()])
    found = {one.id: one for one in pooled_items(pool_of([house.file for house in houses()]))}

    assert len(found) == len(QUESTIONNAIRE.items)
    for item in QUESTIONNAIRE.items:
        column = answers[:, item.position].astype(float)
        valid = column[(column >= 1) & (column <= 4)]
        one = found[item.id]
        assert (one.houses, one.n) == (HOUSES, valid.size)
        assert near(one.mean, valid.mean()) and near(one.sd, valid.std(ddof=1))
        assert one.counts == {str(answer): int((valid == answer).sum()) for answer in range(1, 5)}


def test_aspects_and_their_groups_are_those_of_all_forms_together() -> None:
    found = {(one.id, *one.group): one for one in pooled_aspects(pool_of([house.file for house in houses()]))}

    for aspect in QUESTIONNAIRE.aspects:
        columns = [item.position for item in aspect.items]
        own = np.concatenate([scores_of(house.matrix.answers[:, columns]) for house in houses()])
        one = found[aspect.id,]
        assert (one.houses, one.n) == (HOUSES, own.size)
        assert near(one.mean, own.mean()) and near(one.sd, own.std(ddof=1))
        for code, name in enumerate(CODES):
            part = found[aspect.id, "beroepsgroep", name]
            gave = [h for h in houses() for a in h.file.aspects if a.id == aspect.id and name in a.by["beroepsgroep"]]
            rows = [h.matrix.answers[h.matrix.groups["beroepsgroep"] == code][:, columns] for h in gave]
            expected = np.concatenate([scores_of(one) for one in rows])
            assert (part.houses, part.n) == (len(gave), expected.size)
            assert near(part.mean, expected.mean()) and near(part.sd, expected.std(ddof=1))


def test_alpha_and_its_interval_are_those_of_the_complete_forms_of_the_houses_that_gave_them() -> None:
    found = {one.id: one for one in pooled_alphas(pool_of([house.file for house in houses()]))}

    assert set(found) == {"a", "b"}, "an index has no alpha"
    for aspect in QUESTIONNAIRE.aspects[:2]:
        columns = [item.position for item in aspect.items]
        gave = [h for h in houses() for one in h.file.aspects if one.id == aspect.id and one.complete]
        assert len(gave) >= 2
        rows = np.vstack([house.matrix.answers[:, columns] for house in gave])
        expected = measure_reliability(rows, 4, [item.id for item in aspect.items])
        one = found[aspect.id]
        assert (one.houses, one.n) == (len(gave), expected.n_complete)
        assert expected.alpha is not None and expected.low is not None and expected.high is not None
        assert near(one.alpha, expected.alpha) and near(one.low, expected.low) and near(one.high, expected.high)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(HOUSES)), st.lists(st.integers(0, HOUSES), max_size=4))
def test_any_order_and_any_grouping_of_merges_gives_the_same(order: list[int], cuts: list[int]) -> None:
    files = [house.file for house in houses()]
    whole = pool_of(files)
    ends = [0, *sorted(cuts), HOUSES]
    parts = [pool_of([files[place] for place in order[a:b]]) for a, b in pairwise(ends)]

    assert merge(parts) == whole
    assert merge([merge(parts[:2]), merge(parts[2:]), Pool()]) == whole


def test_a_score_is_a_whole_number_of_units_whatever_was_left_open() -> None:
    assert [score_unit(items) for items in (1, 2, 6, 7, 13)] == [1, 2, 60, 420, 360360]
    table = np.zeros((4, 13), dtype=np.int64)
    table[3, 7], table[2, 5], table[1, 4], table[0, 0] = 2, 1, 9, 5  # three statements: one answer is too little
    found = sum_scores(table, score_unit(3))

    assert (found.n, found.total, found.squares) == (3, 2 * 14 + 15, 2 * 14**2 + 15**2)


def test_a_statement_that_changed_is_another_one() -> None:
    one, other = (house.file for house in houses()[:2])
    changed = replace(other, items=(replace(other.items[0], text="f" * 16), *other.items[1:]))
    pool = pool_of([one, changed])

    assert [(found.id, found.houses) for found in pooled_items(pool) if found.id == "a1"] == [("a1", 1), ("a1", 1)]
    assert [found.houses for found in pooled_items(pool) if found.id == "a2"] == [2]
    assert sorted(found.houses for found in pooled_aspects(pool) if found.id == "a" and not found.group) == [1, 1]
    assert [found.houses for found in pooled_aspects(pool) if found.id == "b" and not found.group] == [2]


@pytest.mark.parametrize(
    ("houses_", "forms", "largest", "reason"),
    [
        (4, 500, 100, "too_few_houses"),
        (5, 49, 10, "too_few_forms"),
        (5, 50, 17, "one_large_house"),
        (5, 51, 17, None),
    ],
)
def test_a_figure_is_shown_from_five_houses_and_fifty_forms_without_a_house_over_a_third(
    houses_: int, forms: int, largest: int, reason: str | None
) -> None:
    assert withheld(houses_, forms, largest) == reason


def test_one_form_has_no_spread_and_large_sums_lose_nothing() -> None:
    assert sd_of(1, 3, 9) is None
    n = 10**9
    assert sd_of(2 * n, 3 * n, 5 * n) == pytest.approx(0.5, rel=1e-9)
