"""Passwords: what is refused, how they are kept, and how many may be hashed at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from monitor.errors import BadInput, Busy

MINIMUM = 12
MAXIMUM = 1024
RULE = (
    f"Ten minste {MINIMUM} tekens. Elk teken mag, ook een spatie: een zinnetje van een paar woorden is het "
    "makkelijkst. Een wachtwoord dat veel mensen gebruiken mag niet, en ook niet een dat lijkt op uw naam, uw adres of "
    "de naam van uw huis."
)
_GUESSES = 10**10
"""Fewer than this many guesses is too few: zxcvbn's highest class begins there."""
_JUDGED = 72
"""Characters that are judged at the beginning and at the end: zxcvbn takes no more."""
_OURS = (
    *("monitor", "veiligheidshuis", "veiligheidshuizen", "wachtwoord", "welkom", "geheim", "overleg", "gemeente"),
    *("politie", "zorg", "nederland", "amsterdam", "rotterdam", "utrecht", "denhaag", "hallo", "qwerty", "azerty"),
    *(
        "lente",
        "voorjaar",
        "zomer",
        "herfst",
        "najaar",
        "winter",
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
    ),
    *("juli", "augustus", "september", "oktober", "november", "december", "maandag", "dinsdag", "woensdag"),
    *("donderdag", "vrijdag", "zaterdag", "zondag", "voetbal", "ajax", "feyenoord", "liefde", "schatje"),
)
"""Dutch words that count for next to nothing, beside zxcvbn's own lists."""
_AT_ONCE = 2
_WAIT_SECONDS = 5.0
_slots = threading.BoundedSemaphore(_AT_ONCE)
_hasher = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$JTtn7w1yg04BRdotD1fkNw$BS3SNqgdOSm2+JSy7jgW7sR/rxhUnaNAJhEYkRV5BHI"
"""A hash that no password has: an account without a password costs as much time as one with."""


def check_password(password: str, words: Iterable[str] = ()) -> None:
    """Raise BadInput for a password that is too short, too long or easy to guess by who knows `words`.

    Judged by zxcvbn: lists of common passwords, names and words, also with signs in place of letters, repeated, in
    rows of the keyboard or followed by a year. No rules on which characters (OWASP ASVS 5, V6.2).
    """
    if len(password) < MINIMUM:
        raise BadInput(f"Kies een wachtwoord van ten minste {MINIMUM} tekens. Een zinnetje is het makkelijkst.")
    if len(password) > MAXIMUM:
        raise BadInput(f"Kies een wachtwoord van ten hoogste {MAXIMUM} tekens.")
    from zxcvbn import zxcvbn  # type: ignore[import-untyped] # has no types; loaded only where a password is chosen

    known = [part for word in words for part in (word.lower(), *re.split(r"\W+", word.lower())) if len(part) > 2]
    judged = {password[:_JUDGED], password[-_JUDGED:]}
    if max(zxcvbn(part, user_inputs=[*known, *_OURS])["guesses"] for part in judged) < _GUESSES:
        raise BadInput(
            "Dit wachtwoord is te makkelijk te raden. Kies een ander, bijvoorbeeld een zinnetje van een paar woorden."
        )


def hash_password(password: str) -> str:
    """What is kept of a password: argon2id with its own salt and parameters. Raises Busy."""
    with _slot():
        return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; without a hash it takes as long and is not. Raises Busy."""
    with _slot():
        return _verify(password_hash or _NOBODY, password) and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether it was hashed with less than what is used now."""
    return _hasher.check_needs_rehash(password_hash)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:MAXIMUM])
    except (VerifyMismatchError, InvalidHashError):
        return False


@contextmanager
def _slot() -> Iterator[None]:
    """One of the few places in which a hash is made: each takes 64 MiB."""
    if not _slots.acquire(timeout=_WAIT_SECONDS):
        raise Busy("Er willen nu veel mensen tegelijk inloggen. Probeer het over een minuut opnieuw.")
    try:
        yield
    finally:
        _slots.release()
