"""A manager's page in headless Chromium over loopback: when the numbers are there, and when the charts in view.

In a new tab that came the way readers come (list of waves, house page, overleg page), each page at rest before the next
is asked for, and again in the same tab, beside that list, a page of a few lines: what the browser needs here for any
page. And as the first page of a tab, from a bookmark, beside the list as the first one: there the tab's own start is in
it. The charts stand beside the same page with one empty Plotly chart: whatever plotly.js itself costs, both pay. In
turns, medians.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from bench import house, our_side, say
from bench.dashboard import OVERLEGGEN, PATHS
from monitor.model import Right, Role
from monitor.services import accounts
from monitor.services.publishing import close_wave

FIRST_AT_MOST = 150.0
"""Milliseconds until the numbers and the server's drawings can be seen."""
CHARTS_AT_MOST = 1.5
EMAIL, PASSWORD = "manager@example.org", "a long invented passphrase"
_FIGURE = re.compile(r'(<script type="application/json" class="figure">).*?(</script>)', re.DOTALL)
_AUTO = re.compile(r'data-draw="auto"')
QUIET = "400"
"""Milliseconds without another chart after which the last one in view is drawn, and after which a page is at rest."""
REST = 1.0
"""Seconds between a tab that is closed and the next one: the browser still takes the charts of the first away."""
EMPTY = '{"data":[],"layout":{"height":300},"config":{"displayModeBar":false}}'
_FIRST = """
addEventListener("DOMContentLoaded", () => {
  window.tablesAt = document.querySelectorAll("table").length && performance.now();
});
"""
_WATCH = """
addEventListener("DOMContentLoaded", () => {
  document.querySelector('.live-box[data-draw="auto"]').scrollIntoView();
});
const seen = new MutationObserver(() => {
  const live = [...document.querySelectorAll(".live svg.main-svg")].map((one) => one.closest(".live"));
  if (live.length) { window.chartsAt = performance.now(); window.chartsDrawn = new Set(live).size; }
});
seen.observe(document, { childList: true, subtree: true });
"""


def empty_of(page: str) -> str:
    """The page with its first drawn figure empty and without Plotly in the others."""
    first, *_ = _AUTO.finditer(page)
    rest = _AUTO.sub('data-draw="none"', page[first.end() :])
    return page[: first.end()] + _FIGURE.sub(lambda found: found[1] + EMPTY + found[2], rest, count=1)


def same_of(page: str) -> str:
    """The page as it is: it takes the same way through the bench as the empty one."""
    return page


def look_first(context: BrowserContext, way: list[str], address: str) -> tuple[float, float, float, float]:
    """Milliseconds to the first paint and to the tables; then, in the same tab, to the list's paint and the page's."""
    page = _tab(context)
    page.add_init_script(_FIRST)
    for before in [_list_of(address), *way]:
        _paint(page, before)
    paint = _paint(page, address)
    tables: float = page.evaluate("window.tablesAt")
    bare = _paint(page, _list_of(address))
    again = _paint(page, address)
    page.close()
    return paint, tables, bare, again


def look_straight(context: BrowserContext, address: str) -> float:
    """Milliseconds to the first paint of the first page of a tab."""
    page = _tab(context)
    found = _paint(page, address)
    page.close()
    return found


def _paint(page: Page, address: str) -> float:
    """Milliseconds to the first paint; then waits until the page is at rest."""
    page.goto(address, wait_until="load")
    while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
        page.wait_for_timeout(50)
    page.wait_for_timeout(int(QUIET))
    found: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return found


def look_on(context: BrowserContext, address: str, change: Callable[[str], str]) -> float:
    """Milliseconds to the last chart in view, with plotly.js in the cache."""
    page = _tab(context)
    _paint(page, _list_of(address))
    page.add_init_script(_WATCH)
    page.route(address, lambda route: _fulfil(route, change))
    page.goto(address, wait_until="load")
    while not page.evaluate(
        "Boolean(window.chartsAt) && performance.now() - window.chartsAt > QUIET".replace("QUIET", QUIET)
    ):
        page.wait_for_timeout(50)
    found: float = page.evaluate("window.chartsAt")
    page.close()
    return found


def _tab(context: BrowserContext) -> Page:
    time.sleep(REST)
    return context.new_page()


def _list_of(address: str) -> str:
    return f"{address.partition('/huizen/')[0]}/huizen/"


def _fulfil(route: Route, change: Callable[[str], str]) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=change(answer.text()))


def sign_in(browser: Browser, base: str) -> BrowserContext:
    """A signed-in manager in a window of 1280 by 900."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{base}/inloggen")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/huizen/**")
    page.close()
    return context


def measure(context: BrowserContext, base: str, number: int) -> None:
    """Both pages, each in turns with the same page and one empty chart."""
    way: list[str] = []
    for label, path in PATHS:
        address = f"{base}/huizen/{house.HOUSE}/{house.WAVE}/{path}"
        turns = [
            (
                *look_first(context, way, address),
                look_straight(context, address),
                look_straight(context, _list_of(address)),
                look_on(context, address, same_of),
                look_on(context, address, empty_of),
            )
            for _ in range(number + 1)
        ][1:]  # the first one fills the browser's cache
        way.append(address)
        paint, tables, listed, again, straight, straight_list, charts, bare = (
            statistics.median(column) for column in zip(*turns, strict=True)
        )
        say.below(f"{label}: first contentful paint", paint, "ms", FIRST_AT_MOST)
        say.below(f"{label}: the same, seen before in this tab", again, "ms", FIRST_AT_MOST)
        say.ratio(f"{label}: the same / the list of waves", again, listed, "ms")
        say.below(f"{label}: the first page of a tab", straight, "ms", FIRST_AT_MOST)
        say.ratio(f"{label}: the same / the list of waves as that", straight, straight_list, "ms")
        say.below(f"{label}: tables and drawings in the page", tables, "ms", FIRST_AT_MOST)
        say.ratio(f"{label}: charts in view / one empty chart", charts, bare, "ms", at_most=CHARTS_AT_MOST)


def make(folder: Path) -> house.BenchHouse:
    """A closed wave of 76 forms and its manager."""
    bench = house.make(folder, partners=124, overleggen=OVERLEGGEN)
    house.fill_vault(bench, 76)
    close_wave(bench.installation, house.HOUSE, house.WAVE, early=True)
    right = Right(house.HOUSE, Role.MANAGER)
    accounts.add_account(bench.installation, email=EMAIL, name="Manager", password=PASSWORD, right=right)
    return bench


def main() -> None:
    """House page and overleg page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=9, help="looks at each page")
    parser.add_argument("--browser", default="chromium", help="path of a Chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = make(Path(name))
        with our_side.Ours(Path(name), bench.questionnaire, processes=1) as server, sync_playwright() as playwright:
            base = "http://{}:{}".format(*server.address)
            browser = playwright.chromium.launch(executable_path=shutil.which(options.browser), args=["--no-sandbox"])
            context = sign_in(browser, base)
            measure(context, base, options.number)
            browser.close()


if __name__ == "__main__":
    main()
