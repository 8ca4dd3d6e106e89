"""One SQLite file: all or nothing, one writer at a time, and what happens when the disk or a lock is in the way."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import Busy, Misconfigured, NotStored
from monitor.store import database as database_module
from monitor.store.database import Database
from monitor.store.folders import make_folder
from monitor.store.schema_house import houses
from tests import workers


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A file with one table and one row."""
    made = Database(tmp_path / "one.sqlite")
    made.execute("CREATE TABLE note (text TEXT NOT NULL) STRICT")
    with made.atomic():
        made.execute("INSERT INTO note (text) VALUES (:text)", {"text": "earlier"})
    yield made
    made.close()


def notes(database: Database) -> list[str]:
    return [row["text"] for row in database.query("SELECT text FROM note")]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_transaction_that_fails_leaves_nothing_behind(database: Database, error: type[BaseException]) -> None:
    with pytest.raises(error), database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('first'), ('second')")
        raise error

    assert notes(database) == ["earlier"]


def test_after_a_failed_transaction_the_next_one_works(database: Database) -> None:
    with pytest.raises(ValueError), database.atomic():
        raise ValueError

    with database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('later')")

    assert notes(database) == ["earlier", "later"]


def test_others_see_nothing_of_a_transaction_before_it_is_whole(database: Database) -> None:
    other = Database(database.path)

    with database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('half')")
        seen_meanwhile = notes(other)

    assert seen_meanwhile == ["earlier"]
    assert notes(other) == ["earlier", "half"]
    other.close()


def test_every_connection_has_the_pragmas_that_keep_answers_safe(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL: NORMAL may lose the last commits when the power fails
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }

    found = {name: database.query(f"PRAGMA {name}")[0][0] for name in wanted}

    assert found == wanted


def test_four_processes_that_read_and_then_write_lose_no_write(tmp_path: Path) -> None:
    file, processes, times = tmp_path / "counted.sqlite", 4, 50
    database = Database(file)
    database.execute("CREATE TABLE number (value INTEGER NOT NULL) STRICT")
    database.execute("INSERT INTO number (value) VALUES (0)")

    running = [workers.start("count_up", file, times) for _ in range(processes)]
    errors = [process.communicate(timeout=60)[1] for process in running]

    assert errors == [""] * processes
    assert database.query("SELECT value FROM number")[0][0] == processes * times
    database.close()


def test_a_writer_that_waits_too_long_for_another_process_is_told_that_it_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.2)
    database = Database(tmp_path / "busy.sqlite")
    command = [sys.executable, "-m", "tests.workers", "hold_the_lock", str(database.path)]
    with subprocess.Popen(command, cwd=workers.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "holding\n"

        with pytest.raises(Busy, match="nog niet bewaard"), database.atomic():
            pass

        other.communicate()
    with database.atomic():
        database.execute("CREATE TABLE free_again (id INTEGER) STRICT")
    database.close()


def test_a_stranger_holding_the_database_gives_busy_too(database: Database) -> None:
    stranger = Database(database.path)
    stranger.execute("BEGIN IMMEDIATE")
    database.query("PRAGMA busy_timeout = 50")

    with pytest.raises(Busy), database.atomic():
        pass

    stranger.execute("ROLLBACK")
    stranger.close()
    with database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('later')")
    assert notes(database) == ["earlier", "later"]


def test_one_long_task_at_a_time_runs_on_a_file(database: Database) -> None:
    with (
        database.only_one("closing"),
        pytest.raises(Busy, match="al mee bezig"),
        Database(database.path).only_one("closing"),
    ):
        pass

    with database.only_one("closing"):
        assert notes(database) == ["earlier"]


def test_a_full_disk_stores_nothing_and_keeps_what_was_there(database: Database) -> None:
    pages = database.query("PRAGMA page_count")[0][0]
    database.query(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(NotStored, match="kan nu niets bewaren"), database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('small')")
        database.execute("INSERT INTO note (text) VALUES (:text)", {"text": "x" * 100_000})

    assert notes(database) == ["earlier"]
    database.query(f"PRAGMA max_page_count = {pages + 1000}")
    with database.atomic():
        database.execute("INSERT INTO note (text) VALUES (:text)", {"text": "later"})
    assert notes(database) == ["earlier", "later"]
    assert database.query("PRAGMA integrity_check")[0][0] == "ok"


def test_database_files_can_be_read_by_their_owner_alone(tmp_path: Path, closed_databases: None) -> None:
    database = houses.open(tmp_path / "huis.sqlite")
    with database.atomic():
        database.execute("INSERT INTO list_entry (kind, id, name) VALUES ('regio', 'a', 'A')")

    with database.only_one("tick"):
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert {"huis.sqlite", "huis.sqlite-wal", "huis.sqlite.lock", "huis.sqlite.tick.lock"} < set(rights)
    assert set(rights.values()) == {0o600}


def test_folders_that_the_program_makes_are_for_its_user_alone_and_others_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o755)

    make_folder(tmp_path / "there" / "one" / "two")
    make_folder(tmp_path / "there")

    made = [tmp_path / "there", tmp_path / "there" / "one", tmp_path / "there" / "one" / "two"]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in made] == [0o755, 0o700, 0o700]


def test_a_missing_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"huis\.sqlite gaat niet open"):
        houses.open(tmp_path / "gone" / "huis.sqlite")


def test_a_folder_without_the_right_to_write_is_told_in_one_sentence() -> None:
    # Root may write anywhere, so a process without rights tries it; pytest's own folder would shut it out altogether.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)

        tried = workers.run("open_as_nobody", Path(folder) / "huis.sqlite")

        assert tried.stderr == ""
        assert tried.stdout.startswith("De database huis.sqlite gaat niet open")
        assert list(Path(folder).iterdir()) == []
        Path(folder).chmod(0o755)


def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "huis.sqlite"
    path.write_text("This is a letter, not a database. " * 100)

    with pytest.raises(Misconfigured, match="gaat niet open"):
        houses.open(path)


def test_the_wal_is_empty_after_truncating_and_a_reader_that_holds_it_is_reported(database: Database) -> None:
    wal = database.path.with_name(database.path.name + "-wal")
    database.query("PRAGMA busy_timeout = 50")
    reader = Database(database.path)
    reader.execute("BEGIN")
    notes(reader)
    with database.atomic():
        database.execute("INSERT INTO note (text) VALUES ('later')")

    held_back = database.truncate_wal()
    reader.execute("ROLLBACK")
    reader.close()
    done = database.truncate_wal()

    assert (held_back, done, wal.stat().st_size) == (False, True, 0)
