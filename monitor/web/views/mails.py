"""The page of a wave's mails: what left, what waits, what came back, and who may be told by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.charts.numbers import whole
from monitor.mail.settings import MailSettings
from monitor.model import WaveState
from monitor.results.shown import HIDDEN_TEXT
from monitor.services.clock import local_time
from monitor.services.mail_numbers import FEWEST_EACH_WAY, MailNumbers, ReminderNumbers, Sent
from monitor.store.reminders import ReminderState
from monitor.store.wave_mails import Invited
from monitor.web.formats import count, midsentence
from monitor.web.views.parts import Table, TableCell, TableRow

HEADS = ("Wanneer", "Aantal", "Nog te versturen", "Kwam terug")
SENT, SILENT = "verstuurd", "nog zonder antwoord"
"""What the number of a mail is: how many left; of a reminder, how many had not answered when it was decided."""
NAMES = ("Eerste herinnering", "Tweede herinnering", "Derde herinnering")
DONE = {
    "opnieuw": "Dezelfde link gaat nog een keer naar deze partner.",
    "nieuw": "De oude link werkt niet meer. Een nieuwe link gaat naar deze partner.",
    "adres": "Het adres is veranderd. Er gaat een nieuwe uitnodiging heen.",
    "onbereikbaar": "De partner staat bij onbereikbaar. Er gaan geen mails meer heen.",
    "bereikbaar": "De partner staat weer op bereikbaar.",
    "terug": "De teruggekomen mail is verwerkt. De link die erin stond, werkt niet meer.",
    "onbewezen": "Wij sturen minder mails naar dit adres. De regel X-Veiligheidshuis-Mail ontbreekt, dus het is niet "
    "zeker dat onze mail terugkwam. De link blijft werken en het adres kan niet veranderen.",
    "pauze": "De mails staan stil.",
    "verder": "De mails gaan weer verder.",
}
"""What was done, by the word that stands in the address afterwards."""
OVER = "De meting is dicht. Er gaan geen mails meer uit. Welke mails gingen, hebben wij bij het sluiten gewist."
_NONE = "–"


@dataclass(frozen=True)
class Person:
    """Somebody who was invited. `status`: what may be told, or ""."""

    partner: str
    label: str
    email: str
    status: str
    opted_out: bool
    unreached: bool


@dataclass(frozen=True)
class Tried:
    """What was just tried and refused: sentences by field ("" for all), and what was typed."""

    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MailsPage:
    """`found` None: nobody was looked for. `over`: the wave is closed; of its mails nothing is left to show.

    `bounces`: who reads the mails that come back.
    """

    wave: str
    name: str
    running: bool
    over: bool
    sentence: str
    paused: bool
    may_hold: bool
    pace: str
    faults: tuple[str, ...]
    table: Table
    hidden_note: str
    opted_out: str
    unreached: str
    named: tuple[Person, ...]
    found: tuple[Person, ...] | None
    tried: Tried
    done: str
    bounces: str


def mails_page(
    numbers: MailNumbers,
    *,
    mail: MailSettings,
    found: Sequence[Invited] | None = None,
    tried: Tried | None = None,
    done: str = "",
) -> MailsPage:
    """The page's context. Nothing in it hangs on whether somebody answered today."""
    wave = numbers.wave
    running = wave.state is WaveState.OPEN
    listed = {one.partner for one in found or ()}
    return MailsPage(
        wave=wave.id,
        name=midsentence(wave.name),
        running=running,
        over=wave.state in (WaveState.CLOSING, WaveState.CLOSED),
        sentence=_sentence(wave.state, numbers.invitations),
        paused=wave.mail_paused,
        may_hold=wave.state not in (WaveState.CLOSING, WaveState.CLOSED),
        pace=_pace(numbers.invitations.waiting + numbers.again.waiting, mail, paused=wave.mail_paused),
        faults=_faults(numbers, mail),
        table=_table(numbers),
        hidden_note=_hidden_note(numbers.reminders),
        opted_out=whole(numbers.flags.opted_out),
        unreached=whole(numbers.flags.unreached),
        named=tuple(_person(one) for one in numbers.named if one.partner not in listed),
        found=None if found is None else tuple(_person(one) for one in found),
        tried=tried or Tried(),
        done=DONE.get(done, ""),
        bounces=_bounces(mail),
    )


