"""A small house for tests: three aspects, two overleggen, 24 partners; and what its partners do with their links."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.model import House, ListKind, OwnWords, Right, Role, Wave, WaveState
from monitor.services import answering, sending
from monitor.services.answering import PagePosted
from monitor.services.installation import Installation, create_link_key, read_link_key
from monitor.services.waves import create_house, open_wave
from monitor.store import directory
from monitor.store.lists import ListEntry, Overleg, Partner
from surveys.answers import EMPTY, NO_OPINION
from surveys.catalogue import Catalogue, Entry
from surveys.questionnaire import Questionnaire

ROOT = Path(__file__).resolve().parents[1]
QUESTIONNAIRE = ("proef", 1)
STAPPENMETER = ("stappenmeter-doelbereik", 1)
HOUSE, OTHER_HOUSE = "proefhuis", "buurhuis"
WAVE, OTHER_WAVE = "voorjaar", "najaar"
NOORD, ZUID = 0, 1
"""Codes of the overleggen, which are numbered by name."""
SECRET_KEY = "only-for-tests-0123456789-0123456789"
OPENS = datetime(2026, 11, 2, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 16, tzinfo=UTC)
MIDWAY = datetime(2026, 11, 10, 10, tzinfo=UTC)
NEW_WAVE = Wave(
    id="nieuw",
    name="Meting nieuw",
    questionnaire=QUESTIONNAIRE[0],
    version=QUESTIONNAIRE[1],
    state=WaveState.OPEN,
    opens_at=OPENS,
    closes_at=CLOSES,
    period_start=date(2026, 8, 1),
    period_end=date(2026, 10, 31),
    retention_date=date(2031, 11, 1),
)
PARTNERS = tuple(f"p{number:02}" for number in range(1, 25))
EDITORS = 2
"""Accounts that a scene has from the start: a redacteur in each house."""
BOTH = "p24"
"""The one partner who is in both overleggen."""

TOML = """
id = "proef"
version = 1
languages = ["nl"]
minutes = 2
source = "Verzonnen voor de tests"
title = { nl = "Proef" }
intro = { nl = "Begin." }
thanks = { nl = "Dank." }

[scale]
labels = [{ nl = "helemaal niet" }, { nl = "enigszins" }, { nl = "grotendeels" }, { nl = "volledig" }]
no_opinion = { nl = "geen oordeel" }

[[background]]
id = "overleg"
kind = "overleg"
text = { nl = "Welk overleg?" }

[[background]]
id = "attendance"
kind = "attendance"
text = { nl = "Hoe vaak van {period_start} tot en met {period_end}?" }

[[aspects]]
id = "selectie"
label = { nl = "Selectie" }
intro = { nl = "Over het kiezen." }
kind = "scale"
in_total = true
[[aspects.blocks]]
stem = { nl = "Hoe gaat het kiezen?" }
items = [{ id = "selectie_1", text = { nl = "Wij kiezen." } }, { id = "selectie_2", text = { nl = "Goed gekozen." } }]

[[aspects]]
id = "bespreking"
label = { nl = "Bespreking" }
intro = { nl = "Over het bespreken." }
kind = "scale"
in_total = true
[[aspects.blocks]]
stem = { nl = "Hoe gaat het bespreken?" }
items = [
  { id = "bespreking_1", text = { nl = "Wij spreken." } },
  { id = "bespreking_2", text = { nl = "Wij spreken goed." } },
  { id = "bespreking_3", text = { nl = "Wij luisteren." } },
]

