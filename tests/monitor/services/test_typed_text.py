"""Longer texts that people type: what is left out of them without a word, and what is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.services.typed_text import is_possible, read_text

KEPT = {
    "  Eén regel\r\nen nog een\rderde  ": "Eén regel\nen nog een\nderde",
    "om\u202ege\u202ckeerd \u2066x\u2069 \u200fy": "omgekeerd x y",
    "on\u200bzicht\u00adbaar\ufeff": "onzichtbaar",
    "regel\u2028regel\u2029regel\x0bregel\x0cregel\x85regel": "regel\nregel\nregel\nregel\nregel\nregel",
    "a\tb\x07c\x1b[31md": "a bc[31md",
    "e\u0301 naïef ’t 😀 ❤\ufe0f": "e\u0301 naïef ’t 😀 ❤\ufe0f",
    "\u200b\u202e": "",
}


@pytest.mark.parametrize(("typed", "kept"), KEPT.items())
def test_a_text_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert read_text(typed) == kept


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\udfff"])
def test_a_sign_that_no_text_can_hold_is_not_left_out_but_refused(sign: str) -> None:
    assert not is_possible(read_text(f"a{sign}b"))
    assert is_possible("a\nb 😀")


@given(st.text())
def test_every_text_that_is_taken_can_be_stored_and_shows_all_that_it_holds(typed: str) -> None:
    kept = read_text(typed)

    assert read_text(kept) == kept
    if is_possible(kept):
        kept.encode()
        assert all(sign == "\n" or unicodedata.category(sign)[0] != "C" for sign in kept)
        assert not any(unicodedata.category(sign) in ("Zl", "Zp") for sign in kept)
