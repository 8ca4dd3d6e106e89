"""A house's own lists of names: add, rename, other spellings, merge, remove. Ids stay: years are compared by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput, NotFound, Refused
from monitor.model import Actor, House, ListKind
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.services.names import check_contact, fold, read_email, read_name
from monitor.store import directory, entries, lists
from monitor.store.database import Database
from monitor.store.entries import Alias
from monitor.store.lists import ListEntry
from monitor.store.partners import NO_OVERLEG

MOST_ALIASES = 50
OF_PARTNERS = (ListKind.BEROEPSGROEP, ListKind.ORGANISATIETYPE)
DEFAULTS: Mapping[ListKind, Sequence[tuple[str, Sequence[str]]]] = {
    ListKind.OVERLEGVORM: (
        ("Individueel casusoverleg", ("Individueel", "Risico-burgers")),
        ("Geclusterd jeugdoverleg", ("Jeugd", "Jeugdoverleg", "Risico-jongeren")),
        ("Geclusterd volwassenenoverleg", ("Volwassenen", "Volwassenenoverleg")),
        ("Overleg high-impact-criminelen", ("High impact criminelen", "HIC")),
        ("Jeugdgroepsaanpak", ("Jeugdgroep", "Jeugdgroepen")),
        ("Veelplegersoverleg", ("Veelplegers",)),
    ),
    ListKind.BEROEPSGROEP: (
        ("Gemeenteambtenaar", ("Gemeente ambtenaar", "Medewerker gemeente")),
        ("Beleidsmedewerker gemeente", ("Beleidsmedewerker",)),
        ("Medewerker Openbaar Ministerie", ("OM medewerker", "Medewerker OM")),
        ("Politiefunctionaris", ("Medewerker politie",)),
        ("Reclasseringswerker", ("Reclasseringsambtenaar", "Medewerker reclassering")),
        ("Zorg- of welzijnsmedewerker", ("Zorgmedewerker", "Welzijnsmedewerker", "Zorg en welzijn")),
    ),
    ListKind.ORGANISATIETYPE: (
        ("Gemeente", ()),
        ("Politie", ()),
        ("Openbaar Ministerie", ("OM",)),
        ("Reclassering", ("3RO",)),
        ("Zorg en welzijn", ("Zorg", "Welzijn", "GGZ", "GGD", "Jeugdzorg")),
        ("Overige organisaties", ("Overig",)),
    ),
}
"""Names of the studies in which the Stappenmeter was used, with the other spellings found there."""


@dataclass(frozen=True)
class Named:
    """A name of a list. `uses`: partners or overleggen that have it."""

    id: str
    name: str
    aliases: tuple[str, ...]
    uses: int


def get_entries(installation: Installation, house: str) -> dict[ListKind, list[Named]]:
    """Every list of the house, by name, with other spellings and how often each name is used."""
    db = installation.house(house)
    aliases = entries.select_aliases(db)
    return {
        kind: [
            Named(one.id, one.name, _spellings(aliases, kind, one.id), uses.get(one.id, 0))
            for one in sorted(found, key=lambda one: one.name.casefold())
        ]
        for kind, found in lists.select_entries(db).items()
        for uses in [_uses(db, kind)]
    }


def change_house(installation: Installation, changed: House, *, wipe_genders: bool, actor: Actor) -> None:
    """Change what the house says of itself.

    Raises BadInput for a poor name or address, and Refused where genders would be lost without being told so.
    """
    name, contact = read_name(changed.name), changed.contact.strip()
    check_contact(contact)
    reply_to = read_email(changed.reply_to) if changed.reply_to.strip() else ""
    db = installation.house(changed.id)
    with db.atomic():
        known = entries.count_genders(db) if not changed.asks_gender else 0
        if known and not wipe_genders:
            raise Refused(f"De lijst bevat van {known} partners het geslacht. Bevestig dat wij dat wissen.")
        entries.update_house(db, replace(changed, name=name, contact=contact, reply_to=reply_to))
        wiped = entries.delete_genders(db) if known else 0
        result = f"done, genders wiped: {wiped}" if wiped else audit.DONE
        audit.note(db, installation.now(), actor, what="house.changed", target=changed.id, result=result)
    register = installation.directory()
    with register.atomic():
        directory.update_house_name(register, house=changed.id, name=name)


def add_entry(installation: Installation, house: str, *, kind: ListKind, name: str, actor: Actor) -> str:
    """Add a name to a list; gives its id. Raises BadInput for a name that is there or means something already."""
    db, own = installation.house(house), read_name(name)
    with db.atomic():
        check_free(db, kind, own)
        entry = new_id(own, [one.id for one in lists.select_entries(db)[kind]])
        lists.insert_entries(db, [ListEntry(kind, entry, own)])
        _note(installation, db, actor, kind, entry, "added")
    return entry


def change_entry(
    installation: Installation,
    house: str,
    *,
    kind: ListKind,
    entry: str,
    name: str,
    aliases: Sequence[str],
    actor: Actor,
) -> None:
    """Rename, and replace the other spellings. Raises NotFound, and BadInput for what means something else already."""
    db, own = installation.house(house), read_name(name)
    with db.atomic():
        _found(db, kind, entry)
        entries.delete_aliases_of(db, kind=kind, entry=entry)
        check_free(db, kind, own, but=entry)
        entries.update_entry(db, kind=kind, entry=entry, name=own)
        insert_spellings(db, kind, entry, own, aliases)
        _note(installation, db, actor, kind, entry, "changed")


def remove_entry(installation: Installation, house: str, *, kind: ListKind, entry: str, actor: Actor) -> None:
    """Remove a name that nobody has. Raises Refused with by what it is used."""
    db = installation.house(house)
    with db.atomic():
        name, used = _found(db, kind, entry).name, _uses(db, kind).get(entry, 0)
        if used:
            raise Refused(
                f"{name} is in gebruik bij {count_users(kind, used)}. Voeg de naam samen met een andere, of geef "
                "hun eerst een andere."
            )
        entries.delete_aliases_of(db, kind=kind, entry=entry)
        entries.delete_merges_of(db, variable=kind, source=entry)
        entries.delete_entry(db, kind=kind, entry=entry)
        _note(installation, db, actor, kind, entry, "removed")


def merge_entry(installation: Installation, house: str, *, kind: ListKind, entry: str, into: str, actor: Actor) -> None:
    """Let everybody with one name have another; the name that goes becomes another spelling of the one that stays."""
    db = installation.house(house)
    with db.atomic():
        gone, stays = _found(db, kind, entry), _found(db, kind, into)
        if gone == stays:
            raise BadInput("Kies een andere naam om mee samen te voegen.")
        move = entries.move_partners_by if kind in OF_PARTNERS else entries.move_overleggen_by
        moved = move(db, kind=kind, entry=entry, into=into)
        entries.move_aliases(db, kind=kind, entry=entry, into=into)
        entries.delete_merges_of(db, variable=kind, source=entry)
        entries.delete_entry(db, kind=kind, entry=entry)
        entries.insert_aliases(db, [Alias(kind, fold(gone.name), gone.name, into)])
        _note(installation, db, actor, kind, f"{entry} {into}", f"merged, moved: {moved}")


def add_defaults(installation: Installation, house: str, *, actor: Actor) -> int:
    """Fill the lists that are empty with the usual names; gives how many names were added."""
    db, added = installation.house(house), 0
    with db.atomic():
        for kind, found in lists.select_entries(db).items():
            for name, spellings in () if found else DEFAULTS.get(kind, ()):
                entry = new_id(name, ())
                lists.insert_entries(db, [ListEntry(kind, entry, name)])
                insert_spellings(db, kind, entry, name, spellings)
                added += 1
        audit.note(db, installation.now(), actor, what="list.changed", target="all", result=f"defaults added: {added}")
    return added


def check_free(db: Database, kind: str, name: str, *, but: str = "") -> None:
    """Raise BadInput if a spelling is taken by another name of the list, in any spelling."""
    for entry, found in _meanings(db, kind).get(fold(name), {}).items():
        if entry != but:
            raise BadInput(f"{name} staat al in de lijst, als {found}." if found != name else f"{name} is er al.")


def insert_spellings(db: Database, kind: str, entry: str, name: str, spellings: Sequence[str]) -> None:
    """Enter other spellings of a name, each once; the name's own is none. Raises BadInput for one that is taken."""
    kept: dict[str, str] = {}
    for spelling in filter(str.strip, spellings):
        own = read_name(spelling)
        if fold(own) != fold(name):
            check_free(db, kind, own, but=entry)
            kept.setdefault(fold(own), own)
    if len(kept) > MOST_ALIASES:
        raise BadInput(f"Een naam heeft ten hoogste {MOST_ALIASES} andere schrijfwijzen.")
    entries.insert_aliases(db, [Alias(kind, folded, spelling, entry) for folded, spelling in kept.items()])


