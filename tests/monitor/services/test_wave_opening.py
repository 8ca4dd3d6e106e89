"""From a draft to an open wave: the checklist, one opening whoever asks, and what is fixed from then on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.errors import BadInput, LinkUnknown, NotFound, OutOfOrder, Refused
from monitor.model import WaveState
from monitor.services import (
    answering,
    audit,
    extending,
    opening,
    personal_data,
    try_out,
    wave_groups,
    wave_setup,
)
from monitor.services.checklist import check_wave, missing
from monitor.services.closing import stop_answers
from monitor.services.installation import Installation
from monitor.services.key_backup import confirm_key_backup, key_backup_confirmed
from monitor.services.local_time import parts_of, to_instant
from monitor.services.waves import get_wave
from monitor.store import reminders, waves
from monitor.store import wave_setup as setup_store
from tests.monitor.services.fieldwork_scene import (
    ACTOR,
    OPENS_LATER,
    audit_lines,
    make_complete,
    make_draft,
    make_ready,
    with_mail,
)
from tests.scene import HOUSE, PARTNERS, ROOT, WAVE, Scene, count_rows, dump, house_file


@pytest.fixture
def installation(scene: Scene) -> Installation:
    return with_mail(scene)


def rows(installation: Installation, sql: str, wave: str) -> int:
    return int(installation.house(HOUSE).query(sql, {"wave": wave})[0][0])


def invited(installation: Installation, wave: str) -> int:
    return rows(installation, "SELECT count(*) FROM invitation WHERE wave_id = :wave AND test = 0", wave)


def mails(installation: Installation, wave: str) -> int:
    return rows(
        installation, "SELECT count(*) FROM outbox WHERE wave_id = :wave AND kind = 'invitation' AND round = 0", wave
    )


def test_a_draft_has_sensible_defaults_and_an_id_of_its_name(installation: Installation) -> None:
    wave = make_draft(installation, name="Najaar 2026")

    assert (wave.id, wave.state) == ("najaar-2026", WaveState.DRAFT)
    assert (wave.period_start, wave.period_end) == (date(2026, 9, 1), date(2026, 11, 30))
    assert wave.closes_at == datetime(2026, 12, 29, 16, tzinfo=UTC)
    assert wave.retention_date == date(2027, 12, 31)
    planned = reminders.select_reminders(installation.house(HOUSE), wave.id)
    assert [one.due_at for one in planned] == [
        datetime(2026, 12, 15, 9, tzinfo=UTC),
        datetime(2026, 12, 24, 9, tzinfo=UTC),  # nine tenths is Boxing Day
    ]
    assert make_draft(installation, name="Najaar 2026").id == "najaar-2026-2"
    assert audit_lines(installation)[-1] == ("wave.created", ACTOR.who, "done")


@pytest.mark.parametrize(("name", "expected"), [("<script>", "script"), ("Één", "een"), ("!!", "meting")])
def test_an_id_is_made_of_any_name(installation: Installation, name: str, expected: str) -> None:
    assert make_draft(installation, name=name).id == expected


def test_a_draft_like_another_takes_over_its_texts_and_groups(installation: Installation) -> None:
    first = make_draft(installation, name="Eerste")
    db = installation.house(HOUSE)
    wave_groups.declare_groupings(installation, HOUSE, first.id, groupings=["overlegvorm"], minimum=7, actor=ACTOR)
    with db.atomic():
        setup_store.upsert_text(db, first.id, setup_store.WaveText("invitation", "nl", "Doe mee", "Beste partner"))

    second = make_draft(installation, name="Tweede", like=first.id)

    assert (second.groupings, second.minimum) == (("overleg", "overlegvorm"), 7)
    assert setup_store.select_texts(db, second.id)[0].subject == "Doe mee"


def test_the_checklist_names_what_is_missing(scene: Scene) -> None:
    wave = make_draft(scene.installation)
    db = scene.installation.house(HOUSE)

    assert missing(check_wave(scene.installation, db, wave)) == ["Voorspelling", "Proef", "Mail"]
    with pytest.raises(BadInput, match="Voorspelling, Proef, Mail"):
        opening.send_out(scene.installation, HOUSE, wave.id, actor=ACTOR)
    assert get_wave(scene.installation, HOUSE, wave.id).state is WaveState.DRAFT


def test_a_ready_wave_opens_at_its_time_and_not_before(scene: Scene, installation: Installation) -> None:
    wave = make_ready(installation)
    assert wave.state is WaveState.READY

    scene.clock.instant = OPENS_LATER - timedelta(seconds=1)
    assert opening.open_due(installation, HOUSE) == []
    assert invited(installation, wave.id) == mails(installation, wave.id) == 0

    scene.clock.instant = OPENS_LATER
    assert opening.open_due(installation, HOUSE) == [wave.id]
    assert opening.open_due(installation, HOUSE) == []
    assert get_wave(installation, HOUSE, wave.id).state is WaveState.OPEN
    assert invited(installation, wave.id) == mails(installation, wave.id) == len(PARTNERS)
    assert ("wave.opened", "programma", f"done, invitations: {len(PARTNERS)}") in audit_lines(installation)
    assert audit.verify(installation.house(HOUSE)) > 0


def test_a_wave_whose_time_has_passed_opens_at_once(installation: Installation) -> None:
    wave = make_ready(installation, opens_at=datetime(2026, 11, 10, 9, tzinfo=UTC))

    assert wave.state is WaveState.OPEN
    assert invited(installation, wave.id) == len(PARTNERS)


def test_a_second_uitnodigen_changes_nothing(installation: Installation) -> None:
    wave = make_ready(installation, opens_at=datetime(2026, 11, 10, 9, tzinfo=UTC))
    lines = audit_lines(installation)

    opening.send_out(installation, HOUSE, wave.id, actor=ACTOR)

    assert audit_lines(installation) == lines
    assert mails(installation, wave.id) == len(PARTNERS)


def test_a_ready_wave_can_be_withdrawn_and_an_open_one_not(scene: Scene, installation: Installation) -> None:
    wave = make_ready(installation)
    opening.withdraw(installation, HOUSE, wave.id, actor=ACTOR)
    assert get_wave(installation, HOUSE, wave.id).state is WaveState.DRAFT
    scene.clock.instant = OPENS_LATER
    assert opening.open_due(installation, HOUSE) == []

    with pytest.raises(OutOfOrder, match="niet meer terugnemen"):
        opening.withdraw(installation, HOUSE, WAVE, actor=ACTOR)


def test_a_draft_is_thrown_away_with_all_that_was_set_up_for_it_and_a_ready_wave_is_not(
    scene: Scene, installation: Installation
) -> None:
    before = dump(house_file(scene))
    wave = make_complete(installation)
    opening.send_out(installation, HOUSE, wave.id, actor=ACTOR)
    with pytest.raises(OutOfOrder, match="Alleen een concept"):
        wave_setup.discard_draft(installation, HOUSE, wave.id, actor=ACTOR)
    opening.withdraw(installation, HOUSE, wave.id, actor=ACTOR)

    wave_setup.discard_draft(installation, HOUSE, wave.id, actor=ACTOR)

    left = [line for line in dump(house_file(scene)) if line not in before]
    assert left and all(line.startswith('INSERT INTO "audit"') for line in left)
    with pytest.raises(NotFound):
        wave_setup.discard_draft(installation, HOUSE, wave.id, actor=ACTOR)


def test_a_wave_that_is_no_longer_in_order_becomes_a_draft_with_the_reason(
    scene: Scene, installation: Installation
) -> None:
    wave = make_ready(installation)
    db = installation.house(HOUSE)
    with db.atomic():
        db.execute("DELETE FROM partner_overleg")
    scene.clock.instant = OPENS_LATER

    assert opening.open_due(installation, HOUSE) == []

    assert get_wave(installation, HOUSE, wave.id).state is WaveState.DRAFT
    assert "Partners" in setup_store.select_progress(db, wave.id).held_back
    assert audit_lines(installation)[-1] == ("wave.withdrawn", "programma", "refused: Partners")
    assert invited(installation, wave.id) == 0


def test_a_wave_that_was_missed_until_after_its_closing_does_not_open(scene: Scene, installation: Installation) -> None:
    wave = make_ready(installation)
    scene.clock.instant = wave.closes_at + timedelta(days=3)

    assert opening.open_due(installation, HOUSE) == []
    assert "Open en dicht" in setup_store.select_progress(installation.house(HOUSE), wave.id).held_back


_OPENER = """
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from monitor.mail.settings import MailSettings
from monitor.services import opening
from monitor.services.installation import Installation, read_link_key
folder, house, now = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
own = Installation(folder, read_link_key(folder), True, lambda: now, mail=MailSettings(folder=folder / "mails"))
if len(sys.argv) > 4:
    import os, signal
    from monitor.store import invitations
    from monitor.services import inviting, audit, queueing
    kill = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
    place = sys.argv[4]
    if place == "invitations":
        inviting.invitations.insert_invitation_overleggen = kill
    elif place == "mails":
        opening.queue = kill
    elif place == "audit":
        opening.audit.note = kill
