"""The results of a house of 14 overleggen as files: what each format costs."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench import house, say
from monitor.services import exporting, reading
from monitor.services.publishing import close_wave
from monitor.services.waves import get_wave

MOST_SECONDS = 2.0
OVERLEGGEN = 14


def main() -> None:
    """Close one wave, then make every format of the whole house, and print the quickest of some rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = house.make(Path(name), partners=int(options.forms * 1.5) + 10, overleggen=OVERLEGGEN)
        forms = house.fill_vault(bench, options.forms)
        close_wave(bench.installation, house.HOUSE, house.WAVE, early=True)
        frozen = reading.get_publication(bench.installation, house.HOUSE, house.WAVE)
        questionnaire = bench.installation.questionnaire_of(get_wave(bench.installation, house.HOUSE, house.WAVE))
        print(f"{forms} forms, {OVERLEGGEN} overleggen")
        together = 0.0
        for form, how in exporting.FORMATS.items():
            seconds, size = [], 0
            for _ in range(options.rounds):
                began = time.perf_counter()
                size = len(exporting.make_bytes(frozen, questionnaire, how, outside=False, overleg=None))
                seconds.append(time.perf_counter() - began)
            together += min(seconds)
            say.below(f"{form}, {size / 1000:.0f} kB", min(seconds), "s", MOST_SECONDS)
        say.below("all of them", together, "s", MOST_SECONDS)


if __name__ == "__main__":
    main()
