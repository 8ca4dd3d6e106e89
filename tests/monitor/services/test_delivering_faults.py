"""Batches of 100 mails to a real server that goes wrong at every step: nobody is lost, nobody gets two."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.mail import smtp
from monitor.mail.bounces import Report
from monitor.mail.delivery import Outcome
from monitor.services import bouncing, delivering, sealing
from monitor.services.mail_results import RETRIES, Sent
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests import mail_workers
from tests.mail_scene import address_of, queue_mails, rows_of, states_of, with_server
from tests.mail_server import DROP, HANG, Fault, Inbox, Moment, mail_server
from tests.scene import HOUSE, WAVE, Clock, Scene, copy_scene, make_house, make_installation, make_wave

PEOPLE = [f"q{number:03}" for number in range(100)]
EVERYBODY = sorted(map(address_of, PEOPLE))
HUNDREDTH = 37
KILLS = 8


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A house of which 100 invitations wait."""
    clock = Clock()
    scene = Scene(make_installation(tmp_path_factory.mktemp("hundred") / "instance", clock), clock)
    make_house(scene.installation, HOUSE, PEOPLE)
    scene.tokens[HOUSE, WAVE] = make_wave(scene.installation, HOUSE, WAVE)
    queue_mails(scene, PEOPLE)
    houses.close()
    directories.close()
    return scene


@pytest.fixture
def crowd(hundred: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    return copy_scene(hundred, tmp_path / "instance")


def at(step: str, answer: str, number: int = HUNDREDTH) -> Fault:
    """Goes wrong once, at the 38th time of a step."""
    return lambda moment: answer if (moment.step, moment.number) == (step, number) else None


def send_until_done(scene: Scene, inbox: Inbox, *, most: int = 60) -> list[Sent]:
    """What a timer does: every minute a batch, and after a while the server is as it should be."""
    batches = []
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        while states_of(scene)["waiting"] + states_of(scene)["claimed"] and len(batches) < most:
            batches.append(delivering.send_due(installation, HOUSE))
            scene.clock.move(minutes=1)
    return batches


@pytest.mark.parametrize("answer", ["451 4.3.0 later", "421 4.3.2 weg", DROP, HANG])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "body"])
def test_one_fault_in_a_hundred_loses_nobody_and_doubles_only_what_cannot_be_known(
    crowd: Scene, monkeypatch: pytest.MonkeyPatch, step: str, answer: str
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.4)
    inbox = Inbox(at(step, answer))

    send_until_done(crowd, inbox)

    counts = Counter(inbox.recipients)
    doubles = {recipient: inbox.message_ids(recipient) for recipient, number in counts.items() if number > 1}
    assert sorted(counts) == EVERYBODY
    assert states_of(crowd) == {"sent": 100}
    assert len(doubles) == (1 if step == "body" and answer in (DROP, HANG) else 0)
    assert all(len(ids) == 2 and len(set(ids)) == 1 for ids in doubles.values())


@pytest.mark.parametrize("answer", ["421 te druk", DROP, HANG])
@pytest.mark.parametrize("step", ["connect", "ehlo"])
def test_a_server_that_is_not_there_yet_costs_nobody_anything(
    crowd: Scene, monkeypatch: pytest.MonkeyPatch, step: str, answer: str
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.4)
    inbox = Inbox(lambda moment: answer if moment.step == step and moment.number < 2 else None)

    with mail_server(inbox) as port:
        installation = with_server(crowd, port)
        down = delivering.send_due(installation, HOUSE)
        fault = delivering.get_fault(installation, HOUSE)
        untouched = {(row.state, row.tries, row.doubts) for row in rows_of(crowd).values()}
        delivering.send_due(installation, HOUSE)
        up = delivering.send_due(installation, HOUSE)
        gone = delivering.get_fault(installation, HOUSE)

    assert (down.sent, down.left, down.fault and down.fault.outcome) == (0, 100, Outcome.DOWN)
    assert fault is not None and fault.since == crowd.clock.instant and "smtp_host" in fault.sentence
    assert untouched == {("waiting", 0, 0)}
    assert (up.sent, gone) == (100, None)
    assert sorted(inbox.recipients) == EVERYBODY


