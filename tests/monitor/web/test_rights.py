"""Who sees what: every route of the dashboard, for every role of both houses and for nobody, from the url_map."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from monitor.model import INSTALLATION_ROLES, Right, Role
from monitor.services import accounts
from monitor.services.publishing import close_wave
from monitor.store import waves
from monitor.store.schema_house import houses
from tests.conftest import PASSWORD, complete_session
from tests.monitor.web.partner import Partner
from tests.monitor.web.route_table import routes, values_of
from tests.monitor.web.stand_in import StandIn
from tests.page_checks import CheckingClient, csrf_in
from tests.scene import (
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    WAVE,
    ZUID,
    Scene,
    answer_all,
    copy_scene,
    make_wave,
)

ONLY_THERE = "zomer"
"""A wave that the other house has and this one has not."""
COORDINATOR, MANAGER, PROCESS_MANAGER = Role.COORDINATOR, Role.MANAGER, Role.PROCESS_MANAGER
READERS = (COORDINATOR, MANAGER, PROCESS_MANAGER)
KNOWN = {"dashboard.waves", "dashboard.house_page", "dashboard.overleg_page"}
"""Every route of the dashboard; who may use all the others stands in route_rights.py."""
SignedIn = Callable[..., CheckingClient]


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the application would have started."""
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: StandIn(started, command))
    return started


