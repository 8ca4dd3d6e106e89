"""Statements on the benchmark's register: which houses there are by which key, and the files that they gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Row

from monitor.store.database import Database


@dataclass(frozen=True)
class Registered:
    """A house that may give files, by the fingerprint of its key. registered_at: UTC."""

    house: str
    fingerprint: str
    registered_at: str


@dataclass(frozen=True)
class Given:
    """A file in the register. counts: it is the latest of its wave and was not taken back."""

    sha256: str
    house: str
    wave: str
    made_at: str
    questionnaire: str
    version: int
    period_end: str
    withdrawn: bool
    received_at: str
    counts: bool


def insert_house(db: Database, found: Registered) -> None:
    """Enter a house with the fingerprint of its key."""
    db.execute(
        "INSERT INTO benchmark_house (id, fingerprint, registered_at) VALUES (:house, :fingerprint, :at)",
        {"house": found.house, "fingerprint": found.fingerprint, "at": found.registered_at},
    )


def select_houses(db: Database) -> list[Registered]:
    """All houses, by id."""
    return [
        Registered(*row) for row in db.query("SELECT id, fingerprint, registered_at FROM benchmark_house ORDER BY id")
    ]


_COLUMNS = "sha256, house, wave, made_at, questionnaire, version, period_end, withdrawn, received_at, body IS NOT NULL"


def insert_file(db: Database, given: Given, body: str) -> None:
    """Enter a file; what it replaces is emptied by `empty_files` in the same transaction."""
    db.execute(
        "INSERT INTO benchmark_file (sha256, house, wave, made_at, questionnaire, version, period_end, withdrawn, "
        "received_at, body) VALUES (:sha256, :house, :wave, :made_at, :questionnaire, :version, :period_end, "
        ":withdrawn, :received_at, :body)",
        {
            "sha256": given.sha256,
            "house": given.house,
            "wave": given.wave,
            "made_at": given.made_at,
            "questionnaire": given.questionnaire,
            "version": given.version,
            "period_end": given.period_end,
            "withdrawn": int(given.withdrawn),
            "received_at": given.received_at,
            "body": None if given.withdrawn else body,
        },
    )


def empty_files(db: Database, *, house: str, wave: str) -> None:
    """Destroy the content of all files of a wave; that they were given stays."""
    db.execute(
        "UPDATE benchmark_file SET body = NULL WHERE house = :house AND wave = :wave", {"house": house, "wave": wave}
    )


def select_files(db: Database) -> list[Given]:
    """All files ever given, by house, wave and when they were made."""
    rows = db.query(f"SELECT {_COLUMNS} FROM benchmark_file ORDER BY house, wave, made_at")  # noqa: S608 - a constant
    return [_given(row) for row in rows]


def select_files_of(db: Database, *, house: str, wave: str) -> list[Given]:
    """The files of one wave, the latest first."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM benchmark_file WHERE house = :house AND wave = :wave "  # noqa: S608 - a constant
        "ORDER BY made_at DESC",
        {"house": house, "wave": wave},
    )
    return [_given(row) for row in rows]


def select_bodies(db: Database) -> Iterator[str]:
    """The content of the files that count, one after the other."""
    for given in select_files(db):
        if given.counts:
            yield db.query("SELECT body FROM benchmark_file WHERE sha256 = :sha256", {"sha256": given.sha256})[0][0]


def _given(row: Row) -> Given:
    sha256, house, wave, made_at, questionnaire, version, period_end, withdrawn, received_at, counts = row
    return Given(
        sha256,
        house,
        wave,
        made_at,
        questionnaire,
        version,
        period_end,
        withdrawn=bool(withdrawn),
        received_at=received_at,
        counts=bool(counts),
    )