def _sentence(state: WaveState, invitations: Sent) -> str:
    if state in (WaveState.DRAFT, WaveState.READY):
        return "De uitnodigingen gaan uit zodra de meting opent."
    if state is not WaveState.OPEN:
        return OVER
    if not (invitations.left or invitations.waiting or invitations.undelivered):
        return "Er is nog geen uitnodiging verstuurd."
    told = [f"{count(invitations.left, 'uitnodiging', 'uitnodigingen')} verstuurd"]
    if invitations.returned:
        told.append(f"{whole(invitations.returned)} {'kwam' if invitations.returned == 1 else 'kwamen'} terug")
    if invitations.undelivered:
        told.append(f"{whole(invitations.undelivered)} niet aangenomen door de mailserver")
    if invitations.unsure:
        told.append(f"van {whole(invitations.unsure)} is niet zeker of die aankwam")
    return ", ".join(told)


def _pace(waiting: int, mail: MailSettings, *, paused: bool) -> str:
    most = f"{whole(mail.per_minute)} mails per minuut en {whole(mail.per_day)} per dag"
    limits = f"Het programma verstuurt ten hoogste {most}."
    if not waiting or paused:
        return limits
    days, minutes = math.ceil(waiting / mail.per_day), math.ceil(waiting / mail.per_minute)
    lasts = count(days, "dag", "dagen") if days > 1 else count(minutes, "minuut", "minuten")
    return f"{limits} De mails die nog wachten, duren ongeveer {lasts}."


def _bounces(mail: MailSettings) -> str:
    if mail.bounces is not None:
        return "Het programma leest de mailbox meestal zelf. Kreeg u een mail terug? Geef hem hier door."
    where = f"Teruggekomen mails gaan naar {mail.sender}; geef ze hier door." if mail.sender else ""
    return f"Deze monitor leest de mailbox niet. {where}".strip()


def _faults(numbers: MailNumbers, mail: MailSettings) -> tuple[str, ...]:
    faults = []
    if not mail.works:
        faults.append(
            "Deze installatie kan nog geen mail versturen. Vraag de beheerder om een mailserver in te stellen."
        )
    if numbers.fault:
        faults.append(numbers.fault)
    return tuple(faults)


def _table(numbers: MailNumbers) -> Table:
    rows = [_row("Uitnodiging", _invited_when(numbers), *_numbers(numbers.invitations), what=SENT)]
    rows += [_reminder_row(one) for one in numbers.reminders]
    if numbers.again != Sent(0, 0, 0):
        rows.append(_row("De link nog een keer", "als u het vraagt", *_numbers(numbers.again), what=SENT))
    return Table("Verstuurde en geplande mails", ("Mail", *HEADS), tuple(rows))


def _invited_when(numbers: MailNumbers) -> str:
    opened = local_time(numbers.wave.opens_at)
    return f"gepland: {opened}" if numbers.wave.state in (WaveState.DRAFT, WaveState.READY) else opened


def _numbers(sent: Sent) -> tuple[str, str, str]:
    return whole(sent.left), whole(sent.waiting), whole(sent.returned)


def _reminder_row(one: ReminderNumbers) -> TableRow:
    name = NAMES[one.number - 1] if one.number <= len(NAMES) else f"Herinnering {one.number}"
    when = local_time(one.due_at)
    if one.state is ReminderState.PLANNED:
        return _row(name, f"gepland: {when}", _NONE, _NONE, _NONE)
    if one.state is ReminderState.SKIPPED:
        return _row(name, f"overgeslagen: {when}", _NONE, _NONE, _NONE)
    sent = whole(one.silent) if one.silent is not None else "vanaf morgen" if one.too_soon else HIDDEN_TEXT
    return _row(name, when, sent, HIDDEN_TEXT, HIDDEN_TEXT, what=SILENT if one.silent is not None else "")


def _row(name: str, *texts: str, what: str = "") -> TableRow:
    cells = (
        TableCell(text, head, "hidden" if text == HIDDEN_TEXT else "quiet" if text == _NONE else "", note)
        for head, text, note in zip(HEADS, texts, ("", what, "", ""), strict=True)
    )
    return TableRow(name, tuple(cells))


def _hidden_note(reminders: Sequence[ReminderNumbers]) -> str:
    if not any(one.state is ReminderState.DECIDED for one in reminders):
        return ""
    return (
        "Een herinnering gaat alleen naar wie nog niet antwoordde. Het aantal is hoeveel mensen toen nog niet hadden "
        "geantwoord; wie geen mail wilde of kreeg, telt daarin mee. U ziet het pas vanaf de dag erna, en alleen als "
        f"ten minste {FEWEST_EACH_WAY} mensen wel en ten minste {FEWEST_EACH_WAY} niet hadden geantwoord. Hoeveel er "
        "wachten of terugkwamen, tonen wij niet."
    )


def _person(one: Invited) -> Person:
    states = [text for text, is_so in (("geweigerd", one.opted_out), ("onbereikbaar", one.unreached)) if is_so]
    return Person(one.partner, one.name or one.email, one.email, " en ".join(states), one.opted_out, one.unreached)
