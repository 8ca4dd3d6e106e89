"""Statements on the directory: houses, accounts, rights, sessions, wrong tries."""

from __future__ import annotations

from datetime import date, datetime
from sqlite3 import Row

from monitor.model import Account, Right, Role
from monitor.store.database import Database
from monitor.store.times import to_text


def insert_house(db: Database, *, house: str, name: str) -> None:
    """Enter a house; its own database holds the rest."""
    db.execute("INSERT INTO house (id, name) VALUES (:id, :name)", {"id": house, "name": name})


def select_house_names(db: Database) -> dict[str, str]:
    """House id -> name, by name."""
    return {row["id"]: row["name"] for row in db.query("SELECT id, name FROM house ORDER BY name")}


def insert_account(db: Database, *, account: str, email: str, name: str, password_hash: str) -> None:
    """Enter an account without rights."""
    db.execute(
        "INSERT INTO account (id, email, name, password_hash) VALUES (:id, :email, :name, :password_hash)",
        {"id": account, "email": email, "name": name, "password_hash": password_hash},
    )


def insert_right(db: Database, *, account: str, right: Right) -> None:
    """Give a role in a house; giving it twice changes nothing."""
    db.execute(
        "INSERT INTO account_right (account_id, house, role, overleg, purpose, until) "
        "VALUES (:account, :house, :role, :overleg, :purpose, :until) ON CONFLICT DO NOTHING",
        {
            "account": account,
            "house": right.house,
            "role": right.role,
            "overleg": right.overleg or "",
            "purpose": right.purpose,
            "until": right.until.isoformat() if right.until else None,
        },
    )


def select_password(db: Database, email: str) -> tuple[str, str] | None:
    """(account id, password hash) of an address, or None."""
    rows = db.query("SELECT id, password_hash FROM account WHERE email = :email", {"email": email})
    return (rows[0]["id"], rows[0]["password_hash"]) if rows else None


def update_password(db: Database, *, account: str, password_hash: str) -> None:
    """Replace the password's hash."""
    db.execute(
        "UPDATE account SET password_hash = :password_hash WHERE id = :id",
        {"id": account, "password_hash": password_hash},
    )


def insert_session(
    db: Database, *, id_hash: bytes, session: str, account: str, began_at: datetime, expires_at: datetime
) -> None:
    """Begin a session."""
    db.execute(
        "INSERT INTO session (id_hash, id, account_id, began_at, expires_at, complete) "
        "VALUES (:id_hash, :id, :account, :began_at, :expires_at, 1)",
        {
            "id_hash": id_hash,
            "id": session,
            "account": account,
            "began_at": to_text(began_at),
            "expires_at": to_text(expires_at),
        },
    )


def delete_session(db: Database, id_hash: bytes) -> None:
    """End a session: its cookie is worth nothing from here on."""
    db.execute("DELETE FROM session WHERE id_hash = :id_hash", {"id_hash": id_hash})


def delete_sessions_of(db: Database, account: str) -> None:
    """End every session of an account."""
    db.execute("DELETE FROM session WHERE account_id = :account", {"account": account})


def delete_expired_sessions(db: Database, now: datetime) -> None:
    """Forget sessions that are over."""
    db.execute("DELETE FROM session WHERE expires_at <= :now", {"now": to_text(now)})


def select_account_of_session(db: Database, *, id_hash: bytes, now: datetime) -> Account | None:
    """The account of a living session with its rights, or None."""
    rows = db.query(
        "SELECT account.id, account.email, account.name, account_right.house, account_right.role, "
        "account_right.overleg, account_right.purpose, account_right.until FROM session "
        "JOIN account ON account.id = session.account_id "
        "LEFT JOIN account_right ON account_right.account_id = account.id "
        "WHERE session.id_hash = :id_hash AND session.expires_at > :now AND account.disabled = 0 "
        "ORDER BY account_right.house, account_right.role, account_right.overleg",
        {"id_hash": id_hash, "now": to_text(now)},
    )
    if not rows:
        return None
    rights = tuple(_right(row) for row in rows if row["role"])
    return Account(rows[0]["id"], rows[0]["email"], rows[0]["name"], rights)


def _right(row: Row) -> Right:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Right(row["house"], Role(row["role"]), row["overleg"] or None, row["purpose"], until)


def insert_try(db: Database, *, entry: str, bucket: str, now: datetime) -> None:
    """Count a wrong try in a bucket (an account, an address, links from an address; hashed)."""
    db.execute(
        "INSERT INTO throttle (id, bucket, at) VALUES (:id, :bucket, :now)",
        {"id": entry, "bucket": bucket, "now": to_text(now)},
    )


def count_tries(db: Database, *, bucket: str, since: datetime) -> int:
    """Wrong tries of a bucket since an instant."""
    rows = db.query(
        "SELECT count(*) AS number FROM throttle WHERE bucket = :bucket AND at > :since",
        {"bucket": bucket, "since": to_text(since)},
    )
    return int(rows[0]["number"])


def delete_tries(db: Database, *, before: datetime) -> None:
    """Forget wrong tries from before an instant."""
    db.execute("DELETE FROM throttle WHERE at <= :before", {"before": to_text(before)})
