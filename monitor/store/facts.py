"""Statements on the few facts that an installation keeps beside its accounts."""

from __future__ import annotations

from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import to_text

KEY_BACKUP = "key_backup"


def select_fact(db: Database, name: str) -> str | None:
    """The value of a fact, or None."""
    rows = db.query("SELECT value FROM fact WHERE name = :name", {"name": name})
    return rows[0]["value"] if rows else None


def upsert_fact(db: Database, *, name: str, value: str, at: datetime) -> None:
    """Keep a fact in place of what it was."""
    db.execute(
        "INSERT INTO fact (name, value, at) VALUES (:name, :value, :at) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
        {"name": name, "value": value, "at": to_text(at)},
    )
