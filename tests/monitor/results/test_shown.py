"""A number that is not there has one of three wordings, and none of them tells why it is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.results import HIDDEN
from monitor.results.shown import HIDDEN_TEXT, UNDEFINED_TEXT, missing, rounded


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (None, HIDDEN_TEXT),
        (HIDDEN, HIDDEN_TEXT),
        ("no_spread", UNDEFINED_TEXT),
        ("too_few_forms", UNDEFINED_TEXT),
        ("no_sum", "geen gemiddelde"),
        ("not_a_scale", "geen alpha"),
    ],
)
def test_the_words_follow_the_reason(reason: str | None, words: str) -> None:
    assert missing(reason) == words


@given(st.floats(-4, 4), st.integers(0, 3))
def test_a_number_is_rounded_to_the_nearest_and_is_never_a_negative_zero(value: float, digits: int) -> None:
    found = rounded(value, digits)

    assert abs(float(found) - value) <= 0.5 * 10**-digits + 1e-9
    assert not str(found).startswith("-") or found != 0
