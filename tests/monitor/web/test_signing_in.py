"""Signing in and out: the session is a row, wrong passwords slow down, and nothing tells who has an account."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from monitor.errors import BadInput, NotFound, Refused, TooManyTries
from monitor.model import Right, Role
from monitor.services import accounts, passwords, throttle
from monitor.store.audit import select_lines
from monitor.store.schema_directory import directories
from monitor.web.settings import Settings
from tests.conftest import PASSWORD
from tests.page_checks import CheckingClient
from tests.scene import EDITORS, HOUSE, OTHER_HOUSE, SECRET_KEY, Scene, count_rows, dump, raw_bytes

EMAIL = "manager@example.org"
WRONG = "een heel ander wachtwoord"


@pytest.fixture
def manager(scene: Scene) -> str:
    """The address of somebody with an account, beside one of the other house."""
    for email, house in ((EMAIL, HOUSE), ("buur@example.org", OTHER_HOUSE)):
        right = Right(house, Role.MANAGER)
        accounts.add_account(scene.installation, email=email, name="M. Anager", password=PASSWORD, right=right)
    return EMAIL


def session_of(response: TestResponse) -> str:
    """The value of the session's cookie."""
    found = re.search(r"sessie=([^;]+)", "; ".join(response.headers.getlist("Set-Cookie")))
    assert found
    return found[1]


def look(by_hand: CheckingClient, session: str) -> int:
    return by_hand.get("/huizen/", headers={"Cookie": f"sessie={session}"}).status_code


@pytest.fixture
def session(manager: str, visitor: CheckingClient) -> str:
    """The cookie of a manager who has just signed in."""
    return session_of(visitor.sign_in(manager, PASSWORD))


def test_who_signs_in_comes_to_the_houses(manager: str, visitor: CheckingClient) -> None:
    response = visitor.sign_in(manager, PASSWORD)

    assert (response.status_code, response.location) == (303, "/huizen/")
    assert "Veiligheidshuis Proefhuis" in visitor.get("/huizen/").text


@pytest.mark.parametrize("email", ["MANAGER@example.org", "  manager@Example.ORG "])
def test_an_address_is_found_whatever_its_capitals_and_spaces(
    manager: str, visitor: CheckingClient, email: str
) -> None:
    assert visitor.sign_in(email, PASSWORD).status_code == 303


def test_the_cookie_is_for_this_browser_session_and_no_script(manager: str, visitor: CheckingClient) -> None:
    response = visitor.sign_in(manager, PASSWORD)

    cookie = next(text for text in response.headers.getlist("Set-Cookie") if text.startswith("sessie="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Expires" not in cookie and "Max-Age" not in cookie and "Domain" not in cookie


def test_over_https_the_cookie_belongs_to_this_host_alone(manager: str, app: Flask, scene: Scene) -> None:
    base = "https://monitor.example"
    app.extensions["monitor.settings"] = Settings(instance=scene.folder, secret_key=SECRET_KEY, base_url=base)
    browser = app.test_client()
    form = re.search(r'name="csrf_token" value="(\w+)"', browser.get("/inloggen", base_url=base).text)
    assert form

    data = {"csrf_token": form[1], "email": manager, "password": PASSWORD}
    response = browser.post("/inloggen", base_url=base, data=data)

    cookie = next(text for text in response.headers.getlist("Set-Cookie") if "sessie=" in text)
    assert cookie.startswith("__Host-sessie=") and "Secure" in cookie and "Path=/" in cookie


def test_neither_password_nor_session_can_be_read_from_the_files(scene: Scene, session: str) -> None:
    stored = raw_bytes(scene.folder)

    assert PASSWORD.encode() not in stored
    assert session.encode() not in stored
    assert EMAIL.encode() in stored  # the search does find what lies open


def test_after_signing_out_the_cookie_is_worth_nothing(
    session: str, visitor: CheckingClient, by_hand: CheckingClient
) -> None:
    assert look(by_hand, session) == 200

    visitor.submit("/huizen/", form=0)

    assert look(by_hand, session) == 401


def test_a_new_password_ends_every_session_of_that_account_alone(
    scene: Scene, session: str, app: Flask, by_hand: CheckingClient
) -> None:
    neighbour = session_of(app.test_client().sign_in("buur@example.org", PASSWORD))

    accounts.set_password(scene.installation, email=EMAIL, password="een nieuw wachtwoord")

    assert (look(by_hand, session), look(by_hand, neighbour)) == (401, 200)
    assert app.test_client().sign_in(EMAIL, PASSWORD).status_code == 401
    assert app.test_client().sign_in(EMAIL, "een nieuw wachtwoord").status_code == 303


def test_a_session_ends_after_its_hours(scene: Scene, session: str, by_hand: CheckingClient) -> None:
    scene.clock.move(hours=11, minutes=59)
    assert look(by_hand, session) == 200

    scene.clock.move(minutes=1)
    assert look(by_hand, session) == 401


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 5000, "'; DROP TABLE session", "é"])
def test_a_made_up_cookie_opens_nothing(session: str, by_hand: CheckingClient, cookie: str) -> None:
    assert look(by_hand, cookie) == 401