def test_a_server_that_hangs_up_after_every_mail_gets_them_all_once(crowd: Scene) -> None:
    inbox = Inbox(lambda moment: DROP if moment.step == "mail" and moment.number % 2 else None)

    send_until_done(crowd, inbox)

    assert sorted(inbox.recipients) == EVERYBODY
    assert inbox.connections >= 50


@pytest.mark.parametrize("answer", ["550 5.1.1 onbekend", "554 5.7.1 geweigerd", DROP])
def test_one_bad_address_does_not_stop_the_rest(crowd: Scene, answer: str) -> None:
    def fault(moment: Moment) -> str | None:
        return answer if moment.step == "rcpt" and moment.recipient.startswith("q037") else None

    inbox = Inbox(fault)
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(crowd, port), HOUSE)

    row = rows_of(crowd)["q037"]
    assert (sent.sent, sent.fault) == (99, None)
    assert sorted(inbox.recipients) == sorted(set(EVERYBODY) - {address_of("q037")})
    assert row.state == ("waiting" if answer == DROP else "failed")
    assert row.code == ("" if answer == DROP else answer[:9])


def test_a_relay_that_refuses_everybody_makes_no_address_bad(crowd: Scene) -> None:
    # 550 for everybody is a server that was not told about us; were these addresses marked, no reminder would ever go.
    broken = True
    inbox = Inbox(lambda moment: "550 5.7.1 Unable to relay" if broken and moment.step == "rcpt" else None)
    with mail_server(inbox) as port:
        installation = with_server(crowd, port)
        refused = [delivering.send_due(installation, HOUSE) for _ in range(5)]
        told = delivering.get_fault(installation, HOUSE)
        broken = False
        crowd.clock.move(minutes=20)
        delivering.send_due(installation, HOUSE)

    assert [one.sent + one.failed for one in refused] == [0] * 5
    assert told is not None and "550 5.7.1" in told.sentence
    assert sorted(inbox.recipients) == EVERYBODY
    unreached = crowd.installation.house(HOUSE).query("SELECT count(*) FROM invitation WHERE unreached <> 0")
    assert unreached[0][0] == 0


def test_a_server_that_never_answers_after_the_text_stops_the_batch_and_doubles_at_most_once(
    crowd: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    inbox = Inbox(lambda moment: DROP if moment.step == "body" and moment.number < 6 else None)

    send_until_done(crowd, inbox)

    counts = Counter(inbox.recipients)
    assert sorted(counts) == EVERYBODY
    assert max(counts.values()) == 2
    assert sum(number - 1 for number in counts.values()) <= 6
    assert all(len(set(inbox.message_ids(recipient))) == 1 for recipient in counts)


def test_what_a_server_does_not_want_yet_is_tried_ever_later_and_then_twice_a_day_until_the_wave_closes(
    crowd: Scene,
) -> None:
    greylisted = address_of("q000")
    inbox = Inbox(
        lambda moment: "451 4.7.1 grijze lijst" if (moment.step, moment.recipient) == ("rcpt", greylisted) else None
    )
    tries = []
    with mail_server(inbox) as port:
        installation = with_server(crowd, port)
        for wait in (timedelta(0), *RETRIES, RETRIES[-1], RETRIES[-1]):
            crowd.clock.instant += wait - timedelta(seconds=1)
            delivering.send_due(installation, HOUSE)
            early = rows_of(crowd)["q000"].tries
            crowd.clock.instant += timedelta(seconds=1)
            delivering.send_due(installation, HOUSE)
            tries.append((early, rows_of(crowd)["q000"].tries))
        waiting = rows_of(crowd)["q000"]
        inbox.fault = lambda _moment: None
        crowd.clock.move(hours=12)
        delivering.send_due(installation, HOUSE)

    assert tries == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7)]
    assert (waiting.state, waiting.code) == ("waiting", "451 4.7.1")
    assert sorted(inbox.recipients) == EVERYBODY


