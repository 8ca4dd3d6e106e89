"""What a coordinator may know of the mails of a wave: numbers of which none tells who answered.

How many got a reminder hangs on who of the few that a coordinator marked had answered. So it is told how many had not
answered by then, whoever was marked: from the day after, like the counts of the response, and only where enough had not
and enough had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import OutOfOrder
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit, delivering
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.names import make_search
from monitor.services.waves import get_wave
from monitor.store import reminders, wave_mails
from monitor.store.outbox import MailKind, MailState
from monitor.store.reminders import Reminder, ReminderState
from monitor.store.wave_mails import Flags, Invited, MailCount

FEWEST_EACH_WAY = 3
"""So many must not have answered when a reminder was decided, and so many must have, before it is told how many."""
MOST_FOUND = 20
FEWEST_SIGNS = 2


@dataclass(frozen=True)
class Sent:
    """Mails that go to everybody, or to who was named: how many left, are still to go, and came back.

    undelivered: the mail server did not take them. unsure: nobody knows whether it did; they do not go again.
    """

    left: int
    waiting: int
    returned: int
    undelivered: int = 0
    unsure: int = 0


@dataclass(frozen=True)
class ReminderNumbers:
    """A reminder. `silent`: of how many nothing had come when it was decided; None: not told.

    `too_soon`: it is of today, so nothing is told before tomorrow.
    """

    number: int
    due_at: datetime
    state: ReminderState
    silent: int | None
    too_soon: bool


@dataclass(frozen=True)
class MailNumbers:
    """All that the page of a wave's mails tells. `again`: mails with the link that were asked for once more.

    `named`: of whom something may be told. `fault`: what is wrong with the mail server, in a sentence, or "".
    """

    wave: Wave
    flags: Flags
    invitations: Sent
    reminders: tuple[ReminderNumbers, ...]
    again: Sent
    named: tuple[Invited, ...]
    fault: str


def mail_numbers(installation: Installation, house: str, wave: str) -> MailNumbers:
    """The numbers as they may be told now; somebody's answer changes none of them today. Raises NotFound."""
    found = get_wave(installation, house, wave)
    db = installation.house(house)
    flags = wave_mails.count_flags(db, wave)
    mails = wave_mails.count_mails(db, wave)
    fault = delivering.get_fault(installation, house)
    return MailNumbers(
        wave=found,
        flags=flags,
        invitations=_count(mails, MailKind.INVITATION),
        reminders=tuple(_tell(one, flags, installation.now()) for one in reminders.select_reminders(db, wave)),
        again=_count(mails, MailKind.AGAIN),
        named=tuple(wave_mails.select_named(db, wave)),
        fault=fault.sentence if fault else "",
    )


def _count(mails: Sequence[MailCount], kind: MailKind) -> Sent:
    own = [count for count in mails if count.kind is kind]
    return Sent(
        left=sum(count.left for count in own),
        waiting=sum(count.number for count in own if count.state in (MailState.WAITING, MailState.CLAIMED)),
        returned=sum(count.returned for count in own),
        undelivered=sum(count.undelivered for count in own),
        unsure=sum(count.unsure for count in own),
    )


def _tell(reminder: Reminder, flags: Flags, now: datetime) -> ReminderNumbers:
    """Never how many mails left: beside the counts of the response that would tell of who was marked whether they had
    answered."""
    decided, silent = reminder.decided_at, reminder.silent
    too_soon = decided is not None and local_date(decided) >= local_date(now)
    shown = silent if silent is not None and not too_soon and may_tell(silent, flags) else None
    return ReminderNumbers(reminder.number, reminder.due_at, reminder.state, shown, too_soon)


def may_tell(silent: int, flags: Flags) -> bool:
    """Whether it may be told of how many nothing had come when a reminder was decided.

    Who is known by name (wants no mails, is not reached) counts on either side as if all of them stood there: the
    others must be enough, and whether they are does not hang on who of the known had answered.
    """
    others = flags.invited - silent
    return min(silent, others) - flags.either >= FEWEST_EACH_WAY


def find_invited(installation: Installation, house: str, wave: str, sought: str) -> list[Invited]:
    """Who was invited for a wave and has this in name or address, a few at most. Raises NotFound."""
    get_wave(installation, house, wave)
    text = " ".join(sought.split())
    if len(text) < FEWEST_SIGNS:
        return []
    is_sought = make_search(text)
    people = wave_mails.select_invited(installation.house(house), wave)
    return [one for one in people if is_sought(one.email, one.name)][:MOST_FOUND]


def hold(installation: Installation, house: str, wave: str, *, paused: bool, actor: Actor) -> None:
    """Hold the mails of a wave, or let them go on. Raises NotFound; OutOfOrder for a wave that is over."""
    db = installation.house(house)
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state in (WaveState.CLOSING, WaveState.CLOSED):
            raise OutOfOrder("Deze meting is dicht. Er gaan geen mails meer uit.")
        if wave_mails.update_paused(db, wave, paused=paused):
            what = "mails.held" if paused else "mails.resumed"
            audit.note(db, installation.now(), actor, what=what, target=wave)
