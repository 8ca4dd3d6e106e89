"""What came back: reports in the mailbox, returned mails that a coordinator copies in, and marks set by hand.

A mail that came back has been in other hands, so its link is replaced. Only its mark (`sealing.mail_mark`) proves that
it did: its Message-ID stands in every reply too, so by that alone the mails stop, as they do by hand. Its text is kept
nowhere: of a report the program keeps the status (5.1.1), and deletes it from the mailbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile

from monitor.errors import BadInput, Misconfigured, NotFound
from monitor.mail.bounces import Report, find_ids, find_marks, read_report
from monitor.mail.imap import open_mailbox
from monitor.model import TICK, Actor
from monitor.services import addresses, audit, bounce_place, sealing
from monitor.services.installation import Installation
from monitor.services.time_limit import never
from monitor.store import directory, invitations, wave_mails
from monitor.store.database import Database
from monitor.store.invitations import Reach
from monitor.store.outbox import MailKind
from monitor.store.wave_mails import LeftMail

BY_HAND, RETURNED = "hand", "returned"
"""In place of a status: a coordinator brought the returned mail; the report gave none."""


def read_bounces(installation: Installation, *, stopped: Callable[[], bool] = never) -> int:
    """Read the mailbox: note what will never arrive, and remove every report about a mail of ours; gives how many.

    All else stays as it is, since people read there too. Killed halfway it can be done again.
    stopped: asked before each message, whether to leave the rest. Raises MailboxDown.
    """
    server = installation.mail.bounces
    if server is None:
        return 0
    with open_mailbox(server) as mailbox:
        mark_ = bounce_place.make_mark(installation, server, mailbox.validity)
        removed, last = 0, bounce_place.get_last(installation, mark_)
        try:
            for number, raw in takewhile(lambda _: not stopped(), mailbox.reports(after=last)):
                report = read_report(raw)
                if report and take_in(installation, report):
                    mailbox.remove(number)
                    removed += 1
                last = number
        finally:
            if last is not None:
                bounce_place.keep_last(installation, mark_, last)
    return removed


def take_in(installation: Installation, report: Report) -> bool:
    """Note what a report says; False where it is about no mail of ours. A second time changes nothing.

    Whoever can forge one with a mark has the mail, and can do no more than end the own link; without one, no more than
    stop the mails.
    """
    for house in directory.select_house_names(installation.directory()):
        try:
            db = installation.house(house)
        except (NotFound, Misconfigured):  # the tick tells of it; the reports of other houses do not wait
            continue
        found = _find(installation, db, report.ids, report.marks)
        if found is not None:
            if report.hard:
                _note(installation, db, found, code=report.status or RETURNED, actor=TICK)
            return True
    return False


def enter_returned(installation: Installation, house: str, wave: str, text: str, *, actor: Actor) -> bool:
    """Note a mail as returned that a coordinator got back and copied in whole; False if the text is no proof of it.

    Raises BadInput where no mail of this wave is found by it.
    """
    db = installation.house(house)
    found = _find(installation, db, find_ids(text), find_marks(text))
    if found is None or found[0].wave != wave:
        raise BadInput(
            "In deze tekst staat geen nummer (Message-ID) van een mail van deze meting. Kopieer het hele bericht, met "
            "de regels onderaan over de oorspronkelijke mail."
        )
    _note(installation, db, found, code=BY_HAND, actor=actor)
    return found[1]


def _find(
    installation: Installation, db: Database, ids: Iterable[str], marks: Iterable[str]
) -> tuple[LeftMail, bool] | None:
    """The mail that this is about, and whether it proves that the mail came back: its own mark is the proof."""
    for mark_ in marks:
        own = mark_.partition("-")[0]
        mail = wave_mails.select_mail(db, own)
        if mail and sealing.same(mark_, sealing.mail_mark(installation.link_key, own)):
            return mail, True
    return next(((mail, False) for one in ids if (mail := wave_mails.select_mail(db, one))), None)


def _note(installation: Installation, db: Database, found: tuple[LeftMail, bool], *, code: str, actor: Actor) -> None:
    """The line in the log names nobody, and of a reminder the program writes none.

    A reminder goes only to who has not answered: a line would say that somebody had not.
    """
    mail, proved = found
    with db.atomic():
        if not _end(installation, db, mail, code) if proved else not _stop(db, mail):
            return
        if mail.kind is not MailKind.REMINDER or actor is not TICK:
            audit.note(db, installation.now(), actor, what="mail.returned", target=str(mail.wave))


def _end(installation: Installation, db: Database, mail: LeftMail, code: str) -> bool:
    """It came back: its link is replaced, and no mail goes to this address; False where nothing changes by it."""
    if not wave_mails.update_returned(db, mail.id, code) or mail.invitation is None:
        return False
    invitations.update_bounced(db, mail.invitation, reach_after(mail.kind))
    _drop_waiting(db, mail.invitation, mail.kind)
    link = wave_mails.select_link(db, mail.invitation)
    if link is not None:
        addresses.replace_link(installation, db, link)
    return True


def _stop(db: Database, mail: LeftMail) -> bool:
    """It may have come back: no mail goes to this address, and the link stays; False where nothing changes by it."""
    if not mail.left or mail.invitation is None:
        return False
    if not invitations.update_bounced(db, mail.invitation, reach_after(mail.kind)):
        return False
    _drop_waiting(db, mail.invitation, mail.kind)
    return True


def _drop_waiting(db: Database, invitation: str, kind: MailKind) -> None:
    """After a reminder only reminders: the link that was asked for again goes to everybody, whatever came back."""
    if kind is MailKind.REMINDER:
        wave_mails.drop_reminders(db, invitation)
    else:
        wave_mails.drop_waiting(db, invitation)


def reach_after(kind: MailKind) -> Reach:
    """What to note of somebody whose mail of this kind does not arrive.

    An invitation, and the link once more, go whether or not somebody answered. A reminder goes only to who has not, so
    its return is told of nobody.
    """
    return Reach.SILENT if kind is MailKind.REMINDER else Reach.RETURNED


def mark(installation: Installation, house: str, wave: str, partner: str, *, reached: bool, actor: Actor) -> None:
    """Say by hand that mail does not reach a partner, or does; the link stays as it is. Raises NotFound.

    An invitation that was dropped by the first goes after the second: a reminder is no first mail.
    """
    db = installation.house(house)
    with db.atomic():
        invitation = addresses.get_invited(db, wave, partner).invitation
        invitations.update_unreached(db, invitation, Reach.FINE if reached else Reach.RETURNED)
        if reached:
            wave_mails.restore_invitation(db, invitation)
        else:
            wave_mails.drop_waiting(db, invitation)
        what = "partner.reached" if reached else "partner.unreached"
        audit.note(db, installation.now(), actor, what=what, target=f"{wave} {partner}")
