"""Every type of page, each with the way there: what is measured on all of them is in test_browser_accessible.py.

A scene gets a device and the running monitor and gives the page. What it provokes (a refusal, no connection) it tells
the device to expect.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.browser import partner, staff
from tests.browser.serving import Served
from tests.browser.watching import Visitor

Scene = Callable[[Visitor, Served], Page]
PARTNER: dict[str, Scene] = {}
STAFF: dict[str, Scene] = {}
PUBLIC: dict[str, Scene] = {}
STATEMENT = "selectie_1"
"""The statement whose page is looked at."""


def _enter(scenes: dict[str, Scene]) -> Callable[[Scene], Scene]:
    def enter(scene: Scene) -> Scene:
        scenes[scene.__name__.replace("_", " ")] = scene
        return scene

    return enter


def _at_part_one(device: Visitor, served: Served, overleggen: int = 1) -> Page:
    page = device.open(served.take_link(overleggen=overleggen))
    partner.begin(page)
    partner.attend(page, [str(3 + number) for number in range(overleggen)])
    return page


def _at_overview(device: Visitor, served: Served, *, answered: int) -> Page:
    link = served.take_link(overleggen=2)
    served.fill_parts(link, answered=answered)
    page = device.open(link)
    page.get_by_role("button", name="Ga verder").click()
    partner.expect_heading(page, partner.OVERVIEW)
    return page


@_enter(PARTNER)
def landing(device: Visitor, served: Served) -> Page:
    return device.open(served.take_link(overleggen=3))


@_enter(PARTNER)
def choice_of_overleggen(device: Visitor, served: Served) -> Page:
    page = device.open(served.take_link(overleggen=3))
    partner.begin(page)
    return page


@_enter(PARTNER)
def choice_with_errors(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = device.open(served.take_link(overleggen=3))
    partner.begin(page)
    for field in page.get_by_role("textbox").all():
        field.fill("300")
    page.get_by_role("button", name="Verder").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter(PARTNER)
def at_none_of_the_overleggen(device: Visitor, served: Served) -> Page:
    page = device.open(served.take_link(overleggen=1))
    partner.begin(page)
    page.get_by_role("link", name="Ik was bij geen van deze overleggen").click()
    partner.expect_heading(page, "U was bij geen van deze overleggen?")
    return page


@_enter(PARTNER)
def thirteen_statements(device: Visitor, served: Served) -> Page:
    page = _at_part_one(device, served)
    partner.go_on(page)
    partner.expect_part(page, 2)
    return page


@_enter(PARTNER)
def statements_with_answers(device: Visitor, served: Served) -> Page:
    page = _at_part_one(device, served)
    partner.answer_part(page, 1)
    partner.expect_saved(page)
    return page


@_enter(PARTNER)
def statements_without_connection(device: Visitor, served: Served) -> Page:
    device.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    page = _at_part_one(device, served)
    device.context.set_offline(True)
    page.get_by_role("radio").first.check()
    expect(page.get_by_role("alert").get_by_text("Niet bewaard: geen verbinding")).to_be_visible()
    return page


@_enter(PARTNER)
def overview(device: Visitor, served: Served) -> Page:
    return _at_overview(device, served, answered=2)


@_enter(PARTNER)
def overview_with_error(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = overview(device, served)
    page.get_by_label("Uw e-mailadres").fill("geen adres")
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter(PARTNER)
def thanks(device: Visitor, served: Served) -> Page:
    page = overview(device, served)
    page.get_by_role("button", name="Versturen").click()
    partner.expect_heading(page, "Dank u wel")
    return page


@_enter(PARTNER)
def versturen_without_any_answer(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = _at_overview(device, served, answered=0)
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_text("nog geen enkele stelling")).to_be_visible()
    return page


@_enter(PARTNER)
def a_link_that_does_not_work(device: Visitor, served: Served) -> Page:
    device.expect("status of 404")
    return device.open(served.take_link(overleggen=1)[:-22] + "A" * 22)


@_enter(PUBLIC)
def sign_in(device: Visitor, served: Served) -> Page:
    return device.open(f"{served.url}/inloggen")


@_enter(PUBLIC)
def sign_in_with_errors(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = sign_in(device, served)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter(PUBLIC)
def privacy(device: Visitor, served: Served) -> Page:
    return device.open(f"{served.url}/gegevens")


@_enter(PUBLIC)
def accessibility(device: Visitor, served: Served) -> Page:
    return device.open(f"{served.url}/toegankelijkheid")


@_enter(PUBLIC)
def page_that_does_not_exist(device: Visitor, served: Served) -> Page:
    device.expect("status of 404")
    return device.open(f"{served.url}/bestaat-niet")


def _signed_in(device: Visitor, served: Served, email: str = staff.MANAGER) -> Page:
    page = device.context.new_page()
    staff.sign_in(page, served, email)
    return page


@_enter(STAFF)
def waves(device: Visitor, served: Served) -> Page:
    return _signed_in(device, served)


@_enter(STAFF)
def house_page(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(served.wave_url(served.closed_wave))
    return page


@_enter(STAFF)
def page_for_the_partners(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(f"{served.wave_url(served.closed_wave)}partners")
    return page


@_enter(STAFF)
def statement(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(f"{served.wave_url(served.closed_wave)}stelling/{STATEMENT}")
    return page


@_enter(STAFF)
def statement_of_a_process_manager(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served, staff.PROCESS_MANAGER)
    page.goto(f"{served.wave_url(served.closed_wave)}stelling/{STATEMENT}")
    return page


@_enter(STAFF)
def statements(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(f"{served.wave_url(served.closed_wave)}stellingen")
    return page


@_enter(STAFF)
def statements_that_were_looked_for(device: Visitor, served: Served) -> Page:
    page = statements(device, served)
    page.get_by_label("Zoek in de stellingen").fill("overleg doel")
    page.get_by_label("Volgorde").select_option("laagste")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("status")).to_contain_text("gevonden met ‘overleg doel’")
    return page


@_enter(STAFF)
def statements_of_which_none_was_found(device: Visitor, served: Served) -> Page:
    page = statements(device, served)
    page.get_by_label("Zoek in de stellingen").fill("zeppelin")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("heading", name="Niets gevonden")).to_be_visible()
    return page


@_enter(STAFF)
def explained(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(f"{served.wave_url(served.closed_wave)}berekening")
    return page


@_enter(STAFF)
def downloads(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served)
    page.goto(f"{served.wave_url(served.closed_wave)}downloads")
    expect(page.get_by_role("heading", level=2, name="Om door te geven")).to_be_visible()
    return page


@_enter(STAFF)
def downloads_of_a_process_manager(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served, staff.PROCESS_MANAGER)
    page.goto(f"{served.wave_url(served.closed_wave)}downloads")
    expect(page.get_by_role("heading", level=2, name="Eén overleg")).to_be_visible()
    return page


@_enter(STAFF)
def open_wave_of_a_coordinator(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served, staff.COORDINATOR)
    page.goto(served.wave_url())
    expect(page.get_by_role("link", name="Naar de meting")).to_be_visible()
    return page


def find_overleg(page: Page, served: Served, kind: str) -> str:
    """The first overleg of this kind ("shown", "few", "hidden") in the closed waves, the last wave first."""
    page.goto(f"{served.url}/huizen/")
    closed = page.locator(".wave").filter(has_text=re.compile("gesloten", re.I)).get_by_role("link")
    for path in [link.get_attribute("href") or "" for link in closed.all()]:
        page.goto(urljoin(served.url, path))
        if found := staff.overleg_urls(page)[kind]:
            return found[0]
    raise LookupError(f"no overleg in the demo is {kind}")


def _overleg(kind: str) -> Scene:
    def go(device: Visitor, served: Served) -> Page:
        page = _signed_in(device, served)
        page.goto(find_overleg(page, served, kind))
        return page

    return go


@_enter(STAFF)
def forms_for_research(device: Visitor, served: Served) -> Page:
    page = _signed_in(device, served, staff.RESEARCHER)
    page.goto(f"{served.wave_url(served.closed_wave)}onderzoek")
    return page


@_enter(STAFF)
def forms_for_research_without_the_tick(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = forms_for_research(device, served)
    page.get_by_role("button", name="Formulieren ophalen").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


def _words(place: str) -> Scene:
    """A page of the redacteur, of the last closed wave."""

    def go(device: Visitor, served: Served) -> Page:
        page = _signed_in(device, served, EDITOR)
        page.goto(served.wave_url(served.closed_wave) + place)
        return page

    return go


EDITOR = "redacteur@voorbeeldstreek.example"
STAFF["open answers"] = _words("open-antwoorden")
STAFF["releasing open answers"] = _words("open-antwoorden/vrijgeven")
STAFF["addresses that were left"] = _words("achtergelaten-adressen")


@_enter(STAFF)
def one_open_answer(device: Visitor, served: Served) -> Page:
    page = _words("open-antwoorden")(device, served)
    page.get_by_role("link", name=re.compile("Beslissen|Aanpassen")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Antwoord"))
    return page


STAFF["overleg"] = _overleg("shown")
STAFF["overleg with few forms"] = _overleg("few")
STAFF["hidden overleg"] = _overleg("hidden")


def _improvement(path: str) -> Scene:
    def go(device: Visitor, served: Served) -> Page:
        page = _signed_in(device, served)
        page.goto(f"{served.wave_url(served.closed_wave)}{path}")
        return page

    return go


STAFF["improvement points"] = _improvement("../verbeterpunten/")
STAFF["improvement points that are late"] = _improvement("../verbeterpunten/?status=te-laat")
STAFF["list of improvement points"] = _improvement("../verbeterpunten/overleg/jeugd-noord/lijst")
STAFF["a new improvement point"] = _improvement("verbeterpunt-toevoegen?overleg=jeugd-noord&stelling=evaluatie_1")


@_enter(STAFF)
def refused_improvement_point(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = STAFF["a new improvement point"](device, served)
    page.get_by_label("klaar").check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter(STAFF)
def one_improvement_point(device: Visitor, served: Served) -> Page:
    page = STAFF["improvement points"](device, served)
    page.get_by_role("link", name=re.compile("^Bijwerken")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verbeterpunt bijwerken")
    return page


ALL = {**PARTNER, **PUBLIC, **STAFF}
