"""Values are put in the placeholders of a text as they are, and nothing in them is read as a placeholder again."""

from __future__ import annotations

import pytest

from surveys.texts import fill_text, placeholders_in


def test_values_take_the_place_of_their_names() -> None:
    values = {"period_start": "1 mei", "period_end": "31 juli"}
    assert fill_text("Van {period_start} tot en met {period_end}", values) == "Van 1 mei tot en met 31 juli"


def test_braces_in_a_value_are_left_alone() -> None:
    assert fill_text("{a}-{b}", {"a": "{b}", "b": "\\1{0.x}"}) == "{b}-\\1{0.x}"


def test_a_missing_value_is_misuse() -> None:
    with pytest.raises(KeyError):
        fill_text("{period_start}", {})


def test_the_names_in_a_text_are_known() -> None:
    assert placeholders_in("{a} en {b_c}, niet {D} of { e }") == {"a", "b_c"}
