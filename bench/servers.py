"""Server processes of a bench: a free port, waiting until one answers, what it has used, and its end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


class Broken(SystemExit):
    """The run cannot be used; the message says at which request and why."""


def group_cpu_seconds(group: int) -> float:
    """What a process group has used so far, user and system; 0 where there is no /proc."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = process.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_it_answers(address: tuple[str, int], server: subprocess.Popen, *, seconds: float = 60.0) -> None:
    """Come back as soon as something listens there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Broken(f"nothing listens on {address[0]}:{address[1]}: {'too slow' if server.poll() is None else 'it ended'}")


def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(server: subprocess.Popen) -> None:
    """End a server and what it started; it must have been started with start_new_session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
