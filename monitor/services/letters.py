"""Mails to partners, made when they leave: the house's own words, what the program always says, and the personal link.

The text of a mail is stored nowhere, and neither is the link: it is made again from the link key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from monitor.errors import BadInput, LinkBroken
from monitor.mail.addresses import ascii_address, ascii_or_empty
from monitor.mail.drawing import Block, Button, Facts, Heading, Items, Link, Paragraph, draw_html, draw_text
from monitor.mail.message import Mail, clean
from monitor.model import House, Wave
from monitor.services import sealing
from monitor.services.installation import Installation
from monitor.services.letter_words import (
    DATA,
    DEFAULTS,
    LAST_REMINDER,
    OWN_KINDS,
    PHRASES,
    PLACEHOLDER,
    REMINDER,
    Words,
    language_of,
    offered,
    promise,
    say_closing,
)
from monitor.services.personal_data import describe
from monitor.services.waves import get_wave
from monitor.store import invitations, lists, reminders, wave_setup, waves
from monitor.store.database import Database
from monitor.store.outbox import Addressee, MailInvitation, MailKind, OutboxMail

NO_LINK = "voorbeeld"
"""In place of a token in a preview: it has not the form of one, so that it leads nowhere."""
_BROKEN = (
    "De link van deze mail past niet bij de sleutel. Kijk of keys/link.key de sleutel is waarmee de meting openging."
)


@dataclass(frozen=True)
class _Letter:
    """What the mails of one wave, kind and language have in common."""

    house: House
    wave: Wave
    kind: str
    language: str
    words: Words
    minutes: int | None
    last: bool


class Letters:
    """Makes the mails of one batch of a house; what they have in common is read once."""

    def __init__(self, installation: Installation, house: str) -> None:
        self._installation = installation
        self._db: Database = installation.house(house)
        self._house = lists.select_house(self._db)
        self._wave: Callable[[str], Wave] = cache(lambda wave: get_wave(installation, house, wave))
        self._secret: Callable[[str], bytes | None] = cache(lambda wave: waves.select_secrets(self._db, wave)[0])
        self._last: Callable[[str], int | None] = cache(lambda wave: reminders.select_last_round(self._db, wave))
        self._languages: Callable[[str], tuple[str, ...]] = cache(self._read_languages)
        self._common: Callable[[str, str, str], _Letter] = cache(self._read_common)

    def make(self, mail: OutboxMail) -> Mail:
        """The mail of a row of the outbox. Raises BadInput for an address that is none, LinkBroken."""
        if mail.addressee is None:
            raise ValueError("a mail without an addressee is not to be made")
        if mail.invitation is None or mail.wave is None:
            return self._data(mail, mail.addressee)
        letter = self._common(mail.wave.id, self._kind(mail), self._language(mail.wave.id, mail.addressee))
        token = self._token(mail.wave.id, mail.invitation)
        overleggen = invitations.select_invited_overleggen(self._db, wave=mail.wave.id, invitation=mail.invitation.id)
        names = [overleg.name for overleg in overleggen]
        return _draw(self._installation, letter, mail.addressee, names, mail=mail.id, token=token)

    def _language(self, wave: str, addressee: Addressee) -> str:
        return language_of(addressee.language, self._languages(wave))

    def _read_languages(self, wave: str) -> tuple[str, ...]:
        found = self._wave(wave)
        questionnaire = self._installation.questionnaires.find(found.questionnaire, found.version)
        return tuple(questionnaire.languages) if questionnaire else ()

    def _read_common(self, wave: str, kind: str, language: str) -> _Letter:
        found = self._wave(wave)
        questionnaire = self._installation.questionnaires.find(found.questionnaire, found.version)
        minutes = questionnaire.minutes if questionnaire else None
        words = _words(self._db, wave, kind, language)
        return _Letter(self._house, found, kind, language, words, minutes, kind == LAST_REMINDER)

    def _kind(self, mail: OutboxMail) -> str:
        """The last reminder that is planned has words of its own."""
        if mail.kind is MailKind.REMINDER and mail.wave is not None:
            last = self._last(mail.wave.id)
            return LAST_REMINDER if last is not None and mail.round >= last else REMINDER
        return mail.kind.value

    def _token(self, wave: str, invitation: MailInvitation) -> str:
        secret = self._secret(wave)
        if secret is None:
            raise LinkBroken(_BROKEN)
        token = sealing.make_token(
            self._installation.link_key,
            wave_secret=secret,
            invitation=invitation.id,
            link_number=invitation.link_number,
        )
        if sealing.hash_token(token) != invitation.token_hash:
            raise LinkBroken(_BROKEN)
        return token

    def _data(self, mail: OutboxMail, addressee: Addressee) -> Mail:
        """What is kept about this address: to that address, without a link."""
        lines = describe(self._installation, self._house.id, addressee.partner)
        words, phrases = DEFAULTS[DATA, "nl"], PHRASES["nl"]
        blocks: list[Block] = [
            Paragraph(_salutation(addressee.name, "nl")),
            *_paragraphs(words.body, {"huis": self._house.name}),
            Facts(tuple((clean(line.what), clean(line.text)) for line in lines)),
            Heading(phrases.question),
            Paragraph(clean(self._house.contact)),
        ]
        subject = _fill(words.subject, {"huis": self._house.name})
        return _mail(self._installation, self._house, addressee.email, subject, blocks, mail=mail.id, language="nl")


def preview(installation: Installation, house: str, wave: str, *, kind: str, language: str) -> Mail:
    """The mail as a partner will see it, to an invented one, with a link that leads nowhere. Raises NotFound, BadInput.

    kind: invitation, reminder or last_reminder.
    """
    get_wave(installation, house, wave)
    letters = Letters(installation, house)
    if kind not in OWN_KINDS or language not in offered(letters._languages(wave)):
        raise BadInput("Kies een uitnodiging of een herinnering, in een taal van de vragenlijst.")
    letter = letters._common(wave, kind, language)
    overleggen = [o.name for o in lists.select_overleggen(installation.house(house)) if not o.ended][:2]
    name = "Sam Voorbeeld"
    invented = Addressee("", "sam.voorbeeld@partner.example", name, language)
    return _draw(installation, letter, invented, overleggen, mail="voorbeeld", token=NO_LINK)


def _words(db: Database, wave: str, kind: str, language: str) -> Words:
    """The house's own words, else the program's; each of subject and text by itself."""
    default = DEFAULTS[kind, language]
    own = wave_setup.select_text(db, wave, kind=kind, language=language)
    if own is None:
        return default
    return Words(own.subject.strip() or default.subject, own.body.strip() or default.body)


def _draw(
    installation: Installation,
    letter: _Letter,
    addressee: Addressee,
    overleggen: Sequence[str],
    *,
    mail: str,
    token: str,
) -> Mail:
    phrases, house, wave = PHRASES[letter.language], letter.house, letter.wave
    closing = say_closing(wave.closes_at, letter.language)
    values = {
        "huis": house.name,
        "sluitdatum": closing,
        "minuten": str(letter.minutes or ""),
        "overleggen": _join(overleggen, phrases.and_),
    }
    url = f"{installation.site}/d/{house.id}/{token}"
    opt_out = f"{url}/afmelden"
    duration = phrases.duration.format(minutes=letter.minutes) if letter.minutes else ""
    blocks: list[Block] = [
        *([Paragraph(phrases.invented, quiet=True)] if house.invented else []),
        Paragraph(_salutation(addressee.name, letter.language)),
        *_paragraphs(letter.words.body, values),
        Paragraph(phrases.overleggen),
        Items(tuple(clean(name) for name in overleggen)),
        Paragraph(duration + phrases.until.format(closing=closing)),
        Button(phrases.button, url, phrases.below, phrases.alone),
        Paragraph(phrases.own_link, quiet=True),
        *([Paragraph(phrases.unsent)] if letter.last else []),
        Heading(phrases.answers),
        Paragraph(promise(wave, letter.language)),
        Heading(phrases.question),
        Paragraph(clean(house.contact)),
        Link(phrases.opt_out, phrases.opt_out_words, opt_out),
    ]
    subject = _fill(letter.words.subject, values)
    return _mail(
        installation,
        house,
        addressee.email,
        subject,
        blocks,
        mail=mail,
        language=letter.language,
        opt_out=opt_out,
    )


def _mail(
    installation: Installation,
    house: House,
    to: str,
    subject: str,
    blocks: Sequence[Block],
    *,
    mail: str,
    language: str,
    opt_out: str = "",
) -> Mail:
    line = clean(subject)
    return Mail(
        to=ascii_address(to),
        subject=line,
        text=draw_text(blocks),
        html=draw_html(blocks, title=line, sender=clean(house.name), language=language),
        message_id=message_id(installation, mail),
        sender=installation.mail.sender,
        sender_name=house.name,
        reply_to=ascii_or_empty(house.reply_to),
        opt_out_url=opt_out,
        mark=sealing.mail_mark(installation.link_key, mail),
        language=language,
    )


def message_id(installation: Installation, mail: str) -> str:
    """The Message-ID of a row of an outbox, the same at every try; by it a returned mail is found."""
    return f"{mail}@{(urlsplit(installation.base_url).hostname or 'localhost').replace(':', '.')}"


def _salutation(name: str, language: str) -> str:
    phrases, own = PHRASES[language], clean(name)
    return phrases.dear.format(name=own) if own else phrases.nobody


def _fill(text: str, values: dict[str, str]) -> str:
    """A text with its placeholders filled in, once: a value that holds one stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def _paragraphs(text: str, values: dict[str, str]) -> list[Paragraph]:
    """Own words as paragraphs: an empty line begins another."""
    pieces = re.split(r"\n\s*\n", _fill(text, values).replace("\r\n", "\n").replace("\r", "\n"))
    kept = ["\n".join(line for line in map(clean, piece.split("\n")) if line) for piece in pieces]
    return [Paragraph(piece) for piece in kept if piece]


def _join(names: Sequence[str], last: str) -> str:
    """ "A", "A en B", "A, B en C"."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
