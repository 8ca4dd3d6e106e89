"""Closing what is past its closing instant by itself: when it begins, and when it tries again after a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.errors import OutOfOrder
from monitor.model import TICK, WaveState
from monitor.services.answering import GRACE
from monitor.services.closing import stop_answers
from monitor.services.installation import Installation
from monitor.store import due, invitations
from monitor.store.database import Database
from monitor.store.due import ToClose

Close = Callable[[str, str], None]
"""Begins to compute a wave (house, wave) whose answers were stopped, in a process of its own."""
PATIENCE = timedelta(minutes=5)
"""What a process gets to close a wave; after each failure the wait doubles."""
LONGEST = timedelta(hours=6)
_MOST_DOUBLED = 10


def close_due(installation: Installation, house: str, close: Close) -> list[str]:
    """Begin to close the waves whose time has come, and those that a dead process left half closed; gives their ids.

    In the 60 minutes after the closing instant a wave waits for whoever is busy.
    """
    db = installation.house(house)
    now = installation.now()
    return [
        found.wave
        for found in due.select_to_close(db, now)
        if _may_begin(db, found, now) and _begin(installation, house, found, close)
    ]


def _may_begin(db: Database, found: ToClose, now: datetime) -> bool:
    if found.state is WaveState.OPEN and now < found.closes_at + GRACE and invitations.count_begun(db, found.wave):
        return False
    return _next_try(found) <= now or _tried_later(found, now)


def _next_try(found: ToClose) -> datetime:
    """At once if the time came by itself; where somebody else began, and after a failure, later."""
    tries, tried_at = found.tries, found.tried_at
    if tried_at is None or tried_at < found.closes_at:  # never, or before the wave was extended
        return found.closes_at if found.state is WaveState.OPEN else found.closes_at + PATIENCE
    return tried_at + min(PATIENCE * (1 << min(tries - 1, _MOST_DOUBLED)), LONGEST)


def _tried_later(found: ToClose, now: datetime) -> bool:
    """The last try lies ahead: the clock was set back."""
    return found.tried_at is not None and found.tried_at > now


def _begin(installation: Installation, house: str, found: ToClose, close: Close) -> bool:
    db, now = installation.house(house), installation.now()
    again = found.tried_at is not None and found.tried_at >= found.closes_at
    with db.atomic():
        if not due.update_tried(db, found, tries=found.tries + 1 if again else 1, now=now):
            return False
    try:
        stop_answers(installation, house, found.wave, early=False, actor=TICK)
    except OutOfOrder:  # extended meanwhile, or somebody just began
        return False
    close(house, found.wave)
    return True
