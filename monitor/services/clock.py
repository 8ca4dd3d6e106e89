"""Instants as people in the Netherlands read them: UTC in the database, Europe/Amsterdam on screens."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def local_date(instant: datetime) -> date:
    """The day in the Netherlands."""
    return instant.astimezone(AMSTERDAM).date()


def long_date(day: date) -> str:
    """ "maandag 30 november 2026"."""
    return f"{DAYS[day.weekday()]} {plain_date(day)}"


def plain_date(day: date) -> str:
    """ "30 november 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def local_time(instant: datetime) -> str:
    """ "maandag 30 november 2026, 17.00 uur"; of a time that exists twice also which, see `clock_time`."""
    return f"{long_date(local_date(instant))}, {clock_time(instant)}"


def clock_time(instant: datetime) -> str:
    """ "9.30 uur"; of a time that exists twice that day also which: "2.30 uur (wintertijd)"."""
    local = instant.astimezone(AMSTERDAM)
    text = f"{local.hour}.{local.minute:02} uur"
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    return f"{text} ({'zomertijd' if local.dst() else 'wintertijd'})"
