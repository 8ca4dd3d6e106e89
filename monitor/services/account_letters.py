"""Mails about accounts: an invitation, a link for a new password, and that something was changed."""

from __future__ import annotations

from monitor.mail.addresses import ascii_address
from monitor.mail.drawing import Block, Button, Paragraph, draw_html, draw_text
from monitor.mail.message import Mail, clean
from monitor.services.account_links import link_url
from monitor.services.installation import Installation
from monitor.services.letters import message_id
from monitor.services.local_time import say_instant
from monitor.store.account_outbox import AccountMail, AccountMailKind
from monitor.store.times import from_text

SENDER = "Veiligheidshuis-monitor"
_SUBJECTS = {
    AccountMailKind.INVITATION: "Uw account bij de Veiligheidshuis-monitor",
    AccountMailKind.PASSWORD: "Een nieuw wachtwoord kiezen",
    AccountMailKind.CHANGED: "Er is iets veranderd aan uw account",
}
_BELOW = "Werkt de knop niet? Dit is de link:"
_ALONE = "Dit is de link:"
_NOT_YOU = "Vroeg u dit niet zelf? Dan hoeft u niets te doen: uw wachtwoord blijft zoals het is."
_TELL_US = "Klopt dit niet? Neem dan meteen contact op met de beheerder van de monitor."


def make(installation: Installation, mail: AccountMail) -> Mail:
    """The mail of a row of the directory's outbox. Raises BadInput for an address that is none."""
    subject = _SUBJECTS[mail.kind]
    blocks = [Paragraph(f"Beste {clean(mail.name)},"), *_body(installation, mail)]
    return Mail(
        to=ascii_address(mail.email),
        subject=subject,
        text=draw_text(blocks),
        html=draw_html(blocks, title=subject, sender=SENDER, language="nl"),
        message_id=message_id(installation, mail.id),
        sender=installation.mail.sender,
        sender_name=SENDER,
    )


def _body(installation: Installation, mail: AccountMail) -> list[Block]:
    if mail.kind is AccountMailKind.CHANGED or mail.link is None or mail.expires_at is None:
        return [Paragraph(clean(mail.detail)), Paragraph(_TELL_US)]
    url, until = link_url(installation, mail.link), say_instant(from_text(mail.expires_at))
    once = Paragraph(f"De link werkt één keer, tot {until}. Stuur hem niet door.", quiet=True)
    if mail.kind is AccountMailKind.PASSWORD:
        asked = Paragraph("Er is een nieuw wachtwoord gevraagd voor uw account. U kiest het met deze link.")
        return [asked, Button("Wachtwoord kiezen", url, _BELOW, _ALONE), once, Paragraph(_NOT_YOU)]
    who = clean(mail.detail) or "U bent uitgenodigd voor de Veiligheidshuis-monitor."
    invited = Paragraph(f"{who} Kies met deze link een wachtwoord. Daarna kunt u inloggen met dit e-mailadres.")
    return [invited, Button("Account openen", url, _BELOW, _ALONE), once]
