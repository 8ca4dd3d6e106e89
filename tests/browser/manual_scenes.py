"""What the manual shows, in the order in which it happens: earlier pictures may change the house for later ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser import scenes, staff
from tests.browser.serving import Served
from tests.browser.watching import Visitor
from tests.browser.work_scenes import HOME, WORK, Scene, draft_path, enter_as

LATE = "Noor Voorbeeld"
POINT = "verbeterpunt-toevoegen?overleg=jeugd-noord&stelling=evaluatie_1"
MEETING = "../verbeterpunten/overleg/jeugd-noord/lijst"


@dataclass(frozen=True)
class Picture:
    """A picture and the page it is of. `account`: who is signed in, or ""; `part`: what of the page is shown."""

    name: str
    scene: Scene
    account: str = staff.COORDINATOR
    part: str = "main"
    width: int = 1280


def _ready_to_invite(device: Visitor, served: Served) -> Page:
    """The draft with everything in order."""
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/")
    draft = draft_path(page, served)
    page.goto(f"{served.url}{draft}groepen")
    page.get_by_role("button", name="Gezien, zo is het goed").click()
    page.goto(f"{served.url}{draft}")
    page.get_by_role("button", name="Testlink openen").click()
    page.goto(f"{served.url}{draft}")
    expect(page.get_by_role("link", name="Uitnodigen")).to_be_visible()
    return page


def _test_link(device: Visitor, served: Served) -> Page:
    """Where the test link of the draft leads."""
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/")
    page.goto(f"{served.url}{draft_path(page, served)}")
    page.get_by_role("button", name="Testlink openen").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    return page


def _found_partner(device: Visitor, served: Served) -> Page:
    """Somebody who was invited and of whom nothing is told, looked for among the mails."""
    page = WORK["mails of a wave"](device, served)
    named = page.locator("main").inner_text()
    partner = next(name for name in (f"partner{number:03}" for number in range(50, 60)) if name not in named)
    page.get_by_label("Naam of e-mailadres").fill(partner)
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("button", name="Link opnieuw mailen")).to_be_visible()
    return page


def _late_partner(device: Visitor, served: Served) -> Page:
    """The open wave with somebody who came on the list afterwards."""
    page = enter_as(device, served, staff.COORDINATOR, f"{HOME}/partner-toevoegen")
    page.get_by_label("E-mailadres").fill("noor@voorbeeldstreek.example")
    page.get_by_label("Naam").fill(LATE)
    page.get_by_label("Beroepsgroep").select_option(label="Politiefunctionaris")
    page.get_by_label("Soort organisatie").select_option(label="Politie")
    page.get_by_label("Jeugdoverleg Noord").check()
    page.get_by_role("button", name="Bewaren").click()
    page.goto(f"{served.url}{HOME}/metingen/{served.wave}/")
    expect(page.get_by_role("button", name="Alsnog uitnodigen")).to_be_visible()
    return page


def _read(place: str, email: str = staff.MANAGER) -> Scene:
    """A page of the last results, with its charts drawn."""

    def go(device: Visitor, served: Served) -> Page:
        page = enter_as(device, served, email, _path(served, place))
        staff.draw_everything(page)
        return page

    return go


def _path(served: Served, place: str) -> str:
    return f"{served.wave_url(served.closed_wave).removeprefix(served.url)}{place}"


def _one_overleg(device: Visitor, served: Served) -> Page:
    """The first overleg of which everything is shown."""
    page = enter_as(device, served, staff.MANAGER, _path(served, ""))
    page.goto(staff.overleg_urls(page)["shown"][0])
    staff.draw_everything(page)
    return page


def _one_answer(device: Visitor, served: Served) -> Page:
    """An open answer in which something stands out, still to be decided about."""
    page = enter_as(device, served, scenes.EDITOR, _path(served, "open-antwoorden"))
    waits = page.locator("li.card").filter(has_text="Let op").filter(has_text="Nog beslissen")
    waits.get_by_role("link", name=re.compile("^Beslissen")).first.click()
    expect(page.get_by_role("button", name="Bewaren en naar het volgende")).to_be_visible()
    return page


PICTURES = (
    Picture("inloggen", scenes.sign_in, account="", part=".narrow"),
    Picture("tweede-factor", WORK["second factor"]),
    Picture("huis", WORK["the house"]),
    Picture("keuzelijsten", WORK["lists of names"]),
    Picture("overleg-toevoegen", WORK["a new overleg"]),
    Picture("partners", WORK["partners"]),
    Picture("inlezen-bestand", WORK["choosing a file"]),
    Picture("inlezen-kolommen", WORK["mapping of columns"]),
    Picture("inlezen-voorbeeld", WORK["preview of an import"]),
    Picture("gegevens-van-een-partner", WORK["data of a partner"]),
    Picture("collega-uitnodigen", WORK["inviting a colleague"]),
    Picture("nieuwe-meting", WORK["a new wave"]),
    Picture("checklist", WORK["checklist"]),
    Picture("instellingen", WORK["settings of a wave"]),
    Picture("groepen", WORK["groups and forecast"]),
    Picture("tekst-van-de-uitnodiging", WORK["text of the invitation"]),
    Picture("uitnodigen", _ready_to_invite),
    Picture("testlink", _test_link, width=390, part="body"),
    Picture("eerste-pagina", scenes.landing, account="", width=390, part=".hero"),
    Picture("respons", WORK["running wave"]),
    Picture("mails", WORK["mails of a wave"]),
    Picture("iemand-zoeken", _found_partner, part="section:has(#zoek)"),
    Picture("nagekomen", _late_partner, part="section:has(form[action*='uitnodigen'])"),
    Picture("verlengen", WORK["extending"]),
    Picture("sluiten", WORK["closing early"]),
    Picture("uitkomsten", _read(""), account=staff.MANAGER, part="#aspecten"),
    Picture("in-een-minuut", _read(""), account=staff.MANAGER, part="#samengevat"),
    Picture("overleggen", _read(""), account=staff.MANAGER, part="#overleggen"),
    Picture("overleg", _one_overleg, account=staff.MANAGER, part="#aspecten"),
    Picture("stelling", _read(f"stelling/{scenes.STATEMENT}"), account=staff.MANAGER, part="#antwoorden"),
    Picture("jaren", _read(""), account=staff.MANAGER, part="#jaren"),
    Picture("werken", _read(""), account=staff.MANAGER, part="#werken"),
    Picture("verbeterpunt", _read(POINT), account=staff.MANAGER),
    Picture("lijst-om-te-bespreken", _read(MEETING), account=staff.MANAGER),
    Picture("downloads", _read("downloads"), account=staff.MANAGER),
    Picture("bladzijde-voor-partners", _read("partners"), account=staff.MANAGER),
    Picture("open-antwoord", _one_answer, account=scenes.EDITOR),
    Picture("vrijgeven", _read("open-antwoorden/vrijgeven", scenes.EDITOR), account=scenes.EDITOR),
    Picture("toelichting", WORK["own words of the house"]),
    Picture("leeslink", WORK["a new link"]),
    Picture("logboek", WORK["log of a house"]),
    Picture("installatie", WORK["the installation"], account=staff.ADMINISTRATOR),
    Picture("huis-maken", WORK["a new house"], account=staff.ADMINISTRATOR),
)
