"""The numbers of a wave's mails: none of them is a live count of who answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.errors import NotFound, OutOfOrder
from monitor.model import Actor
from monitor.services import bouncing, mail_numbers, opting_out, personal_data, reminding, sending
from monitor.services.mail_numbers import MailNumbers, Sent, may_tell
from monitor.services.publishing import close_wave
from monitor.store import outbox
from monitor.store.wave_mails import Flags
from monitor.store.waves import select_wave
from tests.monitor.services.mailed import AGAIN, REMINDER, deliver, house, log_of, mail_id, plan, put, send
from tests.scene import HOUSE, NOORD, OTHER_WAVE, PARTNERS, PATTERNS, WAVE, ZUID, Scene, dump_all, fill_in

WHO = Actor("1 N. Voorbeeld", "192.0.2.1")


def numbers(scene: Scene) -> MailNumbers:
    return mail_numbers.mail_numbers(scene.installation, HOUSE, WAVE)


def reminded(scene: Scene) -> list[int | None]:
    return [one.silent for one in numbers(scene).reminders]


def answer(scene: Scene, partner: str) -> None:
    overleg = NOORD if int(partner[1:]) % 2 else ZUID
    fill_in(scene.installation, HOUSE, scene.token(partner), {overleg: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token(partner))


def remind(scene: Scene, number: int, partners: list[str]) -> None:
    plan(scene, number, state="decided", decided=True, silent=len(partners))
    send(scene, partners, kind=REMINDER, round=number)


def test_invitations_are_counted_as_left_waiting_and_returned(scene: Scene) -> None:
    send(scene, PARTNERS[:20], wave=OTHER_WAVE)
    send(scene, PARTNERS[:10])
    put(scene, PARTNERS[10:16])
    with house(scene).atomic():
        house(scene).execute(
            "UPDATE outbox SET state = 'failed', code = '5.1.1' WHERE wave_id = :wave AND state = 'sent' AND "
            "invitation_id IN (SELECT id FROM invitation WHERE partner_id IN ('p01', 'p02'))",
            {"wave": WAVE},
        )

    assert numbers(scene).invitations == Sent(left=10, waiting=6, returned=2)


def test_a_mail_of_which_nobody_knows_whether_it_arrived_counts_as_left(scene: Scene) -> None:
    put(scene, PARTNERS[:3])
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = 'failed', code = 'unknown', doubts = 2")

    assert numbers(scene).invitations == Sent(left=3, waiting=0, returned=0, unsure=3)


def test_a_mail_that_the_server_did_not_take_is_told_apart_from_one_that_came_back(scene: Scene) -> None:
    send(scene, PARTNERS[:4])
    put(scene, PARTNERS[4:7])
    with house(scene).atomic():
        for partner in ("p01", "p05", "p06"):
            house(scene).execute(
                "UPDATE outbox SET state = 'failed', code = '554 5.7.1' WHERE id = :id", {"id": mail_id(scene, partner)}
            )

    assert numbers(scene).invitations == Sent(left=4, waiting=1, returned=1, undelivered=2)


def test_what_was_once_told_as_left_stays_so_when_the_server_puts_the_mail_off(scene: Scene) -> None:
    db, now = house(scene), scene.clock()
    put(scene, PARTNERS[:3])
    mail = mail_id(scene, "p02")
    with db.atomic():
        outbox.update_mail_state(db, mail, outbox.MailState.CLAIMED)
        outbox.update_doubted(db, mail, due_at=now, day=now.date())
    assert numbers(scene).invitations == Sent(left=1, waiting=3, returned=0)

    with db.atomic():
        outbox.update_mail_state(db, mail, outbox.MailState.CLAIMED)
        outbox.update_later(db, mail, due_at=now, tries=1, code="451")

    assert numbers(scene).invitations == Sent(left=1, waiting=3, returned=0)


def test_the_link_once_more_is_counted_too(scene: Scene) -> None:
    send(scene)
    send(scene, ["p01"], kind=AGAIN)
    put(scene, ["p02"], kind=AGAIN)

    assert numbers(scene).again == Sent(left=1, waiting=1, returned=0)
    assert numbers(scene).invitations.left == 24


def test_a_try_out_counts_nowhere(scene: Scene) -> None:
    before = numbers(scene)
    with house(scene).atomic():
        house(scene).execute(
            "INSERT INTO invitation (id, wave_id, link_number, token_hash, outcome, begun, opted_out, unreached, test, "
            "beroepsgroep, organisatietype) VALUES ('t', :wave, 1, :hash, 'geen_reactie', 0, 1, 1, 1, 0, 0)",
            {"wave": WAVE, "hash": b"t"},
        )

    assert numbers(scene) == before


def test_how_many_had_not_answered_at_a_reminder_is_told_from_the_day_after(scene: Scene) -> None:
    send(scene)
    remind(scene, 1, list(PARTNERS[:18]))
    assert [(one.silent, one.too_soon) for one in numbers(scene).reminders] == [(None, True)]

    scene.clock.move(days=1)

    assert [(one.silent, one.too_soon) for one in numbers(scene).reminders] == [(18, False)]


@pytest.mark.parametrize(("got", "told"), [(2, False), (3, True), (21, True), (22, False), (24, False), (0, False)])
def test_it_is_told_only_where_three_had_answered_and_three_had_not(scene: Scene, got: int, told: bool) -> None:
    send(scene)
    remind(scene, 1, list(PARTNERS[:got]))
    scene.clock.move(days=1)

    assert reminded(scene) == [got if told else None]


def test_who_is_known_by_name_counts_on_neither_side(scene: Scene) -> None:
    # 19 got it. Of the 5 others 3 are known by name, so it would tell of 2 that they answered.
    send(scene)
    remind(scene, 1, list(PARTNERS[:19]))
    for partner in PARTNERS[-3:]:
        opting_out.opt_out(scene.installation, HOUSE, scene.token(partner))
    scene.clock.move(days=1)

    assert reminded(scene) == [None]


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("act", ["mark", "opt out", "delete"])
def test_the_number_does_not_hang_on_who_was_marked_before_the_reminder(scene: Scene, act: str, answered: bool) -> None:
    # Were it how many mails left, the counts of the response less this number would say what the marked person did.
    send(scene)
    for partner in (*PARTNERS[10:20:2], "p01" if answered else "p03"):
        answer(scene, partner)
    if act == "mark":
        bouncing.mark(scene.installation, HOUSE, WAVE, "p01", reached=False, actor=WHO)
    elif act == "opt out":
        opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))
    else:
        with house(scene).atomic():
            personal_data.remove_partners(scene.installation, house(scene), ["p01"])
    plan(scene, 1)
    scene.clock.move(days=1)

    reminding.decide_due(scene.installation, HOUSE)
    scene.clock.move(days=1)

    assert reminded(scene) == [18]


@given(invited=st.integers(0, 60), sent=st.integers(0, 60), known=st.integers(0, 60), of_known=st.integers(0, 60))
def test_whatever_the_known_did_three_others_stand_on_either_side(
    invited: int, sent: int, known: int, of_known: int
) -> None:
    # of_known: how many of the persons known by name got the reminder.
    assume(sent <= invited and known <= invited and of_known <= min(known, sent) and sent - of_known <= invited - known)

    if may_tell(sent, Flags(invited, known, 0, known)):
        assert sent - of_known >= 3
        assert invited - known - (sent - of_known) >= 3


@pytest.mark.parametrize("got", range(25))
def test_somebody_who_opts_out_hides_the_number_alike_whether_reminded_or_not(scene: Scene, got: int) -> None:
    send(scene)
    remind(scene, 1, list(PARTNERS[:got]))
    scene.clock.move(days=1)
    flags = numbers(scene).flags

    after = replace(flags, opted_out=flags.opted_out + 1, either=flags.either + 1)

    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01" if got % 2 else "p24"))
    assert numbers(scene).flags == after
    assert reminded(scene) == [got if may_tell(got, after) else None]


@pytest.mark.parametrize("days", [0, 1, 2])
def test_an_answer_changes_no_number_on_the_same_day(scene: Scene, days: int) -> None:
    send(scene, day=scene.clock().date() - timedelta(days=1))
    remind(scene, 1, list(PARTNERS[:15]))
    put(scene, PARTNERS[:15], kind=REMINDER, round=2)
    plan(scene, 2, state="decided", decided=True)
    scene.clock.move(days=days)
    before = numbers(scene)

    for partner in ("p01", "p02", "p24"):
        answer(scene, partner)

    assert numbers(scene) == before


def test_a_reminder_that_is_sent_or_dropped_changes_no_number_on_the_same_day(scene: Scene) -> None:
    send(scene)
    put(scene, PARTNERS[:15], kind=REMINDER, round=1)
    plan(scene, 1, state="decided", decided=True)
    before = numbers(scene)

    with house(scene).atomic():
        house(scene).execute(
            "UPDATE outbox SET state = 'dropped' WHERE kind = 'reminder' AND invitation_id IN "
            "(SELECT id FROM invitation WHERE partner_id < 'p06')"
        )
    deliver(scene, kind=REMINDER)

    assert numbers(scene) == before


@pytest.mark.parametrize("answered", [False, True])
def test_deleting_a_partner_changes_the_numbers_alike_whether_or_not_answered(scene: Scene, answered: bool) -> None:
    send(scene)
    if answered:
        answer(scene, "p20")
    remind(scene, 1, [partner for partner in PARTNERS[:20] if not (answered and partner == "p20")][:18])
    scene.clock.move(days=1)
    before = numbers(scene)

    with house(scene).atomic():
        personal_data.remove_partners(scene.installation, house(scene), ["p20"])

    after = numbers(scene)
    assert (after.invitations, after.reminders, after.again) == (before.invitations, before.reminders, before.again)
    assert after.flags == Flags(24, 1, 0, 1)
    assert [one.partner for one in after.named] == []


def test_the_named_are_who_want_no_mail_and_who_get_none_whether_or_not_they_answered(scene: Scene) -> None:
    send(scene)
    answer(scene, "p01")
    answer(scene, "p03")
    for partner in ("p01", "p02"):
        opting_out.opt_out(scene.installation, HOUSE, scene.token(partner))
    for partner in ("p03", "p04", "p02"):
        bouncing.mark(scene.installation, HOUSE, WAVE, partner, reached=False, actor=WHO)

    found = numbers(scene)

    assert [(one.partner, one.opted_out, one.unreached) for one in found.named] == [
        ("p01", True, False),
        ("p02", True, True),
        ("p03", False, True),
        ("p04", False, True),
    ]
    assert found.flags == Flags(invited=24, opted_out=2, unreached=3, either=4)


def test_after_closing_nothing_per_person_is_left(scene: Scene) -> None:
    send(scene)
    remind(scene, 1, list(PARTNERS[:15]))
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))
    scene.clock.move(days=1)

    close_wave(scene.installation, HOUSE, WAVE, early=True)

    found = numbers(scene)
    assert (found.flags, found.named, found.invitations) == (Flags(0, 0, 0, 0), (), Sent(0, 0, 0))
    assert reminded(scene) == [None]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("p01", ["p01"]),
        ("P01@PARTNER", ["p01"]),
        (" p01 ", ["p01"]),
        ("jan", ["p02"]),
        ("Ján", ["p02"]),
        ("partner.example", list(PARTNERS[:20])),
        ("p", []),
        ("", []),
        ("%", []),
        ("zz", []),
        ("..", []),
    ],
)
def test_people_are_found_by_a_part_of_name_or_address(scene: Scene, sought: str, found: list[str]) -> None:
    with house(scene).atomic():
        house(scene).execute("UPDATE partner SET name = 'Jan de Vriés' WHERE id = 'p02'")

    people = mail_numbers.find_invited(scene.installation, HOUSE, WAVE, sought)

    assert [one.partner for one in people] == found


def test_mails_are_held_and_go_on_each_with_one_line_in_the_log(scene: Scene) -> None:
    for paused in (True, True, False, False):
        mail_numbers.hold(scene.installation, HOUSE, WAVE, paused=paused, actor=WHO)
        wave = select_wave(house(scene), WAVE)
        assert wave is not None and wave.mail_paused is paused

    assert [line[:2] for line in log_of(scene)] == [("mails.held", WAVE), ("mails.resumed", WAVE)]


def test_the_mails_of_a_closed_wave_or_of_none_are_not_held(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    before = dump_all(scene)

    with pytest.raises(OutOfOrder):
        mail_numbers.hold(scene.installation, HOUSE, WAVE, paused=True, actor=WHO)
    with pytest.raises(NotFound):
        mail_numbers.hold(scene.installation, HOUSE, "bestaat-niet", paused=True, actor=WHO)

    assert dump_all(scene) == before
