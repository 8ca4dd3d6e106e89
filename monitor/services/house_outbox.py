"""The outbox of a house while a batch of it is sent: what still is to go, what became of it, and the cap of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.mail.message import Mail
from monitor.model import TICK, Actor, Outcome, WaveState
from monitor.services import audit
from monitor.services.bouncing import reach_after
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.letters import Letters
from monitor.services.mail_results import DOUBT_AFTER, Result, Sent, Verdict, is_given_up, next_try
from monitor.store import invitations, mail_counts, outbox
from monitor.store.mail_counts import KeptFault, Period
from monitor.store.outbox import MailKind, MailState, OutboxMail

_PERIODS = {False: (Period.DAY, Period.MINUTE), True: (Period.REMINDER_DAY, Period.REMINDER_MINUTE)}
"""Whether of reminders -> the day and the minute in which they are counted."""
_HANDED_OVER = (Verdict.SENT, Verdict.DOUBTED)


class HouseOutbox:
    """Only the process that holds the house's lock for mail makes one: of its reminders, or of its other mails.

    Reminders go apart and leave no word: who waits for one has not answered, so nothing that can be seen may hang on
    them: no line in the log, no fault, and no place under the limits of other mails.
    """

    def __init__(self, installation: Installation, house: str, *, reminders: bool = False, actor: Actor = TICK) -> None:
        self._reminders = reminders
        self._installation = installation
        self._db = installation.house(house)
        self._letters = Letters(installation, house)
        self._actor = actor
        self._claimed: dict[str, OutboxMail] = {}
        self._left: dict[str, OutboxMail] = {}
        """The mails that left, by id: noting one again, after a write that failed, counts it once."""

    def now(self) -> datetime:
        """The installation's clock."""
        return self._installation.now()

    def recover(self) -> None:
        """What a sender was at that died may have left or not: it goes once more, behind all that waits."""
        with self._db.atomic():
            now = self.now()
            number = outbox.update_deserted(self._db, due_at=now, day=local_date(now), reminders=self._reminders)
            self._count(now, number)

    def list_due(self, limit: int | None) -> list[str]:
        """Mails that are due, as many as may go now."""
        now, settings = self.now(), self._installation.mail
        day, (of_day, of_minute) = local_date(now), _PERIODS[self._reminders]
        today = max(
            mail_counts.select_count(self._db, of_day, day.isoformat()),
            mail_counts.count_sent_on(self._db, day, reminders=self._reminders),
        )
        minute = mail_counts.select_count(self._db, of_minute, _minute(now))
        most = min(settings.per_minute - minute, settings.per_day - today)
        if limit is not None:
            most = min(most, limit)
        return outbox.select_due(self._db, now, most=most, reminders=self._reminders) if most > 0 else []

    def claim(self, mail: str, results: Sequence[Result]) -> bool:
        """Note results and take this mail, if it still is to go at this moment."""
        with self._db.atomic():
            self._note(results)
            found = outbox.select_mail(self._db, mail)
            if found is None or _is_held(found, self.now()):
                return False
            if not _is_needed(found, self.now()):
                outbox.update_mail_state(self._db, mail, MailState.DROPPED)
                return False
            outbox.update_mail_state(self._db, mail, MailState.CLAIMED)
        self._claimed[mail] = found
        return True

    def make(self, mail: str) -> Mail:
        """The text of the mail that was claimed. Raises BadInput for its address, LinkBroken."""
        return self._letters.make(self._claimed[mail])

    def settle(self, results: Sequence[Result], total: Sent) -> None:
        """Note the last results; of other mails than reminders what is wrong with the server, and a line per wave."""
        with self._db.atomic():
            self._note(results)
            if self._reminders:
                return
            now = self.now()
            if total.fault is not None:
                fault = total.fault
                kept = KeptFault(now, fault.outcome, fault.step or "", fault.code)
                mail_counts.insert_fault(self._db, kept)
            elif total.sent:
                mail_counts.delete_fault(self._db)
            for wave, number in sorted(self._told().items()):
                audit.note(self._db, now, self._actor, what="mail.sent", target=wave, result=f"{number} sent")

    def count_left(self) -> int:
        """How many mails are due."""
        return outbox.count_due(self._db, self.now(), reminders=self._reminders)

    def _note(self, results: Sequence[Result]) -> None:
        """Write down what became of mails; call inside `atomic`."""
        if not results:
            return
        now = self.now()
        for result in results:
            self._note_one(self._claimed[result.mail], result, now)
        self._count(now, sum(result.verdict in _HANDED_OVER for result in results))

    def _note_one(self, mail: OutboxMail, result: Result, now: datetime) -> None:
        match result.verdict:
            case Verdict.SENT:
                outbox.update_sent(self._db, mail.id, local_date(now))
                self._left[mail.id] = mail
            case Verdict.DOUBTED:
                outbox.update_doubted(self._db, mail.id, due_at=now + DOUBT_AFTER, day=local_date(now))
            case Verdict.NO_ADDRESS:
                self._fail(mail, result.code, unreached=True)
            case Verdict.FAILED:
                self._fail(mail, result.code, unreached=False)
            case Verdict.UNCONFIRMED if is_given_up(mail.tries):
                self._fail(mail, result.code, unreached=True)
            case Verdict.LATER if is_given_up(mail.tries) and mail.wave is None:
                self._fail(mail, result.code, unreached=False)
            case Verdict.BACK:
                outbox.update_mail_state(self._db, mail.id, MailState.WAITING)
            case Verdict.ASIDE:
                outbox.update_later(self._db, mail.id, due_at=now + DOUBT_AFTER, tries=mail.tries, code="")
            case Verdict.LATER | Verdict.UNCONFIRMED:
                due_at = next_try(now, mail.tries)
                outbox.update_later(self._db, mail.id, due_at=due_at, tries=mail.tries + 1, code=result.code)

    def _fail(self, mail: OutboxMail, code: str, *, unreached: bool) -> None:
        outbox.update_failed(self._db, mail.id, code)
        if unreached and mail.invitation is not None:
            invitations.update_bounced(self._db, mail.invitation.id, reach_after(mail.kind))

    def _told(self) -> dict[str, int]:
        """Per wave: mails that left."""
        told: dict[str, int] = {}
        for mail in self._left.values():
            wave = mail.wave.id if mail.wave else ""
            told[wave] = told.get(wave, 0) + 1
        return told

    def _count(self, now: datetime, number: int) -> None:
        if number:
            of_day, of_minute = _PERIODS[self._reminders]
            mail_counts.add_count(self._db, of_day, local_date(now).isoformat(), number)
            mail_counts.add_count(self._db, of_minute, _minute(now), number)


def _minute(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="minutes")


def _is_held(mail: OutboxMail, now: datetime) -> bool:
    """Whether its wave is paused, or not open yet (a clock that was set back): it waits."""
    wave = mail.wave
    if wave is None:
        return False
    return wave.paused or now < wave.opens_at or wave.state in (WaveState.DRAFT, WaveState.READY)


def _is_needed(mail: OutboxMail, now: datetime) -> bool:
    """Whether somebody is still to get this mail, now that it would leave."""
    if mail.addressee is None:
        return False
    if mail.wave is None or mail.invitation is None:
        return mail.kind is MailKind.DATA
    invitation = mail.invitation
    if mail.wave.state is not WaveState.OPEN or now >= mail.wave.closes_at or invitation.opted_out:
        return False
    waits = invitation.outcome is Outcome.NO_RESPONSE and not invitation.unreached
    return mail.kind is not MailKind.REMINDER or waits
