"""The list of partners as rows that the import reads back as they are, and an empty file to fill in."""

from __future__ import annotations

from monitor.exports import partner_list
from monitor.model import Actor, ListKind
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.services.letter_words import LANGUAGES
from monitor.services.partner_known import Known, read_known
from monitor.store.entries import OVERLEG

COLUMNS = ("E-mail", "Naam", "Beroepsgroep", "Soort organisatie", "Overleggen", "Taal")
GENDER_COLUMN = "Geslacht"
FORMATS = ("csv", "xlsx")


def take_along(installation: Installation, house: str, *, form: str, actor: Actor) -> bytes:
    """The whole list as csv or xlsx, for somebody who takes the addresses along: the log says so."""
    db = installation.house(house)
    rows = partner_rows(read_known(db))
    with db.atomic():
        result = f"partners: {len(rows) - 1}"
        audit.note(db, installation.now(), actor, what="partners.exported", target=house, result=result)
    return _encode(rows, form)


def export_template(installation: Installation, house: str, *, form: str) -> bytes:
    """Only the header."""
    return _encode([_header(read_known(installation.house(house)))], form)


def partner_rows(known: Known) -> list[list[str]]:
    """A header and a row per partner, by address; several overleggen in one cell with ; between them."""
    groups, types = known.names(ListKind.BEROEPSGROEP), known.names(ListKind.ORGANISATIETYPE)
    overleggen = known.names(OVERLEG)
    rows = [_header(known)]
    for one in sorted(known.partners, key=lambda partner: partner.email):
        own = "; ".join(sorted(overleggen[overleg] for overleg in one.overleggen))
        row = [one.email, one.name, groups[one.beroepsgroep], types[one.organisatietype], own]
        rows.append([*row, LANGUAGES[one.language], *([one.gender] if known.asks_gender else [])])
    return rows


def _header(known: Known) -> list[str]:
    return [*COLUMNS, *([GENDER_COLUMN] if known.asks_gender else [])]


def _encode(rows: list[list[str]], form: str) -> bytes:
    return partner_list.to_csv(rows) if form == "csv" else partner_list.to_workbook(rows, title="Partners")
