"""Closing a wave of 100,000 forms: seconds and memory of the process that does it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import our_side, say

SECONDS, MEGABYTES = 10.0, 500.0
HOUSE, WAVE = "bench", "bench-1"
FORMS, PER_PERSON = 100_000, 2.0
"""Persons are in 1 to 3 overleggen, two on average; half as many again are invited and do not answer."""


def make(folder: Path, forms: int) -> None:
    """Fill a house; in a process of its own: memory of a parent can count for its child."""
    from bench import house

    persons = int(forms / PER_PERSON * 1.5) + 10
    number = house.fill_vault(house.make(folder, partners=persons, most_overleggen=3), forms)
    print(f"{number} forms of {persons} invited partners in {house.OVERLEGGEN} overleggen")


def in_a_process(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command to its end; (seconds, seconds of processor time, peak MB) as the system counted them."""
    sys.stdout.flush()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=our_side.ROOT, env=our_side.environment(folder, 5000, 1))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with status {process.returncode}")
    peak = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, peak


def main() -> None:
    """Fill, close, say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.make, options.forms)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "instance"
        step = [sys.executable, "-m", "bench.close", "--make", str(folder), "--forms", str(options.forms)]
        made, _, _ = in_a_process(step, folder)
        print(f"filling took {made:.1f} s, which does not count")
        command = [sys.executable, "-m", "flask", "--app", "run", "close", HOUSE, WAVE, "--early"]
        seconds, busy, peak = in_a_process(command, folder)
    say.below("closing, process and all", seconds, "s", SECONDS)
    print(f"processor time of that: {busy:.2f} s")
    say.below("peak resident memory", peak, "MB", MEGABYTES)


if __name__ == "__main__":
    main()
