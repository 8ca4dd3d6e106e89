from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.mail.settings import MailSettings
from monitor.model import Actor, Outcome
from monitor.services import addresses, audit, delivering, sending
from monitor.services.mail_results import Sent
from monitor.store.invitations import Reach
from monitor.store.outbox import MailKind
from tests.mail_scene import (
    BASE_URL,
    address_of,
    invitation_of,
    queue_mails,
    queue_noise,
    rows_of,
    states_of,
    with_server,
)
from tests.mail_server import DROP, Inbox, Moment, mail_server
from tests.scene import (
    CLOSES,
    HOUSE,
    NOORD,
    OPENS,
    OTHER_HOUSE,
    OTHER_WAVE,
    PARTNERS,
    PATTERNS,
    WAVE,
    Scene,
    answer_all,
    fill_in,
    house_file,
)

REMINDER = MailKind.REMINDER


def change(scene: Scene, sql: str, **params: object) -> None:
    """Change something behind the program's back."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(sql, params)


def test_every_invitation_goes_once_and_what_is_not_due_stays(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    queue_noise(scene)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        first, second = [delivering.send_due(installation, HOUSE) for _ in range(2)]

    assert (first, second) == (Sent(sent=24), Sent())
    assert sorted(inbox.recipients) == sorted(map(address_of, PARTNERS))
    assert {row.sent_on for row in rows_of(scene).values()} == {"2026-11-10"}
    assert states_of(scene, OTHER_WAVE) == {"waiting": 2}
    assert inbox.connections == 1


def test_a_second_row_of_the_same_mail_is_never_made(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01"])
    queue_mails(scene, ["p01"])
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)
        queue_mails(scene, ["p01"])
        delivering.send_due(with_server(scene, port), HOUSE)

    assert inbox.recipients == [address_of("p01")]


def test_a_mail_has_the_link_of_its_own_partner_on_our_own_host_and_no_other(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    links = {partner: f"{BASE_URL}{scene.link(partner)}" for partner in PARTNERS}
    for mail in inbox.mails:
        partner = str(mail["To"]).partition("@")[0]
        for part in mail.iter_parts():
            text = part.get_content()
            assert links[partner] in text
            assert not [other for name, other in links.items() if name != partner and other in text]
            assert text.count("https://") + text.count("http://") == text.count(links[partner])


def test_a_mail_whose_link_would_not_work_is_not_sent(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01", "p02"])
    change(scene, "UPDATE invitation SET link_number = 7 WHERE id = :id", id=invitation_of(scene, "p01"))
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(scene, port), HOUSE)

    assert (sent.sent, sent.failed) == (1, 1)
    assert inbox.recipients == [address_of("p02")]
    assert (rows_of(scene)["p01"].state, rows_of(scene)["p01"].code) == ("failed", "link")


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE invitation SET outcome = '{Outcome.ANSWERED}' WHERE id = :id",
        f"UPDATE invitation SET outcome = '{Outcome.INELIGIBLE}' WHERE id = :id",
        "UPDATE invitation SET opted_out = 1 WHERE id = :id",
        "UPDATE invitation SET unreached = 1 WHERE id = :id",
        "UPDATE invitation SET unreached = 2 WHERE id = :id",
        "UPDATE invitation SET partner_id = NULL WHERE id = :id",
    ],
)
def test_a_reminder_goes_only_to_who_still_is_to_get_it(scene: Scene, sql: str) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01", "p02"], kind=REMINDER, round=1)
    change(scene, sql, id=invitation_of(scene, "p01"))
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert inbox.recipients == [address_of("p02")]
    assert states_of(scene)["waiting"] == 0


def test_who_answers_while_the_batch_runs_gets_no_reminder(scene: Scene) -> None:
    # p03 presses Versturen when the first mail of the batch is already with the server.
    fill_in(scene.installation, HOUSE, scene.token("p03"), {NOORD: PATTERNS[0]})
    queue_mails(scene, PARTNERS[:5], kind=REMINDER, round=1)
    waiting = {"p03"}

    def answer(moment: Moment) -> None:
        if moment.step == "rcpt" and not moment.recipient.startswith("p03") and waiting:
            sending.send(scene.installation, HOUSE, scene.token(waiting.pop()))

    inbox = Inbox(answer)
    change(
        scene,
        "UPDATE outbox SET due_at = '2026-11-10T09:00:00+00:00' WHERE invitation_id <> :id",
        id=invitation_of(scene, "p03"),
    )
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert len(inbox.recipients) == 4
    assert address_of("p03") not in inbox.recipients
    assert rows_of(scene)["p03"].state == "dropped"


@pytest.mark.parametrize(("fault", "reminders"), [(DROP, 1), ("451 4.7.1 later", None), (None, 1)])
def test_who_answers_after_a_reminder_that_may_have_left_had_one(
    scene: Scene, fault: str | None, reminders: int | None
) -> None:
    inbox = Inbox(lambda moment: fault if moment.step == "body" else None)
    fill_in(scene.installation, HOUSE, scene.token("p03"), {NOORD: PATTERNS[0]})
    queue_mails(scene, ["p03"], kind=REMINDER, round=1)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)
    sending.send(scene.installation, HOUSE, scene.token("p03"))

    found = scene.installation.house(HOUSE).query(
        "SELECT round FROM invitation WHERE id = :id", {"id": invitation_of(scene, "p03")}
    )
    assert found[0]["round"] == reminders


def test_an_invitation_and_a_link_asked_again_go_whether_somebody_answered_or_not(scene: Scene) -> None:
    # If they did not, the numbers would tell a coordinator who answered.
    inbox = Inbox()
    answer_all(scene, ["p01", "p02"])
    queue_mails(scene, ["p01"], kind=MailKind.INVITATION)
    queue_mails(scene, ["p02"], kind=MailKind.AGAIN)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert sorted(inbox.recipients) == [address_of("p01"), address_of("p02")]


@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.AGAIN, REMINDER])
def test_after_the_closing_instant_or_opting_out_nothing_goes(scene: Scene, kind: MailKind) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01", "p02"], kind=kind)
    change(scene, "UPDATE invitation SET opted_out = 1 WHERE id = :id", id=invitation_of(scene, "p01"))
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        delivering.send_due(installation, HOUSE, limit=1)
        scene.clock.instant = CLOSES
        delivering.send_due(installation, HOUSE)

    assert address_of("p01") not in inbox.recipients
    assert states_of(scene)["dropped"] + states_of(scene)["sent"] == 2


def test_a_wave_that_takes_no_answers_any_more_sends_nothing(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01"])
    change(scene, "UPDATE wave SET state = 'closing' WHERE id = :wave", wave=WAVE)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert (inbox.recipients, states_of(scene)) == ([], {"dropped": 1})


def test_mails_that_are_paused_wait_and_go_on_later(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        delivering.send_due(installation, HOUSE, limit=10)
        change(scene, "UPDATE wave SET mail_paused = 1 WHERE id = :wave", wave=WAVE)
        held = delivering.send_due(installation, HOUSE)
        change(scene, "UPDATE wave SET mail_paused = 0 WHERE id = :wave", wave=WAVE)
        rest = delivering.send_due(installation, HOUSE)

    assert (held.sent, rest.sent) == (0, 14)
    assert sorted(inbox.recipients) == sorted(map(address_of, PARTNERS))


def test_pausing_holds_while_the_batch_runs(scene: Scene) -> None:
    queue_mails(scene, PARTNERS)
    paused = False

    def pause(moment: Moment) -> None:
        nonlocal paused
        if moment.step == "body" and moment.number == 4 and not paused:
            paused = True
            change(scene, "UPDATE wave SET mail_paused = 1 WHERE id = :wave", wave=WAVE)

    inbox = Inbox(pause)
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(scene, port), HOUSE)

    assert (sent.sent, len(inbox.taken)) == (5, 5)
    assert states_of(scene) == {"sent": 5, "waiting": 19}


def test_no_more_go_in_a_minute_than_the_host_allows(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port:
        installation = with_server(scene, port, per_minute=10)
        counts = [delivering.send_due(installation, HOUSE).sent for _ in range(2)]
        scene.clock.move(minutes=1)
        counts += [delivering.send_due(installation, HOUSE).sent for _ in range(2)]
        scene.clock.move(minutes=1)
        counts.append(delivering.send_due(installation, HOUSE).sent)

    assert counts == [10, 0, 10, 0, 4]


def test_no_more_go_on_a_day_than_the_host_allows_and_deleting_mails_does_not_help(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port:
        installation = with_server(scene, port, per_day=10)
        first = delivering.send_due(installation, HOUSE)
        change(scene, "DELETE FROM outbox WHERE state = 'sent'")
        scene.clock.move(hours=2)
        same_day = delivering.send_due(installation, HOUSE)
        scene.clock.move(days=1)
        next_day = delivering.send_due(installation, HOUSE)

    assert [first.sent, same_day.sent, next_day.sent] == [10, 0, 10]
    assert (first.left, same_day.left) == (14, 14)


def test_a_clock_set_back_sends_nothing_twice_and_does_not_lift_the_cap(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port:
        installation = with_server(scene, port, per_day=10)
        delivering.send_due(installation, HOUSE)
        scene.clock.move(days=1)
        delivering.send_due(installation, HOUSE)
        scene.clock.move(days=-1, hours=-2)
        back = delivering.send_due(installation, HOUSE)
        scene.clock.instant = OPENS - timedelta(hours=1)
        before = delivering.send_due(installation, HOUSE)

    assert (back.sent, before.sent) == (0, 0)
    assert len(inbox.recipients) == len(set(inbox.recipients)) == 20


def test_one_house_knows_nothing_of_the_mails_of_another(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01"], house=OTHER_HOUSE)
    queue_mails(scene, ["p02"])
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), OTHER_HOUSE)

    assert inbox.recipients == [address_of("p01")]
    assert f"/d/{OTHER_HOUSE}/" in inbox.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert states_of(scene) == {"waiting": 1}


def test_without_a_mail_server_everything_waits(scene: Scene) -> None:
    queue_mails(scene, ["p01"])

    assert delivering.send_due(replace(scene.installation, mail=MailSettings()), HOUSE) == Sent()
    assert states_of(scene) == {"waiting": 1}


def test_the_demo_writes_mails_into_its_folder_readable_by_its_user_alone(scene: Scene) -> None:
    folder = scene.folder / "mail"
    installation = replace(scene.installation, mail=MailSettings(folder=folder, sender="monitor@voorbeeld.example"))
    queue_mails(scene, ["p01", "p02"])

    sent = delivering.send_due(installation, HOUSE)

    files = sorted(folder.iterdir())
    assert sent.sent == 2
    assert [path.stem for path in files] == sorted(row.id for row in rows_of(scene).values())
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_loses_nothing(scene: Scene) -> None:
    blocked = scene.folder / "mail"
    blocked.write_text("geen map")
    installation = replace(scene.installation, mail=MailSettings(folder=blocked, sender="monitor@voorbeeld.example"))
    queue_mails(scene, ["p01"])

    sent = delivering.send_due(installation, HOUSE)

    fault = delivering.get_fault(installation, HOUSE)
    assert (sent.sent, sent.left, states_of(scene)) == (0, 1, {"waiting": 1})
    assert fault is not None and "map" in fault.sentence


def test_the_log_says_who_sent_how_many_and_of_reminders_nothing(scene: Scene) -> None:
    # A line would say that somebody had not answered, and of the only one who can be reached, who that is.
    inbox, actor = Inbox(), Actor("abc Noor", "127.0.0.1")
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        queue_mails(scene, PARTNERS[:7])
        delivering.send_due(installation, HOUSE, actor=actor)
        queue_mails(scene, PARTNERS[:7], kind=REMINDER, round=1)
        delivering.send_due(installation, HOUSE)

    db = scene.installation.house(HOUSE)
    lines = [tuple(row) for row in db.query("SELECT who, what, target, result, source FROM audit ORDER BY number")]
    assert len(inbox.recipients) == 14
    assert lines[-1:] == [("abc Noor", "mail.sent", WAVE, "7 sent", "127.0.0.1")]
    assert audit.verify(db) >= 1


def test_of_a_batch_of_reminders_nothing_is_told(scene: Scene) -> None:
    inbox, nowhere = Inbox(), with_server(scene, 1)
    queue_mails(scene, ["p01"])
    assert delivering.send_due(nowhere, HOUSE).fault is not None
    fault = delivering.get_fault(nowhere, HOUSE)
    change(scene, "UPDATE outbox SET state = 'dropped'")
    before = audit.verify(scene.installation.house(HOUSE))
    queue_mails(scene, PARTNERS[:7], kind=REMINDER, round=1)

    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(scene, port), HOUSE)

    assert len(inbox.recipients) == 7
    assert sent == Sent()
    assert delivering.get_fault(nowhere, HOUSE) == fault
    assert audit.verify(scene.installation.house(HOUSE)) == before


def test_a_server_that_takes_no_reminder_is_no_fault(scene: Scene) -> None:
    queue_mails(scene, PARTNERS[:7], kind=REMINDER, round=1)
    installation = with_server(scene, 1)

    assert delivering.send_due(installation, HOUSE) == Sent()

    assert delivering.get_fault(installation, HOUSE) is None
    assert states_of(scene) == {"waiting": 7}


@pytest.mark.parametrize("reminders", [0, 1, 4])
def test_reminders_take_no_place_under_the_limits_of_other_mails_and_the_other_way_round(
    scene: Scene, reminders: int
) -> None:
    # Were a limit shared, what waits of the others would tell how many had not answered.
    inbox = Inbox()
    with mail_server(inbox) as port:
        installation = with_server(scene, port, per_minute=3, per_day=5)
        queue_mails(scene, PARTNERS[:reminders], kind=REMINDER, round=1)
        queue_mails(scene, PARTNERS[:7])

        told, handed_over = [], []
        for _ in range(3):
            told.append(delivering.send_due(installation, HOUSE))
            handed_over.append(len(inbox.recipients))
            scene.clock.move(minutes=1)

    assert told == [Sent(sent=3, left=4), Sent(sent=2, left=2), Sent(left=2)]
    assert handed_over == [3 + min(3, reminders), 5 + reminders, 5 + reminders]


def test_no_token_stands_in_database_log_or_message_id(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS)
    with mail_server(inbox) as port, caplog.at_level(0):
        delivering.send_due(with_server(scene, port), HOUSE)

    stored = house_file(scene).read_bytes() + house_file(scene).with_suffix(".sqlite-wal").read_bytes()
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))
    for partner in PARTNERS:
        token = scene.token(partner)
        assert token.encode() not in stored
        assert token not in ours
        assert not any(token in str(mail["Message-ID"]) for mail in inbox.mails)
    for row in scene.installation.house(HOUSE).query("SELECT who, what, target, result FROM audit"):
        assert "@" not in " ".join(row)


def test_a_bad_address_of_an_invitation_is_told_and_of_a_reminder_is_not(scene: Scene) -> None:
    # A reminder goes to nobody who answered: telling that it came back would say that this person did not.
    def no_such_user(moment: Moment) -> str | None:
        return "550 5.1.1 onbekend" if moment.step == "rcpt" and moment.recipient.startswith(("p01", "p02")) else None

    inbox = Inbox(no_such_user)
    queue_mails(scene, ["p01", "p03"])
    queue_mails(scene, ["p02", "p04"], kind=REMINDER, round=1)
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(scene, port), HOUSE)

    reach = {
        row["partner_id"]: row["unreached"]
        for row in scene.installation.house(HOUSE).query(
            "SELECT partner_id, unreached FROM invitation WHERE wave_id = :wave", {"wave": WAVE}
        )
    }
    assert (sent.sent, sent.failed) == (1, 1)
    assert (reach["p01"], reach["p02"], reach["p03"]) == (Reach.RETURNED, Reach.SILENT, Reach.FINE)
    assert rows_of(scene)["p01"].code == "550 5.1.1"


def test_an_address_that_no_server_could_take_fails_by_itself(scene: Scene) -> None:
    inbox = Inbox()
    change(scene, "UPDATE partner SET email = 'é@partner.example' WHERE id = 'p01'")
    queue_mails(scene, ["p01", "p02"])
    with mail_server(inbox) as port:
        sent = delivering.send_due(with_server(scene, port), HOUSE)

    assert (sent.sent, sent.failed, rows_of(scene)["p01"].code) == (1, 1, "address")


def test_a_corrected_address_gets_the_mail_and_the_old_one_nothing(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01"])
    db = scene.installation.house(HOUSE)
    with db.atomic():
        addresses.change_address(scene.installation, db, "p01", "nieuw@partner.example")
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert inbox.recipients == ["nieuw@partner.example"]


def test_a_dry_run_tells_of_reminders_only_what_this_morning_tells(scene: Scene) -> None:
    queue_mails(scene, PARTNERS[:5])
    queue_mails(scene, PARTNERS[5:9], kind=REMINDER, round=1)
    none_yet = delivering.dry_run(scene.installation, HOUSE, WAVE)
    answer_all(scene, PARTNERS[:10])
    same_day = delivering.dry_run(scene.installation, HOUSE, WAVE)
    scene.clock.move(days=1)
    next_day = delivering.dry_run(scene.installation, HOUSE, WAVE)
    answer_all(scene, PARTNERS[10:14])
    later = delivering.dry_run(scene.installation, HOUSE, WAVE)

    assert none_yet.waiting == 5
    assert [none_yet.silent, same_day.silent, next_day.silent, later.silent] == [None, None, 14, 14]


def test_a_batch_in_another_time_zone_counts_the_day_of_the_netherlands(scene: Scene) -> None:
    inbox = Inbox()
    queue_mails(scene, ["p01"])
    scene.clock.instant = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    with mail_server(inbox) as port:
        delivering.send_due(with_server(scene, port), HOUSE)

    assert rows_of(scene)["p01"].sent_on == "2026-11-11"
