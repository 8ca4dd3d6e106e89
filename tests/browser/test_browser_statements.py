"""The way through results in a browser: finding a statement with the keyboard, the menu on a phone, other waves."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import staff
from tests.browser.conftest import NewVisitor
from tests.browser.keyboard import tab_to
from tests.browser.serving import Served
from tests.browser.watching import DESK, SMALL


def test_a_statement_is_found_and_opened_with_the_keyboard_alone(visitor: NewVisitor, served: Served) -> None:
    page = visitor(viewport=DESK).context.new_page()
    staff.sign_in(page, served, staff.MANAGER)
    page.goto(f"{served.wave_url(served.closed_wave)}stellingen")

    tab_to(page, page.get_by_label("Zoek in de stellingen"))
    page.keyboard.type("DOEL overleg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("gevonden met ‘DOEL overleg’")
    link = page.get_by_role("link", name="Het doel van het overleg is helder")
    tab_to(page, link)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Het doel van het overleg is helder")
    tab_to(page, page.get_by_role("link", name=re.compile("^Volgende stelling")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Vorige stelling"))).to_be_visible()


def test_on_a_phone_the_menu_folds_so_that_the_page_begins_on_the_first_screen(
    visitor: NewVisitor, served: Served
) -> None:
    page = visitor(viewport=SMALL).context.new_page()
    staff.sign_in(page, served, staff.MANAGER)
    page.goto(f"{served.wave_url(served.closed_wave)}stellingen")

    top = page.get_by_role("heading", level=1).bounding_box()
    assert top is not None and top["y"] < SMALL["height"] * 0.75
    menu = page.get_by_role("navigation").get_by_text("Menu", exact=True)
    tab_to(page, menu)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Hoe berekend").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe is dit berekend?")


def test_the_same_page_of_another_wave_is_one_choice_away(visitor: NewVisitor, served: Served) -> None:
    page = visitor(viewport=DESK).context.new_page()
    staff.sign_in(page, served, staff.MANAGER)
    page.goto(f"{served.wave_url(served.closed_wave)}stelling/selectie_1")

    page.locator(".other-waves summary").click()
    other = page.locator(".other-waves a:not([aria-current])").last
    address = other.get_attribute("href") or ""
    other.click()

    assert address.endswith("/stelling/selectie_1") and page.url.endswith(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Het doel van het overleg is helder")
