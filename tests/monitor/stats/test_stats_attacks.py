"""Random houses, read back from their JSON, against an attacker who shares no code with the decision."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.disclosure.span import find_spanned
from tests.monitor.stats.attacker import HOUSE, find_leaks, read_cells
from tests.monitor.stats.invented_houses import House, make_house

sizes = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 25)), min_size=1, max_size=7).filter(lambda s: sum(s) > 0)
few_sizes = st.lists(st.integers(3, 9), min_size=2, max_size=4).filter(lambda s: sum(s) <= 26)
seeds = st.integers(0, 10_000)


def leaks_of(house: House, *, small_sets: bool = True) -> list[str]:
    """What the inside report gives away, and the outside one by its own stricter rules."""
    inside = find_leaks(house.inside, house.truth, small_sets=small_sets)
    outside = find_leaks(house.outside, house.outer_truth, small_sets=small_sets)
    return [*(f"inside: {leak}" for leak in inside), *(f"outside: {leak}" for leak in outside)]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(seed=seeds, sizes=sizes, minimum=st.integers(5, 8), nearly=st.booleans())
def test_nothing_hidden_in_a_random_house_can_be_computed(
    seed: int, sizes: list[int], minimum: int, nearly: bool
) -> None:
    assert leaks_of(make_house(seed, sizes, minimum=minimum, nearly=nearly)) == []


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=seeds, sizes=few_sizes, nearly=st.booleans())
def test_no_set_of_up_to_four_forms_of_a_small_house_can_be_computed(seed: int, sizes: list[int], nearly: bool) -> None:
    # The attacker tries every set: no more than 26 forms.
    assert leaks_of(make_house(seed, sizes, nearly=nearly, alike=0, unknown=0)) == []


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=seeds, sizes=sizes, twice=st.floats(0.5, 1), nearly=st.booleans())
def test_persons_with_many_forms_stay_hidden_too(seed: int, sizes: list[int], twice: float, nearly: bool) -> None:
    assert leaks_of(make_house(seed, sizes, twice=twice, nearly=nearly)) == []


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=seeds, sizes=sizes, nearly=st.booleans())
def test_outside_shows_nothing_that_inside_hides_and_nothing_finer(seed: int, sizes: list[int], nearly: bool) -> None:
    house = make_house(seed, sizes, nearly=nearly)
    for measure in house.truth.measures:
        inner, outer = read_cells(house.inside, measure), read_cells(house.outside, measure)
        assert [cell for cell, shown in outer.items() if shown > inner[cell]] == []


@settings(max_examples=40, derandomize=True, deadline=None)
@given(seed=seeds, sizes=sizes, nearly=st.booleans())
def test_the_modules_own_span_is_an_attacker_too(seed: int, sizes: list[int], nearly: bool) -> None:
    house = make_house(seed, sizes, nearly=nearly)
    for report, truth in ((house.inside, house.truth), (house.outside, house.outer_truth)):
        for measure in truth.measures:
            if measure == "forms" and not truth.lawful(truth.cells(measure)[HOUSE], measure):
                continue  # a house of so few says how many forms it has, and no more
            cells, read = truth.cells(measure), read_cells(report, measure)
            shown = [forms for cell, forms in cells.items() if read.get(cell, (False, False))[0]]
            hidden = [forms for cell, forms in cells.items() if cell in read and not read[cell][0]]
            if shown and hidden:
                assert not find_spanned(rows_of(shown, house), rows_of(hidden, house)).any()


def rows_of(cells: list[frozenset[int]], house: House) -> np.ndarray:
    return np.array([[form in cell for form in range(len(house.truth.persons))] for cell in cells], dtype=np.int64)
