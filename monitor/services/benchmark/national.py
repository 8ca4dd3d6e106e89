"""Which national code each name in a house's lists has: what the house said, else the code of that very name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.model import Actor, ListKind
from monitor.results.national import NATIONAL
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.names import fold
from monitor.store import lists
from monitor.store import national as store
from monitor.store.database import Database
from monitor.store.national import HouseContext

KINDS = tuple(ListKind(kind) for kind in NATIONAL)
_ALSO = {"Overleg high-impact-criminelen": "hic"}
"""Names that new houses begin with and that read otherwise than the code's."""
_EARLIEST = 1950
_MOST_INHABITANTS = 20_000_000


@dataclass(frozen=True)
class Meaning:
    """A name in a house's list and under which code it is compared; empty: with none."""

    kind: ListKind
    entry: str
    name: str
    code: str


def list_meanings(installation: Installation, house: str) -> list[Meaning]:
    """What every name means, by list and in the list's order."""
    return _meanings(installation.house(house))


def national_codes(db: Database) -> dict[tuple[ListKind, str], str]:
    """(list, id of a name) -> national code; empty where it has none."""
    return {(one.kind, one.entry): one.code for one in _meanings(db)}


def set_meaning(installation: Installation, house: str, *, kind: ListKind, entry: str, code: str, actor: Actor) -> None:
    """Say what a name means; an empty code: nothing that others have. Raises BadInput for a strange name or code."""
    db = installation.house(house)
    with db.atomic():
        _keep_codes(installation, db, {(kind, entry): code}, actor)


def set_all(
    installation: Installation,
    house: str,
    codes: Mapping[tuple[ListKind, str], str],
    context: HouseContext,
    *,
    actor: Actor,
) -> None:
    """Say it of many names, with the facts of the house: all or nothing. Raises BadInput."""
    _check_context(installation, context)
    db = installation.house(house)
    with db.atomic():
        _keep_codes(installation, db, codes, actor)
        _keep_context(installation, db, house, context, actor)


def get_context(installation: Installation, house: str) -> HouseContext:
    """What the house tells of itself beside its numbers."""
    return store.select_context(installation.house(house))


def set_context(installation: Installation, house: str, context: HouseContext, *, actor: Actor) -> None:
    """Tell it. Raises BadInput for a number that no house can have."""
    _check_context(installation, context)
    db = installation.house(house)
    with db.atomic():
        _keep_context(installation, db, house, context, actor)


def _check_context(installation: Installation, context: HouseContext) -> None:
    if context.inhabitants is not None and not 0 < context.inhabitants < _MOST_INHABITANTS:
        raise BadInput("Het aantal inwoners is een heel getal, bijvoorbeeld 245000.")
    year = local_date(installation.now()).year
    if context.founded is not None and not _EARLIEST <= context.founded <= year:
        raise BadInput(f"Het jaar waarin het huis begon, ligt tussen {_EARLIEST} en {year}.")


def _keep_context(installation: Installation, db: Database, house: str, context: HouseContext, actor: Actor) -> None:
    if store.select_context(db) != context:
        store.upsert_context(db, context)
        audit.note(db, installation.now(), actor, what="benchmark.context", target=house, result=audit.DONE)


def _keep_codes(
    installation: Installation, db: Database, codes: Mapping[tuple[ListKind, str], str], actor: Actor
) -> None:
    now = {(one.kind, one.entry): one.code for one in _meanings(db)}
    for (kind, entry), code in codes.items():
        if (kind, entry) not in now:
            raise BadInput(f"{entry} staat niet in de lijst {kind}.")
        if code and code not in NATIONAL[kind]:
            raise BadInput(f"De code {code} is er niet. Kies uit: {', '.join(NATIONAL[kind])}.")
        if now[kind, entry] != code:
            store.upsert_code(db, kind=kind, entry=entry, code=code)
            target = f"{kind} {entry}"
            audit.note(db, installation.now(), actor, what="benchmark.meaning", target=target, result=code or "none")


def _meanings(db: Database) -> list[Meaning]:
    said, found = store.select_codes(db), lists.select_entries(db)
    return [
        Meaning(kind, one.id, one.name, said.get((kind, one.id), _guess(kind, one.name)))
        for kind in KINDS
        for one in found[kind]
    ]


def _guess(kind: ListKind, name: str) -> str:
    named = {fold(known): code for code, known in NATIONAL[kind].items()}
    named |= {fold(known): code for known, code in _ALSO.items() if code in NATIONAL[kind]}
    return named.get(fold(name), "")
