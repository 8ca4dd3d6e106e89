"""flask --app run analyse of 100 forms with a list of 165, each time a new process: seconds for every format."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

from bench import our_side, say

SECONDS = 2.0
FOLDER = our_side.ROOT / "docs" / "voorbeelden"
FILES = (str(FOLDER / "antwoorden.csv"), "--frame", str(FOLDER / "genodigden.csv"))


def measure(form: str, rounds: int) -> list[float]:
    """Wall seconds of every round but the first, which fills the cache of the disk."""
    command = [sys.executable, "-m", "flask", "--app", "run", "analyse", *FILES, "--format", form]
    found = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        ran = subprocess.run(command, cwd=our_side.ROOT, capture_output=True, check=False)
        found.append(time.perf_counter() - started)
        if ran.returncode or not ran.stdout:
            raise SystemExit(f"{form}: {ran.stderr.decode()}")
        if form == "json" and json.loads(ran.stdout)["forms"] != 100:
            raise SystemExit("the example has not 100 forms any more")
    return found[1:]


def main() -> None:
    """The median and the slowest of every format; the slowest is what has to be within the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for form in ("text", "json", "html"):
        seconds = measure(form, options.rounds)
        say.below(f"analyse, 100 forms of 165 invited, {form}", max(seconds), "s", SECONDS)
        print(f"  median {statistics.median(seconds):.2f} s of {options.rounds}")


if __name__ == "__main__":
    main()
