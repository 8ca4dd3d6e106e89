"""A coordinator closes the open wave with the button, in a copy of the invented house, and the results appear."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import serving, staff
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served
from tests.browser.watching import DESK

CLOSING_SECONDS = 90.0


@pytest.fixture
def closing(demo_folders: tuple[Path, Path, str]) -> Iterator[Served]:
    """A monitor of its own: closing cannot be undone."""
    _, folder, wave = demo_folders
    with serving.serve(folder, wave) as running:
        yield running


def _wait_for_results(page: Page) -> None:
    """Look again until the results are there."""
    end = time.monotonic() + CLOSING_SECONDS
    while time.monotonic() < end:
        page.reload()
        if page.get_by_role("region", name="Betrouwbaarheid").count():
            return
    raise AssertionError(f"no results after {CLOSING_SECONDS} s: {page.locator('main').inner_text()[:300]}")


def test_a_coordinator_closes_the_wave_and_reads_the_results(visitor: NewVisitor, closing: Served) -> None:
    link = closing.take_link(overleggen=1)
    device = visitor(closing.url, viewport=DESK)
    device.expect("status of 404")
    page = device.context.new_page()
    staff.sign_in(page, closing, staff.COORDINATOR)
    page.goto(closing.wave_url())
    page.get_by_role("link", name="Naar de meting").click()
    page.get_by_role("link", name="Meting sluiten").click()
    expect(page.get_by_text("8 partners zijn begonnen en hebben nog niet verstuurd.")).to_be_visible()
    page.get_by_role("checkbox", name="Ja, ik wil de meting nu sluiten").check()
    page.get_by_role("button", name="Meting sluiten").click()
    expect(page.get_by_role("heading", name="De meting wordt gesloten")).to_be_visible()
    page.goto(closing.wave_url())
    _wait_for_results(page)
    staff.open_details(page)
    assert staff.draw_everything(page) >= 4
    answer = page.goto(link)
    assert answer is not None and answer.status == 404
