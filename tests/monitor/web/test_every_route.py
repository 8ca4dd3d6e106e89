"""Every route x everybody x the own house's objects, the other house's and unknown ones, from the url_map.

Who may do what stands in `route_rights.py` alone; a route that is not there fails here.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.model import Role
from monitor.services import passwords
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from monitor.web.app import create_app
from tests.monitor.web.crowd import CLOSED_WAVE, ONLY_THERE, OPEN_WAVE, Crowd, copy_crowd, make_crowd
from tests.monitor.web.route_rights import EVERYBODY, OWN_LINK, RIGHTS, ROLES, VISITORS, WRITTEN_DOWN, refusal
from tests.monitor.web.route_table import Route, routes
from tests.monitor.web.stand_in import StandIn
from tests.page_checks import CheckingClient
from tests.scene import OTHER_HOUSE, Scene, dump_all

METHODS = ("GET", "HEAD", "POST")
REACHED = {200, 302, 303, 400, 409}
"""What somebody who may use a route can get: the page, the next one, or what is wrong with what was sent."""
COME_BACK = "oidc.come_back"
"""Without an answer of the provider everybody is refused."""
CHANGING = sorted(rule.endpoint for rule in create_app().url_map.iter_rules() if "POST" in (rule.methods or ()))
ELSEWHERE = {
    "administration.reset_factor": {404},  # the colleague has none
    "administration.take_right": {404},  # which right stands in the form, which is empty here
    "people.take_right": {404},  # the same
    "words.take_back": {404},  # which comment stands in the form
    **{f"words.{key}": {404} for key in ("begin", "decide", "release", "show_contacts")},  # of a closed wave
    **{key: {404} for key in ("explanations.keep_house", "explanations.keep_overleg")},  # of a closed wave
    "mails.change_address": {404},  # which partner stands in the form
    "improvements.new_point": {404},  # of a closed wave
    "research.take": {404},  # of a closed wave
    "mails.send_again": {404},
    "mails.revoke_link": {404},
    "mails.mark": {404},
    "shares.make_share": {404},  # the wave is open
    **{f"giving.{key}": {404} for key in ("give", "take_back")},  # of a closed wave
    "oidc.tie": {503},  # the provider is not there
    "oidc.sign_in": {503},
}
"""What else an empty form can get, and why."""


@pytest.fixture(scope="module")
def crowd(original: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """The crowd for whoever only looks, or is refused."""
    quick = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        yield make_crowd(original, tmp_path_factory.mktemp("crowd") / "instance")
    houses.close()
    directories.close()


@pytest.fixture
def own_crowd(crowd: Crowd, tmp_path: Path, closed_databases: None) -> Crowd:
    """A copy for whoever changes something."""
    return copy_crowd(crowd, tmp_path / "instance")


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: StandIn([], command))


@pytest.fixture(autouse=True)
def no_tries(crowd: Crowd) -> None:
    """Wrong links are counted; each test begins anew."""
    register = crowd.scene.installation.directory()
    with register.atomic():
        register.execute("DELETE FROM throttle")


def ask(browser: CheckingClient, route: Route, method: str, token: str) -> int:
    return browser.open(route.address, method=method, data={"csrf_token": token}).status_code


def unchanged(crowd: Crowd) -> dict[str, list[str]]:
    """All that is in the databases but the count of tries."""
    return {
        name: [line for line in lines if not line.startswith('INSERT INTO "throttle"')]
        for name, lines in dump_all(crowd.scene).items()
    }


def test_every_route_has_its_line_in_the_table() -> None:
    found = {rule.endpoint for rule in create_app().url_map.iter_rules()}

    assert found - RIGHTS.keys() == set(), "say in route_rights.py who may use it"
    assert RIGHTS.keys() - found == set(), "there is no such route any more"


def test_no_route_answers_other_methods() -> None:
    assert all(set(rule.methods or ()) <= {*METHODS, "OPTIONS"} for rule in create_app().url_map.iter_rules())


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_may_not_use_a_route_is_refused_and_nothing_changes(crowd: Crowd, visitor: str) -> None:
    browser, token = crowd.browser(visitor), crowd.form_token(visitor)
    before = unchanged(crowd)
    wrong = {}

    for method in METHODS:
        for route in routes(crowd.app, method, crowd.own_values(visitor)):
            if visitor not in RIGHTS[route.endpoint] and route.endpoint not in WRITTEN_DOWN:
                found = ask(browser, route, method, token)
                if found != refusal(route.endpoint, visitor):
                    wrong[method, route.endpoint] = found

    assert wrong == {}
    assert unchanged(crowd) == before


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_may_use_a_page_sees_it_and_looking_changes_nothing(crowd: Crowd, visitor: str) -> None:
    browser = crowd.browser(visitor)
    before = unchanged(crowd)
    wrong, reached = {}, set()

    for wave in (OPEN_WAVE, CLOSED_WAVE, crowd.values["draft"]):
        for method in ("GET", "HEAD"):
            for route in routes(crowd.app, method, {**crowd.own_values(visitor), "wave": wave}):
                if visitor in RIGHTS[route.endpoint]:
                    found = ask(browser, route, method, "")
                    if found in (200, 302, 303, 401 if route.endpoint == COME_BACK else 200):
                        reached.add((method, route.endpoint))
                    elif found not in (404, 409):
                        wrong[method, route.address] = found
    every = {
        (method, route.endpoint)
        for method in ("GET", "HEAD")
        for route in routes(crowd.app, method, crowd.values)
        if visitor in RIGHTS[route.endpoint]
    }

    assert wrong == {}
    assert every - reached == set(), "in none of the three waves there was anything to see"
    assert unchanged(crowd) == before


@pytest.mark.parametrize("endpoint", CHANGING)
def test_who_may_post_is_let_through(own_crowd: Crowd, endpoint: str) -> None:
    statuses = {}
    for visitor in sorted(RIGHTS[endpoint]):
        values = own_crowd.own_values(visitor)
        [route] = [one for one in routes(own_crowd.app, "POST", values) if one.endpoint == endpoint]
        found = ask(own_crowd.browser(visitor), route, "POST", own_crowd.form_token(visitor))
        statuses[visitor] = found
        if RIGHTS[endpoint] != EVERYBODY and found == 303:
            break

    taken = REACHED | ELSEWHERE.get(endpoint, set())
    assert set(statuses.values()) <= taken, statuses


@pytest.mark.parametrize("visitor", ROLES)
def test_an_attempt_to_give_a_right_is_refused_and_written_down(own_crowd: Crowd, visitor: str) -> None:
    if visitor == Role.COORDINATOR:
        visitor = Role.MANAGER
    values = own_crowd.own_values(visitor)
    for route in routes(own_crowd.app, "POST", values):
        if route.endpoint in WRITTEN_DOWN:
            found = ask(own_crowd.browser(visitor), route, "POST", own_crowd.form_token(visitor))
            assert found == refusal(route.endpoint, visitor)
    log = own_crowd.scene.installation.house(str(values["house"]))
    lines = log.query("SELECT what, result FROM audit ORDER BY number DESC LIMIT 1")
    of_the_house = refusal("people.invite", visitor) == 403
    assert (tuple(lines[0]) == ("right.given", "refused")) is of_the_house


@pytest.mark.parametrize("visitor", ROLES)
def test_everything_of_another_house_is_not_there_whatever_the_role(crowd: Crowd, visitor: str) -> None:
    browser, token = crowd.browser(visitor), crowd.form_token(visitor)
    before, wrong, tried = unchanged(crowd), {}, 0

    for objects in (crowd.elsewhere, {**crowd.values, "house": OTHER_HOUSE}, {**crowd.values, "house": "nergens"}):
        for method in METHODS:
            for route in routes(crowd.app, method, objects):
                if "house" in route.arguments and "token" not in route.arguments:
                    if _is_for_administrator(route, visitor) and objects["house"] == OTHER_HOUSE:
                        continue
                    tried += 1
                    found = ask(browser, route, method, token)
                    if found != 404:
                        wrong[method, route.address] = found

    assert wrong == {}
    assert tried > 150
    assert unchanged(crowd) == before


def _is_for_administrator(route: Route, visitor: str) -> bool:
    """An administrator knows the houses by name: no house is another's."""
    return visitor == Role.ADMINISTRATOR and route.endpoint.startswith("administration.")


