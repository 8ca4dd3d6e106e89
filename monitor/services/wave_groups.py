"""By what the results of a draft are divided: groupings, minimum, groups taken together, the forecast that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit
from monitor.services.grouping import DECLARABLE, OVERLEG, levels_now, read_lists, sources_of
from monitor.services.installation import Installation
from monitor.services.names import check_name
from monitor.services.seen import describe_lists
from monitor.services.wave_setup import why_frozen
from monitor.services.waves import check_minimum, get_wave
from monitor.store import wave_setup
from monitor.store.database import Database
from monitor.store.wave_setup import Merge

HIGHEST_MINIMUM = 50


def declare_groupings(
    installation: Installation, house: str, wave: str, *, groupings: Sequence[str], minimum: int, actor: Actor
) -> None:
    """Say by what the results are divided and from how many people on. Overleg is always among it.

    Raises OutOfOrder if the wave is no draft any more, BadInput for another grouping or too small a minimum.
    """
    check_minimum(minimum)
    if minimum > HIGHEST_MINIMUM:
        raise BadInput(f"Kies voor de kleinste groep een getal van 5 tot en met {HIGHEST_MINIMUM}.")
    if not set(groupings) <= set(DECLARABLE):
        raise BadInput("Deze indeling is er niet.")
    declared = tuple(name for name in DECLARABLE if name == OVERLEG or name in groupings)
    db = installation.house(house)
    with db.atomic():
        found = _draft(installation, house, wave)
        wave_setup.update_draft(db, replace(found, groupings=declared, minimum=minimum))
        result = f"groupings: {' '.join(declared)}, minimum: {minimum}"
        _note_change(installation, db, wave, actor, result=result)


def merge_groups(
    installation: Installation,
    house: str,
    wave: str,
    *,
    variable: str,
    sources: Sequence[str],
    label: str,
    actor: Actor,
) -> None:
    """Take groups of one variable together under one name. Groups that were taken together before come along whole.

    Raises OutOfOrder if the wave is no draft any more; BadInput for fewer than two groups, a group that is not there,
    a name that another group has, or overleggen of different overlegvormen.
    """
    check_name(label)
    label = label.strip()
    db = installation.house(house)
    with db.atomic():
        _draft(installation, house, wave)
        if variable not in DECLARABLE:
            raise BadInput("Deze indeling is er niet.")
        found = sources_of(read_lists(db), variable)
        if len(set(sources)) < 2 or not set(sources) <= {source.id for source in found}:
            raise BadInput("Kies ten minste twee groepen om samen te voegen.")
        others = {merge.label for merge in wave_setup.select_merges(db, wave) if _stays(merge, variable, sources)}
        others |= {source.name for source in found if source.id not in sources}
        if label in others:
            raise BadInput(f"Er is al een groep met de naam {label}. Kies een andere naam.")
        wave_setup.upsert_merges(db, wave, [Merge(variable, source, label) for source in sorted(set(sources))])
        levels_now(db, wave)
        _note_change(installation, db, wave, actor, result=f"{variable}, groups merged: {len(set(sources))}")


def _stays(merge: Merge, variable: str, sources: Sequence[str]) -> bool:
    return merge.variable == variable and merge.source not in sources


def split_groups(installation: Installation, house: str, wave: str, *, variable: str, label: str, actor: Actor) -> None:
    """Undo what was taken together under a name. Raises OutOfOrder if the wave is no draft any more; BadInput."""
    db = installation.house(house)
    with db.atomic():
        _draft(installation, house, wave)
        wave_setup.delete_merges(db, wave, variable=variable, label=label)
        levels_now(db, wave)
        _note_change(installation, db, wave, actor, result=f"{variable}, groups taken apart")


def expect_rate(installation: Installation, house: str, wave: str, *, percent: int | None, actor: Actor) -> None:
    """Say how many percent will answer; None: what the wave before tells. Raises OutOfOrder, BadInput."""
    if percent is not None and not 1 <= percent <= 100:
        raise BadInput("Vul een percentage in van 1 tot en met 100.")
    db = installation.house(house)
    with db.atomic():
        _draft(installation, house, wave)
        wave_setup.update_expected_rate(db, wave, percent=percent)
        result = f"expected response: {'not given' if percent is None else f'{percent}%'}"
        audit.note(db, installation.now(), actor, what="wave.changed", target=wave, result=result)


def see_forecast(installation: Installation, house: str, wave: str, *, actor: Actor) -> None:
    """Note that the coordinator saw which groups can be shown. Raises OutOfOrder."""
    db = installation.house(house)
    with db.atomic():
        _draft(installation, house, wave)
        wave_setup.update_forecast_seen(db, wave, seen=describe_lists(db, wave))
        audit.note(db, installation.now(), actor, what="wave.changed", target=wave, result="forecast seen")


def select_merges(installation: Installation, house: str, wave: str) -> list[Merge]:
    """What was taken together, whether it can be or not."""
    return wave_setup.select_merges(installation.house(house), wave)


def _note_change(installation: Installation, db: Database, wave: str, actor: Actor, *, result: str) -> None:
    """Other groups: the forecast is to be looked at again."""
    wave_setup.update_forecast_seen(db, wave, seen="")
    audit.note(db, installation.now(), actor, what="wave.changed", target=wave, result=result)


def _draft(installation: Installation, house: str, wave: str) -> Wave:
    """The wave, inside `atomic`. Raises OutOfOrder once it is ready: from then on nothing lowers what was promised."""
    found = get_wave(installation, house, wave)
    if found.state is not WaveState.DRAFT:
        raise OutOfOrder(why_frozen(found.state))
    return found