@pytest.mark.parametrize("hours", [18, 40])
def test_a_server_that_puts_everything_off_for_a_day_costs_nobody_the_mail(crowd: Scene, hours: int) -> None:
    # A disk that is full at the relay, or a quota: of two in a row neither is to blame.
    inbox = Inbox(lambda moment: "450 4.7.1 te veel" if moment.step == "rcpt" else None)
    with mail_server(inbox) as port:
        installation = with_server(crowd, port)
        for _ in range(hours * 4):
            delivering.send_due(installation, HOUSE)
            crowd.clock.move(minutes=15)
        told = delivering.get_fault(installation, HOUSE)
        tries = {row.tries for row in rows_of(crowd).values()}
        inbox.fault = lambda _moment: None
        delivering.send_due(installation, HOUSE)

    assert told is not None and "450 4.7.1" in told.sentence
    assert tries == {0}
    assert sorted(inbox.recipients) == EVERYBODY


def test_a_server_that_says_of_every_address_that_it_is_not_there_marks_nobody(crowd: Scene) -> None:
    inbox = Inbox(lambda moment: "550 5.1.1 onbekend" if moment.step == "rcpt" else None)
    with mail_server(inbox) as port:
        installation = with_server(crowd, port)
        refused = [delivering.send_due(installation, HOUSE) for _ in range(20)]
        told = delivering.get_fault(installation, HOUSE)
        inbox.fault = lambda _moment: None
        crowd.clock.move(minutes=15)
        delivering.send_due(installation, HOUSE)

    assert {one.failed for one in refused} == {0}
    assert told is not None and "550 5.1.1" in told.sentence and "adres bestaat niet" not in told.sentence
    assert sorted(inbox.recipients) == EVERYBODY


def test_one_address_alone_that_is_not_there_is_believed_after_a_day(crowd: Scene) -> None:
    db = crowd.installation.house(HOUSE)
    with db.atomic():
        db.execute("DELETE FROM outbox WHERE id <> :id", {"id": rows_of(crowd)["q037"].id})
    inbox = Inbox(lambda moment: "550 5.1.1 onbekend" if moment.step == "rcpt" else None)
    seen = []
    with mail_server(inbox) as port:
        for wait in (timedelta(0), *RETRIES):
            crowd.clock.instant += wait
            delivering.send_due(with_server(crowd, port), HOUSE)
            seen.append(rows_of(crowd)["q037"].state)

    unreached = db.query("SELECT partner_id FROM invitation WHERE unreached = 1")
    assert seen == ["waiting"] * 4 + ["failed"]
    assert [row[0] for row in unreached] == ["q037"]


def test_a_mail_whose_sender_died_twice_is_told_as_uncertain_and_not_as_sent(crowd: Scene) -> None:
    db = crowd.installation.house(HOUSE)
    left = rows_of(crowd)["q050"].id
    inbox = Inbox(lambda _moment: DROP)
    with mail_server(inbox) as port:
        for _ in range(2):
            with db.atomic():
                db.execute("UPDATE outbox SET state = 'claimed' WHERE id = :id", {"id": left})
            delivering.send_due(with_server(crowd, port), HOUSE)

    row = rows_of(crowd)["q050"]
    assert (row.state, row.code, row.doubts) == ("failed", "unknown", 2)


