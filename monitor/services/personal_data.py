"""What is kept about one partner: described for a mail to the address itself, and deleted.

The coordinator asks for the copy and never sees it. It does not tell whether the partner answered, and no mails that
went out before a link was replaced: both could end up with somebody else than the partner (docs/decisions/0067).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from monitor.errors import NotFound, OutOfOrder, Refused
from monitor.model import Actor, WaveState
from monitor.services import audit, sealing
from monitor.services.clock import AMSTERDAM, local_date, plain_date
from monitor.services.grouping import GENDERS
from monitor.services.installation import Installation
from monitor.services.letter_words import LANGUAGES
from monitor.services.progress import keep_counts
from monitor.store import outbox, personal_data, vault, wave_mails, waves
from monitor.store.database import Database
from monitor.store.outbox import MailKind, NewMail
from monitor.store.personal_data import KeptInvitation, KeptPartner, SentMail

_NO_PARTNER = "Deze partner staat niet (meer) op de lijst."
_ONE_A_DAY = "Vandaag ging er al een overzicht naar dit adres, of het is onderweg. Morgen kan het weer."
_MAILS = {
    MailKind.INVITATION: "uitnodiging",
    MailKind.REMINDER: "herinnering",
    MailKind.AGAIN: "uw link nog een keer",
    MailKind.DATA: "overzicht van uw gegevens",
}
_WITH_ANSWERS = (WaveState.OPEN, WaveState.CLOSING, WaveState.CLOSED)


@dataclass(frozen=True)
class DataLine:
    """One thing that is kept about a partner, in plain Dutch: what it is, and what it says."""

    what: str
    text: str


def get_partner(installation: Installation, house: str, partner: str) -> KeptPartner:
    """A partner as the list holds them, for the coordinator, who keeps that list. Raises NotFound."""
    found = personal_data.select_partner(installation.house(house), partner)
    if found is None:
        raise NotFound(_NO_PARTNER)
    return found


def describe(installation: Installation, house: str, partner: str) -> tuple[DataLine, ...]:
    """Everything that is kept about a partner in this house, for a mail to that partner. Raises NotFound."""
    found = get_partner(installation, house, partner)
    db = installation.house(house)
    sent = personal_data.select_sent(db, partner)
    invited = personal_data.select_invitations(db, partner)
    return (
        *_describe_list(found),
        *(line for invitation in invited for line in _describe_invitation(invitation, sent)),
        *_describe_answers(db),
        *_describe_rest(sent),
    )


def _describe_list(partner: KeptPartner) -> list[DataLine]:
    """What the coordinator entered or imported."""
    overleggen = ", ".join(partner.overleggen) or "geen enkel overleg"
    lines = [
        DataLine("E-mailadres", partner.email),
        DataLine("Naam", partner.name or "niet ingevuld"),
        DataLine("Beroepsgroep", partner.beroepsgroep),
        DataLine("Soort organisatie", partner.organisatietype),
        DataLine("Overleggen", overleggen),
        DataLine("Taal van onze mails", LANGUAGES.get(partner.language, partner.language)),
    ]
    if partner.gender:
        lines.append(DataLine("Geslacht", GENDERS.get(partner.gender, partner.gender)))
    return [
        *lines,
        DataLine(
            "Hoe lang",
            "Dit staat op de lijst van het Veiligheidshuis zolang u bij een overleg hoort. De coördinator kan u van de "
            "lijst halen; dan wissen wij dit meteen.",
        ),
    ]


def _describe_invitation(invitation: KeptInvitation, sent: Sequence[SentMail]) -> list[DataLine]:
    """What is kept per person while a wave runs; all of it goes at closing."""
    wave = invitation.wave
    closes = plain_date(local_date(wave.closes_at))
    lines = [
        DataLine(
            wave.name,
            "U bent uitgenodigd. Wij bewaren welke overleggen, beroepsgroep en soort organisatie bij uw uitnodiging "
            f"horen, tot de meting sluit ({closes}, of eerder of later).",
        ),
        DataLine(
            f"{wave.name}: mails",
            _say_mails([mail for mail in sent if mail.invitation == invitation.id])
            if invitation.link_number == 1
            else "Uw link is vervangen. Welke mails wij stuurden, zetten wij daarom niet in deze mail.",
        ),
        DataLine(
            f"{wave.name}: begonnen of verstuurd",
            "Zolang de meting loopt, bewaren wij of er met uw link is begonnen en of er is verstuurd. Dat ziet u als u "
            "uw persoonlijke link opent. Een mail kan bij een ander terechtkomen; daarom staat het niet in deze mail. "
            "De coördinator ziet het ook niet.",
        ),
    ]
    if invitation.opted_out:
        lines.append(DataLine(f"{wave.name}: geen mail", "U wilde geen mails meer over deze meting."))
    if invitation.returned:
        lines.append(
            DataLine(f"{wave.name}: niet bereikt", "Mail aan u komt niet aan, volgens de mailserver of de coördinator.")
        )
    return lines


def _describe_answers(db: Database) -> list[DataLine]:
    """What holds for answers: they are there until a date, and cannot be pointed at."""
    kept = [wave for wave in waves.select_waves(db) if wave.state in _WITH_ANSWERS and wave.erased_on is None]
    dates = ", ".join(f"{wave.name}: {plain_date(wave.retention_date)}" for wave in kept)
    return [
        DataLine(
            "Uw antwoorden",
            "Als u antwoordde, liggen uw antwoorden op slot, zonder uw naam of adres. Wij kunnen niet aanwijzen welke "
            "van u zijn. Daarom kunnen wij ze u niet sturen en niet apart wissen. Dat geldt ook voor een open antwoord "
            "en voor een mailadres dat u bij het versturen achterliet.",
        ),
        DataLine("Wanneer wij antwoorden wissen", dates or "Wij hebben nu geen antwoorden van een meting."),
        DataLine(
            "Gesloten metingen",
            "Van een gesloten meting weten wij niet meer wie was uitgenodigd of wie antwoordde. De uitkomsten van "
            "groepen blijven.",
        ),
    ]


def _describe_rest(sent: Sequence[SentMail]) -> list[DataLine]:
    copies = [mail for mail in sent if mail.kind is MailKind.DATA]
    lines = [DataLine("Eerder gevraagd overzicht", _say_mails(copies))] if copies else []
    return [
        *lines,
        DataLine(
            "Logboek",
            "In het logboek staat wie van het Veiligheidshuis wanneer iets veranderde. Uw naam en adres staan daar "
            "niet in, wel soms het nummer dat u op de lijst heeft.",
        ),
        DataLine(
            "Wat u kunt doen",
            "Klopt er iets niet, of wilt u van de lijst? Vraag het de coördinator van het Veiligheidshuis.",
        ),
    ]


def _say_mails(mails: Sequence[SentMail]) -> str:
    if not mails:
        return "Er ging nog geen mail naar u toe."
    return "; ".join(f"{_MAILS[mail.kind]} op {plain_date(mail.sent_on)}" for mail in mails) + "."


def may_request(installation: Installation, house: str, partner: str) -> bool:
    """Whether a copy may be asked now: not while one is on its way, and not twice a day."""
    return not personal_data.count_copies(installation.house(house), partner, since=_midnight(installation.now()))


def request_copy(installation: Installation, house: str, partner: str, *, actor: Actor) -> None:
    """Let a mail with what is kept go to the partner's own address; its text is made when it leaves.

    Raises NotFound; Refused where no mail can leave; OutOfOrder while one is on its way, or the second time that day.
    """
    if not installation.mail.works:
        raise Refused("Deze monitor kan geen mail versturen. Vraag de beheerder om de mailserver in te stellen.")
    db, now = installation.house(house), installation.now()
    with db.atomic():
        get_partner(installation, house, partner)
        if not may_request(installation, house, partner):
            raise OutOfOrder(_ONE_A_DAY)
        personal_data.delete_copies(db, partner)
        outbox.insert_mails(db, [NewMail(secrets.token_hex(16), MailKind.DATA, now, partner=partner)])
        audit.note(db, now, actor, what="personal_data.requested", target=partner)


def delete_partner(installation: Installation, house: str, partner: str, *, actor: Actor) -> bool:
    """Take a partner out of the house; whether the bytes are surely gone, else the next tick sees to it.

    Imported lists that wait for their confirmation go too: they may hold the same address.
    Raises NotFound.
    """
    db = installation.house(house)
    with db.atomic():
        get_partner(installation, house, partner)
        remove_partners(installation, db, [partner])
        personal_data.delete_uploads(db)
        audit.note(db, installation.now(), actor, what="partner.deleted", target=partner)
    return db.truncate_wal()


def remove_partners(installation: Installation, db: Database, partners: Sequence[str]) -> None:
    """Take partners out of the list, with their overleggen and mails; call it inside `atomic`.

    In a wave that runs, the invitation stays as a number without a person, its link and draft are destroyed, its
    waiting mails dropped, and it counts as refused; whether its person had answered makes no difference that anybody
    sees, and answers stay, since nothing points at them.
    """
    wanted = sorted(set(partners))
    live = [invitation for partner in wanted for invitation in personal_data.select_live(db, partner)]
    for wave in sorted({invitation.wave for invitation in live}):
        keep_counts(db, wave, installation.now())
    for invitation in live:
        token = sealing.make_token(
            installation.link_key,
            wave_secret=invitation.secret,
            invitation=invitation.id,
            link_number=invitation.link_number,
        )
        for draft in (sealing.draft_id(token), sealing.words_id(token)):
            vault.delete_draft(db, draft)
        wave_mails.drop_waiting(db, invitation.id)
    personal_data.update_links_dead(db, {invitation.id: secrets.token_bytes(32) for invitation in live})
    personal_data.delete_partners(db, wanted)


def _midnight(now: datetime) -> datetime:
    """When the day began in the Netherlands."""
    return datetime.combine(local_date(now), time(), AMSTERDAM)
