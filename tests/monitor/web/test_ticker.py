"""The thread that calls the tick while the server runs: when, what it says, and how it stops."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from monitor.errors import Misconfigured
from monitor.services.ticking import TickReport
from monitor.web import serving, ticker
from monitor.web.settings import Settings
from monitor.web.ticker import Ticker
from tests.scene import SECRET_KEY, Scene

PATIENCE = 30


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute is a hundredth of a second."""
    monkeypatch.setattr(ticker, "FIRST", 0.01)
    monkeypatch.setattr(ticker, "EVERY", 0.01)


@contextmanager
def ticking(once: Callable[[], TickReport], times: int) -> Iterator[Ticker]:
    """A ticker that was called so many times, and stops at the end."""
    left, enough = [times], threading.Event()

    def counted(stopped: Callable[[], bool]) -> TickReport:
        left[0] -= 1
        if left[0] <= 0:
            enough.set()
        return once() if left[0] >= 0 else TickReport()

    running = Ticker(counted)
    running.start()
    try:
        assert enough.wait(PATIENCE)
        yield running
    finally:
        assert running.stop()


def test_every_thing_done_is_a_line_and_a_lasting_fault_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    reports = iter(
        [
            TickReport(done=("een",), faults=(("huis", "stuk"),)),
            TickReport(busy=True),
            TickReport(done=("twee",), faults=(("huis", "stuk"),)),
            TickReport(faults=(("huis", "anders"),)),
            TickReport(),
            TickReport(faults=(("huis", "anders"),)),
        ]
    )

    with ticking(lambda: next(reports), 6):
        pass

    said = capsys.readouterr()
    assert said.out.splitlines() == ["een", "twee"]
    assert said.err.splitlines() == ["huis: stuk", "huis: anders", "huis: anders"]


def test_a_directory_that_does_not_open_is_told_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> TickReport:
        raise Misconfigured("Stuk.")

    with ticking(fail, 2):
        pass

    assert capsys.readouterr().err.splitlines() == ["Tick: Stuk."] * 2


def test_stopping_tells_the_tick_that_is_at_work_and_waits_for_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, asked = threading.Event(), []

    def once(stopped: Callable[[], bool]) -> TickReport:
        begun.set()
        while not stopped():
            pass
        asked.append(stopped())
        return TickReport()

    running = Ticker(once)
    running.start()
    assert begun.wait(PATIENCE)

    assert running.stop()
    assert asked == [True]


def test_a_step_that_does_not_end_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "LEAVING", 0.01)
    begun, go_on = threading.Event(), threading.Event()

    def once(_stopped: Callable[[], bool]) -> TickReport:
        begun.set()
        go_on.wait(PATIENCE)
        return TickReport()

    running = Ticker(once)
    running.start()
    assert begun.wait(PATIENCE)

    assert not running.stop()
    go_on.set()


@pytest.mark.parametrize("wanted", [True, False])
def test_the_server_ticks_unless_a_timer_does(scene: Scene, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    calls: list[str] = []

    class Recorded:
        def start(self) -> None:
            calls.append("start")

        def stop(self) -> None:
            calls.append("stop")

    def make(_app: Flask) -> Recorded:
        return Recorded()

    monkeypatch.setattr(serving, "make_ticker", make)
    monkeypatch.setattr(serving, "_fork", lambda *_: 1)
    monkeypatch.setattr(serving, "_supervise", lambda _children: calls.append("serve") or 0)
    monkeypatch.setattr(serving, "_work", lambda *_, ticking: calls.append(f"one process, ticking {ticking}"))
    settings = Settings(instance=scene.folder, secret_key=SECRET_KEY, tick=wanted)
    app = serving.create_app(scene.folder, settings=settings, installation=scene.installation)

    for processes in (1, 2):
        assert serving._serve(app, replace(settings, processes=processes), None) == 0  # type: ignore[arg-type] # nothing listens

    several = ["start", "serve", "stop"] if wanted else ["serve"]
    assert calls == [f"one process, ticking {wanted}", *several]


def test_whatever_goes_wrong_the_thread_is_there_a_minute_later(capsys: pytest.CaptureFixture[str]) -> None:
    faults = iter([OSError(24, "Too many open files"), sqlite3.DatabaseError("malformed")])

    def once() -> TickReport:
        if (fault := next(faults, None)) is not None:
            raise fault
        return TickReport(done=("weer",))

    with ticking(once, 4):
        pass

    told = capsys.readouterr()
    assert "weer" in told.out
    assert told.err.count("Tick:") == 2