def test_signing_in_again_gives_another_session(manager: str, app: Flask) -> None:
    sessions = {session_of(app.test_client().sign_in(manager, PASSWORD)) for _ in range(3)}

    assert len(sessions) == 3


def plain(response: TestResponse, email: str) -> str:
    """A page without what differs per visitor: the form token and the address as it was typed."""
    text = re.sub(r'name="csrf_token" value="\w+"', "", response.text)
    return text.replace(email, "")


def test_an_unknown_address_and_a_wrong_password_look_alike(manager: str, app: Flask) -> None:
    wrong = app.test_client().sign_in(manager, WRONG)
    unknown = app.test_client().sign_in("nobody@example.org", WRONG)

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert plain(wrong, manager) == plain(unknown, "nobody@example.org")


def test_an_unknown_address_costs_a_password_check_as_well(
    manager: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    monkeypatch.setattr(passwords, "_verify", lambda password_hash, _: bool(checked.append(password_hash)))

    app.test_client().sign_in("nobody@example.org", WRONG)

    [password_hash] = checked
    assert password_hash.startswith("$argon2id$")


def test_the_hash_that_nobody_has_costs_what_a_real_one_costs() -> None:
    # argon2-cffi's own defaults (RFC 9106, low memory) for accounts; the hash of nobody must have the same parameters.
    from argon2 import PasswordHasher, extract_parameters

    assert extract_parameters(passwords._NOBODY) == extract_parameters(PasswordHasher().hash("x"))


def test_ten_wrong_passwords_slow_one_account_down_and_no_other(manager: str, scene: Scene, app: Flask) -> None:
    wrong = [app.test_client().sign_in(manager, WRONG).status_code for _ in range(10)]

    right_now = app.test_client().sign_in(manager, PASSWORD)
    neighbour = app.test_client().sign_in("buur@example.org", PASSWORD)

    assert wrong == [401] * 10
    assert right_now.status_code == 429
    assert "Wacht een kwartier" in right_now.text
    assert neighbour.status_code == 303


def test_after_a_quarter_of_an_hour_the_right_password_works_again(manager: str, scene: Scene, app: Flask) -> None:
    for _ in range(10):
        app.test_client().sign_in(manager, WRONG)

    scene.clock.instant += throttle.WINDOW - timedelta(seconds=1)
    early = app.test_client().sign_in(manager, PASSWORD).status_code
    scene.clock.move(seconds=1)
    later = app.test_client().sign_in(manager, PASSWORD).status_code

    assert (early, later) == (429, 303)


def test_an_unknown_address_is_slowed_down_in_the_same_way(manager: str, app: Flask) -> None:
    statuses = [app.test_client().sign_in("nobody@example.org", WRONG).status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


def test_one_place_that_tries_many_accounts_is_slowed_down(
    manager: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.MOST, throttle.Counted.ADDRESS, 3)
    for number in range(3):
        app.test_client().sign_in(f"nobody{number}@example.org", WRONG)

    from_here = app.test_client().sign_in(manager, PASSWORD)

    assert from_here.status_code == 429


def test_the_throttle_holds_over_processes_and_tells_no_address(manager: str, scene: Scene, app: Flask) -> None:
    app.test_client().sign_in("nobody@example.org", WRONG)

    assert count_rows(scene.folder / "directory.sqlite", "throttle") == 3  # one of them counts nothing
    assert b"nobody@example.org" not in raw_bytes(scene.folder)
    kept = [line for line in dump(scene.folder / "directory.sqlite") if '"throttle" VALUES' in line]
    assert len(kept) == 3 and not [line for line in kept if "127.0.0.1" in line or "nobody" in line]


def test_old_wrong_passwords_are_forgotten(manager: str, scene: Scene, app: Flask) -> None:
    for _ in range(3):
        app.test_client().sign_in(manager, WRONG)
    scene.clock.instant += throttle.WINDOW
    app.test_client().sign_in(manager, WRONG)

    assert count_rows(scene.folder / "directory.sqlite", "throttle") == 2


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "", "Vul uw e-mailadres in."),
        (EMAIL, "", "Vul uw wachtwoord in."),
        ("x" * 300, PASSWORD, ""),
        (EMAIL, "x" * 2000, ""),
        ("<script>alert(1)</script>", WRONG, "klopt niet"),
        ("a\x00b@example.org", WRONG, "klopt niet"),
    ],
)
def test_a_form_filled_in_badly_is_shown_again_and_never_with_the_password(
    manager: str, visitor: CheckingClient, email: str, password: str, sentence: str
) -> None:
    response = visitor.sign_in(email, password)

    assert response.status_code in (400, 401)
    assert sentence in response.text
    assert "<script>alert" not in response.text
    assert not password or password not in response.text


