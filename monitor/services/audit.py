"""The audit log: every change by people with an account, by commands and by the program itself, in one chain.

A line is written in the transaction of the change. It names ids and numbers, never an address, a token, a password or
an answer, and never which partner answered. The database refuses to change or remove a line; the chain shows it when
somebody with the file did so all the same, but for lines cut off at the end: that only a mark noted elsewhere shows.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from monitor.errors import Mismatch
from monitor.model import Account, Actor
from monitor.store import audit
from monitor.store.audit import AuditLine
from monitor.store.database import Database

DONE, REFUSED = "done", "refused"
LONGEST = 500
"""Characters of a field; what is longer is cut."""
_BREAKS = "\u2028\u2029"


@dataclass(frozen=True)
class Mark:
    """The last line of a log: how many there are, and the hash that hangs on all of them."""

    number: int
    hash: str


def actor_of(account: Account, address: str) -> Actor:
    """Somebody with an account, and where the request came from."""
    return Actor(f"{account.id} {account.name}", address)


def note(db: Database, now: datetime, actor: Actor, *, what: str, target: str = "", result: str = DONE) -> None:
    """Add a line; call it inside the `atomic` of the change that it is about."""
    number, before = audit.select_last(db)
    at = now.astimezone(UTC).replace(microsecond=0)
    who, source = one_line(actor.who), one_line(actor.source)
    line = AuditLine(number + 1, at, who, one_line(what), one_line(target), one_line(result), source, b"")
    audit.insert_line(db, replace(line, hash=_chain(before, line)))


def one_line(text: str) -> str:
    """A text without line breaks, colour codes or signs that turn text round, so that a line stays one line."""
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" or sign in _BREAKS else sign for sign in text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def last_mark(db: Database) -> Mark:
    """Number and hash of the last line: noted elsewhere, they show later whether the end was cut off."""
    number, found = audit.select_last(db)
    return Mark(number, found.hex())


def list_lines(
    db: Database, *, before: int | None = None, most: int = 100, what: Sequence[str] = ()
) -> list[AuditLine]:
    """The newest lines first; `before`: only older ones; `what`: only of these kinds."""
    return audit.select_lines(db, before=before, most=most, what=what)


def export(db: Database) -> Iterator[str]:
    """Every line as JSON, the first one first."""
    for line in audit.each_line(db):
        fields = {**asdict(line), "at": line.at.isoformat(), "hash": line.hash.hex()}
        yield json.dumps(fields, ensure_ascii=False)


def verify(db: Database) -> int:
    """Recompute the chain; gives the number of lines. Raises Mismatch with the first line that does not fit."""
    number, before = 0, b""
    try:
        for line in audit.each_line(db):
            if line.number != number + 1 or line.hash != _chain(before, line):
                raise _changed(number + 1)
            number, before = line.number, line.hash
    except ValueError:  # a time that is none
        raise _changed(number + 1) from None
    return number


def _changed(number: int) -> Mismatch:
    return Mismatch(f"Het logboek is veranderd: regel {number} past niet bij de regel ervoor.", (f"regel {number}",))


def _chain(before: bytes, line: AuditLine) -> bytes:
    fields = [line.number, line.at.isoformat(), line.who, line.what, line.target, line.result, line.source]
    return hashlib.sha256(before + json.dumps(fields, ensure_ascii=False).encode()).digest()