@pytest.fixture(scope="module")
def furnished_once(original: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """HOUSE has `najaar` open and `voorjaar` closed, with enough answers to show both overleggen."""
    made = copy_scene(original, tmp_path_factory.mktemp("furnished") / "instance")
    answer_all(made)
    close_wave(made.installation, HOUSE, WAVE, early=True)
    made.tokens[OTHER_HOUSE, ONLY_THERE] = make_wave(made.installation, OTHER_HOUSE, ONLY_THERE)
    houses.close()
    return made


@pytest.fixture
def scene(furnished_once: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """A copy of it for every test."""
    return copy_scene(furnished_once, tmp_path / "instance")


def sign_in(signed_in: SignedIn, role: Role, house: str = HOUSE) -> CheckingClient:
    """A process manager is one of overleg Noord."""
    return signed_in(role, house, "noord" if role is PROCESS_MANAGER else None)


def closing_post(browser: CheckingClient, house: str, wave: str) -> int:
    token = csrf_in(browser.get("/huizen/").text)
    data = {"csrf_token": token, "sure": "y"}
    return browser.post(f"/beheer/{house}/metingen/{wave}/sluiten", data=data).status_code


def test_every_route_of_the_dashboard_is_tried_here(app: Flask) -> None:
    found = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("dashboard.")}

    assert found == KNOWN


# The page of a closed wave, of an open one, an overleg of one's own and another, closing an open wave.
NOT_THERE = {"closed": 404, "open": 404, "noord": 404, "zuid": 404, "close": 404}
EXPECTED = {
    Role.EDITOR: NOT_THERE,
    Role.RESEARCHER: NOT_THERE,
    Role.ADMINISTRATOR: NOT_THERE,
    Role.BENCHMARK_ANALYST: NOT_THERE,
    COORDINATOR: {"closed": 200, "open": 200, "noord": 200, "zuid": 200, "close": 303},
    MANAGER: {"closed": 200, "open": 200, "noord": 200, "zuid": 200, "close": 404},
    PROCESS_MANAGER: {"closed": 302, "open": 200, "noord": 200, "zuid": 404, "close": 404},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_of_its_own_house_what_belongs_to_it(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    browser = sign_in(signed_in, role)
    closed = f"/huizen/{HOUSE}/{WAVE}/"

    found = {
        "closed": browser.get(closed).status_code,
        "open": browser.get(f"/huizen/{HOUSE}/{OTHER_WAVE}/").status_code,
        "noord": browser.get(f"{closed}overleg/{NOORD}").status_code,
        "zuid": browser.get(f"{closed}overleg/{ZUID}").status_code,
        "close": closing_post(browser, HOUSE, OTHER_WAVE),
    }

    assert found == EXPECTED[role]


@pytest.mark.parametrize("role", list(Role))
def test_the_page_of_another_house_looks_like_that_of_a_house_that_does_not_exist(
    scene: Scene, signed_in: SignedIn, role: Role
) -> None:
    browser = sign_in(signed_in, role)

    other = browser.get(f"/huizen/{OTHER_HOUSE}/{WAVE}/")
    nowhere = browser.get(f"/huizen/nergens/{WAVE}/")

    assert (other.status_code, other.data) == (nowhere.status_code, nowhere.data)


@pytest.mark.parametrize("role", list(Role))
def test_a_wave_of_the_other_house_is_not_found_under_the_own_house(
    scene: Scene, signed_in: SignedIn, role: Role
) -> None:
    browser = sign_in(signed_in, role)

    seen = [browser.get(f"/huizen/{HOUSE}/{ONLY_THERE}/{rest}").status_code for rest in ("", f"overleg/{NOORD}")]

    assert seen == [404, 404]
    if role is COORDINATOR:
        assert closing_post(browser, HOUSE, ONLY_THERE) == 404


@pytest.mark.parametrize("house", [HOUSE, OTHER_HOUSE])
@pytest.mark.parametrize("role", [role for role in Role if role not in INSTALLATION_ROLES])
def test_the_list_shows_the_own_house_alone(scene: Scene, signed_in: SignedIn, role: Role, house: str) -> None:
    text = sign_in(signed_in, role, house).get("/huizen/").text

    shown = [name for name in (HOUSE, OTHER_HOUSE) if f"Veiligheidshuis {name.title()}" in text]
    assert shown == [house]


def test_without_an_account_everything_of_the_dashboard_is_closed(
    scene: Scene, app: Flask, visitor: CheckingClient, no_processes: list[list[str]]
) -> None:
    statuses = {}
    for wave in (WAVE, OTHER_WAVE):
        values = values_of(scene, wave=wave)
        for method in ("GET", "HEAD", "POST"):
            for route in routes(app, method, values):
                if route.endpoint in KNOWN | {"account.sign_out"}:
                    statuses[method, route.address] = visitor.open(route.address, method=method).status_code

    assert set(statuses.values()) == {401}
    assert no_processes == []


def test_an_account_without_any_right_sees_no_house(scene: Scene, signed_in: SignedIn) -> None:
    browser = sign_in(signed_in, MANAGER)
    register = scene.installation.directory()
    with register.atomic():
        register.execute("DELETE FROM account_right")

    assert "U ziet nog geen huizen" in browser.get("/huizen/").text
    assert browser.get(f"/huizen/{HOUSE}/{WAVE}/").status_code == 404


def test_a_right_that_is_taken_away_is_gone_at_the_next_look(scene: Scene, signed_in: SignedIn) -> None:
    browser = sign_in(signed_in, MANAGER)
    assert browser.get(f"/huizen/{HOUSE}/{WAVE}/").status_code == 200
    register = scene.installation.directory()
    with register.atomic():
        register.execute("DELETE FROM account_right")

    assert browser.get(f"/huizen/{HOUSE}/{WAVE}/").status_code == 404


def test_a_process_manager_is_led_to_the_own_overleg_and_finds_no_link_to_another(
    scene: Scene, signed_in: SignedIn
) -> None:
    browser = sign_in(signed_in, PROCESS_MANAGER)

    led = browser.get(f"/huizen/{HOUSE}/{WAVE}/")
    page = browser.page(led.location)

    assert led.location == f"/huizen/{HOUSE}/{WAVE}/overleg/{NOORD}"
    assert not [link for link in page.links if link.endswith(f"/overleg/{ZUID}")]


def test_one_account_with_rights_in_two_houses_sees_both_each_with_its_own_role(scene: Scene, app: Flask) -> None:
    for house, role in ((HOUSE, MANAGER), (OTHER_HOUSE, COORDINATOR)):
        accounts.add_account(
            scene.installation, email="twee@example.org", name="Twee", password=PASSWORD, right=Right(house, role)
        )
    browser: CheckingClient = app.test_client()
    browser.set_cookie("sessie", complete_session(scene, "twee@example.org"), domain="127.0.0.1")

    assert closing_post(browser, HOUSE, OTHER_WAVE) == 404
    assert closing_post(browser, OTHER_HOUSE, WAVE) == 303


def test_a_house_named_elsewhere_in_the_request_is_ignored(scene: Scene, signed_in: SignedIn) -> None:
    browser = sign_in(signed_in, MANAGER)
    own = f"/huizen/{HOUSE}/{WAVE}/"
    plain = browser.get(own).data

    assert browser.get(f"{own}?house={OTHER_HOUSE}").data == plain
    assert browser.get(own, headers={"X-House": OTHER_HOUSE}).data == plain
    assert browser.get(f"/huizen/{OTHER_HOUSE}/{WAVE}/?house={HOUSE}").status_code == 404


def test_a_partner_with_a_link_sees_nothing_of_the_dashboard(scene: Scene, app: Flask) -> None:
    partner = Partner.start(app, scene, "p03", wave=OTHER_WAVE)

    assert partner.browser.get(f"/huizen/{HOUSE}/{WAVE}/").status_code == 401


@pytest.mark.parametrize("role", READERS)
def test_the_page_of_an_open_wave_shows_no_answers_to_anybody(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    text = sign_in(signed_in, role).get(f"/huizen/{HOUSE}/{OTHER_WAVE}/").text

    names = ("Selectie", "Bespreking", "Rendement", "Wij kiezen", "alpha", "gemiddeld", "data-figure")
    assert [name for name in names if name.lower() in text.lower()] == []
    assert "Nog geen uitkomsten" in text


@pytest.mark.parametrize("state", ["open", "closing"])
def test_the_dashboard_changes_nothing_and_shows_the_coordinator_the_way_to_beheer(
    scene: Scene, signed_in: SignedIn, state: str
) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET state = :state WHERE id = :wave", {"state": state, "wave": OTHER_WAVE})

    pages = {role: sign_in(signed_in, role).page(f"/huizen/{HOUSE}/{OTHER_WAVE}/") for role in READERS}

    way = f"/beheer/{HOUSE}/metingen/{OTHER_WAVE}/"
    offered = {role: way in page.links for role, page in pages.items()}
    assert offered == {COORDINATOR: True, MANAGER: False, PROCESS_MANAGER: False}
    assert all([form.action for form in page.forms] == ["/uitloggen"] for page in pages.values())


def test_closing_starts_one_process(scene: Scene, signed_in: SignedIn, no_processes: list[list[str]]) -> None:
    assert closing_post(sign_in(signed_in, COORDINATOR), HOUSE, OTHER_WAVE) == 303
    [command] = no_processes
    assert command[-4:-1] == ["close", HOUSE, OTHER_WAVE] or command[-3:] == ["close", HOUSE, OTHER_WAVE]


def test_closing_a_closed_wave_again_starts_nothing(
    scene: Scene, signed_in: SignedIn, no_processes: list[list[str]]
) -> None:
    assert closing_post(sign_in(signed_in, COORDINATOR), HOUSE, WAVE) == 303
    assert no_processes == []
    found = waves.select_wave(scene.installation.house(HOUSE), WAVE)
    assert found is not None and found.state == "closed"
