"""Closing a wave of 100,000 forms: seconds and memory of the process that does it."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench import say

SECONDS, MEGABYTES = 10.0, 500.0
FORMS, PER_PERSON = 100_000, 2.0
"""Persons are in 1 to 3 overleggen, two on average; half as many again are invited and do not answer."""


def make(folder: Path, forms: int) -> None:
    """Fill a house; in a process of its own, since what it holds must not count."""
    from bench import house

    persons = int(forms / PER_PERSON * 1.5) + 10
    number = house.fill_vault(house.make(folder, partners=persons, most_overleggen=3), forms)
    print(f"{number} forms of {persons} invited partners in {house.OVERLEGGEN} overleggen")


def close(folder: Path) -> None:
    """Close the wave as the flask command does; prints the seconds of that alone."""
    from bench import house
    from monitor.services.installation import Installation, read_link_key
    from monitor.services.publishing import close_wave

    installation = Installation(folder, read_link_key(folder), invented=True)
    started = time.perf_counter()
    close_wave(installation, house.HOUSE, house.WAVE, early=True)
    print(f"closing itself, its imports not counted: {time.perf_counter() - started:.2f} s")


def in_a_process(step: str, folder: Path, forms: int) -> tuple[float, float]:
    """Run one step of this module; (seconds, peak MB) as the system counted them."""
    sys.stdout.flush()
    started = time.perf_counter()
    command = [sys.executable, "-m", "bench.close", "--step", step, "--folder", str(folder), "--forms", str(forms)]
    _, status, used = os.wait4(os.posix_spawn(sys.executable, command, os.environ), 0)
    if status:
        raise SystemExit(f"{step} ended with status {os.waitstatus_to_exitcode(status)}")
    peak = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return time.perf_counter() - started, peak


def main() -> None:
    """Fill, close, say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--step", choices=("make", "close"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        {"make": lambda: make(options.folder, options.forms), "close": lambda: close(options.folder)}[options.step]()
        return
    with tempfile.TemporaryDirectory() as folder:
        made, _ = in_a_process("make", Path(folder) / "instance", options.forms)
        print(f"filling took {made:.1f} s, which does not count")
        seconds, peak = in_a_process("close", Path(folder) / "instance", options.forms)
    say.below("closing, process and all", seconds, "s", SECONDS)
    say.below("peak resident memory", peak, "MB", MEGABYTES)


if __name__ == "__main__":
    main()
