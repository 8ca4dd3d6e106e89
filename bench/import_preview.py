"""Measures the preview of an import of 10,000 partners, CSV and XLSX, beside reading the same file and nothing else.

The list holds 10,000 partners as well: 7,000 stay the same, 2,000 changed, 1,000 are new and 1,000 are gone; a hundred
names are unknown and a hundred domains odd. Timed: everything between the posted bytes and the drawn preview.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.say import below, ratio
from monitor.exports import partner_list
from monitor.imports.files import parse_table
from monitor.model import COMMAND, House, ListKind
from monitor.services import house_lists, partner_import
from monitor.services.installation import Installation, create_link_key, read_link_key
from monitor.services.partner_columns import known_headers
from monitor.services.waves import create_house
from monitor.store.lists import ListEntry, Overleg, Partner
from monitor.web.views.partner_import import preview_page

PARTNERS, TARGET, ROUNDS = 10_000, 5.0, 3
HEADER = ["E-mail", "Naam", "Beroepsgroep", "Soort organisatie", "Overleggen"]
ACCOUNT = "bench"


def make(folder: Path) -> Installation:
    """A house with 10,000 partners in forty overleggen."""
    create_link_key(folder)
    installation = Installation(folder, read_link_key(folder), invented=True)
    entries = [
        ListEntry(kind, house_lists.new_id(name, ()), name)
        for kind, names in house_lists.DEFAULTS.items()
        for name, _ in names
    ]
    groups = [one.id for one in entries if one.kind == ListKind.BEROEPSGROEP]
    types = [one.id for one in entries if one.kind == ListKind.ORGANISATIETYPE]
    vorm = next(one.id for one in entries if one.kind == ListKind.OVERLEGVORM)
    create_house(
        installation,
        House("huis", "Huis", "Bel ons", invented=True),
        entries=entries,
        overleggen=[Overleg(f"o{number}", f"Overleg {number}", vorm) for number in range(40)],
        partners=[
            Partner(
                f"p{n:05}", address(n), groups[n % len(groups)], types[n % len(types)], (f"o{n % 40}",), f"Partner {n}"
            )
            for n in range(PARTNERS)
        ],
    )
    return installation


def address(number: int) -> str:
    """Two hundred organisations; a new partner now and then with a typing error in the domain."""
    domain = f"organisatie{number % 200}.example"
    return f"partner{number:05}@{domain if number < PARTNERS or number % 10 else domain.replace('organ', 'ogran')}"


def rows() -> list[list[str]]:
    """What the file says: from 1,000 up to 11,000."""
    found = [HEADER]
    groups, types = ([name for name, _ in house_lists.DEFAULTS[kind]] for kind in house_lists.OF_PARTNERS)
    for n in range(1000, PARTNERS + 1000):
        group = f"Onbekende functie {n % 100}" if n % 100 == 7 and n >= PARTNERS else groups[n % len(groups)]
        name = f"Partner {n}" if n % 9 > 1 else f"Ander {n}"
        found.append([address(n), name, group, types[n % len(types)], f"Overleg {n % 40}"])
    return found


def quickest(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def look(installation: Installation, data: bytes, name: str) -> None:
    """From bytes to the page's context."""
    upload = partner_import.take_file(installation, "huis", account=ACCOUNT, name=name, data=data, actor=COMMAND)
    preview_page(partner_import.preview(installation, "huis", upload=upload, account=ACCOUNT))


def main() -> None:
    """Measure both kinds of file."""
    with tempfile.TemporaryDirectory() as folder:
        installation = make(Path(folder))
        written = rows()
        files = {
            "partners.csv": partner_list.to_csv(written),
            "partners.xlsx": partner_list.to_workbook(written, title="Partners"),
        }
        for name, data in files.items():
            whole = quickest(lambda: look(installation, data, name))  # noqa: B023 - called at once
            reading = quickest(lambda: parse_table(data, name, known_headers()))  # noqa: B023 - idem
            kind = name.rpartition(".")[2]
            below(f"preview of {PARTNERS} partners, {kind}", whole, "s", TARGET)
            ratio(f"preview and reading alone, {kind}", 1000 * whole, 1000 * reading, "ms")


if __name__ == "__main__":
    main()
