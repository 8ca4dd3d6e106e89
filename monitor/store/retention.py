"""Statements that destroy the answers of a closed wave at its retention date, and count what is there to destroy."""

from __future__ import annotations

from datetime import date

from monitor.model import WaveState
from monitor.store.database import Database

VAULT_TABLES = ("vault_chunk", "vault_frame", "sealed_words", "sealed_contact", "sealed_edit")
"""What of a closed wave goes at its retention date, beside the key part in its own row."""


def count_rows(db: Database, table: str, wave: str) -> int:
    """Rows of a table of VAULT_TABLES that belong to a wave."""
    rows = db.query(f"SELECT count(*) AS number FROM {table} WHERE wave_id = :wave", {"wave": wave})  # noqa: S608 - own names
    return int(rows[0]["number"])


def delete_rows(db: Database, table: str, wave: str) -> int:
    """Destroy a wave's rows of a table of VAULT_TABLES; gives how many."""
    return db.execute(f"DELETE FROM {table} WHERE wave_id = :wave", {"wave": wave})  # noqa: S608 - own names


def update_erased(db: Database, wave: str, *, day: date) -> bool:
    """Destroy the key part of a closed wave and note the day; False if it was not closed, or erased before."""
    changed = db.execute(
        "UPDATE wave SET vault_secret = NULL, erased_on = :day "
        "WHERE id = :wave AND state = :closed AND erased_on IS NULL",
        {"wave": wave, "day": day.isoformat(), "closed": WaveState.CLOSED},
    )
    return changed == 1


def count_without_overleg(db: Database) -> int:
    """Partners who are in no overleg any more, and invited to nothing that runs."""
    rows = db.query(
        "SELECT count(*) AS number FROM partner "
        "WHERE NOT EXISTS (SELECT 1 FROM partner_overleg WHERE partner_overleg.partner_id = partner.id) "
        "AND NOT EXISTS (SELECT 1 FROM invitation WHERE invitation.partner_id = partner.id)"
    )
    return int(rows[0]["number"])
