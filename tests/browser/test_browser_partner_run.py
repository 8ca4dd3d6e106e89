"""A partner fills in everything: with JavaScript on a phone, without it on a small one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import partner
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served
from tests.browser.watching import PHONE, SMALL


@pytest.mark.parametrize(
    ("viewport", "script"), [(PHONE, True), (SMALL, False)], ids=["phone with JavaScript", "320 px without JavaScript"]
)
def test_a_partner_fills_in_everything_and_sends_it_once(
    visitor: NewVisitor, served: Served, viewport: dict[str, int], script: bool
) -> None:
    link, before = served.take_link(overleggen=1), served.read_vault()
    page = visitor(viewport=viewport, java_script_enabled=script).open(link)
    partner.expect_heading(page, "Hoe werkt het overleg volgens u?")
    partner.begin(page)
    partner.attend(page, ["7"])
    given: list[int] = []
    for part, aspect in enumerate(partner.stappenmeter().aspects, start=1):
        partner.expect_part(page, part)
        names = [block.locator("legend").inner_text() for block in partner.statements(page)]
        assert names == [item.text["nl"] for item in aspect.items]
        given += partner.answer_part(page, part)
        partner.go_on(page)
    partner.expect_heading(page, partner.OVERVIEW)
    expect(page.get_by_text("beantwoordde u 48 van de 48 stellingen")).to_be_visible()
    page.get_by_label("Uw eigen woorden").fill("Het voorzitten gaat goed.")
    page.get_by_role("button", name="Versturen").click()
    partner.expect_heading(page, "Dank u wel")

    after = served.read_vault()
    new = [form for key, form in after.items() if key not in before]
    assert [(present, list(answers)) for _, present, answers in new] == [(7, given)]

    page.goto(link)
    partner.expect_heading(page, "Dank u wel")
    expect(page.get_by_text("al ontvangen")).to_be_visible()
    assert len(served.read_vault()) == len(after)


def test_with_two_overleggen_the_most_attended_comes_first_and_one_versturen_sends_both(
    visitor: NewVisitor, served: Served
) -> None:
    before = served.read_vault()
    page = visitor().open(served.take_link(overleggen=2))
    partner.begin(page)
    second = page.locator(".tick").nth(1).inner_text()
    first = page.locator(".tick").nth(0).inner_text()
    partner.attend(page, ["2", "9"])
    expect(page.locator(".eyebrow")).to_have_text(second)
    for part in range(1, partner.PARTS + 1):
        partner.expect_part(page, part)
        partner.answer_part(page, 4)
        partner.go_on(page)
    page.get_by_role("link", name=f"Ook {first} beoordelen").click()
    partner.expect_part(page, 1)
    expect(page.locator(".eyebrow")).to_have_text(first)
    partner.answer_part(page, 1)
    partner.go_on(page)
    partner.skip_parts(page, first=2)
    expect(page.get_by_role("heading", name=f"42 stellingen sloeg u over bij {first}")).to_be_visible()
    page.get_by_role("button", name="Versturen").click()
    partner.expect_heading(page, "Dank u wel")
    new = {present: answers for key, (_, present, answers) in served.read_vault().items() if key not in before}
    assert set(new) == {2, 9}
    assert [sum(1 for code in new[times] if code) for times in (9, 2)] == [48, 6]


def test_looking_at_the_link_changes_nothing(visitor: NewVisitor, served: Served) -> None:
    link = served.take_link(overleggen=1)
    device = visitor()
    for _ in range(3):
        page = device.open(link)
        expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert not device.context.cookies()


def test_a_partner_who_was_at_none_of_the_overleggen_ends_politely(visitor: NewVisitor, served: Served) -> None:
    link, before = served.take_link(overleggen=1), served.read_vault()
    page = visitor(java_script_enabled=False).open(link)
    partner.begin(page)
    page.get_by_role("link", name="Ik was bij geen van deze overleggen").click()
    partner.expect_heading(page, "U was bij geen van deze overleggen?")
    page.get_by_role("button", name="Ja, ik was er niet bij").click()
    partner.expect_heading(page, "Dank u wel")
    assert served.read_vault() == before
