"""Statements on the outbox of a house: which mail is to go to whom, and what became of it. Never its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.store.database import Database
from monitor.store.times import to_text


class MailKind(StrEnum):
    """What a mail is for."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    AGAIN = "again"
    DATA = "data"


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
