"""What pages and files give out comes from the publication alone, and of it only from the part for who reads.

Each test changes what a reader may not see, and everything that this reader can fetch stays the same to the byte.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from monitor.model import COMMAND, Role
from monitor.services import api_tokens, publication_json, reporting, retention, sharing
from monitor.services.publishing import close_wave
from monitor.services.sharing import NewShare
from monitor.store.schema_house import houses
from tests.monitor.web.route_table import routes, values_of
from tests.page_checks import CheckingClient, make_app
from tests.scene import HOUSE, NOORD, OTHER_WAVE, WAVE, ZUID, Scene, answer_all, house_file

Surfaces = dict[str, bytes]
READ = ("dashboard.", "statements.", "explained.", "improvements.", "downloads.", "reports.")
"""Endpoints of results; of the reports the page that a PDF is made of, which tells as much and takes no seconds."""
WITH_FIGURES = ("dashboard.house_page", "dashboard.overleg_page", "statements.statement")
"""Pages with figures that open on a button."""
PLACES = {"xlsx", "ods", "csv", "csv-en", "json"}
REASON = b"Met zo weinig overleggen tonen we het hele huis niet"
PLACES_OF_REASON = ("overleg/0", "overleg/0/rapport.pdf", "stellingen", "stelling/selectie_1")
_TOKEN = re.compile(rb'name="csrf_token" value="[0-9a-f]+"')


@pytest.fixture
def closed(scene: Scene) -> Scene:
    """A scene whose wave is closed, with numbers inside and outside; an earlier wave was closed before it."""
    answer_all(scene)
    for wave in (OTHER_WAVE, WAVE):
        close_wave(scene.installation, HOUSE, wave, early=True)
    return scene


@pytest.fixture(autouse=True)
def reports_as_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give out the page of a report instead of the PDF that would be made of it."""
    monkeypatch.setattr(reporting, "make_pdf", lambda own, html: html.encode())


def fetch(scene: Scene, browser: CheckingClient, *, code: int = NOORD) -> Surfaces:
    """Everything about results that this browser is given of the wave, by address; form tokens left out."""
    found: Surfaces = {}
    for form in sorted(PLACES):
        values = {**values_of(scene), "form": form, "code": code}
        for route in routes(browser.application, "GET", values):
            if route.endpoint.startswith(READ) and route.address not in found:
                answer = browser.get(route.address)
                if answer.status_code == 200:
                    found[route.address] = _TOKEN.sub(b"", answer.data)
                    if route.endpoint in WITH_FIGURES:
                        found[f"{route.address}?grafieken"] = browser.get(f"{route.address}?grafieken").data
    return found


def fetch_outside(scene: Scene, share: str, token: str, partners_page: CheckingClient) -> Surfaces:
    """Everything that leaves the house, with its headers: the read-only link, the API, and what a manager hands on."""
    browser: CheckingClient = make_app(scene).test_client()
    pages = ("", "overleg/0", "overleg/1", "stellingen", "stelling/selectie_1", "stelling/rendement_2", "berekening",
             "?grafieken", "overleg/0?grafieken", "stelling/selectie_1?grafieken")  # fmt: skip
    found = {page: browser.get(f"/lezen/{HOUSE}/{share}/{page}") for page in pages}
    for address in (
        "house",
        "waves",
        *(f"waves/{wave}{more}" for wave in (WAVE, OTHER_WAVE) for more in ("", "/results")),
    ):
        found[address] = browser.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})
    for address in ("partners", "partners.pdf"):
        found[address] = partners_page.get(f"/huizen/{HOUSE}/{WAVE}/{address}")
    for form in PLACES:
        found[form] = partners_page.get(f"/huizen/{HOUSE}/{WAVE}/downloads/om-door-te-geven/{form}")
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 200)
    return {name: _TOKEN.sub(b"", answer.data) + headers_of(answer) for name, answer in found.items()}


def headers_of(answer: TestResponse) -> bytes:
    """Its headers but for the time, with the mark by which a browser asks again and the length."""
    return repr(sorted((name, value) for name, value in answer.headers.items() if name != "Date")).encode()


def rewrite(scene: Scene, change: Callable[[dict[str, Any]], None], *, wave: str = WAVE) -> None:
    """Put another publication in the place of the frozen one, as nobody could but who has the file."""
    houses.close()
    with closing(sqlite3.connect(house_file(scene))) as db, db:
        (body,) = db.execute("SELECT body FROM publication WHERE wave_id = ?", [wave]).fetchone()
        found = json.loads(body)
        change(found)
        text = publication_json.to_text(publication_json.from_text(json.dumps(found)))
        digest = publication_json.fingerprint(text)
        db.execute("UPDATE publication SET body = ?, sha256 = ? WHERE wave_id = ?", [text, digest, wave])


