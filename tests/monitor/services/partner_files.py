"""Files of partners for tests, and lists to hold them against."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.imports.files import parse_table
from monitor.model import COMMAND, ListKind
from monitor.services import partner_import
from monitor.services.names import fold, read_name
from monitor.services.overleggen import read_overleg_name
from monitor.services.partner_columns import FileRow, RowError, guess_roles, known_headers, read_rows
from monitor.services.partner_comparing import Comparison, compare
from monitor.services.partner_doubts import Choices
from monitor.services.partner_known import Known
from monitor.services.partner_list import read_person
from monitor.store.entries import OVERLEG, Alias
from monitor.store.lists import ListEntry, Overleg, Partner
from tests.scene import HOUSE, Scene

HEADER = ("E-mail", "Naam", "Beroepsgroep", "Soort organisatie", "Overleggen")
ACCOUNT = "an account"
KNOWN = Known(
    entries=(
        ListEntry(ListKind.OVERLEGVORM, "jeugd", "Jeugdoverleg"),
        ListEntry(ListKind.BEROEPSGROEP, "agent", "Politiefunctionaris"),
        ListEntry(ListKind.BEROEPSGROEP, "ambtenaar", "Gemeenteambtenaar"),
        ListEntry(ListKind.ORGANISATIETYPE, "politie", "Politie"),
        ListEntry(ListKind.ORGANISATIETYPE, "gemeente", "Gemeente"),
    ),
    overleggen=(Overleg("noord", "Overleg Noord", "jeugd"), Overleg("zuid", "Overleg Zuid, stad", "jeugd")),
    aliases=(Alias("beroepsgroep", "wijkagent", "Wijkagent", "agent"), Alias(OVERLEG, "n", "N", "noord")),
    partners=(
        Partner("1", "een@politie.example", "agent", "politie", ("noord",), "Eén"),
        Partner("2", "twee@gemeente.example", "ambtenaar", "gemeente", ("noord", "zuid"), "Twee"),
    ),
)


def csv_bytes(*rows: Sequence[object], header: Sequence[str] = HEADER, delimiter: str = ";") -> bytes:
    """A header and rows as a Dutch Excel would save them."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return written.getvalue().encode("utf-8-sig")


def read(data: bytes, known: Known = KNOWN, *, name: str = "partners.csv") -> tuple[list[FileRow], list[RowError]]:
    """Rows and errors of a file, its columns guessed."""
    table = parse_table(data, name, known_headers())
    roles = guess_roles(table.header, is_overleg=known.is_overleg, asks_gender=known.asks_gender)
    return read_rows(table, roles, is_overleg=known.is_overleg)


def held_against(
    data: bytes, known: Known = KNOWN, choices: Choices | None = None, *, name: str = "partners.csv"
) -> Comparison:
    """What importing a file would do."""
    rows, errors = read(data, known, name=name)
    return compare(rows, errors, known, choices or Choices())


def take(scene: Scene, data: bytes, *, name: str = "partners.csv", account: str = ACCOUNT) -> str:
    """Let a file wait; gives its id."""
    return partner_import.take_file(scene.installation, HOUSE, account=account, name=name, data=data, actor=COMMAND)


def import_file(scene: Scene, data: bytes, *, choices: Choices | None = None, name: str = "partners.csv") -> Comparison:
    """Take a file in, decide and confirm."""
    upload = take(scene, data, name=name)
    if choices:
        partner_import.decide(scene.installation, HOUSE, upload=upload, account=ACCOUNT, choices=choices, actor=COMMAND)
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    return partner_import.confirm(
        scene.installation, HOUSE, upload=upload, account=ACCOUNT, fingerprint=made.fingerprint, actor=COMMAND
    )


def _taken(read: object, text: str) -> bool:
    try:
        return read(text) == text  # type: ignore[operator] # one of our reading functions
    except BadInput:
        return False


_words = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["'=1", "=1+1", "@x", "a, b", '"q"', "-5", "＝x", "''+", "é"]
)
names = _words.filter(lambda text: _taken(read_name, text))
overleg_names = _words.filter(lambda text: _taken(read_overleg_name, text))
person_names = st.just("") | _words.filter(lambda text: _taken(read_person, text))


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    """A house's lists, as odd as the pages of the lists allow them to be."""
    lists = {
        kind: draw(st.lists(names, min_size=1, max_size=3, unique_by=fold))
        for kind in (ListKind.OVERLEGVORM, ListKind.BEROEPSGROEP, ListKind.ORGANISATIETYPE)
    }
    entries = tuple(ListEntry(kind, f"{kind}{n}", name) for kind, own in lists.items() for n, name in enumerate(own))
    meetings = tuple(
        Overleg(f"o{n}", name, "overlegvorm0")
        for n, name in enumerate(draw(st.lists(overleg_names, max_size=4, unique_by=fold)))
    )
    asks = draw(st.booleans())
    partners = tuple(
        Partner(
            f"p{number}",
            f"partner{number}@{draw(st.sampled_from(['politie.example', 'súdwest.example', 'gmail.com']))}",
            draw(st.sampled_from([one.id for one in entries if one.kind == ListKind.BEROEPSGROEP])),
            draw(st.sampled_from([one.id for one in entries if one.kind == ListKind.ORGANISATIETYPE])),
            tuple(sorted(draw(st.sets(st.sampled_from([one.id for one in meetings]))) if meetings else ())),
            draw(person_names),
            draw(st.sampled_from(["", "v", "m", "x"])) if asks else "",
            draw(st.sampled_from(["nl", "en"])),
        )
        for number in range(draw(st.integers(0, 6)))
    )
    return Known(entries, meetings, (), partners, asks)
