"""The tick: one at a time, house by house, whatever goes wrong in one of them; and what it leaves clean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import Misconfigured, Refused
from monitor.model import WaveState
from monitor.services import delivering, reminding, retention, ticking
from monitor.services.installation import Installation
from monitor.services.mail_results import Sent
from monitor.services.tick_status import TOO_LONG, tick_status
from monitor.services.ticking import TickReport
from monitor.services.time_limit import MOST_SECONDS, limit
from monitor.store import account_outbox, outbox, waves
from monitor.store.account_links import LinkKind, insert_link
from monitor.store.account_outbox import AccountMailKind, insert_account_mail
from monitor.store.directory import insert_account
from monitor.store.identities import Begun, insert_sign_in
from monitor.store.outbox import MailKind, MailState, NewMail
from monitor.store.partners import Upload, insert_upload
from monitor.store.schema_house import houses
from monitor.store.sessions import SessionRow, insert_session
from monitor.store.throttle import insert_try
from tests import workers
from tests.mail_scene import address_of, queue_mails, with_server
from tests.mail_server import Inbox, mail_server
from tests.monitor.services.mailed import send
from tests.scene import (
    CLOSES,
    HOUSE,
    MIDWAY,
    OTHER_HOUSE,
    PARTNERS,
    WAVE,
    Scene,
    count_rows,
    dump_all,
    house_file,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def tick(scene: Scene, at: datetime | None = None) -> TickReport:
    """What a tick does when the clock shows this; what is to be closed stays half closed."""
    scene.clock.instant = at or scene.clock.instant
    return ticking.tick(scene.installation, close=lambda house, wave: None)


def plan(scene: Scene, at: datetime, house: str = HOUSE) -> None:
    """Plan a reminder."""
    db = scene.installation.house(house)
    with db.atomic():
        reminding.plan_reminders(db, WAVE, [at])


def wal_size(path: Path) -> int:
    wal = path.with_name(f"{path.name}-wal")
    return wal.stat().st_size if wal.is_file() else 0


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Somebody who is in the middle of reading a database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM wave").fetchone()
        yield
        connection.execute("ROLLBACK")


def test_with_nothing_due_a_tick_leaves_everything_as_it_was_but_for_its_time(scene: Scene) -> None:
    tick(scene)
    before = dump_all(scene)

    report = tick(scene, MIDWAY + timedelta(minutes=1))

    after = dump_all(scene)
    changed = {name for name in after if before[name] != after[name]}
    assert report == TickReport()
    assert changed == {"directory.sqlite"}
    assert [line for line in after["directory.sqlite"] if line not in before["directory.sqlite"]] == [
        """INSERT INTO "fact" VALUES('ticked','','2026-11-10T10:01:00+00:00');"""
    ]


def test_a_tick_beside_another_does_nothing_and_says_so(scene: Scene) -> None:
    plan(scene, MIDWAY)
    with workers.start("hold_the_tick", scene.folder) as other:
        assert other.stdout and other.stdout.readline() == "holding\n"
        beside = tick(scene)
        waiting = count_rows(house_file(scene), "outbox")
        other.communicate(timeout=60)

    alone = tick(scene)

    assert beside == TickReport(busy=True)
    assert waiting == 0
    assert alone.done == (f"{HOUSE}: herinnering 1 van {WAVE} staat klaar.",)


def test_a_tick_that_was_killed_keeps_no_other_from_coming(scene: Scene) -> None:
    with workers.start("hold_the_tick", scene.folder) as other:
        assert other.stdout and other.stdout.readline() == "holding\n"
        other.kill()
        other.communicate(timeout=60)

    assert tick(scene).busy is False


def spoil_file(scene: Scene) -> None:
    path = house_file(scene)
    houses.close()
    path.write_bytes(b"no database " * 1000)


def lose_file(scene: Scene) -> None:
    house_file(scene).unlink()


def spoil_inside(scene: Scene) -> None:
    houses.close()
    with closing(sqlite3.connect(house_file(scene))) as connection:
        connection.execute("ALTER TABLE wave_reminder RENAME TO gone")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(spoil_file, "gaat niet open"), (lose_file, "Dit huis is er niet."), (spoil_inside, "een andere versie")],
    ids=["no database", "file lost", "table lost"],
)
def test_what_is_wrong_in_one_house_is_told_and_the_others_get_their_turn(
    scene: Scene, spoil: object, told: str
) -> None:
    plan(scene, MIDWAY, OTHER_HOUSE)
    assert callable(spoil)
    spoil(scene)

    report = tick(scene)

    assert [where for where, _ in report.faults] == [HOUSE]
    assert told in report.faults[0][1]
    assert f"{OTHER_HOUSE}: herinnering 1 van {WAVE} staat klaar." in report.done
    assert tick_status(scene.installation).failing == (HOUSE,)


def test_a_fault_is_told_without_its_text_which_may_hold_an_address(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("p01@partner.example")

    plan(scene, MIDWAY)
    monkeypatch.setattr(reminding, "queue", lambda *_, **__: fail())

    report = tick(scene)

    fault = dict(report.faults)[HOUSE]
    assert "KeyError" in fault and "_decide" in fault
    assert "@" not in fault
    assert count_rows(house_file(scene), "wave_reminder", "state = 'planned'") == 1  # all or nothing


def test_our_own_sentence_is_told_as_it_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Refused("Dit mag niet.")

    plan(scene, MIDWAY)
    monkeypatch.setattr(reminding, "queue", refuse)

    assert dict(tick(scene).faults) == {HOUSE: "Dit mag niet."}


def test_without_a_directory_the_tick_says_what_is_wrong(scene: Scene) -> None:
    nowhere = replace(scene.installation, folder=scene.folder / "nowhere")

    with pytest.raises(Misconfigured, match=r"directory\.sqlite gaat niet open"):
        ticking.tick(nowhere, close=lambda house, wave: None)


def test_a_tick_that_is_told_to_stop_leaves_the_rest_and_no_word(scene: Scene) -> None:
    plan(scene, MIDWAY)
    plan(scene, MIDWAY, OTHER_HOUSE)
    asked = iter([False])

    report = ticking.tick(scene.installation, close=lambda *_: None, stopped=lambda: next(asked, True))
    after = tick(scene)

    assert len(report.done) == len(after.done) == 1
    assert report.done != after.done
    assert tick_status(scene.installation).last == MIDWAY


def test_the_wal_is_empty_after_a_tick(scene: Scene) -> None:
    plan(scene, MIDWAY)
    files = [scene.folder / "directory.sqlite", house_file(scene)]
    assert wal_size(files[1]) > 0

    tick(scene)

    assert [wal_size(file) for file in files] == [0, 0]


def test_whoever_is_reading_keeps_the_wal_and_the_tick_waits_for_nobody(scene: Scene) -> None:
    plan(scene, MIDWAY + DAY)
    db = scene.installation.house(HOUSE)
    with reading(house_file(scene)):
        db.execute("UPDATE wave SET name = 'Anders' WHERE id = :wave", {"wave": WAVE})
        report = tick(scene)
        held = wal_size(house_file(scene))

    tick(scene)

    assert (report.faults, held > 0, wal_size(house_file(scene))) == ((), True, 0)
    assert db.query("PRAGMA busy_timeout")[0][0] == 5000


def test_a_mail_server_that_is_down_is_told_and_the_mail_goes_at_a_later_tick(scene: Scene) -> None:
    queue_mails(scene, PARTNERS[:3])
    inbox = Inbox(lambda moment: "421 4.3.2 closing" if moment.step == "ehlo" else None)
    with mail_server(inbox) as port:
        own = replace(scene, installation=with_server(scene, port))
        down = tick(own)
        status = tick_status(own.installation).failing
        inbox.fault = lambda _moment: None
        up = tick(own, MIDWAY + HOUR)

    assert [where for where, _ in down.faults] == [HOUSE]
    assert "@" not in down.faults[0][1] and "mailserver" in down.faults[0][1].lower()
    assert status == (HOUSE,)
    assert (up.faults, up.done) == ((), (f"{HOUSE}: er is mail verstuurd.",))
    assert sorted(inbox.recipients) == [address_of(partner) for partner in PARTNERS[:3]]


def test_a_tick_that_is_told_to_stop_while_it_mails_stops_after_the_mail_in_hand(scene: Scene) -> None:
    queue_mails(scene, PARTNERS)
    inbox = Inbox()
    with mail_server(inbox) as port:
        own = with_server(scene, port)
        ticking.tick(own, close=lambda *_: None, stopped=lambda: len(inbox.taken) >= 5)
        stopped_at = len(inbox.taken)
        ticking.tick(own, close=lambda *_: None)

    assert stopped_at == 5
    assert sorted(inbox.recipients) == [address_of(partner) for partner in PARTNERS]


def test_answers_past_their_retention_date_are_erased(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        retention,
        "erase_due",
        lambda installation, house, **_: (
            asked.append(house) or retention.Erasure(house, CLOSES.date(), (), True, (), 0)
        ),
    )
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_state(db, WAVE, before=WaveState.OPEN, after=WaveState.CLOSED)

    tick(scene, datetime.fromisoformat("2031-10-31T22:59:00+00:00"))
    tick(scene, datetime.fromisoformat("2031-10-31T23:00:00+00:00"))  # midnight in the Netherlands

    assert asked == [HOUSE]


def test_a_file_that_waited_for_its_confirmation_too_long_is_destroyed(scene: Scene) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        insert_upload(db, Upload("old", "someone", MIDWAY, b"p01@partner.example"))
        insert_upload(db, Upload("new", "someone", MIDWAY + HOUR, b"p02@partner.example"))

    tick(scene)

    assert [row[0] for row in db.query("SELECT id FROM upload")] == ["new"]


def test_sessions_tries_links_and_sign_ins_that_are_over_are_forgotten_and_the_others_kept(scene: Scene) -> None:
    db = scene.installation.directory()
    with db.atomic():
        insert_account(db, account="a", email="a@example.org", name="A")
        for name, ends in (("old", MIDWAY), ("new", MIDWAY + HOUR)):
            session = SessionRow(name, "a", MIDWAY - DAY, ends, True, "")
            insert_session(db, id_hash=name.encode(), session=session)
            insert_sign_in(db, Begun("nonce", "verifier"), state_hash=name.encode(), browser_hash=b"b", expires_at=ends)
            insert_try(db, entry=name, bucket="b", now=ends - timedelta(minutes=15))
            insert_link(
                db,
                link=name,
                account="a",
                kind=LinkKind.PASSWORD,
                token_hash=name.encode(),
                expires_at=ends - ticking.KEPT,
            )

    tick(scene)

    kept = [db.query(f"SELECT count(*) FROM {table}")[0][0] for table in ("session", "oidc_sign_in", "throttle")]
    assert kept == [1, 1, 1]
    assert [row[0] for row in db.query("SELECT id FROM account_link")] == ["new"]


def test_settled_mails_about_accounts_and_data_are_forgotten_after_thirty_days(scene: Scene) -> None:
    days = {"old": MIDWAY - ticking.KEPT, "new": MIDWAY - ticking.KEPT + HOUR}
    db, house = scene.installation.directory(), scene.installation.house(HOUSE)
    with db.atomic():
        insert_account(db, account="a", email="a@example.org", name="A", password_hash="x")
        for name, due_at in days.items():
            insert_account_mail(db, mail=name, account="a", kind=AccountMailKind.CHANGED, due_at=due_at)
            account_outbox.update_mail_state(db, name, MailState.SENT)
    with house.atomic():
        mails = [NewMail(name, MailKind.DATA, at, partner="p01") for name, at in days.items()]
        about_a_wave = NewMail("wave", MailKind.AGAIN, MIDWAY - 2 * ticking.KEPT, wave=WAVE, partner="p02")
        outbox.insert_mails(house, [*mails, about_a_wave])
        for name in (*days, "wave"):
            outbox.update_mail_state(house, name, MailState.SENT)

    tick(scene)

    assert [row[0] for row in db.query("SELECT id FROM account_mail")] == ["new"]
    assert [row[0] for row in house.query("SELECT id FROM outbox ORDER BY id")] == ["new", "wave"]


def test_bounces_are_read_once_every_ten_minutes_and_only_where_there_is_a_mailbox(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.mail.settings import MailSettings, Security, Server
    from monitor.services import bouncing

    read: list[datetime] = []
    monkeypatch.setattr(bouncing, "read_bounces", lambda installation, **_: read.append(installation.now()) or 0)
    without = tick(scene)
    mailbox = MailSettings(bounces=Server("127.0.0.1", 1, Security.NONE))
    with_mailbox = replace(scene, installation=replace(scene.installation, mail=mailbox))

    for minute in (0, 1, 9, 10, 11, 20):
        tick(with_mailbox, MIDWAY + timedelta(minutes=minute))
    tick(with_mailbox, MIDWAY - HOUR)  # the clock was set back

    assert without == TickReport()
    assert [int((at - MIDWAY).total_seconds() / 60) for at in read] == [0, 10, 20, -60]


def test_a_slow_mail_server_holds_up_no_house_for_longer_than_a_tick(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, shown = [], [0.0]

    def send_slowly(_installation: Installation, house: str, **_: object) -> Sent:
        asked.append(house)
        shown[0] += MOST_SECONDS
        return Sent()

    monkeypatch.setattr(delivering, "send_due", send_slowly)
    monkeypatch.setattr(ticking, "limit", lambda stopped: limit(stopped, clock=lambda: shown[0]))
    for minute in range(4):
        tick(scene, MIDWAY + timedelta(minutes=minute))

    assert len(asked) == 4  # one house per tick, each in its turn
    assert asked[:2] == asked[2:] and set(asked) == {HOUSE, OTHER_HOUSE}


def test_a_tick_is_missed_after_a_quarter_of_an_hour_while_a_wave_waits(scene: Scene) -> None:
    never = tick_status(scene.installation)
    tick(scene)
    seen = []
    for step in (timedelta(), TOO_LONG, TOO_LONG + timedelta(seconds=1), -2 * TOO_LONG):
        scene.clock.instant = MIDWAY + step
        seen.append(tick_status(scene.installation).late)

    assert (never.last, never.late) == (None, True)
    assert seen == [False, False, True, True]


def test_where_no_wave_waits_no_tick_is_missed(scene: Scene) -> None:
    for house in (HOUSE, OTHER_HOUSE):
        db = scene.installation.house(house)
        with db.atomic():
            db.execute("UPDATE wave SET state = 'closed'")

    assert tick_status(scene.installation).late is False


def test_two_ticks_started_together_decide_a_reminder_once(scene: Scene) -> None:
    scene.clock.move(days=-2)
    send(scene)
    plan(scene, MIDWAY)

    running = [workers.start("tick", scene.folder, MIDWAY.isoformat()) for _ in range(3)]
    replies = [process.communicate(timeout=60) for process in running]

    said = "".join(out for out, _ in replies)
    assert [err for _, err in replies] == [""] * 3
    assert said.count("herinnering 1") == 1
    assert count_rows(house_file(scene), "outbox", "kind = 'reminder'") == 24


@pytest.mark.parametrize("state", ["closing", "open"])
def test_a_closing_that_does_not_come_off_is_seen_long_after_the_tick_that_tried(scene: Scene, state: str) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET state = :state, closing_tries = 1 WHERE id = :wave", {"state": state, "wave": WAVE})

    scene.clock.instant = CLOSES + timedelta(minutes=29)
    assert HOUSE not in tick_status(scene.installation).failing
    scene.clock.instant = CLOSES + timedelta(days=2)
    assert tick_status(scene.installation).failing == (HOUSE,)
