"""Slowing down: wrong passwords, codes and links are counted as rows of the directory, under hashed names.

A try is counted before it is known whether it is right, and taken back if it is: many at once get no more than one
after another. Nobody is locked out for good, and a link that works is never slowed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from monitor.errors import TooManyTries
from monitor.services import sealing
from monitor.services.installation import Installation
from monitor.store import throttle
from monitor.store.database import Database

WINDOW = timedelta(minutes=15)


class Counted(StrEnum):
    """What is counted; each has a name beside it (an e-mail address, a network address, an account)."""

    ACCOUNT = "account"
    ADDRESS = "address"
    SECOND_FACTOR = "second factor"
    FORGOTTEN = "forgotten"
    FORGOTTEN_FROM = "forgotten from"
    LINK = "link"
    PROVIDER = "provider"


MOST = {
    Counted.ACCOUNT: 10,
    Counted.ADDRESS: 50,
    Counted.SECOND_FACTOR: 10,
    Counted.FORGOTTEN: 3,
    Counted.FORGOTTEN_FROM: 20,
    Counted.LINK: 60,
    Counted.PROVIDER: 60,
}
"""Tries within the window; the next is refused."""
_NETWORKS = (Counted.ADDRESS, Counted.FORGOTTEN_FROM, Counted.LINK, Counted.PROVIDER)
"""Counted by network address: one IPv6 connection has 2^64 of them, so those are counted together."""
_NETWORK_BITS = 64
_SLOW_DOWN = "Er is te vaak iets verkeerds ingevuld. Wacht een kwartier en probeer het opnieuw."
_SENTENCES = {
    Counted.ACCOUNT: "Er is te vaak een verkeerd wachtwoord ingevuld. Wacht een kwartier en probeer het opnieuw.",
    Counted.ADDRESS: "Er is te vaak een verkeerd wachtwoord ingevuld. Wacht een kwartier en probeer het opnieuw.",
    Counted.SECOND_FACTOR: "Er is te vaak een verkeerde code ingevuld. Wacht een kwartier en probeer het opnieuw.",
    Counted.FORGOTTEN: "U vroeg dit net al een paar keer. Kijk in uw mail, of probeer het over een kwartier opnieuw.",
}


@dataclass(frozen=True)
class Tried:
    """A try that was counted. filled: the buckets in which it took the last place, so each window says so once."""

    entries: tuple[str, ...]
    filled: tuple[Counted, ...]


def count(installation: Installation, *tries: tuple[Counted, str]) -> Tried:
    """Count a try in each of these buckets. Raises TooManyTries and counts nothing."""
    db, now = installation.directory(), installation.now()
    buckets = [_bucket(installation, counted, name) for counted, name in tries]
    entries, filled = [secrets.token_hex(16) for _ in tries], list[Counted]()
    with db.atomic():
        throttle.delete_tries(db, before=now - WINDOW)
        for (counted, _), bucket in zip(tries, buckets, strict=True):
            before = throttle.count_tries(db, bucket=bucket, since=now - WINDOW)
            if before >= MOST[counted]:
                raise TooManyTries(_SENTENCES.get(counted, _SLOW_DOWN))
            filled += [counted] if before == MOST[counted] - 1 else []
        for entry, bucket in zip(entries, buckets, strict=True):
            throttle.insert_try(db, entry=entry, bucket=bucket, now=now)
    return Tried(tuple(entries), tuple(filled))


def take_back(installation: Installation, tried: Tried) -> None:
    """Uncount a try that was right."""
    db = installation.directory()
    with db.atomic():
        throttle.delete_entries(db, tried.entries)


def write_for_nobody(installation: Installation, db: Database) -> None:
    """Write a row that counts nothing: an unknown address takes as long as a known one. Call inside `atomic`."""
    throttle.insert_try(db, entry=secrets.token_hex(16), bucket="", now=installation.now())


def is_slowed(installation: Installation, address: str) -> bool:
    """Count a link that does not work; True, and nothing is counted, past the most that a network address may try."""
    db, since = installation.directory(), installation.now() - WINDOW
    bucket = _bucket(installation, Counted.LINK, address)
    with db.atomic():
        throttle.delete_tries(db, before=since)
        slowed = throttle.count_tries(db, bucket=bucket, since=since) >= MOST[Counted.LINK]
        if not slowed:
            throttle.insert_try(db, entry=secrets.token_hex(16), bucket=bucket, now=installation.now())
    return slowed


def _bucket(installation: Installation, counted: Counted, name: str) -> str:
    """A counter's name, unreadable without the key."""
    counts = _network(name) if counted in _NETWORKS else name
    return sealing.keyed_hash(sealing.account_key(installation.secret, "throttle"), counted, counts).hex()


def _network(address: str) -> str:
    """What a network address is counted as: an IPv6 address as its /64, an IPv4 address as itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _NETWORK_BITS), strict=False))
