"""Statements on open comments that were released."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.store.database import Database


def select_comments(db: Database, wave: str) -> list[str]:
    """The released comments of a wave, in the order of their random ids."""
    return [body for _, body in select_released(db, wave)]


def select_released(db: Database, wave: str) -> list[tuple[bytes, str]]:
    """(random id, text) of the released comments of a wave, in the order of the ids."""
    rows = db.query("SELECT id, body FROM comment WHERE wave_id = :wave ORDER BY id", {"wave": wave})
    return [(bytes(row["id"]), row["body"]) for row in rows]


def insert_comments(db: Database, wave: str, comments: Sequence[tuple[bytes, str]]) -> None:
    """Enter released comments: (random id, text)."""
    db.execute_many(
        "INSERT INTO comment (id, wave_id, body) VALUES (:id, :wave, :body)",
        [{"id": comment, "wave": wave, "body": body} for comment, body in comments],
    )


def delete_comment(db: Database, wave: str, comment: bytes) -> bool:
    """Take one released comment back; False if it is not there."""
    found = db.execute("DELETE FROM comment WHERE id = :id AND wave_id = :wave", {"id": comment, "wave": wave})
    return found == 1


def delete_comments(db: Database, wave: str) -> int:
    """Take all released comments of a wave back; gives how many."""
    return db.execute("DELETE FROM comment WHERE wave_id = :wave", {"wave": wave})