def new_id(name: str, taken: Collection[str]) -> str:
    """A readable id for a new name: "zorg-en-welzijn", with a number where that is taken."""
    plain = fold(name).encode("ascii", "ignore").decode().split()
    first = "-".join(plain)[:40].strip("-") or "naam"
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 4))
    return next(one for one in (first, *numbered) if one not in taken and one != NO_OVERLEG)


def count_users(kind: ListKind, used: int) -> str:
    """ "1 partner", "3 overleggen"."""
    one, more = ("partner", "partners") if kind in OF_PARTNERS else ("overleg", "overleggen")
    return f"{used} {one if used == 1 else more}"


def _meanings(db: Database, kind: str) -> dict[str, dict[str, str]]:
    """Folded spelling -> id -> name, over names and other spellings of a list."""
    if kind == entries.OVERLEG:
        names = {one.id: one.name for one in lists.select_overleggen(db)}
    else:
        names = {one.id: one.name for one in lists.select_entries(db)[ListKind(kind)]}
    found: dict[str, dict[str, str]] = {}
    for entry, name in names.items():
        found.setdefault(fold(name), {})[entry] = name
    for alias in entries.select_aliases(db):
        if alias.kind == kind and alias.entry in names:
            found.setdefault(alias.folded, {})[alias.entry] = names[alias.entry]
    return found


def _found(db: Database, kind: ListKind, entry: str) -> ListEntry:
    for one in lists.select_entries(db)[kind]:
        if one.id == entry:
            return one
    raise NotFound("Deze naam staat niet in de lijst.")


def _uses(db: Database, kind: ListKind) -> dict[str, int]:
    count = entries.count_partners_by if kind in OF_PARTNERS else entries.count_overleggen_by
    return count(db, kind)


def _spellings(aliases: Sequence[Alias], kind: str, entry: str) -> tuple[str, ...]:
    return tuple(one.spelling for one in aliases if one.kind == kind and one.entry == entry)


def _note(installation: Installation, db: Database, actor: Actor, kind: str, entry: str, result: str) -> None:
    audit.note(db, installation.now(), actor, what="list.changed", target=f"{kind} {entry}", result=result)
