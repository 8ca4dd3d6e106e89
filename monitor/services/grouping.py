"""The groups of a wave: from the house's lists, and from what its coordinator takes together, to numbered levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.model import ListKind
from monitor.store import lists, wave_setup
from monitor.store.database import Database
from monitor.store.lists import ListEntry, Overleg, Partner
from monitor.store.wave_setup import Merge
from monitor.store.waves import WaveLevel

OVERLEG, BEROEPSGROEP, OVERLEGVORM, REGION = "overleg", "beroepsgroep", "overlegvorm", "regio"
DECLARABLE = (OVERLEG, BEROEPSGROEP, OVERLEGVORM, REGION)
"""By what results can be divided, in the order of what readers need; overleg always."""
PERSON_VARIABLES = (BEROEPSGROEP, "organisatietype")
GENDER = "geslacht"
GENDERS = {"v": "vrouw", "m": "man", "x": "anders"}
"""As it stands in the list -> as people read it."""


@dataclass(frozen=True)
class HouseLists:
    """A house's lists as a wave takes them: overleggen that are held, and partners with at least one of those."""

    entries: Mapping[ListKind, Sequence[ListEntry]]
    overleggen: Sequence[Overleg]
    partners: Sequence[Partner]
    asks_gender: bool


@dataclass(frozen=True)
class Source:
    """One group of the lists, before anything is taken together. `parent`, `region`: ids, of an overleg."""

    id: str
    name: str
    parent: str | None = None
    region: str | None = None


def read_lists(db: Database) -> HouseLists:
    """What the lists hold now for a wave."""
    overleggen = [overleg for overleg in lists.select_overleggen(db) if not overleg.ended]
    held = {overleg.id for overleg in overleggen}
    partners = []
    for partner in lists.select_partners(db):
        own = tuple(overleg for overleg in partner.overleggen if overleg in held)
        if own:
            partners.append(_in(partner, own))
    return HouseLists(lists.select_entries(db), overleggen, partners, lists.select_house(db).asks_gender)


def _in(partner: Partner, overleggen: tuple[str, ...]) -> Partner:
    if overleggen == partner.overleggen:
        return partner
    return Partner(
        partner.id,
        partner.email,
        partner.beroepsgroep,
        partner.organisatietype,
        overleggen,
        partner.name,
        partner.gender,
        partner.language,
    )


def levels_now(db: Database, wave: str) -> list[WaveLevel]:
    """The levels that a wave would have if it opened now. Raises BadInput for groups that cannot be taken together."""
    return make_levels(read_lists(db), wave_setup.select_merges(db, wave))


def sources_of(found: HouseLists, variable: str) -> list[Source]:
    """The groups of one variable that a wave would have, each by name: those that somebody or something is in."""
    if variable == OVERLEG:
        return [Source(one.id, one.name, one.overlegvorm, one.region) for one in found.overleggen]
    if variable == GENDER:
        own = {partner.gender for partner in found.partners} if found.asks_gender else set()
        return [Source(gender, label) for gender, label in (*GENDERS.items(), ("", "onbekend")) if gender in own]
    if variable == OVERLEGVORM:
        used = {overleg.overlegvorm for overleg in found.overleggen}
    elif variable == REGION:
        used = {overleg.region for overleg in found.overleggen if overleg.region}
    else:
        used = {getattr(partner, variable) for partner in found.partners}
    return [Source(entry.id, entry.name) for entry in found.entries[ListKind(variable)] if entry.id in used]


def make_levels(found: HouseLists, merges: Sequence[Merge] = ()) -> list[WaveLevel]:
    """Every group in exactly one level of its variable, numbered by name; groups with one label become one level.

    Raises BadInput where overleggen are taken together of which the overlegvormen are not.
    """
    labels = {(merge.variable, merge.source): merge.label for merge in merges}
    levels: list[WaveLevel] = []
    codes: dict[tuple[str, str], int] = {}
    for variable in (OVERLEGVORM, REGION, OVERLEG, *PERSON_VARIABLES, GENDER):
        for code, (label, sources) in enumerate(_gather(sources_of(found, variable), variable, labels)):
            for source in sources:
                codes[variable, source.id] = code
            levels.append(
                WaveLevel(
                    variable,
                    code,
                    label,
                    _parent(label, sources, codes) if variable == OVERLEG else None,
                    "+".join(source.id for source in sources),
                    _region(sources, codes) if variable == OVERLEG else None,
                )
            )
    return levels


def _gather(
    sources: Iterable[Source], variable: str, labels: Mapping[tuple[str, str], str]
) -> list[tuple[str, list[Source]]]:
    """(label, its groups), in the order of their first group. A merge of which one group is left keeps its label."""
    gathered: dict[tuple[bool, str], list[Source]] = {}
    for source in sources:
        label = labels.get((variable, source.id))
        gathered.setdefault((label is not None, label or source.id), []).append(source)
    return [(label if merged else found[0].name, found) for (merged, label), found in gathered.items()]


def _parent(label: str, sources: Sequence[Source], codes: Mapping[tuple[str, str], int]) -> int:
    found = {codes[OVERLEGVORM, source.parent or ""] for source in sources}
    if len(found) > 1:
        raise BadInput(
            f"{label}: deze overleggen hebben niet dezelfde overlegvorm. Voeg eerst hun overlegvormen samen, of haal "
            "deze overleggen weer uit elkaar."
        )
    return found.pop()


def _region(sources: Sequence[Source], codes: Mapping[tuple[str, str], int]) -> int | None:
    """The region that all these overleggen have; None where one has none or they differ."""
    found = {codes.get((REGION, source.region or "")) for source in sources}
    return found.pop() if len(found) == 1 else None


def codes_of(levels: Iterable[WaveLevel]) -> dict[tuple[str, str], int]:
    """(variable, id in the house's lists) -> code; every group of a merged level leads to it."""
    return {(level.variable, source): level.code for level in levels for source in level.source.split("+")}
