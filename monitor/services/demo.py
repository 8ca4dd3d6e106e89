"""The invented house: made through the same services as a real one, in a folder and with keys of its own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from filelock import FileLock

from monitor.errors import Misconfigured
from monitor.model import INSTALLATION_ROLES, OwnWords, Right, Role, Wave, WaveState
from monitor.services import (
    accounts,
    answering,
    demo_improvements,
    demo_mail,
    demo_words,
    publication_json,
    sealing,
    sending,
)
from monitor.services.answering import PagePosted
from monitor.services.clock import AMSTERDAM, local_date
from monitor.services.demo_house import ENTRIES, HOUSE, OVERLEGGEN, draw_partners
from monitor.services.demo_house import PARTNERS as PARTNERS  # how many were drawn: what the demo is asked
from monitor.services.demo_model import Model, build_model, draw_person
from monitor.services.installation import (
    Installation,
    create_link_key,
    demo_marker,
    read_link_key,
    system_clock,
)
from monitor.services.publishing import close_wave
from monitor.services.waves import create_house, open_wave
from monitor.store import invitations, waves
from monitor.store.folders import make_folder
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from surveys.questionnaire import Questionnaire

QUESTIONNAIRE = ("stappenmeter-doelbereik", 1)
PASSWORD = "verzonnen huis"  # noqa: S105 - printed at every start; it opens the invented house on this machine alone
ACCOUNTS: Mapping[str, tuple[str, Role, str | None]] = {
    "manager@voorbeeldstreek.example": ("M. Voorbeeld, manager", Role.MANAGER, None),
    "coordinator@voorbeeldstreek.example": ("N. Voorbeeld, coördinator", Role.COORDINATOR, None),
    "procesmanager@voorbeeldstreek.example": ("P. Voorbeeld, procesmanager", Role.PROCESS_MANAGER, "jeugd-noord"),
    "redacteur@voorbeeldstreek.example": ("R. Voorbeeld, redacteur", Role.EDITOR, None),
    "onderzoeker@voorbeeldstreek.example": ("O. Voorbeeld, onderzoeker", Role.RESEARCHER, None),
    "beheerder@voorbeeldstreek.example": ("B. Voorbeeld, beheerder", Role.ADMINISTRATOR, None),
    "benchmark@voorbeeldstreek.example": ("A. Voorbeeld, benchmarkanalist", Role.BENCHMARK_ANALYST, None),
}
SEED = 3
_SHIFTS: tuple[Mapping[str, float], ...] = (
    {"informatiedeling": -0.3, "evaluatie": -0.1},
    {},
    {"informatiedeling": 0.1},
)
_CLOSED, _RUNNING = (73, 13, 9), (39, 7, 8)
"""Of the 165 invited: so many send, were at none, began and did not send. 73 of 152 is the response of 2014."""
_OPEN_DAYS = 28
_MARK = f"{publication_json.FORMAT}\n"
"""What the marker holds: a demo of another version is made anew."""
_NO_LINKS = "Zelf invullen kan niet meer: de laatste meting is gesloten. Verwijder de map van de demo voor een nieuwe."


@dataclass(frozen=True)
class Demo:
    """What somebody needs to look around."""

    folder: Path
    wave: str
    links: tuple[str, ...]


def ensure_demo(folder: Path, *, now: datetime | None = None) -> Demo:
    """The demo in this folder, made if it is not there; its last wave is kept open. Raises Misconfigured."""
    make_folder(folder.parent)
    with FileLock(folder.with_name(f"{folder.name}.lock"), mode=0o600):
        if demo_marker(folder).is_file() and demo_marker(folder).read_text() != _MARK:
            shutil.rmtree(folder)  # of another version of this program; all in it is invented
        if not folder.exists():
            _make(folder, now or system_clock())
    if not demo_marker(folder).is_file():
        raise Misconfigured(f"{folder} bestaat al en is geen demo. Verplaats die map, of kies een andere.")
    installation = Installation(folder, read_link_key(folder), invented=True)
    db = installation.house(HOUSE.id)
    last = next(wave for wave in waves.select_waves(db))
    with db.atomic():
        if last.state is WaveState.OPEN and last.closes_at < installation.now() + timedelta(days=1):
            waves.update_closes_at(db, last.id, _closing(local_date(installation.now()) + timedelta(days=14)))
    return Demo(folder, last.id, _open_links(installation, last.id))


def describe(demo: Demo, *, base_url: str) -> list[str]:
    """Where to look."""
    return [
        "",
        f"De demo: {HOUSE.name}. Alle namen en cijfers zijn verzonnen.",
        f"Uitkomsten bekijken:  {base_url}/inloggen   (wachtwoord voor elk account: {PASSWORD})",
        *(f"  {email:<42} {role.value}" for email, (_, role, _) in ACCOUNTS.items()),
        "Zelf invullen, als een van de partners:" if demo.links else _NO_LINKS,
        *(f"  {base_url}{link}" for link in demo.links),
        "",
    ]


def _make(folder: Path, now: datetime) -> None:
    """Make the demo beside its place and move it there when it is whole; what was left of an earlier try is removed."""
    draft = folder.with_name(f".{folder.name}.half")
    if demo_marker(draft).is_file():
        shutil.rmtree(draft)
    make_folder(draft)
    if any(draft.iterdir()):
        raise Misconfigured(f"{draft} is in de weg en niet van de demo. Verplaats die map.")
    demo_marker(draft).write_text(_MARK)
    create_link_key(draft)
    settings = draft / "monitor.toml"
    settings.touch(mode=0o600)
    settings.write_text(f'demo = true\nsecret_key = "{secrets.token_hex(32)}"\n')
    installation = Installation(draft, read_link_key(draft), invented=True)
    generator = np.random.default_rng(SEED)
    create_house(
        installation,
        HOUSE,
        entries=ENTRIES,
        overleggen=[overleg for overleg, _ in OVERLEGGEN],
        partners=draw_partners(generator),
    )
    _add_accounts(installation)
    model = build_model(installation.questionnaire(*QUESTIONNAIRE), len(OVERLEGGEN), generator)
    opened = local_date(now) - timedelta(days=_OPEN_DAYS // 2)
    for years, shift in zip((2, 1, 0), _SHIFTS, strict=True):
        start = opened.replace(year=opened.year - years, day=min(opened.day, 28))
        _run_wave(installation, model, start, shift, generator, close=years > 0)
    demo_improvements.add_points(installation, HOUSE.id)
    demo_words.publish(installation, HOUSE.id)
    houses.close()
    directories.close()
    draft.rename(folder)


def _add_accounts(installation: Installation) -> None:
    """Before the waves open: who is redacteur then is who may read what partners write."""
    last = local_date(installation.now()) + timedelta(days=300)
    for email, (name, role, overleg) in ACCOUNTS.items():
        right = Right("" if role in INSTALLATION_ROLES else HOUSE.id, role, overleg)
        if role is Role.RESEARCHER:
            right = replace(right, purpose="Onderzoek naar overleggen in tien huizen (verzonnen)", until=last)
        accounts.add_account(installation, email=email, name=name, password=PASSWORD, right=right)


def _closing(day: date) -> datetime:
    return datetime.combine(day, time(17), AMSTERDAM).astimezone(UTC)


def _run_wave(
    installation: Installation,
    model: Model,
    opened: date,
    shift: Mapping[str, float],
    generator: np.random.Generator,
    *,
    close: bool,
) -> None:
    wave = _wave(opened)
    links = open_wave(installation, HOUSE.id, wave)
    if not close:
        demo_mail.invite(installation, HOUSE.id, wave)
    fieldwork = replace(installation, clock=lambda: wave.opens_at + timedelta(days=1))
    sent, absent, begun = np.cumsum(_CLOSED if close else _RUNNING)
    for place, number in enumerate(generator.permutation(len(links))):
        token = links[number].path.rpartition("/")[2]
        if place < sent:
            _answer(fieldwork, token, model, shift, generator, words=demo_words.words_of(int(place)))
        elif place < absent:
            sending.report_absent(fieldwork, HOUSE.id, token)
        elif place < begun:
            _begin(fieldwork, token)
    if close:
        close_wave(replace(installation, clock=lambda: wave.closes_at + timedelta(hours=2)), HOUSE.id, wave.id)
    else:
        demo_mail.remind(installation, HOUSE.id, wave)


def _wave(opened: date) -> Wave:
    season = ("winter", "voorjaar", "zomer", "najaar")[opened.month % 12 // 3]
    return Wave(
        id=f"{season}-{opened.year}",
        name=f"{season} {opened.year}",
        questionnaire=QUESTIONNAIRE[0],
        version=QUESTIONNAIRE[1],
        state=WaveState.OPEN,
        opens_at=datetime.combine(opened, time(9), AMSTERDAM).astimezone(UTC),
        closes_at=_closing(opened + timedelta(days=_OPEN_DAYS)),
        period_start=opened - timedelta(days=91),
        period_end=opened - timedelta(days=1),
        retention_date=opened + timedelta(days=5 * 365),
    )


def _answer(
    installation: Installation,
    token: str,
    model: Model,
    shift: Mapping[str, float],
    generator: np.random.Generator,
    *,
    words: OwnWords,
) -> None:
    visit = answering.visit(installation, HOUSE.id, token)
    attendance = {overleg.code: _draw_attendance(generator) for overleg in visit.overleggen}
    if not any(times != 0 for times in attendance.values()):
        attendance[visit.overleggen[0].code] = 1
    visit = answering.choose_overleggen(installation, visit, attendance)
    present = [code for code, times in attendance.items() if times != 0]
    for overleg, answers in draw_person(model, present, shift, generator).items():
        for part, page in enumerate(_pages(model.questionnaire, answers), start=1):
            posted = PagePosted(overleg, part, {}, page, "demo", None, complete=True)
            visit = answering.save_page(installation, visit, posted).visit
    if words != OwnWords():
        answering.save_words(installation, visit, words)
    sending.send(installation, HOUSE.id, token)


def _draw_attendance(generator: np.random.Generator) -> int | None:
    luck = generator.random()
    if luck < 0.05:
        return 0
    return None if luck < 0.09 else 1 + int(generator.negative_binomial(1.6, 0.22))


def _pages(questionnaire: Questionnaire, answers: bytes) -> list[dict[int, int]]:
    return [{item.position: answers[item.position] for item in aspect.items} for aspect in questionnaire.aspects]


def _begin(installation: Installation, token: str) -> None:
    """Choose an overleg and leave it at that."""
    visit = answering.visit(installation, HOUSE.id, token)
    answering.choose_overleggen(installation, visit, {visit.overleggen[0].code: 2})


def _open_links(installation: Installation, wave: str) -> tuple[str, ...]:
    """Three links that nobody used yet: the ones with most overleggen first."""
    db = installation.house(HOUSE.id)
    secret, _ = waves.select_secrets(db, wave)
    if secret is None:
        return ()
    found = invitations.select_untouched(db, wave, most=3)
    tokens = [
        sealing.make_token(installation.link_key, wave_secret=secret, invitation=invitation, link_number=number)
        for invitation, number in found
    ]
    return tuple(f"/d/{HOUSE.id}/{token}" for token in tokens)
