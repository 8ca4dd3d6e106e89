"""Whether the tick still comes, for the administrator's page and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import Misconfigured, NotFound
from monitor.services.installation import Installation
from monitor.services.ticking import TICKED
from monitor.store import directory, due, facts

TOO_LONG = timedelta(minutes=15)
PATIENCE = timedelta(minutes=30)
"""Closing takes seconds, of a very large wave a minute."""


@dataclass(frozen=True)
class TickStatus:
    """`last`: the end of the last tick, or None. `late`: it is missed.

    `failing`: houses where it went wrong then, or where a wave should have been closed for longer than PATIENCE.
    """

    last: datetime | None
    failing: tuple[str, ...]
    late: bool

    @property
    def sound(self) -> bool:
        return not self.late and not self.failing


def tick_status(installation: Installation) -> TickStatus:
    """When the last tick was. It is missed if that is too long ago, or lies ahead, while a wave waits for its time."""
    db = installation.directory()
    last, failing = _last(installation)
    stuck = [house for house in directory.select_house_names(db) if _closes_badly(installation, house)]
    failing = tuple(dict.fromkeys([*failing, *stuck]))
    away = last is None or abs(installation.now() - last) > TOO_LONG
    houses = [house for house in directory.select_house_names(db) if house not in failing]
    late = away and any(due.has_running_waves(installation.house(house)) for house in houses)
    return TickStatus(last, failing, late)


def _closes_badly(installation: Installation, house: str) -> bool:
    """Whether a wave does not get closed, or the house does not even open."""
    try:
        db = installation.house(house)
    except (NotFound, Misconfigured):
        return True
    return due.has_stuck_closing(db, before=installation.now() - PATIENCE)


def _last(installation: Installation) -> tuple[datetime | None, tuple[str, ...]]:
    found = facts.select_fact_with_time(installation.directory(), TICKED)
    return (found[1], tuple(found[0].split())) if found else (None, ())
