"""Statements on tries that slow down: who tried what stands there only as a hash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import to_text


def insert_try(db: Database, *, entry: str, bucket: str, now: datetime) -> None:
    """Count a try in a bucket."""
    db.execute(
        "INSERT INTO throttle (id, bucket, at) VALUES (:id, :bucket, :now)",
        {"id": entry, "bucket": bucket, "now": to_text(now)},
    )


def count_tries(db: Database, *, bucket: str, since: datetime) -> int:
    """Tries in a bucket since an instant."""
    rows = db.query(
        "SELECT count(*) AS number FROM throttle WHERE bucket = :bucket AND at > :since",
        {"bucket": bucket, "since": to_text(since)},
    )
    return int(rows[0]["number"])


def delete_tries(db: Database, *, before: datetime) -> None:
    """Forget tries from before an instant."""
    db.execute("DELETE FROM throttle WHERE at <= :before", {"before": to_text(before)})


def delete_entries(db: Database, entries: Sequence[str]) -> None:
    """Take back tries that turned out right."""
    db.execute_many("DELETE FROM throttle WHERE id = :id", [{"id": entry} for entry in entries])
