"""What the demo's house does with its results: a few invented improvement points after its first two waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.model import COMMAND, ImprovementStatus, Wave, WaveState
from monitor.services import improving, reading
from monitor.services.clock import local_date
from monitor.services.improving import Plan, Subject
from monitor.services.installation import Installation

_OPEN, _BEGUN, _DONE, _DROPPED = ImprovementStatus


@dataclass(frozen=True)
class _Point:
    """A point with what came of it. days: after the wave closed, by which it should be ready."""

    subject: Subject
    what: str
    owner: str
    days: int
    status: ImprovementStatus
    result: str = ""


_FIRST = (
    _Point(
        Subject("", "informatiedeling"),
        "Elk overleg begint met een rondje: wie mag wat delen, en waarom?",
        "voorzitters van de overleggen",
        60,
        _DONE,
        "In acht van de tien overleggen staat het rondje nu vast op de agenda.",
    ),
    _Point(
        Subject("", "evaluatie"),
        "Twee keer per jaar een uur met alle procesmanagers: wat leverden afgesloten casussen op?",
        "manager",
        120,
        _BEGUN,
        "De eerste bijeenkomst was in de zomer.",
    ),
    _Point(
        Subject("jeugd-noord", "informatiedeling"),
        "De agenda gaat drie werkdagen van tevoren rond, met per casus de vraag aan de partners.",
        "procesmanager",
        45,
        _DONE,
        "Sinds maart gaat de agenda elke keer op tijd rond.",
    ),
    _Point(
        Subject("volwassenen-noord", "voorbereiding"),
        "Een proef met een gedeelde map voor stukken.",
        "procesmanager",
        90,
        _DROPPED,
        "De partners mogen niet in dezelfde map werken. De stukken gaan weer beveiligd per mail.",
    ),
)
_SECOND = (
    _Point(
        Subject("", "evaluatie"),
        "Bij het afsluiten van elke casus drie vaste vragen stellen, en de antwoorden bewaren.",
        "procesmanagers",
        180,
        _OPEN,
    ),
    _Point(
        Subject("jeugd-noord", "samenwerking"),
        "Vervolgacties krijgen een naam en een dag, en staan bovenaan het volgende overleg.",
        "voorzitter",
        90,
        _BEGUN,
    ),
    _Point(
        Subject("jeugd-noord", "evaluatie"),
        "Nieuwe deelnemers krijgen een gesprek van een half uur voor hun eerste overleg.",
        "procesmanager",
        480,
        _OPEN,
    ),
)


def add_points(installation: Installation, house: str) -> None:
    """Give the demo's house its points, as if they were made soon after each wave had closed."""
    closed = [one for one in reading.list_waves(installation, house) if one.state is WaveState.CLOSED]
    for wave, points in zip(reversed(closed), (_FIRST, _SECOND), strict=False):
        _add(installation, house, wave, points)


def _add(installation: Installation, house: str, wave: Wave, points: Sequence[_Point]) -> None:
    soon = replace(installation, clock=lambda: wave.closes_at + timedelta(days=14))
    later = replace(installation, clock=lambda: wave.closes_at + timedelta(days=150))
    for point in points:
        due = local_date(wave.closes_at) + timedelta(days=point.days)
        plan = Plan(point.what, point.owner, due)
        made = improving.add_point(soon, house, wave.id, point.subject, plan, actor=COMMAND)
        changed = replace(plan, status=point.status, result=point.result)
        improving.change_point(later, house, made.id, changed, revision=made.revision, actor=COMMAND)
