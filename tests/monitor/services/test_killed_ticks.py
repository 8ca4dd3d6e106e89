"""kill -9 in the middle of a tick, at every step: the next ones finish what was begun, and nothing comes twice."""

from __future__ import annotations

import email
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.mail.settings import MailSettings
from monitor.model import TICK, Actor
from monitor.services import opening, reminding, ticking, try_out, wave_groups, wave_setup
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave
from monitor.services.wave_setup import NewDraft
from monitor.store import waves
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests import workers
from tests.monitor.services.mailed import send
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, OTHER_WAVE, PARTNERS, QUESTIONNAIRE, WAVE, Scene, count_rows

COORDINATOR = Actor("a1 Coördinator", "192.0.2.7")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STORE = "monitor.store"
STEPS = (
    f"{STORE}.invitations:insert_invitations:0",  # opening
    f"{STORE}.outbox:insert_mails:0",
    f"{STORE}.waves:update_state:0",
    f"{STORE}.outbox:insert_mails:1",  # deciding a reminder
    f"{STORE}.reminders:update_decided:0",
    f"{STORE}.due:update_tried:0",  # closing
    f"{STORE}.waves:update_state:1",
    f"{STORE}.vault:insert_publication:0",
    f"{STORE}.invitations:delete_invitations:0",
    f"{STORE}.waves:update_state:2",
    f"{STORE}.retention:delete_rows:0",  # erasing
    f"{STORE}.retention:delete_rows:3",
    "monitor.services.letters:Letters.make:0",  # sending
    f"{STORE}.outbox:update_sent:0",
    f"{STORE}.outbox:update_sent:20",
    *(f"monitor.services.audit:note:{number}" for number in (0, 3, 5)),  # the end of a transaction
    f"{STORE}.database:Database.truncate_wal:1",
    f"{STORE}.facts:upsert_fact:0",
)


def mailing(scene: Scene, folder: Path) -> Installation:
    """The scene's installation in a folder, where its mails go too."""
    mail = MailSettings(folder=folder / "mail", sender="monitor@example.org")
    return replace(scene.installation, folder=folder, mail=mail)


@pytest.fixture
def due(scene: Scene) -> Scene:
    """All is due at once: a wave to open, one to remind, one to close, and one to erase."""
    own = mailing(scene, scene.folder)
    close_wave(own, OTHER_HOUSE, WAVE, early=True)
    other, db = own.house(OTHER_HOUSE), own.house(HOUSE)
    with other.atomic():
        other.execute("UPDATE wave SET retention_date = :day", {"day": date(2026, 11, 9).isoformat()})
    scene.clock.instant = MIDWAY - 48 * HOUR
    send(scene)
    scene.clock.instant = MIDWAY - HOUR
    new = NewDraft("Meting nieuw", *QUESTIONNAIRE, MIDWAY - MINUTE)
    draft = wave_setup.create_draft(own, HOUSE, new, actor=COORDINATOR)
    try_out.make_test_link(own, HOUSE, draft.id, actor=COORDINATOR)
    wave_groups.see_forecast(own, HOUSE, draft.id, actor=COORDINATOR)
    opening.send_out(own, HOUSE, draft.id, actor=COORDINATOR)
    with db.atomic():
        reminding.plan_reminders(db, WAVE, [MIDWAY])
        waves.update_closes_at(db, OTHER_WAVE, MIDWAY - 2 * HOUR)
    houses.close()
    directories.close()
    return scene


def finish(scene: Scene, folder: Path) -> None:
    """Two ticks of the next half hour."""
    own = mailing(scene, folder)

    def close(house: str, wave: str) -> None:
        close_wave(own, house, wave, actor=TICK)

    for minutes in (6, 25):
        scene.clock.instant = MIDWAY + minutes * MINUTE
        assert ticking.tick(own, close=close).faults == ()
    houses.close()
    directories.close()


def mails(folder: Path) -> Counter[str]:
    """Message-ID -> how often it was handed over."""
    found = [email.message_from_bytes(path.read_bytes()) for path in (folder / "mail").rglob("*.eml")]
    return Counter(str(mail["Message-ID"]) for mail in found)