def test_a_mail_that_comes_back_before_it_is_marked_stays_returned(crowd: Scene) -> None:
    # A server on this machine can return a mail before our own mark is written.
    db = crowd.installation.house(HOUSE)

    def come_back(moment: Moment) -> None:
        if moment.step == "body" and moment.recipient == address_of("q005"):
            mail = rows_of(crowd)["q005"].id
            mark = sealing.mail_mark(crowd.installation.link_key, mail)
            bouncing.take_in(crowd.installation, Report((mail,), hard=True, status="5.1.1", marks=(mark,)))

    inbox = Inbox(come_back)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(crowd, port), HOUSE)

    row = rows_of(crowd)["q005"]
    assert (row.state, row.code) == ("failed", "5.1.1")
    assert row.sent_on is not None
    assert db.query("SELECT count(*) FROM outbox WHERE state = 'sent'")[0][0] == 99


def test_two_senders_at_once_send_everything_once(crowd: Scene) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        running = [mail_workers.start_sending(crowd.folder, HOUSE, port) for _ in range(3)]
        replies = [process.communicate(timeout=60) for process in running]

    assert [errors for _, errors in replies] == ["", "", ""]
    assert sorted(inbox.recipients) == EVERYBODY
    assert states_of(crowd) == {"sent": 100}


def test_while_somebody_sends_another_does_nothing(crowd: Scene) -> None:
    inner: list[Sent] = []

    def send_too(moment: Moment) -> None:
        if moment.step == "body" and moment.number == 3:
            inner.append(delivering.send_due(with_server(crowd, ports[0]), HOUSE))

    inbox, ports = Inbox(send_too), []
    with mail_server(inbox) as port:
        ports.append(port)
        delivering.send_due(with_server(crowd, port), HOUSE)

    assert inner == [Sent(busy=True)]
    assert sorted(inbox.recipients) == EVERYBODY


def kill_while_sending(scene: Scene, inbox: Inbox, port: int, after: int) -> None:
    """Start a sender and kill it when the server has taken so many mails, or when it is done."""
    enough, wanted = threading.Event(), len(inbox.taken) + after
    inbox.fault = lambda _moment: enough.set() if len(inbox.taken) >= wanted else None
    with mail_workers.start_sending(scene.folder, HOUSE, port) as process:
        while not enough.wait(0.02) and process.poll() is None:
            pass
        process.kill()
        process.communicate()


def test_after_kills_in_the_batch_nobody_is_lost_and_a_kill_doubles_at_most_one_mail(crowd: Scene) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        for number in range(KILLS):
            kill_while_sending(crowd, inbox, port, after=1 + number % 7)
        delivering.send_due(with_server(crowd, port), HOUSE)

    counts = Counter(inbox.recipients)
    assert sorted(counts) == EVERYBODY
    assert max(counts.values()) <= 2
    assert sum(number - 1 for number in counts.values()) <= KILLS
    assert all(len(set(inbox.message_ids(recipient))) == 1 for recipient in counts)
    assert states_of(crowd) == {"sent": 100}
    assert crowd.installation.house(HOUSE).query("PRAGMA integrity_check")[0][0] == "ok"


def test_a_mail_that_was_left_claimed_goes_last_with_its_own_number(crowd: Scene) -> None:
    db = crowd.installation.house(HOUSE)
    left = rows_of(crowd)["q050"].id
    with db.atomic():
        db.execute("UPDATE outbox SET state = 'claimed' WHERE id = :id", {"id": left})
    inbox = Inbox()
    crowd.clock.move(minutes=5)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(crowd, port), HOUSE)

    assert inbox.recipients[-1] == address_of("q050")
    assert inbox.message_ids(address_of("q050")) == [f"<{left}@monitor.example>"]
    assert rows_of(crowd)["q050"].doubts == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "body"])
def test_a_server_that_dies_halfway_for_good_leaves_the_rest_waiting(crowd: Scene, step: str) -> None:
    inbox = Inbox(lambda moment: DROP if len(inbox.taken) >= 37 and moment.step in (step, "connect") else None)
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(crowd, port), HOUSE)

    doubtful = 1 if step == "body" else 0
    taken = len(inbox.recipients)
    assert taken == len(set(inbox.recipients)) == 37 + doubtful
    assert sent.fault is not None
    assert states_of(crowd) == {"sent": 37, "waiting": 63}
