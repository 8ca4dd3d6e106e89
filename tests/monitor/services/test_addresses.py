"""Another address, another link, the same link once more: nobody gets a link that is not theirs, or learns of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.errors import BadInput, LinkUnknown, MonitorError, NotFound, OutOfOrder, Refused
from monitor.model import Actor
from monitor.services import addresses, answering, bouncing, opting_out, sealing, sending
from monitor.services.publishing import close_wave
from monitor.store import invitations
from tests.monitor.services.mailed import (
    REMINDER,
    deliver,
    house,
    invitation_of,
    link_now,
    log_of,
    mail_id,
    mails_of,
    mark_of,
    put,
    send,
)
from tests.scene import (
    HOUSE,
    NOORD,
    OTHER_WAVE,
    PATTERNS,
    WAVE,
    ZUID,
    Scene,
    count_rows,
    dump_all,
    fill_in,
    house_file,
    write,
)

WHO = Actor("1 N. Voorbeeld", "192.0.2.1")


def email_of(scene: Scene, partner: str) -> str:
    rows = house(scene).query("SELECT email FROM partner WHERE id = :id", {"id": partner})
    return str(rows[0]["email"])


def change(scene: Scene, partner: str = "p01", email: str = "nieuw@partner.example") -> None:
    addresses.correct_address(scene.installation, HOUSE, WAVE, partner, email, actor=WHO)


def again(scene: Scene, partner: str = "p01") -> None:
    addresses.send_again(scene.installation, HOUSE, WAVE, partner, actor=WHO)


def revoke(scene: Scene, partner: str = "p01") -> None:
    addresses.revoke_link(scene.installation, HOUSE, WAVE, partner, actor=WHO)


def bounce(scene: Scene, partner: str = "p01", **which: object) -> None:
    text = f"X-Veiligheidshuis-Mail: {mark_of(scene, mail_id(scene, partner, **which))}"  # type: ignore[arg-type]
    bouncing.enter_returned(scene.installation, HOUSE, WAVE, text, actor=WHO)


def answer(scene: Scene, partner: str = "p01", overleg: int = NOORD) -> None:
    fill_in(scene.installation, HOUSE, scene.token(partner), {overleg: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token(partner))


def works(scene: Scene, token: str) -> bool:
    try:
        answering.visit(scene.installation, HOUSE, token)
    except LinkUnknown:
        return False
    return True


def test_as_long_as_no_mail_left_an_address_changes_and_the_first_invitation_goes_there(scene: Scene) -> None:
    put(scene)

    change(scene, email=" Nieuw@Partner.example ")

    assert email_of(scene, "p01") == "nieuw@partner.example"
    assert mails_of(scene, "p01") == [("invitation", 0, "waiting")]
    assert works(scene, scene.token("p01"))


@pytest.mark.parametrize("state", ["sent", "claimed"])
@pytest.mark.parametrize("answered", [False, True])
def test_once_a_mail_left_an_address_stays_whether_or_not_its_person_answered(
    scene: Scene, state: str, answered: bool
) -> None:
    send(scene)
    if answered:
        answer(scene)
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = :state", {"state": state})
    before = dump_all(scene)

    with pytest.raises(Refused, match="er ging al een mail heen"):
        change(scene)

    assert dump_all(scene) == before


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_a_mail_of_which_nobody_knows_whether_it_left_counts_as_left(scene: Scene, state: str) -> None:
    put(scene)
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET doubts = 1, code = 'unknown', state = :state", {"state": state})

    with pytest.raises(Refused):
        change(scene)


def test_after_a_bounce_the_new_address_gets_an_invitation_with_a_link_of_its_own(scene: Scene) -> None:
    send(scene)
    bounce(scene)
    after_bounce = link_now(scene, "p01")

    change(scene)

    assert mails_of(scene, "p01") == [("invitation", 0, "failed"), ("invitation", 1, "waiting")]
    assert invitation_of(scene, "p01")["unreached"] == 0
    assert [works(scene, link) for link in (scene.token("p01"), after_bounce, link_now(scene, "p01"))] == [0, 0, 1]
    assert log_of(scene)[-1] == ("partner.address", "p01", "done", "192.0.2.1")


def test_the_second_address_can_bounce_and_be_changed_too(scene: Scene) -> None:
    send(scene)
    bounce(scene)
    change(scene)
    deliver(scene)
    with pytest.raises(Refused):
        change(scene, email="derde@partner.example")

    bounce(scene, round=1)
    change(scene, email="derde@partner.example")

    assert email_of(scene, "p01") == "derde@partner.example"
    assert mails_of(scene, "p01")[-1] == ("invitation", 2, "waiting")


def test_a_mark_by_hand_is_no_bounce_so_it_opens_no_way_to_somebody_elses_link(scene: Scene) -> None:
    send(scene)
    bouncing.mark(scene.installation, HOUSE, WAVE, "p01", reached=False, actor=WHO)

    with pytest.raises(Refused):
        change(scene)


def test_a_reminder_that_came_back_is_no_reason_either_since_the_invitation_arrived(scene: Scene) -> None:
    send(scene)
    send(scene, kind=REMINDER, round=1)
    bounce(scene, kind=REMINDER, round=1)

    with pytest.raises(Refused):
        change(scene)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("p02@partner.example", "staat al bij een andere partner"), ("geen adres", "geen e-mailadres"), ("", "niets")],
)
def test_a_wrong_address_changes_nothing(scene: Scene, email: str, sentence: str) -> None:
    put(scene)
    before = dump_all(scene)

    with pytest.raises(BadInput, match=sentence):
        change(scene, email=email)

    assert dump_all(scene) == before


def test_the_same_link_goes_once_more(scene: Scene) -> None:
    send(scene)

    again(scene)

    assert mails_of(scene, "p01") == [("again", 0, "waiting"), ("invitation", 0, "sent")]
    assert works(scene, scene.token("p01"))
    assert log_of(scene) == [("link.sent_again", "voorjaar p01", "done", "192.0.2.1")]


def test_a_revoked_link_is_dead_with_its_draft_and_the_new_one_is_mailed(scene: Scene) -> None:
    send(scene)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    write(scene.installation, HOUSE, scene.token("p01"), words="Woorden", contact="")
    fill_in(scene.installation, HOUSE, scene.token("p02"), {ZUID: PATTERNS[0]})
    drafts = count_rows(house_file(scene), "draft")

    revoke(scene)

    assert not works(scene, scene.token("p01"))
    assert count_rows(house_file(scene), "draft") == drafts - 2
    found = answering.visit(scene.installation, HOUSE, link_now(scene, "p01"))
    assert found.draft == answering.Draft()
    assert sealing.hash_token(found.token) == invitation_of(scene, "p01")["token_hash"]
    assert mails_of(scene, "p01") == [("again", 0, "waiting"), ("invitation", 0, "sent")]


def test_a_revoked_link_can_be_filled_in_from_the_start(scene: Scene) -> None:
    send(scene)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    revoke(scene)
    new = link_now(scene, "p01")

    fill_in(scene.installation, HOUSE, new, {NOORD: PATTERNS[1]})
    sending.send(scene.installation, HOUSE, new)

    assert answering.visit(scene.installation, HOUSE, new).received
    assert count_rows(house_file(scene), "draft", "wave_id = 'voorjaar'") == 0


def test_the_number_of_drafts_tells_not_whether_a_revoked_link_had_one(scene: Scene) -> None:
    send(scene)
    for partner in ("p01", "p02"):
        fill_in(scene.installation, HOUSE, scene.token(partner), {int(partner[-1]) - 1: PATTERNS[0]})
    begun = invitations.count_begun(house(scene), WAVE)

    revoke(scene, "p01")

    assert invitations.count_begun(house(scene), WAVE) == begun


ACTS: dict[str, Callable[[Scene], None]] = {"again": again, "revoke": revoke, "change": change}


@pytest.mark.parametrize("act", ACTS)
def test_for_who_answered_everything_goes_the_same_way(scene: Scene, act: str) -> None:
    def try_it(partner: str) -> tuple[str, list[tuple[str, int, str]], tuple[str, str, str, str] | None]:
        said = ""
        try:
            {"again": again, "revoke": revoke, "change": change}[act](scene, partner)
        except MonitorError as error:
            said = str(error)
        last = log_of(scene)[-1] if log_of(scene) else None
        return said, mails_of(scene, partner), last and (last[0], last[1].replace(partner, ""), *last[2:])

    send(scene)
    answer(scene, "p01")

    assert try_it("p01") == try_it("p02")


def test_the_new_link_of_who_answered_says_that_it_was_received(scene: Scene) -> None:
    send(scene)
    answer(scene)

    revoke(scene)

    assert not works(scene, scene.token("p01"))
    assert answering.visit(scene.installation, HOUSE, link_now(scene, "p01")).received


def refuse_mails(scene: Scene) -> None:
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))


def mark_unreached(scene: Scene) -> None:
    bouncing.mark(scene.installation, HOUSE, WAVE, "p01", reached=False, actor=WHO)


def close(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)


def ask_five_times(scene: Scene) -> None:
    for _ in range(5):
        again(scene)
        deliver(scene)


@pytest.mark.parametrize("act", [again, revoke])
@pytest.mark.parametrize(
    ("before", "error", "sentence"),
    [
        (refuse_mails, Refused, "wil geen mails meer"),
        (mark_unreached, Refused, "neemt geen mail aan"),
        (ask_five_times, Refused, "al 5 keer opnieuw"),
        (close, NotFound, "niet uitgenodigd"),
    ],
)
def test_no_link_goes_to_who_wants_none_cannot_get_one_or_had_enough(
    scene: Scene,
    act: Callable[[Scene], None],
    before: Callable[[Scene], None],
    error: type[MonitorError],
    sentence: str,
) -> None:
    send(scene)
    before(scene)
    kept = dump_all(scene)

    with pytest.raises(error, match=sentence):
        act(scene)

    assert dump_all(scene) == kept


def test_before_the_invitation_left_no_second_mail_is_made(scene: Scene) -> None:
    put(scene)

    with pytest.raises(OutOfOrder, match="moet nog vertrekken"):
        again(scene)


def test_a_reminder_that_came_back_silently_refuses_nothing_to_the_coordinator(scene: Scene) -> None:
    send(scene)
    send(scene, kind=REMINDER, round=1)
    bounce(scene, kind=REMINDER, round=1)

    again(scene)

    assert mails_of(scene, "p01")[0] == ("again", 0, "waiting")


@pytest.mark.parametrize("partner", ["niemand", "", "p01' OR 1=1 --"])
def test_somebody_who_was_not_invited_is_not_found(scene: Scene, partner: str) -> None:
    for act in (again, revoke, change):
        with pytest.raises(NotFound):
            act(scene, partner)


def test_the_other_wave_keeps_its_links(scene: Scene) -> None:
    send(scene)

    revoke(scene)

    assert works(scene, scene.token("p01", wave=OTHER_WAVE))
