"""The span and the search for small sets, against fractions and against every set there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.disclosure.small_sets import gives_few
from monitor.stats.disclosure.span import PRIMES, Span, draw, find_spanned, make_rows
from tests.monitor.stats.attacker import Knowledge, spans_exactly

tables = st.integers(1, 8).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=2, max_size=9)
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(tables)
def test_a_row_is_found_in_the_span_exactly_when_it_is_a_combination(table: list[list[int]]) -> None:
    rows, targets = np.array(table[:-1]), np.array(table[-1:])
    assert find_spanned(rows, targets)[0] == spans_exactly(table[:-1], table[-1])


def test_a_combination_with_a_denominator_is_found() -> None:
    # (a + b) + (b + c) + (a + c) = 2 (a + b + c)
    rows = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    assert find_spanned(rows, np.array([[1, 1, 1], [1, 0, 0]])).tolist() == [True, True]
    assert find_spanned(rows[:2], np.array([[1, 1, 1], [1, 0, 0]])).tolist() == [False, False]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(tables, st.integers(0, 1000))
def test_null_vectors_vanish_on_every_added_row(table: list[list[int]], seed: int) -> None:
    rows = make_rows(np.array(table).T)
    weights = draw(rows.unknowns, purpose=seed)
    span = Span(rows.gram(weights))
    for cell in range(rows.cells):
        step = span.try_cell(cell)
        assert step is not None
        span.add(step)
    assert not rows.over_cells(span.null_vectors(rows, weights)).any()


@settings(max_examples=300, derandomize=True, deadline=None)
@given(tables, st.lists(st.integers(0, 6), min_size=8, max_size=8))
def test_small_sets_are_found_exactly_when_there_are_any(table: list[list[int]], sizes: list[int]) -> None:
    # Unknown i stands for sizes[i] unknowns in the same rows; the attacker tries every set of them.
    rows = make_rows(np.array(table).T)
    size = np.array(sizes[: rows.unknowns])
    weights = np.where(size > 0, draw(rows.unknowns), 0)
    span = Span(rows.gram(weights))
    for cell in range(rows.cells):
        step = span.try_cell(cell)
        if step is not None:
            span.add(step)
    starts = np.cumsum(size) - size
    forms = [frozenset(f for i in np.nonzero(row)[0] for f in range(starts[i], starts[i] + size[i])) for row in table]
    known = Knowledge(forms, int(size.sum()))
    wanted = any(
        known.gives(frozenset(few)) for k in range(1, 5) for few in combinations(range(int(size.sum())), k)
    ) or any(known.differs(one, two) for one, two in combinations(range(int(size.sum())), 2))
    assert gives_few(span, rows, weights, size, rows.shared(size)) == wanted


def test_the_primes_are_primes() -> None:
    for prime in PRIMES.tolist():
        assert all(prime % divisor for divisor in range(2, 46341))