[[aspects]]
id = "rendement"
label = { nl = "Rendement" }
intro = { nl = "Over de opbrengst." }
kind = "index"
in_total = true
[[aspects.blocks]]
stem = { nl = "Wat levert het op?" }
items = [{ id = "rendement_1", text = { nl = "Het helpt." } }, { id = "rendement_2", text = { nl = "Het loont." } }]
"""

PATTERNS: tuple[bytes, ...] = (
    bytes([1, 2, 2, 2, NO_OPINION, 1, 1]),
    bytes([2, 2, 2, 1, 3, 2, 3]),
    bytes([3, 3, 3, 3, 3, 3, 3]),
    bytes([4, 3, NO_OPINION, EMPTY, 4, 4, 2]),
    bytes([4, 4, 4, 3, 4, 4, 4]),
)
"""Five filled forms, a code per item; every four persons in turn give the same one."""


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    instant: datetime = MIDWAY

    def __call__(self) -> datetime:
        return self.instant

    def move(self, **duration: float) -> None:
        self.instant += timedelta(**duration)


@dataclass(frozen=True)
class Scene:
    """An installation with two houses; `tokens`: (house, wave) -> partner -> the token of the link."""

    installation: Installation
    clock: Clock
    tokens: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.installation.folder

    def token(self, partner: str, house: str = HOUSE, wave: str = WAVE) -> str:
        return self.tokens[house, wave][partner]

    def link(self, partner: str, house: str = HOUSE, wave: str = WAVE) -> str:
        return f"/d/{house}/{self.token(partner, house, wave)}"

    def databases(self) -> list[Path]:
        return sorted(self.folder.rglob("*.sqlite"))


ENTRIES = (
    ListEntry(ListKind.OVERLEGVORM, "jeugd", "Jeugdoverleg"),
    ListEntry(ListKind.OVERLEGVORM, "zorg", "Zorgoverleg"),
    ListEntry(ListKind.BEROEPSGROEP, "medewerker-gemeente", "Medewerker Gemeente"),
    ListEntry(ListKind.BEROEPSGROEP, "medewerker-politie", "Medewerker Politie"),
    ListEntry(ListKind.ORGANISATIETYPE, "gemeente", "Gemeente"),
    ListEntry(ListKind.ORGANISATIETYPE, "politie", "Politie"),
)


def make_installation(folder: Path, clock: Clock) -> Installation:
    """An installation with the small questionnaire beside the built-in ones."""
    (folder / "questionnaires").mkdir(parents=True)
    (folder / "questionnaires" / "proef-1.toml").write_text(TOML, encoding="utf-8")
    create_link_key(folder)
    return Installation(folder, read_link_key(folder), invented=True, clock=clock, secret=SECRET_KEY.encode())


def make_house(installation: Installation, house: str, partners: Sequence[str] = PARTNERS) -> None:
    """A house whose partners are in one overleg in turn, the last of the 24 in both."""
    create_house(
        installation,
        House(house, f"Veiligheidshuis {house.title()}", f"Mail naar {house}@example.org.", invented=True),
        entries=ENTRIES,
        overleggen=[Overleg("noord", "Overleg Noord", "jeugd"), Overleg("zuid", "Overleg Zuid", "zorg")],
        partners=[_partner(name, number) for number, name in enumerate(partners)],
    )


def make_editor(installation: Installation, house: str, name: str = "Redacteur") -> str:
    """Somebody who is redacteur of the waves that open from now on; gives the id of the account, without a password."""
    db, account = installation.directory(), secrets.token_hex(16)
    with db.atomic():
        email = f"{name.lower()}-{house}@example.org"
        directory.insert_account(db, account=account, email=email, name=name)
        directory.insert_right(db, account=account, right=Right(house, Role.EDITOR))
    return account


def _partner(name: str, number: int) -> Partner:
    overleggen = ("noord", "zuid") if name == BOTH else ("noord",) if number % 2 == 0 else ("zuid",)
    group = ("Gemeente", "Politie")[number // 2 % 2]
    return Partner(name, f"{name}@partner.example", f"medewerker-{group.lower()}", group.lower(), overleggen)


def make_wave(
    installation: Installation, house: str, wave: str, *, questionnaire: tuple[str, int] = QUESTIONNAIRE
) -> dict[str, str]:
    """Open a wave; gives partner -> token."""
    record = replace(NEW_WAVE, id=wave, name=f"Meting {wave}", questionnaire=questionnaire[0], version=questionnaire[1])
    links = open_wave(installation, house, record)
    return {link.partner: link.path.rpartition("/")[2] for link in links}


def make_scene(folder: Path) -> Scene:
    """Two houses and, in the first, two waves. What is not HOUSE's WAVE is noise: one sent, one begun in each."""
    clock = Clock()
    scene = Scene(make_installation(folder, clock), clock)
    for house in (HOUSE, OTHER_HOUSE):
        make_house(scene.installation, house)
        make_editor(scene.installation, house)
    for house, wave in ((HOUSE, WAVE), (HOUSE, OTHER_WAVE), (OTHER_HOUSE, WAVE)):
        scene.tokens[house, wave] = make_wave(scene.installation, house, wave)
    for house, wave in ((HOUSE, OTHER_WAVE), (OTHER_HOUSE, WAVE)):
        fill_in(scene.installation, house, scene.token("p01", house, wave), {NOORD: PATTERNS[0]})
        sending.send(scene.installation, house, scene.token("p01", house, wave))
        fill_in(scene.installation, house, scene.token("p02", house, wave), {ZUID: PATTERNS[1]})
    return scene


