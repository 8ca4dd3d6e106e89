"""Two waves that were really closed, one after the other: what the pages say of both, and of one of them alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Role
from monitor.services import sending
from monitor.services.publishing import close_wave
from monitor.services.waves import open_wave
from tests.monitor.web.given_out import Given, GivenCell
from tests.page_checks import CheckingClient
from tests.scene import CLOSES, HOUSE, NEW_WAVE, NOORD, OPENS, PARTNERS, PATTERNS, WAVE, Scene, fill_in

FIRST, SECOND = WAVE, "volgend"
YEAR = timedelta(days=364)
NUMBER, SHIFT = {FIRST: 18, SECOND: 22}, {FIRST: 0, SECOND: 1}
"""Partners that answer, and the pattern of answers that they begin with."""
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def two_waves(scene: Scene) -> Scene:
    answer(scene, FIRST, scene.tokens[HOUSE, FIRST])
    scene.clock.move(days=YEAR.days)
    record = replace(
        NEW_WAVE, id=SECOND, name=f"Meting {SECOND}", opens_at=OPENS + YEAR, closes_at=CLOSES + YEAR,
        period_start=NEW_WAVE.period_start + YEAR, period_end=NEW_WAVE.period_end + YEAR,
    )  # fmt: skip
    links = open_wave(scene.installation, HOUSE, record)
    answer(scene, SECOND, {link.partner: link.path.rpartition("/")[2] for link in links})
    return scene


def answer(scene: Scene, wave: str, tokens: dict[str, str]) -> None:
    """Let partners of both overleggen answer, and close the wave."""
    for number, partner in enumerate(PARTNERS[: NUMBER[wave]]):
        fill_in(scene.installation, HOUSE, tokens[partner], {number % 2: PATTERNS[(number // 2 + SHIFT[wave]) % 5]})
        sending.send(scene.installation, HOUSE, tokens[partner])
    close_wave(scene.installation, HOUSE, wave, early=True)


def cells(browser: CheckingClient, path: str, figure: str) -> list[GivenCell]:
    page = browser.get(f"/huizen/{HOUSE}/{path}")
    assert page.status_code == 200
    return [cell for cell in Given(page.text).cells if cell.figure == figure]


def by_aspect(found: list[GivenCell], column: str) -> dict[str, str]:
    return {cell.row: cell.text for cell in found if cell.column == column}


@pytest.mark.parametrize(("page", "own"), [("", "aspecten-huis"), (f"overleg/{NOORD}", "aspecten-overleg")])
def test_through_the_years_stand_the_numbers_of_each_waves_own_page(
    two_waves: Scene, signed_in: SignedIn, page: str, own: str
) -> None:
    browser = signed_in(Role.MANAGER)
    years = cells(browser, f"{SECOND}/{page}", "jaren-beeld")
    head = "Overleg" if page else "Gemiddelde"
    for wave in (FIRST, SECOND):
        alone = by_aspect(cells(browser, f"{wave}/{page}", own), head)
        beside = by_aspect(years, f"Meting {wave}")
        assert len(alone) == 3
        for aspect, text in alone.items():
            assert beside[aspect] == text or beside[aspect].startswith(text)


def test_the_first_wave_has_no_years_and_does_not_change_by_the_second(two_waves: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.MANAGER)
    first, second = (browser.get(f"/huizen/{HOUSE}/{wave}/").text for wave in (FIRST, SECOND))
    assert 'id="jaren"' not in first
    assert 'href="#jaren"' not in first
    assert 'id="jaren"' in second
    assert 'href="#jaren"' in second


def test_a_change_is_that_of_the_two_means_as_each_page_shows_them(two_waves: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.MANAGER)
    change = cells(browser, f"{SECOND}/", "verandering-huis")
    for wave, column in ((FIRST, "Eerder"), (SECOND, "Nu")):
        alone = by_aspect(cells(browser, f"{wave}/", "aspecten-huis"), "Gemiddelde")
        beside = by_aspect(change, column)
        assert {aspect: beside[aspect] for aspect in alone} == alone
