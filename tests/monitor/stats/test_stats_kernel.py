"""The kernel's sums against the same sums in plain Python, one answer at a time."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats import kernel
from monitor.stats.kernel import AnswerSums, Coproducts, sum_answers, sum_coproducts
from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED

Table = list[list[int]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[list[int]], int]:
    """Answers, the columns of the aspects (in any order, not all of them), and the highest answer."""
    maximum = draw(st.integers(2, 9))
    width = draw(st.integers(1, 7))
    code = st.sampled_from([*range(1, maximum + 1)] * 4 + [EMPTY, NO_OPINION, NOT_ASKED])
    rows = draw(st.lists(st.lists(code, min_size=width, max_size=width), max_size=25))
    columns = draw(st.permutations(range(width)))
    cut = draw(st.integers(0, width))
    return rows, [list(columns[:cut]), sorted(columns[cut:])], maximum


def plain_coproducts(rows: Table, columns: list[int], maximum: int) -> dict[str, object]:
    """What Coproducts holds, in whole numbers of Python."""
    forms = [[row[column] if 1 <= row[column] <= maximum else None for column in columns] for row in rows]
    complete = [form for form in forms if None not in form]
    places = range(len(columns))
    both = {(i, j): [f for f in forms if f[i] is not None and f[j] is not None] for i, j in product(places, places)}
    square = lambda value: [[value(i, j) for j in places] for i in places]  # noqa: E731 - a table of k x k
    return {
        "forms": len(rows),
        "n": len(complete),
        "sums": [sum(form[i] for form in complete) for i in places],
        "products": square(lambda i, j: sum(form[i] * form[j] for form in complete)),
        "pair_n": square(lambda i, j: len(both[i, j])),
        "pair_sums": square(lambda i, j: sum(form[i] for form in both[i, j])),
        "pair_products": square(lambda i, j: sum(form[i] * form[j] for form in both[i, j])),
    }


def as_lists(found: Coproducts) -> dict[str, object]:
    values = vars(found)
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}


def matrix(rows: Table, width: int) -> np.ndarray:
    return np.array(rows, dtype=np.uint8).reshape(len(rows), width)


def width_of(aspects: list[list[int]]) -> int:
    return sum(map(len, aspects))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(made=tables())
def test_every_sum_is_that_of_plain_python(made: tuple[Table, list[list[int]], int]) -> None:
    rows, aspects, maximum = made
    answers = matrix(rows, width_of(aspects))
    found = sum_answers(answers, aspects, maximum)
    for item in range(answers.shape[1]):
        given_codes = Counter(row[item] for row in rows)
        assert found.counts[item].tolist() == [0, *(given_codes[code] for code in range(1, maximum + 1))]
        assert (found.no_opinion[item], found.empty[item]) == (given_codes[NO_OPINION], given_codes[EMPTY])
    for columns, one in zip(aspects, found.aspects, strict=True):
        assert as_lists(one.coproducts) == plain_coproducts(rows, columns, maximum)
        assert as_lists(sum_coproducts(answers[:, columns], maximum)) == as_lists(one.coproducts)
        valid = [[row[column] for column in columns if 1 <= row[column] <= maximum] for row in rows]
        assert one.places.tolist() == [len(form) * (len(columns) * maximum + 1) + sum(form) for form in valid]
        assert one.table.ravel().tolist() == np.bincount(one.places, minlength=one.table.size).tolist()


@settings(max_examples=60, derandomize=True, deadline=None)
@given(made=tables(), chunk=st.integers(1, 9))
def test_chunks_change_nothing(made: tuple[Table, list[list[int]], int], chunk: int) -> None:
    rows, aspects, maximum = made
    answers = matrix(rows, width_of(aspects))
    whole = sum_answers(answers, aspects, maximum)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "CHUNK", chunk)
        patch.setattr(kernel, "_FOLD", 2)
        patch.setattr(kernel, "_ALONE", 50)
        assert same(sum_answers(answers, aspects, maximum), whole)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(made=tables(), cut=st.integers(0, 25), seed=st.integers(0, 1000))
def test_two_halves_add_up_to_the_whole_in_any_order(
    made: tuple[Table, list[list[int]], int], cut: int, seed: int
) -> None:
    rows, aspects, maximum = made
    answers = matrix(rows, width_of(aspects))
    whole = sum_answers(answers, aspects, maximum)
    shuffled = np.random.default_rng(seed).permutation(answers)
    first, second = (sum_answers(part, aspects, maximum) for part in (shuffled[:cut], shuffled[cut:]))
    assert np.array_equal(first.counts + second.counts, whole.counts)
    for one, other, all_of in zip(first.aspects, second.aspects, whole.aspects, strict=True):
        assert np.array_equal(one.table + other.table, all_of.table)
        for name, value in vars(all_of.coproducts).items():
            assert np.array_equal(getattr(one.coproducts, name) + getattr(other.coproducts, name), value)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(made=tables(), seed=st.integers(0, 1000))
def test_geen_oordeel_is_no_number_wherever_it_stands(made: tuple[Table, list[list[int]], int], seed: int) -> None:
    rows, aspects, maximum = made
    answers = matrix(rows, width_of(aspects))
    other = answers.copy()
    unanswered = (answers == EMPTY) | (answers > maximum)
    codes = np.array([EMPTY, NO_OPINION, NOT_ASKED], dtype=np.uint8)
    other[unanswered] = np.random.default_rng(seed).choice(codes, int(unanswered.sum()))
    found, expected = sum_answers(other, aspects, maximum), sum_answers(answers, aspects, maximum)
    assert np.array_equal(found.counts, expected.counts)
    for one, same_as in zip(found.aspects, expected.aspects, strict=True):
        assert np.array_equal(one.table, same_as.table)
        assert as_lists(one.coproducts) == as_lists(same_as.coproducts)


def test_sums_stay_exact_past_what_a_float_of_four_bytes_can_hold() -> None:
    # 300,000 forms of two nines and one of two ones: 24,300,001 is above 2**24, where float32 knows even numbers only.
    answers = np.full((300_001, 2), 9, dtype=np.uint8)
    answers[0] = 1, 1
    found = sum_coproducts(answers, 9)
    assert found.products.tolist() == [[300_000 * 81 + 1] * 2] * 2
    assert found.sums.tolist() == [300_000 * 9 + 1] * 2


def test_an_aspect_of_many_items_has_larger_places() -> None:
    # 100 items of 1..9: a form's sum is 900, past a byte; the table has 101 x 901 places, past two bytes.
    found = sum_answers(np.full((3, 100), 9, dtype=np.uint8), [range(100)], 9).aspects[0]
    assert found.places.tolist() == [100 * 901 + 900] * 3
    assert (found.coproducts.products == 243).all()


def test_answers_that_lie_otherwise_in_memory_are_the_same_answers() -> None:
    answers = np.random.default_rng(3).integers(0, 5, (500, 6)).astype(np.uint8)
    aspects = [range(3), [5, 3]]
    whole = sum_answers(answers, aspects, 4)
    assert same(sum_answers(np.asfortranarray(answers), aspects, 4), whole)
    assert same(sum_answers(np.repeat(answers, 2, axis=0)[::2], aspects, 4), whole)


def same(one: AnswerSums, other: AnswerSums) -> bool:
    pairs = [(one.counts, other.counts), (one.no_opinion, other.no_opinion), (one.empty, other.empty)]
    for first, second in zip(one.aspects, other.aspects, strict=True):
        pairs += [(first.table, second.table), (first.places, second.places)]
        pairs += [(value, getattr(second.coproducts, name)) for name, value in vars(first.coproducts).items()]
    return all(np.array_equal(a, b) for a, b in pairs)