own.house(house)
print("ready", flush=True)
sys.stdin.readline()
print(opening.open_due(own, house), flush=True)
"""


def start_opener(scene: Scene, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _OPENER, str(scene.folder), HOUSE, OPENS_LATER.isoformat(), *more]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def test_of_four_processes_that_open_at_once_one_does(scene: Scene, installation: Installation) -> None:
    wave = make_ready(installation)
    openers = [start_opener(scene) for _ in range(4)]
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()

    answers = [opener.communicate(timeout=60)[0].strip() for opener in openers]

    assert sorted(answers) == sorted(["[]", "[]", "[]", f"['{wave.id}']"])
    assert invited(installation, wave.id) == mails(installation, wave.id) == len(PARTNERS)
    assert [line[0] for line in audit_lines(installation)].count("wave.opened") == 1


@pytest.mark.parametrize("place", ["invitations", "mails", "audit"])
def test_killed_while_opening_nothing_is_there_and_the_next_time_all_is(
    scene: Scene, installation: Installation, place: str
) -> None:
    wave = make_ready(installation)
    opener = start_opener(scene, place)
    opener.communicate("go\n", timeout=60)
    assert opener.returncode == -signal.SIGKILL
    assert get_wave(installation, HOUSE, wave.id).state is WaveState.READY
    assert invited(installation, wave.id) == mails(installation, wave.id) == 0

    scene.clock.instant = OPENS_LATER
    assert opening.open_due(installation, HOUSE) == [wave.id]

    assert invited(installation, wave.id) == mails(installation, wave.id) == len(PARTNERS)
    assert audit.verify(installation.house(HOUSE)) > 0
    with closing(sqlite3.connect(house_file(scene))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_once_ready_nothing_can_lower_what_was_promised(scene: Scene, installation: Installation) -> None:
    wave = make_ready(installation)
    scene.clock.instant = OPENS_LATER
    for _ in ("ready", "open"):
        for change in (
            lambda: wave_groups.declare_groupings(
                installation, HOUSE, wave.id, groupings=["regio"], minimum=5, actor=ACTOR
            ),
            lambda: wave_groups.merge_groups(
                installation,
                HOUSE,
                wave.id,
                variable="beroepsgroep",
                sources=["medewerker-gemeente", "medewerker-politie"],
                label="Samen",
                actor=ACTOR,
            ),
            lambda: wave_groups.split_groups(
                installation, HOUSE, wave.id, variable="beroepsgroep", label="Samen", actor=ACTOR
            ),
            lambda: wave_setup.change_draft(
                installation, HOUSE, replace(wave, retention_date=date(2029, 1, 1)), reminders=(), actor=ACTOR
            ),
        ):
            with pytest.raises(OutOfOrder, match=r"is beloofd|eerst terug"):
                change()
        opening.open_due(installation, HOUSE)
    kept = get_wave(installation, HOUSE, wave.id)
    assert replace(kept, state=wave.state, questionnaire_sha256="") == replace(wave, questionnaire_sha256="")


def test_a_questionnaire_of_another_version_does_not_come_into_a_running_wave(installation: Installation) -> None:
    found = get_wave(installation, HOUSE, WAVE)

    with pytest.raises(OutOfOrder):
        wave_setup.change_draft(
            installation,
            HOUSE,
            replace(found, questionnaire="stappenmeter-doelbereik", closes_at=found.closes_at),
            reminders=(),
            actor=ACTOR,
        )
    assert get_wave(installation, HOUSE, WAVE) == found


def test_what_is_typed_for_a_draft_is_checked(installation: Installation) -> None:
    wave, now = make_draft(installation), installation.now()
    for changed, field in (
        (replace(wave, closes_at=wave.opens_at), "closes"),
        (replace(wave, closes_at=wave.opens_at + timedelta(days=200)), "closes"),
        (replace(wave, period_end=date(2026, 12, 2)), "period_end"),
        (replace(wave, period_start=date(2026, 12, 1)), "period_end"),
        (replace(wave, retention_date=date(2026, 12, 29)), "retention"),
        (replace(wave, retention_date=date(2032, 1, 1)), "retention"),
        (replace(wave, name=" "), "name"),
    ):
        assert field in wave_setup.find_faults(changed, (), now)
        with pytest.raises(BadInput):
            wave_setup.change_draft(installation, HOUSE, changed, reminders=(), actor=ACTOR)
    inside = datetime(2026, 12, 10, 9, tzinfo=UTC)
    assert "reminder_2" in wave_setup.find_faults(wave, [inside, inside], now)
    assert "reminder_1" in wave_setup.find_faults(wave, [wave.closes_at + timedelta(days=1)], now)
    assert "reminder_1" in wave_setup.find_faults(wave, [inside + timedelta(days=n) for n in range(4)], now)
    assert wave_setup.find_faults(wave, [inside], now) == {}
    assert get_wave(installation, HOUSE, wave.id) == wave


def test_a_test_link_works_from_draft_to_closing_and_a_new_one_replaces_it(
    scene: Scene, installation: Installation
) -> None:
    wave = make_complete(installation)
    first = try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR).rpartition("/")[2]
    assert answering.visit(installation, HOUSE, first).invitation.test
    second = try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR).rpartition("/")[2]
    with pytest.raises(LinkUnknown):
        answering.visit(installation, HOUSE, first)
    assert answering.visit(installation, HOUSE, second).overleggen

    opening.send_out(installation, HOUSE, wave.id, actor=ACTOR)
    answering.visit(installation, HOUSE, second)
    scene.clock.instant = OPENS_LATER
    opening.open_due(installation, HOUSE)
    with pytest.raises(LinkUnknown):
        answering.visit(installation, HOUSE, second)

    third = try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR).rpartition("/")[2]
    scene.clock.instant = wave.closes_at
    with pytest.raises(LinkUnknown):
        answering.visit(installation, HOUSE, third)
    with pytest.raises(OutOfOrder, match="gesloten"):
        try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR)


def test_extending_goes_later_only_and_before_closing_only(scene: Scene, installation: Installation) -> None:
    found = get_wave(installation, HOUSE, WAVE)
    later = to_instant(date(2026, 12, 7), found.closes_at.time().replace(hour=17))

    for closes_at in (found.closes_at, found.closes_at - timedelta(hours=1)):
        with pytest.raises(BadInput, match="later tijdstip"):
            extending.extend(installation, HOUSE, WAVE, closes_at, move_reminders=False, actor=ACTOR)
    with pytest.raises(BadInput, match="half jaar"):
        extending.extend(
            installation, HOUSE, WAVE, found.closes_at + timedelta(days=180), move_reminders=False, actor=ACTOR
        )
    extending.extend(installation, HOUSE, WAVE, later, move_reminders=False, actor=ACTOR)
    assert get_wave(installation, HOUSE, WAVE) == replace(found, closes_at=later)
    assert audit_lines(installation)[-1] == ("wave.extended", ACTOR.who, f"done, closes: {later.isoformat()}")

    scene.clock.instant = later
    with pytest.raises(OutOfOrder, match="niet open"):
        extending.extend(installation, HOUSE, WAVE, later + timedelta(days=1), move_reminders=False, actor=ACTOR)


def test_a_wave_is_not_extended_past_the_day_on_which_the_answers_are_destroyed(installation: Installation) -> None:
    db = installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET retention_date = '2026-12-05' WHERE id = :wave", {"wave": WAVE})

    with pytest.raises(BadInput, match="is beloofd"):
        extending.extend(
            installation, HOUSE, WAVE, datetime(2026, 12, 5, 9, tzinfo=UTC), move_reminders=False, actor=ACTOR
        )


@pytest.mark.parametrize(("asked", "day"), [(False, 24), (True, 26)])
def test_reminders_move_along_only_if_asked_and_never_those_that_left(
    scene: Scene, installation: Installation, asked: bool, day: int
) -> None:
    wave = make_ready(installation)
    scene.clock.instant = OPENS_LATER
    opening.open_due(installation, HOUSE)
    db = installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave_reminder SET state = 'decided' WHERE wave_id = :wave AND number = 1", {"wave": wave.id})

    extending.extend(
        installation, HOUSE, wave.id, wave.closes_at + timedelta(days=2), move_reminders=asked, actor=ACTOR
    )

    found = reminders.select_reminders(db, wave.id)
    assert [(one.number, one.state) for one in found] == [(1, "decided"), (2, "planned")]
    assert [one.due_at.day for one in found] == [15, day]


def test_a_late_partner_is_invited_once_if_the_groups_exist(installation: Installation) -> None:
    db = installation.house(HOUSE)
    with db.atomic():
        for partner, group in (("late", "medewerker-politie"), ("anders", "rechter")):
            db.execute(
                "INSERT INTO partner (id, email, beroepsgroep, organisatietype) "
                "VALUES (:id, :email, :group, 'politie')",
                {"id": partner, "email": f"{partner}@partner.example", "group": group},
            )
            db.execute("INSERT INTO partner_overleg VALUES (:id, 'noord')", {"id": partner})
        db.execute(
            "INSERT INTO partner (id, email, beroepsgroep, organisatietype) VALUES ('geen', 'g@x.nl', 'rechter', 'om')"
        )
        db.execute("INSERT INTO overleg VALUES ('oud', 'Oud overleg', 'vorm', NULL, 1)")
        db.execute("INSERT INTO partner_overleg VALUES ('late', 'oud'), ('geen', 'oud')")
    before = invited(installation, WAVE)
    late = {one.partner.id: one.fits for one in opening.late_partners(installation, HOUSE, WAVE)}
    assert late == {"late": True, "anders": False}  # an overleg that ended counts for nothing

    for _ in range(2):
        opening.invite_late(installation, HOUSE, WAVE, "late", actor=ACTOR)
    with pytest.raises(BadInput, match="niet bestond"):
        opening.invite_late(installation, HOUSE, WAVE, "anders", actor=ACTOR)
    with pytest.raises(NotFound):
        opening.invite_late(installation, HOUSE, WAVE, "nobody", actor=ACTOR)

    assert invited(installation, WAVE) == before + 1
    assert mails(installation, WAVE) == 1
    assert audit_lines(installation)[-1] == ("wave.invited", ACTOR.who, "done, invitations: 1")


def test_closing_stands_in_the_audit_log_with_who_did_it(scene: Scene) -> None:
    stop_answers(scene.installation, HOUSE, WAVE, early=True, actor=ACTOR)
    stop_answers(scene.installation, HOUSE, WAVE, early=True, actor=ACTOR)

    assert audit_lines(scene.installation) == [("wave.closed", ACTOR.who, "done, early")]


def test_outside_the_demo_the_first_invitation_waits_for_a_copy_of_this_very_key(scene: Scene) -> None:
    real = replace(with_mail(scene), invented=False)
    assert not key_backup_confirmed(real)
    assert "Sleutel" in missing(check_wave(real, real.house(HOUSE), make_complete(real)))

    confirm_key_backup(real, ACTOR)

    assert key_backup_confirmed(real)
    assert not key_backup_confirmed(replace(real, link_key=os.urandom(32)))
    assert real.directory().query("SELECT what FROM audit")[-1][0] == "key.backup_confirmed"


def test_the_audit_log_of_a_whole_wave_holds_no_address(scene: Scene, installation: Installation) -> None:
    make_ready(installation, opens_at=datetime(2026, 11, 10, 9, tzinfo=UTC))
    log = str(installation.house(HOUSE).query("SELECT group_concat(who || what || target || result) FROM audit")[0][0])

    assert "partner.example" not in log and not any(f"/{partner}" in log for partner in PARTNERS)
    assert count_rows(house_file(scene), "audit") >= 5
    assert waves.select_secrets(installation.house(HOUSE), "winter")[0] is not None


@pytest.mark.parametrize(("overleg", "refused"), [("noord", True), ("zuid", False)])
def test_who_may_have_been_deleted_since_the_opening_is_not_invited_again(
    installation: Installation, overleg: str, refused: bool
) -> None:
    db = installation.house(HOUSE)
    personal_data.delete_partner(installation, HOUSE, "p01", actor=ACTOR)  # Medewerker Gemeente, in noord
    with db.atomic():
        db.execute(
            "INSERT INTO partner (id, email, beroepsgroep, organisatietype) "
            "VALUES ('again', 'other@partner.example', 'medewerker-gemeente', 'gemeente')"
        )
        db.execute("INSERT INTO partner_overleg VALUES ('again', :overleg)", {"overleg": overleg})
    before = count_rows(installation.house(HOUSE).path, "invitation")

    if refused:
        with pytest.raises(Refused, match="niemand mag twee keer meetellen"):
            opening.invite_late(installation, HOUSE, WAVE, "again", actor=ACTOR)
    else:
        opening.invite_late(installation, HOUSE, WAVE, "again", actor=ACTOR)

    assert count_rows(installation.house(HOUSE).path, "invitation") == before + (not refused)


def test_reminders_move_by_whole_days_over_the_change_of_the_clock(scene: Scene, installation: Installation) -> None:
    opens = datetime(2027, 3, 1, 8, tzinfo=UTC)
    wave = make_ready(installation, opens_at=opens)
    scene.clock.instant = opens
    opening.open_due(installation, HOUSE)
    db = installation.house(HOUSE)
    last = get_wave(installation, HOUSE, wave.id)
    before = [one.due_at.date() for one in reminders.select_reminders(db, wave.id)]
    longer = parts_of(last.closes_at)

    later = to_instant(longer[0] + timedelta(days=7), longer[1])
    extending.extend(installation, HOUSE, wave.id, later, move_reminders=True, actor=ACTOR)

    after = [one.due_at.date() for one in reminders.select_reminders(db, wave.id)]
    assert [(new - old).days for old, new in zip(before, after, strict=True)] == [7] * len(before)
