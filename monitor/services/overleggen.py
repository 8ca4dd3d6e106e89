"""The overleggen of a house: make, change, end and take up again; one that was ever measured is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput, NotFound, Refused
from monitor.model import Actor, ListKind
from monitor.services import audit
from monitor.services.house_lists import check_free, insert_spellings, new_id
from monitor.services.installation import Installation
from monitor.services.names import read_name
from monitor.store import entries, lists
from monitor.store.database import Database
from monitor.store.entries import OVERLEG
from monitor.store.lists import Overleg

SEPARATORS = ";|"
"""Between overleggen in one cell of a file; so in no name."""


@dataclass(frozen=True)
class OverlegLine:
    """One overleg as the coordinator sees it. `partners`: how many take part. `measured`: it was in a wave."""

    overleg: Overleg
    vorm: str
    region: str
    aliases: tuple[str, ...]
    partners: int
    measured: bool


def get_overleggen(installation: Installation, house: str) -> list[OverlegLine]:
    """All overleggen, those that still meet first, each by name."""
    db = installation.house(house)
    names = {one.id: one.name for found in lists.select_entries(db).values() for one in found}
    members, measured, aliases = entries.count_members(db), entries.select_measured(db), entries.select_aliases(db)
    found = sorted(lists.select_overleggen(db), key=lambda one: (one.ended, one.name.casefold()))
    return [
        OverlegLine(
            one,
            names.get(one.overlegvorm, ""),
            names.get(one.region or "", ""),
            tuple(alias.spelling for alias in aliases if (alias.kind, alias.entry) == (OVERLEG, one.id)),
            members.get(one.id, 0),
            one.id in measured,
        )
        for one in found
    ]


def names_of(installation: Installation, house: str) -> dict[str, str]:
    """Id -> name of every overleg, also of one that ended."""
    return {overleg.id: overleg.name for overleg in lists.select_overleggen(installation.house(house))}


def get_overleg(installation: Installation, house: str, overleg: str) -> OverlegLine:
    """One overleg. Raises NotFound."""
    for line in get_overleggen(installation, house):
        if line.overleg.id == overleg:
            return line
    raise NotFound("Dit overleg is er niet.")


def add_overleg(
    installation: Installation, house: str, overleg: Overleg, *, aliases: Sequence[str], actor: Actor
) -> str:
    """Make an overleg; gives its id, whatever id came in. Raises BadInput for a taken name or an unknown list name."""
    db, own = installation.house(house), read_overleg_name(overleg.name)
    with db.atomic():
        _check_lists(db, overleg)
        check_free(db, OVERLEG, own)
        made = replace(overleg, id=new_id(own, [one.id for one in lists.select_overleggen(db)]), name=own)
        lists.insert_overleggen(db, [made])
        insert_spellings(db, OVERLEG, made.id, own, aliases)
        audit.note(db, installation.now(), actor, what="overleg.created", target=made.id)
    return made.id


def change_overleg(
    installation: Installation, house: str, overleg: Overleg, *, aliases: Sequence[str], actor: Actor
) -> None:
    """Change name, overlegvorm, region and other spellings; whether it has ended stays as it is."""
    db, own = installation.house(house), read_overleg_name(overleg.name)
    with db.atomic():
        ended = _found(db, overleg.id).ended
        _check_lists(db, overleg)
        entries.delete_aliases_of(db, kind=OVERLEG, entry=overleg.id)
        check_free(db, OVERLEG, own, but=overleg.id)
        entries.update_overleg(db, replace(overleg, name=own, ended=ended))
        insert_spellings(db, OVERLEG, overleg.id, own, aliases)
        audit.note(db, installation.now(), actor, what="overleg.changed", target=overleg.id)


def end_overleg(installation: Installation, house: str, overleg: str, *, ended: bool, actor: Actor) -> None:
    """End an overleg (it stays for the years before and is in no new wave), or take it up again."""
    db = installation.house(house)
    with db.atomic():
        entries.update_overleg(db, replace(_found(db, overleg), ended=ended))
        what = "overleg.ended" if ended else "overleg.changed"
        audit.note(db, installation.now(), actor, what=what, target=overleg, result="done" if ended else "taken up")


def delete_overleg(installation: Installation, house: str, overleg: str, *, actor: Actor) -> None:
    """Delete an overleg that was never measured and in which nobody is. Raises Refused with what is in the way."""
    db = installation.house(house)
    with db.atomic():
        found, members = _found(db, overleg), entries.count_members(db).get(overleg, 0)
        if overleg in entries.select_measured(db):
            raise Refused(f"{found.name} deed mee aan een meting en blijft bewaard. U kunt het wel beëindigen.")
        if members:
            raise Refused(f"{found.name} heeft nog {members} partners. Haal hen eerst uit dit overleg.")
        entries.delete_aliases_of(db, kind=OVERLEG, entry=overleg)
        entries.delete_merges_of(db, variable="overleg", source=overleg)
        entries.delete_overleg(db, overleg)
        audit.note(db, installation.now(), actor, what="overleg.changed", target=overleg, result="deleted")


def read_overleg_name(text: str) -> str:
    """A name for an overleg. Raises BadInput, also for the signs that stand between overleggen in a file."""
    name = read_name(text)
    if any(sign in name for sign in SEPARATORS):
        raise BadInput("Gebruik in de naam van een overleg geen ; of |: in een bestand scheiden die de overleggen.")
    return name


def _check_lists(db: Database, overleg: Overleg) -> None:
    known = {kind: {one.id for one in found} for kind, found in lists.select_entries(db).items()}
    if overleg.overlegvorm not in known[ListKind.OVERLEGVORM]:
        raise BadInput("Kies een overlegvorm uit de lijst.")
    if overleg.region is not None and overleg.region not in known[ListKind.REGION]:
        raise BadInput("Kies een regio uit de lijst, of geen regio.")


def _found(db: Database, overleg: str) -> Overleg:
    for one in lists.select_overleggen(db):
        if one.id == overleg:
            return one
    raise NotFound("Dit overleg is er niet.")
