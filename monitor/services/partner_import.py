"""Importing partners: a file is read, waits a day for its preview to be confirmed, and then goes in wholly or not."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.errors import BadInput, Busy, NotFound, OutOfOrder
from monitor.imports.files import parse_table
from monitor.imports.table import Row, Table
from monitor.model import Actor
from monitor.services import audit, personal_data
from monitor.services.installation import Installation
from monitor.services.partner_columns import (
    MOST_COLUMNS,
    MOST_ROWS,
    check_roles,
    guess_roles,
    known_headers,
    read_rows,
)
from monitor.services.partner_comparing import Comparison, compare
from monitor.services.partner_doubts import Choices
from monitor.services.partner_known import Known, read_known
from monitor.services.partner_list import new_partner_id
from monitor.store import entries, lists, partners
from monitor.store.database import Database
from monitor.store.partners import Upload

KEPT = timedelta(days=1)
MAX_BYTES = 5_000_000
_WAIT_SECONDS = 3.0
_slot = threading.BoundedSemaphore(1)
"""One preview at a time is computed in a process: partners fill in their forms in the same one."""
_GONE = (
    "Dit bestand wacht niet meer: het is al ingelezen, u koos daarna een ander, of het is langer dan een dag geleden. "
    "Kies het bestand opnieuw."
)
_STALE = (
    "De lijst is veranderd sinds dit voorbeeld. Er is niets ingelezen. Bekijk het nieuwe voorbeeld en bevestig opnieuw."
)


_OTHER = "U veranderde nog een keuze. Kijk het voorbeeld na en bevestig."


@dataclass(frozen=True)
class Waiting:
    """A file that was read and waits. roles: what each column is."""

    id: str
    table: Table
    roles: tuple[str, ...]
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True)
class Preview:
    """What confirming would do. fingerprint: of the list, the file and the choices that it was made of."""

    waiting: Waiting
    known: Known
    comparison: Comparison
    fingerprint: str


def take_file(installation: Installation, house: str, *, account: str, name: str, data: bytes, actor: Actor) -> str:
    """Read a file and keep it for a day, for this account alone, in place of an earlier one; gives its id.

    Raises BadInput with row and column.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(f"Dit bestand is groter dan {MAX_BYTES // 1_000_000} MB. Houd alleen de partners over.")
    table = parse_table(data, name, known_headers())
    if len(table.rows) > MOST_ROWS or len(table.header) > MOST_COLUMNS:
        raise BadInput(
            f"Dit bestand heeft {len(table.rows)} rijen en {len(table.header)} kolommen. Wij lezen er ten hoogste "
            f"{MOST_ROWS} en {MOST_COLUMNS}: houd alleen de partners over."
        )
    if not table.rows:
        raise BadInput("In dit bestand staan geen partners: onder de eerste regel is het leeg.")
    db = installation.house(house)
    known = read_known(db)
    roles = guess_roles(table.header, is_overleg=known.is_overleg, asks_gender=known.asks_gender)
    waiting = Waiting(secrets.token_urlsafe(16), table, roles)
    upload = Upload(waiting.id, account, installation.now() + KEPT, _to_body(waiting))
    with db.atomic():
        partners.delete_uploads_of(db, account)
        partners.insert_upload(db, upload)
        result = f"rows: {len(table.rows)}"
        audit.note(db, installation.now(), actor, what="partners.uploaded", target=house, result=result)
    return waiting.id


def get_waiting(installation: Installation, house: str, *, upload: str, account: str) -> Waiting:
    """A file that waits. Raises NotFound for another account's, after a day, and once it was imported."""
    found = partners.select_upload(installation.house(house), upload=upload, account=account)
    if found is None or found.kept_until <= installation.now():
        raise NotFound(_GONE)
    return _from_body(upload, found.body)


def asks_gender(installation: Installation, house: str) -> bool:
    """Whether a column can be the gender."""
    return lists.select_house(installation.house(house)).asks_gender


def choose_columns(
    installation: Installation, house: str, *, upload: str, account: str, roles: Sequence[str], actor: Actor
) -> None:
    """Keep what each column is; what was decided about the rows before is forgotten. Raises BadInput."""
    db = installation.house(house)
    with db.atomic():
        waiting = get_waiting(installation, house, upload=upload, account=account)
        check_roles(roles, waiting.table.header)
        changed = replace(waiting, roles=tuple(roles), choices=Choices())
        _keep(installation, db, house, changed, step="columns", actor=actor)


def decide(
    installation: Installation, house: str, *, upload: str, account: str, choices: Choices, actor: Actor
) -> None:
    """Keep what was decided about the doubts."""
    db = installation.house(house)
    with db.atomic():
        waiting = get_waiting(installation, house, upload=upload, account=account)
        _keep(installation, db, house, replace(waiting, choices=choices), step="choices", actor=actor)


def preview(installation: Installation, house: str, *, upload: str, account: str) -> Preview:
    """Hold the file against the list as it is now; nothing of the list changes.

    Raises BadInput for the columns; Busy if others look at previews all the time.
    """
    with _one_at_a_time():
        waiting = get_waiting(installation, house, upload=upload, account=account)
        return _preview(waiting, read_known(installation.house(house)))


