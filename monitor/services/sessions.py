"""Sessions: a row for everybody who is signed in; the cookie's value is stored nowhere."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.errors import NotFound, SessionOver
from monitor.model import Account, Actor
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.store import directory, sessions
from monitor.store.database import Database
from monitor.store.sessions import SessionRow

HALFWAY = timedelta(minutes=30)
"""How long somebody may take for the second factor after the password."""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in. `complete`: may go on; else only the second factor is open.

    `protected`: the account has a second factor.
    """

    id: str
    account: Account
    complete: bool
    protected: bool
    device: str


def begin(
    installation: Installation, db: Database, account: str, *, complete: bool, hours: int, device: str = ""
) -> str:
    """Begin a session; gives the cookie's value. Call inside `atomic`."""
    now, cookie = installation.now(), secrets.token_urlsafe(32)
    ends = now + (timedelta(hours=hours) if complete else min(HALFWAY, timedelta(hours=hours)))
    sessions.delete_expired_sessions(db, now)
    row = SessionRow(secrets.token_hex(16), account, now, ends, complete, device)
    sessions.insert_session(db, id_hash=_hash(cookie), session=row)
    return cookie


def renew(installation: Installation, db: Database, session: Session, *, hours: int) -> str:
    """A new, complete session in place of this one; gives its cookie. Call inside `atomic`.

    Raises SessionOver where this one was ended since it was looked up: an ended session leads to none.
    """
    if not sessions.delete_own_session(db, account=session.account.id, session=session.id):
        raise SessionOver("U bent niet meer ingelogd. Log opnieuw in.")
    return begin(installation, db, session.account.id, complete=True, hours=hours, device=session.device)


def find(installation: Installation, cookie: str) -> Session | None:
    """The session of a cookie; None if it is over, ended, of a disabled account or made up."""
    if not cookie:
        return None
    db, now = installation.directory(), installation.now()
    row = sessions.select_session(db, id_hash=_hash(cookie), now=now)
    state = directory.select_account(db, row.account, today=local_date(now)) if row else None
    if row is None or state is None:
        return None
    return Session(row.id, state.account, row.complete, state.protected, row.device)


def list_sessions(installation: Installation, account: str) -> Sequence[SessionRow]:
    """The living sessions of an account, the newest first."""
    return sessions.select_sessions_of(installation.directory(), account=account, now=installation.now())


def sign_out(installation: Installation, cookie: str, *, address: str = "") -> None:
    """End a session: from here on its cookie opens nothing."""
    found, db = find(installation, cookie), installation.directory()
    if found is not None:
        actor = audit.actor_of(found.account, address)
        with db.atomic():
            sessions.delete_session(db, _hash(cookie))
            audit.note(db, installation.now(), actor, what="session.ended", target=found.account.id)


def end_one(installation: Installation, account: str, session: str, *, actor: Actor) -> None:
    """End one of the own sessions, by its id in the list. Raises NotFound."""
    db = installation.directory()
    with db.atomic():
        if not sessions.delete_own_session(db, account=account, session=session):
            raise NotFound("Deze aanmelding is er niet meer. Ga terug naar uw account.")
        audit.note(db, installation.now(), actor, what="session.ended", target=account, result=f"{audit.DONE} 1")


def end_others(installation: Installation, session: Session, *, actor: Actor) -> None:
    """End all sessions of an account but this one."""
    db, account = installation.directory(), session.account.id
    with db.atomic():
        ended = sessions.delete_sessions_of(db, account, but=session.id)
        audit.note(db, installation.now(), actor, what="session.ended", target=account, result=f"{audit.DONE} {ended}")


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(b"session" + cookie.encode()).digest()
