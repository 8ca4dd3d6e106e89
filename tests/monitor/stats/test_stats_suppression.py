"""Secondary hiding, attacked by linear algebra: this file shares no code with the implementation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.disclosure.suppression import Atoms, protect


def in_row_space(rows: list[Atoms], target: Atoms, atoms: int) -> bool:
    """Whether a sum over `target` follows from the sums over `rows`."""
    table = np.array([[atom in row for atom in range(atoms)] for row in rows], dtype=float)
    wanted = np.array([[atom in target for atom in range(atoms)]], dtype=float)
    return bool(np.linalg.matrix_rank(np.vstack([table, wanted])) == np.linalg.matrix_rank(table))


def cells_of(*sets: set[int]) -> list[Atoms]:
    return [frozenset(one) for one in sets]


def protect_weights(cells: list[Atoms], weights: list[int], shown: set[int], least: int = 5) -> frozenset[int]:
    total = frozenset(range(len(weights)))
    sizes = [sum(weights[atom] for atom in cell) for cell in cells]
    return protect(cells, sizes, shown, total, lambda atoms: sum(weights[atom] for atom in atoms) >= least)


def test_nothing_hidden_leaves_all_shown() -> None:
    assert protect_weights(cells_of({0}, {1}, {2}), [6, 7, 8], {0, 1, 2}) == {0, 1, 2}


def test_a_single_hidden_cell_takes_the_next_smallest_with_it() -> None:
    assert protect_weights(cells_of({0}, {1}, {2}), [3, 8, 7], {1, 2}) == {1}


def test_two_hidden_cells_that_are_together_too_small_take_a_third() -> None:
    assert protect_weights(cells_of({0}, {1}, {2}, {3}), [1, 2, 9, 8], {2, 3}) == {2}


def test_two_hidden_cells_that_are_together_large_enough_take_none() -> None:
    assert protect_weights(cells_of({0}, {1}, {2}, {3}), [2, 3, 9, 8], {2, 3}) == {2, 3}


def test_forms_of_no_group_count_in_the_remainder() -> None:
    assert protect_weights(cells_of({0}, {1}), [6, 7, 3], {0, 1}) == {1}
    assert protect_weights(cells_of({0}, {1}), [6, 7, 5], {0, 1}) == {0, 1}


def test_an_empty_hidden_cell_hides_nothing_else() -> None:
    assert protect_weights(cells_of(set(), {0}, {1}), [6, 7], {1, 2}) == {1, 2}


def test_within_an_outer_cell_the_same_holds() -> None:
    cells = cells_of({0, 1, 2}, {3, 4}, {0}, {1}, {2}, {3}, {4})
    assert protect_weights(cells, [3, 8, 9, 6, 7], {0, 1, 3, 4, 5, 6}) == {0, 1, 4, 5, 6}


def test_an_outer_cell_with_one_inner_cell_is_hidden_with_it() -> None:
    # Inner 0 (3) hides inner 1 (6) beside it; 1 is all of its outer cell, which then goes too, and takes another along.
    cells = cells_of({0}, {1}, {2, 3}, {0}, {1}, {2}, {3})
    shown = protect_weights(cells, [3, 6, 9, 10], {1, 2, 4, 5, 6})
    assert not {0, 1, 3, 4} & shown


def test_a_hidden_outer_cell_does_not_follow_from_its_inner_cells() -> None:
    cells = cells_of({0, 1}, {2, 3}, {4, 5}, {0}, {1}, {2}, {3}, {4}, {5})
    weights = [1, 2, 6, 7, 30, 40]
    shown = protect_weights(cells, weights, {1, 2, 5, 6, 7, 8})
    assert 1 not in shown
    assert not {5, 6} <= shown


@st.composite
def families(draw: st.DrawFn) -> tuple[list[Atoms], list[int]]:
    """Atoms with weights, inner cells each of one atom (some atoms in none), outer cells of some neighbouring atoms."""
    weights = draw(st.lists(st.integers(1, 12), min_size=1, max_size=12))
    atoms = len(weights)
    cuts = sorted(draw(st.sets(st.integers(1, atoms - 1), max_size=5))) if atoms > 1 else []
    bounds = [0, *cuts, atoms] if draw(st.booleans()) else []
    outer = [frozenset(range(low, high)) for low, high in pairwise(bounds)]
    unknown = draw(st.integers(0, 2))
    return [*outer, *(frozenset({atom}) for atom in range(max(atoms - unknown, 0)))], weights


@settings(max_examples=400, derandomize=True, deadline=None)
@given(families())
def test_no_hidden_cell_lies_in_the_row_space_of_the_shown_ones(family: tuple[list[Atoms], list[int]]) -> None:
    cells, weights = family
    total = frozenset(range(len(weights)))
    allowed = {cell for cell, atoms in enumerate(cells) if sum(weights[atom] for atom in atoms) >= 5}
    shown = protect_weights(cells, weights, allowed)
    assert shown <= allowed
    rows = [total, *(cells[cell] for cell in shown)]
    for cell, atoms in enumerate(cells):
        if cell not in shown and atoms and atoms != total:
            assert not in_row_space(rows, atoms, len(weights))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(families())
def test_no_set_under_the_minimum_lies_in_the_row_space(family: tuple[list[Atoms], list[int]]) -> None:
    cells, weights = family
    atoms = len(weights)
    if atoms > 8:
        cells, weights, atoms = [cell & frozenset(range(8)) for cell in cells], weights[:8], 8
    allowed = {cell for cell, inside in enumerate(cells) if sum(weights[atom] for atom in inside) >= 5}
    shown = protect_weights(cells, weights, allowed)
    rows = [frozenset(range(atoms)), *(cells[cell] for cell in shown)]
    if sum(weights) < 5:
        return
    for mask in range(1, 2**atoms):
        chosen = frozenset(atom for atom in range(atoms) if mask >> atom & 1)
        if sum(weights[atom] for atom in chosen) < 5:
            assert not in_row_space(rows, chosen, atoms)
