"""What a partner does in the browser, with the names that stand on the screen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from surveys.loader import load_questionnaire
from surveys.questionnaire import Questionnaire
from tests.browser.serving import ROOT

PARTS = 7
OVERVIEW = "Klaar om te versturen?"


def stappenmeter() -> Questionnaire:
    """What the partner is asked."""
    return load_questionnaire(ROOT / "surveys" / "questionnaires" / "stappenmeter-doelbereik-1.toml")


def expect_heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The page with this heading has come."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def begin(page: Page) -> None:
    """From the landing to the choice of overleggen."""
    page.get_by_role("button", name="Start").click()
    expect_heading(page, "Bij welke overleggen was u?")


def attend(page: Page, times: list[str]) -> None:
    """Fill in how often present at each of the own overleggen, "" where left empty, and go on to part 1."""
    fields = page.get_by_role("textbox", name="Aantal keren aanwezig")
    expect(fields).to_have_count(len(times))
    for field, number in zip(fields.all(), times, strict=True):
        field.fill(number)
    page.get_by_role("button", name="Verder").click()
    expect_part(page, 1)


def expect_part(page: Page, part: int) -> None:
    """The page of this part has come."""
    expect_heading(page, stappenmeter().aspects[part - 1].label["nl"])
    expect(page.locator(".progress b")).to_have_text(f"Deel {part} van {PARTS}")


def statements(page: Page) -> list[Locator]:
    """The statements on the page, in order."""
    return page.get_by_role("group").filter(has=page.get_by_role("radio")).all()


def answer_part(page: Page, code: int) -> list[int]:
    """Give answers in a pattern that starts at `code` (0: geen oordeel); gives the codes as the vault keeps them."""
    given = []
    for number, block in enumerate(statements(page)):
        answer = (code + number) % 5
        block.get_by_role("radio").nth(answer - 1 if answer else 4).check()
        given.append(answer or 255)
    return given


def go_on(page: Page) -> None:
    """To the next part, or to the overview."""
    page.locator('button[value="volgende"]').click()


def expect_saved(page: Page) -> None:
    """Everything answered so far is on the server."""
    expect(page.get_by_role("status").get_by_text("Bewaard", exact=True)).to_be_visible()


def skip_parts(page: Page, first: int = 1) -> None:
    """Leave everything open from this part on, up to the overview."""
    for part in range(first, PARTS + 1):
        expect_part(page, part)
        go_on(page)
    expect_heading(page, OVERVIEW)
