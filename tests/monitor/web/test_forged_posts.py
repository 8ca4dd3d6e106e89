"""Posts that do not come from our own pages: refused on every changing route, with nothing changed.

The routes come from the application's url_map: one that is new and not described below fails the test.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from monitor.model import Role
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.conftest import PASSWORD
from tests.monitor.web.crowd import Crowd, make_crowd
from tests.monitor.web.partner import FIRST_PAGE, Partner
from tests.monitor.web.route_rights import EVERYBODY, HALF, NOBODY, OWN_LINK, RIGHTS
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
SESSION_ROUTES: dict[str, dict[str, str]] = {"fieldwork.close": {"sure": "y"}, "account.sign_out": {}}
"""Two of them with a body that is right; the others are tried with an empty one."""
SIGN_IN = "account.check_sign_in"
START = "respond.start"
"""Needs no form token: who posts it must have the link itself, and it stores nothing."""
EVERY_ROUTE = sorted([*LINK_ROUTES, *SESSION_ROUTES, SIGN_IN, START])
VISITOR_ROUTES = {SIGN_IN, "account.ask_new_password", "oidc.sign_in", "own_account.use_link"}
"""Before there is a session: the token is bound to a cookie of this browser, or to the one-time link."""
BY_LINK = {START, "opt_out.confirm"}
"""Who posts these has the link in the address itself."""

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


def changing(app: Flask) -> set[str]:
    """Every endpoint that answers more than looks."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if set(rule.methods or ()) - {"GET", "HEAD", "OPTIONS"}}


def of_sessions(app: Flask) -> set[str]:
    """Every changing endpoint for who has a session."""
    return {endpoint for endpoint in changing(app) if RIGHTS[endpoint] not in (EVERYBODY, OWN_LINK)}


def test_every_changing_route_is_described_here(app: Flask) -> None:
    assert changing(app) == {*LINK_ROUTES, *VISITOR_ROUTES, *BY_LINK, *of_sessions(app)}
    assert all(set(rule.methods or ()) <= {"GET", "HEAD", "OPTIONS", "POST"} for rule in app.url_map.iter_rules())


@pytest.fixture(scope="module")
def crowd(original: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Everybody in front of a house with everything in it."""
    yield make_crowd(original, tmp_path_factory.mktemp("crowd") / "instance")
    houses.close()
    directories.close()


def post_everywhere(
    crowd: Crowd, endpoints: set[str], token: Callable[[str], str | None], headers: dict[str, str] | None = None
) -> dict[str, int]:
    """Post an empty form to each, as somebody who may; gives endpoint -> status."""
    statuses = {}
    for route in routes(crowd.app, "POST", crowd.values):
        if route.endpoint in endpoints:
            visitor = sorted(RIGHTS[route.endpoint] - {HALF, NOBODY})[0]
            given = token(visitor)
            data = {} if given is None else {"csrf_token": given}
            answer = crowd.browser(visitor).post(route.address, data=data, headers=headers or {})
            statuses[route.endpoint] = answer.status_code
    assert len(statuses) == len(endpoints)
    return statuses


WRONG_TOKENS: dict[str, Callable[[Crowd, str], str | None]] = {
    "missing": lambda _crowd, _visitor: None,
    "empty": lambda _crowd, _visitor: "",
    "of another session": lambda crowd, _visitor: crowd.form_token(HALF),
    "of nobody": lambda crowd, _visitor: crowd.form_token(NOBODY),
    "altered": lambda crowd, visitor: crowd.form_token(visitor)[:-1] + "g",
    "not hexadecimal": lambda _crowd, _visitor: "é" * 32,
}


@pytest.mark.parametrize("token", WRONG_TOKENS)
def test_no_route_of_a_session_takes_a_post_without_its_own_form_token(
    crowd: Crowd, started: list[object], token: str
) -> None:
    before = dump_all(crowd.scene)

    statuses = post_everywhere(crowd, of_sessions(crowd.app), lambda visitor: WRONG_TOKENS[token](crowd, visitor))

    assert set(statuses.values()) == {400}, statuses
    assert dump_all(crowd.scene) == before and started == []


@pytest.mark.parametrize("token", [None, "", "0" * 32, "é" * 32])
def test_no_route_of_a_visitor_takes_a_post_without_its_own_form_token(crowd: Crowd, token: str | None) -> None:
    before = dump_all(crowd.scene)

    statuses = post_everywhere(crowd, set(VISITOR_ROUTES), lambda _visitor: token)

    assert set(statuses.values()) == {400}, statuses
    assert dump_all(crowd.scene) == before


@pytest.mark.parametrize("headers", FORGED_HEADERS, ids=str)
def test_no_route_takes_a_post_from_another_website_even_with_the_right_form_token(
    crowd: Crowd, started: list[object], headers: dict[str, str]
) -> None:
    before = dump_all(crowd.scene)

    statuses = post_everywhere(crowd, changing(crowd.app), crowd.form_token, headers)

    assert set(statuses.values()) == {403}, statuses
    assert dump_all(crowd.scene) == before and started == []


@pytest.mark.parametrize("headers", OWN_HEADERS, ids=["modern browser", "old browser", "neither header"])
def test_the_same_posts_from_our_own_pages_get_past_the_guard(
    original: Scene, tmp_path: Path, started: list[object], closed_databases: None, headers: dict[str, str]
) -> None:
    own = make_crowd(original, tmp_path / "instance")

    statuses = post_everywhere(own, of_sessions(own.app), own.form_token, headers)

    assert 403 not in statuses.values() and 500 not in statuses.values(), statuses


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
