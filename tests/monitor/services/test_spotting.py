"""What stands out in a comment: nothing is lost of the text, numbers of people are found however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.services.drafts import WORDS_CHARACTERS
from monitor.services.spotting import ASKED, Spot, is_bsn, spot, spots_in, words_of

NAMES = words_of(["J. de Vries", "Émile Söderström", "Jeugdoverleg Noord"])
GAPS = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2013"])
NOTHING_NEAR = st.text(st.characters(categories=["Ll", "Zs"]), max_size=30)


def found(text: str, kind: Spot) -> list[str]:
    return [piece.text for piece in spot(text, NAMES) if piece.spot is kind]


def bsn_of(first: int) -> str:
    """Nine digits that pass the test of eleven, or "": the last one is what the others leave over."""
    digits = f"{first:08}"
    last = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
    return "" if last == 10 or not int(digits) else f"{digits}{last}"


@given(st.text(max_size=WORDS_CHARACTERS))
def test_the_pieces_together_are_the_text(text: str) -> None:
    pieces = spot(text, NAMES)

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(st.integers(1, 10**8 - 1), GAPS, st.integers(1, 5), NOTHING_NEAR)
def test_a_bsn_is_found_however_it_is_grouped(first: int, gap: str, size: int, before: str) -> None:
    bsn = bsn_of(first)
    written = gap.join(bsn[at : at + size] for at in range(1 - size, 9, size) if bsn[max(at, 0) : at + size])
    if not bsn or gap == "" or size < 2:
        written = bsn
    groups = [bsn[at : at + 3] for at in (0, 3, 6)]

    if bsn:
        assert is_bsn(bsn)
        assert found(f"{before} {bsn}.", Spot.BSN) == [bsn]
        assert found(f"{before} {gap.join(groups)}.", Spot.BSN) == [gap.join(groups)], written


@given(st.integers(1, 10**8 - 1), st.integers(0, 8))
def test_one_digit_other_is_no_bsn(first: int, place: int) -> None:
    bsn = bsn_of(first)
    if bsn:
        other = f"{bsn[:place]}{(int(bsn[place]) + 1) % 10}{bsn[place + 1 :]}"
        assert not is_bsn(other)  # a change of one digit changes the sum by 1 to 9 times a weight under eleven


@given(st.integers(10_000_000, 99_999_999), GAPS, st.sampled_from(["06", "+31 6", "+31 (0)6", "0031 6", "+316"]))
def test_a_telephone_number_is_found_however_it_is_grouped(number: int, gap: str, prefix: str) -> None:
    digits = str(number)
    written = f"{prefix}{gap}{digits[:2]}{gap}{digits[2:5]}{gap}{digits[5:]}"

    assert found(f"Bel {written} of mail.", Spot.PHONE) == [written]


@given(
    st.from_regex(r"[a-z][a-z0-9._+-]{0,20}[a-z0-9]", fullmatch=True),
    st.from_regex(r"[a-z]{2,10}(\.[a-z]{2,6}){1,2}", fullmatch=True),
    st.sampled_from(["@", "＠", " @ ", "(at)", " [at] "]),
)
def test_an_address_is_found_with_its_sign_in_disguise(name: str, domain: str, sign: str) -> None:
    text = f"Mail naar {name}{sign}{domain} of bel."

    assert any(domain in one for one in found(text, Spot.EMAIL))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Volgens De Vries kan het beter.", Spot.NAME, ["Vries"]),
        ("emile soderstrom zei dat", Spot.NAME, ["emile", "soderstrom"]),
        ("Bij jeugdoverleg noord ging het mis", Spot.NAME, ["jeugdoverleg", "noord"]),
        ("Mevrouw Van Dam is er nooit.", Spot.NAME, ["Van Dam"]),
        ("Mevrouw is er nooit, de heer ook niet.", Spot.NAME, []),
        ("Zaak 2024-001234 van gisteren", Spot.NUMBER, ["2024-001234"]),
        ("1" * 40, Spot.NUMBER, ["1" * 40]),
        ("06-12345678 06-87654321", Spot.PHONE, ["06-12345678", "06-87654321"]),
        ("bsn ١١١٢٢٢٣٣٣", Spot.BSN, ["١١١٢٢٢٣٣٣"]),  # the same digits in Arabic script
    ],
)
def test_what_is_marked(text: str, kind: Spot, expected: list[str]) -> None:
    assert found(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    ["Op 12-11-2026 was het goed.", "Van 9.00 tot 17.30 uur", "wij zitten @ kantoor", "Een 8, of 9 van de 10", ""],
)
def test_ordinary_words_do_not_make_the_writer_think_twice(text: str) -> None:
    assert not set(spots_in(spot(text))) & set(ASKED)


def test_kinds_are_told_once_and_in_one_order() -> None:
    pieces = spot("Bel 06-12345678 of 06-87654321, mail a.b@c.example", NAMES)

    assert spots_in(pieces) == (Spot.EMAIL, Spot.PHONE)


def test_short_words_and_particles_of_a_name_mark_nothing() -> None:
    assert found("De een is van de ander", Spot.NAME) == []
