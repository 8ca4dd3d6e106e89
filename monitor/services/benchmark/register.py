"""The analyst's register: which house has which key, and who gave what when. Files are taken in one by one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import BadInput, MonitorError, Refused
from monitor.model import Actor
from monitor.results.benchmark import BenchmarkFile
from monitor.services import audit
from monitor.services.benchmark.file_text import MOST_BYTES, from_bytes
from monitor.services.benchmark.signing import read_fingerprint
from monitor.services.installation import Installation
from monitor.stats.plausible import check_file
from monitor.store import benchmark_files as store
from monitor.store.benchmark_files import Given, Registered

ENDING = ".json"
_HOUSE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")


@dataclass(frozen=True)
class Taken:
    """What became of one file: its name, and why it was refused; empty: it was taken in."""

    name: str
    house: str = ""
    wave: str = ""
    replaced: bool = False
    withdrawn: bool = False
    refused: str = ""


def register_house(installation: Installation, house: str, fingerprint: str, *, actor: Actor) -> None:
    """Enter a house by the fingerprint that it told by telephone or on paper. Raises BadInput, Refused if it is there.

    A house that lost its key is another house to the register: whoever could change a fingerprint could be any house.
    """
    plain, db = read_fingerprint(fingerprint), installation.directory()
    if not _HOUSE.match(house):
        raise BadInput("De naam van een huis in adressen heeft kleine letters, cijfers en streepjes.")
    with db.atomic():
        for known in store.select_houses(db):
            if known.house == house or known.fingerprint == plain:
                raise Refused(f"{known.house} staat al in het register, met kenmerk {known.fingerprint}.")
        store.insert_house(db, Registered(house, plain, _now(installation)))
        audit.note(db, installation.now(), actor, what="benchmark.registered", target=house, result=plain)


def list_houses(installation: Installation) -> list[Registered]:
    """The houses that may give files."""
    return store.select_houses(installation.directory())


def list_files(installation: Installation) -> list[Given]:
    """All files ever taken in."""
    return store.select_files(installation.directory())


def known_keys(installation: Installation) -> dict[str, str]:
    """House -> the fingerprint of its key."""
    return {one.house: one.fingerprint for one in list_houses(installation)}


def taken_back(installation: Installation) -> dict[tuple[str, str], datetime]:
    """(house, wave) -> when the house made the file by which it took the wave back."""
    return {
        (one.house, one.wave): datetime.fromisoformat(one.made_at) for one in list_files(installation) if one.withdrawn
    }


def read_checked(data: bytes, keys: Mapping[str, str], *, invented: bool) -> BenchmarkFile:
    """A file that is what it says and of who it says. Raises BadInput with the first reason why not.

    keys: house -> fingerprint. invented: whether invented houses are read; then no real ones are.
    """
    signed = from_bytes(data)
    file = signed.file
    known = keys.get(file.house)
    if known is None:
        raise BadInput(f"{_short(file.house)} staat niet in het register. Zet eerst het kenmerk van zijn sleutel erin.")
    if known != signed.fingerprint:
        raise BadInput(f"De handtekening is niet van de sleutel die {file.house} in het register heeft.")
    check_file(file)
    if file.invented is not invented:
        raise BadInput("Een verzonnen huis hoort alleen bij het voorbeeld, en een echt huis nooit.")
    return file


def take_files(installation: Installation, files: Iterable[tuple[str, bytes]], *, actor: Actor) -> list[Taken]:
    """Take in (name, bytes), each by itself: what is refused is reported and the rest goes on."""
    return [_take(installation, name, data, actor) for name, data in files]


def read_files(source: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of a file, or of every .json file in a folder, by name; at most so much that a large one shows."""
    for path in sorted(source.iterdir()) if source.is_dir() else [source]:
        if path == source or (path.suffix.lower() == ENDING and path.is_file()):
            with path.open("rb") as file:
                yield path.name, file.read(MOST_BYTES + 1)


def _take(installation: Installation, name: str, data: bytes, actor: Actor) -> Taken:
    db = installation.directory()
    try:
        file = read_checked(data, known_keys(installation), invented=installation.invented)
        moment = datetime.fromisoformat(file.made_at).astimezone(UTC).isoformat(timespec="seconds")
        with db.atomic():
            before = store.select_files_of(db, house=file.house, wave=file.wave)
            if before and before[0].made_at >= moment:
                raise Refused(f"Van {file.wave} van {file.house} is er al een bestand dat even nieuw of nieuwer is.")
            store.empty_files(db, house=file.house, wave=file.wave)
            store.insert_file(db, _given(installation, file, data, moment), data.decode())
            what = "benchmark.withdrawn" if file.withdrawn else "benchmark.taken"
            audit.note(db, installation.now(), actor, what=what, target=f"{file.house} {file.wave}", result=audit.DONE)
    except MonitorError as error:
        return Taken(name, refused=str(error))
    return Taken(name, file.house, file.wave, replaced=bool(before), withdrawn=file.withdrawn)


def _given(installation: Installation, file: BenchmarkFile, data: bytes, moment: str) -> Given:
    return Given(
        hashlib.sha256(data).hexdigest(),
        file.house,
        file.wave,
        moment,
        file.questionnaire,
        file.questionnaire_version,
        file.period_end,
        file.withdrawn,
        _now(installation),
        counts=not file.withdrawn,
    )


def _now(installation: Installation) -> str:
    return installation.now().isoformat(timespec="seconds")


def _short(text: str) -> str:
    return text[:40] if text.isprintable() else "Dit huis"
