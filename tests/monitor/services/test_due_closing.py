"""Closing by itself: at the closing instant, after the grace where somebody is busy, and again where it failed."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from monitor.errors import Misconfigured
from monitor.model import WaveState
from monitor.services import due_closing
from monitor.services.due_closing import LONGEST, PATIENCE
from monitor.services.publishing import close_wave
from monitor.store import invitations, waves
from tests.scene import CLOSES, HOUSE, NOORD, OTHER_WAVE, PATTERNS, WAVE, Scene, answer_all, fill_in

MINUTE = timedelta(minutes=1)


def begun(scene: Scene, at: datetime) -> list[str]:
    """What begins to be closed when the clock shows this; nothing computes."""
    scene.clock.instant = at
    asked: list[str] = []
    found = due_closing.close_due(scene.installation, HOUSE, lambda house, wave: asked.append(f"{house}/{wave}"))
    assert asked == [f"{HOUSE}/{wave}" for wave in found]
    return found


def state(scene: Scene, wave: str = WAVE) -> WaveState:
    found = waves.select_wave(scene.installation.house(HOUSE), wave)
    assert found
    return found.state


def extend(scene: Scene, closes_at: datetime) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_closes_at(db, WAVE, closes_at)


def test_a_wave_where_nobody_is_busy_stops_at_its_closing_instant(scene: Scene) -> None:
    before = begun(scene, CLOSES - timedelta(seconds=1))

    found = begun(scene, CLOSES)

    assert (before, found) == ([], [WAVE])  # in the other wave somebody is busy
    assert (state(scene), state(scene, OTHER_WAVE)) == (WaveState.CLOSING, WaveState.OPEN)


def test_where_somebody_is_busy_it_waits_an_hour_and_no_longer(scene: Scene) -> None:
    begun(scene, CLOSES)

    found = [begun(scene, CLOSES + timedelta(minutes=minutes)) for minutes in (1, 4)]
    at_the_end = begun(scene, CLOSES + timedelta(minutes=60))

    assert found == [[], []]
    assert OTHER_WAVE in at_the_end
    assert state(scene, OTHER_WAVE) is WaveState.CLOSING


def test_a_closing_that_does_not_end_is_begun_again_each_time_after_a_longer_wait(scene: Scene) -> None:
    tried = [CLOSES + minute * MINUTE for minute in range(60 * 24) if WAVE in begun(scene, CLOSES + minute * MINUTE)]

    waits = [int((later - one) / MINUTE) for one, later in pairwise(tried)]
    assert tried[0] == CLOSES
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]


def test_waiting_never_grows_beyond_bounds_after_years_of_failing(scene: Scene) -> None:
    begun(scene, CLOSES)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET closing_tries = 1000000 WHERE id = :wave", {"wave": WAVE})

    assert WAVE not in begun(scene, CLOSES + LONGEST - MINUTE)
    assert WAVE in begun(scene, CLOSES + LONGEST)


def test_a_wave_that_somebody_left_half_closed_is_closed_after_five_minutes(scene: Scene) -> None:
    stopped = CLOSES - timedelta(days=3)  # the button, early, and then its process died
    extend(scene, stopped)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_state(db, WAVE, before=WaveState.OPEN, after=WaveState.CLOSING)

    found = [begun(scene, stopped + minutes * MINUTE) for minutes in (0, 4, 5, 6)]

    assert found == [[], [], [WAVE], []]


def test_once_closed_nothing_begins_any_more_wherever_the_clock_goes(scene: Scene) -> None:
    answer_all(scene)
    begun(scene, CLOSES)
    close_wave(scene.installation, HOUSE, WAVE)

    found = [begun(scene, CLOSES + step) for step in (-timedelta(hours=2), timedelta(), PATIENCE, timedelta(days=1))]

    assert all(WAVE not in waves for waves in found)
    assert state(scene) is WaveState.CLOSED


def test_a_clock_that_is_set_back_to_before_the_last_try_does_not_keep_a_wave_waiting(scene: Scene) -> None:
    begun(scene, CLOSES + timedelta(days=1))  # the clock was a day ahead: the first try

    found = [begun(scene, CLOSES + minutes * MINUTE) for minutes in (10, 11, 20)]

    assert [WAVE in waves for waves in found] == [True, False, True]


def test_a_wave_that_was_extended_after_a_failure_begins_at_its_new_closing_instant(scene: Scene) -> None:
    questionnaire = scene.folder / "questionnaires" / "proef-1.toml"
    shutil.move(questionnaire, scene.folder / "away.toml")
    scene.installation.__dict__["_catalogue"].clear()
    with pytest.raises(Misconfigured):
        begun(scene, CLOSES)
    quiet = begun(scene, CLOSES + MINUTE)  # not every minute the same fault
    shutil.move(scene.folder / "away.toml", questionnaire)
    scene.installation.__dict__["_catalogue"].clear()
    extend(scene, CLOSES + timedelta(days=7))

    found = [begun(scene, CLOSES + timedelta(days=7) + minutes * MINUTE) for minutes in (-1, 0)]

    assert quiet == []
    assert [WAVE in waves for waves in found] == [False, True]


def test_somebody_who_begins_between_looking_and_stopping_may_still_send(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.clock.instant = CLOSES - MINUTE
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    seen = iter([0, 1])  # when it is looked at, and in the transaction that stops it
    monkeypatch.setattr(invitations, "count_begun", lambda _, wave: next(seen) if wave == WAVE else 1)

    found = begun(scene, CLOSES)

    assert found == []
    assert state(scene) is WaveState.OPEN
