"""Statements on the audit log of a house or the directory: add a line, read lines. Nothing changes or removes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import from_text, to_text


@dataclass(frozen=True)
class AuditLine:
    """Who did what, on what, with what result, from where and when. `hash`: over this line and the hash before it."""

    number: int
    at: datetime
    who: str
    what: str
    target: str
    result: str
    source: str
    hash: bytes


_COLUMNS = "number, at, who, what, target, result, source, hash"


def insert_line(db: Database, line: AuditLine) -> None:
    """Add a line."""
    db.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES (:number, :at, :who, :what, :target, :result, :source, :hash)",  # noqa: S608 - a constant
        {
            "number": line.number,
            "at": to_text(line.at),
            "who": line.who,
            "what": line.what,
            "target": line.target,
            "result": line.result,
            "source": line.source,
            "hash": line.hash,
        },
    )


def select_last(db: Database) -> tuple[int, bytes]:
    """(number, hash) of the last line; (0, b"") of an empty log."""
    rows = db.query("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
    return (rows[0]["number"], rows[0]["hash"]) if rows else (0, b"")


def select_lines(
    db: Database, *, before: int | None = None, most: int = 100, what: Sequence[str] = ()
) -> list[AuditLine]:
    """The newest lines, or those older than a number, the newest first; `what`: only these, empty: all."""
    named = {f"what{place}": one for place, one in enumerate(what)}
    chosen = f"AND what IN ({', '.join(f':{name}' for name in named)}) " if named else ""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM audit WHERE number < :before {chosen}ORDER BY number DESC LIMIT :most",  # noqa: S608 - names of parameters
        {"before": before if before is not None else 2**62, "most": most, **named},
    )
    return [AuditLine(row[0], from_text(row[1]), *row[2:]) for row in rows]


def each_line(db: Database, *, step: int = 1000) -> Iterator[AuditLine]:
    """All lines from the first on, read a thousand at a time."""
    last = 0
    while rows := db.query(
        f"SELECT {_COLUMNS} FROM audit WHERE number > :last ORDER BY number LIMIT :step",  # noqa: S608 - a constant
        {"last": last, "step": step},
    ):
        yield from (AuditLine(row[0], from_text(row[1]), *row[2:]) for row in rows)
        last = rows[-1]["number"]