@pytest.mark.parametrize(
    "target", ["//kwaad.example", "https://kwaad.example", "/\\kwaad.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(manager: str, visitor: CheckingClient, target: str) -> None:
    form = visitor.page("/inloggen").forms[0].fields
    for query in (f"/inloggen?next={target}", f"/inloggen?naar={target}"):
        data = {**form, "email": manager, "password": PASSWORD, "next": target}
        assert visitor.post(query, data=data).location in ("/huizen/", None)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("te kort", "ten minste 12 tekens"),
        ("x" * 1025, "ten hoogste 1024 tekens"),
        ("aaaaaaaaaaaaaa", "te makkelijk"),
        ("manager@example.org", "te makkelijk"),
    ],
)
def test_a_poor_password_is_refused(scene: Scene, password: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        accounts.add_account(
            scene.installation, email=EMAIL, name="M", password=password, right=Right(HOUSE, Role.MANAGER)
        )

    assert count_rows(scene.folder / "directory.sqlite", "account") == EDITORS


@pytest.mark.parametrize(
    "right",
    [
        Right(HOUSE, Role.PROCESS_MANAGER),
        Right(HOUSE, Role.MANAGER, "noord"),
        Right(HOUSE, Role.PROCESS_MANAGER, "bestaat-niet"),
        Right("nergens", Role.MANAGER),
    ],
)
def test_a_right_that_cannot_be_makes_no_account(scene: Scene, right: Right) -> None:
    with pytest.raises((BadInput, NotFound)):
        accounts.add_account(scene.installation, email=EMAIL, name="M", password=PASSWORD, right=right)

    assert count_rows(scene.folder / "directory.sqlite", "account") == EDITORS


def test_a_second_right_leaves_the_password_as_it_was(manager: str, scene: Scene, app: Flask) -> None:
    right = Right(OTHER_HOUSE, Role.COORDINATOR)
    accounts.add_account(scene.installation, email=manager, name="Another", password="ander wachtwoord 9", right=right)

    assert app.test_client().sign_in(manager, PASSWORD).status_code == 303
    assert app.test_client().sign_in(manager, "ander wachtwoord 9").status_code == 401


def test_a_page_asked_for_without_a_session_shows_the_sign_in_form(visitor: CheckingClient) -> None:
    response = visitor.get(visitor.get("/").location)

    assert response.status_code == 401
    assert 'name="password"' in response.text


def test_every_form_token_belongs_to_its_session(signed_in: Callable[..., CheckingClient]) -> None:
    one, other = signed_in(Role.MANAGER), signed_in(Role.COORDINATOR)

    assert one.page("/huizen/").forms[0].fields["csrf_token"] != other.page("/huizen/").forms[0].fields["csrf_token"]


def test_past_the_limit_no_password_is_hashed(manager: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(passwords, "_verify", lambda password_hash, _: bool(checked.append(password_hash)))

    statuses = [app.test_client().sign_in(manager, WRONG).status_code for _ in range(30)]

    assert statuses == [401] * 10 + [429] * 20
    assert len(checked) == 10


def test_many_at_once_get_no_more_tries_than_one_after_another(manager: str, scene: Scene) -> None:
    start, outcomes = threading.Barrier(8), []

    def knock() -> None:
        start.wait()
        for _ in range(3):
            try:
                accounts.sign_in(scene.installation, email=manager, password=WRONG, address="192.0.2.1", hours=1)
            except (Refused, TooManyTries) as error:
                outcomes.append(type(error))
        directories.close()

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count(Refused), outcomes.count(TooManyTries)) == (10, 14)


def test_the_log_names_the_account_and_never_the_address_that_was_typed(manager: str, scene: Scene, app: Flask) -> None:
    account = accounts.find_account(scene.installation, manager).account
    for email, password in ((manager, WRONG), ("nobody@example.org", WRONG), (manager, PASSWORD)):
        app.test_client().sign_in(email, password)

    done, wrong, *others = select_lines(scene.installation.directory())

    assert (wrong.who, wrong.what, wrong.target, wrong.result) == ("unknown", "sign_in.failed", account.id, "refused")
    assert {line.what for line in others}.isdisjoint({"sign_in.failed", "sign_in.slowed"})
    assert (done.who, done.what, done.result) == (f"{account.id} {account.name}", "sign_in.done", "done")
    assert {line.source for line in (done, wrong)} == {"127.0.0.1"}
    assert b"nobody@example.org" not in raw_bytes(scene.folder)
