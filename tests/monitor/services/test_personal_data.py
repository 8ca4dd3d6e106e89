"""What is kept about a partner goes to that partner alone; a deleted one is gone from list, links and bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import LinkUnknown, NotFound, OutOfOrder, Refused
from monitor.mail.settings import MailSettings
from monitor.model import Actor, MembershipState, Outcome
from monitor.services import answering, audit, personal_data, progress, sealing, sending
from monitor.services.installation import Installation
from monitor.services.personal_data import delete_partner, describe, remove_partners, request_copy
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.queueing import queue
from monitor.store import invitations, lists, vault
from monitor.store import personal_data as kept
from monitor.store.database import Database
from monitor.store.outbox import MailKind
from tests.scene import (
    BOTH,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PARTNERS,
    PATTERNS,
    WAVE,
    Scene,
    answer_all,
    copy_scene,
    count_rows,
    dump,
    fill_in,
    house_file,
    raw_bytes,
    write,
)

COORDINATOR = Actor("a1 Coördinator", "192.0.2.7")
NOBODY_THERE = "bestaat-niet"


@pytest.fixture
def mailing(scene: Scene, tmp_path: Path) -> Scene:
    """The scene, in an installation from which mail can leave."""
    return replace(
        scene,
        installation=replace(scene.installation, mail=MailSettings(folder=tmp_path / "mail", sender="a@b.example")),
    )


def database(scene: Scene, house: str = HOUSE) -> Database:
    return scene.installation.house(house)


def text_of(scene: Scene, partner: str) -> str:
    return "\n".join(f"{line.what}: {line.text}" for line in describe(scene.installation, HOUSE, partner))


def invitation_of(scene: Scene, partner: str, wave: str = WAVE) -> str:
    rows = database(scene).query(
        "SELECT id FROM invitation WHERE wave_id = :wave AND partner_id = :partner", {"wave": wave, "partner": partner}
    )
    return str(rows[0]["id"])


def send_one(scene: Scene, partner: str, kind: MailKind, day: str) -> None:
    """A mail of the wave that left on a day."""
    db = database(scene)
    with db.atomic():
        queue(db, WAVE, [invitation_of(scene, partner)], kind=kind, due_at=scene.clock())
        db.execute(
            "UPDATE outbox SET state = 'sent', sent_on = :day WHERE invitation_id = :id AND kind = :kind",
            {"day": day, "id": invitation_of(scene, partner), "kind": kind},
        )


def answer(scene: Scene, partner: str) -> None:
    fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token(partner))


def begin(scene: Scene, partner: str) -> None:
    fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})


def absent(scene: Scene, partner: str) -> None:
    sending.report_absent(scene.installation, HOUSE, scene.token(partner))


def nothing(scene: Scene, partner: str) -> None:
    """Do not touch the link."""


STATES: list[Callable[[Scene, str], None]] = [nothing, begin, answer, absent]


def test_the_description_holds_all_of_the_list_and_every_mail_with_its_day(scene: Scene) -> None:
    db = database(scene)
    db.execute(f"UPDATE partner SET name = 'Noor Voorbeeld', gender = 'v', language = 'en' WHERE id = '{BOTH}'")
    send_one(scene, BOTH, MailKind.INVITATION, "2026-11-02")
    send_one(scene, BOTH, MailKind.REMINDER, "2026-11-09")
    send_one(scene, "p01", MailKind.INVITATION, "2026-11-03")

    text = text_of(scene, BOTH)

    for told in (
        *("p24@partner.example", "Noor Voorbeeld", "Medewerker Politie", "Overleg Noord, Overleg Zuid", "Engels"),
        *("vrouw", "Meting voorjaar", "Meting najaar", "30 november 2026"),
        "uitnodiging op 2 november 2026; herinnering op 9 november 2026.",
        "Meting voorjaar: 1 november 2031",
    ):
        assert told in text
    assert "3 november" not in text


@pytest.mark.parametrize("do", STATES)
def test_the_description_is_the_same_whether_the_partner_answered_or_not(
    scene: Scene, do: Callable[[Scene, str], None]
) -> None:
    before = describe(scene.installation, HOUSE, "p05")

    do(scene, "p05")

    assert describe(scene.installation, HOUSE, "p05") == before


def test_after_a_link_was_replaced_the_description_names_no_mails_of_before(scene: Scene) -> None:
    send_one(scene, "p05", MailKind.INVITATION, "2026-11-02")
    database(scene).execute("UPDATE invitation SET link_number = 2 WHERE partner_id = 'p05'")

    text = text_of(scene, "p05")

    assert "2 november 2026" not in text
    assert "Uw link is vervangen" in text


def test_a_reminder_that_came_back_is_left_out_since_it_goes_only_to_who_has_not_answered(scene: Scene) -> None:
    before = text_of(scene, "p05")

    database(scene).execute("UPDATE invitation SET unreached = 2 WHERE partner_id = 'p05'")
    silent = text_of(scene, "p05")
    database(scene).execute("UPDATE invitation SET unreached = 1 WHERE partner_id = 'p05'")

    assert silent == before
    assert "Mail aan u komt niet aan, volgens de mailserver of de coördinator." in text_of(scene, "p05")


def test_after_closing_the_description_knows_no_invitation_and_says_when_answers_go(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    close_wave(scene.installation, HOUSE, OTHER_WAVE, early=True)

    text = text_of(scene, "p05")

    assert "U bent uitgenodigd" not in text
    assert "Meting voorjaar: 1 november 2031" in text


def test_describing_changes_nothing_and_an_unknown_partner_is_not_found(scene: Scene) -> None:
    before = dump(house_file(scene))

    describe(scene.installation, HOUSE, "p05")
    for house, partner in ((HOUSE, NOBODY_THERE), ("nergens", "p05")):
        with pytest.raises(NotFound):
            describe(scene.installation, house, partner)

    assert dump(house_file(scene)) == before


def test_a_copy_is_one_mail_to_the_partner_with_a_line_in_the_log_that_names_no_address(mailing: Scene) -> None:
    request_copy(mailing.installation, HOUSE, "p05", actor=COORDINATOR)

    [row] = database(mailing).query("SELECT partner_id, invitation_id, wave_id, kind, state, code FROM outbox")
    assert tuple(row) == ("p05", None, None, "data", "waiting", "")
    [line] = database(mailing).query("SELECT who, what, target, result, source FROM audit")
    assert tuple(line) == ("a1 Coördinator", "personal_data.requested", "p05", "done", "192.0.2.7")
    assert count_rows(house_file(mailing, OTHER_HOUSE), "outbox") == 0


def test_a_partner_gets_one_copy_a_day_and_none_while_one_is_on_its_way(mailing: Scene) -> None:
    own, db = mailing.installation, database(mailing)
    request_copy(own, HOUSE, "p05", actor=COORDINATOR)
    for state in ("waiting", "claimed", "sent", "failed"):
        db.execute("UPDATE outbox SET state = :state", {"state": state})
        with pytest.raises(OutOfOrder, match="Morgen"):
            request_copy(own, HOUSE, "p05", actor=COORDINATOR)
    request_copy(own, HOUSE, "p06", actor=COORDINATOR)

    mailing.clock.instant = mailing.clock.instant.replace(hour=23, minute=30)  # half past midnight in the Netherlands
    db.execute("UPDATE outbox SET state = 'claimed' WHERE partner_id = 'p05'")
    with pytest.raises(OutOfOrder):
        request_copy(own, HOUSE, "p05", actor=COORDINATOR)
    db.execute("UPDATE outbox SET state = 'sent', sent_on = '2026-11-10' WHERE partner_id = 'p05'")
    request_copy(own, HOUSE, "p05", actor=COORDINATOR)

    assert [row["state"] for row in db.query("SELECT state FROM outbox WHERE partner_id = 'p05'")] == ["waiting"]
    assert count_rows(house_file(mailing), "audit") == 3


def test_no_copy_is_queued_where_no_mail_can_leave_or_for_nobody(scene: Scene, mailing: Scene) -> None:
    with pytest.raises(Refused, match="geen mail versturen"):
        request_copy(scene.installation, HOUSE, "p05", actor=COORDINATOR)
    with pytest.raises(NotFound):
        request_copy(mailing.installation, HOUSE, NOBODY_THERE, actor=COORDINATOR)

    assert count_rows(house_file(scene), "outbox") == count_rows(house_file(scene), "audit") == 0


def test_a_deleted_partner_is_off_the_list_and_the_invitation_stays_without_a_person(scene: Scene) -> None:
    before = invitations.select_frame(database(scene), WAVE)

    wiped = delete_partner(scene.installation, HOUSE, BOTH, actor=COORDINATOR)

    db = database(scene)
    assert wiped
    assert [partner.id for partner in lists.select_partners(db)] == list(PARTNERS[:-1])
    assert count_rows(house_file(scene), "partner_overleg", f"partner_id = '{BOTH}'") == 0
    for wave in (WAVE, OTHER_WAVE):
        [row] = db.query(
            "SELECT opted_out, link_number FROM invitation WHERE partner_id IS NULL AND wave_id = :wave", {"wave": wave}
        )
        assert tuple(row) == (1, 2)
    after = invitations.select_frame(db, WAVE)
    assert len(after) == len(before)
    assert [row.outcome for row in after].count(Outcome.REFUSED) == 1
    assert sorted(len(row.memberships) for row in after) == sorted(len(row.memberships) for row in before)


@pytest.mark.parametrize("do", STATES)
def test_the_link_of_a_deleted_partner_is_dead_and_the_draft_and_words_are_destroyed(
    scene: Scene, do: Callable[[Scene, str], None]
) -> None:
    do(scene, "p05")
    token = scene.token("p05")
    if do is begin:
        write(scene.installation, HOUSE, token, words="Niet te lang.", contact="ik@elders.example")
        assert count_rows(house_file(scene), "draft", f"wave_id = '{WAVE}'") == 2

    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    with pytest.raises(LinkUnknown):
        answering.visit(scene.installation, HOUSE, token)
    assert count_rows(house_file(scene), "draft", f"wave_id = '{WAVE}'") == 0
    assert count_rows(house_file(scene), "draft", f"wave_id = '{OTHER_WAVE}'") == 1  # p02's


def test_the_link_with_the_next_number_does_not_work_either(scene: Scene) -> None:
    [found] = [one for one in kept.select_live(database(scene), "p05") if one.wave == WAVE]

    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    for number in (1, 2, 3):
        token = sealing.make_token(
            scene.installation.link_key, wave_secret=found.secret, invitation=found.id, link_number=number
        )
        with pytest.raises(LinkUnknown):
            answering.visit(scene.installation, HOUSE, token)


@pytest.mark.parametrize("do", STATES)
def test_what_a_coordinator_sees_of_a_running_wave_does_not_change_with_a_deletion(
    scene: Scene, do: Callable[[Scene, str], None]
) -> None:
    # Twelve answers show counts in both overleggen; the deleted partner is one more of whatever kind.
    answer_all(scene, PARTNERS[6:18])
    do(scene, "p05")
    scene.clock.move(days=1)
    before = progress.progress(scene.installation, HOUSE, WAVE)
    drafts = progress.open_drafts(scene.installation, HOUSE, WAVE)

    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    assert progress.progress(scene.installation, HOUSE, WAVE) == before
    assert progress.open_drafts(scene.installation, HOUSE, WAVE) == drafts
    scene.clock.move(days=1)
    assert replace(progress.progress(scene.installation, HOUSE, WAVE), counted_on=before.counted_on) == before


def test_what_a_deleted_partner_had_sent_stays_counts_and_is_in_the_publication(scene: Scene) -> None:
    answer_all(scene)
    delete_partner(scene.installation, HOUSE, "p01", actor=COORDINATOR)
    delete_partner(scene.installation, HOUSE, "p24", actor=COORDINATOR)

    frame = invitations.select_frame(database(scene), WAVE)
    assert [row.outcome for row in frame].count(Outcome.ANSWERED) == 20
    answered = [m for row in frame for m in row.memberships if m.state is MembershipState.ANSWERED]
    assert len(answered) == 20
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    assert verify_publication(scene.installation, HOUSE, WAVE) == ()


def test_mails_that_wait_are_dropped_those_that_left_stay_as_numbers_and_copies_go(mailing: Scene) -> None:
    db = database(mailing)
    send_one(mailing, "p05", MailKind.INVITATION, "2026-11-02")
    with db.atomic():
        for partner in ("p05", "p06"):
            queue(db, WAVE, [invitation_of(mailing, partner)], kind=MailKind.REMINDER, due_at=mailing.clock())
    for partner in ("p05", "p06"):
        request_copy(mailing.installation, HOUSE, partner, actor=COORDINATOR)

    delete_partner(mailing.installation, HOUSE, "p05", actor=COORDINATOR)

    rows = db.query("SELECT kind, state FROM outbox ORDER BY kind, state")
    assert [tuple(row) for row in rows] == [
        *[("data", "waiting"), ("invitation", "sent"), ("reminder", "dropped"), ("reminder", "waiting")]
    ]


def test_a_deletion_is_one_line_in_the_log_and_leaves_other_partners_waves_and_houses_alone(scene: Scene) -> None:
    begin(scene, "p03")
    other = dump(house_file(scene, OTHER_HOUSE))

    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    [line] = database(scene).query("SELECT who, what, target, result FROM audit")
    assert tuple(line) == ("a1 Coördinator", "partner.deleted", "p05", "done")
    assert audit.verify(database(scene)) == 1
    assert dump(house_file(scene, OTHER_HOUSE)) == other
    assert answering.visit(scene.installation, HOUSE, scene.token("p03")).draft.answers
    answering.visit(scene.installation, OTHER_HOUSE, scene.token("p05", OTHER_HOUSE))


def test_deleting_somebody_twice_is_not_found_and_changes_nothing(scene: Scene) -> None:
    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)
    before = dump(house_file(scene))

    for partner in ("p05", NOBODY_THERE):
        with pytest.raises(NotFound):
            delete_partner(scene.installation, HOUSE, partner, actor=COORDINATOR)

    assert dump(house_file(scene)) == before


def test_address_name_draft_words_and_link_are_gone_from_the_bytes_of_the_files(scene: Scene) -> None:
    db, token = database(scene), scene.token("p05")
    begin(scene, "p05")
    write(scene.installation, HOUSE, token, words="Niet te lang.", contact="ik@elders.example")
    db.execute("UPDATE partner SET name = 'Zeldzame Achternaam' WHERE id = 'p05'")
    db.execute(
        "INSERT INTO upload (id, account_id, kept_until, body) VALUES ('u', 'a', '2026-11-11T10:00:00+00:00', :body)",
        {"body": b"p05@partner.example in a list that waits"},
    )
    drafts = [vault.select_draft(db, made(token)) for made in (sealing.draft_id, sealing.words_id)]
    destroyed = {
        "name": b"Zeldzame Achternaam",
        "address": b"p05@partner.example",
        "link": sealing.hash_token(token),
        **{f"draft {number}": (sealed or b"")[:64] for number, sealed in enumerate(drafts)},
    }
    db.truncate_wal()
    assert all(what and what in raw_bytes(scene.folder / "houses") for what in destroyed.values())
    file = house_file(scene).read_bytes

    assert delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    assert [what for what, found in destroyed.items() if found in file()] == []
    assert house_file(scene).with_name(f"{HOUSE}.sqlite-wal").stat().st_size == 0


def test_while_somebody_reads_a_deletion_does_not_claim_to_be_finished_and_is_afterwards(scene: Scene) -> None:
    reader = Database(house_file(scene))
    reader.execute("BEGIN")
    reader.query("SELECT count(*) FROM partner")
    database(scene).query("PRAGMA busy_timeout = 50")

    wiped = delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    reader.execute("ROLLBACK")
    reader.close()
    assert not wiped
    assert database(scene).truncate_wal()
    assert b"p05@partner.example" not in house_file(scene).read_bytes()


def test_an_import_that_is_undone_undoes_the_deletions_in_it(scene: Scene) -> None:
    begin(scene, "p05")
    before = dump(house_file(scene))
    db = database(scene)

    with pytest.raises(ZeroDivisionError), db.atomic():
        remove_partners(scene.installation, db, ["p05", "p06"])
        _ = 1 / 0

    assert dump(house_file(scene)) == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    doings=st.lists(st.integers(0, len(STATES) - 1), min_size=12, max_size=12),
    gone=st.sets(st.sampled_from(PARTNERS[:12]), min_size=1),
)
def test_whoever_goes_exactly_those_are_gone_and_every_other_link_and_draft_works(
    original: Scene, tmp_path_factory: pytest.TempPathFactory, closed_databases: None, doings: list[int], gone: set[str]
) -> None:
    scene = copy_scene(original, tmp_path_factory.mktemp("some") / "instance")
    for partner, doing in zip(PARTNERS[:12:2], doings, strict=False):
        STATES[doing](scene, partner)
    outcomes = sorted(invitations.select_frame(database(scene), WAVE), key=repr)
    db = database(scene)

    with db.atomic():
        remove_partners(scene.installation, db, sorted(gone))

    assert {partner.id for partner in lists.select_partners(db)} == set(PARTNERS) - gone
    for partner in PARTNERS:
        if partner in gone:
            with pytest.raises(LinkUnknown):
                answering.visit(scene.installation, HOUSE, scene.token(partner))
        else:
            found = answering.visit(scene.installation, HOUSE, scene.token(partner))
            assert bool(found.draft.answers) == (found.invitation.begun and not found.received)
    begun = count_rows(
        house_file(scene),
        "invitation",
        f"begun = 1 AND partner_id IS NOT NULL AND wave_id = '{WAVE}' AND outcome = 'geen_reactie'",
    )
    assert count_rows(house_file(scene), "draft", f"wave_id = '{WAVE}'") == begun
    came = (Outcome.ANSWERED, Outcome.INELIGIBLE)
    after = invitations.select_frame(db, WAVE)
    assert sorted(row.outcome for row in after if row.outcome in came) == sorted(
        row.outcome for row in outcomes if row.outcome in came
    )


def test_may_request_is_told_before_the_button_is_pressed(mailing: Scene) -> None:
    own: Installation = mailing.installation
    assert personal_data.may_request(own, HOUSE, "p05")

    request_copy(own, HOUSE, "p05", actor=COORDINATOR)

    assert not personal_data.may_request(own, HOUSE, "p05")
    mailing.clock.instant += timedelta(days=1)
    database(mailing).execute("UPDATE outbox SET state = 'sent'")
    assert personal_data.may_request(own, HOUSE, "p05")


def test_whatever_points_at_a_partner_is_found_without_reading_a_whole_table(scene: Scene) -> None:
    db = database(scene)
    tables = [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    pointing = {
        (table, key["from"])
        for table in tables
        for key in db.query(f"PRAGMA foreign_key_list({table})")
        if key["table"] == "partner"
    }

    begins = {
        (table, db.query(f"PRAGMA index_info({index['name']})")[0]["name"])
        for table in tables
        for index in db.query(f"PRAGMA index_list({table})")
    }
    assert pointing == {(table, "partner_id") for table in ("invitation", "outbox", "partner_overleg")}
    assert pointing - begins == set()