FOREIGN = {
    "wave": (ONLY_THERE, "bestaat-niet", "..", "%00"),
    "partner": ("bestaat-niet",),
    "meeting": ("bestaat-niet",),
    "entry": ("bestaat-niet",),
    "kind": ("bestaat-niet",),
    "language": ("xx",),
    "form": ("exe",),
    "code": (99,),
    "link": ("bestaat-niet", "A" * 22),
    "token": ("bestaat-niet", "A" * 22),
    "handle": ("0" * 16,),
    "filename": ("bestaat-niet.css", "../app.py"),
    "upload": (),
    "person": (),
    "session_name": (),
    "point": (),
    "comment": ("bestaat-niet", "0" * 32),
    "secret": ("bestaat-niet", "A" * 22),
    "share": ("bestaat-niet",),
    "item": ("bestaat-niet", "selectie_99"),
    "key": ("bestaat-niet",),
}
"""Argument -> objects that are not the own house's; `upload` and the three after it come from the crowd."""
FREE = {"version", "overleg", "part"}
"""Arguments that name no object of a house; a wrong one is tried by the tests of partners' pages."""


def foreign_of(crowd: Crowd, name: str) -> tuple[object, ...]:
    """Objects for an argument that this visitor's house has not."""
    there = {name: crowd.elsewhere[name] for name in ("upload", "person", "point")}
    if name == "session_name":
        return ("bestaat-niet", crowd.sessions["half"])
    return (*FOREIGN[name], "bestaat-niet", there[name]) if name in there else FOREIGN[name]


