"""Posts that do not come from our own pages: refused on every changing route, with nothing changed.

The routes come from the application's url_map: one that is new and not described below fails the test.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from monitor.model import Role
from tests.conftest import PASSWORD
from tests.monitor.web.partner import FIRST_PAGE, Partner
from tests.monitor.web.route_table import routes, values_of
from tests.monitor.web.stand_in import StandIn
from tests.page_checks import CheckingClient, csrf_in
from tests.scene import HOUSE, OTHER_HOUSE, Scene, dump_all

PAGE = {"was": "0000", "page": "a1b2", "number": "", **FIRST_PAGE}
LINK_ROUTES: dict[str, dict[str, str]] = {
    "respond.choose": {"overleg_0": "y", "aanwezig_0": "4"},
    "respond.save": PAGE,
    "respond.save_answer": {**PAGE, "number": "1"},
    "respond.report_absent": {},
    "respond.send": {"woorden": "", "mail": ""},
}
SESSION_ROUTES: dict[str, dict[str, str]] = {"dashboard.close_wave": {}, "account.sign_out": {}}
SIGN_IN = "account.check_sign_in"
START = "respond.start"
"""Needs no form token: who posts it must have the link itself, and it stores nothing."""
EVERY_ROUTE = sorted([*LINK_ROUTES, *SESSION_ROUTES, SIGN_IN, START])

FORGED_HEADERS = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:5000"},
    {"Origin": "null"},
    {"Origin": "https://kwaad.example"},
    {"Origin": "http://127.0.0.1:5001"},
    {"Origin": "http://127.0.0.1:5000.kwaad.example"},
    {"Origin": ""},
)
OWN_HEADERS = (
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # what browsers send under Referrer-Policy: no-referrer
    {"Origin": "http://127.0.0.1:5000"},
    {},
)


@dataclass
class Case:
    """A route with a browser that may use it, a body that is right but for its token, and tokens right and wrong."""

    browser: CheckingClient
    address: str
    body: dict[str, str]
    token: str
    foreign_token: str


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The processes that the application would have started."""
    found: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: StandIn(found, command))
    return found


@pytest.fixture
def case(
    request: pytest.FixtureRequest,
    app: Flask,
    scene: Scene,
    partner: Partner,
    other_partner: Partner,
    signed_in: Callable[..., CheckingClient],
    started: list[object],
) -> Case:
    """The route of this test, ready to be used."""
    endpoint = request.param
    address = next(route.address for route in routes(app, "POST", values_of(scene)) if route.endpoint == endpoint)
    if endpoint in LINK_ROUTES or endpoint == START:
        if endpoint == "respond.send":
            partner.fill_in()
        elif endpoint != START:
            partner.choose()
        body = LINK_ROUTES.get(endpoint, {})
        return Case(partner.browser, address, body, partner.csrf, other_partner.csrf)
    foreign = csrf_in(signed_in(Role.COORDINATOR, OTHER_HOUSE).get("/huizen/").text)
    own = signed_in(Role.COORDINATOR)
    if endpoint in SESSION_ROUTES:
        return Case(own, address, SESSION_ROUTES[endpoint], csrf_in(own.get("/huizen/").text), foreign)
    visitor: CheckingClient = app.test_client()
    body = {"email": f"coordinator-{HOUSE}@example.org", "password": PASSWORD}
    other: CheckingClient = app.test_client()
    return Case(visitor, address, body, csrf_in(visitor.get("/inloggen").text), csrf_in(other.get("/inloggen").text))


def test_every_changing_route_is_described_here(app: Flask, scene: Scene) -> None:
    changing = {
        rule.endpoint for rule in app.url_map.iter_rules() if set(rule.methods or ()) - {"GET", "HEAD", "OPTIONS"}
    }

    assert sorted(changing) == EVERY_ROUTE
    assert all(set(rule.methods or ()) <= {"GET", "HEAD", "OPTIONS", "POST"} for rule in app.url_map.iter_rules())


@pytest.mark.parametrize("case", [*LINK_ROUTES, *SESSION_ROUTES, SIGN_IN], indirect=True)
@pytest.mark.parametrize("token", ["missing", "empty", "foreign", "altered", "not hexadecimal"])
def test_a_post_without_its_own_form_token_is_refused(
    case: Case, scene: Scene, started: list[object], token: str
) -> None:
    altered = ("0" if case.token[0] != "0" else "1") + case.token[1:]
    tokens = {"empty": "", "foreign": case.foreign_token, "altered": altered, "not hexadecimal": "é" * 32}
    forged = {"csrf_token": tokens[token]} if token in tokens else {}
    before = dump_all(scene)

    response = case.browser.post(case.address, data={**case.body, **forged})

    assert response.status_code == 400
    assert dump_all(scene) == before
    assert started == []


@pytest.mark.parametrize("case", EVERY_ROUTE, indirect=True)
def test_a_post_from_another_website_is_refused_even_with_the_right_form_token(
    case: Case, scene: Scene, started: list[object]
) -> None:
    before = dump_all(scene)

    for headers in FORGED_HEADERS:
        response = case.browser.post(case.address, data={**case.body, "csrf_token": case.token}, headers=headers)
        assert response.status_code == 403, headers
        assert "Set-Cookie" not in response.headers

    assert dump_all(scene) == before
    assert started == []


@pytest.mark.parametrize("headers", OWN_HEADERS, ids=["modern browser", "old browser", "neither header"])
@pytest.mark.parametrize("case", EVERY_ROUTE, indirect=True)
def test_the_same_post_from_our_own_page_is_taken(case: Case, headers: dict[str, str]) -> None:
    response = case.browser.post(case.address, data={**case.body, "csrf_token": case.token}, headers=headers)

    assert response.status_code in (200, 303), response.text


@pytest.mark.parametrize("case", list(LINK_ROUTES), indirect=True)
def test_a_link_route_without_its_cookie_is_refused_even_with_the_right_form_token(
    case: Case, scene: Scene, visitor: CheckingClient
) -> None:
    before = dump_all(scene)

    response = visitor.post(case.address, data={**case.body, "csrf_token": case.token})

    assert response.status_code == 404
    assert dump_all(scene) == before


@pytest.mark.parametrize("case", list(SESSION_ROUTES), indirect=True)
def test_a_session_route_without_its_session_is_refused_even_with_the_right_form_token(
    case: Case, scene: Scene, visitor: CheckingClient, started: list[object]
) -> None:
    before = dump_all(scene)

    response = visitor.post(case.address, data={**case.body, "csrf_token": case.token})

    assert response.status_code == 401
    assert dump_all(scene) == before
    assert started == []
