"""Whether somebody has put away a copy of the link key: without it every open wave is lost with the disk."""

from __future__ import annotations

import hashlib

from monitor.model import Actor
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.store import facts


def key_backup_confirmed(installation: Installation) -> bool:
    """Whether a copy of this very key was confirmed; where all is invented there is nothing to lose."""
    if installation.invented:
        return True
    return facts.select_fact(installation.directory(), facts.KEY_BACKUP) == _fingerprint(installation.link_key)


def confirm_key_backup(installation: Installation, actor: Actor) -> None:
    """Note that a copy of the link key lies apart from the backups; of another key it must be confirmed again."""
    db, now = installation.directory(), installation.now()
    with db.atomic():
        value = _fingerprint(installation.link_key)
        facts.upsert_fact(db, name=facts.KEY_BACKUP, value=value, at=now)
        audit.note(db, now, actor, what="key.backup_confirmed")


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"key backup" + key).hexdigest()[:32]
