"""Statements on one-time links to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.store.database import Database
from monitor.store.times import to_text


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - a kind of link


@dataclass(frozen=True)
class FoundLink:
    """A one-time link that still works, and the account it is for."""

    id: str
    kind: LinkKind
    account: str
    email: str
    name: str


def insert_link(
    db: Database, *, link: str, account: str, kind: LinkKind, token_hash: bytes, expires_at: datetime
) -> None:
    """Enter a one-time link; of its token only the hash."""
    db.execute(
        "INSERT INTO account_link (id, account_id, kind, token_hash, expires_at) "
        "VALUES (:id, :account, :kind, :token_hash, :expires_at)",
        {
            "id": link,
            "account": account,
            "kind": kind,
            "token_hash": token_hash,
            "expires_at": to_text(expires_at),
        },
    )


def select_link(db: Database, *, token_hash: bytes, now: datetime) -> FoundLink | None:
    """The link of a token, unless it was used, is expired, or its account is disabled."""
    rows = db.query(
        "SELECT account_link.id, kind, account_id, email, name FROM account_link "
        "JOIN account ON account.id = account_link.account_id "
        "WHERE token_hash = :token_hash AND used = 0 AND expires_at > :now AND disabled = 0",
        {"token_hash": token_hash, "now": to_text(now)},
    )
    if not rows:
        return None
    row = rows[0]
    return FoundLink(row["id"], LinkKind(row["kind"]), row["account_id"], row["email"], row["name"])


def update_used(db: Database, *, link: str, now: datetime) -> bool:
    """Use a link up; False if somebody was first, or it is expired."""
    changed = db.execute(
        "UPDATE account_link SET used = 1 WHERE id = :link AND used = 0 AND expires_at > :now",
        {"link": link, "now": to_text(now)},
    )
    return changed == 1


def update_all_used(db: Database, account: str) -> None:
    """Make every link of an account worthless."""
    db.execute("UPDATE account_link SET used = 1 WHERE account_id = :account AND used = 0", {"account": account})


def delete_old_links(db: Database, before: datetime) -> None:
    """Forget links that ended before an instant."""
    db.execute("DELETE FROM account_link WHERE expires_at <= :before", {"before": to_text(before)})
