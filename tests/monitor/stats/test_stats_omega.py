"""Omega where it can be worked out by hand, and where one factor has no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.reliability.alpha import measure_reliability
from monitor.stats.reliability.omega import HEYWOOD, TWO_ITEMS, fit_one_factor, measure_omega
from tests.monitor.stats.stats_samples import random_answers


def made_of(*loadings: float) -> np.ndarray:
    """Correlations that one factor explains wholly."""
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    return correlations


@pytest.mark.parametrize(
    "loadings",
    [
        (0.5, 0.6, 0.7),
        (0.9, 0.1, 0.1, 0.2),
        (0.99, 0.98, 0.97),
        (1.0, 0.5, 0.4),
        (0.7, -0.6, 0.5, -0.4),
        tuple(np.linspace(0.2, 0.9, 13).tolist()),
    ],
)
def test_what_one_factor_made_is_found_back(loadings: tuple[float, ...]) -> None:
    found = fit_one_factor(made_of(*loadings))
    assert found == pytest.approx(np.array(loadings), abs=1e-10)
    shared = sum(loadings) ** 2
    unique = sum(1 - loading**2 for loading in loadings)
    assert measure_omega(made_of(*loadings)).value == pytest.approx(shared / (shared + unique), abs=1e-10)


def test_three_items_by_hand() -> None:
    # r12 = .42, r13 = .35, r23 = .30: l1^2 = r12 r13 / r23 = .49, l2^2 = .36, l3^2 = .25, so l = .7, .6, .5.
    correlations = np.array([[1, 0.42, 0.35], [0.42, 1, 0.30], [0.35, 0.30, 1]])
    assert measure_omega(correlations).value == pytest.approx(1.8**2 / (1.8**2 + 0.51 + 0.64 + 0.75), abs=1e-12)


def test_a_loading_past_one_is_refused() -> None:
    # l1^2 = .8 x .8 / .5 = 1.28.
    found = measure_omega(np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]))
    assert (found.value, found.reason) == (None, HEYWOOD)


def test_a_pair_that_only_goes_with_each_other_has_no_single_factor() -> None:
    # r23 = 0 asks for a loading without end.
    found = measure_omega(np.array([[1, 0.4, 0.4], [0.4, 1, 0.0], [0.4, 0.0, 1]]))
    assert (found.value, found.reason) == (None, HEYWOOD)


def test_items_that_are_the_same_share_everything() -> None:
    assert measure_omega(np.ones((4, 4))).value == pytest.approx(1, abs=1e-8)


def test_items_that_have_nothing_in_common_share_nothing() -> None:
    assert measure_omega(np.eye(5)).value == 0


def test_two_items_do_not_determine_a_factor() -> None:
    found = measure_omega(np.array([[1, 0.5], [0.5, 1]]))
    assert (found.value, found.reason) == (None, TWO_ITEMS)


def test_items_of_both_directions_cancel_in_the_sum_as_they_do_in_alpha() -> None:
    same, turned = measure_omega(made_of(0.6, 0.6, 0.6, 0.6)), measure_omega(made_of(0.6, 0.6, 0.6, -0.6))
    assert turned.value == pytest.approx(1.2**2 / (1.2**2 + 4 * 0.64), abs=1e-12)
    assert (same.value or 0) > (turned.value or 0)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), forms=st.integers(4, 60), items=st.integers(3, 13))
def test_omega_is_a_share_or_says_why_not_and_no_loading_can_be_bettered(seed: int, forms: int, items: int) -> None:
    chance = np.random.default_rng(seed)
    answers = random_answers(chance, forms, items, no_opinion=0, empty=0)
    if (answers.std(axis=0) == 0).any():
        return
    correlations = np.corrcoef(answers.T.astype(float))
    found = measure_omega(correlations)
    loadings = fit_one_factor(correlations)
    assert loadings is not None
    assert loadings.sum() >= 0
    if found.value is None:
        assert found.reason == HEYWOOD
        assert np.abs(loadings).max() > 1
        return
    assert 0 <= found.value <= 1

    def residual(changed: np.ndarray) -> float:
        left = (correlations - np.outer(changed, changed))[np.triu_indices(items, 1)]
        return float(left @ left)

    least = residual(loadings)
    for nudge in chance.normal(0, 1e-4, (20, items)):
        assert residual(loadings + nudge) >= least - 1e-12


def test_turning_the_order_of_the_items_changes_nothing() -> None:
    answers = random_answers(np.random.default_rng(2), 80, 6, no_opinion=0, empty=0)
    omega = measure_reliability(answers, 4, list("abcdef")).omega
    assert omega is not None
    assert measure_reliability(answers[:, ::-1], 4, list("fedcba")).omega == pytest.approx(omega, abs=1e-12)


def test_forty_eight_items_that_hang_together_by_chance_settle() -> None:
    chance = np.random.default_rng(7)
    answers = chance.integers(1, 5, (60, 48))
    assert fit_one_factor(np.corrcoef(answers.T)) is not None
