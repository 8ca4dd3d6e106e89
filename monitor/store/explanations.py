"""Statements on what a house says itself about its results."""

from __future__ import annotations

from datetime import date
from sqlite3 import Row

from monitor.model import Explanation
from monitor.store.database import Database


def select_explanations(db: Database, wave: str, *, overleg: str = "") -> list[Explanation]:
    """The explanations of a wave's whole house, or of one of its overleggen."""
    rows = db.query(
        "SELECT wave_id, overleg, section, body, signed, written_on, revision FROM explanation "
        "WHERE wave_id = :wave AND overleg = :overleg ORDER BY section",
        {"wave": wave, "overleg": overleg},
    )
    return [_explanation(row) for row in rows]


def _explanation(row: Row) -> Explanation:
    return Explanation(
        wave=row["wave_id"],
        overleg=row["overleg"],
        section=row["section"],
        body=row["body"],
        signed=row["signed"],
        written_on=date.fromisoformat(row["written_on"]),
        revision=row["revision"],
    )