@pytest.mark.parametrize("visitor", VISITORS)
def test_objects_of_another_house_and_unknown_ones_are_not_there_under_the_own_house(
    crowd: Crowd, visitor: str
) -> None:
    browser, token = crowd.browser(visitor), crowd.form_token(visitor)
    before, wrong = unchanged(crowd), {}

    for name in FOREIGN:
        for one in foreign_of(crowd, name):
            values = {**crowd.own_values(visitor), name: one}
            for method in METHODS:
                for route in routes(crowd.app, method, values):
                    if name not in route.arguments or visitor not in RIGHTS[route.endpoint]:
                        continue
                    if name == "person" and route.endpoint.startswith("administration.") and one != "bestaat-niet":
                        continue  # an administrator knows the accounts of all houses
                    found = ask(browser, route, method, token)
                    if found != 404:
                        wrong[method, route.address] = found

    assert wrong == {}
    assert unchanged(crowd) == before


def test_every_argument_of_an_address_is_tried_with_objects_of_others(crowd: Crowd) -> None:
    names = {name for rule in crowd.app.url_map.iter_rules() for name in rule.arguments}

    assert names - FOREIGN.keys() - FREE == {"house"}


@pytest.mark.parametrize("visitor", ROLES)
def test_the_page_of_another_house_looks_like_that_of_one_that_does_not_exist(crowd: Crowd, visitor: str) -> None:
    browser = crowd.browser(visitor)

    for route in routes(crowd.app, "GET", {**crowd.values, "house": OTHER_HOUSE}):
        if _is_for_administrator(route, visitor):
            continue
        if "house" in route.arguments and RIGHTS[route.endpoint] not in (EVERYBODY, OWN_LINK):
            nowhere = route.address.replace(f"/{OTHER_HOUSE}/", "/nergens/")
            other, none = browser.get(route.address), browser.get(nowhere)
            assert (other.status_code, other.data) == (none.status_code, none.data), route.endpoint
