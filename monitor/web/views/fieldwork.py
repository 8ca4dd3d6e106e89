"""What the pages about a wave show: where it stands, what is to be done, and the points of its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Wave, WaveState
from monitor.services.checklist import Point
from monitor.services.local_time import say_instant
from monitor.web.formats import sentence_case
from monitor.web.views.wave_states import STATES, STEPS

_WHERE = {
    "house": ("lists.house", ""),
    "overleggen": ("lists.overleggen", ""),
    "partners": ("lists.partners", ""),
    "questionnaire": ("fieldwork.settings", "questionnaire"),
    "period": ("fieldwork.settings", "period_start"),
    "times": ("fieldwork.settings", "opens_day"),
    "reminders": ("fieldwork.settings", "reminder_1"),
    "retention": ("fieldwork.settings", "retention"),
    "texts": ("fieldwork.texts", ""),
    "groups": ("fieldwork.groups", ""),
    "minimum": ("fieldwork.groups", "minimum"),
    "forecast": ("fieldwork.groups", "voorspelling"),
    "editors": ("people.people", ""),
}
"""Where a point is put in order: (endpoint, place on its page). The rest is done elsewhere."""
OF_HOUSE = ("lists.house", "lists.overleggen", "lists.partners", "people.people")


@dataclass(frozen=True)
class Step:
    """One step of the line. `status`: "done", "current" or "todo"."""

    label: str
    status: str


def steps_of(wave: Wave) -> tuple[Step, ...]:
    """Where the wave stands on the line of steps; the last step is done once all is computed."""
    at = STEPS.index(STATES[wave.state].step) + (wave.state is WaveState.CLOSED)
    return tuple(
        Step(label, "done" if place < at else "current" if place == at else "todo") for place, label in enumerate(STEPS)
    )


def title_of(wave: Wave) -> str:
    """The wave's name where a sentence or a page begins with it."""
    return sentence_case(wave.name)


@dataclass(frozen=True)
class PointLine:
    """One point of the checklist, and where it is put in order. `of_wave`: the address needs the wave.

    `remark`: what may be an oversight: partners who get no invitation, nobody who reads open answers.
    """

    key: str
    label: str
    done: bool
    text: str
    endpoint: str | None
    anchor: str
    remark: str = ""

    @property
    def of_wave(self) -> bool:
        return self.endpoint not in OF_HOUSE


@dataclass(frozen=True)
class Checklist:
    """What is still to do, what is done, and a sentence that says how many."""

    todo: tuple[PointLine, ...]
    done: tuple[PointLine, ...]
    sentence: str

    @property
    def complete(self) -> bool:
        return not self.todo


def checklist_of(points: Sequence[Point]) -> Checklist:
    """The points, those that are still to be done first."""
    lines = [_line(point) for point in points]
    todo = tuple(line for line in lines if not line.done)
    done = tuple(line for line in lines if line.done)
    if not todo:
        sentence = f"Alle {len(lines)} punten zijn in orde"
    else:
        sentence = "Nog 1 punt te doen" if len(todo) == 1 else f"Nog {len(todo)} punten te doen"
    return Checklist(todo, done, sentence)


def _line(point: Point) -> PointLine:
    endpoint, anchor = _WHERE.get(point.key, (None, ""))
    return PointLine(point.key, point.label, point.done, point.text, endpoint, anchor, point.remark)


@dataclass(frozen=True)
class WaveLine:
    """One wave in the list of a house."""

    id: str
    name: str
    icon: str
    state: str
    when: str
    action: str
    closed: bool


def wave_lines(waves: Sequence[Wave]) -> tuple[WaveLine, ...]:
    """The waves of a house with what to do next."""
    return tuple(_wave_line(wave) for wave in waves)


def _wave_line(wave: Wave) -> WaveLine:
    words = STATES[wave.state]
    opens, closes = say_instant(wave.opens_at), say_instant(wave.closes_at)
    when = {
        WaveState.DRAFT: f"Gaat open op {opens}, als u haar klaarzet",
        WaveState.READY: f"Gaat vanzelf open op {opens}",
        WaveState.OPEN: f"Open tot {closes}",
        WaveState.CLOSING: "De uitkomsten worden nu berekend",
        WaveState.CLOSED: f"Gesloten op {closes}",
    }[wave.state]
    action, closed = _ACTIONS[wave.state], wave.state is WaveState.CLOSED
    return WaveLine(wave.id, title_of(wave), words.icon, words.short, when, action, closed)


_ACTIONS = {
    WaveState.DRAFT: "Verder voorbereiden",
    WaveState.READY: "Bekijken",
    WaveState.OPEN: "Respons en mails bekijken",
    WaveState.CLOSING: "Bekijken",
    WaveState.CLOSED: "Uitkomsten bekijken",
}
