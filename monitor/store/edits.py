"""Statements on who reads the open comments of a wave, and on what they decided, sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.store.database import Database


@dataclass(frozen=True)
class WaveEditor:
    """A redacteur of a wave, named as partners read it. `read_on`: the day of first opening the comments."""

    account: str
    name: str
    read_on: date | None = None


def insert_editors(db: Database, wave: str, editors: Sequence[WaveEditor]) -> None:
    """Freeze who reads the comments of a wave."""
    db.execute_many(
        "INSERT INTO wave_editor (wave_id, account_id, name, read_on) VALUES (:wave, :account, :name, NULL)",
        [{"wave": wave, "account": editor.account, "name": editor.name} for editor in editors],
    )


def select_editors(db: Database, wave: str) -> list[WaveEditor]:
    """Who was frozen as redacteur of a wave, by name."""
    rows = db.query(
        "SELECT account_id, name, read_on FROM wave_editor WHERE wave_id = :wave ORDER BY name, account_id",
        {"wave": wave},
    )
    return [WaveEditor(row["account_id"], row["name"], _day(row["read_on"])) for row in rows]


def update_read_on(db: Database, wave: str, *, account: str, day: date) -> bool:
    """Note the first day on which a redacteur opened the comments; False if that was noted before."""
    changed = db.execute(
        "UPDATE wave_editor SET read_on = :day WHERE wave_id = :wave AND account_id = :account AND read_on IS NULL",
        {"day": day.isoformat(), "wave": wave, "account": account},
    )
    return changed == 1


def select_edits(db: Database, wave: str) -> dict[bytes, bytes]:
    """Id of a comment in sealed_words -> what was decided about it, as ciphertext."""
    rows = db.query("SELECT id, sealed FROM sealed_edit WHERE wave_id = :wave", {"wave": wave})
    return {bytes(row["id"]): bytes(row["sealed"]) for row in rows}


def upsert_edit(db: Database, *, comment: bytes, wave: str, sealed: bytes) -> None:
    """Keep what was decided about a comment, in place of what was decided before."""
    db.execute(
        "INSERT INTO sealed_edit (id, wave_id, sealed) VALUES (:id, :wave, :sealed) "
        "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        {"id": comment, "wave": wave, "sealed": sealed},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
