"""How fast one program may ask: so many requests a minute, counted in this process and stored nowhere."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from monitor.errors import Overloaded

MOST = 120
"""Requests of one token in a minute, in each process of the server."""
_MINUTE = timedelta(minutes=1)
_MOST_KEPT = 1000


class Pace:
    """Counts requests by name, a minute at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[datetime, int]] = {}

    def count(self, name: str, now: datetime) -> None:
        """Count one. Raises Overloaded past the most."""
        with self._lock:
            began, number = self._counts.get(name, (now, 0))
            if not began <= now < began + _MINUTE:
                began, number = now, 0
            if number >= MOST:
                raise Overloaded(f"Dit token vraagt te veel: ten hoogste {MOST} keer per minuut.")
            while name not in self._counts and len(self._counts) >= _MOST_KEPT:
                self._counts.pop(next(iter(self._counts)))
            self._counts[name] = (began, number + 1)
