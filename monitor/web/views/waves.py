"""The list of houses and waves that somebody may see; the newest wave of a house first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import House, Right, Role, Wave, WaveState
from monitor.web.formats import day, open_days
from monitor.web.views.wave_states import STATES


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
    runs: bool
    """Whether this account runs its waves."""
    not_yet: tuple[str, ...]
    """What this account will do here in a later version, if that is all."""


@dataclass(frozen=True)
class WavesPage:
    """All houses that this account may see; `none`: why there is no house."""

    houses: tuple[HouseLine, ...]
    none: str


NOT_YET = {
    Role.EDITOR: "Open antwoorden lezen kan nog niet in deze versie.",
    Role.RESEARCHER: "Losse antwoorden krijgen kan nog niet in deze versie.",
}


def waves_page(houses: Sequence[House], waves: Mapping[str, Sequence[Wave]], rights: Sequence[Right]) -> WavesPage:
    """`waves` by house id; houses in the order given. `rights`: of who looks."""
    return WavesPage(tuple(_house(house, waves.get(house.id, ()), rights) for house in houses), _none(rights))


def _house(house: House, waves: Sequence[Wave], rights: Sequence[Right]) -> HouseLine:
    roles = {right.role for right in rights if right.house == house.id}
    not_yet = tuple(words for role, words in NOT_YET.items() if role in roles and roles <= NOT_YET.keys())
    return HouseLine(house.id, house.name, _lines(waves), Role.COORDINATOR in roles, not_yet)


def _none(rights: Sequence[Right]) -> str:
    roles = {right.role for right in rights}
    if Role.ADMINISTRATOR in roles:
        return "U beheert de installatie. Daarmee ziet u geen uitkomsten."
    if Role.BENCHMARK_ANALYST in roles:
        return "Huizen vergelijken kan nog niet in deze versie."
    return "Uw account heeft nog geen rechten. Vraag de beheerder van deze monitor om toegang."


def _lines(waves: Sequence[Wave]) -> tuple[WaveLine, ...]:
    return tuple(_line(wave) for wave in sorted(waves, key=lambda wave: wave.closes_at, reverse=True))


def _line(wave: Wave) -> WaveLine:
    words = STATES[wave.state]
    closed = wave.state is WaveState.CLOSED
    when = f"Gesloten op {day(wave.closes_at)}" if closed else open_days(wave.opens_at, wave.closes_at)
    action = "Uitkomsten bekijken" if closed else "Respons bekijken"
    return WaveLine(wave.id, wave.name, words.icon, words.short, closed, when, action)
