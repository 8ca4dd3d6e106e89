"""Reminders: planned at moments that suit people, decided once, to whoever has not answered and wants mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput, NotFound
from monitor.model import WaveState
from monitor.services import answering, audit, reminding, sending
from monitor.services.clock import AMSTERDAM
from monitor.services.reminding import DISTANCE, LATEST, Decided, default_moments
from monitor.store import reminders, waves
from monitor.store.audit import select_lines
from monitor.store.database import Database
from monitor.store.outbox import MailKind
from tests.monitor.services.mailed import put, send
from tests.scene import (
    BOTH,
    CLOSES,
    HOUSE,
    MIDWAY,
    NOORD,
    OPENS,
    OTHER_HOUSE,
    OTHER_WAVE,
    PARTNERS,
    PATTERNS,
    WAVE,
    Scene,
    fill_in,
)

FIRST, SECOND, THIRD = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (16, 23, 27))
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
TIMES = st.times().map(lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0))


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """Everybody got an invitation before."""
    send(scene)
    return scene


def plan(scene: Scene, *moments: datetime, wave: str = WAVE) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        reminding.plan_reminders(db, wave, moments)


def decide(scene: Scene, at: datetime, house: str = HOUSE) -> list[Decided]:
    """What is decided when the clock shows this."""
    scene.clock.instant = at
    return reminding.decide_due(scene.installation, house)


def rows(db: Database, *, wave: str = WAVE) -> list[tuple[str, int]]:
    """(partner, round) of the reminders in the outbox."""
    found = db.query(
        "SELECT partner.id, outbox.round FROM outbox JOIN invitation ON invitation.id = outbox.invitation_id "
        "JOIN partner ON partner.id = invitation.partner_id "
        "WHERE outbox.wave_id = :wave AND outbox.kind = 'reminder' ORDER BY partner.id, outbox.round",
        {"wave": wave},
    )
    return [(row[0], row[1]) for row in found]


def reached(scene: Scene, number: int, *, wave: str = WAVE) -> list[str]:
    """Whom a reminder goes to."""
    return [partner for partner, round in rows(scene.installation.house(HOUSE), wave=wave) if round == number]


def states(scene: Scene, wave: str = WAVE) -> list[str]:
    return [one.state.value for one in reminders.select_reminders(scene.installation.house(HOUSE), wave)]


def mark(scene: Scene, partner: str, **columns: object) -> None:
    """Set columns of somebody's invitation in the wave."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        for name, value in columns.items():
            db.execute(
                f"UPDATE invitation SET {name} = :value WHERE wave_id = :wave AND partner_id = :partner",
                {"value": value, "wave": WAVE, "partner": partner},
            )


def set_state(scene: Scene, partner: str, state: str, *, doubts: int = 0, code: str = "") -> None:
    """What became of somebody's invitation."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "UPDATE outbox SET state = :state, doubts = :doubts, code = :code WHERE kind = 'invitation' AND "
            "invitation_id = (SELECT id FROM invitation WHERE wave_id = :wave AND partner_id = :partner)",
            {"state": state, "doubts": doubts, "code": code, "wave": WAVE, "partner": partner},
        )


def send_all(scene: Scene, day: date) -> None:
    """Let every mail that waits have been sent on a day."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE outbox SET state = 'sent', sent_on = :day WHERE state = 'waiting'", {"day": day.isoformat()})


def test_a_reminder_goes_to_whoever_has_not_answered_and_wants_mail_and_gets_it(scene: Scene) -> None:
    plan(scene, FIRST)
    for partner in ("p01", "p03"):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p01"))
    sending.report_absent(scene.installation, HOUSE, scene.token("p02"))
    mark(scene, "p04", opted_out=1)
    mark(scene, "p05", unreached=1)
    mark(scene, "p06", test=1)
    mark(scene, "p07", partner_id=None)

    decided = decide(scene, FIRST)

    out = {"p01", "p02", "p04", "p05", "p06", "p07"}  # p03 began and has not sent
    assert decided == [Decided(WAVE, 1)]
    assert reached(scene, 1) == [partner for partner in PARTNERS if partner not in out]
    assert BOTH in reached(scene, 1)  # one mail, with both overleggen
    assert states(scene) == ["decided"]
    assert rows(scene.installation.house(HOUSE), wave=OTHER_WAVE) == []
    assert rows(scene.installation.house(OTHER_HOUSE)) == []


