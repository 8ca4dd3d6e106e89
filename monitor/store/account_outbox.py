"""Statements on mails about accounts that are to go, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.store.database import Database
from monitor.store.outbox import MailState
from monitor.store.times import to_text


class AccountMailKind(StrEnum):
    """What a mail about an account is for."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - a kind of mail
    CHANGED = "changed"


@dataclass(frozen=True)
class AccountMail:
    """A mail about an account. `link`: the one-time link in it; `link_works`: it was not used and is not over.

    `expires_at`: until when it works, as it stands in the database.
    """

    id: str
    kind: AccountMailKind
    tries: int
    detail: str
    email: str
    name: str
    disabled: bool
    link: str | None
    link_works: bool
    expires_at: str | None


_DUE = "FROM account_mail WHERE state = 'waiting' AND due_at <= :now"
_DOUBT = (
    "UPDATE account_mail SET doubts = doubts + 1, code = 'unknown', due_at = :due_at, "
    "state = CASE WHEN doubts = 0 THEN 'waiting' ELSE 'failed' END"
)


def insert_account_mail(
    db: Database,
    *,
    mail: str,
    account: str,
    kind: AccountMailKind,
    due_at: datetime,
    link: str | None = None,
    detail: str = "",
) -> None:
    """Let a mail about an account wait to be sent."""
    db.execute(
        "INSERT INTO account_mail (id, account_id, kind, link_id, detail, state, due_at) "
        "VALUES (:id, :account, :kind, :link, :detail, 'waiting', :due_at)",
        {"id": mail, "account": account, "kind": kind, "link": link, "detail": detail, "due_at": to_text(due_at)},
    )


def count_account_mails(db: Database) -> dict[str, int]:
    """State -> number of mails about accounts."""
    return {
        row["state"]: row["number"]
        for row in db.query("SELECT state, count(*) AS number FROM account_mail GROUP BY state")
    }


def select_failed(db: Database, *, since: datetime) -> dict[str, str]:
    """Account id -> name of mails that failed since then, by name; not those whose link another has replaced."""
    rows = db.query(
        "SELECT DISTINCT account.id, account.name FROM account_mail "
        "JOIN account ON account.id = account_mail.account_id "
        "LEFT JOIN account_link ON account_link.id = account_mail.link_id "
        "WHERE account_mail.state = 'failed' AND account_mail.due_at > :since "
        "AND (account_mail.link_id IS NULL OR account_link.used = 0) ORDER BY account.name, account.id",
        {"since": to_text(since)},
    )
    return {row["id"]: row["name"] for row in rows}


def has_work(db: Database, now: datetime) -> bool:
    """Whether a mail is due, or a sender died over one."""
    rows = db.query(
        "SELECT EXISTS (SELECT 1 FROM account_mail WHERE state = 'claimed' "
        "OR (state = 'waiting' AND due_at <= :now)) AS work",
        {"now": to_text(now)},
    )
    return bool(rows[0]["work"])


def select_due(db: Database, now: datetime, *, most: int) -> list[str]:
    """The ids of mails that are due, the longest waiting first."""
    rows = db.query(f"SELECT id {_DUE} ORDER BY due_at LIMIT :most", {"now": to_text(now), "most": most})
    return [row["id"] for row in rows]


def count_due(db: Database, now: datetime) -> int:
    """How many mails are due."""
    return int(db.query(f"SELECT count(*) AS number {_DUE}", {"now": to_text(now)})[0]["number"])


def select_mail(db: Database, mail: str, now: datetime) -> AccountMail | None:
    """A waiting mail with its account as it is now, or None."""
    rows = db.query(
        "SELECT account_mail.id, account_mail.kind, account_mail.tries, account_mail.detail, "
        "account.email, account.name, account.disabled, account_mail.link_id, "
        "account_link.used = 0 AND account_link.expires_at > :now AS link_works, account_link.expires_at "
        "FROM account_mail JOIN account ON account.id = account_mail.account_id "
        "LEFT JOIN account_link ON account_link.id = account_mail.link_id "
        "WHERE account_mail.id = :mail AND account_mail.state = 'waiting'",
        {"mail": mail, "now": to_text(now)},
    )
    if not rows:
        return None
    row = rows[0]
    return AccountMail(
        id=row["id"],
        kind=AccountMailKind(row["kind"]),
        tries=row["tries"],
        detail=row["detail"],
        email=row["email"],
        name=row["name"],
        disabled=bool(row["disabled"]),
        link=row["link_id"],
        link_works=bool(row["link_works"]),
        expires_at=row["expires_at"],
    )


def delete_settled(db: Database, before: datetime) -> int:
    """Forget mails that wait no more and were last due before an instant; gives how many."""
    return db.execute(
        "DELETE FROM account_mail WHERE state IN ('sent', 'failed', 'dropped') AND due_at <= :before",
        {"before": to_text(before)},
    )


def update_mail_state(db: Database, mail: str, state: MailState) -> None:
    """Move a mail on, without more to say of it."""
    db.execute("UPDATE account_mail SET state = :state WHERE id = :mail", {"mail": mail, "state": state})


def update_ended(db: Database, mail: str, state: MailState, *, code: str = "") -> None:
    """Note that a mail was taken, or will not arrive and why."""
    db.execute(
        "UPDATE account_mail SET state = :state, code = :code WHERE id = :mail",
        {"mail": mail, "state": state, "code": code},
    )


def update_later(db: Database, mail: str, *, due_at: datetime, tries: int, code: str) -> None:
    """Let a mail wait until another moment."""
    db.execute(
        "UPDATE account_mail SET state = 'waiting', due_at = :due_at, tries = :tries, code = :code WHERE id = :mail",
        {"mail": mail, "due_at": to_text(due_at), "tries": tries, "code": code},
    )


def update_doubted(db: Database, mail: str, *, due_at: datetime) -> None:
    """Nobody knows whether the server took it: once more, and after the second time it stays unknown."""
    db.execute(f"{_DOUBT} WHERE id = :mail", {"mail": mail, "due_at": to_text(due_at)})


def update_deserted(db: Database, *, due_at: datetime) -> None:
    """The same for what a sender that died was at."""
    db.execute(f"{_DOUBT} WHERE state = 'claimed'", {"due_at": to_text(due_at)})
