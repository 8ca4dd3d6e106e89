"""Statements on the directory: houses, accounts, rights, sessions, wrong sign-ins."""

from __future__ import annotations

from datetime import datetime

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
        "INSERT INTO account_right (account_id, house, role, overleg) VALUES (:account, :house, :role, :overleg) "
        "ON CONFLICT DO NOTHING",
        {"account": account, "house": right.house, "role": right.role, "overleg": right.overleg or ""},
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


def insert_session(db: Database, *, id_hash: bytes, account: str, expires_at: datetime) -> None:
    """Begin a session."""
    db.execute(
        "INSERT INTO session (id_hash, account_id, expires_at) VALUES (:id_hash, :account, :expires_at)",
        {"id_hash": id_hash, "account": account, "expires_at": to_text(expires_at)},
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
        "account_right.overleg FROM session JOIN account ON account.id = session.account_id "
        "LEFT JOIN account_right ON account_right.account_id = account.id "
        "WHERE session.id_hash = :id_hash AND session.expires_at > :now "
        "ORDER BY account_right.house, account_right.role, account_right.overleg",
        {"id_hash": id_hash, "now": to_text(now)},
    )
    if not rows:
        return None
    rights = tuple(Right(row["house"], Role(row["role"]), row["overleg"] or None) for row in rows if row["house"])
    return Account(rows[0]["id"], rows[0]["email"], rows[0]["name"], rights)


def insert_failed_sign_in(db: Database, *, entry: str, bucket: str, now: datetime) -> None:
    """Note a wrong password in a bucket (an account or an address, hashed)."""
    db.execute(
        "INSERT INTO failed_sign_in (id, bucket, failed_at) VALUES (:id, :bucket, :now)",
        {"id": entry, "bucket": bucket, "now": to_text(now)},
    )


def count_failed_sign_ins(db: Database, *, bucket: str, since: datetime) -> int:
    """Wrong passwords of a bucket since an instant."""
    rows = db.query(
        "SELECT count(*) AS number FROM failed_sign_in WHERE bucket = :bucket AND failed_at > :since",
        {"bucket": bucket, "since": to_text(since)},
    )
    return int(rows[0]["number"])


def delete_failed_sign_ins(db: Database, *, before: datetime) -> None:
    """Forget wrong passwords from before an instant."""
    db.execute("DELETE FROM failed_sign_in WHERE failed_at <= :before", {"before": to_text(before)})
