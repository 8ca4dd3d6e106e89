"""What a password may be: long, not common, not about the person; and that hashing is bounded."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput, Busy
from monitor.services import passwords

WORDS = ("Mieke Jansen", "mieke.jansen@gemeente.example", "veiligheidshuis-noord", "Veiligheidshuis Waterland")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",  # among the most used, with a row of digits
        "wachtwoord1234",
        "Wachtwoord2026!",
        "P@ssw0rd1234",
        "qwertyuiop[]",
        "111111111111",
        "abcabcabcabcabc",
        "iloveyou1234",
        "monitormonitor",
        "veiligheidshuis",
        "Veiligheidshuis2026",
        "Welkom2026!!",
        "miekejansen1",
        "Mieke.Jansen1",
        "mieke.jansen@gemeente.example",
        "waterland2026",
    ],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(BadInput, match="te makkelijk"):
        passwords.check_password(password, WORDS)


@pytest.mark.parametrize(
    "password",
    [
        "drie fietsen tegen de kerk",
        "correct horse battery staple",
        "          geen spatie te veel ",
        "zevenkleineletters en geen cijfer",
        "ééntje met accenten en ’n ☃",
        "密码很长而且没有人会猜到它的",
        "kT4#vQ9!mZ2x",
        "x" * 200 + "kT4#vQ9!mZ2x",
        "mieke fietst langs de veiligheidshuizen van Waterland",
    ],
)
def test_length_is_enough_and_every_sign_may_be_used(password: str) -> None:
    passwords.check_password(password, WORDS)


@pytest.mark.parametrize(("length", "sentence"), [(11, "ten minste 12"), (1025, "ten hoogste 1024")])
def test_too_short_and_too_long(length: int, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        passwords.check_password(("kT4#vQ9!mZ2x" * 100)[:length])


def test_a_thousand_and_twenty_four_signs_are_taken_and_matched_to_the_last() -> None:
    password = ("kT4#vQ9!mZ2x☃" * 100)[:1024]

    passwords.check_password(password)

    kept = passwords.hash_password(password)
    assert passwords.matches(kept, password)
    assert not passwords.matches(kept, password[:-1])


@given(st.text(max_size=1100))
def test_whatever_is_typed_it_is_taken_or_refused_in_one_sentence(password: str) -> None:
    try:
        passwords.check_password(password, WORDS)
    except BadInput as error:
        assert str(error).startswith(("Kies een wachtwoord", "Dit wachtwoord"))
        assert not password.strip() or len(password) < 12 or password not in str(error)
    else:
        assert 12 <= len(password) <= 1024


def test_an_account_without_a_password_matches_nothing() -> None:
    assert not passwords.matches(None, "")
    assert not passwords.matches("no hash at all", "kT4#vQ9!mZ2x")


def test_no_more_than_two_hashes_are_made_at_once_and_who_waits_too_long_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running, most, gate = [], [], threading.Event()

    def slow(_hash: str, _password: str) -> bool:
        running.append(1)
        most.append(len(running))
        gate.wait(10)
        running.pop()
        return False

    monkeypatch.setattr(passwords, "_verify", slow)
    monkeypatch.setattr(passwords, "_WAIT_SECONDS", 0.05)
    busy: list[str] = []

    def knock() -> None:
        try:
            passwords.matches(None, "x")
        except Busy as error:
            busy.append(str(error))

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads[:]:
        thread.join(0.5)
        if len(busy) == 6:
            gate.set()
    gate.set()
    for thread in threads:
        thread.join(10)

    assert max(most) == 2
    assert len(busy) == 6 and "probeer" in busy[0].lower()
