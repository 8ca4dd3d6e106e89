"""One writer at a time per database file, over all threads and processes.

Threads of one process wait in a queue, without polling; one of each process at a time asks for the file's flock. The
file stays open: that takes 2 microseconds, and opening it each time, as the filelock package has to, 100, which every
kept page would pay. filelock is used where a lock is held for long.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

_POLL_SECONDS = 0.0005
_queues: dict[Path, threading.Lock] = {}


class WriteLock:
    """An advisory lock on a file beside the database. Not to be shared between threads or over a fork."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._queue = _queues.setdefault(path, threading.Lock())

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock; False if others held it all that time."""
        end = time.monotonic() + seconds
        if not self._queue.acquire(timeout=seconds):
            return False
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    self._queue.release()
                    return False
                time.sleep(_POLL_SECONDS)
            else:
                return True

    def release(self) -> None:
        """Let the next writer go."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._queue.release()

    def close(self) -> None:
        """Close the file; the lock goes with it."""
        os.close(self._file)
