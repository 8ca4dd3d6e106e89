"""One writer at a time per database file, over all threads and processes.

flock on a file that stays open takes 2 microseconds; opening and closing it each time, as the filelock package has to,
takes 100, and every kept page pays it. filelock is used where a lock is held for long.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

_POLL_SECONDS = 0.001


class WriteLock:
    """An advisory lock on a file beside the database. Not to be shared between threads or over a fork."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock; False if others held it all that time."""
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    return False
                time.sleep(_POLL_SECONDS)
            else:
                return True

    def release(self) -> None:
        """Let the next writer go."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file; the lock goes with it."""
        os.close(self._file)
