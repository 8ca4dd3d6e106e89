"""What came back: the link is replaced, nothing of the text is kept, and nobody is named by a reminder's return."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput, NotFound, Refused
from monitor.mail.bounces import Report, read_report
from monitor.model import Actor, Outcome
from monitor.services import addresses, answering, bouncing, mail_numbers, opting_out, sending
from monitor.services.house_outbox import HouseOutbox
from monitor.services.mail_results import Result, Sent, Verdict
from monitor.services.publishing import close_wave
from monitor.store import invitations
from tests.monitor.mail.bounce_samples import exchange, gmail, postfix, sendmail
from tests.monitor.services.mailed import (
    AGAIN,
    INVITATION,
    REMINDER,
    house,
    invitation_of,
    link_now,
    log_of,
    mail_id,
    mails_of,
    mark_of,
    put,
    returned,
    send,
)
from tests.scene import (
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PATTERNS,
    WAVE,
    Scene,
    count_rows,
    dump_all,
    fill_in,
    house_file,
    raw_bytes,
    write,
)

WHO = Actor("1 N. Voorbeeld", "192.0.2.1")
SHAPES = {"postfix": postfix, "exchange": exchange, "gmail": gmail, "sendmail": sendmail}


def take_in(scene: Scene, raw: bytes) -> bool:
    report = read_report(raw)
    return report is not None and bouncing.take_in(scene.installation, report)


def named(scene: Scene) -> list[str]:
    return [one.partner for one in mail_numbers.mail_numbers(scene.installation, HOUSE, WAVE).named]


def mark(scene: Scene, partner: str = "p01", *, reached: bool = False) -> None:
    bouncing.mark(scene.installation, HOUSE, WAVE, partner, reached=reached, actor=WHO)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_invitation_that_came_back_ends_its_link_its_draft_and_its_mails_and_is_told_by_name(
    scene: Scene, shape: str
) -> None:
    send(scene)
    put(scene, kind=REMINDER, round=1)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    write(scene.installation, HOUSE, scene.token("p01"), words="Woorden", contact="")
    drafts = count_rows(house_file(scene), "draft")

    assert take_in(scene, returned(SHAPES[shape], scene, mail_id(scene, "p01")))

    row = invitation_of(scene, "p01")
    assert (row["unreached"], row["link_number"]) == (1, 2)
    assert mails_of(scene, "p01") == [("invitation", 0, "failed"), ("reminder", 1, "dropped")]
    assert mails_of(scene, "p02") == [("invitation", 0, "sent"), ("reminder", 1, "waiting")]
    with pytest.raises(answering.LinkUnknown):
        answering.visit(scene.installation, HOUSE, scene.token("p01"))
    assert count_rows(house_file(scene), "draft") == drafts - 2
    assert answering.visit(scene.installation, HOUSE, link_now(scene, "p01")).draft == answering.Draft()
    assert named(scene) == ["p01"]
    assert log_of(scene) == [("mail.returned", WAVE, "done", "tick")]


def test_of_what_came_back_only_the_status_is_kept(scene: Scene) -> None:
    send(scene)

    take_in(scene, returned(postfix, scene, mail_id(scene, "p01"), body="GEHEIM-UIT-DE-MAIL"))

    assert count_rows(house_file(scene), "outbox", "code = '5.1.1'") == 1
    assert b"GEHEIM-UIT-DE-MAIL" not in raw_bytes(scene.folder)
    assert b"p.voorbeeld@gemeente.example" not in raw_bytes(scene.folder)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_a_delay_or_an_arrival_is_recognised_and_changes_nothing(scene: Scene, action: str, status: str) -> None:
    send(scene)
    before = dump_all(scene)

    assert take_in(scene, returned(postfix, scene, mail_id(scene, "p01"), action=action, status=status))

    assert dump_all(scene) == before


def test_the_same_report_again_changes_nothing(scene: Scene) -> None:
    send(scene)
    raw = returned(postfix, scene, mail_id(scene, "p01"))
    take_in(scene, raw)
    before = dump_all(scene)

    assert take_in(scene, raw)

    assert dump_all(scene) == before


@pytest.mark.parametrize("state", ["waiting", "dropped"])
def test_a_mail_that_never_left_cannot_come_back(scene: Scene, state: str) -> None:
    put(scene)
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = :state", {"state": state})
    before = dump_all(scene)

    take_in(scene, returned(postfix, scene, mail_id(scene, "p01")))

    assert dump_all(scene) == before


def test_a_report_with_an_id_that_is_not_ours_changes_nothing(scene: Scene) -> None:
    send(scene)
    before = dump_all(scene)

    assert not take_in(scene, postfix(mail="f" * 32))
    assert not take_in(scene, postfix(mail=invitation_of(scene, "p01")["id"]))

    assert dump_all(scene) == before


@given(ids=st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=5), hard=st.booleans())
def test_no_forged_report_finds_a_mail_by_guessing(original: Scene, ids: list[str], hard: bool) -> None:
    assert not bouncing.take_in(original.installation, Report(tuple(ids), hard, "5.1.1"))


def test_a_reminder_that_came_back_ends_the_link_but_is_told_of_nobody(scene: Scene) -> None:
    # Only who has not answered gets one, so naming the person would say that.
    send(scene)
    send(scene, ["p01"], kind=REMINDER, round=1)
    before = mail_numbers.mail_numbers(scene.installation, HOUSE, WAVE)

    take_in(scene, returned(postfix, scene, mail_id(scene, "p01", kind=REMINDER, round=1)))

    assert invitation_of(scene, "p01")["link_number"] == 2
    assert mail_numbers.mail_numbers(scene.installation, HOUSE, WAVE) == before
    assert log_of(scene) == []
    frame = invitations.select_frame(house(scene), WAVE)
    assert [row.outcome for row in frame].count(Outcome.UNREACHED) == 1


def test_a_returned_mail_of_who_answered_leaves_the_answers_and_the_outcome(scene: Scene) -> None:
    send(scene)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p01"))

    take_in(scene, returned(postfix, scene, mail_id(scene, "p01")))

    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1
    assert [row.outcome for row in invitations.select_frame(house(scene), WAVE)].count(Outcome.ANSWERED) == 1
    assert named(scene) == ["p01"]


def test_a_report_about_a_wave_that_was_closed_finds_nothing_any_more(scene: Scene) -> None:
    send(scene)
    raw = returned(postfix, scene, mail_id(scene, "p01"))
    close_wave(scene.installation, HOUSE, WAVE, early=True)

    assert not take_in(scene, raw)


def test_a_mail_about_no_wave_that_came_back_only_says_so(scene: Scene) -> None:
    with house(scene).atomic():
        house(scene).execute(
            "INSERT INTO outbox (id, partner_id, kind, round, state, due_at) "
            "VALUES (:id, 'p01', 'data', 0, 'sent', '2026-11-10T10:00:00+00:00')",
            {"id": "d" * 32},
        )

    assert take_in(scene, returned(postfix, scene, "d" * 32))

    assert count_rows(house_file(scene), "outbox", "state = 'failed'") == 1
    assert count_rows(house_file(scene), "invitation", "unreached <> 0 OR link_number <> 1") == 0


def test_a_returned_mail_that_is_copied_in_counts_as_the_report_would(scene: Scene) -> None:
    send(scene)
    text = f"Niet bezorgd.\nX-Veiligheidshuis-Mail:\n  {mark_of(scene, mail_id(scene, 'p01')).upper()}\n"

    assert bouncing.enter_returned(scene.installation, HOUSE, WAVE, text, actor=WHO)

    assert named(scene) == ["p01"]
    assert invitation_of(scene, "p01")["link_number"] == 2
    assert log_of(scene) == [("mail.returned", WAVE, "done", "192.0.2.1")]


# Whoever got a reply has the Message-ID; a mail server's log has it too. Neither is a sign that nothing arrived.


def forged(scene: Scene, mail: str) -> list[str]:
    """Marks that are none."""
    other = mark_of(scene, mail_id(scene, "p02"))
    return ["", f"{mail}-{'0' * 32}", f"{mail}-{other.partition('-')[2]}", mark_of(scene, mail)[:-1]]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_message_id_without_the_mark_only_stops_the_mails(scene: Scene, by_hand: bool, number: int) -> None:
    send(scene)
    put(scene, kind=REMINDER, round=1)
    mail = mail_id(scene, "p01")
    mark_ = forged(scene, mail)[number]

    if by_hand:
        text = f"Afwezig\nIn-Reply-To: <{mail}@monitor.example>\nX-Veiligheidshuis-Mail: {mark_}\n"
        assert not bouncing.enter_returned(scene.installation, HOUSE, WAVE, text, actor=WHO)
    else:
        assert take_in(scene, postfix(mail=mail, mark=mark_))

    assert named(scene) == ["p01"]
    assert mails_of(scene, "p01") == [("invitation", 0, "sent"), ("reminder", 1, "dropped")]
    assert link_now(scene, "p01") == scene.token("p01")
    assert [line[0] for line in log_of(scene)] == ["mail.returned"]
    with pytest.raises(Refused):
        addresses.correct_address(scene.installation, HOUSE, WAVE, "p01", "prive@elders.example", actor=WHO)


def test_a_message_id_without_the_mark_a_second_time_changes_nothing(scene: Scene) -> None:
    send(scene)
    send(scene, ["p02"], kind=REMINDER, round=1)
    raws = [postfix(mail=mail_id(scene, "p01"), mark=""), exchange(mail=mail_id(scene, "p02", kind=REMINDER, round=1))]
    assert [take_in(scene, raw) for raw in raws] == [True, True]
    before = dump_all(scene)

    assert [take_in(scene, raw) for raw in raws] == [True, True]

    assert dump_all(scene) == before


@pytest.mark.parametrize("state", ["waiting", "dropped"])
def test_a_message_id_of_a_mail_that_never_left_says_nothing(scene: Scene, state: str) -> None:
    put(scene)
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = :state", {"state": state})
    before = dump_all(scene)

    assert take_in(scene, postfix(mail=mail_id(scene, "p01"), mark=""))

    assert dump_all(scene) == before


@pytest.mark.parametrize("proved", [True, False])
def test_a_reminder_that_came_back_leaves_the_link_that_was_asked_for_again(scene: Scene, proved: bool) -> None:
    # It waits for whoever answered too: were it dropped, the numbers of the page would say who had not.
    send(scene)
    send(scene, ["p01"], kind=REMINDER, round=1)
    put(scene, ["p01"], kind=AGAIN)
    put(scene, ["p01"], kind=REMINDER, round=2)
    mail = mail_id(scene, "p01", kind=REMINDER, round=1)

    take_in(scene, postfix(mail=mail, mark=mark_of(scene, mail) if proved else ""))

    states = [("again", 0, "waiting"), ("invitation", 0, "sent"), ("reminder", 1, "failed" if proved else "sent")]
    assert mails_of(scene, "p01") == [*states, ("reminder", 2, "dropped")]
    assert (named(scene), log_of(scene)) == ([], [])


def test_an_invitation_that_a_mark_dropped_goes_once_the_mark_is_taken_back(scene: Scene) -> None:
    # Without it the first mail would be a reminder, which goes only to who has not answered.
    put(scene, ["p01", "p02"])
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p02"))
    for partner in ("p01", "p02"):
        mark(scene, partner)
        assert mails_of(scene, partner) == [("invitation", 0, "dropped")]

    for partner in ("p01", "p02"):
        mark(scene, partner, reached=True)

    assert mails_of(scene, "p01") == [("invitation", 0, "waiting")]
    assert mails_of(scene, "p02") == [("invitation", 0, "dropped")]


def test_a_copied_text_without_a_mail_of_this_wave_is_refused(scene: Scene) -> None:
    send(scene)
    send(scene, wave=OTHER_WAVE)
    before = dump_all(scene)
    foreign = mail_id(scene, "p01", wave=OTHER_WAVE)

    for text in ("Uw bericht kwam niet aan.", f"<{'0' * 32}@monitor.example>", f"<{foreign}@monitor.example>"):
        with pytest.raises(BadInput, match="Message-ID"):
            bouncing.enter_returned(scene.installation, HOUSE, WAVE, text, actor=WHO)
    with pytest.raises(BadInput):
        bouncing.enter_returned(
            scene.installation, OTHER_HOUSE, WAVE, f"<{mail_id(scene, 'p01')}@monitor.example>", actor=WHO
        )

    assert dump_all(scene) == before


def test_a_mark_by_hand_drops_what_waits_keeps_the_link_and_can_be_taken_back(scene: Scene) -> None:
    send(scene)
    put(scene, kind=REMINDER, round=1)

    mark(scene)

    assert named(scene) == ["p01"]
    assert mails_of(scene, "p01") == [("invitation", 0, "sent"), ("reminder", 1, "dropped")]
    assert not answering.visit(scene.installation, HOUSE, scene.token("p01")).received
    mark(scene, reached=True)
    assert named(scene) == []
    assert log_of(scene) == [
        ("partner.unreached", "voorjaar p01", "done", "192.0.2.1"),
        ("partner.reached", "voorjaar p01", "done", "192.0.2.1"),
    ]


def test_a_mark_goes_the_same_way_for_who_answered(scene: Scene) -> None:
    send(scene)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p01"))

    for partner in ("p01", "p02"):
        mark(scene, partner)

    assert named(scene) == ["p01", "p02"]
    assert mails_of(scene, "p01") == mails_of(scene, "p02")


@pytest.mark.parametrize("before", [False, True])
def test_a_reminder_that_comes_back_does_not_take_a_name_off_the_list(scene: Scene, before: bool) -> None:
    send(scene)
    send(scene, ["p01", "p02"], kind=REMINDER, round=1)
    if before:
        mark(scene)

    for partner in ("p01", "p02"):
        report = Report((mail_id(scene, partner, kind=REMINDER, round=1),), hard=True, status="5.1.1")
        assert bouncing.take_in(scene.installation, report)

    assert named(scene) == (["p01"] if before else [])


def test_a_reminder_that_is_refused_while_somebody_marks_its_person_does_not_either(scene: Scene) -> None:
    put(scene, ["p01", "p02"], kind=REMINDER, round=1)
    queue = HouseOutbox(scene.installation, HOUSE)
    mails = [mail_id(scene, partner, kind=REMINDER, round=1) for partner in ("p01", "p02")]
    assert [queue.claim(mail, ()) for mail in mails] == [True, True]
    mark(scene)

    queue.settle([Result(mail, Verdict.NO_ADDRESS, "5.1.1") for mail in mails], Sent())

    assert named(scene) == ["p01"]
    assert [invitation_of(scene, partner)["unreached"] for partner in ("p01", "p02", "p03")] == [1, 2, 0]


def test_only_who_was_invited_can_be_marked(scene: Scene) -> None:
    for partner in ("niemand", ""):
        with pytest.raises(NotFound):
            mark(scene, partner)


def test_what_every_kind_of_mail_says_of_its_person() -> None:
    assert bouncing.reach_after(INVITATION) is bouncing.reach_after(AGAIN) is invitations.Reach.RETURNED
    assert bouncing.reach_after(REMINDER) is invitations.Reach.SILENT
