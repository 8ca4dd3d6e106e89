"""The read API: one house per token, outside numbers only, problems in one shape, and what its description says."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from monitor.exports import results_json
from monitor.model import COMMAND, Role
from monitor.services import api_tokens, publishing
from monitor.services.pace import MOST as MOST_A_MINUTE
from monitor.services.throttle import MOST, Counted
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, ROOT, WAVE, Scene, answer_all, dump_all

LAST = date(2026, 12, 10)
DESCRIPTION: dict[str, Any] = json.loads((ROOT / "docs" / "openapi" / "v1.json").read_text(encoding="utf-8"))
RESULTS = f"/api/v1/waves/{WAVE}/results"
PRIVATE = ("/api/v1/house", "/api/v1/waves", f"/api/v1/waves/{WAVE}", RESULTS)
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    publishing.close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def make_token(scene: Scene, house: str = HOUSE) -> str:
    return api_tokens.make_api_token(scene.installation, house, label="Dashboard", until=LAST, by="Noor", actor=COMMAND)


@pytest.fixture
def token(closed: Scene) -> str:
    return make_token(closed)


def bearer(app: Flask, token: str) -> CheckingClient:
    program: CheckingClient = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return program


@pytest.fixture
def program(app: Flask, token: str) -> CheckingClient:
    return bearer(app, token)


def check_problem(answer: TestResponse, status: int) -> None:
    """Assert the one shape of problems."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.get_json(force=True)
    assert list(told) == ["type", "title", "status", "detail"]
    assert (told["type"], told["status"]) == ("about:blank", status) and told["title"] and told["detail"]
    assert "Set-Cookie" not in answer.headers


def schema_of(path: str, status: int) -> tuple[str, dict[str, Any]]:
    """(content type, schema) that the description promises."""
    found = DESCRIPTION["paths"][path]["get"]["responses"][str(status)]
    if "$ref" in found:
        found = DESCRIPTION["components"]["responses"][found["$ref"].rpartition("/")[2]]
    [(kind, content)] = found["content"].items()
    return kind, {**content["schema"], "components": DESCRIPTION["components"]}


def test_the_description_is_valid_openapi() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(DESCRIPTION).validate()


def test_the_description_that_is_served_is_the_file(visitor: CheckingClient) -> None:
    assert visitor.get("/api/v1/openapi.json").get_json() == DESCRIPTION


