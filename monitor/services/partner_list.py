"""The partners of a house: look them up page by page, add one, change one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from monitor.errors import BadInput, NotFound
from monitor.model import Actor, ListKind
from monitor.services import addresses, audit
from monitor.services.grouping import GENDERS
from monitor.services.installation import Installation
from monitor.services.letter_words import LANGUAGES
from monitor.services.names import check_name, fold, make_search, read_email, single_spaced
from monitor.store import lists, partners
from monitor.store.database import Database
from monitor.store.lists import Partner

PER_PAGE = 50
NO_OVERLEG = partners.NO_OVERLEG


@dataclass(frozen=True)
class PartnerPage:
    """One page of the list. `found`: partners that answer to the search. `page` and `pages` count from 1."""

    partners: tuple[Partner, ...]
    found: int
    page: int
    pages: int


def find_partners(
    installation: Installation, house: str, *, sought: str = "", overleg: str = "", page: int = 1
) -> PartnerPage:
    """A page of the partners whose address or name holds the text sought; a page too far is the last.

    By name, those without one by their address among them. overleg: NO_OVERLEG for who is in none that is held.
    """
    db, is_sought = installation.house(house), make_search(" ".join(sought.split())[:100])
    names = [row for row in partners.select_names(db, overleg=overleg) if is_sought(row[1], row[2])]
    found = [one for one, _, _ in sorted(names, key=lambda row: (fold(row[2]) or row[1], row[1]))]
    pages = max(1, -(-len(found) // PER_PAGE))
    own = min(max(1, page), pages)
    rows = [partners.select_partner(db, one) for one in found[(own - 1) * PER_PAGE : own * PER_PAGE]]
    return PartnerPage(tuple(row for row in rows if row), len(found), own, pages)


def get_partner(installation: Installation, house: str, partner: str) -> Partner:
    """One partner. Raises NotFound."""
    return _found(installation.house(house), partner)


def add_partner(installation: Installation, house: str, partner: Partner, *, actor: Actor) -> str:
    """Add a partner; gives the id. Raises BadInput for a poor or taken address and for what is in no list."""
    db = installation.house(house)
    made = replace(partner, id=new_partner_id(), email=read_email(partner.email), name=read_person(partner.name))
    with db.atomic():
        _check(db, made)
        lists.insert_partners(db, [made])
        lists.insert_partner_overleggen(db, [made])
        audit.note(db, installation.now(), actor, what="partner.added", target=made.id)
    return made.id


def change_partner(installation: Installation, house: str, partner: Partner, *, actor: Actor) -> None:
    """Change a partner. Another address is refused once a mail has left to it, unless that came back."""
    db = installation.house(house)
    changed = replace(partner, email=read_email(partner.email), name=read_person(partner.name))
    with db.atomic():
        before = _found(db, changed.id)
        _check(db, changed)
        if changed.email != before.email:
            addresses.change_address(installation, db, changed.id, changed.email)
        partners.update_partners(db, [changed])
        partners.delete_memberships(db, [changed])
        lists.insert_partner_overleggen(db, [changed])
        audit.note(db, installation.now(), actor, what="partner.changed", target=changed.id)


def new_partner_id() -> str:
    """A random id: it tells nothing, so the log may name it."""
    return secrets.token_hex(8)


def read_person(text: str) -> str:
    """Somebody's name as it is kept, or none at all. Raises BadInput for signs that cannot be seen."""
    name = single_spaced(text)
    if name:
        check_name(name)
    return name


def _found(db: Database, partner: str) -> Partner:
    found = partners.select_partner(db, partner)
    if found is None:
        raise NotFound("Deze partner staat niet in de lijst.")
    return found


def _check(db: Database, partner: Partner) -> None:
    """Raise BadInput for an address of somebody else, for what is in no list, and for a gender that nobody asks."""
    known = {kind: {one.id for one in found} for kind, found in lists.select_entries(db).items()}
    owner = partners.select_partner_id(db, partner.email)
    if owner not in (None, partner.id):
        raise BadInput(f"{partner.email} staat al in de lijst. Wijzig die partner, of vul een ander adres in.")
    if partner.beroepsgroep not in known[ListKind.BEROEPSGROEP]:
        raise BadInput("Kies een beroepsgroep uit de lijst.")
    if partner.organisatietype not in known[ListKind.ORGANISATIETYPE]:
        raise BadInput("Kies een soort organisatie uit de lijst.")
    if not set(partner.overleggen) <= {one.id for one in lists.select_overleggen(db)}:
        raise BadInput("Kies overleggen uit de lijst.")
    if partner.gender and not (partner.gender in GENDERS and lists.select_house(db).asks_gender):
        raise BadInput("Dit huis vraagt niet naar geslacht.")
    if partner.language not in LANGUAGES:
        raise BadInput("Kies Nederlands of Engels.")
