"""What a house could give to the benchmark says nothing that its report for outsiders does not show in full."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.sums import mean_of, sd_of
from tests.monitor.stats.invented_houses import QUESTIONNAIRE, House, make_house

sizes = st.lists(st.one_of(st.integers(0, 12), st.integers(10, 40)), min_size=1, max_size=7).filter(
    lambda s: sum(s) > 0
)


def fitting(n: int | None, mean: float | None, sd: float | None, sums: object, unit: int) -> bool:
    """Whether sums say what a cell shows, and nothing where it does not."""
    if sums is None:
        return True
    own = (sums.n, mean_of(sums.n, sums.total, unit), sd_of(sums.n, sums.total, sums.squares, unit))  # type: ignore[attr-defined]
    if n is None or mean is None or sd is None or own[2] is None:
        return False
    return own[0] == n and math.isclose(own[1], mean, rel_tol=1e-9) and math.isclose(own[2], sd, rel_tol=1e-8)


@settings(max_examples=120, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=sizes, nearly=st.booleans())
def test_sums_are_given_exactly_where_the_outside_report_shows_mean_and_sd(
    seed: int, sizes: list[int], nearly: bool
) -> None:
    house = make_house(seed, sizes, nearly=nearly)
    for pool, aspect in zip(house.reports.pooling, house.reports.outside.aspects, strict=True):
        full = aspect.sd is not None and aspect.decimals is None
        assert (pool.scores is not None) is full
        assert fitting(aspect.n, aspect.mean, aspect.sd, pool.scores, pool.unit)
        assert set(pool.by) <= {"beroepsgroep", "overlegvorm"}
        for breakdown in house.reports.outside.breakdowns:
            given_ = pool.by.get(breakdown.by, {})
            for group in breakdown.groups:
                cell = next(cell for cell in group.cells if cell.aspect == pool.id)
                assert fitting(cell.n, cell.mean, cell.sd, given_.get(str(group.code)), pool.unit)


def incomplete(house: House, aspect: str) -> list[list[float]]:
    """The answers to every statement on forms that have some of the aspect's answers and not all."""
    names = [item.id for one in QUESTIONNAIRE.aspects if one.id == aspect for item in one.items]
    forms = list(zip(*(house.truth.measures[f"item:{name}"] for name in names), strict=True))
    left = [form for form in forms if None in form and any(answer is not None for answer in form)]
    return [[answer for form in left if (answer := form[place]) is not None] for place in range(len(names))]


@settings(max_examples=120, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), forms=st.integers(20, 120), twice=st.floats(0, 0.5))
def test_what_is_left_beside_the_complete_forms_is_nothing_or_of_ten(seed: int, forms: int, twice: float) -> None:
    house = make_house(seed, [forms], twice=twice, alike=0)
    for pool in house.reports.pooling:
        if pool.complete is None:
            continue
        for answers in incomplete(house, pool.id):
            assert not answers or (len(answers) >= 10 and len(answers) - max(map(answers.count, answers)) >= 2)


def test_some_houses_do_give_their_complete_forms_and_some_may_not() -> None:
    found = [
        pool.complete is not None for seed in range(40) for pool in make_house(seed, [120], alike=0).reports.pooling
    ]

    assert any(found) and not all(found)