def test_every_route_is_described_and_nothing_else(app: Flask) -> None:
    rules = {rule.rule: rule.methods or set() for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    described = {"/api/v1" + path.replace("{wave}", "<wave>") for path in DESCRIPTION["paths"]}

    assert set(rules) == described
    assert all(methods <= {"GET", "HEAD", "OPTIONS"} for methods in rules.values())
    assert all(set(one) == {"get"} for one in DESCRIPTION["paths"].values())


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_every_answer_is_as_described(program: CheckingClient, visitor: CheckingClient, path: str) -> None:
    address = "/api/v1" + path.replace("{wave}", WAVE)
    answers = [program.get(address), visitor.get(address)]
    if "{wave}" in path:
        answers += [program.get("/api/v1" + path.replace("{wave}", "bestaat-niet"))]
    open_to_all = DESCRIPTION["paths"][path]["get"].get("security") == []

    assert [one.status_code for one in answers[:2]] == [200, 200 if open_to_all else 401]
    for answer in answers:
        kind, schema = schema_of(path, answer.status_code)
        assert answer.headers["Content-Type"] == kind
        jsonschema.Draft202012Validator(schema).validate(answer.get_json(force=True))


def test_the_results_fit_their_own_schema_and_are_the_outside_set(
    program: CheckingClient, visitor: CheckingClient
) -> None:
    schema = visitor.get("/api/v1/results.schema.json").get_json(force=True)
    found = program.get(RESULTS).get_json()

    jsonschema.Draft202012Validator(schema).validate(found)
    assert schema == results_json.SCHEMA
    assert (found["set"], found["minimum"], found["house"]["id"], found["wave"]["id"]) == ("outside", 10, HOUSE, WAVE)


def test_the_links_lead_where_they_say(program: CheckingClient) -> None:
    index = program.get("/api/v1/").get_json()["links"]
    waves = program.get(index["waves"]).get_json()["waves"]

    assert {one["id"]: one["state"] for one in waves} == {OTHER_WAVE: "open", WAVE: "closed"}
    for one in waves:
        assert program.get(one["links"]["self"]).get_json() == one
        if one["links"]["results"]:
            assert program.get(one["links"]["results"]).status_code == 200
    assert program.get(index["house"]).get_json() == {
        "id": HOUSE, "name": f"Veiligheidshuis {HOUSE.title()}", "invented": True,
    }  # fmt: skip


def test_an_open_wave_tells_its_days_and_nothing_that_an_answer_changes(closed: Scene, program: CheckingClient) -> None:
    address = f"/api/v1/waves/{OTHER_WAVE}"
    before = program.get(address).data

    answer_all(
        Scene(closed.installation, closed.clock, {(HOUSE, WAVE): closed.tokens[HOUSE, OTHER_WAVE]}), ("p05", "p06")
    )

    assert program.get(address).data == before
    check_problem(program.get(f"{address}/results"), 404)


def test_a_token_reads_its_own_house_whatever_a_request_says(app: Flask, closed: Scene, token: str) -> None:
    there = bearer(app, make_token(closed, OTHER_HOUSE))
    here = bearer(app, token)

    assert there.get("/api/v1/house").get_json()["id"] == OTHER_HOUSE
    check_problem(there.get(RESULTS), 404)  # the wave of that name is still open there
    for said in (
        {"query_string": {"house": OTHER_HOUSE}},
        {"headers": {"X-House": OTHER_HOUSE}},
        {"json": {"house": OTHER_HOUSE}},
    ):
        assert here.get("/api/v1/house", **said).get_json()["id"] == HOUSE


def test_without_a_token_that_works_everything_looks_alike(app: Flask, closed: Scene, token: str) -> None:
    api_tokens.withdraw_api_token(
        closed.installation, HOUSE, api_tokens.list_api_tokens(closed.installation, HOUSE)[0].id, actor=COMMAND
    )
    working = make_token(closed)
    headers = (
        None, f"Bearer {token}", f"Bearer {HOUSE}.{'A' * 22}", f"Bearer nergens.{'A' * 22}", "Bearer ", "Bearer é",
        f"Basic {working}", working, f"Bearer {working.partition('.')[2]}", f"Bearer {working}x",
    )  # fmt: skip
    answers = [
        app.test_client().get(path, headers={"Authorization": one.encode("utf-8").decode("latin-1")} if one else {})
        for path in PRIVATE
        for one in headers
    ]

    for answer in answers:
        check_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="monitor"'
    assert len({one.data for one in answers}) == 1


def test_a_token_in_the_address_or_a_cookie_is_no_token(app: Flask, token: str) -> None:
    visitor: CheckingClient = app.test_client()
    visitor.set_cookie("token", token, domain="127.0.0.1")

    for query in ({"token": token}, {"access_token": token}, {"api_key": token}):
        check_problem(visitor.get("/api/v1/house", query_string=query), 401)


def test_a_session_is_no_token_and_a_token_no_session(
    closed: Scene, signed_in: SignedIn, program: CheckingClient
) -> None:
    check_problem(signed_in(Role.COORDINATOR).get("/api/v1/house"), 401)
    assert program.get(f"/huizen/{HOUSE}/{WAVE}/").status_code == 401


def test_a_token_ends_with_its_last_day(closed: Scene, program: CheckingClient) -> None:
    closed.clock.instant = closed.clock.instant.replace(month=12, day=10, hour=22)
    assert program.get("/api/v1/house").status_code == 200
    closed.clock.move(hours=1)
    check_problem(program.get("/api/v1/house"), 401)


def test_guesses_are_slowed_and_a_token_that_works_is_not(app: Flask, program: CheckingClient) -> None:
    answers = [bearer(app, f"{HOUSE}.{number:022d}").get("/api/v1/house") for number in range(MOST[Counted.LINK] + 3)]

    assert [one.status_code for one in answers] == [401] * MOST[Counted.LINK] + [429] * 3
    check_problem(answers[-1], 429)
    assert answers[-1].headers["Retry-After"] == "900"
    assert program.get("/api/v1/house").status_code == 200


def test_one_program_cannot_ask_without_end(closed: Scene, program: CheckingClient) -> None:
    answers = [program.get("/api/v1/house") for _ in range(MOST_A_MINUTE + 1)]

    assert {one.status_code for one in answers[:-1]} == {200}
    check_problem(answers[-1], 429)
    assert answers[-1].headers["Retry-After"] == "60"
    closed.clock.move(minutes=1)
    assert program.get("/api/v1/house").status_code == 200


def test_results_have_an_etag_of_their_own_text(program: CheckingClient) -> None:
    first = program.get(RESULTS)
    etag = first.headers["ETag"]

    again = program.get(RESULTS, headers={"If-None-Match": etag})
    other = program.get(RESULTS, headers={"If-None-Match": '"iets anders"'})

    assert etag == f'"{hashlib.sha256(first.data).hexdigest()}"'
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert (other.status_code, other.data) == (200, first.data)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nergens", 404),
        ("GET", "/api/v2/house", 404),
        ("GET", "/api/", 404),
        ("GET", "/api", 404),
        ("GET", "/api/v1/waves/%00", 404),
        ("GET", "/api/v1/waves/../house", 404),
        ("POST", "/api/v1/house", 405),
        ("PUT", RESULTS, 405),
        ("DELETE", "/api/v1/waves", 405),
        ("PATCH", "/api/v1/", 405),
    ],
)
def test_every_error_is_a_problem(program: CheckingClient, method: str, path: str, status: int) -> None:
    answer = program.open(path, method=method)

    check_problem(answer, status)
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_a_strange_host_gets_a_problem_too(program: CheckingClient) -> None:
    check_problem(program.get("/api/v1/house", headers={"Host": "kwaad.example"}), 400)


