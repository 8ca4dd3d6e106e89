"""Numbers as Dutch readers expect them, and the class of a heatmap cell."""

from __future__ import annotations

import pytest

from monitor.charts.numbers import (
    decimal,
    interval,
    percent,
    percent_interval,
    probability,
    signed,
    signed_interval,
    whole,
)
from monitor.results.shown import missing, rounded


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(2.857, 2, "2,86"), (2.5, 0, "2"), (3.5, 0, "4"), (0.125, 2, "0,12"), (-0.104, 2, "−0,10"), (None, 2, "–")],
)
def test_a_decimal_has_a_comma_and_rounds_half_even(value: float | None, digits: int, shown: str) -> None:
    assert decimal(value, digits) == shown


def test_a_number_is_rounded_as_the_sentences_round_it() -> None:
    for thousandth in range(1000, 4001):
        value = thousandth / 1000
        assert float(rounded(value)) == round(value, 2)


def test_minus_zero_is_not_written() -> None:
    assert decimal(-0.001) == "0,00"


def test_a_percentage_has_a_no_break_space() -> None:
    assert percent(73 / 152) == "48\u00a0%"
    assert percent(None) == "–"


def test_a_range_has_an_en_dash_on_which_no_line_breaks_and_its_unit_once() -> None:
    assert interval(2.92, 3.071) == "2,92\u2060–\u20603,07"
    assert percent_interval(0.4014, 0.5596) == "40\u2060–\u206056\u00a0%"
    assert interval(None, 3.0) == percent_interval(0.2, None) == "–"


def test_thousands_have_a_point() -> None:
    assert whole(12345) == "12.345"
    assert whole(0) == "0"
    assert whole(None) == "–"


def test_every_hidden_number_gets_the_same_words() -> None:
    assert missing("hidden") == missing(None) == "niet getoond"
    assert missing("no_spread") == "niet te berekenen"


def test_a_number_that_the_kind_of_aspect_does_not_have_is_not_called_impossible() -> None:
    assert (missing("no_sum"), missing("no_total"), missing("not_a_scale")) == (
        "geen gemiddelde",
        "geen gemiddelde",
        "geen alpha",
    )


@pytest.mark.parametrize(
    ("value", "shown"), [(0.207, "+0,21"), (-0.1, "−0,10"), (0.004, "0,00"), (-0.004, "0,00"), (None, "–")]
)
def test_a_difference_has_its_sign_and_nothing_to_see_has_none(value: float | None, shown: str) -> None:
    assert signed(value) == shown


def test_the_margin_of_a_difference_is_written_with_words_between_its_signs() -> None:
    assert signed_interval(-0.05, 0.473) == "−0,05 tot +0,47"
    assert signed_interval(None, 0.4) == "–"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0304, "0,030"), (0.0004, "<\u00a00,001"), (0.0006, "0,001"), (1.0, "1,000"), (None, "–")]
)
def test_a_probability_has_three_decimals_and_is_never_nothing(value: float | None, shown: str) -> None:
    assert probability(value) == shown
