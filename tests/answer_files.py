"""Files of answers for tests, and the invented examples of docs/voorbeelden.

python -m tests.answer_files writes the examples again; a test holds that they are what stands here.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from surveys.catalogue import catalogue
from surveys.questionnaire import Questionnaire

EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "voorbeelden"
ANSWERS = EXAMPLES / "antwoorden.csv"
FRAME = EXAMPLES / "genodigden.csv"
SEED = 2026
INVITED = 165
OVERLEGGEN = (
    ("Jeugdoverleg Noord", "Geclusterd jeugd"),
    ("Jeugdoverleg Zuid", "Geclusterd jeugd"),
    ("Volwassenenoverleg", "Geclusterd volwassenen"),
    ("Nazorg na detentie", "Geclusterd volwassenen"),
    ("Huiselijk geweld", "Casusoverleg"),
    ("Complexe casuïstiek", "Casusoverleg"),
    ("Proef gebiedsoverleg", "Casusoverleg"),
)
WEIGHTS = (30, 28, 34, 26, 32, 24, 5)
BEROEPSGROEPEN = ("Politie", "Gemeente", "Reclassering", "Zorg", "Openbaar Ministerie")
ORGANISATIES = ("politie", "gemeente", "reclassering", "zorg en welzijn", "justitie")
SHIFT = (0.35, 0.0, 0.1, 0.5, 0.2, -0.35, 0.1)
"""How far each aspect lies above 2.8."""
SILENT = 0.05
"""Share of geen oordeel, and half of it left empty."""


@dataclass(frozen=True)
class Person:
    """One invited person of the invented house."""

    beroepsgroep: int
    overleggen: tuple[int, ...]
    geslacht: str
    regio: str
    uitkomst: str


@cache
def stappenmeter() -> Questionnaire:
    found = catalogue().newest("stappenmeter-doelbereik")
    assert found
    return found


@cache
def item_ids() -> tuple[str, ...]:
    return tuple(item.id for item in stappenmeter().items)


def to_csv(rows: Iterable[Sequence[object]], delimiter: str = ";", end: str = "\n") -> str:
    """Rows as a text table."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(rows)
    return written.getvalue()


def invent_people(chance: random.Random) -> list[Person]:
    people = []
    for _ in range(INVITED):
        count = chance.choices((1, 2, 3), (75, 20, 5))[0]
        own: set[int] = set()
        while len(own) < count:
            own.add(chance.choices(range(len(OVERLEGGEN)), WEIGHTS)[0])
        group = chance.choices(range(len(BEROEPSGROEPEN)), (32, 30, 14, 18, 6))[0]
        outcomes = ("beantwoord", "geen_reactie", "geweigerd", "deels", "onbereikbaar", "niet_van_toepassing")
        outcome = chance.choices(outcomes, (54, 30, 3, 4, 4, 5))[0]
        geslacht, regio = chance.choice(("vrouw", "man")), chance.choice(("Noord", "Zuid", "Oost"))
        people.append(Person(group, tuple(sorted(own)), geslacht, regio, outcome))
    return people


def invent_form(chance: random.Random, overleg: int, person_level: float, times: int) -> list[str]:
    """The answers of one form: means differ by aspect and overleg, and rise a little with the times present."""
    level = 2.8 + person_level + 0.12 * (overleg - 3) / 3 + 0.015 * min(times, 12)
    cells = []
    for aspect, shift in zip(stappenmeter().aspects, SHIFT, strict=True):
        own = level + shift + chance.gauss(0, 0.2)
        for _ in aspect.items:
            silent = chance.random()
            if silent < SILENT:
                cells.append("geen oordeel")
            elif silent < 1.5 * SILENT:
                cells.append("")
            else:
                cells.append(str(min(4, max(1, round(own + chance.gauss(0, 0.6))))))
    return cells


def invent_files() -> tuple[str, str]:
    """The text of the answers and of the list of invited persons."""
    chance = random.Random(SEED)
    people = invent_people(chance)
    forms: list[list[object]] = []
    for number, person in enumerate(people, start=1):
        if person.uitkomst != "beantwoord":
            continue
        level = chance.gauss(0, 0.3)
        answered = [one for one in person.overleggen if chance.random() < 0.9] or [person.overleggen[0]]
        for overleg in answered:
            times = "" if chance.random() < 0.04 else max(0, round(chance.gauss(7, 4)))
            groups = [*OVERLEGGEN[overleg], BEROEPSGROEPEN[person.beroepsgroep], times]
            forms.append([f"r{1000 + 7 * number}", *groups, *invent_form(chance, overleg, level, times or 0)])
    chance.shuffle(forms)
    forms.insert(40, ["r0", *OVERLEGGEN[0], "Politie", "", *[""] * len(item_ids())])
    head = ["respondent", "overleg", "overlegvorm", "beroepsgroep", "aanwezig", *item_ids(), "opmerking"]
    chance.shuffle(people)
    listed = [
        [
            ORGANISATIES[one.beroepsgroep],
            BEROEPSGROEPEN[one.beroepsgroep],
            "|".join(OVERLEGGEN[o][0] for o in one.overleggen),
            "|".join(OVERLEGGEN[o][1] for o in one.overleggen),
            one.geslacht,
            one.regio,
            one.uitkomst,
        ]
        for one in people
    ]
    columns = ["organisatietype", "beroepsgroep", "overleg", "overlegvorm", "geslacht", "regio", "uitkomst"]
    return to_csv([head, *([*form, ""] for form in forms)]), to_csv([columns, *listed])


def to_workbook(rows: Iterable[Sequence[object]], *, title: str = "Blad1") -> bytes:
    """Rows as the one sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(workbook: bytes, name: str, content: bytes | Iterable[bytes]) -> bytes:
    """The workbook with one part replaced or added; the pieces of a long one are written one by one."""
    written = io.BytesIO()
    pieces = [content] if isinstance(content, bytes) else content
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w") as opened:
            for piece in pieces:
                opened.write(piece)
    return written.getvalue()


def answer_rows(*forms: Mapping[str, object], columns: Sequence[str] = ()) -> list[list[object]]:
    """A header with every statement and then `columns`, and a row per form; statements that it leaves out are 3."""
    names = [*item_ids(), *columns]
    return [list(names), *([form.get(name, 3 if name in item_ids() else "") for name in names] for form in forms)]


def write_examples() -> None:
    for path, text in zip((ANSWERS, FRAME), invent_files(), strict=True):
        path.write_text(text, encoding="utf-8-sig", newline="")


if __name__ == "__main__":
    write_examples()