def confirm(
    installation: Installation,
    house: str,
    *,
    upload: str,
    account: str,
    fingerprint: str,
    actor: Actor,
    choices: Choices | None = None,
) -> Comparison:
    """Import, all or nothing. Raises OutOfOrder if the list is not as it was in the preview, or a doubt is open.

    choices: what stood in the form when it was confirmed; where it is not what the preview was made of, it is kept
    for the next preview and nothing is imported (OutOfOrder).
    """
    if choices is not None and choices != get_waiting(installation, house, upload=upload, account=account).choices:
        decide(installation, house, upload=upload, account=account, choices=choices, actor=actor)
        raise OutOfOrder(_OTHER)
    made = preview(installation, house, upload=upload, account=account)
    if made.comparison.undecided:
        raise OutOfOrder("Er zijn nog twijfels. Kies bij elke twijfel wat wij doen, en bevestig dan.")
    if made.fingerprint != fingerprint:
        raise OutOfOrder(_STALE)
    db = installation.house(house)
    with db.atomic():
        if read_known(db).fingerprint != made.known.fingerprint:
            raise OutOfOrder(_STALE)
        if not partners.delete_upload(db, upload):
            raise NotFound(_GONE)
        _apply(installation, db, made.comparison)
        result = _numbers(made.comparison)
        audit.note(db, installation.now(), actor, what="partners.imported", target=house, result=result)
    return made.comparison


def cancel(installation: Installation, house: str, *, upload: str, account: str, actor: Actor) -> None:
    """Destroy a waiting file."""
    db = installation.house(house)
    with db.atomic():
        get_waiting(installation, house, upload=upload, account=account)
        if not partners.delete_upload(db, upload):
            raise NotFound(_GONE)
        audit.note(db, installation.now(), actor, what="partners.stopped", target=house)


def delete_old_uploads(db: Database, now: datetime) -> int:
    """Destroy the files that have waited for a day; gives how many. Call inside `atomic`."""
    return partners.delete_uploads_until(db, now)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _slot.acquire(timeout=_WAIT_SECONDS):
        raise Busy("Er worden nu meer bestanden nagekeken. Het uwe wacht nog. Probeer het over een minuut opnieuw.")
    try:
        yield
    finally:
        _slot.release()


def _preview(waiting: Waiting, known: Known) -> Preview:
    check_roles(waiting.roles, waiting.table.header)
    rows, errors = read_rows(waiting.table, waiting.roles, is_overleg=known.is_overleg)
    comparison = compare(rows, errors, known, waiting.choices)
    choices = json.dumps(_choices_to_json(waiting.choices), sort_keys=True)
    parts = json.dumps([known.fingerprint, waiting.id, waiting.roles, choices])
    fingerprint = hashlib.sha256(parts.encode()).hexdigest()
    return Preview(waiting, known, comparison, fingerprint)


def _apply(installation: Installation, db: Database, found: Comparison) -> None:
    """Write everything that the comparison found, in an order that the references allow."""
    new = [replace(partner, id=new_partner_id()) for partner in found.new]
    changed = [change.after for change in found.changed]
    lists.insert_entries(db, found.entries)
    lists.insert_overleggen(db, found.overleggen)
    entries.insert_aliases(db, found.aliases)
    lists.insert_partners(db, new)
    partners.update_partners(db, changed)
    partners.delete_memberships(db, changed)
    lists.insert_partner_overleggen(db, [*new, *changed])
    if found.remove_gone and found.gone:
        personal_data.remove_partners(installation, db, [partner.id for partner in found.gone])


def _numbers(found: Comparison) -> str:
    removed = len(found.gone) if found.remove_gone else 0
    return (
        f"new: {len(found.new)}, changed: {len(found.changed)}, same: {found.same}, removed: {removed}, "
        f"left out: {len(found.not_imported)}, "
        f"names: {len(found.entries)}, overleggen: {len(found.overleggen)}, spellings: {len(found.aliases)}"
    )


def _keep(installation: Installation, db: Database, house: str, waiting: Waiting, *, step: str, actor: Actor) -> None:
    if not partners.update_upload(db, upload=waiting.id, body=_to_body(waiting)):
        raise NotFound(_GONE)
    audit.note(db, installation.now(), actor, what="partners.chosen", target=house, result=step)


def _to_body(waiting: Waiting) -> bytes:
    table = waiting.table
    body = {
        "file": table.file,
        "header": table.header,
        "header_row": table.header_row,
        "rows": [[row.number, row.cells] for row in table.rows],
        "notes": table.notes,
        "roles": waiting.roles,
        "choices": _choices_to_json(waiting.choices),
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _from_body(upload: str, body: bytes) -> Waiting:
    held = json.loads(body)
    rows = tuple(Row(number, tuple(cells)) for number, cells in held["rows"])
    table = Table(held["file"], tuple(held["header"]), held["header_row"], rows, (), tuple(held["notes"]))
    chosen = held["choices"]
    choices = Choices(
        {(kind, folded): choice for kind, folded, choice in chosen["names"]},
        chosen["domains"],
        chosen["twins"],
        chosen["skip_errors"],
        chosen["remove_gone"],
    )
    return Waiting(upload, table, tuple(held["roles"]), choices)


def _choices_to_json(choices: Choices) -> dict[str, object]:
    return {
        "names": sorted([*key, choice] for key, choice in choices.names.items()),
        "domains": dict(choices.domains),
        "twins": dict(choices.twins),
        "skip_errors": choices.skip_errors,
        "remove_gone": choices.remove_gone,
    }
