"""Nothing gets lost: saving per answer, other devices, no connection, old pages, digits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import partner
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served
from tests.browser.watching import DESK, SMALL

FAILED = "Niet bewaard: geen verbinding. Wij proberen het opnieuw."
NO_CONNECTION = r"ERR_INTERNET_DISCONNECTED|Failed to load resource"


def _at_part_one(visitor: NewVisitor, link: str, **options: object) -> Page:
    """A fresh link, on a new device, at the first statements."""
    page = visitor(**options).open(link)
    partner.begin(page)
    partner.attend(page, ["3"])
    return page


def _resume(visitor: NewVisitor, link: str, **options: object) -> Page:
    """The same link on another device."""
    page = visitor(**options).open(link)
    page.get_by_role("button", name="Ga verder").click()
    return page


def _chosen(page: Page) -> list[str]:
    """The value chosen per statement, "" where none."""
    return page.locator("fieldset").evaluate_all(
        "sets => sets.map((set) => set.querySelector('input:checked')?.value ?? '')"
    )


def test_an_answer_is_kept_at_once_and_the_link_resumes_on_another_device(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    phone = visitor()
    page = phone.open(link)
    partner.begin(page)
    partner.attend(page, ["3"])
    page.locator("fieldset").nth(2).get_by_role("radio", name="grotendeels").check()
    partner.expect_saved(page)
    phone.context.close()

    other = _resume(visitor, link, viewport=DESK)
    partner.expect_part(other, 1)
    assert _chosen(other) == ["", "", "3", "", "", ""]


def test_without_a_connection_it_says_so_and_saves_as_soon_as_there_is_one(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    phone = visitor()
    phone.expect(NO_CONNECTION)
    page = phone.open(link)
    partner.begin(page)
    partner.attend(page, ["3"])
    phone.context.set_offline(True)
    page.locator("fieldset").first.get_by_role("radio", name="volledig").check()
    expect(page.get_by_role("alert").get_by_text(FAILED)).to_be_visible()
    page.locator("fieldset").nth(1).get_by_role("radio", name="geen oordeel").check()
    expect(page.get_by_role("alert").get_by_text(FAILED)).to_be_visible()
    phone.context.set_offline(False)
    partner.expect_saved(page)
    expect(page.get_by_text(FAILED)).to_be_hidden()

    other = _resume(visitor, link)
    assert _chosen(other) == ["4", "geen oordeel", "", "", "", ""]


def test_two_devices_on_one_part_do_not_undo_each_others_answers(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    phone = _at_part_one(visitor, link)
    desk = _resume(visitor, link, viewport=DESK)
    partner.expect_part(desk, 1)
    phone.locator("fieldset").nth(0).get_by_role("radio", name="grotendeels").check()
    partner.expect_saved(phone)
    desk.locator("fieldset").nth(1).get_by_role("radio", name="volledig").check()
    partner.expect_saved(desk)
    phone.locator("fieldset").nth(2).get_by_role("radio", name="geen oordeel").check()
    partner.expect_saved(phone)
    partner.go_on(phone)
    partner.expect_part(phone, 2)
    partner.go_on(desk)
    partner.expect_part(desk, 2)
    desk.get_by_role("button", name="Vorige").click()
    partner.expect_part(desk, 1)
    assert _chosen(desk) == ["3", "4", "geen oordeel", "", "", ""]


def test_an_old_page_that_lay_open_undoes_nothing(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    old = _at_part_one(visitor, link, java_script_enabled=False)
    new = _resume(visitor, link, java_script_enabled=False)
    partner.answer_part(new, 1)
    partner.go_on(new)
    partner.expect_part(new, 2)
    partner.answer_part(new, 2)
    partner.go_on(new)
    partner.expect_part(new, 3)

    old.locator("fieldset").nth(0).get_by_role("radio", name="volledig").check()
    partner.go_on(old)
    partner.expect_part(old, 2)
    expect(old.get_by_text("Op een ander apparaat was iets anders ingevuld.")).to_be_visible()
    assert _chosen(old)[0] == "2"
    old.get_by_role("button", name="Vorige").click()
    partner.expect_part(old, 1)
    assert _chosen(old) == ["4", "2", "3", "4", "geen oordeel", "1"]


def test_an_old_page_after_versturen_hears_that_it_was_received(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    device = visitor(java_script_enabled=False)
    device.expect("status of 409")
    old = device.open(link)
    partner.begin(old)
    partner.attend(old, ["3"])
    new = _resume(visitor, link, java_script_enabled=False)
    partner.answer_part(new, 1)
    partner.skip_parts(new)
    new.get_by_role("button", name="Versturen").click()
    partner.expect_heading(new, "Dank u wel")
    before = served.read_vault()
    old.locator("fieldset").first.get_by_role("radio", name="volledig").check()
    partner.go_on(old)
    expect(old.get_by_text("al ontvangen")).to_be_visible()
    assert served.read_vault() == before


def _places(page: Page) -> list[int]:
    """How far from the top of the page every answer stands."""
    tops = "radios => radios.map((radio) => Math.round(radio.getBoundingClientRect().top + scrollY))"
    found: list[int] = page.get_by_role("radio").evaluate_all(tops)
    return found


def _settled_places(page: Page) -> list[int]:
    """The same once the page has loaded, its script has run and nothing moves any more."""
    page.wait_for_load_state("load")
    found = _places(page)
    for _ in range(20):
        page.wait_for_timeout(150)
        before, found = found, _places(page)
        if before == found:
            break
    return found


@pytest.mark.parametrize("viewport", [SMALL, DESK], ids=["320 px", "desk"])
def test_an_answer_moves_nothing_on_the_page(visitor: NewVisitor, served: Served, viewport: dict[str, int]) -> None:
    page = _at_part_one(visitor, served.take_link(overleggen=1), viewport=viewport)
    before = _settled_places(page)
    for radio in page.locator("fieldset").first.get_by_role("radio").all():
        radio.check()
        assert _places(page) == before
    partner.expect_saved(page)
    assert _places(page) == before


def test_digits_answer_and_can_be_switched_off_for_good(visitor: NewVisitor, served: Served) -> None:
    page = _at_part_one(visitor, served.take_link(overleggen=1), viewport=DESK)
    first = page.locator("fieldset").nth(0).get_by_role("radio")
    second = page.locator("fieldset").nth(1).get_by_role("radio")
    first.first.focus()
    page.keyboard.press("3")
    expect(first.nth(2)).to_be_checked()
    page.keyboard.press("0")
    expect(first.nth(4)).to_be_checked()

    page.get_by_role("button", name="Toetsen uitzetten").click()
    second.first.focus()
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Toetsen aanzetten")).to_be_visible()
    partner.go_on(page)
    partner.expect_part(page, 2)
    page.get_by_role("button", name="Vorige").click()
    partner.expect_part(page, 1)
    assert _chosen(page) == ["geen oordeel", "", "", "", "", ""]

    expect(page.get_by_role("button", name="Toetsen aanzetten")).to_be_visible()
    page.locator("fieldset").nth(1).get_by_role("radio").first.focus()
    page.keyboard.press("2")
    assert _chosen(page)[1] == ""
    page.get_by_role("button", name="Toetsen aanzetten").click()
    second.first.focus()
    page.keyboard.press("2")
    expect(second.nth(1)).to_be_checked()
