"""The page of a wave that is open: what a coordinator can do now, and what was just done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Wave, WaveState
from monitor.services.clock import local_date
from monitor.services.local_time import say_instant
from monitor.services.mail_numbers import MailNumbers
from monitor.web.formats import count
from monitor.web.views.explanations import EditorsView


@dataclass(frozen=True)
class Todo:
    """One point. `link`: what is clicked on, or ""; to `place` of this page or of that of the mails, or to people."""

    icon: str
    head: str
    text: str
    link: str = ""
    place: str = ""
    on_mails: bool = False
    on_people: bool = False

    @property
    def urgent(self) -> bool:
        return self.icon == "warning"


@dataclass(frozen=True)
class RunningPage:
    """`paused`: what stands still, or "". `done`: what was just done, or ""."""

    paused: str
    todos: tuple[Todo, ...]
    done: str


def running_page(
    numbers: MailNumbers, *, now: datetime, late: int, done: str = "", editors: EditorsView | None = None
) -> RunningPage:
    """Only numbers that the page of the mails shows too, so nothing in it hangs on who answered."""
    found = (*_unread(editors), *_todos(numbers, now, late))
    return RunningPage(_paused(numbers), found, _done(done, numbers.wave))


def _paused(numbers: MailNumbers) -> str:
    if not numbers.wave.mail_paused:
        return ""
    waiting = numbers.invitations.waiting
    if not waiting:
        return "Er gaat niets uit, ook geen herinnering, tot u ze weer laat gaan."
    verb = "wacht" if waiting == 1 else "wachten"
    return f"{count(waiting, 'uitnodiging', 'uitnodigingen')} {verb}."


def _unread(editors: EditorsView | None) -> tuple[Todo, ...]:
    """That nobody can read the open comments any more, where partners were told that somebody would."""
    if editors is None or not editors.warning:
        return ()
    return (Todo("warning", "Niemand leest de open antwoorden", editors.warning, "Naar Collega’s", on_people=True),)


def _todos(numbers: MailNumbers, now: datetime, late: int) -> tuple[Todo, ...]:
    found, flags = [], numbers.flags
    if flags.unreached:
        people = count(flags.unreached, "partner", "partners")
        head = f"Bij {people} komt de mail niet aan"
        text = f"Vraag {'het juiste adres' if flags.unreached == 1 else 'de juiste adressen'} op."
        found.append(Todo("warning", head, text, "Adressen verbeteren", "mensen", on_mails=True))
    if late and now < numbers.wave.closes_at:
        head = f"{count(late, 'partner', 'partners')} nieuw op de lijst"
        found.append(Todo("warning", head, "Nodig hen alsnog uit.", "Bekijk wie dat zijn", "nagekomen"))
    if flags.opted_out:
        verb = "wil" if flags.opted_out == 1 else "willen"
        head = f"{count(flags.opted_out, 'partner', 'partners')} {verb} geen mails meer"
        found.append(Todo("people", head, "U hoeft niets te doen. Wij mailen hen niet meer."))
    if now < numbers.wave.closes_at:
        found.append(_time_left(numbers.wave, now))
    return tuple(found)


def _time_left(wave: Wave, now: datetime) -> Todo:
    days = (local_date(wave.closes_at) - local_date(now)).days
    head = f"Nog {count(days, 'dag', 'dagen')}" if days else "Vandaag is de laatste dag"
    return Todo("clock", head, f"Invullen kan tot {say_instant(wave.closes_at)}.", "Verlengen", "bijstellen")


def _done(word: str, wave: Wave) -> str:
    if wave.state is not WaveState.OPEN:
        return ""
    when = "De mail gaat weg zodra u de mails weer laat gaan." if wave.mail_paused else "De mail gaat nu weg."
    return {
        "uitgenodigd": "De meting is open. De eerste mails gaan nu weg.",
        "alsnog": f"De partner is uitgenodigd. {when}",
        "verlengd": f"De meting is verlengd. Invullen kan nu tot {say_instant(wave.closes_at)}.",
    }.get(word, "")
