"""The steps of an import as pages: columns with what stands in them, and the preview with its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from monitor.model import ListKind
from monitor.services.grouping import GENDERS
from monitor.services.letter_words import LANGUAGES
from monitor.services.partner_columns import GENDER, OVERLEGGEN, ROLES, RowError
from monitor.services.partner_columns import OVERLEG as ONE_OVERLEG
from monitor.services.partner_comparing import Change, Comparison
from monitor.services.partner_doubts import Choices
from monitor.services.partner_import import Preview, Waiting
from monitor.services.partner_known import Known
from monitor.store.entries import OVERLEG
from monitor.store.lists import Partner
from monitor.web.formats import listing
from monitor.web.views.import_doubts import DOMAIN, FIELDS, NAME, TWIN, Doubt, find_doubts, say_strange

MOST_LINES = 100
"""Lines of each sort that the preview writes out; the numbers are of all."""
MOST_DOUBTS = 100
"""Doubts on one page; what was decided is kept, and the next come after it."""
_SAMPLES = 3
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Column:
    """One column: its title, some of its cells, what it is taken for and what it could be."""

    number: int
    title: str
    samples: tuple[str, ...]
    role: str


@dataclass(frozen=True)
class ColumnsPage:
    """All columns of a file."""

    upload: str
    file: str
    rows: int
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    roles: tuple[tuple[str, str], ...]
    lacks_overleg: bool


@dataclass(frozen=True)
class FieldChange:
    """What a field of a partner was and becomes."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangeLine:
    """One partner who changes."""

    email: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class NewLine:
    """One partner who is new."""

    email: str
    name: str
    beroepsgroep: str
    organisatietype: str
    overleggen: str


@dataclass(frozen=True)
class PreviewPage:
    """What an import would do, in numbers and lines."""

    upload: str
    file: str
    fingerprint: str
    numbers: tuple[tuple[str, int], ...]
    found: Comparison
    notes: tuple[str, ...]
    errors: tuple[RowError, ...]
    error_rows: int
    strange: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    open_doubts: int
    more_doubts: int
    new: tuple[NewLine, ...]
    alone: str
    changed: tuple[ChangeLine, ...]
    gone: tuple[Partner, ...]
    made: tuple[str, ...]
    may_confirm: bool


def columns_page(waiting: Waiting, roles: Sequence[str], *, asks_gender: bool) -> ColumnsPage:
    """The columns of a file, with what was chosen."""
    table = waiting.table
    columns = tuple(
        Column(place, title or f"kolom {place + 1}", _samples(waiting, place), role)
        for place, (title, role) in enumerate(zip(table.header, roles, strict=True))
    )
    offered = tuple((role, text) for role, text in ROLES.items() if asks_gender or role != GENDER)
    return ColumnsPage(
        waiting.id,
        table.file,
        len(table.rows),
        table.notes,
        columns,
        offered,
        not {OVERLEGGEN, ONE_OVERLEG} & set(roles),
    )


def roles_in(form: Mapping[str, str], columns: int) -> tuple[str, ...]:
    """What was chosen per column."""
    return tuple(form.get(f"kolom-{place}", "") for place in range(columns))


def choices_in(form: Mapping[str, str], before: Choices) -> Choices:
    """What was decided, beside what was decided before; the ticks are those of this form."""
    names, domains, twins = dict(before.names), dict(before.domains), dict(before.twins)
    for field, choice in form.items():
        if field.startswith(NAME):
            kind, _, folded = field.removeprefix(NAME).partition(":")
            names[kind, folded] = choice
        elif field.startswith(DOMAIN):
            domains[field.removeprefix(DOMAIN)] = choice
        elif field.startswith(TWIN):
            twins[field.removeprefix(TWIN)] = choice
    ticks = {"skip_errors": "fouten" in form, "remove_gone": "verwijderen" in form}
    return replace(before, names=_made(names), domains=_made(domains), twins=_made(twins), **ticks)


def _made(choices: Mapping[_Key, str]) -> dict[_Key, str]:
    """Those that were made: a question left open is no choice."""
    return {key: choice for key, choice in choices.items() if choice}


