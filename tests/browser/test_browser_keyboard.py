"""The whole way as a partner at 320 px with nothing but the keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import partner
from tests.browser.conftest import NewVisitor
from tests.browser.keyboard import assert_focus_seen, tab_to
from tests.browser.serving import Served
from tests.browser.watching import SMALL


def _press(page: Page, button: Locator, key: str = "Enter") -> None:
    tab_to(page, button)
    page.keyboard.press(key)


def _answer(page: Page, block: Locator, number: int) -> int:
    """Come to a statement with Tab and answer it with arrows, Space or a digit in turn; gives the vault's code."""
    radios = block.get_by_role("radio")
    tab_to(page, radios.first)
    if number % 3 == 0:
        page.keyboard.press("Space")
        answer = 1
    elif number % 3 == 1:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        answer = 3
    else:
        answer = number % 5
        page.keyboard.press(str(answer))
    chosen = radios.nth(answer - 1 if answer else 4)
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    assert_focus_seen(page)
    return answer or 255


def test_a_partner_fills_in_everything_with_the_keyboard_alone(visitor: NewVisitor, served: Served) -> None:
    before = served.read_vault()
    page = visitor(viewport=SMALL).open(served.take_link(overleggen=1))
    _press(page, page.get_by_role("button", name="Start"))
    partner.expect_heading(page, "Bij welke overleggen was u?")
    tab_to(page, page.get_by_role("textbox"))
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    _press(page, page.get_by_role("button", name="Verder"), "Space")
    given: list[int] = []
    for part in range(1, partner.PARTS + 1):
        partner.expect_part(page, part)
        blocks = partner.statements(page)
        given += [_answer(page, block, len(given) + number) for number, block in enumerate(blocks)]
        _press(page, page.locator('button[value="volgende"]'))
    partner.expect_heading(page, partner.OVERVIEW)
    _press(page, page.locator("summary").first)
    tab_to(page, page.get_by_role("link", name="Deel 1 wijzigen"))
    tab_to(page, page.get_by_label("Uw eigen woorden"))
    page.keyboard.type("Niets.")
    _press(page, page.get_by_role("button", name="Versturen"))
    partner.expect_heading(page, "Dank u wel")
    new = [form for key, form in served.read_vault().items() if key not in before]
    assert [(present, list(answers)) for _, present, answers in new] == [(12, given)]


def test_the_skip_link_is_the_first_stop_and_leads_past_the_header(visitor: NewVisitor, served: Served) -> None:
    page = visitor(viewport=SMALL).open(served.take_link(overleggen=1))
    skip = page.get_by_role("link", name="Naar de inhoud")
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert_focus_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert_focus_seen(page)
