"""Every type of page, light and dark, on phones and at a desk, with zoom: axe and screens.md's assertions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assertions, partner, scenes, staff
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served
from tests.browser.watching import DESK, PHONE, SMALL

ZOOMED = ((640, 450, 2), (320, 225, 4))
"""A window of 1280 by 900 at 200 % and 400 %: what the page gets to see is a smaller window of denser pixels."""

LONG_NAME = "Volwassenenbeschermingsinformatieoverleg Noord"
"""Its first word is wider than a phone in any font."""


def _check_zoom(page: Page) -> None:
    """Zoom of the whole page, and letters of twice the size alone."""
    session = page.context.new_cdp_session(page)
    for width, height, factor in ZOOMED:
        metrics = {"width": width, "height": height, "deviceScaleFactor": factor, "mobile": False}
        session.send("Emulation.setDeviceMetricsOverride", metrics)
        assertions.assert_nothing_is_wider_than_the_window(page)
    session.send("Emulation.clearDeviceMetricsOverride")
    for viewport, size in ((DESK, 32), ({"width": 640, "height": 900}, 32)):
        page.set_viewport_size(viewport)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": size}})
        assertions.assert_nothing_is_wider_than_the_window(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    session.detach()


def _check_both_schemes(page: Page) -> None:
    """In dark only the colours are others, so only they are looked at again."""
    page.emulate_media(color_scheme="light")
    assertions.assert_axe_finds_nothing(page)
    assertions.assert_controls_stand_out(page)
    page.emulate_media(color_scheme="dark")
    assertions.assert_axe_finds_nothing(page, colours_only=True)
    assertions.assert_controls_stand_out(page)


@pytest.mark.parametrize("name", scenes.ALL)
def test_a_page_is_accessible(visitor: NewVisitor, served: Served, name: str) -> None:
    page = scenes.ALL[name](visitor(), served)
    staff.open_details(page)
    assertions.assert_well_formed(page)
    assertions.assert_radio_groups_are_named_by_their_statement(page)
    assertions.assert_targets_are_high(page)
    _check_both_schemes(page)
    page.set_viewport_size(SMALL)
    assertions.assert_nothing_is_wider_than_the_window(page)
    _check_zoom(page)


@pytest.mark.parametrize("name", ["landing", "thirteen statements", "overview"])
def test_a_page_for_a_phone_is_accessible_at_a_desk_too(visitor: NewVisitor, served: Served, name: str) -> None:
    page = scenes.ALL[name](visitor(viewport=DESK), served)
    staff.open_details(page)
    _check_both_schemes(page)
    assertions.assert_targets_are_high(page)
    assertions.assert_nothing_is_wider_than_the_window(page)


@pytest.mark.parametrize("name", ["waves", "house page", "overleg"])
def test_a_dashboard_with_its_charts_drawn_is_accessible(visitor: NewVisitor, served: Served, name: str) -> None:
    page = scenes.ALL[name](visitor(viewport=DESK), served)
    staff.open_details(page)
    staff.draw_everything(page)
    for box in page.locator('.live-box[data-draw="button"]').all()[:2]:
        box.get_by_role("button").click()
        expect(box.locator("svg.main-svg").first).to_be_visible()
    _check_both_schemes(page)
    assertions.assert_targets_are_high(page)
    assertions.assert_nothing_is_wider_than_the_window(page)


def test_a_long_name_of_an_overleg_fits_a_phone(visitor: NewVisitor, served: Served) -> None:
    page = scenes.ALL["choice of overleggen"](visitor(), served)
    page.locator(".tick > span").first.evaluate("(one, name) => { one.textContent = name; }", LONG_NAME)
    page.set_viewport_size(SMALL)
    assertions.assert_nothing_is_wider_than_the_window(page)


def test_a_screen_reader_hears_every_statement_as_the_name_of_its_answers(visitor: NewVisitor, served: Served) -> None:
    page = visitor(viewport=PHONE).open(served.take_link(overleggen=1))
    partner.begin(page)
    partner.attend(page, ["2"])
    for part, aspect in enumerate(partner.stappenmeter().aspects, start=1):
        partner.expect_part(page, part)
        names = assertions.assert_radio_groups_are_named_by_their_statement(page)
        assert names == [item.text["nl"] for item in aspect.items]
        partner.go_on(page)
