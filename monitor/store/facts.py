"""Statements on the few facts that an installation keeps beside its accounts."""

from __future__ import annotations

from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import from_text, to_text

KEY_BACKUP = "key_backup"


def select_fact(db: Database, name: str) -> str | None:
    """The value of a fact, or None."""
    rows = db.query("SELECT value FROM fact WHERE name = :name", {"name": name})
    return rows[0]["value"] if rows else None


def select_fact_with_time(db: Database, name: str) -> tuple[str, datetime] | None:
    """(value, when) of a fact, or None."""
    rows = db.query("SELECT value, at FROM fact WHERE name = :name", {"name": name})
    return (rows[0]["value"], from_text(rows[0]["at"])) if rows else None


def upsert_fact(db: Database, *, name: str, value: str, at: datetime) -> None:
    """Keep a fact in place of what it was."""
    db.execute(
        "INSERT INTO fact (name, value, at) VALUES (:name, :value, :at) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
        {"name": name, "value": value, "at": to_text(at)},
    )


def claim_turn(db: Database, name: str, *, now: datetime, before: datetime) -> bool:
    """Take the turn of something that is done now and then; False if its last was after `before` and is not to come."""
    changed = db.execute_alone(
        "INSERT INTO fact (name, value, at) VALUES (:name, '', :now) "
        "ON CONFLICT (name) DO UPDATE SET at = :now WHERE fact.at <= :before OR fact.at > :now",
        {"name": name, "now": to_text(now), "before": to_text(before)},
    )
    return changed == 1
