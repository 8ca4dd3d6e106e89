"""A tick with nothing due, for 50 houses, beside opening their 50 files and asking each one thing."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import house, say
from monitor.services.installation import Installation
from monitor.services.ticking import TickReport, tick
from monitor.store import directory
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses

HOUSES, PARTNERS = 50, 165
MILLISECONDS = 20.0
ROUNDS = 50


def make(folder: Path) -> Installation:
    """So many houses, each with an open wave of which every mail was sent."""
    made = house.make(folder, partners=PARTNERS).installation
    db = made.house(house.HOUSE)
    with db.atomic():
        db.execute(
            "INSERT INTO outbox (id, wave_id, invitation_id, kind, round, state, due_at) "
            "SELECT id, wave_id, id, 'reminder', 1, 'sent', '2026-11-01T09:00:00+00:00' FROM invitation"
        )
        db.execute("UPDATE outbox SET state = 'sent'")
    db.truncate_wal()
    close_all()
    register = made.directory()
    with register.atomic():
        for number in range(1, HOUSES):
            shutil.copy(folder / "houses" / f"{house.HOUSE}.sqlite", folder / "houses" / f"house-{number}.sqlite")
            directory.insert_house(register, house=f"house-{number}", name=f"Huis {number}")
    close_all()
    return made


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Every house's file opened and asked one thing, with nothing of ours in between; closed afterwards."""
    with ExitStack() as stack:
        for path in sorted((folder / "houses").glob("*.sqlite")):
            connection = stack.enter_context(closing(sqlite3.connect(path)))
            connection.execute("SELECT state FROM wave").fetchall()
        yield


def tick_once(installation: Installation) -> None:
    """A tick, which has to find nothing."""
    if tick(installation, close=_close) != TickReport():
        raise SystemExit("something was due")


def _close(_house: str, _wave: str) -> None:
    raise SystemExit("a wave was to be closed")


def close_all() -> None:
    """Close this process's databases."""
    houses.close()
    directories.close()


@dataclass
class Taken:
    """Milliseconds of each round: opening alone, the tick that opens, the tick after it."""

    opening: list[float] = field(default_factory=list)
    afresh: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)

    def take(self, installation: Installation) -> None:
        """One round."""
        started = time.perf_counter()
        with opened(installation.folder):
            self.opening.append((time.perf_counter() - started) * 1000)
        for kept in (self.afresh, self.again):
            started = time.perf_counter()
            tick_once(installation)
            kept.append((time.perf_counter() - started) * 1000)
        close_all()


def main() -> None:
    """Rounds beside a server that has the files open, and rounds where nobody has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    beside, alone = Taken(), Taken()
    with tempfile.TemporaryDirectory() as name:
        installation = make(Path(name) / "instance")
        tick_once(installation)  # looks at every schema, once in a process
        close_all()
        for _ in range(rounds):
            alone.take(installation)
        with opened(installation.folder):
            for _ in range(rounds):
                beside.take(installation)
    print(f"{HOUSES} houses, {PARTNERS} invitations and {2 * PARTNERS} sent mails each; medians of {rounds} rounds")
    middle = statistics.median
    say.below("every minute in the server, files open", middle(beside.again), "ms", MILLISECONDS)
    say.below("files to be opened, a server has them open", middle(beside.afresh), "ms", MILLISECONDS)
    say.below("files to be opened, nobody has", middle(alone.afresh), "ms", MILLISECONDS)
    say.ratio("files open / opening 50 files alone", middle(beside.again), middle(beside.opening), "ms")
    say.ratio("server beside it / opening 50 files alone", middle(beside.afresh), middle(beside.opening), "ms")
    say.ratio("nobody beside it / opening 50 files alone", middle(alone.afresh), middle(alone.opening), "ms")


if __name__ == "__main__":
    main()
