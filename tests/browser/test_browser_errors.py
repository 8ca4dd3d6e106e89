"""What goes wrong is said first, has the focus, leads to the field and loses nothing that was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import partner
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served

REFUSED = r"status of 40[01]"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])


def _expect_summary(page: Page, sentence: str) -> None:
    """A summary with this sentence is the first thing of the page and has the focus."""
    summary = page.locator("#fout")
    expect(summary).to_contain_text(sentence)
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    assert summary.evaluate("(box) => box.closest('main').querySelector('h1, h2, form, a') === box.querySelector('h2')")
    assert page.title().startswith("Fout: ")


def _follow(page: Page, sentence: str) -> str:
    """Go to the field that the summary leads to; gives its id."""
    link = page.locator("#fout").get_by_role("link", name=sentence)
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_focused()
    return target


def _expect_marked(page: Page, field: str, sentence: str) -> None:
    """The field is marked as wrong, and its message belongs to it and stands above it."""
    box = page.locator(f"[id='{field}']")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(sentence)
    message = page.locator(f"[id='{(box.get_attribute('aria-describedby') or '').split()[-1]}']")
    assert message.bounding_box()["y"] < box.bounding_box()["y"]


@SCRIPT
def test_without_any_overleg_ticked_the_summary_leads_to_the_first(
    visitor: NewVisitor, served: Served, script: bool
) -> None:
    device = visitor(java_script_enabled=script)
    device.expect(REFUSED)
    page = device.open(served.take_link(overleggen=2))
    partner.begin(page)
    for tick in page.get_by_role("checkbox").all():
        tick.uncheck()
    page.get_by_role("textbox").first.fill("4")
    page.get_by_role("button", name="Verder").click()
    _expect_summary(page, "Kies ten minste één overleg")
    expect(page.get_by_role("textbox").first).to_have_value("4")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    _follow(page, "Kies ten minste één overleg")


def test_a_wrong_number_of_times_is_said_at_its_field_and_kept(visitor: NewVisitor, served: Served) -> None:
    device = visitor(java_script_enabled=False)
    device.expect(REFUSED)
    page = device.open(served.take_link(overleggen=2))
    partner.begin(page)
    page.get_by_role("textbox").nth(0).fill("5")
    page.get_by_role("textbox").nth(1).fill("300")
    page.get_by_role("button", name="Verder").click()
    name = page.locator(".tick").nth(1).inner_text()
    _expect_summary(page, name)
    field = _follow(page, name)
    expect(page.locator(f"[id='{field}']")).to_have_value("300")
    expect(page.get_by_role("textbox").nth(0)).to_have_value("5")
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    _expect_marked(page, field, page.locator("form .error").inner_text())


@SCRIPT
def test_a_wrong_address_at_the_overview_is_said_and_nothing_typed_is_lost(
    visitor: NewVisitor, served: Served, script: bool
) -> None:
    sentence = "Dit is geen e-mailadres. Een voorbeeld: naam@gemeente.example"
    before = served.read_vault()
    device = visitor(java_script_enabled=script)
    device.expect(REFUSED)
    page = device.open(served.take_link(overleggen=1))
    partner.begin(page)
    partner.attend(page, [""])
    partner.answer_part(page, 3)
    partner.skip_parts(page)
    words = "Meer tijd <nodig> & minder papier.\nTweede regel."
    page.get_by_label("Uw eigen woorden").fill(words)
    page.get_by_label("Uw e-mailadres").fill("jan(at)gemeente")
    page.get_by_role("button", name="Versturen").click()
    _expect_summary(page, sentence)
    assert _follow(page, sentence) == "mail"
    _expect_marked(page, "mail", sentence)
    expect(page.get_by_label("Uw e-mailadres")).to_have_value("jan(at)gemeente")
    expect(page.get_by_label("Uw eigen woorden")).to_have_value(words)
    assert served.read_vault() == before
    page.get_by_label("Uw e-mailadres").fill("jan@gemeente.example")
    page.get_by_role("button", name="Versturen").click()
    partner.expect_heading(page, "Dank u wel")
    assert len(served.read_vault()) == len(before) + 1


@SCRIPT
def test_a_sign_in_that_fails_keeps_the_address_and_says_why(visitor: NewVisitor, served: Served, script: bool) -> None:
    device = visitor(java_script_enabled=script)
    device.expect(REFUSED)
    page = device.open(f"{served.url}/inloggen")
    page.get_by_label("E-mailadres").fill("iemand@voorbeeldstreek.example")
    page.get_by_role("button", name="Inloggen").click()
    _expect_summary(page, "Vul uw wachtwoord in.")
    assert _follow(page, "Vul uw wachtwoord in.") == "password"
    _expect_marked(page, "password", "Vul uw wachtwoord in.")
    expect(page.get_by_label("E-mailadres")).to_have_value("iemand@voorbeeldstreek.example")
    page.get_by_label("Wachtwoord").fill("dit is het niet")
    page.get_by_role("button", name="Inloggen").click()
    _expect_summary(page, "klopt niet")
    expect(page.get_by_label("Wachtwoord")).to_have_value("")
