"""Whether the tick still comes, for the administrator's page and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.services.installation import Installation
from monitor.services.ticking import TICKED
from monitor.store import directory, due

TOO_LONG = timedelta(minutes=15)


@dataclass(frozen=True)
class TickStatus:
    """`last`: the end of the last tick, or None. `failing`: houses where it went wrong then. `late`: it is missed."""

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
    away = last is None or abs(installation.now() - last) > TOO_LONG
    late = away and any(due.has_running_waves(installation.house(house)) for house in directory.select_house_names(db))
    return TickStatus(last, failing, late)


def _last(installation: Installation) -> tuple[datetime | None, tuple[str, ...]]:
    found = due.select_fact_with_time(installation.directory(), TICKED)
    return (found[1], tuple(found[0].split())) if found else (None, ())