def test_nothing_is_decided_before_its_moment_and_nothing_twice(scene: Scene) -> None:
    plan(scene, FIRST)

    found = [decide(scene, at) for at in (FIRST - timedelta(seconds=1), FIRST, FIRST, FIRST + timedelta(days=1))]

    assert found == [[], [Decided(WAVE, 1)], [], []]
    assert len(reached(scene, 1)) == len(PARTNERS)


def test_after_days_of_standing_still_the_last_that_is_due_is_decided_and_those_before_it_skipped(scene: Scene) -> None:
    plan(scene, FIRST, SECOND, THIRD)

    found = decide(scene, THIRD + timedelta(hours=1))

    assert found == [Decided(WAVE, 3)]
    assert states(scene) == ["skipped", "skipped", "decided"]
    assert rows(scene.installation.house(HOUSE)) == [(partner, 3) for partner in PARTNERS]


def test_a_clock_that_is_set_back_brings_no_reminder_again(scene: Scene) -> None:
    plan(scene, FIRST, SECOND)
    decide(scene, FIRST)
    send_all(scene, FIRST.date())

    found = [decide(scene, at) for at in (FIRST - timedelta(hours=2), FIRST - timedelta(days=3), FIRST)]

    assert found == [[], [], []]
    assert states(scene) == ["decided", "planned"]


def test_a_reminder_waits_until_twenty_hours_after_the_one_before(scene: Scene) -> None:
    plan(scene, FIRST, SECOND)
    late = SECOND - timedelta(hours=3)
    decide(scene, late)
    send_all(scene, late.date() - timedelta(days=1))

    found = [decide(scene, at) for at in (SECOND, late + DISTANCE - timedelta(minutes=1), late + DISTANCE)]

    assert found == [[], [], [Decided(WAVE, 2)]]


def test_a_reminder_waits_until_twenty_hours_after_the_invitations_were_put_out(scene: Scene) -> None:
    # The wave opened four days late.
    plan(scene, FIRST)
    opened = FIRST - timedelta(hours=1)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE outbox SET due_at = :opened", {"opened": opened.isoformat(timespec="seconds")})

    found = [decide(scene, at) for at in (FIRST, opened + DISTANCE)]

    assert found == [[], [Decided(WAVE, 1)]]
    assert len(reached(scene, 1)) == len(PARTNERS)


def test_nobody_is_left_out_because_of_a_link_that_was_asked_for_again(scene: Scene) -> None:
    # That is done to one person: the number of reminders would then tell whether that person had answered.
    plan(scene, FIRST, SECOND)
    put(scene, ["p01"], kind=MailKind.AGAIN)
    send_all(scene, FIRST.date())
    put(scene, ["p02"], kind=MailKind.AGAIN)

    decide(scene, FIRST)
    decide(scene, SECOND)

    assert (reached(scene, 1), reached(scene, 2)) == (list(PARTNERS), list(PARTNERS))


@pytest.mark.parametrize(("state", "reminded"), [("dropped", False), ("failed", False), ("sent", True)])
def test_who_never_got_an_invitation_gets_no_reminder_in_its_place(scene: Scene, state: str, reminded: bool) -> None:
    # It would hold the link; and whether it went would hang on whether the person had answered.
    plan(scene, FIRST)
    set_state(scene, "p01", state)

    decide(scene, FIRST)

    assert reached(scene, 1) == list(PARTNERS[not reminded :])


