"""Statements on sessions: who is signed in, on which device, and whether the second factor is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from monitor.store.database import Database
from monitor.store.times import from_text, to_text


@dataclass(frozen=True)
class SessionRow:
    """A living session. `complete`: nothing is still to come."""

    id: str
    account: str
    began_at: datetime
    expires_at: datetime
    complete: bool
    device: str


_SELECT = (
    "SELECT session.id, account_id, began_at, expires_at, complete, device FROM session "
    "JOIN account ON account.id = session.account_id "
)


def insert_session(db: Database, *, id_hash: bytes, session: SessionRow) -> None:
    """Begin a session."""
    db.execute(
        "INSERT INTO session (id_hash, id, account_id, began_at, expires_at, complete, device) "
        "VALUES (:id_hash, :id, :account, :began_at, :expires_at, :complete, :device)",
        {
            "id_hash": id_hash,
            "id": session.id,
            "account": session.account,
            "began_at": to_text(session.began_at),
            "expires_at": to_text(session.expires_at),
            "complete": int(session.complete),
            "device": session.device,
        },
    )


def select_session(db: Database, *, id_hash: bytes, now: datetime) -> SessionRow | None:
    """The living session of a cookie, of an account that is not disabled; or None."""
    rows = db.query(
        _SELECT + "WHERE id_hash = :id_hash AND expires_at > :now AND disabled = 0",
        {"id_hash": id_hash, "now": to_text(now)},
    )
    return _session(rows[0]) if rows else None


def select_sessions_of(db: Database, *, account: str, now: datetime) -> list[SessionRow]:
    """The living sessions of an account, the newest first."""
    rows = db.query(
        _SELECT + "WHERE account_id = :account AND expires_at > :now ORDER BY began_at DESC, session.id",
        {"account": account, "now": to_text(now)},
    )
    return [_session(row) for row in rows]


def _session(row: Row) -> SessionRow:
    return SessionRow(
        row["id"],
        row["account_id"],
        from_text(row["began_at"]),
        from_text(row["expires_at"]),
        bool(row["complete"]),
        row["device"],
    )


def delete_session(db: Database, id_hash: bytes) -> int:
    """End a session: its cookie is worth nothing from here on."""
    return db.execute("DELETE FROM session WHERE id_hash = :id_hash", {"id_hash": id_hash})


def delete_own_session(db: Database, *, account: str, session: str) -> int:
    """End a session of this account, by the id in its list; gives how many there were."""
    return db.execute(
        "DELETE FROM session WHERE id = :session AND account_id = :account", {"session": session, "account": account}
    )


def delete_sessions_of(db: Database, account: str, *, but: str = "") -> int:
    """End every session of an account, or all but one (by its id in the list); gives how many."""
    return db.execute(
        "DELETE FROM session WHERE account_id = :account AND id <> :but", {"account": account, "but": but}
    )


def delete_expired_sessions(db: Database, now: datetime) -> None:
    """Forget sessions that are over."""
    db.execute("DELETE FROM session WHERE expires_at <= :now", {"now": to_text(now)})