def test_killed_at_any_step_the_next_ticks_finish_what_was_begun(due: Scene, tmp_path: Path) -> None:
    for number in range(len(STEPS)):
        shutil.copytree(due.folder, tmp_path / "killed" / str(number))

    killed = workers.run("kill_ticks", tmp_path / "killed", MIDWAY.isoformat(), *STEPS)

    assert killed.stdout.split() == ["-9"] * len(STEPS), killed.stderr
    for number, step in enumerate(STEPS):
        folder = tmp_path / "killed" / str(number)
        finish(due, folder)
        check_house(folder / "houses" / f"{HOUSE}.sqlite", step)
        file = folder / "houses" / f"{OTHER_HOUSE}.sqlite"
        assert count_rows(file, "wave", "erased_on IS NOT NULL AND vault_secret IS NULL") == 1, step
        assert count_rows(file, "vault_chunk") == count_rows(file, "vault_frame") == 0, step
        handed_over = mails(folder)
        assert len(handed_over) == 2 * len(PARTNERS), step  # an invitation to the new wave, a reminder of the other
        assert handed_over.total() - len(handed_over) <= ("update_sent" in step), step  # then nobody can know


def check_house(file: Path, step: str) -> None:
    """One wave opened, one reminded, one closed; each of it once."""
    with closing(sqlite3.connect(file)) as connection:
        states = dict(connection.execute("SELECT id, state FROM wave").fetchall())
        invited = connection.execute(
            "SELECT wave_id, count(*), count(DISTINCT partner_id) FROM invitation WHERE test = 0 GROUP BY wave_id"
        ).fetchall()
        sent = connection.execute(
            "SELECT kind, count(*), count(DISTINCT invitation_id) FROM outbox WHERE state = 'sent' GROUP BY kind"
        ).fetchall()
        logged = Counter(what for (what,) in connection.execute("SELECT what FROM audit WHERE source = 'tick'"))
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    number = len(PARTNERS)
    assert states == {"nieuw": "open", WAVE: "open", OTHER_WAVE: "closed"}, step
    assert sorted(invited) == [("nieuw", number, number), (WAVE, number, number)], step
    assert sorted(sent) == [("invitation", 2 * number, 2 * number), ("reminder", number, number)], step
    assert {logged[what] for what in ("wave.opened", "reminder.decided", "wave.closed", "wave.frozen")} == {1}, step
    assert sound == "ok", step


def test_without_a_kill_all_of_that_is_done_in_one_tick(due: Scene, tmp_path: Path) -> None:
    said = workers.run("tick", due.folder, datetime.isoformat(MIDWAY))

    assert said.stderr == ""
    assert [line.rpartition(": ")[2] for line in said.stdout.splitlines() if ": " in line] == [
        "de antwoorden van voorjaar zijn gewist.",
        "nieuw is geopend.",
        f"herinnering 1 van {WAVE} staat klaar.",
        f"{OTHER_WAVE} wordt gesloten.",
        "er is mail verstuurd.",
    ]
    check_house(due.folder / "houses" / f"{HOUSE}.sqlite", "none")
    assert mails(due.folder).total() == 2 * len(PARTNERS)


def test_three_ticks_at_once_without_their_lock_do_each_thing_once(due: Scene) -> None:
    running = [workers.start("tick_unlocked", due.folder, MIDWAY.isoformat()) for _ in range(3)]
    for process in running:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    replies = [process.communicate(timeout=60) for process in running]
    finish(due, due.folder)  # what a sender held while the reminder was decided

    said = "".join(out for out, _ in replies)
    assert [err for _, err in replies] == [""] * 3
    assert "Fout in het programma" not in said
    assert [said.count(text) for text in ("is geopend", "staat klaar", "wordt gesloten", "zijn gewist")] == [1, 1, 1, 1]
    check_house(due.folder / "houses" / f"{HOUSE}.sqlite", "none")
    assert set(mails(due.folder).values()) == {1}
    assert len(mails(due.folder)) == 2 * len(PARTNERS)
