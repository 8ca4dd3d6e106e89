"""A posted value becomes a byte, a byte becomes a value or words; anything else is refused without repeating it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire_samples import small_questionnaire

from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED, answer_label, format_answer, parse_answer
from surveys.errors import AnswerError

SCALE = small_questionnaire().scale  # nee, soms, ja


@pytest.mark.parametrize(("value", "code"), [("1", 1), ("2", 2), ("3", 3), ("geen oordeel", NO_OPINION)])
def test_posted_values_become_codes_and_back(value: str, code: int) -> None:
    assert parse_answer(value, SCALE) == code
    assert format_answer(code) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "4",
        "9",
        "10",
        "-1",
        "01",
        " 1",
        "1.0",
        "1\n",
        "１",
        "١",
        "255",
        "254",
        "niet gevraagd",
        "Geen oordeel",
        "x",
    ],
)
def test_everything_else_is_refused(value: str) -> None:
    with pytest.raises(AnswerError):
        parse_answer(value, SCALE)


@given(st.text())
@settings(derandomize=True, deadline=None)
def test_any_text_is_an_answer_on_the_scale_or_a_refusal(value: str) -> None:
    try:
        code = parse_answer(value, SCALE)
    except AnswerError:
        return
    assert format_answer(code) == value


def test_a_refusal_is_a_value_error_and_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(ValueError, match="geen antwoord") as caught:
        parse_answer("87654", SCALE)
    assert "87654" not in str(caught.value)


def test_empty_not_asked_and_geen_oordeel_are_written_apart() -> None:
    assert [format_answer(code) for code in (EMPTY, NOT_ASKED, NO_OPINION)] == ["", "niet gevraagd", "geen oordeel"]
    with pytest.raises(AnswerError):
        format_answer(10)


def test_answers_are_put_in_words_of_a_language() -> None:
    assert answer_label(1, SCALE, "nl") == "nee"
    assert answer_label(3, SCALE, "en") == "yes"
    assert answer_label(NO_OPINION, SCALE, "nl") == "geen oordeel"
    assert answer_label(EMPTY, SCALE, "nl") is None
    assert answer_label(NOT_ASKED, SCALE, "nl") is None
    for code in (-1, 4, 253):
        with pytest.raises(AnswerError):
            answer_label(code, SCALE, "nl")