def test_a_link_that_was_asked_for_again_and_left_is_an_invitation_too(scene: Scene) -> None:
    plan(scene, FIRST)
    set_state(scene, "p01", "failed")
    put(scene, ["p01"], kind=MailKind.AGAIN)
    send_all(scene, FIRST.date())

    decide(scene, FIRST)

    assert reached(scene, 1) == list(PARTNERS)


@pytest.mark.parametrize(("doubts", "code", "reminded"), [(1, "unknown", True), (1, "5.1.1", False), (0, "451", False)])
def test_an_invitation_that_may_have_left_counts_as_one_that_did(
    scene: Scene, doubts: int, code: str, reminded: bool
) -> None:
    plan(scene, FIRST)
    set_state(scene, "p01", "failed", doubts=doubts, code=code)

    decide(scene, FIRST)

    assert reached(scene, 1) == list(PARTNERS[not reminded :])


def test_how_many_had_not_answered_is_kept_whoever_was_left_out(scene: Scene) -> None:
    plan(scene, FIRST)
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p01"))
    mark(scene, "p04", opted_out=1)
    mark(scene, "p05", unreached=1)
    mark(scene, "p06", test=1)

    decide(scene, FIRST)

    found = reminders.select_reminders(scene.installation.house(HOUSE), WAVE)
    assert [one.silent for one in found] == [len(PARTNERS) - 2]


def test_a_reminder_that_would_come_less_than_four_hours_before_closing_is_skipped(scene: Scene) -> None:
    plan(scene, THIRD)

    too_late = decide(scene, CLOSES - LATEST + timedelta(seconds=1))

    assert too_late == []
    assert states(scene) == ["skipped"]
    assert rows(scene.installation.house(HOUSE)) == []


def test_a_wave_that_is_being_closed_or_is_closed_reminds_nobody(scene: Scene) -> None:
    plan(scene, FIRST)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_state(db, WAVE, before=WaveState.OPEN, after=WaveState.CLOSING)

    found = decide(scene, FIRST)

    assert (found, states(scene)) == ([], ["skipped"])


def test_a_wave_that_is_not_open_yet_keeps_its_reminders(scene: Scene) -> None:
    plan(scene, FIRST)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_state(db, WAVE, before=WaveState.OPEN, after=WaveState.READY)

    found = decide(scene, FIRST)

    assert (found, states(scene)) == ([], ["planned"])


def test_while_the_coordinator_holds_the_mails_nothing_is_decided_and_afterwards_one_reminder(scene: Scene) -> None:
    plan(scene, FIRST, SECOND)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET mail_paused = 1 WHERE id = :wave", {"wave": WAVE})
    held = decide(scene, SECOND)
    with db.atomic():
        db.execute("UPDATE wave SET mail_paused = 0 WHERE id = :wave", {"wave": WAVE})

    found = decide(scene, SECOND + timedelta(hours=1))

    assert (held, found) == ([], [Decided(WAVE, 2)])
    assert states(scene) == ["skipped", "decided"]


def test_the_audit_log_names_the_reminder_and_not_how_many_had_not_answered(scene: Scene) -> None:
    plan(scene, FIRST, SECOND)

    decide(scene, SECOND)

    db = scene.installation.house(HOUSE)
    lines = [(line.what, line.target, line.result, line.who) for line in reversed(select_lines(db))][-2:]
    assert lines == [
        ("reminder.skipped", f"{WAVE} 1", "done", "programma"),
        ("reminder.decided", f"{WAVE} 2", "done", "programma"),
    ]
    audit.verify(db)


def test_a_wave_has_at_most_three_reminders_counting_those_that_were_decided(scene: Scene) -> None:
    plan(scene, FIRST, SECOND)
    decide(scene, FIRST)

    plan(scene, SECOND, THIRD)
    with pytest.raises(BadInput, match="ten hoogste 3"):
        plan(scene, SECOND, SECOND + timedelta(days=1), THIRD)

    assert states(scene) == ["decided", "planned", "planned"]


