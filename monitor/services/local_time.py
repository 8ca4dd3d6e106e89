"""A date and a time that people type, in the Netherlands, as one instant; what the change of the clocks does to it.

Pure. When the clocks go forward some times do not exist, when they go back some exist twice.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from monitor.errors import BadInput
from monitor.services.clock import AMSTERDAM, local_time

OFFICE_HOURS = time(10)
"""When the program sends what nobody gave a time for."""


class Which(StrEnum):
    """Which of the two, of a time that exists twice."""

    SUMMER = "zomertijd"
    WINTER = "wintertijd"


class TwiceThere(BadInput):
    """This time exists twice that day, and nobody said which one is meant."""


def instants_of(day: date, at: time) -> tuple[datetime, ...]:
    """The instants in UTC, in their order, at which clocks in the Netherlands show this: none, one or two."""
    naive = datetime.combine(day, at)
    both = {naive.replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(one for one in both if one.astimezone(AMSTERDAM).replace(tzinfo=None) == naive))


def to_instant(day: date, at: time, *, which: Which | None = None) -> datetime:
    """The instant in UTC. `which` counts only for a time that exists twice.

    Raises BadInput for a time that does not exist, naming the nearest ones; TwiceThere without `which`.
    """
    found = instants_of(day, at)
    if not found:
        before, after = _around(day, at)
        raise BadInput(
            f"Om {_hour(at)} gaat de klok op deze dag vooruit: deze tijd bestaat niet. Kies {before} of {after}."
        )
    if len(found) == 1:
        return found[0]
    if which is None:
        raise TwiceThere(
            f"Om {_hour(at)} is het op deze dag twee keer, omdat de klok teruggaat. Kies zomertijd of wintertijd."
        )
    return found[0] if which is Which.SUMMER else found[1]


def parts_of(instant: datetime) -> tuple[date, time, Which | None]:
    """Day, time and, where that time exists twice, which one: what `to_instant` makes the instant of again."""
    local = instant.astimezone(AMSTERDAM)
    day, at = local.date(), local.time().replace(microsecond=0, tzinfo=None, fold=0)
    if len(instants_of(day, at)) == 1:
        return day, at, None
    return day, at, Which.WINTER if local.fold else Which.SUMMER


def at_office_hours(day: date) -> datetime:
    """Ten in the morning of a day."""
    return to_instant(day, OFFICE_HOURS)


def say_instant(instant: datetime) -> str:
    """The instant in words: "maandag 30 november 2026, 17.00 uur"; of a time that exists twice also which."""
    return local_time(instant)


def _around(day: date, at: time) -> tuple[str, str]:
    """The last time before the gap and the first after it."""
    before = after = datetime.combine(day, at)
    while not instants_of(before.date(), before.time()):
        before -= timedelta(minutes=1)
    while not instants_of(after.date(), after.time()):
        after += timedelta(minutes=1)
    return _hour(before.time()), _hour(after.time())


def _hour(at: time) -> str:
    return f"{at.hour}.{at.minute:02} uur"
