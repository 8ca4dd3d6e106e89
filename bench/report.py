"""The report of a house of 14 overleggen as a PDF, beside a PDF of one empty page."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import house, pages, say
from monitor.services import reading
from monitor.services.publishing import close_wave
from monitor.web.report_pages import beside_of, draw_partners, draw_report
from monitor.web.views.report import house_report, overleg_report
from monitor.web.views.report_partners import partners_page

OVERLEGGEN, FORMS = 14, 420
SECONDS = 10.0
EMPTY = '<!doctype html><html lang="nl"><title>Leeg</title><p>Leeg'
ROOT = Path(__file__).parents[1]


def make(html: str) -> float:
    """Seconds of the process that makes a PDF, imports and all."""
    command = [sys.executable, "-m", "monitor.exports.report_pdf"]
    with tempfile.TemporaryFile() as page, tempfile.TemporaryFile() as made:
        page.write(html.encode())
        page.seek(0)
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdin=page, stdout=made, check=True)
        return time.perf_counter() - began


def main() -> None:
    """Fill, close, draw, make each PDF three times and take the quickest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = house.make(folder, partners=int(FORMS * 1.5), overleggen=OVERLEGGEN)
        house.fill_vault(bench, FORMS)
        close_wave(bench.installation, house.HOUSE, house.WAVE, early=True)
        found = reading.get_publication(bench.installation, house.HOUSE, house.WAVE)
        record = reading.get_house(bench.installation, house.HOUSE)
        beside, day = beside_of(bench.installation, house.HOUSE, house.WAVE), bench.installation.now().date()
        with pages.application(folder, bench).app_context():
            began = time.perf_counter()
            whole = draw_report("house", house_report(record, found, bench.questionnaire, beside, made_on=day))
            drawing = time.perf_counter() - began
            one = draw_report("overleg", overleg_report(record, found, bench.questionnaire, beside, 0, made_on=day))
            sheet = draw_partners(partners_page(record, found.publication, bench.questionnaire, beside))
    empty = min(make(EMPTY) for _ in range(3))
    print(f"the page of the house drawn in {1000 * drawing:.0f} ms, {len(whole) / 1000:.0f} kB")
    for label, html in (("house of 14 overleggen", whole), ("one overleg", one), ("page for the partners", sheet)):
        seconds = min(make(html) for _ in range(3))
        say.below(f"PDF, {label}", seconds, "s", SECONDS)
        say.ratio(f"PDF, {label} / empty page", seconds, empty, "s")


if __name__ == "__main__":
    main()
