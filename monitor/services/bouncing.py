"""What came back: reports in the mailbox, returned mails that a coordinator copies in, and marks set by hand.

A mail that came back has been in other hands, so its link is replaced. Its text is kept nowhere: of a report the
program keeps the status (5.1.1), and deletes it from the mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.errors import BadInput, Misconfigured, NotFound
from monitor.mail.bounces import Report, find_ids, read_report
from monitor.mail.imap import open_mailbox
from monitor.model import TICK, Actor
from monitor.services import addresses, audit
from monitor.services.installation import Installation
from monitor.store import directory, invitations, wave_mails
from monitor.store.database import Database
from monitor.store.invitations import Reach
from monitor.store.outbox import MailKind
from monitor.store.wave_mails import LeftMail

BY_HAND, RETURNED = "hand", "returned"
"""In place of a status: a coordinator brought the returned mail; the report gave none."""


def read_bounces(installation: Installation) -> int:
    """Read the mailbox: note what will never arrive, and remove every report about a mail of ours; gives how many.

    All else stays as it is, since people read there too. Killed halfway it can be done again. Raises MailboxDown.
    """
    server = installation.mail.bounces
    if server is None:
        return 0
    removed = 0
    with open_mailbox(server) as mailbox:
        for number, raw in mailbox.reports():
            report = read_report(raw)
            if report and take_in(installation, report):
                mailbox.remove(number)
                removed += 1
    return removed


def take_in(installation: Installation, report: Report) -> bool:
    """Note what a report says; False where it is about no mail of ours. A second time changes nothing.

    Whoever can forge one knows the Message-ID, so has the mail, and can do no more than end the own link.
    """
    for house in directory.select_house_names(installation.directory()):
        try:
            db = installation.house(house)
        except (NotFound, Misconfigured):  # the tick tells of it; the reports of other houses do not wait
            continue
        mail = _find(db, report.ids)
        if mail is not None:
            if report.hard:
                with db.atomic():
                    _note_returned(installation, db, mail, code=report.status or RETURNED, actor=TICK)
            return True
    return False


def enter_returned(installation: Installation, house: str, wave: str, text: str, *, actor: Actor) -> None:
    """Note a mail as returned that a coordinator got back and copied in whole.

    Its Message-ID is the proof: nobody has it who has not got the mail. Raises BadInput where there is none of ours.
    """
    db = installation.house(house)
    mail = _find(db, find_ids(text))
    if mail is None or mail.wave != wave:
        raise BadInput(
            "In deze tekst staat geen nummer (Message-ID) van een mail van deze meting. Kopieer het hele bericht, met "
            "de regels onderaan over de oorspronkelijke mail."
        )
    with db.atomic():
        _note_returned(installation, db, mail, code=BY_HAND, actor=actor)


def _find(db: Database, ids: Iterable[str]) -> LeftMail | None:
    return next((mail for one in ids if (mail := wave_mails.select_mail(db, one))), None)


def _note_returned(installation: Installation, db: Database, mail: LeftMail, *, code: str, actor: Actor) -> None:
    """The line in the log names nobody: a reminder that came back went to somebody who had not answered."""
    if not wave_mails.update_returned(db, mail.id, code) or mail.invitation is None:
        return
    invitations.update_bounced(db, mail.invitation, reach_after(mail.kind))
    wave_mails.drop_waiting(db, mail.invitation)
    link = wave_mails.select_link(db, mail.invitation)
    if link is not None:
        addresses.replace_link(installation, db, link)
    audit.note(db, installation.now(), actor, what="mail.returned", target=str(mail.wave))


def reach_after(kind: MailKind) -> Reach:
    """What to note of somebody whose mail of this kind does not arrive.

    An invitation, and the link once more, go whether or not somebody answered. A reminder goes only to who has not, so
    its return is told of nobody.
    """
    return Reach.SILENT if kind is MailKind.REMINDER else Reach.RETURNED


def mark(installation: Installation, house: str, wave: str, partner: str, *, reached: bool, actor: Actor) -> None:
    """Say by hand that mail does not reach a partner, or does; the link stays as it is. Raises NotFound."""
    db = installation.house(house)
    with db.atomic():
        invitation = addresses.get_invited(db, wave, partner).invitation
        invitations.update_unreached(db, invitation, Reach.FINE if reached else Reach.RETURNED)
        if not reached:
            wave_mails.drop_waiting(db, invitation)
        what = "partner.reached" if reached else "partner.unreached"
        audit.note(db, installation.now(), actor, what=what, target=f"{wave} {partner}")
