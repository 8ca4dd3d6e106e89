from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats import kernel
from monitor.stats.kernel import sum_coproducts
from monitor.stats.reliability.alpha import covariance_numerators, feldt_interval, judge, measure_reliability
from tests.monitor.stats.stats_samples import random_answers

PINGOUIN_ROWS = """
11111111111
11111111010
.011.111100
11101101100
11111000100
01.01111000
11110010000
11111000000
01011000010
10010100.00
11100000000
10010000000
"""
"""pingouin's documented example cronbach_wide_missing: twelve rows of eleven items, 0 or 1, a point for missing."""


def pingouin_example() -> np.ndarray:
    """0 and 1 as 1 and 2, missing as 0."""
    codes = {"0": 1, "1": 2, ".": 0}
    return np.array([[codes[cell] for cell in row] for row in PINGOUIN_ROWS.split()], dtype=np.uint8)


def names(items: int) -> list[str]:
    return [f"i{number}" for number in range(1, items + 1)]


def test_the_interval_of_pingouins_example_is_on_its_nine_complete_rows() -> None:
    answers = pingouin_example()
    found = measure_reliability(answers, 2, names(answers.shape[1]))
    assert (answers.shape[0], found.n_complete, found.n_dropped) == (12, 9, 3)
    assert found.alpha == pytest.approx(0.8016949152542373, abs=1e-12)  # pingouin's documentation
    # 1 - (1 - alpha) F, F with 8 and 80 degrees of freedom; pingouin takes 11 and 110 and says [0.581, 0.933].
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.533, 0.947)


def test_pairwise_alpha_of_pingouins_example_is_its_documented_one_and_has_no_interval() -> None:
    found = measure_reliability(pingouin_example(), 2, names(11))
    assert found.alpha_pairwise == pytest.approx(0.732660835214447, abs=1e-12)
    # Items 1 and 3, 1 and 9, 3 and 5 and so on are each missing once, in different rows.
    assert found.n_pair_min == 10


def test_pairs_are_enough_for_pairwise_alpha_but_one_that_was_never_answered_together_is_not() -> None:
    # Every pair of the three items twice together, no form complete.
    pairs = np.array([[1, 2, 0], [2, 4, 0], [0, 1, 1], [0, 2, 3], [3, 0, 4], [4, 0, 4]], dtype=np.uint8)
    found = measure_reliability(pairs, 4, names(3))
    assert (found.alpha, found.reason, found.n_complete, found.n_pair_min) == (None, "too_few_forms", 0, 2)
    # By hand: a is 1, 2, 3, 4 (5/3), b 2, 4, 1, 2 (19/12), c 1, 3, 4, 4 (2); covariances 1, 1 and 0.
    assert found.alpha_pairwise == pytest.approx(1.5 * (1 - 5.25 / (5.25 + 4)), abs=1e-14)
    for rows, fewest in ((pairs[:5], 1), (pairs[:4], 0)):
        found = measure_reliability(rows, 4, names(3))
        assert (found.alpha_pairwise, found.n_pair_min) == (None, fewest)


def test_without_gaps_pairwise_alpha_is_alpha() -> None:
    found = measure_reliability(random_answers(np.random.default_rng(8), 60, 5, no_opinion=0, empty=0), 4, names(5))
    assert found.alpha_pairwise == pytest.approx(found.alpha, abs=1e-13)
    assert found.n_pair_min == found.n_complete == 60


def test_pairwise_alpha_by_hand() -> None:
    # Item a: 1, 2, 3, 4 (variance 5/3), b: 1, 3, 2 and none (variance 1), together in the first three: covariance 1/2.
    # c: as a, so its covariance with a is 5/3 and with b 1/2. alpha = 3/2 (1 - (13/3) / (13/3 + 2 (1/2 + 1/2 + 5/3))).
    table = np.array([[1, 1, 1], [2, 3, 2], [3, 2, 3], [4, 0, 4]], dtype=np.uint8)
    found = measure_reliability(table, 4, names(3))
    assert found.alpha_pairwise == pytest.approx(1.5 * (1 - 13 / 29), abs=1e-14)
    assert (found.n_complete, found.n_pair_min) == (3, 3)


