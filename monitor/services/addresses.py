"""A partner's address and link during a wave: another address, another link, the same link once more.

Whoever has the link of somebody else can see whether that person answered. So nothing here gives a link to anybody
but the person, and nothing here looks different for a partner who answered.
"""

from __future__ import annotations

from monitor.errors import BadInput, NotFound, OutOfOrder, Refused
from monitor.model import Actor
from monitor.services import audit, sealing
from monitor.services.installation import Installation
from monitor.services.names import read_email
from monitor.services.queueing import queue
from monitor.store import invitations, partners, vault, wave_mails
from monitor.store.database import Database
from monitor.store.invitations import Reach
from monitor.store.outbox import MailKind
from monitor.store.wave_mails import Invited, Link

MOST_AGAIN = 5
"""Mails with the link that a coordinator may ask for, per partner and wave."""
_NOT_INVITED = "Deze partner is niet uitgenodigd voor deze meting, of staat niet meer in de lijst."


def change_address(installation: Installation, db: Database, partner: str, email: str) -> None:
    """Give a partner another address; call inside `atomic`.

    In a wave that is open this is allowed only as long as no mail left to the address before, or all came back. Then a
    new invitation goes out by itself. Raises Refused, BadInput for an address that is none or another partner's.
    """
    address = read_email(email)
    if partners.select_partner_id(db, address) not in (None, partner):
        raise BadInput("Dit adres staat al bij een andere partner. Vul een ander adres in.")
    links = wave_mails.select_links(db, partner)
    if any(wave_mails.has_left(db, link.invitation) for link in links):
        raise Refused(
            "Dit adres kan nu niet veranderen: er ging al een mail heen die niet terugkwam. Met de link van een ander "
            "kunt u zien of die antwoordde. Wacht tot de meting sluit."
        )
    partners.update_email(db, partner, address)
    for link in links:
        _invite_again(installation, db, link)


def _invite_again(installation: Installation, db: Database, link: Link) -> None:
    """Send an invitation to the new address, with a link of its own, unless the first is still to go."""
    kind, now = MailKind.INVITATION, installation.now()
    number = wave_mails.count_rounds(db, link.invitation, kind)
    if number == 0 or wave_mails.has_waiting(db, link.invitation, kind):
        return
    replace_link(installation, db, link)
    invitations.update_unreached(db, link.invitation, Reach.FINE)
    queue(db, link.wave, [link.invitation], kind=kind, round=number, due_at=now)


def replace_link(installation: Installation, db: Database, link: Link) -> None:
    """Put a new link in place of one that may be in wrong hands, and destroy its draft; call inside `atomic`.

    Whether a page was kept stays noted: were it forgotten, the number of drafts would tell who had one.
    """
    old = _token(installation, link, link.number)
    for draft in (sealing.draft_id(old), sealing.words_id(old)):
        vault.delete_draft(db, draft)
    new = _token(installation, link, link.number + 1)
    invitations.update_link(db, link.invitation, number=link.number + 1, token_hash=sealing.hash_token(new))


def _token(installation: Installation, link: Link, number: int) -> str:
    key, secret = installation.link_key, link.secret
    return sealing.make_token(key, wave_secret=secret, invitation=link.invitation, link_number=number)


def send_again(installation: Installation, house: str, wave: str, partner: str, *, actor: Actor) -> None:
    """Mail the same link once more. Raises NotFound, OutOfOrder, Refused."""
    db = installation.house(house)
    with db.atomic():
        link = _link_to_mail(db, wave, partner)
        _queue_again(installation, db, link)
        audit.note(db, installation.now(), actor, what="link.sent_again", target=f"{wave} {partner}")


def revoke_link(installation: Installation, house: str, wave: str, partner: str, *, actor: Actor) -> None:
    """Make a new link, which ends the old one and its draft, and mail it. Raises NotFound, OutOfOrder, Refused."""
    db = installation.house(house)
    with db.atomic():
        link = _link_to_mail(db, wave, partner)
        replace_link(installation, db, link)
        _queue_again(installation, db, link)
        audit.note(db, installation.now(), actor, what="link.revoked", target=f"{wave} {partner}")


def correct_address(
    installation: Installation, house: str, wave: str, partner: str, email: str, *, actor: Actor
) -> None:
    """`change_address` for a partner of this wave, with its line in the log. Raises NotFound, Refused, BadInput."""
    db = installation.house(house)
    with db.atomic():
        get_invited(db, wave, partner)
        change_address(installation, db, partner, email)
        audit.note(db, installation.now(), actor, what="partner.address", target=partner)


def get_invited(db: Database, wave: str, partner: str) -> Invited:
    """Somebody who was invited for this wave. Raises NotFound."""
    found = wave_mails.select_invited_partner(db, wave, partner)
    if found is None:
        raise NotFound(_NOT_INVITED)
    return found


def _link_to_mail(db: Database, wave: str, partner: str) -> Link:
    """The link of somebody who may get a mail. Every refusal is one that the coordinator can know of."""
    invited = get_invited(db, wave, partner)
    link = wave_mails.select_link(db, invited.invitation)
    if link is None:
        raise OutOfOrder("Deze meting loopt niet. Er gaan geen mails meer uit.")
    if invited.opted_out:
        raise Refused("Deze partner wil geen mails meer over deze meting. De eerdere link blijft werken.")
    if invited.unreached:
        raise Refused("Dit adres neemt geen mail aan. Verbeter eerst het adres, of zet de partner weer op bereikbaar.")
    if wave_mails.has_waiting(db, link.invitation, MailKind.INVITATION):
        raise OutOfOrder("De uitnodiging van deze partner moet nog vertrekken. Er is geen tweede mail nodig.")
    return link


def _queue_again(installation: Installation, db: Database, link: Link) -> None:
    number = wave_mails.count_rounds(db, link.invitation, MailKind.AGAIN)
    if number >= MOST_AGAIN:
        raise Refused(f"Deze partner kreeg de link al {MOST_AGAIN} keer opnieuw. Bel of mail de partner liever zelf.")
    kind, now = MailKind.AGAIN, installation.now()
    queue(db, link.wave, [link.invitation], kind=kind, round=number, due_at=now)
