"""Mails about accounts: rows that wait, written in the transaction that decides them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from monitor.model import Actor
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.store import account_outbox
from monitor.store.account_outbox import AccountMailKind
from monitor.store.database import Database

TOLD = timedelta(days=1)
"""How long the administrator is told that a mail did not arrive."""


def queue(
    db: Database, installation: Installation, account: str, kind: AccountMailKind, link: str, *, detail: str = ""
) -> None:
    """Let the mail with a one-time link wait to be sent. Call inside `atomic`. `detail`: who invites, and as what."""
    account_outbox.insert_account_mail(
        db, mail=secrets.token_hex(16), account=account, kind=kind, due_at=installation.now(), link=link, detail=detail
    )


def tell(db: Database, installation: Installation, account: str, detail: str) -> None:
    """Let somebody know what was changed about the account, in one sentence of ours. Call inside `atomic`."""
    kind = AccountMailKind.CHANGED
    account_outbox.insert_account_mail(
        db, mail=secrets.token_hex(16), account=account, kind=kind, due_at=installation.now(), detail=detail
    )


def count_mails(installation: Installation) -> dict[str, int]:
    """State -> number of mails about accounts."""
    return account_outbox.count_account_mails(installation.directory())


def list_failed(installation: Installation) -> Mapping[str, str]:
    """Account id -> name of whom a mail did not reach in the last day, by name."""
    return account_outbox.select_failed(installation.directory(), since=installation.now() - TOLD)


def send_trial(installation: Installation, account: str, *, actor: Actor) -> None:
    """Let a mail wait that says nothing but that mail works."""
    db = installation.directory()
    with db.atomic():
        tell(db, installation, account, "Dit is een proefmail: er is niets veranderd.")
        audit.note(db, installation.now(), actor, what="account.trial_mail", target=account)
