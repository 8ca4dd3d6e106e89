"""The mails of the demo's open wave, as if they had been sent: an invitation, a reminder, and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.mail.bounces import Report
from monitor.model import Wave
from monitor.services import bouncing, opting_out, reminding, sealing
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.queueing import queue
from monitor.store import invitations, outbox, reminders, wave_mails, waves
from monitor.store.database import Database
from monitor.store.outbox import MailKind, MailState
from monitor.store.reminders import Reminder

REMINDED_AFTER = timedelta(days=9)
OPTED_OUT, RETURNED = 2, 3
_ALL = 10_000


def invite(installation: Installation, house: str, wave: Wave) -> None:
    """Everybody has had the invitation, at the opening."""
    db = installation.house(house)
    with db.atomic():
        everybody = [invitation for invitation, _ in invitations.select_untouched(db, wave.id, most=_ALL)]
        queue(db, wave.id, everybody, kind=MailKind.INVITATION, due_at=wave.opens_at)
        _hand_over(db, wave.opens_at)


def remind(installation: Installation, house: str, wave: Wave) -> None:
    """Of who did nothing, some want no mails and some have a wrong address; the others have had a reminder."""
    db = installation.house(house)
    first_day = replace(installation, clock=lambda: wave.opens_at + timedelta(days=1))
    silent = invitations.select_untouched(db, wave.id, most=_ALL)  # the printed links are the first of these
    for invitation, _ in silent[-RETURNED:]:
        mail = _invitation_mail(db, invitation)
        mark = sealing.mail_mark(installation.link_key, mail)
        bouncing.take_in(first_day, Report((mail,), hard=True, status="5.1.1", marks=(mark,)))
    secret, _ = waves.select_secrets(db, wave.id)
    for invitation, number in silent[-RETURNED - OPTED_OUT : -RETURNED]:
        token = sealing.make_token(
            installation.link_key, wave_secret=secret or b"", invitation=invitation, link_number=number
        )
        opting_out.opt_out(first_day, house, token)
    at = wave.opens_at + REMINDED_AFTER
    later = reminding.default_moments(wave.opens_at, wave.closes_at)[-1]
    with db.atomic():
        reminders.insert_reminders(db, wave.id, [Reminder(1, at), Reminder(2, later)])
    reminding.decide_due(replace(installation, clock=lambda: at), house)
    with db.atomic():
        _hand_over(db, at)


def _invitation_mail(db: Database, invitation: str) -> str:
    return wave_mails.select_mails(db, invitation, MailKind.INVITATION)[-1]


def _hand_over(db: Database, at: datetime) -> None:
    """All that is due was taken by the mail server."""
    for reminders_too in (False, True):
        for mail in outbox.select_due(db, at, most=_ALL, reminders=reminders_too):
            outbox.update_mail_state(db, mail, MailState.CLAIMED)
            outbox.update_sent(db, mail, local_date(at))