def poison(value: Any) -> Any:
    """The same record with every number and every text of a finding another one."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return 1.0 + (value * 0.83 + 0.17) % 2.9
    if isinstance(value, list):
        return [poison(one) for one in value]
    if isinstance(value, dict):
        return {
            name: one if name in ("code", "decimals", "dof", "seed") else poison(one) for name, one in value.items()
        }
    return value


def different(before: Surfaces, after: Surfaces) -> list[str]:
    return [name for name in before if before[name] != after.get(name)]


def test_everything_stays_when_the_answers_are_destroyed(
    closed: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browsers = [signed_in(Role.MANAGER), signed_in(Role.PROCESS_MANAGER, overleg="noord")]
    before = [fetch(closed, browser) for browser in browsers]

    closed.clock.move(days=365 * 6)
    erased = retention.erase_due(closed.installation, HOUSE, dry_run=False, actor=COMMAND)
    closed.clock.move(days=-365 * 6)
    after = [fetch(closed, browser) for browser in browsers]

    assert {one.wave for one in erased.erased} == {WAVE, OTHER_WAVE}
    assert [len(found) > 12 for found in before] == [True, True]
    assert [different(one, other) for one, other in zip(before, after, strict=True)] == [[], []]


def test_what_leaves_the_house_has_nothing_of_the_inside_numbers(
    closed: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    until = closed.clock().date() + timedelta(days=20)
    new = NewShare("De burgemeester", until, with_explanations=True, with_comments=True)
    share = sharing.make_share(closed.installation, HOUSE, WAVE, new, by="C", actor=COMMAND)
    token = api_tokens.make_api_token(closed.installation, HOUSE, label="Bord", until=until, by="C", actor=COMMAND)
    manager = signed_in(Role.MANAGER)
    before = fetch_outside(closed, share, token, manager)
    inside = fetch(closed, manager)

    for wave in (WAVE, OTHER_WAVE):
        rewrite(closed, lambda found: found.update(report=poison(found["report"])), wave=wave)
    after = fetch_outside(closed, share, token, manager)

    assert different(inside, fetch(closed, manager)), "the poison did nothing"
    assert different(before, after) == []


def test_an_overleg_of_somebody_else_is_in_nothing_that_a_process_manager_gets(
    closed: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser, manager = signed_in(Role.PROCESS_MANAGER, overleg="noord"), signed_in(Role.MANAGER)
    before, whole = fetch(closed, browser), fetch(closed, manager)

    for wave in (WAVE, OTHER_WAVE):
        rewrite(closed, _poison_the_others, wave=wave)
    after = fetch(closed, browser)

    assert len(before) > 12
    assert different(whole, fetch(closed, manager)), "the poison did nothing"
    assert different(before, after) == []
    assert not any(f"overleg/{ZUID}" in name for name in before)


def _poison_the_others(found: dict[str, Any]) -> None:
    """Another number in everything about overleg Zuid."""
    report = found["report"]
    for part in (*_of(report["breakdowns"], "by"), *_of(report["response"]["by"], "variable")):
        part["groups"] = [poison(one) if one["code"] == ZUID else one for one in part["groups"]]
    if report["change"]:
        groups = report["change"]["groups"]
        report["change"]["groups"] = [poison(one) if one["key"] == "zuid" else one for one in groups]


def test_with_one_other_overleg_a_process_manager_gets_nothing_but_the_own_numbers(
    closed: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser, manager = signed_in(Role.PROCESS_MANAGER, overleg="noord"), signed_in(Role.MANAGER)
    before, whole = fetch(closed, browser), fetch(closed, manager)

    for wave in (WAVE, OTHER_WAVE):
        rewrite(closed, _poison_all_but_noord, wave=wave)
    after = fetch(closed, browser)

    page = f"/huizen/{HOUSE}/{WAVE}/overleg/{NOORD}"
    assert different(whole, fetch(closed, manager)), "the poison did nothing"
    assert different(before, after) == []
    assert {name: REASON in before[f"/huizen/{HOUSE}/{WAVE}/{name}"] for name in PLACES_OF_REASON} == dict.fromkeys(
        PLACES_OF_REASON, True
    )
    assert REASON not in whole[page] and b"Hele huis" in whole[page]


def _poison_all_but_noord(found: dict[str, Any]) -> None:
    """Another number in everything of the house and of every group but overleg Noord, its difference with them too."""
    report = found["report"]
    own = [_own(part["groups"], "code", NOORD) for part in _of(report["breakdowns"], "by")]
    answered = [_own(part["groups"], "code", NOORD) for part in _of(report["response"]["by"], "variable")]
    changed = _own(report["change"]["groups"], "key", "noord") if report["change"] else None
    report = found["report"] = poison(report)
    for part, group in zip(_of(report["breakdowns"], "by"), own, strict=True):
        rest = _own(part["groups"], "code", NOORD)
        group["overall"]["versus_rest"] = rest["overall"]["versus_rest"]
        for cell, other in zip(group["cells"], rest["cells"], strict=True):
            cell["versus_rest"] = other["versus_rest"]
        part["groups"] = [group if one["code"] == NOORD else one for one in part["groups"]]
    for part, group in zip(_of(report["response"]["by"], "variable"), answered, strict=True):
        part["groups"] = [group if one["code"] == NOORD else one for one in part["groups"]]
    if changed:
        groups = report["change"]["groups"]
        report["change"]["groups"] = [changed if one["key"] == "noord" else one for one in groups]


def _own(groups: list[dict[str, Any]], name: str, value: object) -> dict[str, Any]:
    return next(one for one in groups if one[name] == value)


def _of(parts: Iterable[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [part for part in parts if part[name] == "overleg"]