@pytest.mark.parametrize(
    ("moments", "told"),
    [
        ([OPENS + timedelta(hours=19)], "Herinnering 1 gaat weg op .* vlak na de mail ervoor"),
        ([FIRST, FIRST + timedelta(hours=19)], "Binnen 20 uur"),
        ([FIRST, CLOSES - timedelta(hours=3)], "Herinnering 2 gaat weg op .* vlak voor het sluiten"),
        ([CLOSES + timedelta(days=1)], "Herinnering 1 gaat weg op"),
    ],
    ids=["after the opening", "after another", "before closing", "after closing"],
)
def test_a_moment_too_near_to_another_mail_or_to_closing_is_refused_and_the_old_plan_stays(
    scene: Scene, moments: Sequence[datetime], told: str
) -> None:
    plan(scene, SECOND)

    with pytest.raises(BadInput, match=told):
        plan(scene, *moments)

    assert [one.due_at for one in reminders.select_reminders(scene.installation.house(HOUSE), WAVE)] == [SECOND]


def test_planning_for_a_wave_that_is_not_there_is_refused(scene: Scene) -> None:
    with pytest.raises(NotFound):
        plan(scene, FIRST, wave="nergens")


def test_the_moments_of_four_weeks_are_half_and_nine_tenths_at_ten_on_a_working_day() -> None:
    # Monday 2 November 9.00 to Monday 30 November 17.00: half is Monday the 16th, nine tenths Friday the 27th.
    assert default_moments(OPENS, CLOSES) == (
        datetime(2026, 11, 16, 9, tzinfo=UTC),
        datetime(2026, 11, 27, 9, tzinfo=UTC),
    )


def test_ten_in_the_morning_is_ten_on_both_sides_of_the_change_of_the_clocks() -> None:
    # 35 days and 9 hours: half is the night to Friday 23 October, nine tenths the night to Friday 6 November.
    found = default_moments(datetime(2026, 10, 5, 7, tzinfo=UTC), datetime(2026, 11, 9, 16, tzinfo=UTC))

    assert found == (datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 11, 6, 9, tzinfo=UTC))


@given(DAYS, TIMES, st.integers(1, 120), TIMES)
def test_moments_are_never_too_near_to_anything_and_fit_the_plan(day: date, at: time, days: int, end: time) -> None:
    opens = datetime.combine(day, at, UTC)
    closes = datetime.combine(day + timedelta(days=days), end, UTC)

    found = default_moments(opens, closes)

    assert len(found) <= 2
    assert all(one.astimezone(AMSTERDAM).time() == time(10) for one in found)
    assert all(other - one >= DISTANCE for one, other in pairwise([opens, *found]))
    assert all(one <= closes - LATEST for one in found)
    if days >= 14:  # then there is a working day near each
        assert len(found) == 2
        assert all(one.astimezone(AMSTERDAM).weekday() < 5 for one in found)


def test_the_middle_of_the_wave_is_where_the_tests_stand() -> None:
    assert OPENS < MIDWAY < FIRST  # what the scene's clock shows before a test moves it
    assert answering.GRACE < LATEST  # so that no reminder comes within the grace


def test_one_invitation_that_a_server_puts_off_keeps_the_reminder_from_nobody_else(scene: Scene) -> None:
    plan(scene, FIRST)
    set_state(scene, "p01", "waiting")
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE outbox SET tries = 1 WHERE state = 'waiting'")

    decide(scene, FIRST)

    assert reached(scene, 1) == list(PARTNERS[1:])


def test_a_reminder_waits_until_the_invitations_have_left(scene: Scene) -> None:
    plan(scene, FIRST)
    set_state(scene, "p01", "waiting")

    assert decide(scene, FIRST) == []
    assert states(scene) == ["planned"]
    send_all(scene, date(2026, 11, 15))
    assert [one.number for one in decide(scene, FIRST + timedelta(hours=1))] == [1]
