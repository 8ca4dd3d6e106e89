"""The second factor: set up by who must, asked after the password, each code once, and a way back without the phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from monitor.model import COMMAND, Right, Role
from monitor.services import accounts, second_factor, throttle
from monitor.web.settings import Settings
from tests.conftest import PASSWORD
from tests.monitor.web.second_factor_app import SET_UP, Phone, set_up
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, SECRET_KEY, Scene, count_rows, dump_all, raw_bytes

COORDINATOR, MANAGER = "c@example.org", "m@example.org"
CODE = "/inloggen/code"


@pytest.fixture
def people(scene: Scene) -> None:
    """A coordinator and a manager, with passwords alone."""
    for email, role in ((COORDINATOR, Role.COORDINATOR), (MANAGER, Role.MANAGER)):
        accounts.add_account(
            scene.installation, email=email, name=role.title(), password=PASSWORD, right=Right(HOUSE, role)
        )


def enter(app: Flask, email: str = COORDINATOR) -> CheckingClient:
    """A browser in which somebody has given the password."""
    browser: CheckingClient = app.test_client()
    assert browser.sign_in(email, PASSWORD).status_code == 303
    return browser


def cookie_of(browser: CheckingClient) -> str:
    cookie = browser.get_cookie("sessie", domain="127.0.0.1")
    assert cookie
    return cookie.value


def type_code(browser: CheckingClient, code: str) -> TestResponse:
    return browser.submit(CODE, {"code": code}, form=0)


@pytest.fixture
def phone(people: None, app: Flask, scene: Scene) -> Phone:
    """The app of a coordinator who set it up a minute ago."""
    made, _ = set_up(enter(app), scene.clock)
    scene.clock.move(minutes=1)
    return made


def test_a_coordinator_with_a_password_alone_can_do_nothing_but_set_it_up(
    people: None, app: Flask, scene: Scene
) -> None:
    browser = enter(app)

    for path in ("/huizen/", f"/beheer/{HOUSE}/collegas/", "/account/", "/account/wachtwoord", "/account/herstelcodes"):
        assert (browser.get(path).status_code, browser.get(path).location) == (303, SET_UP)
    refused = browser.post("/account/sessies/beeindigen", data=browser.page(SET_UP).forms[0].fields)
    assert (refused.status_code, refused.location) == (303, SET_UP)
    assert browser.get(SET_UP).status_code == 200


def test_after_setting_it_up_everything_opens_with_another_session(people: None, app: Flask, scene: Scene) -> None:
    browser = enter(app)
    before = cookie_of(browser)

    _, codes = set_up(browser, scene.clock)

    assert cookie_of(browser) != before
    assert browser.get("/huizen/").status_code == 200
    assert len(set(codes)) == second_factor.CODES == 10
    replayed: CheckingClient = app.test_client()
    replayed.set_cookie("sessie", before, domain="127.0.0.1")
    assert replayed.get(SET_UP).status_code == 401


def test_a_manager_may_do_without_and_may_have_one(people: None, app: Flask, scene: Scene) -> None:
    browser = enter(app, MANAGER)
    assert browser.get("/huizen/").status_code == 200

    set_up(browser, scene.clock)

    assert enter(app, MANAGER).get("/huizen/").location == CODE


def test_in_the_demo_it_is_not_demanded_and_the_account_page_says_so(people: None, app: Flask, scene: Scene) -> None:
    app.extensions["monitor.settings"] = Settings(instance=scene.folder, secret_key=SECRET_KEY, demo=True)

    browser = enter(app)

    assert browser.get("/huizen/").status_code == 200
    assert "In dit voorbeeld vragen wij hem niet" in browser.get("/account/").text


def test_with_the_code_the_session_is_another_one_and_complete(phone: Phone, app: Flask) -> None:
    browser = enter(app)
    before = cookie_of(browser)
    assert browser.get("/huizen/").location == CODE
    assert browser.get(SET_UP).location == CODE, "who has a factor cannot set another up with the password alone"

    passed = type_code(browser, phone.code())

    assert (passed.status_code, passed.location) == (303, "/huizen/")
    assert cookie_of(browser) != before
    assert browser.get("/huizen/").status_code == 200


def test_a_code_works_once(phone: Phone, app: Flask) -> None:
    code = phone.code()

    assert type_code(enter(app), code).status_code == 303
    again = type_code(enter(app), code)

    assert again.status_code == 401
    assert "klopt niet" in again.text


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
def test_one_step_of_drift_either_way(phone: Phone, app: Flask, steps: int, status: int) -> None:
    assert type_code(enter(app), phone.code(steps)).status_code == status


def test_an_older_code_than_the_last_one_is_worth_nothing(phone: Phone, app: Flask) -> None:
    assert type_code(enter(app), phone.code(1)).status_code == 303

    assert type_code(enter(app), phone.code(0)).status_code == 401


@pytest.mark.parametrize("code", ["", "x", "000000", "１２３４５６", "123 456 789", "'; DROP TABLE account", "a" * 200])
def test_what_is_no_code_is_refused_and_shown_nowhere(phone: Phone, app: Flask, code: str) -> None:
    response = type_code(enter(app), code)

    assert response.status_code in (400, 401)
    assert len(code) < 3 or code not in response.text


def test_ten_wrong_codes_slow_down_and_the_right_one_works_later(phone: Phone, app: Flask, scene: Scene) -> None:
    wrong = [type_code(enter(app), "000000").status_code for _ in range(10)]
    now = type_code(enter(app), phone.code())
    scene.clock.instant += throttle.WINDOW
    later = type_code(enter(app), phone.code())

    assert wrong == [401] * 10
    assert (now.status_code, later.status_code) == (429, 303)


def test_a_recovery_code_opens_once_however_it_is_typed(people: None, app: Flask, scene: Scene) -> None:
    _, codes = set_up(enter(app), scene.clock)

    first = type_code(enter(app), codes[0].upper().replace("-", " "))
    again = type_code(enter(app), codes[0])
    other = enter(app)

    assert (first.status_code, again.status_code) == (303, 401)
    assert type_code(other, codes[1]).status_code == 303
    assert "nog 8 herstelcodes" in other.get("/account/").text


def test_new_recovery_codes_make_the_old_ones_worthless(people: None, app: Flask, scene: Scene) -> None:
    browser = enter(app)
    _, old = set_up(browser, scene.clock)

    refused = browser.submit("/account/herstelcodes", {"present": "verkeerd wachtwoord"})
    page = browser.submit("/account/herstelcodes", {"present": PASSWORD})

    new = re.findall(r"<li>([a-z2-9-]{14})</li>", page.text)
    assert (refused.status_code, len(new)) == (400, 10)
    assert type_code(enter(app), old[5]).status_code == 401
    assert type_code(enter(app), new[5]).status_code == 303


def test_a_new_phone_is_set_up_with_the_password_and_the_old_one_works_until_then(
    phone: Phone, app: Flask, scene: Scene
) -> None:
    browser = enter(app)
    type_code(browser, phone.code())
    scene.clock.move(minutes=1)
    page = browser.get(SET_UP)
    new, fields = Phone(scene.clock, page.text), browser.page(SET_UP).forms[-1].fields

    handed = re.search(r'name="handed" value="([^"]+)"', page.text)
    assert handed
    data = {**fields, "handed": handed[1], "code": new.code()}
    without = browser.post(SET_UP, data={**data, "present": "niet mijn wachtwoord"})
    assert without.status_code == 400
    assert type_code(enter(app), phone.code()).status_code == 303
    scene.clock.move(minutes=1)
    done = browser.post(SET_UP, data={**data, "present": PASSWORD, "code": new.code()})

    assert done.status_code == 200
    scene.clock.move(minutes=1)
    assert type_code(enter(app), phone.code()).status_code == 401
    assert type_code(enter(app), new.code()).status_code == 303


def test_a_secret_that_was_handed_to_another_session_is_refused(people: None, app: Flask, scene: Scene) -> None:
    mine, other = enter(app), enter(app, MANAGER)
    page = other.get(SET_UP).text
    handed = re.search(r'name="handed" value="([^"]+)"', page)
    assert handed
    fields = mine.page(SET_UP).forms[0].fields

    response = mine.post(SET_UP, data={**fields, "handed": handed[1], "code": Phone(scene.clock, page).code()})

    assert response.status_code == 400
    assert mine.get("/huizen/").location == SET_UP


def test_only_who_need_not_have_it_switches_it_off(phone: Phone, app: Flask, scene: Scene) -> None:
    coordinator, manager = enter(app), enter(app, MANAGER)
    type_code(coordinator, phone.code())
    set_up(manager, scene.clock)

    kept = coordinator.submit("/account/tweede-factor/uitzetten", {"present": PASSWORD})
    gone = manager.submit("/account/tweede-factor/uitzetten", {"present": PASSWORD})

    assert (kept.status_code, coordinator.get("/huizen/").status_code) == (409, 200)
    assert gone.status_code == 303
    assert manager.get("/huizen/").status_code == 401
    assert enter(app, MANAGER).get("/huizen/").status_code == 200


def test_after_a_reset_every_session_is_over_and_it_is_set_up_anew(phone: Phone, app: Flask, scene: Scene) -> None:
    browser = enter(app)
    type_code(browser, phone.code())
    account = accounts.find_account(scene.installation, COORDINATOR).account.id

    second_factor.reset(scene.installation, account, actor=COMMAND)

    assert browser.get("/huizen/").status_code == 401
    assert enter(app).get("/huizen/").location == SET_UP
    assert count_rows(scene.folder / "directory.sqlite", "recovery_code") == 0


def test_a_session_halfway_lasts_half_an_hour(phone: Phone, app: Flask, scene: Scene) -> None:
    browser = enter(app)

    scene.clock.instant += timedelta(minutes=30)

    assert browser.get(CODE).status_code == 401


def test_the_files_hold_neither_the_secret_nor_a_recovery_code(people: None, app: Flask, scene: Scene) -> None:
    made, codes = set_up(enter(app), scene.clock)

    stored = raw_bytes(scene.folder)

    assert made.secret.encode() not in stored
    assert not [code for code in codes if code.encode() in stored or code.replace("-", "").encode() in stored]
    assert COORDINATOR.encode() in stored  # the search does find what lies open


def test_the_qr_code_says_what_the_app_needs_and_breaks_no_policy(people: None, app: Flask) -> None:
    page = enter(app).get(SET_UP).text

    drawing = re.search(r'<svg[^>]*class="qr".*?</svg>', page, re.DOTALL)
    assert drawing and "style" not in drawing[0] and "href" not in drawing[0] and "text" not in drawing[0]
    assert "otpauth://totp/Veiligheidshuis%20monitor:c%40example.org?secret=" in page


def test_looking_at_the_page_changes_nothing(people: None, app: Flask, scene: Scene) -> None:
    browser = enter(app)
    before = dump_all(scene)

    keys = {Phone(scene.clock, browser.get(SET_UP).text).secret for _ in range(3)}

    assert len(keys) == 3
    assert dump_all(scene) == before


def test_a_role_that_needs_one_ends_the_sessions_of_who_has_none(
    people: None, app: Flask, scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = enter(app, MANAGER)
    accounts.add_account(scene.installation, email=MANAGER, name="M", password="", right=Right(HOUSE, Role.COORDINATOR))

    assert browser.get("/huizen/").status_code == 401
    assert enter(app, MANAGER).get("/huizen/").location == SET_UP


def test_after_another_secret_key_the_code_step_says_what_to_do(phone: Phone, app: Flask, scene: Scene) -> None:
    browser = enter(app)
    db = scene.installation.directory()
    with db.atomic():
        db.execute("UPDATE account SET totp = :other WHERE totp IS NOT NULL", {"other": bytes(60)})

    refused = type_code(browser, phone.code())

    assert refused.status_code == 401
    assert "kan uw tweede factor niet meer lezen" in refused.text
