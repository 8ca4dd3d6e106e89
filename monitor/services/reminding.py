"""Reminders of a wave: when they are planned, and deciding, once, that one goes to whoever has not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.errors import BadInput, NotFound
from monitor.model import TICK, Wave, WaveState
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.local_time import at_office_hours, say_instant
from monitor.services.queueing import queue
from monitor.store import outbox, reminders, waves
from monitor.store.database import Database
from monitor.store.outbox import MailKind
from monitor.store.reminders import Reminder, ReminderState

MOST = 3
"""Reminders of a wave."""
DISTANCE = timedelta(hours=20)
"""Between one mail and the next: a day, less what standing still or a change of the clocks may take of it."""
LATEST = timedelta(hours=4)
"""Before the closing instant: what comes later is not read and answered in time."""
_PARTS = (0.5, 0.9)
_NEARBY = (0, -1, 1, -2, 2)
_SATURDAY = 5
_HOLIDAYS = ((1, 1), (4, 27), (12, 25), (12, 26))
"""Those with a date of their own."""


@dataclass(frozen=True)
class Decided:
    """A reminder whose mails were put in the outbox; to how many is left out, since that tells how many answered."""

    wave: str
    number: int


def default_moments(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """Half and nine tenths of the period, at ten in the morning on a working day near it; fewer in a short period."""
    found: list[datetime] = []
    for part in _PARTS:
        earliest = (found[-1] if found else opens_at) + DISTANCE
        near = _near(local_date(opens_at + (closes_at - opens_at) * part))
        possible = [at for at in map(at_office_hours, near) if earliest <= at <= closes_at - LATEST]
        found += possible[:1]
    return tuple(found)


def _near(day: date) -> list[date]:
    """The days around a day: working days first, and of those the nearest first."""
    return sorted((day + timedelta(days=step) for step in _NEARBY), key=_is_free)


def _is_free(day: date) -> bool:
    return day.weekday() >= _SATURDAY or (day.month, day.day) in _HOLIDAYS


def plan_reminders(db: Database, wave: str, moments: Sequence[datetime]) -> None:
    """Plan the reminders of a wave anew, after those that were decided already; call inside `atomic`.

    Raises NotFound; BadInput for too many, or for one too near to the opening, to another or to the closing instant.
    """
    found = waves.select_wave(db, wave)
    if found is None:
        raise NotFound("Deze meting is er niet.")
    decided = [one for one in reminders.select_reminders(db, wave) if one.state is ReminderState.DECIDED]
    ordered = sorted(moments)
    if faults := find_faults(found, ordered, before=[one.decided_at or one.due_at for one in decided]):
        raise BadInput(next(iter(faults.values())))
    reminders.delete_undecided(db, wave)
    first = max((one.number for one in decided), default=0) + 1
    reminders.insert_reminders(db, wave, [Reminder(first + place, at) for place, at in enumerate(ordered)])


def find_faults(wave: Wave, moments: Sequence[datetime], *, before: Sequence[datetime] = ()) -> dict[str, str]:
    """What is wrong with reminders: reminder_1, reminder_2 ... -> sentence. `before`: when those decided went out."""
    faults: dict[str, str] = {}
    if len(before) + len(moments) > MOST:
        faults["reminder_1"] = f"Een meting heeft ten hoogste {MOST} herinneringen. Haal er een weg."
    first, last = max([wave.opens_at, *before]) + DISTANCE, wave.closes_at - LATEST
    for place, moment in enumerate(moments, start=1):
        if not first <= moment <= last:
            faults[f"reminder_{place}"] = (
                f"Herinnering {len(before) + place} gaat weg op {say_instant(moment)}. Kies een dag waarop dat niet "
                "vlak na de mail ervoor of vlak voor het sluiten is: "
                f"tussen {say_instant(first)} en {say_instant(last)}."
            )
        elif any(abs(moment - other) < DISTANCE for other in moments[: place - 1]):
            faults[f"reminder_{place}"] = (
                f"Binnen {DISTANCE.seconds // 3600} uur hiervoor of hierna gaat al een herinnering weg. "
                "Kies een andere dag."
            )
    return faults


def list_reminders(installation: Installation, house: str, wave: str) -> list[Reminder]:
    """The reminders of a wave, in their order."""
    return reminders.select_reminders(installation.house(house), wave)


def decide_due(installation: Installation, house: str) -> list[Decided]:
    """Put the mails of reminders whose moment has come in the outbox: of each wave at most one, the last of those due.

    Of several that are overdue the others are skipped, and so is what would come too late before closing. One that
    would come too soon after the mail before it waits, and so it does until the invitations have left. What was decided
    once is never decided again.
    """
    db = installation.house(house)
    if not reminders.select_waves_to_remind(db, installation.now()):
        return []
    with db.atomic():
        now = installation.now()
        found = [_decide(db, wave, now) for wave in reminders.select_waves_to_remind(db, now)]
    return [decided for decided in found if decided is not None]


def _decide(db: Database, wave: str, now: datetime) -> Decided | None:
    found = waves.select_wave(db, wave)
    planned = reminders.select_reminders(db, wave)
    due = [one for one in planned if one.state is ReminderState.PLANNED and one.due_at <= now]
    if found is None or found.state is not WaveState.OPEN or now > found.closes_at - LATEST:
        _skip(db, wave, due, now)
        return None
    if outbox.has_waiting_invitations(db, wave) or now < _last_mail(db, found, planned) + DISTANCE:
        return None
    _skip(db, wave, due[:-1], now)
    number = due[-1].number
    reminders.update_decided(db, wave, number, now, silent=reminders.count_silent(db, wave))
    queue(db, wave, reminders.select_silent(db, wave), kind=MailKind.REMINDER, round=number, due_at=now)
    audit.note(db, now, TICK, what="reminder.decided", target=f"{wave} {number}")
    return Decided(wave, number)


def _last_mail(db: Database, wave: Wave, planned: Sequence[Reminder]) -> datetime:
    """When the mail before was decided: the last reminder, else the invitation, else the opening."""
    first = reminders.select_first_invitation(db, wave.id) or wave.opens_at
    return max([first, *(one.decided_at for one in planned if one.decided_at)])


def _skip(db: Database, wave: str, due: Sequence[Reminder], now: datetime) -> None:
    for one in due:
        reminders.update_skipped(db, wave, one.number)
        audit.note(db, now, TICK, what="reminder.skipped", target=f"{wave} {one.number}")
