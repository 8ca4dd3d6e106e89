"""A file of partners held against the list: what is new, changed, same, gone, and what is in doubt. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.model import ListKind
from monitor.services.house_lists import new_id
from monitor.services.names import fold
from monitor.services.partner_columns import FileRow, RowError, joined
from monitor.services.partner_doubts import (
    MOST_SUGGESTED,
    NEW,
    SKIP,
    USE,
    Addressed,
    Choices,
    OddDomain,
    Twin,
    UnknownName,
    apply_domains,
    differing,
    find_odd_domains,
    nearest_name,
)
from monitor.services.partner_known import Known
from monitor.store.entries import OVERLEG, Alias
from monitor.store.lists import ListEntry, Overleg, Partner

BEROEPSGROEP, ORGANISATIETYPE = str(ListKind.BEROEPSGROEP), str(ListKind.ORGANISATIETYPE)
NAMELESS = "Onbekend"
"""The new name for partners of whom the file does not say it."""
_FIELDS = ("name", BEROEPSGROEP, ORGANISATIETYPE, "overleggen", "gender", "language")


@dataclass(frozen=True)
class Change:
    """A partner whose row says something else than the list. fields: which."""

    before: Partner
    after: Partner
    fields: tuple[str, ...]


@dataclass
class Comparison:
    """What an import would do. `waiting`: rows in doubt. New partners have no id yet.

    doubled: rows that say nothing that another did not; joined: those with other overleggen of the same partner;
    left_out: the numbers of rows that were chosen not to be imported; strange: how many names of a kind are unknown,
    where these are so many that no known name was sought for any.
    """

    errors: Sequence[RowError] = ()
    unknown: list[UnknownName] = field(default_factory=list)
    strange: Mapping[str, int] = field(default_factory=dict)
    odd: list[OddDomain] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)
    new: list[Partner] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    gone: list[Partner] = field(default_factory=list)
    doubled: int = 0
    joined: int = 0
    left_out: list[int] = field(default_factory=list)
    waiting: int = 0
    entries: list[ListEntry] = field(default_factory=list)
    overleggen: list[Overleg] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    skip_errors: bool = False
    remove_gone: bool = False

    @property
    def doubts(self) -> list[UnknownName | OddDomain | Twin]:
        """All that only a person can decide."""
        return [*self.unknown, *self.odd, *self.twins]

    @property
    def undecided(self) -> int:
        """Doubts without an answer; nothing is imported as long as there are any."""
        return sum(not doubt.choice for doubt in self.doubts) + bool(self.errors and not self.skip_errors)

    @property
    def not_imported(self) -> list[int]:
        """The numbers of all rows that stay out, by choice or for an error."""
        return sorted({*self.left_out, *(error.row for error in self.errors)})

    @property
    def changes(self) -> bool:
        """Whether importing would change anything."""
        return bool(
            self.new or self.changed or self.entries or self.overleggen or self.aliases
            or (self.remove_gone and self.gone)
        )  # fmt: skip


def compare(rows: Sequence[FileRow], errors: Sequence[RowError], known: Known, choices: Choices) -> Comparison:
    """Hold the rows of a file against the list, with what was decided about its doubts.

    While a row cannot be read, nobody is removed: it may be about somebody who then seems to be gone.
    """
    found = Comparison(errors=errors, skip_errors=choices.skip_errors)
    found.odd = find_odd_domains(rows, known, choices.domains)
    kept, found.left_out = apply_domains(rows, found.odd)
    persons, unsure = _persons(kept, choices, found)
    names = _Names(known, choices, found)
    names.gather(persons, unsure)
    found.waiting = len(unsure)
    for person in persons:
        _place(person, names, known, found)
    present = {row.email for row in rows} | {one.email for one in kept}
    found.gone = [partner for partner in known.partners if partner.email not in present]
    found.remove_gone = choices.remove_gone and not errors
    return found


def _persons(kept: Iterable[Addressed], choices: Choices, found: Comparison) -> tuple[list[FileRow], list[FileRow]]:
    """One row per address, equal ones joined with all their overleggen; and the rows of addresses still in doubt."""
    groups: dict[str, list[FileRow]] = {}
    doubted = {one.email for one in kept if not one.sure}
    for one in kept:
        groups.setdefault(one.email, []).append(replace(one.row, email=one.email))
    persons, unsure = list[FileRow](), list[FileRow]()
    for email, rows in groups.items():
        holds = _holding(email, rows, choices, found)
        if holds and email not in doubted:
            persons.append(holds)
        elif not (differing(rows) and choices.twins.get(email) == SKIP):
            unsure += rows
    return persons, unsure


def _holding(email: str, rows: list[FileRow], choices: Choices, found: Comparison) -> FileRow | None:
    """What the rows of an address say together; None where they differ and no row was chosen."""
    if not differing(rows):
        different = len({_folded(row.overleggen) for row in rows})
        found.doubled += len(rows) - different
        found.joined += different - 1
        return _join(rows[0], rows)
    chosen = choices.twins.get(email, "")
    holds = next((row for row in rows if str(row.number) == chosen), None)
    found.twins.append(Twin(email, tuple(rows), chosen if holds or chosen == SKIP else ""))
    found.left_out += [row.number for row in rows] if chosen == SKIP else []
    return _join(holds, rows, only=holds) if holds else None


def _folded(overleggen: tuple[str, ...] | None) -> frozenset[str]:
    return frozenset(fold(name) for name in overleggen or ())


def _join(row: FileRow, rows: Sequence[FileRow], *, only: FileRow | None = None) -> FileRow:
    """A row with the overleggen of all; what it does not say itself comes from the others, unless only it holds."""
    said = [one.overleggen for one in rows if one.overleggen is not None]
    overleggen = tuple(dict.fromkeys(name for names in said for name in names)) if said else None
    texts = {
        name: next((value for one in ((only,) if only else rows) if (value := getattr(one, name)) is not None), None)
        for name in ("name", BEROEPSGROEP, ORGANISATIETYPE, "gender", "language")
    }
    return joined(row, overleggen, **texts)


class _Names:
    """Texts of the file to ids: of the list, or of what is decided about unknown ones."""

    def __init__(self, known: Known, choices: Choices, found: Comparison) -> None:
        self.known, self.choices, self.found = known, choices, found
        self.decided: dict[tuple[str, str], str] = {}
        """(kind, folded) -> id, SKIP, or empty: not decided."""
        self.taken = {kind: set(known.names(kind)) for kind in (BEROEPSGROEP, ORGANISATIETYPE, OVERLEG)}
        self.made: dict[tuple[str, str], str] = {}
        """(kind, folded) -> id of the names that are new."""

    def gather(self, persons: Sequence[FileRow], unsure: Sequence[FileRow]) -> None:
        """Find every unknown name with its rows, and what was decided about it."""
        unknown: dict[tuple[str, str], tuple[str, list[int]]] = {}
        needed = [(person, self.texts(person)) for person in persons]
        for person, texts in [*needed, *((row, self._said(row)) for row in unsure)]:
            for kind, text in texts:
                if self.known.find(kind, text) is None:
                    unknown.setdefault((kind, fold(text)), (text, []))[1].append(person.number)
        counts = Counter(kind for kind, _ in unknown)
        self.found.strange = {kind: count for kind, count in counts.items() if count > MOST_SUGGESTED}
        for key, (text, rows) in unknown.items():
            choice = self._decide(key, text)
            nearest = None if key[0] in self.found.strange else nearest_name(text, self.known.folded(key[0]))
            self.found.unknown.append(UnknownName(key[0], text, tuple(rows), nearest, choice))

    def texts(self, person: FileRow) -> list[tuple[str, str]]:
        """The names that a row needs; a new partner needs a beroepsgroep and an organisatietype, if only an empty."""
        said = self._said(person)
        if person.email in self.known.by_email:
            return said
        there = {kind for kind, _ in said}
        return said + [(kind, "") for kind in (BEROEPSGROEP, ORGANISATIETYPE) if kind not in there]

    def _said(self, person: FileRow) -> list[tuple[str, str]]:
        own = [(BEROEPSGROEP, person.beroepsgroep), (ORGANISATIETYPE, person.organisatietype)]
        said = [(kind, text) for kind, text in own if text is not None]
        return said + [(OVERLEG, name) for name in person.overleggen or ()]

    def meaning(self, kind: str, text: str) -> str:
        """The id of a name; SKIP: its rows are left out; empty: not decided."""
        return self.known.find(kind, text) or self.decided[kind, fold(text)]

    def _decide(self, key: tuple[str, str], text: str) -> str:
        """Work out what was chosen; gives the choice, or nothing if it is none that can be carried out."""
        kind, folded = key
        choice, names = self.choices.names.get(key, ""), self.known.names(kind)
        self.decided[key] = ""
        if choice == SKIP:
            self.decided[key] = SKIP
        elif choice.startswith(USE) and choice.removeprefix(USE) in names:
            self.decided[key] = choice.removeprefix(USE)
            if folded:
                self.found.aliases.append(Alias(kind, folded, text, self.decided[key]))
        elif choice.startswith(NEW) and self._make(key, text, choice.removeprefix(NEW).lstrip(":")):
            pass
        else:
            return ""
        return choice

    def _make(self, key: tuple[str, str], text: str, vorm: str) -> bool:
        """Make the name new; an overleg needs an overlegvorm of the list."""
        kind, name = key[0], text or NAMELESS
        if kind == OVERLEG:
            if vorm not in self.known.names(ListKind.OVERLEGVORM):
                return False
            self.decided[key] = self._new_id(kind, name)
            self.found.overleggen.append(Overleg(self.decided[key], name, vorm))
            return True
        there = self.known.find(kind, name) or self.made.get((kind, fold(name)))
        self.decided[key] = there or self._new_id(kind, name)
        if not there:
            self.made[kind, fold(name)] = self.decided[key]
            self.found.entries.append(ListEntry(ListKind(kind), self.decided[key], name))
        return True

    def _new_id(self, kind: str, name: str) -> str:
        found = new_id(name, self.taken[kind])
        self.taken[kind].add(found)
        return found


def _place(person: FileRow, names: _Names, known: Known, found: Comparison) -> None:
    """Put one person among the new, the changed, the same, those left out or those that wait."""
    meanings = {(kind, text): names.meaning(kind, text) for kind, text in names.texts(person)}
    if SKIP in meanings.values():
        found.left_out.append(person.number)
        return
    if not all(meanings.values()):
        found.waiting += 1
        return
    before = known.by_email.get(person.email)
    base = before or Partner("", person.email, "", "", ())
    after = replace(
        base,
        name=base.name if person.name is None else person.name,
        beroepsgroep=meanings.get((BEROEPSGROEP, person.beroepsgroep or ""), base.beroepsgroep),
        organisatietype=meanings.get((ORGANISATIETYPE, person.organisatietype or ""), base.organisatietype),
        overleggen=_overleggen(person, meanings, base),
        gender=person.gender or base.gender if known.asks_gender else base.gender,
        language=person.language or base.language,
    )
    if before is None:
        found.new.append(after)
    elif after == before:
        found.same += 1
    else:
        fields = tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))
        found.changed.append(Change(before, after, fields))


def _overleggen(person: FileRow, meanings: dict[tuple[str, str], str], base: Partner) -> tuple[str, ...]:
    if person.overleggen is None:
        return base.overleggen
    return tuple(sorted({meanings[OVERLEG, name] for name in person.overleggen}))
