"""Looking changes nothing: every GET and HEAD, by whoever, leaves every database as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from monitor.model import Role
from monitor.services.publishing import close_wave
from tests.monitor.web.partner import Partner
from tests.monitor.web.route_table import routes, values_of
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_WAVE, PATTERNS, ZUID, Scene, answer_all, dump_all, fill_in

SCANNERS = (
    "Mozilla/5.0 (compatible; Microsoft Outlook SafeLinks/16.0)",
    "Mimecast-URL-Protection",
    "Barracuda Sentinel (EE)",
    "Slackbot-LinkExpanding 1.0",
    "python-requests/2.32",
    "",
)


def look_everywhere(app: Flask, browser: CheckingClient, values: dict[str, object]) -> list[tuple[str, int]]:
    """GET and HEAD every address; gives what was answered."""
    seen = []
    for method in ("GET", "HEAD"):
        for route in routes(app, method, values):
            seen.append((route.address, browser.open(route.address, method=method).status_code))
    return seen


def stored(scene: Scene) -> dict[str, list[str]]:
    """All that is in the databases but the count of links that do not work."""
    return {
        name: [line for line in lines if not line.startswith('INSERT INTO "throttle"')]
        for name, lines in dump_all(scene).items()
    }


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """One closed wave, and an open one in which some have sent and one has a draft."""
    answer_all(scene)
    fill_in(scene.installation, HOUSE, scene.token("p22"), {ZUID: PATTERNS[0]})
    close_wave(scene.installation, HOUSE, OTHER_WAVE, early=True)
    return scene


@pytest.mark.parametrize("wave", ["voorjaar", "najaar"], ids=["open wave", "closed wave"])
@pytest.mark.parametrize("role", list(Role))
def test_no_look_of_somebody_with_an_account_changes_a_database(
    busy: Scene, app: Flask, signed_in: Callable[..., CheckingClient], role: Role, wave: str
) -> None:
    browser = signed_in(role, overleg="noord" if role is Role.PROCESS_MANAGER else None)
    before = stored(busy)

    seen = look_everywhere(app, browser, values_of(busy, wave=wave))

    assert stored(busy) == before
    assert (f"/huizen/{HOUSE}/{wave}/", 200) in seen or role not in (Role.COORDINATOR, Role.MANAGER)
    assert not [look for look in seen if look[1] >= 500]


@pytest.mark.parametrize("state", ["started", "filled in", "sent"])
def test_no_look_of_a_partner_changes_a_database(scene: Scene, app: Flask, state: str) -> None:
    partner = Partner.start(app, scene, "p01")
    if state != "started":
        partner.fill_in()
    if state == "sent":
        partner.send()
    before = stored(scene)

    seen = look_everywhere(app, partner.browser, values_of(scene))

    assert stored(scene) == before
    assert not [look for look in seen if look[1] >= 500]


@pytest.mark.parametrize("agent", SCANNERS)
def test_a_mail_scanner_that_opens_a_link_ten_times_uses_nothing_up(
    scene: Scene, visitor: CheckingClient, agent: str
) -> None:
    before = stored(scene)

    for method in ("GET", "HEAD"):
        for _ in range(10):
            response = visitor.open(scene.link("p01"), method=method, headers={"User-Agent": agent})
            assert response.status_code == 200
            assert "Set-Cookie" not in response.headers

    assert stored(scene) == before


def test_looking_from_outside_without_cookies_changes_nothing(
    scene: Scene, app: Flask, visitor: CheckingClient
) -> None:
    before = stored(scene)

    seen = look_everywhere(app, visitor, values_of(scene))

    assert stored(scene) == before
    assert not [look for look in seen if look[1] >= 500]
