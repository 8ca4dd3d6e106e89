"""What the columns of a file of partners mean, and its rows as texts: checked, but not yet held against the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput
from monitor.exports.partner_list import take_off_mark
from monitor.imports.table import Row, Table
from monitor.model import ListKind
from monitor.services.names import fold, read_email, read_name
from monitor.services.overleggen import read_overleg_name
from monitor.services.partner_list import read_person
from surveys.errors import shown

EMAIL, NAME, FIRST, MIDDLE, LAST = "email", "name", "first", "middle", "last"
OVERLEGGEN, OVERLEG, GENDER, LANGUAGE = "overleggen", "overleg", "gender", "language"
BEROEPSGROEP, ORGANISATIETYPE = str(ListKind.BEROEPSGROEP), str(ListKind.ORGANISATIETYPE)
ROLES: Mapping[str, str] = {
    "": "niet overnemen",
    EMAIL: "e-mailadres",
    NAME: "naam",
    FIRST: "voornaam",
    MIDDLE: "tussenvoegsel",
    LAST: "achternaam",
    BEROEPSGROEP: "beroepsgroep",
    ORGANISATIETYPE: "soort organisatie",
    OVERLEGGEN: "overleggen, een of meer in een cel",
    OVERLEG: "één overleg, met een kruisje",
    GENDER: "geslacht",
    LANGUAGE: "taal van de mails",
}
"""What a column can be, as the coordinator reads it."""
HEADERS: Mapping[str, Sequence[str]] = {
    EMAIL: ("e-mail", "email", "e-mailadres", "emailadres", "mail", "mailadres", "e-mail adres", "email address"),
    NAME: ("naam", "volledige naam", "naam partner", "contactpersoon", "partner", "name", "deelnemer"),
    FIRST: ("voornaam", "roepnaam", "voorletters", "first name", "initialen"),
    MIDDLE: ("tussenvoegsel", "tussenvoegsels", "voorvoegsel"),
    LAST: ("achternaam", "familienaam", "last name", "surname"),
    BEROEPSGROEP: ("beroepsgroep", "functie", "beroep", "rol", "functienaam", "functiegroep"),
    ORGANISATIETYPE: (
        *("soort organisatie", "organisatietype", "type organisatie", "organisatie", "moederorganisatie"),
        *("instelling", "werkgever", "sector", "soort org", "type org"),
    ),
    OVERLEGGEN: ("overleg", "overleggen", "overlegnaam", "naam overleg", "casusoverleg", "casusoverleggen"),
    GENDER: ("geslacht", "gender", "m/v", "man/vrouw", "m/v/x"),
    LANGUAGE: ("taal", "language", "taal van de mails", "voorkeurstaal"),
}
"""How such columns are often named; compared as `fold` gives them."""
_WORDS: Mapping[str, str] = {
    fold(name): role for role, found in HEADERS.items() for name in found if fold(name).isalpha()
}
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "de het een en of van uw in je aan waar waaraan welk welke deel neemt deelgenomen gen sen s medewerker "
        "medewerkers werk zakelijk zakelijke prive persoon contact adres volledige soort type org veiligheidshuis",
    )
)
"""Words that stand around those in a title and change nothing of what it is."""
MOST_ROWS, MOST_COLUMNS = 20_000, 100
MOST_IN_A_CELL = 60
"""Names of overleggen in one cell."""
_YES = {"x", "ja", "j", "1", "waar", "true", "yes", "y", "v", "✓", "✔", "✗", "☒", "☑"}
_NO = {"", "nee", "n", "0", "-", "–", "onwaar", "false", "no", "☐"}
_GENDERS = {"v": "v", "vrouw": "v", "vr": "v", "f": "v", "female": "v", "mevrouw": "v", "mevr": "v", "dhr": "m"} | {
    **{"m": "m", "man": "m", "male": "m", "de heer": "m", "heer": "m"},
    **{"x": "x", "anders": "x", "overig": "x", "non binair": "x", "nonbinair": "x", "onbekend": "", "": ""},
}
_LANGUAGES = {"nl": "nl", "nederlands": "nl", "dutch": "nl", "en": "en", "engels": "en", "english": "en", "": ""}


@dataclass(frozen=True)
class FileRow:
    """One row. None: the file does not say (no such column, or, but for overleggen, an empty cell)."""

    number: int
    email: str
    name: str | None = None
    beroepsgroep: str | None = None
    organisatietype: str | None = None
    overleggen: tuple[str, ...] | None = None
    gender: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class RowError:
    """A cell that cannot be read: the row as the spreadsheet numbers it, the column's name, and one sentence.

    who: the name in that row, else what stands as its address.
    """

    row: int
    column: str
    sentence: str
    who: str = ""


def known_headers() -> frozenset[str]:
    """All names by which the delimiter of a text is found, folded as `imports.table` does."""
    return frozenset(name.casefold() for names in HEADERS.values() for name in names)


def guess_roles(header: Sequence[str], *, is_overleg: Callable[[str], bool], asks_gender: bool) -> tuple[str, ...]:
    """What each column seems to be; each role but `overleg` once, in the order in which columns stand."""
    names = {fold(name): role for role, found in HEADERS.items() for name in found}
    roles = [""] * len(header)
    for guess in (lambda title: names.get(fold(title), ""), _guess_by_words):
        for place, title in enumerate(header):
            role = guess(title)
            if not roles[place] and role not in roles and (role != GENDER or asks_gender):
                roles[place] = role
            if not roles[place] and title and is_overleg(title):
                roles[place] = OVERLEG
    if NAME in roles and LAST in roles:  # the parts say more than the whole
        roles[roles.index(NAME)] = ""
    return tuple(roles)


def _guess_by_words(title: str) -> str:
    """What a title of several words is: each of them is of one role or says nothing of it ("Functie / beroep")."""
    words = fold(title).replace("e mail", "email").split()
    roles = {_WORDS[word] for word in words if word in _WORDS}
    if len(roles) > 1:
        roles -= {NAME}  # "naam organisatie"
    known = all(word in _WORDS or word in _FILLERS for word in words)
    return roles.pop() if known and len(roles) == 1 else ""


def check_roles(roles: Sequence[str], header: Sequence[str]) -> None:
    """Raise BadInput for columns that cannot go together."""
    for role in set(roles) - {"", OVERLEG}:
        if role not in ROLES:
            raise BadInput("Kies bij elke kolom wat erin staat.")
        if list(roles).count(role) > 1:
            raise BadInput(f"Twee kolommen zijn gekozen als {ROLES[role]}. Kies er een.")
    if EMAIL not in roles:
        raise BadInput("Kies in welke kolom het e-mailadres staat. Daaraan herkennen wij een partner.")
    if len(roles) != len(header):
        raise BadInput("Deze keuze hoort bij een ander bestand.")


def read_rows(
    table: Table, roles: Sequence[str], *, is_overleg: Callable[[str], bool]
) -> tuple[list[FileRow], list[RowError]]:
    """All rows that can be read, and what is wrong with the others; every wrong cell is named."""
    reader = _Reader(table, roles, is_overleg)
    rows = [found for row in table.rows if (found := reader.read(row)) is not None]
    return rows, reader.errors


def split_overleggen(text: str, *, is_overleg: Callable[[str], bool]) -> list[str]:
    """The names in one cell: a known name as a whole, else between ; | or a new line, and else between commas."""
    if not text.strip() or is_overleg(text):
        return [text] if text.strip() else []
    parts = [part.strip() for part in re.split(r"[;|\r\n]", text) if part.strip()]
    names: list[str] = []
    for part in parts:
        names += [part] if is_overleg(part) else [piece.strip() for piece in part.split(",") if piece.strip()]
    return names


class _Reader:
    def __init__(self, table: Table, roles: Sequence[str], is_overleg: Callable[[str], bool]) -> None:
        self.table = table
        self.places = {role: place for place, role in enumerate(roles) if role and role != OVERLEG}
        self.marked = [place for place, role in enumerate(roles) if role == OVERLEG]
        self.is_overleg = is_overleg
        self.errors: list[RowError] = []
        for place in self.marked:
            try:
                read_overleg_name(table.header[place])
            except BadInput as error:
                self.errors.append(RowError(table.header_row, self._title(place), str(error)))

    def read(self, row: Row) -> FileRow | None:
        before = len(self.errors)
        email = self._cell(row, EMAIL, _read_address)
        found = FileRow(
            row.number,
            email or "",
            self._name(row),
            self._cell(row, BEROEPSGROEP, _optional_name),
            self._cell(row, ORGANISATIETYPE, _optional_name),
            self._overleggen(row),
            self._cell(row, GENDER, _word(_GENDERS, "v, m, x of niets")) or None,
            self._cell(row, LANGUAGE, _word(_LANGUAGES, "Nederlands, Engels of niets")) or None,
        )
        if len(self.errors) == before:
            return found
        self.errors[before:] = [replace(error, who=self._who(row, found)) for error in self.errors[before:]]
        return None

    def _who(self, row: Row, found: FileRow) -> str:
        """Whom a row is about, as somebody finds it back: the name, else what stands as the address."""
        place = self.places[EMAIL]
        return found.name or shown(row.cells[place].strip() if place < len(row.cells) else "")

    def _cell(self, row: Row, role: str, convert: Callable[[str], str]) -> str | None:
        """What a column says; None where there is no such column or nothing in it."""
        if role not in self.places:
            return None
        return self._at(row, self.places[role], convert) or None

    def _at(self, row: Row, place: int, convert: Callable[[str], str]) -> str:
        try:
            self.table.cell(row, place)  # refuses the errors of a spreadsheet
            text = row.cells[place] if place < len(row.cells) else ""
            return convert(take_off_mark(text.strip()))
        except BadInput as error:
            sentence = str(error).rpartition(": ")[2] if str(error).startswith(self.table.file) else str(error)
            self.errors.append(RowError(row.number, self._title(place), sentence))
            return ""

    def _name(self, row: Row) -> str | None:
        parts = [self._cell(row, role, read_person) for role in (FIRST, MIDDLE, LAST)]
        joined = " ".join(part for part in parts if part)
        return joined or self._cell(row, NAME, read_person)

    def _overleggen(self, row: Row) -> tuple[str, ...] | None:
        if OVERLEGGEN not in self.places and not self.marked:
            return None
        names: list[str] = []
        if OVERLEGGEN in self.places:
            self._at(row, self.places[OVERLEGGEN], lambda text: self._add(names, text))
        for place in self.marked:
            if self._at(row, place, _read_mark):
                names.append(read_overleg_name(self.table.header[place]))
        return tuple(dict.fromkeys(names))

    def _add(self, names: list[str], text: str) -> str:
        found = split_overleggen(text, is_overleg=self.is_overleg)
        if len(found) > MOST_IN_A_CELL:
            raise BadInput(f"In deze cel staan {len(found)} overleggen. Wij lezen er ten hoogste {MOST_IN_A_CELL}.")
        names += [read_overleg_name(name) for name in found]
        return ""

    def _title(self, place: int) -> str:
        return self.table.header[place] or f"{place + 1} (zonder naam)"


def joined(row: FileRow, overleggen: tuple[str, ...] | None, **fields: str | None) -> FileRow:
    """A row with what other rows of the same person say."""
    return replace(row, overleggen=overleggen, **fields)  # type: ignore[arg-type] # names and texts of FileRow's own fields


def _read_address(text: str) -> str:
    """An address; a name around it is said as such, for that is how a mail program copies it."""
    pieces = text.replace("<", " ").replace(">", " ").split()
    if len(pieces) > 1 and sum("@" in piece for piece in pieces) == 1 and not re.search("[,;]", text):
        raise BadInput("Hier staan een naam en een adres samen. Laat alleen het adres staan.")
    return read_email(text)


def _optional_name(text: str) -> str:
    return read_name(text) if text else ""


def _read_mark(text: str) -> str:
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise BadInput("Zet hier een x, ja of 1, of laat de cel leeg.")
    return "x" if word in _YES else ""


def _word(words: Mapping[str, str], allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = words.get(fold(text))
        if found is None or (text and not fold(text)):
            raise BadInput(f"Vul hier in: {allowed}.")
        return found

    return read
