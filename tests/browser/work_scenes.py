"""Every type of page on which people with an account work: lists, a checklist, mails, accounts, the installation.

They change the house, so they have a monitor of their own (the fixture `worked`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from monitor.services.demo import HOUSE
from tests.browser import staff
from tests.browser.serving import Served
from tests.browser.watching import Visitor

Scene = Callable[[Visitor, Served], Page]
HOME = f"/beheer/{HOUSE.id}"
NEW_WAVE = "Proefmeting"
PARTNERS_FILE = Path(__file__).with_name("partners.csv")
"""An invented list as Excel saves it: new, changed, the same, and rows that raise a doubt."""
WORK: dict[str, Scene] = {}


def _enter(scene: Scene) -> Scene:
    WORK[scene.__name__.replace("_", " ")] = scene
    return scene


def enter_as(device: Visitor, served: Served, email: str, path: str) -> Page:
    """A page of the monitor, signed in; who is signed in on this device already does not do so again."""
    page = device.context.new_page()
    if device.account != email:
        staff.sign_in(page, served, email)
        device.account = email
    page.goto(f"{served.url}{path}")
    return page


def _page(name: str, path: str, email: str = staff.COORDINATOR) -> None:
    WORK[name] = lambda device, served: enter_as(device, served, email, path)


def draft_path(page: Page, served: Served) -> str:
    """The draft of a wave; made through the form where it is not there yet."""
    page.goto(f"{served.url}{HOME}/")
    found = page.get_by_role("link", name=NEW_WAVE)
    if not found.count():
        page.get_by_role("link", name=re.compile("Nieuwe meting")).first.click()
        page.get_by_label("Naam").fill(NEW_WAVE)
        page.get_by_label("Dag").fill((date.today() + timedelta(days=60)).isoformat())
        page.get_by_role("button", name="Meting maken").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NEW_WAVE)
        return page.url.removeprefix(served.url)
    return found.first.get_attribute("href") or ""


def _draft(name: str, place: str) -> None:
    def go(device: Visitor, served: Served) -> Page:
        page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/")
        page.goto(f"{served.url}{draft_path(page, served)}{place}")
        return page

    WORK[name] = go


_page("waves of a coordinator", f"{HOME}/")
_page("a closed wave", f"{HOME}/metingen/najaar-2025/")
_page("a new wave", f"{HOME}/nieuwe-meting")
_draft("checklist", "")
_draft("settings of a wave", "instellingen")
_draft("groups and forecast", "groepen")
_draft("texts", "teksten/")
_draft("text of the invitation", "teksten/nl/invitation")
_draft("text of the landing page", "teksten/nl/landing")
_page("the house", f"{HOME}/huis")
_page("lists of names", f"{HOME}/keuzelijsten/")
_page("one name", f"{HOME}/keuzelijsten/overlegvorm/jeugd")
_page("overleggen of the house", f"{HOME}/overleggen/")
_page("one overleg of the house", f"{HOME}/overleggen/jeugd-noord")
_page("a new overleg", f"{HOME}/overleg-toevoegen")
_page("partners", f"{HOME}/partners/")
_page("one partner", f"{HOME}/partners/partner001")
_page("a new partner", f"{HOME}/partner-toevoegen")
_page("data of a partner", f"{HOME}/partners/partner001/gegevens")
_page("choosing a file", f"{HOME}/partners-inlezen/")
_page("colleagues", f"{HOME}/collegas/")
_page("inviting a colleague", f"{HOME}/collegas/uitnodigen")
_page("links and tokens", f"{HOME}/delen/")
_page("a new token", f"{HOME}/delen/api/")
_page("what is given to the benchmark", f"{HOME}/delen/benchmark/")
_page("log of a house", f"{HOME}/logboek")
_page("own account", "/account/")
_page("own password", "/account/wachtwoord")
_page("second factor", "/account/tweede-factor")
_page("the installation", "/installatie/", staff.ADMINISTRATOR)
_page("a new house", "/installatie/huizen/nieuw", staff.ADMINISTRATOR)
_page("a new account", "/installatie/accounts/nieuw", staff.ADMINISTRATOR)
_page("log of the installation", "/installatie/logboek", staff.ADMINISTRATOR)
_page("register of the benchmark", "/benchmark/", staff.ANALYST)


@_enter
def forgotten_password(device: Visitor, served: Served) -> Page:
    return device.open(f"{served.url}/wachtwoord-vergeten")


@_enter
def no_more_mails(device: Visitor, served: Served) -> Page:
    return device.open(f"{served.take_link(overleggen=2)}/afmelden")


@_enter
def running_wave(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/metingen/{served.wave}/")


@_enter
def mails_of_a_wave(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/metingen/{served.wave}/mails")


@_enter
def own_words_of_the_house(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/metingen/{served.closed_wave}/toelichting/")


@_enter
def extending(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/metingen/{served.wave}/verlengen")


@_enter
def closing_early(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/metingen/{served.wave}/sluiten")


@_enter
def mapping_of_columns(device: Visitor, served: Served) -> Page:
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/partners-inlezen/")
    page.locator("input[type=file]").set_input_files(PARTNERS_FILE)
    page.get_by_role("button", name=re.compile("lezen|verder|openen", re.I)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("kolom", re.I))
    return page


@_enter
def preview_of_an_import(device: Visitor, served: Served) -> Page:
    page = mapping_of_columns(device, served)
    page.get_by_role("button", name=re.compile("voorbeeld|verder|vergelijk", re.I)).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(re.compile("kolom", re.I))
    return page


@_enter
def refused_partner(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/partner-toevoegen")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.locator("main form").last.get_by_role("button").last.click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter
def a_new_link(device: Visitor, served: Served) -> Page:
    return enter_as(device, served, staff.COORDINATOR, f"{HOME}/delen/metingen/{served.closed_wave}/")


@_enter
def benchmark_file(device: Visitor, served: Served) -> Page:
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/delen/benchmark/{served.closed_wave}/")
    for folded in page.locator("main details summary").all():
        folded.click()
    expect(page.locator("pre")).to_contain_text('"benchmark": 1')
    return page


@_enter
def benchmark_files_taken(device: Visitor, served: Served) -> Page:
    page = enter_as(device, served, staff.ANALYST, "/benchmark/")
    page.locator("input[type=file]").set_input_files(PARTNERS_FILE)
    page.get_by_role("button", name="Opnemen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("0 opgenomen, 1 geweigerd")
    return page


@_enter
def refused_house_of_the_benchmark(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = enter_as(device, served, staff.ANALYST, "/benchmark/")
    page.get_by_label("Naam in adressen").fill("voorbeeldstreek")
    page.get_by_role("button", name="In het register zetten").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter
def refused_link(device: Visitor, served: Served) -> Page:
    device.expect("status of 400")
    page = a_new_link(device, served)
    page.get_by_role("button", name="Link maken").click()
    expect(page.locator("#fout")).to_be_visible()
    return page


@_enter
def link_that_was_made(device: Visitor, served: Served) -> Page:
    page = a_new_link(device, served)
    page.get_by_label("Voor wie").fill("Gemeenteraad Voorbeeldstad")
    page.get_by_role("button", name="Link maken").click()
    expect(page.get_by_label("De link")).to_have_value(re.compile("/lezen/"))
    return page


@_enter
def house_page_behind_a_link(device: Visitor, served: Served) -> Page:
    page = link_that_was_made(device, served)
    path = re.sub("^https?://[^/]+", "", page.get_by_label("De link").input_value())
    page.goto(f"{served.url}{path}")
    expect(page.get_by_text("U leest dit als: Gemeenteraad Voorbeeldstad.")).to_be_visible()
    return page


@_enter
def overleg_behind_a_link(device: Visitor, served: Served) -> Page:
    page = house_page_behind_a_link(device, served)
    page.locator("#overleggen th a").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Uitkomsten")
    return page


@_enter
def statements_behind_a_link(device: Visitor, served: Served) -> Page:
    page = house_page_behind_a_link(device, served)
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Stellingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stellingen")
    return page


@_enter
def statement_behind_a_link(device: Visitor, served: Served) -> Page:
    page = statements_behind_a_link(device, served)
    page.locator("th a").first.click()
    expect(page.get_by_role("heading", name="Past zij bij haar aspect?")).to_be_visible()
    return page


@_enter
def calculation_behind_a_link(device: Visitor, served: Served) -> Page:
    page = house_page_behind_a_link(device, served)
    page.get_by_role("link", name="Hoe berekend? Aspecten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe is dit berekend?")
    return page


@_enter
def preview_of_a_link(device: Visitor, served: Served) -> Page:
    page = a_new_link(device, served)
    page.get_by_role("link", name="Bekijken als lezer").click()
    expect(page.get_by_text("Voorbeeld: dit ziet iemand met een link.")).to_be_visible()
    return page
