"""Links, hashes and seals: known answers worked out apart from our code, and what must not open."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misconfigured
from monitor.services import sealing

LINK_KEY = bytes(range(32))
SECRET = bytes(range(100, 132))


def token(**changes: object) -> str:
    given = {"link_key": LINK_KEY, "wave_secret": SECRET, "invitation": "abc", "link_number": 1} | changes
    return sealing.make_token(given.pop("link_key"), **given)


def test_a_token_is_the_first_128_bits_of_an_hmac_over_length_prefixed_parts() -> None:
    # HMAC-SHA256 from the standard library over: length and bytes of "link", the wave secret, the invitation, "1".
    parts = (b"link", SECRET, b"abc", b"1")
    message = b"\x00".join(len(part).to_bytes(4, "big") + part for part in parts)
    wanted = base64.urlsafe_b64encode(hmac.new(LINK_KEY, message, hashlib.sha256).digest()[:16]).rstrip(b"=").decode()

    assert token() == wanted
    assert len(wanted) == 22


def test_the_mark_of_a_mail_is_its_id_and_the_first_128_bits_of_an_hmac_over_it() -> None:
    parts = (b"mail mark", b"0123")
    message = b"\x00".join(len(part).to_bytes(4, "big") + part for part in parts)

    assert sealing.mail_mark(LINK_KEY, "0123") == f"0123-{hmac.new(LINK_KEY, message, hashlib.sha256).hexdigest()[:32]}"
    assert sealing.mail_mark(bytes(32), "0123") != sealing.mail_mark(LINK_KEY, "0123")


def test_hmac_gives_the_known_answer_of_rfc_4231() -> None:
    # RFC 4231, test case 2: what our derivation stands on is HMAC-SHA256.
    digest = hmac.digest(b"Jefe", b"what do ya want for nothing?", hashlib.sha256)

    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_a_token_can_be_made_again_for_a_reminder() -> None:
    assert token() == token()


@pytest.mark.parametrize(
    "change",
    [
        {"link_key": bytes(32)},
        {"wave_secret": bytes(32)},
        {"invitation": "abd"},
        {"link_number": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_key_wave_invitation_or_number_gives_another_token(change: dict[str, object]) -> None:
    assert token(**change) != token()


def test_parts_that_run_together_give_different_tokens() -> None:
    # invitation "abc" with number 11 against invitation "abc1" with number 1
    assert token(link_number=11) != token(invitation="abc1", link_number=1)


@given(st.text(max_size=40))
def test_only_22_url_safe_characters_have_the_form_of_a_token(text: str) -> None:
    alphabet = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    assert sealing.is_token(text) == (len(text) == 22 and set(text) <= alphabet)


def test_what_is_kept_of_a_token_is_different_for_every_purpose_and_never_the_token() -> None:
    one = token()
    kept = [
        sealing.hash_token(one).hex(),
        sealing.draft_id(one).hex(),
        sealing.draft_key(one).hex(),
        sealing.handle_of(one),
    ]

    assert all(not left.startswith(right) for left in kept for right in kept if left is not right)
    assert not any(one in text or base64.urlsafe_b64decode(one + "==").hex() in text for text in kept)


def test_the_keys_of_a_wave_and_of_its_vault_differ_even_with_one_secret() -> None:
    assert sealing.wave_key(LINK_KEY, SECRET) != sealing.vault_key(LINK_KEY, SECRET)


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_what_was_sealed_opens_with_the_same_key_and_context(plain: bytes, context: bytes) -> None:
    key = sealing.draft_key("a token")

    assert sealing.unseal(key, sealing.seal(key, plain, context), context) == plain


def test_a_seal_is_a_nonce_followed_by_aes_256_gcm() -> None:
    sealed = sealing.seal(LINK_KEY, b"text", b"what it is")

    assert AESGCM(LINK_KEY).decrypt(sealed[:12], sealed[12:], b"what it is") == b"text"
    assert len(sealed) == 12 + len(b"text") + 16


def test_a_sealed_text_of_the_gcm_specification_opens() -> None:
    # McGrew & Viega, "The Galois/Counter Mode of Operation", test case 14 (AES-256, 96-bit nonce of zeros).
    key, nonce, plain = bytes(32), bytes(12), bytes(16)
    sealed = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919")

    assert sealing.unseal(key, nonce + sealed, b"") == plain


def test_sealing_one_text_twice_gives_two_different_seals() -> None:
    assert sealing.seal(LINK_KEY, b"text", b"") != sealing.seal(LINK_KEY, b"text", b"")


@pytest.mark.parametrize("place", [0, 5, 12, 20, -1])
def test_a_seal_of_which_one_bit_was_altered_does_not_open(place: int) -> None:
    sealed = bytearray(sealing.seal(LINK_KEY, b"four answers", b"form"))
    sealed[place] ^= 1

    with pytest.raises(Misconfigured, match="De kluis gaat niet open"):
        sealing.unseal(LINK_KEY, bytes(sealed), b"form")


def test_a_seal_does_not_open_with_another_key_or_for_another_purpose() -> None:
    sealed = sealing.seal(LINK_KEY, b"text", b"form voorjaar")

    for key, context in ((bytes(32), b"form voorjaar"), (LINK_KEY, b"form najaar")):
        with pytest.raises(Misconfigured):
            sealing.unseal(key, sealed, context)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(20), bytes(27)])
def test_bytes_too_short_to_be_a_seal_are_refused_like_altered_ones(sealed: bytes) -> None:
    with pytest.raises(Misconfigured):
        sealing.unseal(LINK_KEY, sealed, b"")


@given(st.binary(max_size=60))
def test_what_was_padded_has_the_asked_length_and_comes_back(plain: bytes) -> None:
    padded = sealing.pad(plain, 64)

    assert (len(padded), sealing.unpad(padded)) == (64, plain)


def test_what_does_not_fit_is_not_padded_and_not_cut_off() -> None:
    with pytest.raises(ValueError, match="61 bytes do not fit in 64"):
        sealing.pad(bytes(61), 64)
