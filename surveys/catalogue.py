"""Which questionnaires this installation has: the built-in ones and those in folders of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from surveys.errors import QuestionnaireError
from surveys.loader import load_questionnaire
from surveys.questionnaire import Questionnaire

BUILT_IN = Path(__file__).parent / "questionnaires"


@dataclass(frozen=True)
class Entry:
    """One file (or a folder that cannot be read): either its questionnaire or what is wrong with it."""

    path: Path
    questionnaire: Questionnaire | None = None
    error: QuestionnaireError | None = None


@dataclass(frozen=True)
class Catalogue:
    """Everything that was found, in the order of the folders and then of the names."""

    entries: tuple[Entry, ...]

    @property
    def errors(self) -> tuple[QuestionnaireError, ...]:
        return tuple(entry.error for entry in self.entries if entry.error)

    @property
    def questionnaires(self) -> tuple[Questionnaire, ...]:
        """All that can be used, by id and version."""
        return tuple(self._by_key[key] for key in sorted(self._by_key))

    def find(self, questionnaire: str, version: int) -> Questionnaire | None:
        """Return this version of this questionnaire, or None if there is no usable file of it."""
        return self._by_key.get((questionnaire, version))

    def newest(self, questionnaire: str) -> Questionnaire | None:
        """Return the highest version, or None."""
        return max((q for q in self._by_key.values() if q.id == questionnaire), key=lambda q: q.version, default=None)

    @cached_property
    def _by_key(self) -> dict[tuple[str, int], Questionnaire]:
        usable = (entry.questionnaire for entry in self.entries if entry.questionnaire)
        return {(questionnaire.id, questionnaire.version): questionnaire for questionnaire in usable}


def catalogue(folders: Sequence[Path] = ()) -> Catalogue:
    """Read every `*.toml` of the built-in folder and then of `folders`; a folder that does not exist holds nothing.

    Reads files each time it is called: call it once and keep what it returns. Never raises for what a file holds.
    """
    different = {folder.absolute(): folder for folder in (BUILT_IN, *folders)}
    entries = [_read(path) for folder in different.values() for path in _list_files(folder)]
    return Catalogue(tuple(_refuse_doubles(entries)))


def _list_files(folder: Path) -> list[Path]:
    """List the TOML files, or the folder itself if it cannot be listed: reading it then gives the refusal."""
    try:
        names = list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError:
        return [folder]
    return sorted(path for path in names if path.suffix == ".toml" and not path.name.startswith("."))


def _read(path: Path) -> Entry:
    try:
        return Entry(path, questionnaire=load_questionnaire(path))
    except QuestionnaireError as error:
        return Entry(path, error=error)


def _refuse_doubles(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Refuse all files of one id and version: nobody can tell which of them the answers were given to."""
    paths: dict[tuple[str, int], list[Path]] = defaultdict(list)
    for entry in entries:
        if entry.questionnaire:
            paths[entry.questionnaire.id, entry.questionnaire.version].append(entry.path)
    for entry in entries:
        same = paths[entry.questionnaire.id, entry.questionnaire.version] if entry.questionnaire else []
        yield entry if len(same) < 2 else replace(entry, questionnaire=None, error=_double(entry.path, same))


def _double(path: Path, same: Sequence[Path]) -> QuestionnaireError:
    others = " en ".join(str(other) for other in same if other != path)
    reason = f"dit id met deze versie staat ook in {others}; haal een van de bestanden weg of verhoog de versie"
    return QuestionnaireError(str(path), "version", reason)
