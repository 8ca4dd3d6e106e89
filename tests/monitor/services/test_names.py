"""Names and addresses that people type: one address or one sentence, and what counts as the same spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.services.names import check_contact, fold, read_email, read_name

ADDRESSES = {
    "j.jansen@gemeente.example": "j.jansen@gemeente.example",
    "  J.Jansen@Gemeente.Example\u00a0": "j.jansen@gemeente.example",
    "o'brien+huis@politie.example": "o'brien+huis@politie.example",
    "info@súdwest-fryslân.example": "info@súdwest-fryslân.example",
    "info@xn--bcher-kva.example": "info@bücher.example",
}
NO_ADDRESSES = (
    *("", " ", "geen", "@gemeente.example", "jan@", "jan@localhost", "a@b@c.example", "a b@c.example"),
    *(
        "a@b.example,c@d.example",
        "a@b.example; c@d.example",
        "Jan <a@b.example>",
        '"a"@b.example',
        "mailto:a@b.example",
    ),
    *("a@b.example\r\nBcc: c@d.example", "a@b.example\nx", "a\x00@b.example", "a@b\u200b.example", "a\u202e@b.example"),
    *("andré@b.example", ".a@b.example", "a.@b.example", "a..b@c.example", "a@.example", "a@b..example"),
    *("a@-b.example", "a@b.example.", "a@127.0.0.1", "a@[127.0.0.1]", "a@b_c.example", "a" * 65 + "@b.example"),
    *("a@" + "b" * 64 + ".example", "a@" + "bcd." * 70 + "example", "a@b.exa mple", "a@b.example\u2028"),
)


@pytest.mark.parametrize(("typed", "kept"), ADDRESSES.items())
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert read_email(typed) == kept


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_what_is_not_exactly_one_address_is_refused_in_one_sentence_without_it(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_email(typed)

    assert "Dit is geen e-mailadres" in str(refused.value)
    assert not typed.strip() or len(typed) < 5 or typed not in str(refused.value)


@given(st.text(max_size=40))
def test_an_address_that_is_taken_holds_nothing_that_could_end_a_header_and_is_read_the_same_again(text: str) -> None:
    for typed in (text, f"{text}@gemeente.example", f"a@{text}.example"):
        try:
            kept = read_email(typed)
        except BadInput:
            continue
        assert kept.isprintable() and not set(kept) & set(" ,;<>\"'()[]\\:\r\n\t\x00") - {"'"}
        assert read_email(kept) == kept


@pytest.mark.parametrize("typed", ["", "   ", "---", "a\nb", "a\tb", "a\u202eb", "a\u200bb", "x" * 121, "\x00"])
def test_a_name_that_nobody_could_read_back_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_name(typed)


def test_a_name_keeps_its_letters_and_loses_double_spaces() -> None:
    assert read_name("  Súdwest-Fryslân \u00a0 d'Ancona ") == "Súdwest-Fryslân d'Ancona"
    assert read_name("Andre\u0301") == "André"


def test_spellings_are_the_same_without_capitals_accents_and_signs() -> None:
    assert fold("Zorg- of Welzijns­medewerker") == fold("zorg of welzijns medewerker")
    assert fold("ANDRÉ’s  overleg") == fold("andre s overleg")


@pytest.mark.parametrize("text", ["", " ", "x" * 501, "bel\u200bons", "bel\x1bons"])
def test_a_contact_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="kunnen bellen of mailen"):
        check_contact(text)


@pytest.mark.parametrize("text", ["Bel 0800.", "Bel ons\nof mail ons", "é" * 500])
def test_a_contact_may_have_lines(text: str) -> None:
    check_contact(text)
