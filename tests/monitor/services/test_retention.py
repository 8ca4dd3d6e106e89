"""The retention date: exactly the answers that were promised to go are destroyed, on the day, and provably."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import NotFound
from monitor.model import TICK, Actor, Wave
from monitor.services import audit, retention, sending
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.reading import get_publication
from monitor.services.retention import Erasure, erase_due, erase_everywhere
from monitor.services.waves import get_wave
from monitor.store import vault, waves
from monitor.store.database import Database
from monitor.store.retention import VAULT_TABLES
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests import workers
from tests.scene import (
    CLOSES,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PATTERNS,
    WAVE,
    Scene,
    answer_all,
    copy_scene,
    count_rows,
    dump,
    dump_all,
    fill_in,
    house_file,
    make_scene,
    raw_bytes,
    write,
)

DAY = date(2027, 3, 28)
"""The retention date of the tests: the day on which summer time begins."""
WHOLE = {"vault_chunk": 1, "vault_frame": 1, "sealed_words": 1, "sealed_contact": 1, "sealed_edit": 0}


def set_date(scene: Scene, wave: str, day: date, house: str = HOUSE) -> None:
    scene.installation.house(house).execute(
        "UPDATE wave SET retention_date = :day WHERE id = :wave", {"day": day.isoformat(), "wave": wave}
    )


def fill_and_close(scene: Scene) -> None:
    """A closed wave with every kind of answer that goes on DAY; another closed one and another house that stay."""
    answer_all(scene)
    token = scene.token("p21")
    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0]})
    write(scene.installation, HOUSE, token, words="Korter graag.", contact="x@y.example")
    sending.send(scene.installation, HOUSE, token)
    for house, wave in ((HOUSE, WAVE), (HOUSE, OTHER_WAVE), (OTHER_HOUSE, WAVE)):
        close_wave(scene.installation, house, wave, early=True)
    set_date(scene, WAVE, DAY)


@pytest.fixture(scope="module")
def original_closed(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    made = make_scene(tmp_path_factory.mktemp("closed") / "instance")
    fill_and_close(made)
    houses.close()
    directories.close()
    return made


@pytest.fixture
def closed(original_closed: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """On the morning of DAY."""
    scene = copy_scene(original_closed, tmp_path / "instance")
    scene.clock.instant = datetime(2027, 3, 28, 8, tzinfo=UTC)
    return scene


def erase(scene: Scene, *, dry_run: bool = False, house: str = HOUSE, actor: Actor = TICK) -> Erasure:
    return erase_due(scene.installation, house, dry_run=dry_run, actor=actor)


def wave_of(scene: Scene, wave: str = WAVE, house: str = HOUSE) -> Wave:
    return get_wave(scene.installation, house, wave)


def vault_of(file: Path, wave: str) -> list[int]:
    return [count_rows(file, table, f"wave_id = '{wave}'") for table in VAULT_TABLES]


def test_on_its_date_the_answers_of_a_wave_are_destroyed_and_the_publication_stays(closed: Scene) -> None:
    publication = vault.select_publication(closed.installation.house(HOUSE), WAVE)

    found = erase(closed)

    [wave] = found.erased
    assert (wave.wave, wave.name, wave.retention_date, dict(wave.rows)) == (WAVE, "Meting voorjaar", DAY, WHOLE)
    assert (found.wiped, found.overdue, found.day) == (True, (), DAY)
    assert vault_of(house_file(closed), WAVE) == [0] * len(VAULT_TABLES)
    assert waves.select_secrets(closed.installation.house(HOUSE), WAVE) == (None, None)
    assert wave_of(closed).erased_on == DAY
    assert vault.select_publication(closed.installation.house(HOUSE), WAVE) == publication
    assert get_publication(closed.installation, HOUSE, WAVE).publication.report.forms == 21
    with pytest.raises(NotFound, match="zijn gewist"):
        verify_publication(closed.installation, HOUSE, WAVE)


def test_nothing_but_that_wave_is_touched(closed: Scene) -> None:
    def others() -> list[str]:
        return [line for line in dump(house_file(closed)) if f"'{WAVE}'" not in line and '"audit"' not in line]

    before, house = others(), dump(house_file(closed, OTHER_HOUSE))

    erase(closed)
    erase(closed, house=OTHER_HOUSE)

    assert others() == before
    assert dump(house_file(closed, OTHER_HOUSE)) == house
    assert vault_of(house_file(closed), OTHER_WAVE)[:2] == [1, 1]
    assert verify_publication(closed.installation, HOUSE, OTHER_WAVE) == ()


def test_what_was_destroyed_is_one_line_in_the_log_with_counts(closed: Scene) -> None:
    erase(closed)

    db = closed.installation.house(HOUSE)
    [line] = db.query("SELECT who, what, target, result, source FROM audit WHERE what = 'wave.erased'")
    result = "done, vault_chunk 1, vault_frame 1, sealed_words 1, sealed_contact 1, sealed_edit 0"
    assert tuple(line) == ("programma", "wave.erased", WAVE, result, "tick")
    assert audit.verify(db) >= 1


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Midnight in the Netherlands is 23:00 UTC in winter; DAY begins at 2027-03-27 23:00 UTC.
        (datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), True),
        (datetime(2029, 1, 1, tzinfo=UTC), True),
        (CLOSES, False),
    ],
)
def test_the_day_is_the_day_in_the_netherlands(closed: Scene, now: datetime, due: bool) -> None:
    closed.clock.instant = now

    assert [wave.wave for wave in erase(closed, dry_run=True).erased] == ([WAVE] if due else [])
    assert [wave.wave for wave in erase(closed).erased] == ([WAVE] if due else [])


def test_a_dry_run_counts_the_same_and_changes_nothing(closed: Scene) -> None:
    before = dump_all(closed)

    tried = erase(closed, dry_run=True)

    assert dump_all(closed) == before
    assert tried.wiped is None
    assert erase(closed).erased == tried.erased


def test_a_second_run_finds_nothing_and_adds_no_line(closed: Scene) -> None:
    erase(closed)
    before = dump_all(closed)
    closed.clock.move(days=400)

    assert erase(closed).erased == ()

    assert dump_all(closed) == before


def test_a_clock_that_is_set_back_brings_nothing_back(closed: Scene) -> None:
    erase(closed)
    closed.clock.instant = CLOSES

    assert erase(closed).erased == ()
    assert wave_of(closed).erased_on == DAY


def test_a_wave_that_was_never_closed_is_named_and_keeps_its_answers(scene: Scene) -> None:
    set_date(scene, WAVE, DAY)
    answer_all(scene)
    scene.clock.instant = datetime(2027, 3, 28, 8, tzinfo=UTC)
    before = dump(house_file(scene))

    found = erase(scene)

    assert ([wave.id for wave in found.overdue], found.erased) == ([WAVE], ())
    assert dump(house_file(scene)) == before
    close_wave(scene.installation, HOUSE, WAVE)
    assert [wave.wave for wave in erase(scene).erased] == [WAVE]


def test_answers_keys_words_and_addresses_are_gone_from_the_bytes_of_the_files(closed: Scene) -> None:
    db = closed.installation.house(HOUSE)
    _, secret = waves.select_secrets(db, WAVE)
    frame, [chunk] = vault.select_frame(db, WAVE), vault.select_chunks(db, WAVE)
    sides = {kind: vault.select_side(db, kind, WAVE)[0] for kind in (vault.WORDS, vault.CONTACT)}
    assert secret and frame
    destroyed = {
        "key part": secret,
        "counts": frame[-64:],
        "first bytes of the answers": chunk[:64],
        "last bytes of the answers": chunk[-64:],
        **{f"{kind} {part}": side[part][-64:] for kind, side in sides.items() for part in (0, 1)},
    }
    db.truncate_wal()
    assert [what for what, found in destroyed.items() if found not in raw_bytes(closed.folder)] == []

    assert erase(closed).wiped

    assert [what for what, found in destroyed.items() if found in raw_bytes(closed.folder)] == []


def test_what_a_reader_holds_back_is_told_and_finished_by_the_next_run(closed: Scene) -> None:
    db = closed.installation.house(HOUSE)
    [chunk] = vault.select_chunks(db, WAVE)
    reader = Database(house_file(closed))
    reader.execute("BEGIN")
    reader.query("SELECT count(*) FROM vault_chunk")
    db.query("PRAGMA busy_timeout = 50")

    first = erase(closed)
    reader.execute("ROLLBACK")
    reader.close()
    second = erase(closed)

    assert (first.wiped, len(first.erased)) == (False, 1)
    assert (second.wiped, len(second.erased)) == (True, 0)
    assert chunk[-64:] not in raw_bytes(closed.folder)


def test_several_waves_go_at_once_each_with_its_own_line(closed: Scene) -> None:
    set_date(closed, OTHER_WAVE, date(2027, 3, 1))

    found = erase(closed)

    assert {wave.wave for wave in found.erased} == {WAVE, OTHER_WAVE}
    assert count_rows(house_file(closed), "audit", "what = 'wave.erased'") == 2
    assert [count_rows(house_file(closed), table) for table in VAULT_TABLES] == [0] * len(VAULT_TABLES)


def test_every_house_is_done_and_a_house_that_is_not_there_is_not_found(closed: Scene) -> None:
    set_date(closed, WAVE, DAY, OTHER_HOUSE)

    found, _ = erase_everywhere(closed.installation, dry_run=False, actor=TICK)

    assert {one.house: [wave.wave for wave in one.erased] for one in found} == {HOUSE: [WAVE], OTHER_HOUSE: [WAVE]}
    with pytest.raises(NotFound):
        erase(closed, house="nergens")


def test_partners_who_take_part_in_nothing_are_counted_and_left(closed: Scene) -> None:
    assert erase(closed, dry_run=True).idle_partners == 0
    db = closed.installation.house(HOUSE)
    db.execute("DELETE FROM partner_overleg WHERE partner_id IN ('p01', 'p02')")

    assert erase(closed).idle_partners == 2
    assert count_rows(house_file(closed), "partner") == 24


def test_two_runs_at_once_destroy_a_wave_once(closed: Scene) -> None:
    houses.close()
    directories.close()
    processes = [workers.start("erase", closed.folder, HOUSE, closed.clock().isoformat()) for _ in range(4)]
    results = []
    for process in processes:
        with process:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, err) == (0, "")
            results.append(out.splitlines()[-1])

    assert sorted(results) == ["erased 0", "erased 0", "erased 0", "erased 1"]
    assert count_rows(house_file(closed), "audit", "what = 'wave.erased'") == 1
    assert audit.verify(closed.installation.house(HOUSE)) >= 1


STEPS = [
    ("monitor.store.retention", "update_erased"),
    ("monitor.store.retention", "delete_rows"),
    ("monitor.services.audit", "note"),
    ("monitor.services.retention", "_describe"),
    ("monitor.store.database", "Database.truncate_wal"),
]
"""Where a run is killed; after the last two the wave's transaction is over."""


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
@pytest.mark.parametrize("after", [0, 1], ids=["first wave", "second wave"])
def test_killed_halfway_the_run_ends_right_when_it_is_done_again(
    closed: Scene, tmp_path: Path, module: str, step: str, after: int
) -> None:
    set_date(closed, OTHER_WAVE, date(2027, 3, 1))
    chunks = [vault.select_chunks(closed.installation.house(HOUSE), wave)[0] for wave in (WAVE, OTHER_WAVE)]
    houses.close()
    directories.close()
    skipped = after * {"delete_rows": len(VAULT_TABLES)}.get(step, 1) if step != "Database.truncate_wal" else 0

    killed = workers.run("erase_and_die", closed.folder, HOUSE, closed.clock().isoformat(), module, step, skipped)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    for wave in (WAVE, OTHER_WAVE):  # each whole, or gone with its line
        rows = vault_of(house_file(closed), wave)
        assert (sum(rows) == 0) == (wave_of(closed, wave).erased_on is not None)
        assert sum(rows) == 0 or verify_publication(closed.installation, HOUSE, wave) == ()
    again = erase(closed)
    assert again.wiped
    assert [count_rows(house_file(closed), table) for table in VAULT_TABLES] == [0] * len(VAULT_TABLES)
    assert count_rows(house_file(closed), "audit", "what = 'wave.erased'") == 2
    assert audit.verify(closed.installation.house(HOUSE)) >= 2
    assert [chunk for chunk in chunks if chunk[-64:] in raw_bytes(closed.folder)] == []
    assert closed.installation.house(HOUSE).query("PRAGMA integrity_check")[0][0] == "ok"


