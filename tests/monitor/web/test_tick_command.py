"""The command tick: what it says and how it ends, alone, beside another one, and asked for its status."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import click.testing
import pytest
from flask import Flask

from monitor.services import reminding
from monitor.web import tick_command
from tests import workers
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, house_file

Run = Callable[..., click.testing.Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Gives the command."""

    def invoke(*arguments: str) -> click.testing.Result:
        with app.app_context():  # as `flask --app run` gives every command
            result = app.test_cli_runner().invoke(args=["tick", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def closings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The waves whose closing was started; each process ends with the number in the wave's name, or 0."""
    started: list[str] = []

    class Closing:
        def __init__(self, _root: object, _instance: object, house: str, wave: str) -> None:
            started.append(f"{house}/{wave}")
            self.status = 2 if wave == OTHER_WAVE else 0

        def wait(self) -> int:
            return self.status

    monkeypatch.setattr(tick_command, "start_closing", Closing)
    return started


def close_now(scene: Scene, wave: str) -> None:
    """Let a wave be past its closing instant and the grace."""
    db = scene.installation.house(HOUSE)
    db.execute("UPDATE wave SET closes_at = :at WHERE id = :wave", {"at": "2026-11-10T08:00:00+00:00", "wave": wave})


def test_with_nothing_due_it_says_nothing(run: Run, closings: list[str]) -> None:
    result = run()

    assert (result.exit_code, result.output, closings) == (0, "", [])


def test_what_was_done_is_said_in_a_line_each(run: Run, scene: Scene, closings: list[str]) -> None:
    db = scene.installation.house(OTHER_HOUSE)
    with db.atomic():
        reminding.plan_reminders(db, WAVE, [MIDWAY])
    close_now(scene, WAVE)

    result = run()

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{OTHER_HOUSE}: herinnering 1 van {WAVE} staat klaar.",
        f"{HOUSE}: {WAVE} wordt gesloten.",
    ]
    assert closings == [f"{HOUSE}/{WAVE}"]


def test_a_closing_that_fails_makes_the_command_fail(run: Run, scene: Scene, closings: list[str]) -> None:
    close_now(scene, OTHER_WAVE)

    result = run()

    assert (result.exit_code, closings) == (2, [f"{HOUSE}/{OTHER_WAVE}"])


def test_a_fault_in_a_house_is_told_and_makes_the_command_fail(run: Run, scene: Scene) -> None:
    with closing(sqlite3.connect(house_file(scene))) as connection:
        connection.execute("ALTER TABLE upload RENAME TO gone")

    result = run()

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{HOUSE}: {HOUSE}.sqlite is gemaakt door een andere versie")
    assert len(result.stderr.splitlines()) == 1


def test_beside_another_tick_it_does_nothing_says_so_and_is_content(run: Run, scene: Scene) -> None:
    with workers.start("hold_the_tick", scene.folder) as other:
        assert other.stdout and other.stdout.readline() == "holding\n"
        result = run()
        other.communicate(timeout=60)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "Er is al een tick bezig; deze doet niets.\n", "")


def test_the_status_tells_monitoring_that_the_tick_does_not_come(run: Run, scene: Scene) -> None:
    never = run("--status")
    run()
    lately = run("--status")
    scene.clock.instant = MIDWAY + timedelta(minutes=16)
    long_ago = run("--status")

    assert (never.exit_code, never.stdout) == (2, "Nog nooit gedaan.\n")
    assert (lately.exit_code, lately.stderr) == (0, "")
    assert lately.stdout == "Het laatst gedaan: dinsdag 10 november 2026, 11.00 uur.\n"
    assert long_ago.exit_code == 2
    assert "langer dan 15 minuten geleden" in long_ago.stderr


def test_the_status_names_the_houses_where_it_went_wrong(run: Run, scene: Scene) -> None:
    house_file(scene).rename(scene.folder / "away")
    failed = run()
    (scene.folder / "away").rename(house_file(scene))

    result = run("--status")

    assert failed.exit_code == 2
    assert (result.exit_code, result.stderr) == (
        2,
        f"Bij {HOUSE} ging toen iets mis; kijk in het logboek van de dienst.\n",
    )
