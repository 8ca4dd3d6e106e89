"""Calls the tick every minute, in a thread of its own, for as long as the server runs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial

from flask import Flask

from monitor.services.ticking import TickReport, describe, tick
from monitor.web.closer import close_apart
from monitor.web.context import installation_of

EVERY = 60.0
"""Seconds between the end of a tick and the next."""
FIRST = 1.0
"""Seconds after the start: the first answers go before."""
LEAVING = 10.0
"""Seconds that a tick gets to come to the end of a step. Cut off there, nothing is half: the next tick goes on."""


class Ticker:
    """The thread. Its databases are its own: it opens them, and it closes with the process."""

    def __init__(self, once: Callable[[Callable[[], bool]], TickReport]) -> None:
        self._once = once
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tick", daemon=True)
        self._told: tuple[tuple[str, str], ...] = ()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> bool:
        """Let the step at work come to its end; False if that took too long."""
        self._stopping.set()
        self._thread.join(LEAVING)
        return not self._thread.is_alive()

    def _run(self) -> None:
        wait = FIRST
        while not self._stopping.wait(wait):
            self._tick()
            wait = EVERY

    def _tick(self) -> None:
        try:
            report = self._once(self._stopping.is_set)
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread must be there a minute later
            print(f"Tick: {describe(error)}", file=sys.stderr, flush=True)
            return
        for line in report.done:
            print(line, flush=True)
        if report.faults != self._told:  # not the same every minute
            tell_faults(report)
        if not report.busy:
            self._told = report.faults


def tell_faults(report: TickReport) -> None:
    """A line on standard error for each place where something went wrong."""
    for where, fault in report.faults:
        print(f"{where}: {fault}", file=sys.stderr, flush=True)


def make_ticker(app: Flask) -> Ticker:
    """The ticker of an application that is about to be served."""
    close = partial(close_apart, app.config["ROOT"], app.config["INSTANCE"])
    return Ticker(lambda stopped: tick(installation_of(app), close=close, stopped=stopped))
