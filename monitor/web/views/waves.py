"""The list of houses and waves that somebody may see; the newest wave of a house first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import House, Right, Role, Wave, WaveState
from monitor.web.formats import day, open_days
from monitor.web.views.research import ResearchLine
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
    """What its results are called; empty where this account does not see them."""
    words: bool = False
    """Whether this account reads its open answers."""


@dataclass(frozen=True)
class HouseLine:
    """One house with its waves."""

    id: str
    name: str
    waves: tuple[WaveLine, ...]
    runs: bool
    """Whether this account runs its waves."""
    waits: str
    """What this account will find here once a wave is closed, if it sees no results."""
    research: tuple[ResearchLine, ...] = ()
    """The closed waves of which this account may get the forms as data for research."""


@dataclass(frozen=True)
class WavesPage:
    """All houses that this account may see; `none`: why there is no house."""

    houses: tuple[HouseLine, ...]
    none: str


WAITS = {
    Role.EDITOR: "Na het sluiten van een meting leest u hier de open antwoorden na.",
    Role.RESEARCHER: "Na het sluiten van een meting haalt u hier de losse antwoorden op.",
}


def waves_page(
    houses: Sequence[House],
    waves: Mapping[str, Sequence[Wave]],
    rights: Sequence[Right],
    research: Mapping[str, Sequence[ResearchLine]] | None = None,
    *,
    closed: Mapping[str, Sequence[Wave]] | None = None,
) -> WavesPage:
    """The houses in the order given. rights: of who looks; by house id waves, those of which it sees results.

    research: the waves of which it may get the forms. closed: the closed waves of which it reads the open answers.
    """
    lines = (
        _house(
            house, waves.get(house.id, ()), rights, (research or {}).get(house.id, ()), (closed or {}).get(house.id, ())
        )
        for house in houses
    )
    return WavesPage(tuple(lines), _none(rights))


def _house(
    house: House,
    waves: Sequence[Wave],
    rights: Sequence[Right],
    research: Sequence[ResearchLine],
    closed: Sequence[Wave],
) -> HouseLine:
    roles = {right.role for right in rights if right.house == house.id}
    reads = {wave.id for wave in waves}
    more = [wave for wave in closed if wave.id not in reads] if Role.EDITOR in roles else []
    found = sorted((*waves, *more), key=lambda wave: wave.closes_at, reverse=True)
    waits = " ".join(words for role, words in WAITS.items() if role in roles)
    own = {wave.id for wave in closed}
    lines = tuple(_line(wave, reads=wave.id in reads, words=wave.id in own) for wave in found)
    return HouseLine(house.id, house.name, lines, Role.COORDINATOR in roles, waits, tuple(research))


def _none(rights: Sequence[Right]) -> str:
    roles = {right.role for right in rights}
    if Role.ADMINISTRATOR in roles:
        return "U beheert de installatie. Daarmee ziet u geen uitkomsten."
    if Role.BENCHMARK_ANALYST in roles:
        return "U neemt bestanden van huizen op voor de benchmark. Daarmee ziet u hun eigen uitkomsten niet."
    return "Uw account heeft nog geen rechten. Vraag de beheerder van deze monitor om toegang."


def _line(wave: Wave, *, reads: bool, words: bool) -> WaveLine:
    state = STATES[wave.state]
    closed = wave.state is WaveState.CLOSED
    when = f"Gesloten op {day(wave.closes_at)}" if closed else open_days(wave.opens_at, wave.closes_at)
    action = "Uitkomsten bekijken" if closed else "Respons bekijken"
    return WaveLine(
        id=wave.id,
        name=wave.name,
        icon=state.icon,
        state=state.short,
        closed=closed,
        when=when,
        action=action if reads else "",
        words=words,
    )
