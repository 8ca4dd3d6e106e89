"""One SQLite file: its connection, its pragmas, its migrations and its one writer at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from monitor.errors import Busy, Misconfigured, NotStored, SchemaTooNew
from monitor.store.locks import WriteLock

# sqlite_utils imports pandas and numpy where it finds them (0.5 s, 60 MiB), for types that this program never stores.
_held_back = [name for name in ("numpy", "pandas") if name not in sys.modules]
for _name in _held_back:
    sys.modules[_name] = None  # type: ignore[assignment] # None makes an import fail, as the import system documents
try:
    import sqlite_utils
    from sqlite_utils import Migrations as Migrations  # taken from here, so that it is imported this way everywhere
finally:
    for _name in _held_back:
        del sys.modules[_name]

BUSY_SECONDS = 5.0
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}",
    "PRAGMA secure_delete = ON",
)

_BUSY = "Het is nu erg druk. Dit is nog niet bewaard; probeer het over een minuut opnieuw."
_NOT_STORED = (
    "De computer van de monitor kan nu niets bewaren. Wat u eerder invulde staat er nog. Probeer het later opnieuw."
)
_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_PRIMARY_CODE = 0xFF
"""SQLite keeps details of an error in the bits above these."""
Parameters = Mapping[str, Any]


class Database:
    """What the rest of the store asks: query, execute, execute_alone, execute_many, atomic. One per thread and file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in _PRAGMAS:
            self._connection.execute(pragma)
        self._lock = WriteLock(path.with_name(f"{path.name}.lock"))

    def query(self, sql: str, params: Parameters | None = None) -> list[sqlite3.Row]:
        """Rows of a statement with named parameters."""
        return self._connection.execute(sql, params or {}).fetchall()

    def execute(self, sql: str, params: Parameters | None = None) -> int:
        """Number of rows that a statement with named parameters changed."""
        return self._connection.execute(sql, params or {}).rowcount

    def execute_alone(self, sql: str, params: Parameters) -> int:
        """The same, as a transaction of its own under the write lock; a third of the steps of `atomic`."""
        with self._writing():
            return self._connection.execute(sql, params).rowcount

    def execute_many(self, sql: str, rows: Sequence[Parameters]) -> None:
        """One statement for many rows; call it inside `atomic`."""
        self._connection.executemany(sql, rows)

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. One writer at a time per file, over all threads and processes; not to be nested.

        BEGIN IMMEDIATE: a transaction that reads first and writes later would fail as locked instead of waiting.
        """
        with self._writing():
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock; whatever goes wrong meanwhile leaves nothing behind."""
        if not self._lock.acquire(BUSY_SECONDS):
            raise Busy(_BUSY)
        try:
            yield
        except sqlite3.OperationalError as error:
            self._roll_back()
            if explained := _explain(error):
                raise explained from error
            raise
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._lock.release()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def only_one(self, task: str) -> Iterator[None]:
        """Let one process at a time do a long task on this file. Raises Busy at once if another is at it."""
        try:
            with FileLock(f"{self.path}.{task}.lock", timeout=0, mode=0o600):  # else others could hold it
                yield
        except Timeout as error:
            raise Busy("Hier is een ander programma al mee bezig. Wacht tot het klaar is.") from error

    def truncate_wal(self) -> bool:
        """Move the -wal into the file and empty it; False if a reader held it back, so nothing is surely gone."""
        return bool(self.query("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)

    def migrate(self, migrations: Migrations) -> None:
        """Bring the schema to this program's version, under the write lock.

        Raises SchemaTooNew where a newer program has already migrated the file, or the tables are other ones.
        """
        wrapped = sqlite_utils.Database(self._connection, execute_plugins=False)
        known = {migration.name for migration in migrations._migrations}
        applied = {migration.name for migration in migrations.applied(wrapped)}
        unknown = sorted(applied - known)
        if unknown:
            raise SchemaTooNew(
                f"{self.path.name} is gemaakt door een nieuwere versie van dit programma ({unknown[0]}). "
                "Installeer die versie, of zet een oudere back-up terug."
            )
        if known - applied:
            with self.atomic():
                migrations.apply(wrapped)
        if _schema(self._connection) != _expected_schema(migrations):
            raise SchemaTooNew(
                f"{self.path.name} is gemaakt door een andere versie van dit programma: de tabellen zijn anders. "
                "Installeer die versie, of zet een back-up van deze versie terug."
            )

    def close(self) -> None:
        """Close the connection; the object is of no use afterwards."""
        self._connection.close()
        self._lock.close()


def _schema(connection: sqlite3.Connection) -> set[str]:
    """What the tables, indexes and triggers of a database are, as SQL."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"
    )
    return {row[0] for row in rows}


@cache
def _expected_schema(migrations: Migrations) -> set[str]:
    """The same of a database that these migrations have just made."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        migrations.apply(sqlite_utils.Database(connection, execute_plugins=False))
        return _schema(connection)


def _explain(error: sqlite3.OperationalError) -> Busy | NotStored | None:
    """The sentence for a locked database, or for a disk that takes nothing; None for a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(_BUSY)
    return NotStored(_NOT_STORED) if code in _DISK else None


class Databases:
    """Opens database files, once per thread and process, and migrates each at its first opening in this process."""

    def __init__(self, migrations: Migrations) -> None:
        self._migrations = migrations
        self._local = threading.local()
        self._migrated: set[Path] = set()

    def open(self, path: Path) -> Database:
        """The thread's database for this file; the file is made where it is missing."""
        opened: dict[tuple[int, Path], Database] | None = getattr(self._local, "opened", None)
        if opened is None:
            opened = self._local.opened = {}
        database = opened.get((os.getpid(), path))
        if database is None:
            database = opened[os.getpid(), path] = self._connect(path)
        return database

    def _connect(self, path: Path) -> Database:
        try:
            path.touch(mode=0o600)  # SQLite gives its -wal and -shm the same rights
            database = Database(path)
            if path not in self._migrated:
                self._migrate(database)
        except (sqlite3.Error, OSError) as error:
            raise Misconfigured(
                f"De database {path.name} gaat niet open ({error}). Controleer of de map bestaat en of het programma "
                "daar mag lezen en schrijven."
            ) from error
        return database

    def _migrate(self, database: Database) -> None:
        try:
            database.migrate(self._migrations)
        except BaseException:
            database.close()
            raise
        self._migrated.add(database.path)

    def close(self) -> None:
        """Close this thread's connections."""
        for database in getattr(self._local, "opened", {}).values():
            database.close()
        self._local.opened = {}
