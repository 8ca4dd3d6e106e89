"""The steps of an import as pages: columns with what stands in them, and the preview with its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import ListKind
from monitor.services.names import fold
from monitor.services.partner_columns import GENDER, ROLES, FileRow
from monitor.services.partner_comparing import Change, Comparison
from monitor.services.partner_doubts import FIX, KEEP, NEW, SKIP, USE, Choices, Twin, UnknownName, differing
from monitor.services.partner_import import Preview, Waiting
from monitor.services.partner_known import Known
from monitor.services.partner_list import GENDERS, LANGUAGES
from monitor.store.entries import OVERLEG
from monitor.store.lists import Partner
from monitor.web.formats import listing

MOST_LINES = 100
"""Lines of each sort that the preview writes out; the numbers are of all."""
MOST_DOUBTS = 100
"""Doubts on one page; what was decided is kept, and the next come after it."""
_KINDS = {"beroepsgroep": "beroepsgroep", "organisatietype": "soort organisatie", OVERLEG: "overleg"}
_FIELDS = {
    **{"name": "naam", "beroepsgroep": "beroepsgroep", "organisatietype": "soort organisatie"},
    **{"overleggen": "overleggen", "gender": "geslacht", "language": "taal"},
}
_NAME, _DOMAIN, _TWIN = "naam:", "domein:", "dubbel:"
_SAMPLES = 3


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


@dataclass(frozen=True)
class Option:
    """One answer to a doubt."""

    value: str
    text: str


@dataclass(frozen=True)
class Doubt:
    """A doubt as a question with answers; `field` is its name in the form. more: answers that take more thought."""

    field: str
    question: str
    where: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    choice: str


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
    errors: tuple[tuple[int, str, str], ...]
    error_rows: int
    doubts: tuple[Doubt, ...]
    open_doubts: int
    more_doubts: int
    new: tuple[NewLine, ...]
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
    return ColumnsPage(waiting.id, table.file, len(table.rows), table.notes, columns, offered)


def roles_in(form: Mapping[str, str], columns: int) -> tuple[str, ...]:
    """What was chosen per column."""
    return tuple(form.get(f"kolom-{place}", "") for place in range(columns))


def choices_in(form: Mapping[str, str], before: Choices) -> Choices:
    """What was decided, beside what was decided before; the ticks are those of this form."""
    names, domains, twins = dict(before.names), dict(before.domains), dict(before.twins)
    for field, choice in form.items():
        if field.startswith(_NAME):
            kind, _, folded = field.removeprefix(_NAME).partition(":")
            names[kind, folded] = choice
        elif field.startswith(_DOMAIN):
            domains[field.removeprefix(_DOMAIN)] = choice
        elif field.startswith(_TWIN):
            twins[field.removeprefix(_TWIN)] = choice
    ticks = {"skip_errors": "fouten" in form, "remove_gone": "verwijderen" in form}
    return replace(before, names=names, domains=domains, twins=twins, **ticks)


def preview_page(made: Preview) -> PreviewPage:
    """The preview of a comparison."""
    found, known = made.comparison, made.known
    doubts = [
        *(_name_doubt(one, known) for one in found.unknown),
        *(_domain_doubt(one.domain, one.suggested, one.rows, one.choice) for one in found.odd),
        *(_twin_doubt(one) for one in found.twins),
    ]
    first = sorted(doubts, key=lambda doubt: bool(doubt.choice))[:MOST_DOUBTS]
    labels = _Labels(known, found)
    return PreviewPage(
        upload=made.waiting.id,
        file=made.waiting.table.file,
        fingerprint=made.fingerprint,
        numbers=_numbers(found),
        found=found,
        errors=tuple((error.row, error.column, error.sentence) for error in found.errors[:MOST_LINES]),
        error_rows=len({error.row for error in found.errors}),
        doubts=tuple(first),
        open_doubts=sum(not doubt.choice for doubt in doubts),
        more_doubts=len(doubts) - len(first),
        new=tuple(labels.new_line(partner) for partner in found.new[:MOST_LINES]),
        changed=tuple(labels.change_line(change) for change in found.changed[:MOST_LINES]),
        gone=tuple(found.gone[:MOST_LINES]),
        made=tuple([one.name for one in found.entries] + [one.name for one in found.overleggen]),
        may_confirm=not found.undecided and found.changes,
    )


class _Labels:
    """Ids to names, those included that the import would make."""

    def __init__(self, known: Known, found: Comparison) -> None:
        self.names = {kind: known.names(kind) for kind in (*map(str, ListKind), OVERLEG)}
        for entry in found.entries:
            self.names[entry.kind][entry.id] = entry.name
        self.names[OVERLEG].update({one.id: one.name for one in found.overleggen})

    def new_line(self, partner: Partner) -> NewLine:
        texts = [self.text(partner, field) for field in ("beroepsgroep", "organisatietype", "overleggen")]
        return NewLine(partner.email, partner.name, *texts)

    def change_line(self, change: Change) -> ChangeLine:
        fields = tuple(
            FieldChange(_FIELDS[field], self.text(change.before, field), self.text(change.after, field))
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
        ("weggelaten", found.left_out),
        ("met een fout", len({error.row for error in found.errors})),
    )
    return tuple((text, number) for place, (text, number) in enumerate(all_numbers) if number or place < 3)


def _name_doubt(one: UnknownName, known: Known) -> Doubt:
    kind, names = _KINDS[one.kind], known.names(one.kind)
    article = "dit overleg" if one.kind == OVERLEG else f"deze {kind}"
    question = f"Wij kennen {article} niet: {one.text}" if one.text else f"Nieuwe partners zonder {kind}"
    nearest = [Option(f"{USE}{one.nearest}", f"Dit is {names[one.nearest]}")] if one.nearest else []
    new = f"Nieuw: {one.text or 'Onbekend'}"
    if one.kind == OVERLEG:
        vormen = known.names(ListKind.OVERLEGVORM).items()
        made = [Option(f"{NEW}:{vorm}", f"{new} (overlegvorm {name})") for vorm, name in vormen]
    else:
        made = [Option(NEW, new)]
    others = [Option(f"{USE}{entry}", f"Dit is {name}") for entry, name in names.items() if entry != one.nearest]
    options = (*nearest, *made, Option(SKIP, _left_out(len(one.rows))))
    field = f"{_NAME}{one.kind}:{fold(one.text)}"
    return Doubt(field, question, _where(one.rows), options, tuple(others), one.choice)


def _domain_doubt(domain: str, suggested: str, rows: Sequence[int], choice: str) -> Doubt:
    options = (
        Option(FIX, f"Moet {suggested} zijn"),
        Option(KEEP, f"Klopt: {domain}"),
        Option(SKIP, _left_out(len(rows))),
    )
    return Doubt(f"{_DOMAIN}{domain}", f"Is {domain} een tikfout?", _where(rows), options, (), choice)


def _twin_doubt(one: Twin) -> Doubt:
    fields = differing(one.rows)
    options = (
        *(Option(str(row.number), f"Rij {row.number}: {_said(row, fields)}") for row in one.rows),
        Option(SKIP, _left_out(len(one.rows))),
    )
    question = f"{one.email} staat er vaker in, met een verschil in {listing([_FIELDS[field] for field in fields])}"
    return Doubt(f"{_TWIN}{one.email}", question, _where([row.number for row in one.rows]), options, (), one.choice)


def _said(row: FileRow, fields: Sequence[str]) -> str:
    return ", ".join(getattr(row, field) or "niets" for field in fields)


def _left_out(rows: int) -> str:
    return "Laat deze rij weg" if rows == 1 else "Laat deze rijen weg"


def _where(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"Rij {rows[0]}"
    named = [str(number) for number in rows[:5]]
    return f"Rijen {listing(named)}" if len(rows) <= 5 else f"{len(rows)} rijen, zoals {', '.join(named)}"


def _samples(waiting: Waiting, place: int) -> tuple[str, ...]:
    cells = (row.cells[place].strip() for row in waiting.table.rows[:200] if place < len(row.cells))
    return tuple(dict.fromkeys(cell[:60] for cell in cells if cell))[:_SAMPLES]
