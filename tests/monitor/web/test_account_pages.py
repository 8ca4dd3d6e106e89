"""The pages around an account in a browser: links, sessions, password, colleagues, the installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from monitor.model import COMMAND, Right, Role
from monitor.services import account_links, accounts, rights, throttle
from monitor.services.closing import stop_answers
from monitor.services.installation import Installation
from monitor.store.audit import select_lines
from monitor.web.devices import device_words
from tests.conftest import PASSWORD, complete_session
from tests.monitor.web.partner import Partner
from tests.monitor.web.second_factor_app import SET_UP, set_up
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, WAVE, Scene, count_rows, dump_all

SignedIn = Callable[..., CheckingClient]
PEOPLE = f"/beheer/{HOUSE}/collegas/"
SENTENCE = "drie fietsen tegen de kerk"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SURE = {"sure": "ja"}
PERSON = {"email": "nieuw@example.org", "name": "Nieuwe Collega"}


def link_of(installation: Installation, kind: str = "invitation") -> str:
    """The path in the mail that was made last."""
    rows = installation.directory().query(
        "SELECT link_id FROM account_mail WHERE kind = :kind ORDER BY rowid DESC", {"kind": kind}
    )
    return account_links.link_url(installation, rows[0]["link_id"]).removeprefix(installation.base_url)


def last_line(scene: Scene) -> tuple[str, str]:
    [line] = select_lines(scene.installation.directory(), most=1)
    return line.what, line.result


def test_a_colleague_is_invited_opens_the_account_sets_the_factor_up_and_works(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    invited = signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "coordinator"})
    assert invited.status_code == 303
    colleague: CheckingClient = app.test_client()
    link = link_of(scene.installation)

    assert "Uw account openen" in colleague.get(link).text
    opened = colleague.submit(link, {"name": "Noor Nieuw", "password": SENTENCE})
    assert opened.status_code == 303
    assert colleague.get("/huizen/").location == SET_UP
    set_up(colleague, scene.clock)

    assert "Noor Nieuw (u)" in colleague.get(PEOPLE).text
    assert colleague.get(link).status_code == 404


def test_a_link_that_does_not_work_is_one_page_whatever_is_wrong_with_it(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "manager"})
    link = link_of(scene.installation)
    app.test_client().submit(link, {"name": "N", "password": SENTENCE})
    visitor: CheckingClient = app.test_client()

    seen = {(r.status_code, r.text) for r in (visitor.get(link), visitor.get("/account/link/" + "A" * 22))}

    assert len(seen) == 1
    assert next(iter(seen))[0] == 404


def test_a_poor_password_and_a_name_that_is_none_are_said_at_the_field(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "manager"})
    link = link_of(scene.installation)
    visitor: CheckingClient = app.test_client()

    for values, place in (
        ({"name": "", "password": SENTENCE}, 'id="name-fout"'),
        ({"name": "a\u202eb", "password": SENTENCE}, 'id="name-fout"'),
        ({"name": "N", "password": "kort"}, 'id="password-fout"'),
        ({"name": "N", "password": "proefhuis2026"}, 'id="password-fout"'),
    ):
        response = visitor.submit(link, values)
        assert (response.status_code, place in response.text) == (400, True)
    assert visitor.submit(link, {"name": "N", "password": SENTENCE}).status_code == 303


def test_a_forgotten_password_looks_the_same_for_everybody_and_leads_to_a_new_one(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    manager = signed_in(Role.MANAGER)
    email = f"manager-{HOUSE}@example.org"

    answers = [app.test_client().submit("/wachtwoord-vergeten", {"email": each}) for each in (email, "x@example.org")]
    assert {(each.status_code, each.location) for each in answers} == {(303, "/wachtwoord-vergeten/onderweg")}
    visitor: CheckingClient = app.test_client()
    assert visitor.submit(link_of(scene.installation, "password"), {"password": SENTENCE}).status_code == 303

    assert visitor.get("/huizen/").status_code == 200
    assert manager.get("/huizen/").status_code == 401
    assert app.test_client().sign_in(email, PASSWORD).status_code == 401


def test_the_password_is_changed_with_the_present_one_and_every_other_session_ends(
    app: Flask, signed_in: SignedIn
) -> None:
    here, there = signed_in(Role.MANAGER), signed_in(Role.MANAGER)

    wrong = here.submit("/account/wachtwoord", {"present": "verkeerd wachtwoord", "password": SENTENCE})
    poor = here.submit("/account/wachtwoord", {"present": PASSWORD, "password": "manager12345"})
    assert (wrong.status_code, poor.status_code, there.get("/huizen/").status_code) == (400, 400, 200)
    done = here.submit("/account/wachtwoord", {"present": PASSWORD, "password": SENTENCE})

    assert done.status_code == 303
    assert "Uw wachtwoord is gewijzigd" in here.get(done.location).text
    assert there.get("/huizen/").status_code == 401


def test_guessing_the_present_password_is_slowed_as_at_the_door(signed_in: SignedIn) -> None:
    browser = signed_in(Role.MANAGER)

    statuses = [
        browser.submit("/account/wachtwoord", {"present": "verkeerd wachtwoord", "password": SENTENCE}).status_code
        for _ in range(11)
    ]

    assert statuses == [400] * 10 + [429]


def test_sessions_are_listed_and_ended_one_by_one_and_all_others(scene: Scene, app: Flask, signed_in: SignedIn) -> None:
    here, there, far = (signed_in(Role.MANAGER) for _ in range(3))
    stranger = signed_in(Role.MANAGER, OTHER_HOUSE)
    page = here.get("/account/")
    assert page.text.count("Beëindigen<") == 2

    other_id = scene.installation.directory().query(
        "SELECT session.id FROM session JOIN account ON account.id = account_id WHERE email = :email",
        {"email": f"manager-{OTHER_HOUSE}@example.org"},
    )[0]["id"]
    token = here.page("/account/").forms[0].fields
    assert here.post(f"/account/sessies/{other_id}/beeindigen", data=token).status_code == 404
    assert stranger.get("/huizen/").status_code == 200
    here.submit("/account/", form=1)
    assert sorted(one.get("/huizen/").status_code for one in (there, far)) == [200, 401]
    here.submit("/account/", form=-1)

    assert [one.get("/huizen/").status_code for one in (here, there, far)] == [200, 401, 401]
    assert last_line(scene) == ("session.ended", "done 1")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari op iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Linux"),
        ("curl/8", "onbekende browser"),
        ("<script>" * 1000, "onbekende browser"),
        ("", "onbekende browser"),
    ],
)
def test_a_device_is_named_in_a_few_words(header: str, words: str) -> None:
    assert device_words(header) == words


def test_of_a_browser_only_those_words_are_kept(scene: Scene, app: Flask, signed_in: SignedIn) -> None:
    signed_in(Role.MANAGER)
    browser: CheckingClient = app.test_client()
    fields = browser.page("/inloggen").forms[0].fields
    data = {**fields, "email": f"manager-{HOUSE}@example.org", "password": PASSWORD}

    browser.post("/inloggen", data=data, headers={"User-Agent": FIREFOX})

    stored = "".join(line for lines in dump_all(scene).values() for line in lines)
    assert "Firefox op Windows" in stored and "Gecko" not in stored


def test_a_disabled_account_is_out_at_once_and_cannot_come_in(scene: Scene, app: Flask, signed_in: SignedIn) -> None:
    admin, manager = signed_in(Role.ADMINISTRATOR), signed_in(Role.MANAGER)
    email = f"manager-{HOUSE}@example.org"
    person = accounts.find_account(scene.installation, email).account.id
    fields = admin.page("/installatie/").forms[0].fields

    assert admin.post(f"/installatie/accounts/{person}/uitzetten", data=fields).status_code == 400
    assert manager.get("/huizen/").status_code == 200
    assert admin.post(f"/installatie/accounts/{person}/uitzetten", data={**fields, **SURE}).status_code == 303
    assert manager.get("/huizen/").status_code == 401
    assert app.test_client().sign_in(email, PASSWORD).status_code == 401
    admin.post(f"/installatie/accounts/{person}/aanzetten", data=fields)

    assert app.test_client().sign_in(email, PASSWORD).status_code == 303


@pytest.mark.parametrize("role", [role for role in rights.HOUSE_ROLES if role is not Role.COORDINATOR])
def test_who_tries_to_give_oneself_rights_gets_403_and_a_line(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(role, overleg="noord" if role is Role.PROCESS_MANAGER else None)
    token = browser.page("/account/").forms[0].fields
    own = {"email": f"{role}-{HOUSE}@example.org", "name": "Ik", "role": "coordinator"}
    before = count_rows(scene.folder / "directory.sqlite", "account_right")

    refused = browser.post(f"{PEOPLE}uitnodigen", data={**token, **own})
    elsewhere = browser.post(f"/beheer/{OTHER_HOUSE}/collegas/uitnodigen", data={**token, **own})

    assert (refused.status_code, elsewhere.status_code) == (403, 404)
    assert last_line(scene) == ("right.given", "refused")
    assert count_rows(scene.folder / "directory.sqlite", "account_right") == before


@pytest.mark.parametrize("role", ["redacteur", "onderzoeker", "coordinator", "beheerder", "benchmarkanalist"])
def test_a_coordinator_gives_nothing_to_oneself_and_nothing_above_the_house(
    scene: Scene, signed_in: SignedIn, role: str
) -> None:
    browser = signed_in(Role.COORDINATOR)
    own = {"email": f"coordinator-{HOUSE}@example.org", "name": "Ik", "role": role}
    more = {"purpose": "onderzoek", "until": "2026-12-01"} if role == "onderzoeker" else {}

    refused = browser.submit(f"{PEOPLE}uitnodigen", {**own, **more})

    assert refused.status_code == 403
    assert last_line(scene) == ("right.given", "refused")


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"email": "geen adres"}, 'id="email-fout"'),
        ({"name": ""}, 'id="name-fout"'),
        ({"role": ""}, 'id="role-fout"'),
        ({"role": "koning"}, 'id="role-fout"'),
        ({"role": "procesmanager"}, 'id="overleg-fout"'),
        ({"role": "onderzoeker", "until": "2026-12-01"}, 'id="purpose-fout"'),
        ({"role": "onderzoeker", "purpose": "x", "until": "gisteren"}, 'id="until-fout"'),
        ({"role": "onderzoeker", "purpose": "x", "until": ""}, 'id="until-fout"'),
        ({"role": "onderzoeker", "purpose": "x", "until": "2031-01-01"}, "tot en met welke dag"),
        ({"role": "redacteur"}, "Er loopt een meting"),
    ],
)
def test_an_invitation_filled_in_badly_is_shown_again_as_it_was_typed(
    scene: Scene, signed_in: SignedIn, values: dict[str, str], place: str
) -> None:
    response = signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "manager", **values})

    assert (response.status_code, place in response.text) == (400, True)
    assert "Er is nog niemand uitgenodigd" in response.text and "Not a valid" not in response.text
    for typed in {**PERSON, **values}.values():
        assert typed in response.text or typed == "koning"
    assert not accounts.is_known(scene.installation, PERSON["email"])


def test_a_role_is_taken_away_and_the_last_coordinator_stays(scene: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    manager = signed_in(Role.MANAGER)
    own, other = (
        accounts.find_account(scene.installation, f"{role}-{HOUSE}@example.org").account.id
        for role in (Role.COORDINATOR, Role.MANAGER)
    )
    token = browser.page(PEOPLE).forms[0].fields

    def take(person: str, role: str) -> int:
        data = {**token, "role": role, "overleg": "", **SURE}
        return browser.post(f"{PEOPLE}{person}/recht-weg", data=data).status_code

    untick = browser.post(f"{PEOPLE}{other}/recht-weg", data={**token, "role": "manager", "overleg": ""})
    assert (untick.status_code, manager.get(f"/huizen/{HOUSE}/{WAVE}/").status_code) == (400, 200)
    assert (take(own, "coordinator"), take(other, "coordinator"), take(other, "manager")) == (409, 404, 303)
    assert "U ziet nog geen huizen" in manager.get("/huizen/").text


def test_people_of_another_house_cannot_be_touched(scene: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    signed_in(Role.MANAGER, OTHER_HOUSE)
    person = accounts.find_account(scene.installation, f"manager-{OTHER_HOUSE}@example.org").account.id
    token = browser.page(PEOPLE).forms[0].fields
    before = dump_all(scene)

    for path in (f"{PEOPLE}{person}/recht-weg", f"{PEOPLE}{person}/opnieuw"):
        assert browser.post(path, data={**token, "role": "manager", "overleg": "", **SURE}).status_code == 404

    assert dump_all(scene) == before
    assert f"manager-{OTHER_HOUSE}" not in browser.get(PEOPLE).text


def test_an_administrator_makes_a_house_and_its_coordinator_is_invited(scene: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.ADMINISTRATOR)
    values = {"title": "Veiligheidshuis Nieuw", "house": "nieuw", "contact": "Mail ons.", **PERSON}

    wrong = browser.submit("/installatie/huizen/nieuw", {**values, "house": "Niet Goed"})
    done = browser.submit("/installatie/huizen/nieuw", values)
    again = browser.submit("/installatie/huizen/nieuw", values)

    assert (wrong.status_code, done.status_code, again.status_code) == (400, 303, 400)
    assert "Veiligheidshuis Nieuw" in browser.get("/installatie/").text
    found = accounts.find_account(scene.installation, PERSON["email"]).account
    assert found.rights == (Right("nieuw", Role.COORDINATOR),)


def test_an_administrator_invites_another_resets_a_factor_and_sees_no_results(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    browser = signed_in(Role.ADMINISTRATOR)
    coordinator = signed_in(Role.COORDINATOR)
    person = accounts.find_account(scene.installation, f"coordinator-{HOUSE}@example.org").account.id
    assert browser.submit("/installatie/accounts/nieuw", {**PERSON, "role": "beheerder"}).status_code == 303
    fields = browser.page("/installatie/").forms[0].fields

    assert browser.post(f"/installatie/accounts/{person}/tweede-factor", data=fields).status_code == 303
    assert browser.post("/installatie/proefmail", data=fields).status_code == 303

    assert coordinator.get("/huizen/").status_code == 401
    assert "U ziet nog geen huizen" in browser.get("/huizen/").text
    assert browser.get(PEOPLE).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_installation_is_not_there_for_others(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(role, overleg="noord" if role is Role.PROCESS_MANAGER else None)
    token = browser.page("/account/").forms[0].fields

    assert browser.get("/installatie/").status_code == 404
    assert browser.post("/installatie/accounts/nieuw", data={**token, **PERSON, "role": "beheerder"}).status_code == 404
    assert not accounts.is_known(scene.installation, PERSON["email"])


def test_partners_read_before_sending_who_reads_the_open_answers(scene: Scene, app: Flask) -> None:
    partner = Partner.start(app, scene, "p01")
    partner.fill_in()
    before = partner.browser.get(f"{partner.address}overzicht").text
    right = Right(HOUSE, Role.EDITOR)
    accounts.add_account(scene.installation, email="r@example.org", name="Rita <b>", password=PASSWORD, right=right)

    after = partner.browser.get(f"{partner.address}overzicht").text

    # Whoever became redacteur after the wave opened does not read its comments.
    assert "Redacteur leest de open antwoorden" in before
    assert "Redacteur leest de open antwoorden" in after and "Rita" not in after


def test_sixty_made_up_links_slow_down_made_up_links_alone(scene: Scene, app: Flask) -> None:
    def guess(number: int, house: str = HOUSE) -> int:
        return int(app.test_client().get(f"/d/{house}/{number:022}").status_code)

    statuses = [guess(number, (HOUSE, OTHER_HOUSE, "nergens")[number % 3]) for number in range(60)]
    slowed = [guess(60), app.test_client().get("/account/link/" + "A" * 22).status_code]
    right = app.test_client().get(scene.link("p01")).status_code
    started = Partner.start(app, scene, "p02")
    other_address = app.test_client().get(f"/d/{HOUSE}/{'B' * 22}", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})

    assert (statuses, slowed) == ([404] * 60, [429, 429])
    assert (right, started.browser.get(started.address).status_code // 100) == (200, 3)
    assert other_address.status_code == 404
    assert count_rows(scene.folder / "directory.sqlite", "throttle") == 61
    scene.clock.instant += throttle.WINDOW
    assert guess(61) == 404
    assert count_rows(scene.folder / "directory.sqlite", "throttle") == 1


@pytest.mark.parametrize("path", [f"/d/{HOUSE}/kort", "/i/0123456789abcdef/", "/account/link/kort", "/nergens"])
def test_what_is_no_guess_is_not_counted(scene: Scene, visitor: CheckingClient, path: str) -> None:
    before = dump_all(scene)

    assert {visitor.get(path).status_code for _ in range(70)} == {404}
    assert dump_all(scene) == before


def test_a_guess_by_the_cookie_of_a_link_is_counted_too(scene: Scene, by_hand: CheckingClient) -> None:
    statuses = [
        by_hand.get("/i/0123456789abcdef/", headers={"Cookie": f"meting={HOUSE}.{number:022}"}).status_code
        for number in range(61)
    ]

    assert statuses == [404] * 60 + [429]


def test_a_session_of_the_helper_of_these_tests_is_a_real_one(scene: Scene, app: Flask, signed_in: SignedIn) -> None:
    signed_in(Role.COORDINATOR)
    browser: CheckingClient = app.test_client()
    browser.set_cookie("sessie", complete_session(scene, f"coordinator-{HOUSE}@example.org"), domain="127.0.0.1")

    assert browser.get(PEOPLE).status_code == 200


def test_a_wave_that_is_closing_lets_a_redacteur_in(scene: Scene, signed_in: SignedIn) -> None:
    for wave in ("voorjaar", "najaar"):
        stop_answers(scene.installation, HOUSE, wave, early=True, actor=COMMAND)

    done = signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "redacteur"})

    assert done.status_code == 303


@pytest.mark.parametrize("day", ["2026-12-01", "1-12-2026", " 01/12/2026 "])
def test_a_day_may_be_typed_as_people_write_it(scene: Scene, signed_in: SignedIn, day: str) -> None:
    values = {**PERSON, "role": "onderzoeker", "purpose": "x", "until": day}

    assert signed_in(Role.COORDINATOR).submit(f"{PEOPLE}uitnodigen", values).status_code == 303
    [right] = accounts.find_account(scene.installation, PERSON["email"]).account.rights
    assert str(right.until) == "2026-12-01"


NO_SERVER = "Er is geen mailserver ingesteld."
ADVICE = "Zet smtp_host en mail_from in monitor.toml en herstart de monitor."


def test_while_no_mail_can_leave_nobody_is_told_that_one_is_under_way(scene: Scene, signed_in: SignedIn) -> None:
    coordinator, admin = signed_in(Role.COORDINATOR), signed_in(Role.ADMINISTRATOR)
    new_house = {"title": "Veiligheidshuis Nieuw", "house": "nieuw", "contact": "Mail ons.", **PERSON}
    tries = (
        (coordinator, coordinator.submit(f"{PEOPLE}uitnodigen", {**PERSON, "role": "manager"})),
        (admin, admin.submit("/installatie/huizen/nieuw", {**new_house, "email": "ander@example.org"})),
        (admin, admin.post("/installatie/proefmail", data=admin.page("/installatie/").forms[0].fields)),
    )

    for browser, done in tries:
        text = browser.get(done.location).text
        assert f"{NO_SERVER} " in text and f" wacht. {ADVICE}" in text and "onderweg" not in text
    assert f"Er gaat niets uit. {ADVICE}" in admin.get("/installatie/").text


def test_an_administrator_replaces_an_invitation_that_nobody_opened_and_no_other(
    scene: Scene, app: Flask, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMINISTRATOR)
    values = {"title": "Veiligheidshuis Nieuw", "house": "nieuw", "contact": "Mail ons."}
    admin.submit("/installatie/huizen/nieuw", {**values, "email": "fout@example.org", "name": "Cor"})
    wrong, page = link_of(scene.installation), "/installatie/huizen/nieuw/coordinator"
    assert page in admin.page("/installatie/").links

    own = admin.submit(page, {"email": f"beheerder-{HOUSE}@example.org", "name": "Ik"})
    done = admin.submit(page, {"email": "goed@example.org", "name": "Cor"})
    right = link_of(scene.installation)

    assert (own.status_code, done.status_code) == (400, 303)
    assert accounts.find_account(scene.installation, "fout@example.org").account.rights == ()
    visitor: CheckingClient = app.test_client()
    assert visitor.get(wrong).status_code == 404
    assert visitor.submit(right, {"name": "Cor", "password": SENTENCE}).status_code == 303
    assert page not in admin.page("/installatie/").links
    assert "Dit huis heeft al een coördinator" in admin.get(page).text
    data = {**admin.page("/installatie/").forms[0].fields, **PERSON}
    assert admin.post(page, data=data).status_code == 409
    assert not accounts.is_known(scene.installation, PERSON["email"])


def test_the_same_address_again_gets_a_new_link(scene: Scene, signed_in: SignedIn) -> None:
    admin, page = signed_in(Role.ADMINISTRATOR), "/installatie/huizen/nieuw/coordinator"
    values = {"title": "Veiligheidshuis Nieuw", "house": "nieuw", "contact": "Mail ons.", **PERSON}
    admin.submit("/installatie/huizen/nieuw", values)
    first = link_of(scene.installation)

    assert admin.submit(page, {**PERSON, "name": "Beter Gespeld"}).status_code == 303

    assert link_of(scene.installation) != first
    found = accounts.find_account(scene.installation, PERSON["email"]).account
    assert (found.name, found.rights) == ("Beter Gespeld", (Right("nieuw", Role.COORDINATOR),))


def test_what_is_wrong_with_a_new_house_is_summed_up_in_the_order_of_the_page(signed_in: SignedIn) -> None:
    text = signed_in(Role.ADMINISTRATOR).submit("/installatie/huizen/nieuw").text

    places = [text.index(f'<a href="#{name}">') for name in ("title", "house", "contact", "name", "email")]
    assert places == sorted(places)


def test_who_administers_and_reads_nothing_begins_at_the_installation(scene: Scene, app: Flask) -> None:
    app.extensions["monitor.settings"] = replace(app.extensions["monitor.settings"], demo=True)  # asks no second factor
    both = (Right("", Role.ADMINISTRATOR), Right(HOUSE, Role.MANAGER))
    starts = []
    for number, given in enumerate((both[:1], both[1:], both)):
        email = f"{number}@example.org"
        for right in given:
            accounts.add_account(scene.installation, email=email, name="Naam", password=PASSWORD, right=right)
        starts.append(app.test_client().sign_in(email, PASSWORD).location)

    assert starts == ["/installatie/", "/huizen/", "/huizen/"]


def test_after_the_second_factor_an_administrator_begins_at_the_installation(scene: Scene, app: Flask) -> None:
    right = Right("", Role.ADMINISTRATOR)
    accounts.add_account(scene.installation, email="b@example.org", name="B", password=PASSWORD, right=right)
    first: CheckingClient = app.test_client()
    again: CheckingClient = app.test_client()
    first.sign_in("b@example.org", PASSWORD)
    phone, _ = set_up(first, scene.clock)
    scene.clock.move(minutes=1)

    begun = again.sign_in("b@example.org", PASSWORD)
    done = again.submit("/inloggen/code", {"code": phone.code()}, form=0)

    assert (begun.location, done.location) == ("/huizen/", "/installatie/")  # the first leads to the second step


@pytest.mark.parametrize(
    ("role", "words", "link"),
    [
        (Role.COORDINATOR, "Er is nog geen meting", f"/beheer/{HOUSE}/"),
        (Role.MANAGER, "Zodra dit huis een meting heeft, staat die hier.", "/huizen/"),
        (Role.EDITOR, "Na het sluiten van een meting leest u hier de open antwoorden na.", "/huizen/"),
        (Role.RESEARCHER, "Na het sluiten van een meting haalt u hier de losse antwoorden op.", "/huizen/"),
        (Role.BENCHMARK_ANALYST, "U neemt bestanden van huizen op voor de benchmark.", "/benchmark/"),
        (Role.ADMINISTRATOR, "U beheert de installatie.", "/installatie/"),
    ],
)
def test_where_there_is_nothing_to_see_the_page_says_why(
    scene: Scene, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, role: Role, words: str, link: str
) -> None:
    monkeypatch.setattr("monitor.services.reading.list_waves", lambda _installation, _house: [])
    browser = signed_in(role)

    assert words in browser.get("/huizen/").text
    assert link in browser.page("/huizen/").links


def test_a_form_sent_after_the_session_ended_says_that_it_is_lost(scene: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.COORDINATOR)
    fields = browser.page(f"{PEOPLE}uitnodigen").forms[-1].fields
    scene.clock.move(days=2)

    lost = browser.post(f"{PEOPLE}uitnodigen", data={**fields, **PERSON, "role": "manager"})

    assert lost.status_code == 401
    assert "U bent uitgelogd. Wat u net invulde, is niet bewaard. Log in en probeer het opnieuw." in lost.text
    assert "Wat u net invulde" not in browser.get(PEOPLE).text
