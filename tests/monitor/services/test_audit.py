"""The audit log: append-only, chained, one line each, and whole with two writers at once."""

from __future__ import annotations

import inspect
import json
import sqlite3
import unicodedata
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Mismatch
from monitor.model import COMMAND, Account, Actor
from monitor.services import audit
from monitor.store import audit as store
from monitor.store.database import Database
from monitor.store.schema_directory import directories
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, Scene, house_file
from tests.workers import start

NOOR = Actor("a1 Noor", "192.0.2.7")


@pytest.fixture
def db(scene: Scene) -> Database:
    """The house's database, with a few lines more than it had; the other house has some of its own."""
    own = scene.installation.house(HOUSE)
    for place in (own, scene.installation.house(OTHER_HOUSE)):
        with place.atomic():
            for number in range(5):
                audit.note(place, MIDWAY + timedelta(minutes=number), NOOR, what="wave.changed", target=f"w{number}")
    return own


def by_hand(scene: Scene, *statements: str) -> None:
    """Change the file as somebody would who has it: without the triggers."""
    scene.installation.house(HOUSE).truncate_wal()
    with closing(sqlite3.connect(house_file(scene), isolation_level=None)) as connection:
        for trigger in ("changed", "shortened", "replaced"):
            connection.execute(f"DROP TRIGGER audit_is_not_{trigger}")
        for statement in statements:
            connection.execute(statement)


def test_a_line_has_its_six_fields_and_a_number(db: Database) -> None:
    line = store.select_lines(db, most=1)[0]

    assert (line.who, line.what, line.target, line.result, line.source) == (
        "a1 Noor",
        "wave.changed",
        "w4",
        "done",
        "192.0.2.7",
    )
    assert line.at == MIDWAY + timedelta(minutes=4)
    assert line.number == audit.verify(db)


def test_every_line_of_everything_in_the_scene_has_who_what_result_source_and_time(scene: Scene, db: Database) -> None:
    lines = [line for one in (db, scene.installation.directory()) for line in store.each_line(one)]

    assert lines
    for line in lines:
        assert all((line.who, line.what, line.result, line.source, line.at.tzinfo)), line


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'iemand anders'",
        "UPDATE audit SET number = number + 100",
        "UPDATE OR REPLACE audit SET number = 1 WHERE number = 2",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)",
        "INSERT OR REPLACE INTO audit SELECT 1, at, 'x', what, target, result, source, hash FROM audit LIMIT 1",
        "INSERT OR IGNORE INTO audit SELECT 0, at, 'x', what, target, result, source, hash FROM audit LIMIT 1",
        "REPLACE INTO audit SELECT number, at, 'x', what, target, result, source, hash FROM audit LIMIT 1",
    ],
)
@pytest.mark.parametrize("place", ["house", "directory"])
def test_the_programs_own_connection_cannot_change_or_remove_a_line(
    scene: Scene, db: Database, place: str, statement: str
) -> None:
    own = db if place == "house" else scene.installation.directory()
    if place == "directory":
        with own.atomic():
            audit.note(own, MIDWAY, NOOR, what="house.created")
            audit.note(own, MIDWAY, NOOR, what="house.created")
    before = list(store.each_line(own))

    for run in (own.execute, lambda sql: own.execute_alone(sql, {}), lambda sql: own.execute_many(sql, [{}])):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            run(statement)  # type: ignore[operator] # three ways to run one statement

    assert list(store.each_line(own)) == before


def test_no_function_of_the_store_names_a_change_or_removal_of_the_log() -> None:
    source = inspect.getsource(store).upper()

    assert "UPDATE " not in source and "DELETE " not in source and "REPLACE" not in source


