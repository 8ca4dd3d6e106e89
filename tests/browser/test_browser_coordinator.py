"""A whole wave through the screens: an administrator makes a house, its coordinator sets it up, invites, and closes.

Mails are files here (the demo's); the partners' links are taken out of them, as people would.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from monitor.services import answering, sending
from monitor.services.answering import PagePosted
from monitor.services.clock import AMSTERDAM
from tests.browser import assertions, partner, staff
from tests.browser.conftest import NewVisitor
from tests.browser.serving import ROOT, Served
from tests.browser.watching import DESK

HOUSE = "nieuwe-streek"
COORDINATOR = "nieuw.coordinator@nieuwe-streek.example"
PASSWORD = "paarse fietsen zingen zacht"
PARTNERS = 24
CLOSING_SECONDS = 90.0


def _tick(served: Served) -> None:
    """What the server does by itself every minute."""
    environment = {**os.environ, "MONITOR_INSTANCE": str(served.folder)}
    command = [sys.executable, "-m", "flask", "--app", "run", "tick"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _mails(served: Served) -> list[EmailMessage]:
    found = []
    for path in sorted((served.folder / "mail").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def _mails_to(served: Served, ending: str) -> list[str]:
    """The plain text of every mail to an address that ends so."""
    texts = []
    for message in _mails(served):
        body = message.get_body(("plain",))
        assert body is not None
        if str(message["To"]).rstrip(">").endswith(ending):
            texts.append(body.get_content())
    return texts


def _link_in(served: Served, text: str, start: str) -> str:
    """The first link of a mail whose path begins so, at the address where the monitor is served now."""
    found = re.search(rf"https?://[^/\s]+({start}[^\s]+)", text)
    assert found is not None, text
    return f"{served.url}{found[1]}"


def _partners_file(folder: Path) -> Path:
    lines = ["E-mailadres;Naam;Functie;Organisatie;Overleg"]
    for number in range(PARTNERS):
        organisation = ("Politie", "Gemeente")[number % 2]
        meeting = ("Jeugdoverleg", "Zorgoverleg")[number // 2 % 2]
        lines.append(f"p{number:02}@partner.example;Sam Voorbeeld {number};Medewerker;{organisation};{meeting}")
    path = folder / "partners.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def _choose_all(page: Page, pattern: str) -> None:
    """Answer every doubt of the preview with the choice that reads so."""
    for select in page.locator("select").all():
        texts = select.locator("option").all_inner_texts()
        chosen = next((text for text in texts if re.search(pattern, text, re.I)), None)
        assert chosen is not None, texts
        select.select_option(label=chosen)


def _check(page: Page) -> None:
    assertions.assert_axe_finds_nothing(page)


def _answer(served: Served, link: str) -> None:
    """Fill in and send as a partner does, behind the screens."""
    token = urlsplit(link).path.rpartition("/")[2]
    installation = served.installation
    found = answering.visit(installation, HOUSE, token)
    code = found.overleggen[0].code
    found = answering.choose_overleggen(installation, found, {code: 4})
    for part, aspect in enumerate(found.questionnaire.aspects, start=1):
        given = {item.position: 1 + (item.position + len(token) + ord(token[0])) % 4 for item in aspect.items}
        page = PagePosted(code, part, {}, given, "test", None, complete=True)
        found = answering.save_page(installation, found, page).visit
    sending.send(installation, HOUSE, token)


def test_a_house_is_made_and_a_wave_runs_from_the_list_to_the_results(
    visitor: NewVisitor, worked: Served, tmp_path: Path
) -> None:
    administrator = visitor(worked.url, viewport=DESK).context.new_page()
    staff.sign_in(administrator, worked, staff.ADMINISTRATOR)
    administrator.goto(f"{worked.url}/installatie/huizen/nieuw")
    administrator.get_by_label("Naam van het huis").fill("Veiligheidshuis Nieuwe Streek")
    administrator.get_by_label("Korte naam voor adressen").fill(HOUSE)
    administrator.get_by_label("Wie partners iets kunnen vragen").fill("Mail naar meting@nieuwe-streek.example.")
    administrator.get_by_label("Naam", exact=True).fill("C. Nieuw")
    administrator.get_by_label("E-mailadres").fill(COORDINATOR)
    administrator.get_by_role("button", name="Huis maken").click()
    expect(administrator.get_by_role("heading", level=1)).to_have_text("Installatie")

    _tick(worked)
    [invitation] = _mails_to(worked, COORDINATOR)
    device = visitor(worked.url, viewport=DESK)
    device.expect("status of 404")
    page = device.open(_link_in(worked, invitation, "/account/link/"))
    page.get_by_label("Uw naam").fill("C. Nieuw")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    _check(page)
    page.get_by_role("button", name="Account openen").click()
    if page.get_by_label("Wachtwoord").count():
        staff.sign_in(page, worked, COORDINATOR, PASSWORD)

    page.goto(f"{worked.url}/beheer/{HOUSE}/keuzelijsten/")
    page.get_by_role("button", name="Lege lijsten vullen").click()
    for name in ("Jeugdoverleg", "Zorgoverleg"):
        page.goto(f"{worked.url}/beheer/{HOUSE}/overleg-toevoegen")
        page.get_by_label("Naam", exact=True).fill(name)
        page.get_by_label("Overlegvorm").select_option(index=1)
        page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("link", name="Zorgoverleg")).to_be_visible()

    page.goto(f"{worked.url}/beheer/{HOUSE}/partners-inlezen/")
    page.locator("input[type=file]").set_input_files(_partners_file(tmp_path))
    page.get_by_role("button", name="Verder").click()
    _check(page)
    page.get_by_role("button", name="Naar het voorbeeld").click()
    _choose_all(page, "nieuw")
    page.get_by_role("button", name="Keuzes verwerken").click()
    _check(page)
    page.get_by_role("button", name="Bevestigen en inlezen").click()
    expect(page.get_by_text(f"{PARTNERS} partners").first).to_be_visible()

    page.goto(f"{worked.url}/beheer/{HOUSE}/nieuwe-meting")
    page.get_by_label("Naam").fill("Eerste meting")
    earlier = datetime.now(AMSTERDAM) - timedelta(minutes=5)
    page.get_by_label("Dag").fill(earlier.date().isoformat())
    page.get_by_label("Tijd").fill(earlier.strftime("%H:%M"))
    page.get_by_role("button", name="Meting maken").click()
    checklist = page.url
    page.goto(f"{checklist}groepen")
    page.get_by_role("button", name="Gezien, zo is het goed").click()
    page.goto(checklist)
    page.get_by_role("button", name="Testlink openen").first.click()
    expect(page.get_by_text("Dit is een proef").first).to_be_visible()
    page.goto(checklist)
    _check(page)
    page.get_by_role("link", name="Uitnodigen").click()
    expect(page.get_by_role("heading", name=f"{PARTNERS} partners krijgen een mail")).to_be_visible()
    _check(page)
    page.get_by_role("button", name=f"Ja, nodig {PARTNERS} partners uit").click()
    expect(page.get_by_text("De meting is open. De eerste mails gaan nu weg.")).to_be_visible()
    page.goto(checklist)
    expect(page.get_by_text("Open", exact=True).first).to_be_visible()

    _tick(worked)
    links = [_link_in(worked, text, f"/d/{HOUSE}/") for text in _mails_to(worked, "@partner.example")]
    assert len(set(links)) == PARTNERS
    phone = visitor(worked.url).open(links[0])
    partner.begin(phone)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    for link in links[:20]:
        _answer(worked, link)

    page.goto(f"{checklist}mails")
    expect(page.get_by_text(str(PARTNERS)).first).to_be_visible()
    _check(page)
    page.goto(f"{checklist}sluiten")
    page.get_by_label("Ja, ik wil de meting nu sluiten").check()
    page.get_by_role("button", name="Meting sluiten").click()
    _wait_for_results(page, checklist)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("eerste meting", re.I))


def _wait_for_results(page: Page, checklist: str) -> None:
    """Look again until the wave's page leads to its results."""
    end = time.monotonic() + CLOSING_SECONDS
    while time.monotonic() < end:
        page.goto(checklist)
        if page.get_by_role("heading", name="Na het sluiten").or_(page.get_by_text("Na het sluiten")).count():
            page.goto(checklist.replace("/beheer/", "/huizen/").replace("/metingen/", "/"))
            expect(page.get_by_role("region", name="Betrouwbaarheid")).to_be_visible()
            return
    raise AssertionError(f"no results after {CLOSING_SECONDS} s: {page.locator('main').inner_text()[:300]}")
