"""Moving the closing instant of a wave that is open: later only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.local_time import at_office_hours, say_instant
from monitor.services.reminding import plan_reminders
from monitor.services.wave_setup import LONGEST_OPEN, retention_fault
from monitor.services.waves import get_wave
from monitor.store import reminders, waves
from monitor.store.database import Database
from monitor.store.reminders import ReminderState


def extend(
    installation: Installation, house: str, wave: str, closes_at: datetime, *, move_reminders: bool, actor: Actor
) -> None:
    """Let a wave close later. `move_reminders`: those still to come go as many days later.

    Raises OutOfOrder once the closing instant has passed, BadInput for an instant that is not later or leaves no time
    between closing and the retention date, which was promised.
    """
    db, now = installation.house(house), installation.now()
    with db.atomic():
        found = get_wave(installation, house, wave)
        check_open(found, now)
        _check(found, closes_at)
        waves.update_closes_at(db, wave, closes_at)
        if move_reminders:
            _move_reminders(db, found, closes_at)
        result = f"done, closes: {closes_at.astimezone(UTC).isoformat(timespec='seconds')}"
        audit.note(db, now, actor, what="wave.extended", target=wave, result=result)


def check_open(wave: Wave, now: datetime) -> None:
    """Raise OutOfOrder unless a wave can still be extended."""
    if wave.state is not WaveState.OPEN or now >= wave.closes_at:
        raise OutOfOrder("Deze meting is niet open. Verlengen kan alleen voordat zij sluit.")


def _check(wave: Wave, closes_at: datetime) -> None:
    if closes_at <= wave.closes_at:
        raise BadInput(
            f"De meting sluit nu op {say_instant(wave.closes_at)}. Verlengen kan alleen tot een later tijdstip."
        )
    if closes_at - wave.opens_at > LONGEST_OPEN:
        raise BadInput("Een meting is ten hoogste een half jaar open. Kies een eerdere dag.")
    if fault := retention_fault(wave.retention_date, closes_at):
        raise BadInput(f"Aan partners is beloofd wanneer de antwoorden worden gewist. {fault['retention']}")


def _move_reminders(db: Database, wave: Wave, closes_at: datetime) -> None:
    later = local_date(closes_at) - local_date(wave.closes_at)
    found = reminders.select_reminders(db, wave.id)
    planned = [one.due_at for one in found if one.state is ReminderState.PLANNED]
    if planned:
        plan_reminders(db, wave.id, [_moved(due_at, later) for due_at in planned])


def _moved(due_at: datetime, later: timedelta) -> datetime:
    return at_office_hours(local_date(due_at) + later)
