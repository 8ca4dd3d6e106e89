"""Managers, coordinators and process managers read what they may, and nothing after signing out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scenes, staff
from tests.browser.conftest import NewVisitor
from tests.browser.keyboard import tab_to
from tests.browser.serving import Served
from tests.browser.watching import DESK, PHONE, Visitor


@pytest.fixture
def manager(visitor: NewVisitor, served: Served) -> Page:
    """A manager at a desk, at the waves."""
    page = visitor(viewport=DESK).context.new_page()
    staff.sign_in(page, served, staff.MANAGER)
    return page


def test_the_house_page_draws_its_charts_with_their_tables(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    expect(manager.get_by_role("heading", level=1)).to_have_text(re.compile("^Uitkomsten "))
    staff.open_details(manager)
    assert staff.draw_everything(manager) >= 4
    for chart in manager.locator('figure:has(> .side > .live-box[data-draw="auto"])').all():
        expect(chart.locator("svg.main-svg").first).to_be_visible()
        expect(chart.get_by_role("table")).to_be_visible()
        expect(chart.locator("svg.plot")).to_be_hidden()


def test_a_table_with_bars_turns_into_a_chart_and_back(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    for section in ("#overleggen", "#stellingen"):
        box = manager.locator(f'{section} .live-box[data-draw="button"]').first
        box.get_by_role("button", name="Grafiek tonen").click()
        expect(box.locator("svg.main-svg").first).to_be_visible()
        expect(box.get_by_role("table")).to_be_hidden()
        box.get_by_role("button", name="Tabel tonen").click()
        expect(box.get_by_role("table")).to_be_visible()
        expect(box.locator("svg.main-svg").first).to_be_hidden()


def test_a_chart_is_reached_drawn_and_left_with_the_keyboard_alone(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    box = manager.locator('#overleggen .live-box[data-draw="button"]').first

    tab_to(manager, manager.locator("nav.contents").get_by_role("link", name="Overleggen"))
    manager.keyboard.press("Enter")
    tab_to(manager, box.get_by_role("button", name="Grafiek tonen"))
    manager.keyboard.press("Enter")
    expect(box.locator("svg.main-svg").first).to_be_visible()
    expect(box.get_by_role("button", name="Tabel tonen")).to_be_focused()
    manager.keyboard.press("Space")

    expect(box.get_by_role("table")).to_be_visible()
    tab_to(manager, manager.locator("#werken summary").first)


def test_a_table_stays_while_its_figures_do_not_come_and_the_button_tries_again(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    box = manager.locator('#overleggen .live-box[data-draw="button"]').first
    button = box.get_by_role("button", name="Grafiek tonen")
    manager.route("**/*grafieken", lambda route: route.fulfill(body="a sign-in page"))
    with manager.expect_event("requestfinished"):
        button.click()
    expect(box.get_by_role("table")).to_be_visible()
    manager.unroute("**/*grafieken")
    button.click()
    expect(box.locator("svg.main-svg").first).to_be_visible()


def test_only_a_visible_difference_has_a_colour_in_a_heatmap_and_says_which_way(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    expect(manager.locator("#overleggen .legend")).to_contain_text("geen duidelijk verschil")
    cells = manager.locator("#overleggen .heatmap tbody tr:not(.total) td:not(.hidden-cell)")
    found = cells.evaluate_all(
        "(cells) => cells.map((cell) => [/hoger|lager/.test(cell.textContent), getComputedStyle(cell).backgroundColor])"
    )
    grey = {colour for differs, colour in found if not differs}
    assert len(grey) == 1
    assert not grey & {colour for differs, colour in found if differs}


def test_charts_follow_the_colour_scheme_of_the_reader(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    staff.open_details(manager)
    staff.draw_everything(manager)
    colour = "(chart) => chart.data.map((trace) => trace.marker?.color ?? trace.line?.color).flat()"
    live = manager.locator("#aspecten .live").first
    light = live.evaluate(colour)
    manager.emulate_media(color_scheme="dark")
    manager.wait_for_function(
        "([selector, before]) => { const chart = document.querySelector(selector);"
        f" return JSON.stringify(({colour})(chart)) !== before; }}",
        arg=["#aspecten .live", _as_json(live, light)],
    )
    expect(live.locator("svg.main-svg").first).to_be_visible()


def _as_json(live: object, value: object) -> str:
    return str(live.evaluate("(_, value) => JSON.stringify(value)", value))  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["shown", "few", "hidden"])
def test_an_overleg_shows_what_its_number_of_forms_allows(manager: Page, served: Served, kind: str) -> None:
    manager.goto(scenes.find_overleg(manager, served, kind))
    aspects = manager.get_by_role("region", name="Aspecten")
    statements = manager.get_by_role("region", name="Stellingen")
    staff.open_details(manager)
    charts = {"shown": 2, "few": 1, "hidden": 0}[kind]
    expect(aspects.locator('.live-box[data-draw="auto"]')).to_have_count(charts)
    assert staff.draw_everything(manager) >= charts
    if kind == "shown":
        expect(statements.locator(".likert-bar").first).to_be_visible()
    else:
        expect(manager.locator(".likert-bar")).to_have_count(0)
    if kind == "few":
        expect(aspects).to_contain_text("5 tot en met 9 formulieren")
    if kind == "hidden":
        expect(aspects).to_contain_text("Van dit overleg tonen we geen scores")
        expect(aspects.get_by_role("table")).to_have_count(0)


def test_an_open_wave_shows_a_manager_counts_only_and_no_way_to_beheer(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url())
    expect(manager.get_by_role("heading", name="Nog geen uitkomsten")).to_be_visible()
    expect(manager.get_by_role("link", name="Naar de meting")).to_have_count(0)
    expect(manager.locator(".live-box, .likert, .heatmap")).to_have_count(0)


def test_a_process_manager_sees_the_own_overleg_alone(visitor: NewVisitor, served: Served) -> None:
    device = visitor(viewport=PHONE)
    device.expect("status of 404")
    page = device.context.new_page()
    staff.sign_in(page, served, staff.PROCESS_MANAGER)
    page.goto(served.wave_url(served.closed_wave))
    expect(page.get_by_role("heading", level=1)).to_have_text("Jeugdoverleg Noord")
    expect(page.get_by_text("Ander overleg kiezen")).to_have_count(0)
    own = page.url
    answer = page.goto(re.sub(r"\d+$", lambda code: str(int(code[0]) + 1), own))
    assert answer is not None and answer.status == 404


def test_nothing_is_to_be_seen_after_signing_out(visitor: NewVisitor, served: Served) -> None:
    device: Visitor = visitor(viewport=DESK)
    device.expect("status of 401")
    page = device.context.new_page()
    staff.sign_in(page, served, staff.MANAGER)
    house = served.wave_url(served.closed_wave)
    page.goto(house)
    kept = device.context.cookies()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    assert "Uitkomsten" not in page.content()
    device.context.add_cookies(kept)
    page.goto(house)
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")


def test_paper_gets_everything_that_stands_behind_details(manager: Page, served: Served) -> None:
    manager.goto(served.wave_url(served.closed_wave))
    behind = manager.locator("details:not([open]):not(.no-print, .no-print *, nav *) > :not(summary)")
    heights = "(boxes) => boxes.map((box) => box.checkVisibility({ contentVisibilityAuto: true }) && box.offsetHeight)"
    assert not any(behind.evaluate_all(heights))
    manager.emulate_media(media="print")
    on_paper = behind.evaluate_all(heights)
    assert len(on_paper) > 10 and all(height > 15 for height in on_paper), on_paper
    expect(manager.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()
    expect(manager.get_by_role("button", name="Uitloggen")).to_be_hidden()
    assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture, sheets = manager.screenshot(full_page=True), manager.pdf(format="A4")
    assert len(picture) > 100_000
    assert sheets.count(b"/Type /Page\n") + sheets.count(b"/Type /Page ") >= 5
