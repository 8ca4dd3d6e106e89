"""Statements on the outbox of a house: which mail is to go to whom, and what became of it. Never its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model import Outcome, WaveState
from monitor.store.database import Database
from monitor.store.times import from_text, to_text


class MailKind(StrEnum):
    """What a mail is for."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    AGAIN = "again"
    DATA = "data"


class MailState(StrEnum):
    """waiting -> claimed (a sender is at it) -> sent, failed (will not arrive), or dropped (not needed any more)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class NewMail:
    """A mail to be entered; `invitation` for a mail about a wave, `partner` for another."""

    id: str
    kind: MailKind
    due_at: datetime
    round: int = 0
    wave: str | None = None
    invitation: str | None = None
    partner: str | None = None


@dataclass(frozen=True)
class MailWave:
    """The wave of a mail, as it is now."""

    id: str
    state: WaveState
    opens_at: datetime
    closes_at: datetime
    paused: bool


@dataclass(frozen=True)
class MailInvitation:
    """The invitation of a mail, as it is now."""

    id: str
    link_number: int
    token_hash: bytes
    outcome: Outcome
    opted_out: bool
    unreached: bool


@dataclass(frozen=True)
class Addressee:
    """Whom a mail is for, as the list of partners is now."""

    partner: str
    email: str
    name: str
    language: str


@dataclass(frozen=True)
class OutboxMail:
    """A mail with all that decides whether it still is to go. `wave`, `invitation`: None for one about no wave."""

    id: str
    kind: MailKind
    round: int
    tries: int
    doubts: int
    wave: MailWave | None
    invitation: MailInvitation | None
    addressee: Addressee | None


MAY_HAVE_LEFT = "(state IN ('claimed', 'sent') OR doubts > 0 AND NOT (state = 'failed' AND code <> 'unknown'))"
"""Of a mail: it left, or nobody knows whether it did; and it did not come back."""

_DUE = (
    "FROM outbox LEFT JOIN wave ON wave.id = outbox.wave_id WHERE outbox.state = 'waiting' AND outbox.due_at <= :now "
    "AND (outbox.kind = :reminder) = :reminders "
    "AND (outbox.wave_id IS NULL OR (wave.mail_paused = 0 AND wave.opens_at <= :now "
    "AND wave.state NOT IN ('draft', 'ready')))"
)

_DOUBT = (
    "UPDATE outbox SET doubts = doubts + 1, code = 'unknown', due_at = :due_at, "
    "sent_on = CASE WHEN doubts = 0 THEN sent_on ELSE :day END, "
    "state = CASE WHEN doubts = 0 THEN 'waiting' ELSE 'failed' END"
)


def has_waiting_invitations(db: Database, wave: str) -> bool:
    """Whether an invitation of a wave is still to leave that no server put off: one of those may wait for days."""
    return bool(
        db.query(
            "SELECT 1 FROM outbox WHERE wave_id = :wave AND kind = :kind AND tries = 0 "
            "AND state IN (:waiting, :claimed) LIMIT 1",
            {
                "wave": wave,
                "kind": MailKind.INVITATION,
                "waiting": MailState.WAITING,
                "claimed": MailState.CLAIMED,
            },
        )
    )


def insert_mails(db: Database, mails: Sequence[NewMail]) -> None:
    """Enter mails as waiting; a second one of the same invitation, kind and round changes nothing."""
    db.execute_many(
        "INSERT INTO outbox (id, wave_id, invitation_id, partner_id, kind, round, state, due_at) "
        "VALUES (:id, :wave, :invitation, :partner, :kind, :round, 'waiting', :due_at) "
        "ON CONFLICT (invitation_id, kind, round) DO NOTHING",
        [
            {
                "id": mail.id,
                "wave": mail.wave,
                "invitation": mail.invitation,
                "partner": mail.partner,
                "kind": mail.kind,
                "round": mail.round,
                "due_at": to_text(mail.due_at),
            }
            for mail in mails
        ],
    )


def has_work(db: Database, now: datetime) -> bool:
    """Whether a mail is due, or a sender died over one. A look at an index."""
    rows = db.query(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'claimed') OR "
        "EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at <= :now) AS work",
        {"now": to_text(now)},
    )
    return bool(rows[0]["work"])


def select_due(db: Database, now: datetime, *, most: int, reminders: bool) -> list[str]:
    """The ids of reminders, or of other mails, that are due and not held, the longest waiting first."""
    rows = db.query(
        f"SELECT outbox.id {_DUE} ORDER BY outbox.due_at LIMIT :most",
        {"now": to_text(now), "most": most, "reminder": MailKind.REMINDER, "reminders": int(reminders)},
    )
    return [row["id"] for row in rows]


def count_due(db: Database, now: datetime, *, reminders: bool) -> int:
    """How many of them are due and not held."""
    rows = db.query(
        f"SELECT count(*) AS number {_DUE}",
        {"now": to_text(now), "reminder": MailKind.REMINDER, "reminders": int(reminders)},
    )
    return int(rows[0]["number"])


def count_waiting(db: Database, wave: str, kinds: Sequence[MailKind]) -> int:
    """How many mails of these kinds wait in a wave."""
    rows = db.query(
        "SELECT kind, count(*) AS number FROM outbox WHERE wave_id = :wave AND state IN ('waiting', 'claimed') "
        "GROUP BY kind",
        {"wave": wave},
    )
    return sum(row["number"] for row in rows if MailKind(row["kind"]) in kinds)


def select_mail(db: Database, mail: str) -> OutboxMail | None:
    """A waiting mail with its wave, invitation and addressee as they are now, or None."""
    rows = db.query(
        "SELECT outbox.id, outbox.kind, outbox.round, outbox.tries, outbox.doubts, wave.id AS wave, "
        "wave.state AS wave_state, wave.opens_at, wave.closes_at, wave.mail_paused, invitation.id AS invitation, "
        "invitation.link_number, invitation.token_hash, invitation.outcome, invitation.opted_out, "
        "invitation.unreached, partner.id AS partner, partner.email, partner.name, partner.language FROM outbox "
        "LEFT JOIN wave ON wave.id = outbox.wave_id LEFT JOIN invitation ON invitation.id = outbox.invitation_id "
        "LEFT JOIN partner ON partner.id = coalesce(invitation.partner_id, outbox.partner_id) "
        "WHERE outbox.id = :mail AND outbox.state = 'waiting'",
        {"mail": mail},
    )
    if not rows:
        return None
    row = rows[0]
    return OutboxMail(
        id=row["id"],
        kind=MailKind(row["kind"]),
        round=row["round"],
        tries=row["tries"],
        doubts=row["doubts"],
        wave=row["wave"]
        and MailWave(
            row["wave"],
            WaveState(row["wave_state"]),
            from_text(row["opens_at"]),
            from_text(row["closes_at"]),
            bool(row["mail_paused"]),
        ),
        invitation=row["invitation"]
        and MailInvitation(
            row["invitation"],
            row["link_number"],
            row["token_hash"],
            Outcome(row["outcome"]),
            bool(row["opted_out"]),
            bool(row["unreached"]),
        ),
        addressee=row["partner"] and Addressee(row["partner"], row["email"], row["name"], row["language"]),
    )


def delete_settled_data(db: Database, before: datetime) -> int:
    """Forget mails with what we keep of somebody that wait no more and were last due before an instant."""
    return db.execute(
        "DELETE FROM outbox WHERE kind = 'data' AND state IN ('sent', 'failed', 'dropped') AND due_at <= :before",
        {"before": to_text(before)},
    )


def update_mail_state(db: Database, mail: str, state: MailState) -> None:
    """Move a mail on, without more to say of it."""
    db.execute("UPDATE outbox SET state = :state WHERE id = :mail", {"mail": mail, "state": state})


def update_sent(db: Database, mail: str, day: date) -> None:
    """Note that the mail server took a mail, on this day; one that came back meanwhile stays so."""
    db.execute(
        "UPDATE outbox SET sent_on = :day, code = CASE WHEN state = 'claimed' THEN '' ELSE code END, "
        "state = CASE WHEN state = 'claimed' THEN 'sent' ELSE state END WHERE id = :mail",
        {"mail": mail, "day": day.isoformat()},
    )


def update_failed(db: Database, mail: str, code: str) -> None:
    """Note that a mail will not arrive."""
    db.execute("UPDATE outbox SET state = 'failed', code = :code WHERE id = :mail", {"mail": mail, "code": code})


def update_later(db: Database, mail: str, *, due_at: datetime, tries: int, code: str) -> None:
    """Let a mail wait until another moment."""
    db.execute(
        "UPDATE outbox SET state = 'waiting', due_at = :due_at, tries = :tries, code = :code WHERE id = :mail",
        {"mail": mail, "due_at": to_text(due_at), "tries": tries, "code": code},
    )


def update_doubted(db: Database, mail: str, *, due_at: datetime, day: date) -> None:
    """Nobody knows whether the server took it: once more, and after the second time it stays unknown.

    One that came back meanwhile was taken.
    """
    db.execute(
        f"{_DOUBT} WHERE id = :mail AND state = 'claimed'",
        {"mail": mail, "due_at": to_text(due_at), "day": day.isoformat()},
    )


def update_deserted(db: Database, *, due_at: datetime, day: date, reminders: bool) -> int:
    """The same for what a sender of reminders, or of other mails, that died was at; gives how many."""
    return db.execute(
        f"{_DOUBT} WHERE state = 'claimed' AND (kind = :reminder) = :reminders",
        {
            "due_at": to_text(due_at),
            "day": day.isoformat(),
            "reminder": MailKind.REMINDER,
            "reminders": int(reminders),
        },
    )
