"""Before a wave is sent out: which groups will have enough answers to be shown, and which can hardly ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.model import Wave, WaveState
from monitor.services import publication_json
from monitor.services.grouping import (
    DECLARABLE,
    OVERLEG,
    OVERLEGVORM,
    REGION,
    HouseLists,
    codes_of,
    make_levels,
    read_lists,
)
from monitor.store import vault, wave_setup, waves
from monitor.store.database import Database
from monitor.store.lists import Partner
from monitor.store.wave_setup import Merge
from monitor.store.waves import WaveLevel

ASSUMED_RATE = 50
"""Percent, where no wave before tells."""
IN_FULL = 10
"""From so many answers everything of a group is shown."""


class Verdict(StrEnum):
    """What will be seen of a group."""

    ALL = "alles te tonen"
    MEANS = "alleen gemiddelden"
    UNLIKELY = "waarschijnlijk te klein"
    NEVER = "nooit te tonen"
    PROTECTS = "verborgen, om een kleine groep te beschermen"


@dataclass(frozen=True)
class GroupForecast:
    """One group. `sources`: the ids of the house's lists that it holds. `expected`: persons that will answer."""

    code: int
    label: str
    sources: tuple[str, ...]
    invited: int
    expected: float
    verdict: Verdict

    @property
    def shown(self) -> bool:
        return self.verdict in (Verdict.ALL, Verdict.MEANS)

    @property
    def merged(self) -> bool:
        return len(self.sources) > 1


@dataclass(frozen=True)
class VariableForecast:
    """The groups of one declared variable."""

    variable: str
    groups: tuple[GroupForecast, ...]


@dataclass(frozen=True)
class Forecast:
    """`rate`: percent that will answer. `from_wave`: the wave that it comes from; None: assumed, or `chosen`."""

    rate: int
    from_wave: str | None
    chosen: bool
    parts: tuple[VariableForecast, ...]


def forecast(db: Database, wave: Wave, *, found: HouseLists | None = None) -> Forecast:
    """What the lists as they are now lead to. Raises BadInput for groups that cannot be taken together."""
    rate, origin, chosen = _rate(db, wave)
    own = found or read_lists(db)
    levels = make_levels(own, wave_setup.select_merges(db, wave.id))
    parts = forecast_levels(levels, own.partners, wave.groupings, rate=rate / 100, minimum=wave.minimum)
    return Forecast(rate, origin, chosen, parts)


def _rate(db: Database, wave: Wave) -> tuple[int, str | None, bool]:
    chosen = wave_setup.select_progress(db, wave.id).expected_rate
    if chosen is not None:
        return chosen, None, True
    for other in waves.select_waves(db):
        stored = vault.select_publication(db, other.id) if other.state is WaveState.CLOSED else None
        if stored is not None:
            rate = publication_json.read_rate(stored[0])
            if rate:
                return round(rate * 100), other.name, False
    return ASSUMED_RATE, None, False


def forecast_levels(
    levels: Sequence[WaveLevel], partners: Sequence[Partner], groupings: Sequence[str], *, rate: float, minimum: int
) -> tuple[VariableForecast, ...]:
    """Per declared variable what will be seen of each level, if everybody is as likely to answer."""
    counts = count_people(levels, partners)
    parts = []
    for variable in (name for name in DECLARABLE if name in groupings):
        groups = [
            _group(level, counts.get((variable, level.code), 0), rate=rate, minimum=minimum)
            for level in levels
            if level.variable == variable
        ]
        if groups:
            parts.append(VariableForecast(variable, tuple(_protect(groups, minimum))))
    return tuple(parts)


def count_people(levels: Sequence[WaveLevel], partners: Sequence[Partner]) -> Mapping[tuple[str, int], int]:
    """(variable, code) -> persons who are in it; somebody in two overleggen of one overlegvorm is there once."""
    codes = codes_of(levels)
    held = {level.code: level for level in levels if level.variable == OVERLEG}
    counts: dict[tuple[str, int], int] = {}
    for partner in partners:
        overleggen = [held[codes[OVERLEG, overleg]] for overleg in partner.overleggen]
        own = {("beroepsgroep", codes["beroepsgroep", partner.beroepsgroep])}
        own |= {(OVERLEG, overleg.code) for overleg in overleggen}
        own |= {(OVERLEGVORM, overleg.parent) for overleg in overleggen if overleg.parent is not None}
        own |= {(REGION, overleg.region) for overleg in overleggen if overleg.region is not None}
        for group in own:
            counts[group] = counts.get(group, 0) + 1
    return counts


def _group(level: WaveLevel, invited: int, *, rate: float, minimum: int) -> GroupForecast:
    expected = invited * rate
    if invited < minimum:
        verdict = Verdict.NEVER
    elif expected < minimum:
        verdict = Verdict.UNLIKELY
    else:
        verdict = Verdict.ALL if expected >= IN_FULL else Verdict.MEANS
    return GroupForecast(level.code, level.label, tuple(level.source.split("+")), invited, expected, verdict)


def _protect(groups: Sequence[GroupForecast], minimum: int) -> list[GroupForecast]:
    """Hide the smallest shown groups until what is hidden together is large enough not to be computed."""
    found = list(groups)
    while True:
        hidden = sum(group.expected for group in found if not group.shown)
        shown = [group for group in found if group.shown]
        if not shown or hidden == 0 or hidden >= minimum:
            return found
        smallest = min(shown, key=lambda group: (group.expected, group.code))
        found[found.index(smallest)] = replace(smallest, verdict=Verdict.PROTECTS)


def suggest(part: VariableForecast) -> tuple[GroupForecast, ...]:
    """The groups of a variable that would better be taken together: those that will not be shown, if there are two.

    A single one goes with the smallest of the others.
    """
    hidden = [group for group in part.groups if not group.shown]
    if len(hidden) == 1:
        others = [group for group in part.groups if group.shown]
        hidden += [min(others, key=lambda group: (group.expected, group.code))] if others else []
    return tuple(hidden) if len(hidden) > 1 else ()


def merges_of(groups: Sequence[GroupForecast], variable: str, label: str) -> list[Merge]:
    """What makes these groups one."""
    return [Merge(variable, source, label) for group in groups for source in group.sources]