def test_a_fault_of_ours_is_a_problem_without_a_word_of_what_went_wrong(
    program: CheckingClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("geheim detail")

    monkeypatch.setattr("monitor.services.reading.get_house", break_down)

    answer = program.get("/api/v1/house")

    check_problem(answer, 500)
    assert "geheim" not in answer.text
    assert token not in caplog.text


def test_asking_changes_nothing(closed: Scene, program: CheckingClient) -> None:
    before = dump_all(closed)

    for path in (*PRIVATE, "/api/v1/", "/api/v1/openapi.json", "/api/v1/waves/bestaat-niet"):
        program.get(path)
        program.head(path)

    assert dump_all(closed) == before


def test_a_coordinator_makes_a_token_sees_it_once_and_withdraws_it(
    closed: Scene, app: Flask, signed_in: SignedIn
) -> None:
    coordinator, page = signed_in(Role.COORDINATOR), f"/beheer/{HOUSE}/delen/"
    made = coordinator.submit(f"{page}api/", {"label": "Dashboard van de gemeente"})
    found = re.search(r'id="geheim"[^>]* value="([^"]+)"', made.text)
    assert made.status_code == 200 and found
    program = bearer(app, html.unescape(found[1]))

    assert program.get("/api/v1/house").status_code == 200
    overview = coordinator.get(page).text
    assert "Dashboard van de gemeente" in overview and found[1] not in overview
    place = next(at for at, form in enumerate(coordinator.page(page).forms) if "intrekken" in form.action)
    assert coordinator.submit(page, form=place).status_code == 400
    assert coordinator.submit(page, {"sure": "ja"}, form=place).status_code == 303
    check_problem(program.get("/api/v1/house"), 401)


@pytest.mark.parametrize("values", [{"label": ""}, {"label": "a\u202eb"}, {"until": ""}, {"until": "2027-11-11"}])
def test_a_token_that_cannot_be_is_refused_with_what_was_typed(
    closed: Scene, signed_in: SignedIn, values: dict[str, str]
) -> None:
    coordinator, before = signed_in(Role.COORDINATOR), dump_all(closed)["proefhuis.sqlite"]

    answer = coordinator.submit(f"/beheer/{HOUSE}/delen/api/", {"label": "Dashboard", **values})

    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert dump_all(closed)["proefhuis.sqlite"] == before


def test_a_proposed_last_day_of_a_token_is_a_year_ahead(closed: Scene, signed_in: SignedIn) -> None:
    text = signed_in(Role.COORDINATOR).get(f"/beheer/{HOUSE}/delen/api/").text

    assert f'value="{(closed.clock().date() + timedelta(days=365)).isoformat()}"' in text


@pytest.mark.parametrize("path", ["/api/v1/waves/..%2f/results", "/api/v1//waves", "/api/v1/waves/..%2fgeheim"])
def test_an_address_that_is_written_otherwise_is_a_problem_and_is_not_repeated(
    program: CheckingClient, path: str
) -> None:
    answer = program.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "waves" not in answer.text and "Location" not in answer.headers
