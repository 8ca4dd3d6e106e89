"""Statements on read-only links: who may read a wave's outside numbers without an account, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from monitor.store.database import Database


@dataclass(frozen=True)
class Share:
    """A read-only link to one wave. `until`: the last day on which it opens something."""

    id: str
    wave: str
    label: str
    with_explanations: bool
    with_comments: bool
    made_by: str
    made_on: date
    until: date
    withdrawn_on: date | None = None


_SELECT = (
    "SELECT id, wave_id, label, with_explanations, with_comments, made_by, made_on, until, withdrawn_on FROM share "
)


def insert_share(db: Database, share: Share, *, token_hash: bytes) -> None:
    """Make a link."""
    db.execute(
        "INSERT INTO share (id, wave_id, token_hash, label, with_explanations, with_comments, made_by, made_on, until) "
        "VALUES (:id, :wave, :token_hash, :label, :with_explanations, :with_comments, :made_by, :made_on, :until)",
        {
            "id": share.id,
            "wave": share.wave,
            "token_hash": token_hash,
            "label": share.label,
            "with_explanations": int(share.with_explanations),
            "with_comments": int(share.with_comments),
            "made_by": share.made_by,
            "made_on": share.made_on.isoformat(),
            "until": share.until.isoformat(),
        },
    )


def select_share(db: Database, *, token_hash: bytes, today: date) -> Share | None:
    """The link with this token, if it opens something today."""
    rows = db.query(
        _SELECT + "WHERE token_hash = :token_hash AND withdrawn_on IS NULL AND until >= :today",
        {"token_hash": token_hash, "today": today.isoformat()},
    )
    return _share(rows[0]) if rows else None


def select_shares(db: Database, *, ended_since: date) -> list[Share]:
    """The links that work or ended on this day or later; those that were made last first."""
    rows = db.query(
        _SELECT + "WHERE coalesce(withdrawn_on, until) >= :since ORDER BY made_on DESC, label, id",
        {"since": ended_since.isoformat()},
    )
    return [_share(row) for row in rows]


def update_withdrawn(db: Database, *, share: str, today: date) -> int:
    """Withdraw a link that still works; 0 if there is none."""
    return db.execute(
        "UPDATE share SET withdrawn_on = :today WHERE id = :share AND withdrawn_on IS NULL AND until >= :today",
        {"share": share, "today": today.isoformat()},
    )


def delete_ended_shares(db: Database, *, before: date) -> int:
    """Forget the links that ended before this day."""
    return db.execute("DELETE FROM share WHERE coalesce(withdrawn_on, until) < :before", {"before": before.isoformat()})


def _share(row: Row) -> Share:
    return Share(
        row["id"],
        row["wave_id"],
        row["label"],
        bool(row["with_explanations"]),
        bool(row["with_comments"]),
        row["made_by"],
        date.fromisoformat(row["made_on"]),
        date.fromisoformat(row["until"]),
        date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
    )
