"""The audit log: every change by people with an account, by commands and by the program itself, in one chain.

A line is written in the transaction of the change. It names ids and numbers, never an address, a token, a password or
an answer, and never which partner answered.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

from monitor.errors import Mismatch
from monitor.model import Account, Actor
from monitor.store import audit
from monitor.store.audit import AuditLine
from monitor.store.database import Database

DONE, REFUSED = "done", "refused"


def actor_of(account: Account, address: str) -> Actor:
    """Somebody with an account, and where the request came from."""
    return Actor(f"{account.id} {account.name}", address)


def note(db: Database, now: datetime, actor: Actor, *, what: str, target: str = "", result: str = DONE) -> None:
    """Add a line; call it inside the `atomic` of the change that it is about."""
    number, before = audit.select_last(db)
    line = AuditLine(
        number + 1, now.astimezone(UTC).replace(microsecond=0), actor.who, what, target, result, actor.source, b""
    )
    audit.insert_line(db, replace(line, hash=_chain(before, line)))


def verify(db: Database) -> int:
    """Recompute the chain; gives the number of lines. Raises Mismatch with the first line that does not fit."""
    number, before = 0, b""
    for line in audit.each_line(db):
        if line.number != number + 1 or line.hash != _chain(before, line):
            raise Mismatch(
                f"Het logboek is veranderd: regel {number + 1} past niet bij de regel ervoor.", (f"regel {number + 1}",)
            )
        number, before = line.number, line.hash
    return number


def _chain(before: bytes, line: AuditLine) -> bytes:
    fields = [line.number, line.at.isoformat(), line.who, line.what, line.target, line.result, line.source]
    return hashlib.sha256(before + json.dumps(fields, ensure_ascii=False).encode()).digest()
