"""One installation: its folder, its keys, its clock, its databases and its questionnaires."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import Misconfigured, NotFound
from monitor.mail.settings import MailSettings
from monitor.model import Limits, Wave
from monitor.store.database import Database
from monitor.store.folders import make_folder
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from surveys.catalogue import Catalogue, catalogue
from surveys.questionnaire import Questionnaire

LINK_KEY_BYTES = 32
_HOUSE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Installation:
    """Where everything of one installation is. `link_key` makes the links; it is never in a database or its backup."""

    folder: Path
    link_key: bytes
    invented: bool = False
    clock: Callable[[], datetime] = system_clock
    base_url: str = "http://127.0.0.1:5000"
    mail: MailSettings = field(default_factory=MailSettings)
    limits: Limits = field(default_factory=Limits)
    secret: bytes = field(default=b"", repr=False)
    """Made of secret_key: one-time links, second factors and the throttle hang on it; empty: no accounts."""
    _catalogue: list[Catalogue] = field(default_factory=list, init=False, repr=False)
    _house_paths: dict[str, Path] = field(default_factory=dict, init=False, repr=False)

    @property
    def site(self) -> str:
        """The address of the monitor, without a slash behind it: what a path is put after."""
        return self.base_url.rstrip("/")

    def now(self) -> datetime:
        """The installation's clock."""
        return self.clock()

    def directory(self) -> Database:
        """The directory database."""
        return directories.open(self.folder / "directory.sqlite")

    def house(self, house: str) -> Database:
        """The database of one house and of no other. Raises NotFound."""
        path = self._house_paths.get(house) or self._house_path(house)
        if not os.path.isfile(path):  # noqa: PTH113 - half the time of Path.is_file, and every request asks
            raise NotFound("Dit huis is er niet.")
        self._house_paths[house] = path
        return houses.open(path)

    def new_house(self, house: str) -> Database:
        """The database of a house that is being made. Raises Misconfigured for a bad name."""
        try:
            path = self._house_path(house)
        except NotFound:
            raise Misconfigured(
                f"{house!r} is geen naam voor een huis in adressen: gebruik ten hoogste 40 kleine letters, cijfers en "
                "streepjes."
            ) from None
        make_folder(path.parent)
        return houses.open(path)

    def _house_path(self, house: str) -> Path:
        if not _HOUSE_ID.match(house):
            raise NotFound("Dit huis is er niet.")
        return self.folder / "houses" / f"{house}.sqlite"

    @property
    def questionnaires(self) -> Catalogue:
        """The built-in questionnaires and those in the installation's own folder, read once."""
        if not self._catalogue:
            self._catalogue.append(catalogue([self.folder / "questionnaires"]))
        return self._catalogue[0]

    def questionnaire(self, questionnaire: str, version: int) -> Questionnaire:
        """One version of a questionnaire. Raises NotFound."""
        found = self.questionnaires.find(questionnaire, version)
        if found is None:
            raise NotFound(f"Vragenlijst {questionnaire}, versie {version}, is er niet of is niet bruikbaar.")
        return found

    def questionnaire_as_opened(self, questionnaire: str, version: int, sha256: str) -> Questionnaire:
        """The questionnaire of a wave, of which every answer is a byte in its order. Raises Misconfigured.

        A file that was changed since would put answers under other statements without a word.
        """
        found = self.questionnaires.find(questionnaire, version)
        if found is None or found.sha256 != sha256:
            raise Misconfigured(
                f"Het bestand van vragenlijst {questionnaire}, versie {version}, is weg of veranderd sinds de meting "
                "openging. Zet het oorspronkelijke bestand terug; een wijziging is een nieuwe versie."
            )
        return found

    def questionnaire_of(self, wave: Wave) -> Questionnaire:
        """The same, for a wave."""
        return self.questionnaire_as_opened(wave.questionnaire, wave.version, wave.questionnaire_sha256)


def demo_marker(folder: Path) -> Path:
    """The file that says of a folder that all in it is invented; made with the demo and by nothing else."""
    return folder / "demo"


def link_key_path(folder: Path) -> Path:
    """Where the link key of an installation lies: beside the databases, in a folder that backups leave out."""
    return folder / "keys" / "link.key"


def read_link_key(folder: Path) -> bytes:
    """The link key. Raises Misconfigured if it is missing, too short or readable by others."""
    path = link_key_path(folder)
    if not path.is_file():
        raise Misconfigured(
            f"De sleutel van de links ontbreekt ({path}). Maak hem met: flask --app run keys create. "
            "Bewaar een kopie apart van de back-ups."
        )
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"Anderen kunnen {path} lezen. Herstel dat met: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != LINK_KEY_BYTES:
        raise Misconfigured(f"{path} is beschadigd: {len(key)} bytes lang in plaats van {LINK_KEY_BYTES}.")
    return key


def create_link_key(folder: Path) -> Path:
    """Draw a link key; an existing one is never replaced, since every link and every open wave hangs on it."""
    path = link_key_path(folder)
    make_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misconfigured(f"Er is al een sleutel ({path}). Hij wordt nooit vervangen.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(LINK_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return path