def test_alpha_by_hand() -> None:
    # Items (1, 2, 3, 4) and (1, 3, 2, 4): variances 5/3 each, covariance 4/3, total 6: alpha = 2 (1 - (10/3)/6) = 8/9.
    found = measure_reliability(np.array([[1, 1], [2, 3], [3, 2], [4, 4]], dtype=np.uint8), 4, ["a", "b"])
    assert found.alpha == pytest.approx(8 / 9, abs=1e-15)
    assert found.mean_inter_item == pytest.approx(0.8, abs=1e-15)
    assert found.spearman_brown == pytest.approx(1.6 / 1.8, abs=1e-15)
    assert [item.item_rest for item in found.per_item] == pytest.approx([0.8, 0.8], abs=1e-15)
    assert [item.alpha_if_dropped for item in found.per_item] == [None, None]
    assert (found.omega, found.omega_reason) == (None, "two_items")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([[1], [2], [3], [4]], "too_few_items"),
        ([[1, 2], [2, 3], [255, 3], [2, 0]], "too_few_forms"),
        ([[1, 4], [2, 3], [3, 2], [4, 1]], "no_variance"),
        ([[2, 2], [2, 2], [2, 2]], "no_variance"),
    ],
)
def test_alpha_is_refused_with_a_reason(answers: list[list[int]], reason: str) -> None:
    table = np.array(answers, dtype=np.uint8)
    found = measure_reliability(table, 4, names(table.shape[1]))
    assert (found.alpha, found.low, found.verdict, found.reason) == (None, None, None, reason)
    assert (found.n_complete or 0) + (found.n_dropped or 0) == len(answers)


def test_a_constant_item_stays_in_alpha_and_leaves_no_correlation() -> None:
    table = np.array([[1, 2, 3], [2, 2, 4], [3, 2, 3], [4, 2, 4]], dtype=np.uint8)
    found = measure_reliability(table, 4, names(3))
    # Variances 5/3, 0, 1/3 and covariance 1/3: alpha = 3/2 (1 - 2 / (2 + 2/3)) = 3/8.
    assert found.alpha == pytest.approx(3 / 8, abs=1e-15)
    assert (found.items, found.reason) == (3, "constant_item")
    assert (found.standardized, found.mean_inter_item) == (None, None)
    assert (found.omega, found.omega_reason) == (None, "constant_item")
    assert found.per_item[1].item_rest is None
    assert found.per_item[0].item_rest == pytest.approx(1 / 5**0.5, abs=1e-15)


def test_fewer_than_thirty_complete_forms_are_said_to_be_wide() -> None:
    chance = np.random.default_rng(3)
    table = random_answers(chance, 30, 4, no_opinion=0, empty=0)
    assert not measure_reliability(table, 4, names(4)).wide
    assert measure_reliability(table[:29], 4, names(4)).wide


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.70, 0.9, "voldoende"), (0.69, 0.9, "onzeker"), (0.5, 0.70, "onzeker"), (0.5, 0.699, "onvoldoende")],
)
def test_the_verdict_follows_the_interval(low: float, high: float, verdict: str) -> None:
    assert judge(low, high, 0.70) == verdict


def test_sums_over_chunks_are_those_over_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    table = random_answers(np.random.default_rng(4), 1000, 6, no_opinion=0, empty=0)
    whole = covariance_numerators(sum_coproducts(table, 4))
    monkeypatch.setattr(kernel, "CHUNK", 7)
    assert np.array_equal(covariance_numerators(sum_coproducts(table, 4)), whole)
    assert whole / (1000 * 999) == pytest.approx(np.cov(table.T.astype(float)), abs=1e-12)


def test_feldts_interval_is_that_of_the_f_distribution() -> None:
    # R 4.2.2: 1 - (1 - 0.8) * qf(.975, 8, 80) and qf(.025, 8, 80)
    low, high = feldt_interval(0.8, 9, 11)
    assert low == pytest.approx(1 - 0.2 * 2.3549411286424671, abs=1e-12)
    assert high == pytest.approx(1 - 0.2 * 0.26621623307675479, abs=1e-9)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), forms=st.integers(3, 40), items=st.integers(2, 6))
def test_the_interval_holds_alpha_and_order_means_nothing(seed: int, forms: int, items: int) -> None:
    chance = np.random.default_rng(seed)
    table = random_answers(chance, forms, items)
    found = measure_reliability(table, 4, names(items))
    shuffled = measure_reliability(chance.permutation(table), 4, names(items))
    assert shuffled == found
    if found.alpha is not None and found.low is not None and found.high is not None:
        assert found.low <= found.alpha <= found.high <= 1
