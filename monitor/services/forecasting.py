"""Before a wave is sent out: which groups will have enough answers to be shown, and which can hardly ever."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
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
from monitor.store.waves import WaveLevel

ASSUMED_RATE = 50
"""Percent, where no wave before tells."""
ASSUMED_FORMS = 1.0
"""Overleggen that somebody who answers rates, where no wave before tells."""
IN_FULL = 10
"""From so many answers everything of a group is shown."""
_ROUNDING = 1e-9


class Verdict(StrEnum):
    """What will be seen of a group."""

    ALL = "alles te tonen"
    MEANS = "alleen gemiddelden"
    UNLIKELY = "waarschijnlijk te klein"
    NEVER = "nooit te tonen"
    PROTECTS = "verborgen, om een kleine groep te beschermen"


@dataclass(frozen=True)
class GroupForecast:
    """One group. `sources`: the ids of the house's lists that it holds. `parent`: an overleg's overlegvorm.

    `shares`: person -> how likely an answer of this person is one about this group. `expected`: answers, rounded down.
    """

    code: int
    label: str
    sources: tuple[str, ...]
    parent: int | None
    shares: Mapping[str, float]
    expected: int
    verdict: Verdict

    @property
    def invited(self) -> int:
        return len(self.shares)

    @property
    def shown(self) -> bool:
        return self.verdict in (Verdict.ALL, Verdict.MEANS)

    @property
    def merged(self) -> bool:
        return len(self.sources) > 1


@dataclass(frozen=True)
class VariableForecast:
    """The groups of one declared variable. `rate`, `minimum`: what they were judged with."""

    variable: str
    groups: tuple[GroupForecast, ...]
    rate: float
    minimum: int


@dataclass(frozen=True)
class Forecast:
    """`rate`: percent that will answer. `from_wave`: the wave that it comes from; None: assumed, or `chosen`.

    `forms`: how many overleggen somebody who answers rates, of `forms_from`; None: assumed.
    """

    rate: int
    from_wave: str | None
    chosen: bool
    forms: float
    forms_from: str | None
    parts: tuple[VariableForecast, ...]


def forecast(db: Database, wave: Wave, *, found: HouseLists | None = None) -> Forecast:
    """What the lists as they are now lead to. Raises BadInput for groups that cannot be taken together."""
    name, before = _response_before(db)
    chosen = wave_setup.select_progress(db, wave.id).expected_rate
    rate = chosen or (round(before[0] * 100) if before else ASSUMED_RATE)
    forms = before[1] if before else ASSUMED_FORMS
    own = found or read_lists(db)
    levels = make_levels(own, wave_setup.select_merges(db, wave.id))
    parts = forecast_levels(
        levels, own.partners, wave.groupings, rate=rate / 100, minimum=wave.minimum, forms=max(forms, ASSUMED_FORMS)
    )
    return Forecast(rate, None if chosen else name, chosen is not None, forms, name, parts)


def _response_before(db: Database) -> tuple[str | None, tuple[float, float] | None]:
    """(name, (response, forms per person)) of the last wave of which a publication tells it; else None twice."""
    for other in waves.select_waves(db):
        stored = vault.select_publication(db, other.id) if other.state is WaveState.CLOSED else None
        found = publication_json.read_response(stored[0]) if stored else None
        if found is not None:
            return other.name, found
    return None, None


def forecast_levels(
    levels: Sequence[WaveLevel],
    partners: Sequence[Partner],
    groupings: Sequence[str],
    *,
    rate: float,
    minimum: int,
    forms: float = ASSUMED_FORMS,
) -> tuple[VariableForecast, ...]:
    """Per declared variable what will be seen of each level, if everybody is as likely to answer.

    forms: how many of their overleggen people rate who answer. Groups that hold the same people are judged alike,
    whatever variable they are of.
    """
    shares = share_people(levels, partners, forms)
    found = {}
    for variable in (name for name in DECLARABLE if name in groupings):
        own = [level for level in levels if level.variable == variable]
        if own:
            found[variable] = [_group(level, shares.get((variable, level.code), {}), rate, minimum) for level in own]
    _judge_alike(found, minimum)
    return tuple(VariableForecast(variable, tuple(groups), rate, minimum) for variable, groups in found.items())


def share_people(
    levels: Sequence[WaveLevel], partners: Sequence[Partner], forms: float = ASSUMED_FORMS
) -> Mapping[tuple[str, int], Mapping[str, float]]:
    """(variable, code) -> person -> how likely this person, when answering, answers about this group.

    Who answers rates at most `forms` overleggen, spread evenly. Somebody in two overleggen of one overlegvorm is one
    person there.
    """
    codes = codes_of(levels)
    held = {level.code: level for level in levels if level.variable == OVERLEG}
    found: dict[tuple[str, int], dict[str, float]] = {}
    for partner in partners:
        own = [held[code] for code in {codes[OVERLEG, overleg] for overleg in partner.overleggen}]
        each = forms / len(own) if own else 0.0
        found.setdefault(("beroepsgroep", codes["beroepsgroep", partner.beroepsgroep]), {})[partner.id] = 1.0
        for overleg in own:
            for group in ((OVERLEG, overleg.code), (OVERLEGVORM, overleg.parent), (REGION, overleg.region)):
                if group[1] is not None:
                    shares = found.setdefault((group[0], group[1]), {})
                    shares[partner.id] = min(1.0, shares.get(partner.id, 0.0) + each)
    return found


def _group(level: WaveLevel, shares: Mapping[str, float], rate: float, minimum: int) -> GroupForecast:
    expected = _expect(shares.values(), rate)
    verdict = _judge(len(shares), expected, minimum)
    return GroupForecast(
        level.code, level.label, tuple(level.source.split("+")), level.parent, shares, expected, verdict
    )


def _expect(shares: Iterable[float], rate: float) -> int:
    return math.floor(rate * math.fsum(shares) + _ROUNDING)


def _judge(invited: int, expected: int, minimum: int) -> Verdict:
    """By the number that is shown beside it."""
    if invited < minimum:
        return Verdict.NEVER
    if expected < minimum:
        return Verdict.UNLIKELY
    return Verdict.ALL if expected >= IN_FULL else Verdict.MEANS


def _judge_alike(found: dict[str, list[GroupForecast]], minimum: int) -> None:
    """Let groups of the same people expect the same, and be hidden together, until nothing more is to be hidden."""
    fewest: dict[frozenset[str], int] = {}
    for group in (one for groups in found.values() for one in groups):
        people = frozenset(group.shares)
        fewest[people] = min(group.expected, fewest.get(people, group.expected))
    for groups in found.values():
        for place, group in enumerate(groups):
            expected = fewest[frozenset(group.shares)]
            groups[place] = replace(group, expected=expected, verdict=_judge(group.invited, expected, minimum))
    hidden: set[frozenset[str]] = set()
    while (now := _hidden_people(found)) != hidden:
        hidden = now
        for variable, groups in found.items():
            alike = [_hide(group) if frozenset(group.shares) in hidden else group for group in groups]
            found[variable] = _protect(alike, minimum)


def _hidden_people(found: Mapping[str, Sequence[GroupForecast]]) -> set[frozenset[str]]:
    return {frozenset(one.shares) for groups in found.values() for one in groups if not one.shown and one.shares}


def _hide(group: GroupForecast) -> GroupForecast:
    return replace(group, verdict=Verdict.PROTECTS) if group.shown else group


def _protect(groups: Sequence[GroupForecast], minimum: int) -> list[GroupForecast]:
    """Hide the smallest shown groups until what is hidden together is large enough not to be computed."""
    found = list(groups)
    while True:
        hidden = [group for group in found if not group.shown and group.shares]
        shown = [group for group in found if group.shown]
        if not shown or not hidden or sum(group.expected for group in hidden) >= minimum:
            return found
        smallest = min(shown, key=lambda group: (group.expected, group.code))
        found[found.index(smallest)] = _hide(smallest)


def suggest(part: VariableForecast) -> tuple[GroupForecast, ...]:
    """The groups of a variable that would better be taken together: those that will not be shown.

    With those go the smallest of the others, until enough people are expected. Only what can be taken together:
    overleggen of one overlegvorm. Nothing where that does not help either.
    """
    families: dict[int | None, list[GroupForecast]] = {}
    for group in part.groups:
        families.setdefault(group.parent, []).append(group)
    found = [advised for family in families.values() if (advised := _suggest(family, part))]
    return max(found, key=lambda groups: sum(not group.shown for group in groups), default=())


def _suggest(family: Sequence[GroupForecast], part: VariableForecast) -> tuple[GroupForecast, ...]:
    advised = [group for group in family if not group.shown]
    others = sorted((group for group in family if group.shown), key=lambda group: (group.expected, group.code))
    while advised and others and (len(advised) < 2 or expect_together(advised, part) < part.minimum):
        advised.append(others.pop(0))
    return tuple(advised) if len(advised) > 1 and expect_together(advised, part) >= part.minimum else ()


def people_together(groups: Iterable[GroupForecast]) -> int:
    """How many people are in at least one of these groups."""
    return len({person for group in groups for person in group.shares})


def expect_together(groups: Sequence[GroupForecast], part: VariableForecast) -> int:
    """How many answers these groups would have as one: of everybody at the least what the likeliest of them gives."""
    shares: dict[str, float] = {}
    for group in groups:
        for person, share in group.shares.items():
            shares[person] = max(share, shares.get(person, 0.0))
    return _expect(shares.values(), part.rate)