def preview_page(made: Preview) -> PreviewPage:
    """The preview of a comparison."""
    found, known = made.comparison, made.known
    doubts, all_doubts = find_doubts(found, known, most=MOST_DOUBTS), found.doubts
    labels = _Labels(known, found)
    return PreviewPage(
        upload=made.waiting.id,
        file=made.waiting.table.file,
        fingerprint=made.fingerprint,
        numbers=_numbers(found),
        found=found,
        notes=_notes(found),
        errors=tuple(found.errors[:MOST_LINES]),
        error_rows=len({error.row for error in found.errors}),
        strange=say_strange(found),
        doubts=tuple(doubts),
        open_doubts=sum(not doubt.choice for doubt in all_doubts),
        more_doubts=len(all_doubts) - len(doubts),
        new=tuple(labels.new_line(partner) for partner in found.new[:MOST_LINES]),
        alone=_alone(sum(not partner.overleggen for partner in found.new)),
        changed=tuple(labels.change_line(change) for change in found.changed[:MOST_LINES]),
        gone=tuple(found.gone[:MOST_LINES]),
        made=tuple([one.name for one in found.entries] + [one.name for one in found.overleggen]),
        may_confirm=not found.undecided and found.changes,
    )


class _Labels:
    """Ids to names, those included that the import would make."""

    def __init__(self, known: Known, found: Comparison) -> None:
        self.names = {kind: dict(known.names(kind)) for kind in (*map(str, ListKind), OVERLEG)}
        for entry in found.entries:
            self.names[entry.kind][entry.id] = entry.name
        self.names[OVERLEG].update({one.id: one.name for one in found.overleggen})

    def new_line(self, partner: Partner) -> NewLine:
        texts = [self.text(partner, field) for field in ("beroepsgroep", "organisatietype", "overleggen")]
        return NewLine(partner.email, partner.name, *texts)

    def change_line(self, change: Change) -> ChangeLine:
        fields = tuple(
            FieldChange(FIELDS[field], self.text(change.before, field), self.text(change.after, field))
            for field in change.fields
        )
        return ChangeLine(change.before.email, change.before.name, fields)

    def text(self, partner: Partner, field: str) -> str:
        """A field of a partner in words; "niets" where there is none."""
        value = getattr(partner, field)
        if field == "overleggen":
            return listing(sorted(self.names[OVERLEG].get(one, one) for one in value)) or "geen"
        if field in self.names:
            return self.names[field].get(value, "") or "niets"
        return {"gender": GENDERS, "language": LANGUAGES}.get(field, {}).get(value, value) or "niets"


def _numbers(found: Comparison) -> tuple[tuple[str, int], ...]:
    all_numbers = (
        ("nieuw", len(found.new)),
        ("gewijzigd", len(found.changed)),
        ("hetzelfde", found.same),
        ("niet in dit bestand", len(found.gone)),
        ("in twijfel", found.waiting),
        ("weggelaten", len(found.left_out)),
        ("met een fout", len({error.row for error in found.errors})),
    )
    return tuple((text, number) for place, (text, number) in enumerate(all_numbers) if number or place < 3)


def _notes(found: Comparison) -> tuple[str, ...]:
    """What was done with several rows of one partner."""
    doubled, joined = found.doubled, found.joined
    notes = []
    if doubled:
        notes.append("1 rij stond er dubbel in." if doubled == 1 else f"{doubled} rijen stonden er dubbel in.")
    if joined:
        rows = "1 rij is" if joined == 1 else f"{joined} rijen zijn"
        notes.append(f"{rows} samengevoegd met een andere rij van dezelfde partner: alleen het overleg verschilde.")
    return tuple(notes)


def _alone(partners: int) -> str:
    """How many new partners have no overleg."""
    if not partners:
        return ""
    if partners == 1:
        return "1 nieuwe partner heeft geen overleg en krijgt geen uitnodiging."
    return f"{partners} nieuwe partners hebben geen overleg en krijgen geen uitnodiging."


def _samples(waiting: Waiting, place: int) -> tuple[str, ...]:
    cells = (row.cells[place].strip() for row in waiting.table.rows[:200] if place < len(row.cells))
    return tuple(dict.fromkeys(cell[:60] for cell in cells if cell))[:_SAMPLES]