@pytest.fixture(scope="module")
def copies(original_closed: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Installation]]:
    """Copy after copy of the closed waves."""

    def copy() -> Iterator[Installation]:
        number = 0
        while True:
            number += 1
            folder = tmp_path_factory.mktemp("copies") / str(number)
            shutil.copytree(original_closed.folder, folder)
            yield replace(original_closed.installation, folder=folder)

    yield copy()
    houses.close()
    directories.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.tuples(*[st.dates(date(2027, 1, 1), date(2027, 12, 31))] * 3),
    now=st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_whatever_the_dates_exactly_what_is_due_goes_and_nothing_else(
    copies: Iterator[Installation], days: tuple[date, date, date], now: datetime
) -> None:
    own = replace(next(copies), clock=lambda: now)
    places = ((HOUSE, WAVE), (HOUSE, OTHER_WAVE), (OTHER_HOUSE, WAVE))
    for (house, wave), day in zip(places, days, strict=True):
        own.house(house).execute(
            "UPDATE wave SET retention_date = :day WHERE id = :wave", {"day": day.isoformat(), "wave": wave}
        )

    tried, _ = erase_everywhere(own, dry_run=True, actor=TICK)
    done, _ = erase_everywhere(own, dry_run=False, actor=TICK)

    today = retention.local_date(now)
    expected = {place for place, day in zip(places, days, strict=True) if day <= today}
    for found in (tried, done):
        assert {(one.house, wave.wave) for one in found for wave in one.erased} == expected
    for house, wave in places:
        left = sum(vault_of(own.folder / "houses" / f"{house}.sqlite", wave))
        assert (left == 0) == ((house, wave) in expected)
    houses.close()
    directories.close()
