"""What people with an account do in the browser, and where they find what."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from monitor.services.demo import PASSWORD
from tests.browser.serving import Served

MANAGER = "manager@voorbeeldstreek.example"
COORDINATOR = "coordinator@voorbeeldstreek.example"
PROCESS_MANAGER = "procesmanager@voorbeeldstreek.example"
ADMINISTRATOR = "beheerder@voorbeeldstreek.example"
ANALYST = "benchmark@voorbeeldstreek.example"
RESEARCHER = "onderzoeker@voorbeeldstreek.example"


def sign_in(page: Page, served: Served, email: str, password: str = PASSWORD) -> None:
    """Sign in; ends at the waves, an administrator's at the installation."""
    page.goto(f"{served.url}/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Uitkomsten|Installatie)$"))


def overleg_urls(page: Page) -> dict[str, list[str]]:
    """On a house page: addresses of the overleggen whose heatmap row is whole ("shown"), "few" or "hidden"."""
    found: dict[str, list[str]] = page.evaluate(
        """() => {
          const found = { shown: [], few: [], hidden: [] };
          for (const row of document.querySelectorAll("#overleggen .heatmap tbody tr")) {
            const link = row.querySelector("th a");
            if (!link) { continue; }
            const kind = row.querySelector("td[colspan]") ? "hidden" : row.querySelector(".n.few") ? "few" : "shown";
            found[kind].push(link.href);
          }
          return found;
        }"""
    )
    return found


def open_details(page: Page) -> None:
    """Show what stands behind every details."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def draw_everything(page: Page) -> int:
    """Scroll past the charts in view until Plotly has drawn what it draws unasked; gives how many."""
    charts = page.locator('.live-box[data-draw="auto"]:visible')
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg.main-svg").first).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    return charts.count()
