"""Statements on what a house's own names mean in the benchmark, and what it tells of itself there."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import ListKind
from monitor.store.database import Database


@dataclass(frozen=True)
class HouseContext:
    """Facts beside the numbers of a house. founded: a year; None: not told."""

    inhabitants: int | None = None
    founded: int | None = None


def select_codes(db: Database) -> dict[tuple[ListKind, str], str]:
    """(list, id of a name) -> national code as the house said; empty: compared with none."""
    return {
        (ListKind(kind), entry): code for kind, entry, code in db.query("SELECT kind, entry, code FROM national_code")
    }


def upsert_code(db: Database, *, kind: ListKind, entry: str, code: str) -> None:
    """Say what a name means."""
    db.execute(
        "INSERT INTO national_code (kind, entry, code) VALUES (:kind, :entry, :code) "
        "ON CONFLICT (kind, entry) DO UPDATE SET code = excluded.code",
        {"kind": kind, "entry": entry, "code": code},
    )


def select_context(db: Database) -> HouseContext:
    """The facts of a house."""
    rows = db.query("SELECT inhabitants, founded FROM house_context")
    return HouseContext(*rows[0]) if rows else HouseContext()


def upsert_context(db: Database, context: HouseContext) -> None:
    """Tell the facts of a house."""
    db.execute(
        "INSERT INTO house_context (id, inhabitants, founded) VALUES (1, :inhabitants, :founded) "
        "ON CONFLICT (id) DO UPDATE SET inhabitants = excluded.inhabitants, founded = excluded.founded",
        {"inhabitants": context.inhabitants, "founded": context.founded},
    )
