"""Statements on identities at an OpenID Connect provider: sign-ins that are under way, and whose an identity is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import to_text


@dataclass(frozen=True)
class Identity:
    """Who somebody is, by the provider's word: issuer and subject, never an e-mail address."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Begun:
    """A sign-in that is under way. `link_id`, `account_id`: it ties an identity, under a link or a session."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    link_id: str | None = None
    account_id: str | None = None


def insert_sign_in(db: Database, begun: Begun, *, state_hash: bytes, browser_hash: bytes, expires_at: datetime) -> None:
    """Remember a sign-in that leaves for the provider."""
    db.execute(
        "INSERT INTO oidc_sign_in (state_hash, browser_hash, nonce, verifier, link_id, account_id, expires_at) "
        "VALUES (:state_hash, :browser_hash, :nonce, :verifier, :link_id, :account_id, :expires_at)",
        {
            "state_hash": state_hash,
            "browser_hash": browser_hash,
            "nonce": begun.nonce,
            "verifier": begun.verifier,
            "link_id": begun.link_id,
            "account_id": begun.account_id,
            "expires_at": to_text(expires_at),
        },
    )


def delete_sign_in(db: Database, *, state_hash: bytes, browser_hash: bytes, now: datetime) -> Begun | None:
    """Take a sign-in that comes back, once and in the browser that began it; None if there is no such one."""
    rows = db.query(
        "DELETE FROM oidc_sign_in WHERE state_hash = :state_hash AND browser_hash = :browser_hash "
        "AND expires_at > :now RETURNING nonce, verifier, link_id, account_id",
        {"state_hash": state_hash, "browser_hash": browser_hash, "now": to_text(now)},
    )
    return Begun(*rows[0]) if rows else None


def delete_old_sign_ins(db: Database, now: datetime) -> None:
    """Forget sign-ins that did not come back in time."""
    db.execute("DELETE FROM oidc_sign_in WHERE expires_at <= :now", {"now": to_text(now)})


def insert_identity(db: Database, identity: Identity, *, account: str) -> None:
    """Tie an identity to an account."""
    db.execute(
        "INSERT INTO account_identity (issuer, subject, account_id) VALUES (:issuer, :subject, :account)",
        {"issuer": identity.issuer, "subject": identity.subject, "account": account},
    )


def select_account(db: Database, identity: Identity) -> str | None:
    """The id of the account that an identity belongs to, or None."""
    rows = db.query(
        "SELECT account_id FROM account_identity WHERE issuer = :issuer AND subject = :subject",
        {"issuer": identity.issuer, "subject": identity.subject},
    )
    return rows[0]["account_id"] if rows else None


def count_identities(db: Database, *, account: str, issuer: str) -> int:
    """How many identities of a provider an account has."""
    rows = db.query(
        "SELECT count(*) AS number FROM account_identity WHERE account_id = :account AND issuer = :issuer",
        {"account": account, "issuer": issuer},
    )
    return int(rows[0]["number"])


def delete_identities(db: Database, *, account: str, issuer: str) -> int:
    """Untie an account from a provider; gives how many identities went."""
    return db.execute(
        "DELETE FROM account_identity WHERE account_id = :account AND issuer = :issuer",
        {"account": account, "issuer": issuer},
    )


def select_invited(db: Database, *, link: str, now: datetime) -> str | None:
    """The account of an invitation's link that was not used yet, or None."""
    rows = db.query(
        "SELECT account_id FROM account_link JOIN account ON account.id = account_link.account_id "
        "WHERE account_link.id = :link AND kind = 'invitation' AND used = 0 AND expires_at > :now AND disabled = 0",
        {"link": link, "now": to_text(now)},
    )
    return rows[0]["account_id"] if rows else None


def select_enabled(db: Database, account: str) -> bool:
    """Whether an account is there and not disabled."""
    return bool(db.query("SELECT 1 FROM account WHERE id = :account AND disabled = 0", {"account": account}))
