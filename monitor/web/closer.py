"""Closing a wave in a process of its own: whoever began it never loads the statistics, and goes on at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path


def start_closing(root: Path, instance: Path, house: str, wave: str) -> subprocess.Popen[bytes]:
    """Start the command `close` for a wave whose answers were stopped. It outlives who started it.

    What it computes the log calls the program's own: whoever closed the wave stands there already.
    """
    command = [sys.executable, "-m", "flask", "--app", "run", "close", house, wave, "--by-program"]
    environment = {**os.environ, "MONITOR_INSTANCE": str(instance)}
    return subprocess.Popen(  # noqa: S603 - our own command; house and wave were found in the database
        command, cwd=root, env=environment, start_new_session=True, stdin=subprocess.DEVNULL
    )


def close_apart(root: Path, instance: Path, house: str, wave: str) -> None:
    """The same, with nobody waiting for it; it leaves no zombie."""
    process = start_closing(root, instance, house, wave)
    threading.Thread(target=process.wait, daemon=True).start()
