"""Work that takes a processor for seconds: one at a time in an installation, so that partners are not slowed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import BaseFileLock, FileLock, Timeout

from monitor.errors import NotStored, Overloaded
from monitor.services.installation import Installation

_WAIT = 8.0
"""Seconds to wait for the one before: most take less."""
_AT_ONCE = 2
"""How many in a process work or wait. A waiting request holds a thread, and partners need the others."""
_NO_LOCK = "Bestanden maken kan nu niet. Meld het aan de beheerder: heavy.lock in de gegevensmap is niet te openen."
_room = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def one_heavy_task(installation: Installation) -> Iterator[None]:
    """Do one thing like a report or a workbook. Raises Overloaded if the ones before take too long, NotStored."""
    if not _room.acquire(blocking=False):
        raise _overloaded()
    try:
        lock = _wait_for(installation)
        try:
            yield
        finally:
            lock.release()
    finally:
        _room.release()


def _wait_for(installation: Installation) -> BaseFileLock:
    lock = FileLock(installation.folder / "heavy.lock", timeout=_WAIT, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise _overloaded() from None
    except OSError:
        raise NotStored(_NO_LOCK) from None
    return lock


def _overloaded() -> Overloaded:
    return Overloaded("Er worden nu al andere bestanden gemaakt. Probeer het over een halve minuut nog eens.")
