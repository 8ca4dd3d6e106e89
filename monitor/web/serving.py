"""Serves the application with waitress, in one or more processes that share a listening socket."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import waitress
from flask import Flask

from monitor.errors import Misconfigured
from monitor.services import reading
from monitor.web.app import check_ready, create_app
from monitor.web.context import installation_of
from monitor.web.guard import MAX_UPLOAD_BYTES
from monitor.web.settings import DEFAULT_URL, Settings, check_start, instance_folder, read_settings
from monitor.web.ticker import make_ticker

CONNECTION_LIMIT = 1000
CHANNEL_TIMEOUT = 20
"""Seconds after which a connection that does nothing is closed; half-sent requests stop nobody."""
MAX_HEADER_BYTES = 32 * 1024
BACKLOG = 1024
SEND_BYTES = 18_000
"""What a thread may leave to waitress' own loop to send. Sending from the thread costs it the interpreter's lock twice
per answer; that loop is woken after every answer anyway."""


def start(
    root: Path, *, demo: bool = False, host: str | None = None, port: int | None = None, processes: int | None = None
) -> int:
    """Check everything, then serve until SIGTERM or Ctrl-C. Gives the exit status."""
    try:
        instance = root / "instance" / "demo" if demo else instance_folder(root)
        if demo:
            _make_demo(root, _address(DEFAULT_URL, port))
        settings = read_settings(instance)
        settings = replace(
            settings,
            host=host or settings.host,
            port=port or settings.port,
            processes=processes or settings.processes,
            base_url=_address(settings.base_url, port or settings.port),
        )
        check_start(settings)
        app = create_app(instance, settings=settings)
        check_ready(app)
        own = installation_of(app)
        for fault in (*reading.house_faults(own), *reading.questionnaire_faults(own)):
            print(fault, file=sys.stderr)
        listening = _listen(settings)
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        return error.returncode
    print(f"De monitor draait op {settings.base_url}", flush=True)
    return _serve(app, settings, listening)


def _address(base_url: str, port: int | None) -> str:
    """Under which address the monitor is seen; where none was set, on this machine at the port it listens on."""
    return f"http://127.0.0.1:{port}" if port and base_url == DEFAULT_URL else base_url


def _make_demo(root: Path, url: str) -> None:
    """Make the demo where it is missing, in a process of its own, since it loads the statistics."""
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", "--app", "run", "demo", "create", "--url", url], cwd=root, check=True
    )


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Misconfigured(
            f"Op {settings.host}, poort {settings.port}, kan niets luisteren ({error.strerror}). Draait er al een "
            "monitor? Kies anders een andere poort met --port."
        ) from error


def _serve(app: Flask, settings: Settings, listening: socket.socket) -> int:
    instance = settings.instance
    if settings.processes == 1:
        _work(instance, settings, listening, ticking=settings.tick)
        return 0
    lifeline = os.pipe()
    cores = _cores(settings.processes)
    children = [_fork(instance, settings, listening, lifeline, core) for core in cores]
    with _ticking(app) if settings.tick else contextlib.nullcontext():
        return _supervise(children)


@contextlib.contextmanager
def _ticking(app: Flask) -> Iterator[None]:
    """Do what is due every minute, in a thread that is at its end before this process is."""
    ticker = make_ticker(app)
    ticker.start()
    try:
        yield
    finally:
        ticker.stop()


def _cores(processes: int) -> list[int | None]:
    """A core of its own for every process, where there are enough; else None for each."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [*cores[:processes]] if len(cores) >= processes else [None] * processes


def _fork(
    instance: Path, settings: Settings, listening: socket.socket, lifeline: tuple[int, int], core: int | None
) -> int:
    """A child that serves; it makes an application of its own, so that no database is open across a fork.

    Of its threads one runs at a time, so spreading them over cores only makes them wait for each other.
    """
    child = os.fork()
    if child:
        return child
    if core is not None:
        with contextlib.suppress(OSError):  # where a sandbox refuses, it goes on without
            os.sched_setaffinity(0, {core})
    os.close(lifeline[1])
    threading.Thread(target=_end_with_parent, args=(lifeline[0],), daemon=True).start()
    _work(instance, settings, listening)
    os._exit(0)


def _end_with_parent(lifeline: int) -> None:
    """Wait until the parent's end of the pipe closes, however the parent ended, and stop this process."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


class _NoAddresses(logging.Filter):
    """Keeps addresses, which hold links, out of what waitress logs; the traceback stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = "Fout bij het beantwoorden van een verzoek", ()
        return True


def _work(instance: Path, settings: Settings, listening: socket.socket, *, ticking: bool = False) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    app = create_app(instance, settings=settings)
    check_ready(app)
    logging.getLogger("waitress").addFilter(_NoAddresses())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line for every request that waits its turn
    gc.collect()
    gc.freeze()  # what was loaded stays for good; collecting goes faster without looking at it again
    proxy: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
    if settings.behind_proxy:
        proxy |= {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    with _ticking(app) if ticking else contextlib.nullcontext():
        waitress.serve(
            app,
            sockets=[listening],
            threads=settings.threads,
            connection_limit=CONNECTION_LIMIT,
            channel_timeout=CHANNEL_TIMEOUT,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_UPLOAD_BYTES + 1024,
            ident=None,
            asyncore_use_poll=True,
            send_bytes=SEND_BYTES,
            _quiet=True,
            **proxy,
        )


def _supervise(children: list[int]) -> int:
    """Wait for the children; when one ends or we are stopped, stop them all, so that a service manager starts anew."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ended, status = os.wait()
    children.remove(ended)
    stop(0, None)
    for child in children:
        os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
