"""How far the mailbox with returned mails was read, so that what is no report of ours is looked at once a day."""

from __future__ import annotations

import hashlib

from monitor.mail.settings import Server
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.store import facts

_NAME = "bounces_read"


def make_mark(installation: Installation, server: Server, validity: str) -> str:
    """What the numbers of messages hold for: this folder of this mailbox, today; tomorrow all is looked at anew."""
    day = local_date(installation.now()).isoformat()
    named = "\n".join([server.host, str(server.port), server.user, server.folder, validity, day])
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def get_last(installation: Installation, mark: str) -> int | None:
    """The number of the last message that was read, or None where none was yet."""
    found, _, number = (facts.select_fact(installation.directory(), _NAME) or "").partition(":")
    return int(number) if found == mark else None


def keep_last(installation: Installation, mark: str, number: int) -> None:
    """Go on after this message next time."""
    db = installation.directory()
    with db.atomic():
        facts.upsert_fact(db, name=_NAME, value=f"{mark}:{number}", at=installation.now())
