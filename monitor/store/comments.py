"""Statements on open comments that were released."""

from __future__ import annotations

from monitor.store.database import Database


def select_comments(db: Database, wave: str) -> list[str]:
    """The released comments of a wave, in the order of their random ids."""
    rows = db.query("SELECT body FROM comment WHERE wave_id = :wave ORDER BY id", {"wave": wave})
    return [row["body"] for row in rows]
