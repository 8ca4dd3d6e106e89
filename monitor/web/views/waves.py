"""The list of houses and waves that somebody may see; the newest wave of a house first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import House, Wave, WaveState
from monitor.web.formats import day, days

STATES = {
    WaveState.DRAFT: ("calendar", "nog niet open"),
    WaveState.READY: ("calendar", "staat klaar"),
    WaveState.OPEN: ("clock", "loopt"),
    WaveState.CLOSING: ("clock", "wordt berekend"),
    WaveState.CLOSED: ("check", "klaar"),
}


@dataclass(frozen=True)
class WaveLine:
    """One wave in the list; `icon` and `state` say together where it stands."""

    id: str
    name: str
    icon: str
    state: str
    closed: bool
    when: str
    action: str


@dataclass(frozen=True)
class HouseLine:
    """One house with its waves."""

    id: str
    name: str
    waves: tuple[WaveLine, ...]


@dataclass(frozen=True)
class WavesPage:
    """All houses that this account may see."""

    houses: tuple[HouseLine, ...]


def waves_page(houses: Sequence[House], waves: Mapping[str, Sequence[Wave]]) -> WavesPage:
    """`waves` by house id; houses in the order given."""
    return WavesPage(tuple(HouseLine(house.id, house.name, _lines(waves.get(house.id, ()))) for house in houses))


def _lines(waves: Sequence[Wave]) -> tuple[WaveLine, ...]:
    return tuple(_line(wave) for wave in sorted(waves, key=lambda wave: wave.closes_at, reverse=True))


def _line(wave: Wave) -> WaveLine:
    icon, state = STATES[wave.state]
    closed = wave.state is WaveState.CLOSED
    when = f"Gesloten op {day(wave.closes_at)}" if closed else f"Open van {days(wave.opens_at, wave.closes_at)}"
    action = "Uitkomsten bekijken" if closed else "Respons bekijken"
    return WaveLine(wave.id, wave.name, icon, state, closed, when, action)