CHANGES = {
    "who": "UPDATE audit SET who = 'iemand anders' WHERE number = {n}",
    "at": "UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE number = {n}",
    "no time": "UPDATE audit SET at = 'gisteren' WHERE number = {n}",
    "target": "UPDATE audit SET target = '' WHERE number = {n}",
    "result": "UPDATE audit SET result = 'refused' WHERE number = {n}",
    "source": "UPDATE audit SET source = 'tick' WHERE number = {n}",
    "hash": "UPDATE audit SET hash = x'00' WHERE number = {n}",
    "removed": "DELETE FROM audit WHERE number = {n}",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_line_that_was_changed_in_the_file_is_named(scene: Scene, db: Database, change: str) -> None:
    number = audit.verify(db) - 2

    by_hand(scene, CHANGES[change].format(n=number))

    with pytest.raises(Mismatch, match=f"regel {number} "):
        audit.verify(db)


def test_a_removed_beginning_swapped_lines_and_an_added_line_are_seen(scene: Scene, db: Database) -> None:
    total = audit.verify(db)
    by_hand(scene, "DELETE FROM audit WHERE number = 1")

    with pytest.raises(Mismatch, match="regel 1 "):
        audit.verify(db)

    with closing(sqlite3.connect(house_file(scene), isolation_level=None)) as connection:
        connection.execute(f"UPDATE audit SET number = number - 1 WHERE number <= {total}")
    with pytest.raises(Mismatch, match="regel 1 "):
        audit.verify(db)


def test_cutting_off_the_end_is_only_seen_by_the_mark_that_was_noted_elsewhere(scene: Scene, db: Database) -> None:
    noted = audit.last_mark(db)
    by_hand(scene, f"DELETE FROM audit WHERE number = {noted.number}")

    assert audit.verify(db) == noted.number - 1
    assert audit.last_mark(db) != noted


def test_the_mark_is_the_hash_of_the_last_line_and_an_empty_log_has_none(scene: Scene, tmp_path: Path) -> None:
    empty = directories.open(tmp_path / "leeg.sqlite")

    assert (audit.verify(empty), audit.last_mark(empty)) == (0, audit.Mark(0, ""))


@given(text=st.text(max_size=700))
def test_whatever_a_name_holds_a_field_is_one_visible_line(text: str) -> None:
    plain = audit.one_line(text)

    assert len(plain) <= audit.LONGEST
    assert len(plain.splitlines()) <= 1
    assert all(unicodedata.category(sign)[0] != "C" for sign in plain)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Noor\nfalse line", "Noor false line"),
        ("Noor\r\n2026 iemand", "Noor  2026 iemand"),
        ("\x1b[31mrood\x1b[0m", " [31mrood [0m"),
        ("om\u202egekeerd", "om gekeerd"),
        ("regel\u2028einde", "regel einde"),
        ("Súdwest-Fryslân", "Súdwest-Fryslân"),
    ],
)
def test_line_breaks_and_colour_codes_in_names_stay_one_line(db: Database, name: str, written: str) -> None:
    with db.atomic():
        audit.note(
            db, MIDWAY, audit.actor_of(Account("a1", "n@example.org", name), "::1"), what="list.changed", target=name
        )

    line = store.select_lines(db, most=1)[0]
    assert (line.who, line.target) == (f"a1 {written}", written)
    assert audit.verify(db) == line.number
    assert len([text for text in audit.export(db) if written in text]) == 1


def test_an_export_holds_every_line_with_all_its_fields_in_order(db: Database) -> None:
    read: list[dict[str, Any]] = [json.loads(text) for text in audit.export(db)]

    assert [line["number"] for line in read] == list(range(1, audit.verify(db) + 1))
    assert set(read[0]) == {"number", "at", "who", "what", "target", "result", "source", "hash"}


def test_a_change_that_is_rolled_back_leaves_no_line(db: Database) -> None:
    before = audit.last_mark(db)

    with pytest.raises(ZeroDivisionError), db.atomic():
        audit.note(db, MIDWAY, COMMAND, what="wave.changed")
        _ = 1 // 0

    assert audit.last_mark(db) == before


def test_processes_that_write_at_once_keep_one_chain(scene: Scene, db: Database) -> None:
    before = audit.verify(db)
    writers = [start("note_lines", house_file(scene), name, 50) for name in ("een", "twee", "drie")]
    for writer in writers:
        out, err = writer.communicate(timeout=60)
        assert writer.returncode == 0, (out, err)

    assert audit.verify(db) == before + 150
    assert {line.who for line in store.select_lines(db, most=150)} == {"een", "twee", "drie"}
