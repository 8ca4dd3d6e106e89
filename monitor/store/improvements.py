"""Statements on improvement points."""

from __future__ import annotations

from datetime import date
from sqlite3 import Row
from typing import Any

from monitor.model import Improvement, ImprovementStatus
from monitor.store.database import Database

_COLUMNS = "id, wave_id, overleg, aspect, item, what, owner, due_on, status, result, made_on, changed_on, revision"


def select_improvements(db: Database) -> list[Improvement]:
    """All improvement points of a house, the oldest first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM improvement ORDER BY made_on, id")  # noqa: S608 - own names
    return [_improvement(row) for row in rows]


def select_improvement(db: Database, improvement: str) -> Improvement | None:
    """One improvement point, or None."""
    rows = db.query(f"SELECT {_COLUMNS} FROM improvement WHERE id = :id", {"id": improvement})  # noqa: S608 - own names
    return _improvement(rows[0]) if rows else None


def count_improvements(db: Database, wave: str, *, overleg: str) -> int:
    """How many points follow from a wave's results of one overleg, or of the whole house."""
    found = db.query(
        "SELECT count(*) AS points FROM improvement WHERE wave_id = :wave AND overleg = :overleg",
        {"wave": wave, "overleg": overleg},
    )
    return int(found[0]["points"])


def insert_improvement(db: Database, made: Improvement) -> None:
    """Enter an improvement point."""
    db.execute(
        f"INSERT INTO improvement ({_COLUMNS}) VALUES (:id, :wave, :overleg, :aspect, :item, :what, :owner, :due_on, "  # noqa: S608 - own names
        ":status, :result, :made_on, :changed_on, :revision)",
        {
            "id": made.id,
            "wave": made.wave,
            "overleg": made.overleg,
            "aspect": made.aspect,
            "item": made.item,
            "made_on": made.made_on.isoformat(),
            **_changing(made),
        },
    )


def update_improvement(db: Database, changed: Improvement, *, before: int) -> bool:
    """Replace what may change of a point; False if its revision is not the one before, or it is gone."""
    rows = db.execute(
        "UPDATE improvement SET what = :what, owner = :owner, due_on = :due_on, status = :status, result = :result, "
        "changed_on = :changed_on, revision = :revision WHERE id = :id AND revision = :before",
        {"id": changed.id, "before": before, **_changing(changed)},
    )
    return rows == 1


def delete_improvement(db: Database, improvement: str) -> bool:
    """Take a point away; False if it is not there."""
    return db.execute("DELETE FROM improvement WHERE id = :id", {"id": improvement}) == 1


def _changing(point: Improvement) -> dict[str, Any]:
    return {
        "what": point.what,
        "owner": point.owner,
        "due_on": point.due_on.isoformat() if point.due_on else None,
        "status": point.status,
        "result": point.result,
        "changed_on": point.changed_on.isoformat(),
        "revision": point.revision,
    }


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
