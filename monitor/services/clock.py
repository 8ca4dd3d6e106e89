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
    """ "maandag 30 november 2026, 17.00 uur (CET)"; the zone's name tells the two 02.30 of October apart."""
    local = instant.astimezone(AMSTERDAM)
    return f"{long_date(local.date())}, {local.hour}.{local.minute:02} uur ({local.tzname()})"
