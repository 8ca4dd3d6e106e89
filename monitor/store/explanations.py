"""Statements on what a house says itself about its results."""

from __future__ import annotations

from datetime import date
from sqlite3 import Row

from monitor.model import Explanation
from monitor.store.database import Database


def select_explanations(db: Database, wave: str, *, overleg: str = "") -> list[Explanation]:
    """The explanations of a wave's whole house, or of one of its overleggen."""
    return [one for one in select_sections(db, wave, overleg=overleg) if one.body]


def select_sections(db: Database, wave: str, *, overleg: str) -> list[Explanation]:
    """The same with sections that were emptied again: their revision goes on counting."""
    rows = db.query(
        "SELECT wave_id, overleg, section, body, signed, written_on, revision FROM explanation "
        "WHERE wave_id = :wave AND overleg = :overleg ORDER BY section",
        {"wave": wave, "overleg": overleg},
    )
    return [_explanation(row) for row in rows]


def upsert_explanation(db: Database, explanation: Explanation) -> None:
    """Keep an explanation in place of the one before."""
    db.execute(
        "INSERT INTO explanation (wave_id, overleg, section, body, signed, written_on, revision) "
        "VALUES (:wave, :overleg, :section, :body, :signed, :written_on, :revision) "
        "ON CONFLICT (wave_id, overleg, section) DO UPDATE SET body = excluded.body, signed = excluded.signed, "
        "written_on = excluded.written_on, revision = excluded.revision",
        {
            "wave": explanation.wave,
            "overleg": explanation.overleg,
            "section": explanation.section,
            "body": explanation.body,
            "signed": explanation.signed,
            "written_on": explanation.written_on.isoformat(),
            "revision": explanation.revision,
        },
    )


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
