"""Merging a folder of benchmark files: house after house, so that memory does not grow with the number of files.

Which files are of one house is looked up first, in the first lines of each, where the monitor writes it; a file that is
laid out otherwise is refused, so that no house can count twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.errors import BadInput, NotFound
from monitor.results.benchmark import BenchmarkFile
from monitor.services.benchmark.file_text import MOST_BYTES
from monitor.services.benchmark.register import ENDING, read_checked
from monitor.stats.merging import Pool

_HEAD = re.compile(rb'\s*\{\s*"benchmark": 1,\s*"house": "([a-z0-9-]{1,80})",')
_HEAD_BYTES = 512


@dataclass
class Merged:
    """Files together. files: those that count; refused: (name, why); older: names of files that a later one of the same
    house replaces; withdrawn: names by which a house takes a wave back. All by name."""

    pool: Pool = field(default_factory=Pool)
    files: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def add(self, other: Merged) -> None:
        """Add what was merged elsewhere, of other houses."""
        self.pool.add(other.pool)
        self.files += other.files
        self.refused.extend(other.refused)
        self.older.extend(other.older)
        self.withdrawn.extend(other.withdrawn)

    def sorted(self) -> Merged:
        """The same with its lists in order."""
        return Merged(self.pool, self.files, sorted(self.refused), sorted(self.older), sorted(self.withdrawn))


@dataclass(frozen=True)
class Known:
    """What the register knows. keys: house -> fingerprint; taken_back: (house, wave) -> until which moment (UTC) its
    files count no more. invented: whether invented houses are read; then no real ones are."""

    keys: Mapping[str, str]
    taken_back: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    invented: bool = False


def merge_folder(folder: Path, known: Known) -> Merged:
    """Merge every .json file in a folder. Raises NotFound for no folder."""
    return merge_houses(group_files(folder), known).sorted()


def merge_houses(houses: Iterable[Sequence[Path]], known: Known) -> Merged:
    """Merge the files of houses; houses: each with all its files."""
    found = Merged()
    for paths in houses:
        _merge_house(found, paths, known)
    return found


def group_files(folder: Path) -> list[tuple[Path, ...]]:
    """The .json files of a folder, those that say that they are of one house together."""
    if not folder.is_dir():
        raise NotFound(f"De map {folder} is er niet.")
    groups: dict[bytes, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ENDING and path.is_file():
            house = _house_in_head(path)
            groups.setdefault(house or b"\0" + path.name.encode(errors="surrogateescape"), []).append(path)
    return [tuple(group) for group in groups.values()]


def choose_files(files: Iterable[BenchmarkFile]) -> list[BenchmarkFile]:
    """The files of one house that count, in whatever order they came.

    Of every wave the one that was made last, unless it takes the wave back; of every questionnaire and year the wave
    that closed last.
    """
    waves: dict[str, BenchmarkFile] = {}
    for file in sorted(files, key=_age):
        waves[file.wave] = file
    years: dict[tuple[str, str], BenchmarkFile] = {}
    for file in sorted(waves.values(), key=lambda one: (one.closed_on, *_age(one))):
        if not file.withdrawn:
            years[file.questionnaire, file.year] = file
    return list(years.values())


def _age(file: BenchmarkFile) -> tuple[datetime, str]:
    return datetime.fromisoformat(file.made_at), file.publication_sha256


def _merge_house(found: Merged, paths: Sequence[Path], known: Known) -> None:
    """Add one house: its files that count. Two unlike files of one wave and moment are both refused."""
    read: dict[str, BenchmarkFile] = {}
    for path in paths:
        try:
            read[path.name] = _read(path, known)
        except BadInput as error:
            found.refused.append((path.name, str(error)))
    moments: dict[tuple[str, datetime], set[str]] = {}
    for name, file in read.items():
        moments.setdefault((file.wave, _age(file)[0]), set()).add(name)
    for (wave, _), names in moments.items():
        if len(names) > 1 and len({repr(read[name]) for name in names}) > 1:
            why = f"Er zijn verschillende bestanden van {wave} van hetzelfde moment: {', '.join(sorted(names))}."
            found.refused.extend((name, why) for name in names)
            for name in names:
                del read[name]
    chosen = choose_files(read.values())
    for file in chosen:
        found.pool.add_file(file)
    found.files += len(chosen)
    left = list(chosen)
    for name, file in sorted(read.items()):
        if file.withdrawn:
            found.withdrawn.append(name)
        elif file in left:
            left.remove(file)
        else:
            found.older.append(name)


def _read(path: Path, known: Known) -> BenchmarkFile:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError:
        raise BadInput("Het bestand kan niet worden gelezen.") from None
    file = read_checked(data, known.keys, invented=known.invented)
    head = _HEAD.match(data)
    if head is None or head.group(1).decode() != file.house:
        raise BadInput("Het bestand begint niet zoals de monitor het maakt: met zijn vorm en zijn huis.")
    until = known.taken_back.get((file.house, file.wave))
    if until is not None and not file.withdrawn and _age(file)[0] <= until:
        raise BadInput(f"{file.house} nam {file.wave} terug. Wis dit bestand.")
    return file


def _house_in_head(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            found = _HEAD.match(stream.read(_HEAD_BYTES))
    except OSError:
        return None
    return found.group(1) if found else None