def copy_scene(original: Scene, folder: Path) -> Scene:
    """The same houses and links in a folder of their own, with a clock of their own."""
    clock = Clock()
    shutil.copytree(original.folder, folder)
    tokens = {place: dict(links) for place, links in original.tokens.items()}
    return Scene(replace(original.installation, folder=folder, clock=clock), clock, tokens)


def post_page(
    installation: Installation,
    house: str,
    token: str,
    overleg: int,
    part: int,
    given: Mapping[int, int],
    *,
    shown: Mapping[int, int] | None = None,
    nonce: str = "a page",
    number: int | None = None,
    complete: bool = True,
) -> answering.PageSaved:
    """Post one page of statements through the service."""
    page = PagePosted(overleg, part, shown or {}, given, nonce, number, complete)
    return answering.save_page(installation, answering.visit(installation, house, token), page)


def choose(installation: Installation, house: str, token: str, attendance: Mapping[int, int | None]) -> None:
    """Choose overleggen through the service."""
    answering.choose_overleggen(installation, answering.visit(installation, house, token), attendance)


def write(installation: Installation, house: str, token: str, *, words: str, contact: str) -> None:
    """Leave a comment and an address through the service."""
    answering.save_words(installation, answering.visit(installation, house, token), OwnWords(words, contact))


def fill_in(
    installation: Installation,
    house: str,
    token: str,
    answers: Mapping[int, bytes],
    *,
    attendance: Mapping[int, int | None] | None = None,
) -> None:
    """Choose overleggen and post every page about them; nothing is sent."""
    choose(installation, house, token, attendance or dict.fromkeys(answers, 3))
    questionnaire = answering.visit(installation, house, token).questionnaire
    for overleg, codes in answers.items():
        for part, given in enumerate(pages_of(questionnaire, codes), start=1):
            post_page(installation, house, token, overleg, part, given)


def pages_of(questionnaire: Questionnaire, codes: bytes) -> list[dict[int, int]]:
    """Per aspect: position -> code, without what was left empty."""
    return [
        {item.position: codes[item.position] for item in aspect.items if codes[item.position] != EMPTY}
        for aspect in questionnaire.aspects
    ]


def answer_all(scene: Scene, partners: Sequence[str] = PARTNERS[:20]) -> None:
    """Every partner sends one form: the five patterns in turn, per pair of partners, so both overleggen have each."""
    for number, partner in enumerate(partners):
        token = scene.token(partner)
        fill_in(scene.installation, HOUSE, token, {number % 2: PATTERNS[number // 2 % 5]})
        sending.send(scene.installation, HOUSE, token)


def dump(path: Path) -> list[str]:
    """Everything in a database, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def dump_all(scene: Scene) -> dict[str, list[str]]:
    """Everything in every database of an installation."""
    return {path.name: dump(path) for path in scene.databases()}


def count_rows(path: Path, table: str, where: str = "1") -> int:
    """Rows of a table."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def house_file(scene: Scene, house: str = HOUSE) -> Path:
    """The database of a house."""
    return scene.folder / "houses" / f"{house}.sqlite"


def raw_bytes(folder: Path) -> bytes:
    """The bytes of every database file and its -wal."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.sqlite*")) if path.suffix != ".lock")


def ask_in(scene: Scene, *languages: str) -> None:
    """Let the questionnaires be in these languages."""
    questionnaires = scene.installation.questionnaires.questionnaires
    made = (Entry(Path(), replace(one, languages=languages)) for one in questionnaires)
    scene.installation._catalogue[:] = [Catalogue(tuple(made))]
