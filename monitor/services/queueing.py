"""Deciding that a mail is to go: rows of the outbox, written in the transaction that decides it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from monitor.store import outbox
from monitor.store.database import Database
from monitor.store.outbox import MailKind, NewMail


def queue(
    db: Database, wave: str, invitations: Sequence[str], *, kind: MailKind, round: int = 0, due_at: datetime
) -> int:
    """Put a mail to each of these invitations in the outbox; gives how many. Call inside `atomic`.

    A second one of the same invitation, kind and round is none.
    """
    mails = [
        NewMail(secrets.token_hex(16), kind, due_at, round, wave=wave, invitation=invitation)
        for invitation in invitations
    ]
    outbox.insert_mails(db, mails)
    return len(mails)
