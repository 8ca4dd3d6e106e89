"""From an empty file to this program's schema, once, whole, and never back from a newer one."""

from __future__ import annotations

import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import SchemaTooNew
from monitor.store.database import Databases
from monitor.store.schema_directory import migrations as directory_migrations
from monitor.store.schema_house import migrations as house_migrations
from tests import workers
from tests.scene import dump

BOOKKEEPING = "_sqlite_migrations"
VAULT = {"draft", "sealed_form", "sealed_words", "sealed_contact", "vault_chunk", "vault_frame"}


def table_definitions(path: Path) -> dict[str, str]:
    """Table -> the end of its definition, as sqlite_master has it after all migrations."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: sql[sql.rindex(")") :] for name, sql in rows if name != BOOKKEEPING and "sqlite_" not in name}


@pytest.fixture(params=[house_migrations, directory_migrations], ids=["house", "directory"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Opens files of either kind, as a process that has opened none yet."""
    return Databases(request.param)


def test_every_table_is_strict(databases: Databases, tmp_path: Path) -> None:
    databases.open(tmp_path / "new.sqlite")
    databases.close()

    loose = [name for name, end in table_definitions(tmp_path / "new.sqlite").items() if "STRICT" not in end]

    assert loose == []


def test_tables_of_the_vault_have_no_rowid_and_no_time(tmp_path: Path) -> None:
    databases = Databases(house_migrations)
    database = databases.open(tmp_path / "house.sqlite")

    definitions = table_definitions(tmp_path / "house.sqlite")
    columns = {name: [row["name"] for row in database.query(f"PRAGMA table_info({name})")] for name in VAULT}

    assert definitions.keys() >= VAULT
    assert [name for name in sorted(VAULT) if "WITHOUT ROWID" not in definitions[name]] == []
    assert [name for name, found in columns.items() if any(re.search(r"_at$|_on$|time|date", c) for c in found)] == []
    databases.close()


def test_migrating_a_second_time_changes_nothing(databases: Databases, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    databases.open(path)
    databases.close()
    before = dump(path)

    again = Databases(databases._migrations)
    again.open(path)
    again.close()

    assert dump(path) == before
    assert len(before) > 5


def test_a_database_of_a_newer_program_is_refused_and_left_alone(databases: Databases, tmp_path: Path) -> None:
    path = tmp_path / "newer.sqlite"
    database = databases.open(path)
    database.execute(
        f"INSERT INTO {BOOKKEEPING} (migration_set, name, applied_at) "
        f"SELECT migration_set, 'm999_later', applied_at FROM {BOOKKEEPING} LIMIT 1"
    )
    databases.close()
    before = dump(path)

    with pytest.raises(SchemaTooNew, match=r"newer\.sqlite is gemaakt door een nieuwere versie .*m999_later"):
        Databases(databases._migrations).open(path)

    assert dump(path) == before


def test_a_migration_that_is_killed_halfway_leaves_nothing_and_runs_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "killed.sqlite"

    killed = workers.run("die_migrating", path)

    assert killed.returncode == -signal.SIGKILL
    assert "second" not in table_definitions(path)
    databases = Databases(workers.two_step_migrations(killed=False))
    database = databases.open(path)
    assert [row["id"] for row in database.query("SELECT id FROM second")] == [1]
    assert database.query("PRAGMA integrity_check")[0][0] == "ok"
    databases.close()


def test_a_migration_that_comes_later_keeps_the_rows_that_were_there(tmp_path: Path) -> None:
    path = tmp_path / "grown.sqlite"
    both = workers.two_step_migrations(killed=False)
    first_only = type(both)("test")
    first_only._migrations = both._migrations[:1]
    earlier = Databases(first_only)
    earlier.open(path).execute("INSERT INTO first (id) VALUES (7)")
    earlier.close()

    later = Databases(both)
    database = later.open(path)

    assert [row["id"] for row in database.query("SELECT id FROM first")] == [7]
    assert [row["id"] for row in database.query("SELECT id FROM second")] == [1]
    later.close()


def test_a_database_with_other_tables_is_refused(databases: Databases, tmp_path: Path) -> None:
    databases.open(tmp_path / "x.sqlite").execute("ALTER TABLE house ADD COLUMN more TEXT")
    databases.close()

    with pytest.raises(SchemaTooNew, match="een andere versie"):
        type(databases)(databases._migrations).open(tmp_path / "x.sqlite")
