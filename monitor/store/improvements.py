"""Statements on improvement points."""

from __future__ import annotations

from datetime import date
from sqlite3 import Row

from monitor.model import Improvement, ImprovementStatus
from monitor.store.database import Database

_COLUMNS = "id, wave_id, overleg, aspect, item, what, owner, due_on, status, result, made_on, changed_on, revision"


def select_improvements(db: Database) -> list[Improvement]:
    """All improvement points of a house, the oldest first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM improvement ORDER BY made_on, id")  # noqa: S608 - own names
    return [_improvement(row) for row in rows]


def _improvement(row: Row) -> Improvement:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    made, changed = date.fromisoformat(row["made_on"]), date.fromisoformat(row["changed_on"])
    return Improvement(
        id=row["id"],
        wave=row["wave_id"],
        overleg=row["overleg"],
        aspect=row["aspect"],
        item=row["item"],
        what=row["what"],
        owner=row["owner"],
        due_on=due,
        status=ImprovementStatus(row["status"]),
        result=row["result"],
        made_on=made,
        changed_on=changed,
        revision=row["revision"],
    )
