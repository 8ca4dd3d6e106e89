"""Signing in through the organisation's provider, in front of a browser: a real provider, and one that lies."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from monitor.model import COMMAND, Account, Right, Role
from monitor.services import account_links, accounts, audit, identities, rights, sessions
from monitor.store.identities import Identity
from tests.conftest import PASSWORD, complete_session
from tests.oidc_provider import CLIENT, SECRET, LyingProvider, run_provider
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, Scene, count_rows, dump_all

KEY = RSAKey.generate_key(2048)
EMAIL = "noor@example.org"
SUBJECT = "wie-7"
BACK = "/inloggen/organisatie/terug"


def use_provider(app: Flask, issuer: str, **more: Any) -> None:
    """Set the provider in the settings of an application that is there already."""
    own = {"oidc_issuer": issuer, "oidc_name": "de gemeente", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    app.extensions["monitor.settings"] = replace(app.extensions["monitor.settings"], **{**own, **more})
    app.extensions.pop("monitor.provider", None)


@pytest.fixture
def idp(scene: Scene) -> Iterator[LyingProvider]:
    with run_provider(KEY) as running:
        running.now = scene.clock.instant
        yield running


@pytest.fixture
def app(app: Flask, idp: LyingProvider) -> Flask:
    use_provider(app, idp.issuer)
    return app


@dataclass
class Person:
    """Somebody with an account, tied or not."""

    account: Account
    identity: Identity


@pytest.fixture
def person(scene: Scene, idp: LyingProvider) -> Person:
    """A manager with a password, tied to SUBJECT."""
    right = Right(HOUSE, Role.MANAGER)
    accounts.add_account(scene.installation, email=EMAIL, name="Noor", password=PASSWORD, right=right)
    made = Person(accounts.find_account(scene.installation, EMAIL).account, Identity(idp.issuer, SUBJECT))
    identities.tie(scene.installation, made.identity, account=made.account.id, actor=COMMAND)
    return made


def invite(scene: Scene, email: str = "nieuw@example.org", role: Role = Role.MANAGER) -> str:
    """Invite somebody; gives the token of the link."""
    accounts.add_account(
        scene.installation,
        email="uitnodiger@example.org",
        name="Uitnodiger",
        password=PASSWORD,
        right=Right(HOUSE, Role.COORDINATOR),
    )
    giver = accounts.find_account(scene.installation, "uitnodiger@example.org").account
    rights.invite(
        scene.installation,
        giver,
        email=email,
        name="Nieuw",
        right=Right(HOUSE, role),
        actor=audit.actor_of(giver, "::1"),
    )
    link = scene.installation.directory().query("SELECT id FROM account_link ORDER BY expires_at DESC LIMIT 1")[0]["id"]
    return account_links.link_url(scene.installation, link).rpartition("/")[2]


def leave(browser: CheckingClient, page: str = "/inloggen") -> str:
    """Press the organisation's button on a page; gives the address at the provider."""
    opened = browser.page(page)
    at = next(place for place, form in enumerate(opened.forms) if "organisatie" in form.action)
    response = browser.submit(page, form=at)
    assert response.status_code == 200, response.text
    found = [link for link in _page(response).links if "response_type=code" in link]
    assert len(found) == 1
    return found[0]


def _page(response: TestResponse) -> Any:
    from tests.page_checks import Page

    return Page(response.text)


def come_back(browser: CheckingClient, answer: dict[str, str]) -> TestResponse:
    return browser.get(f"{BACK}?{urlencode(answer)}")


def sign_in(browser: CheckingClient, idp: LyingProvider, subject: str = SUBJECT, **claims: Any) -> TestResponse:
    return come_back(browser, idp.give_code(leave(browser), subject, **claims))


def stored(scene: Scene) -> list[str]:
    """All that is in the databases but the count of tries."""
    return [line for lines in dump_all(scene).values() for line in lines if "throttle" not in line]


def rows(scene: Scene, table: str) -> int:
    return count_rows(scene.folder / "directory.sqlite", table)


@pytest.fixture
def real_provider() -> Iterator[str]:
    """A provider that somebody else wrote, on a free port."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports parts of Authlib that are called old
        from oidc_provider_mock import run_server_in_thread

        with run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning")  # the provider's, in its thread
def test_a_real_provider_signs_somebody_in(
    scene: Scene, app: Flask, visitor: CheckingClient, person: Person, real_provider: str
) -> None:
    scene.clock.instant = datetime.now(UTC)
    use_provider(app, real_provider)
    identity = Identity(real_provider, "noor-daar")
    identities.tie(scene.installation, identity, account=person.account.id, actor=COMMAND)

    there = requests.post(leave(visitor), data={"sub": "noor-daar"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    response = visitor.get(f"{back.path}?{back.query}")

    assert (response.status_code, response.location) == (303, "/huizen/")
    assert "Veiligheidshuis Proefhuis" in visitor.get("/huizen/").text


@pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning")
def test_who_refuses_at_the_real_provider_reads_one_sentence_and_can_use_the_password(
    scene: Scene, app: Flask, visitor: CheckingClient, real_provider: str
) -> None:
    scene.clock.instant = datetime.now(UTC)
    use_provider(app, real_provider)

    there = requests.post(leave(visitor), data={"action": "deny"}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    state = f"state={visitor_state(there.url)}"
    response = visitor.get(f"{back.path}?{back.query}{'' if 'state=' in back.query else '&' + state}")

    assert response.status_code == 401
    assert "gestopt met inloggen bij de gemeente" in response.text and 'name="password"' in response.text


def visitor_state(url: str) -> str:
    return url.partition("state=")[2].partition("&")[0]


def test_who_is_tied_is_signed_in_and_the_log_says_so_without_the_subject(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    response = sign_in(visitor, idp)

    assert (response.status_code, response.location) == (303, "/huizen/")
    assert visitor.get("/huizen/").status_code == 200
    [line] = audit.list_lines(scene.installation.directory(), most=1)
    assert (line.what, line.target) == ("sign_in.provider", person.account.id)
    assert SUBJECT not in str(line)


def test_the_cookie_of_the_way_is_for_this_browser_alone_and_goes_when_the_way_ends(
    visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    opened = visitor.page("/inloggen")
    response = visitor.submit("/inloggen", form=len(opened.forms) - 1)
    [given] = [one for one in response.headers.getlist("Set-Cookie") if one.startswith("organisatie=")]
    assert "HttpOnly" in given and "SameSite=Lax" in given and "Max-Age=900" in given

    [url] = [link for link in _page(response).links if "response_type=code" in link]
    back = come_back(visitor, idp.give_code(url, SUBJECT))
    assert "organisatie=;" in "".join(back.headers.getlist("Set-Cookie"))


def test_with_https_the_cookie_has_the_host_prefix_and_the_way_back_is_base_url(
    scene: Scene, app: Flask, idp: LyingProvider
) -> None:
    use_provider(app, idp.issuer, base_url="https://monitor.example.nl")
    app.extensions["monitor.installation"] = replace(scene.installation, base_url="https://monitor.example.nl")
    browser = app.test_client()
    there = {"base_url": "https://monitor.example.nl"}
    token = browser.get("/inloggen", **there).text.rpartition('name="csrf_token" value="')[2][:32]

    response = browser.post("/inloggen/organisatie", data={"csrf_token": token}, **there)

    [given] = [one for one in response.headers.getlist("Set-Cookie") if "organisatie=" in one]
    assert given.startswith("__Host-organisatie=") and "Secure" in given and "Path=/" in given
    assert "redirect_uri=https%3A%2F%2Fmonitor.example.nl%2Finloggen%2Forganisatie%2Fterug" in response.text


def test_an_identity_that_is_not_tied_gets_a_page_that_says_what_to_do_and_nothing_is_made(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    before = stored(scene)

    response = sign_in(visitor, idp, "iemand-anders", email=EMAIL, email_verified=True)

    assert response.status_code == 403
    assert "Wij kennen u hier nog niet" in response.text and "uitnodiging" in response.text
    assert stored(scene) == before
    assert visitor.get("/huizen/").status_code == 401


def test_a_second_provider_with_the_same_subject_and_address_opens_nothing(
    scene: Scene, app: Flask, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    with run_provider(KEY) as second:
        second.now = scene.clock.instant
        use_provider(app, second.issuer)

        response = sign_in(visitor, second, SUBJECT, email=EMAIL, email_verified=True)

    assert response.status_code == 403 and rows(scene, "session") == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elders.example"},
        {"aud": "iemand-anders"},
        {"nonce": "een andere"},
        {"exp": 1},
        {"iat": 99999999999},
        {"azp": "iemand-anders"},
    ],
    ids=str,
)
def test_a_wrong_token_makes_no_session_and_ties_nothing(
    scene: Scene,
    visitor: CheckingClient,
    idp: LyingProvider,
    person: Person,
    claims: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = stored(scene)

    response = sign_in(visitor, idp, **claims)

    assert response.status_code == 401
    assert "Inloggen bij de gemeente is niet gelukt" in response.text
    assert stored(scene) == before
    assert next(iter(claims)) in caplog.text and SUBJECT not in caplog.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=verzonnen&code=x",
        "error=access_denied",
        "code=%00&state=%0a",
        "state=a&state=b",
        "next=//kwaad.example",
    ],
)
def test_the_way_back_without_a_way_out_is_one_sentence(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, query: str
) -> None:
    before = dump_all(scene)

    response = visitor.get(f"{BACK}?{query}")

    assert response.status_code == 401 and "Location" not in response.headers
    assert dump_all(scene) == before


@pytest.mark.parametrize("target", ["//kwaad.example", "/\\kwaad.example", "https:kwaad", "javascript:alert(1)"])
def test_the_way_back_goes_to_our_own_page_whatever_is_asked(
    visitor: CheckingClient, idp: LyingProvider, person: Person, target: str
) -> None:
    answer = idp.give_code(leave(visitor), SUBJECT)

    response = come_back(visitor, {**answer, "next": target, "redirect": target, "redirect_uri": target})

    assert response.location == "/huizen/"


def test_an_answer_stolen_into_another_browser_signs_nobody_in(
    app: Flask, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    answer = idp.give_code(leave(visitor), SUBJECT)
    other: CheckingClient = app.test_client()

    assert come_back(other, answer).status_code == 401
    assert other.get("/huizen/").status_code == 401
    assert come_back(visitor, answer).status_code == 303
    assert come_back(visitor, answer).status_code == 401, "an answer counts once"


def test_looking_with_head_uses_nothing_up(visitor: CheckingClient, idp: LyingProvider, person: Person) -> None:
    answer = idp.give_code(leave(visitor), SUBJECT)

    assert visitor.head(f"{BACK}?{urlencode(answer)}").status_code == 200
    assert come_back(visitor, answer).status_code == 303


def test_a_role_that_needs_a_second_factor_is_led_to_ours(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    coordinate(scene)

    response = sign_in(visitor, idp)

    assert response.status_code == 303
    assert visitor.get(f"/beheer/{HOUSE}/").status_code == 303
    assert visitor.get("/huizen/").location in ("/inloggen/code", "/account/tweede-factor")


def test_the_providers_second_factor_counts_as_ours_where_its_acr_is_asked(
    scene: Scene, app: Flask, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    coordinate(scene)
    use_provider(app, idp.issuer, oidc_acr="urn:tweede-stap")

    assert sign_in(visitor, idp).status_code == 401
    assert rows(scene, "session") == 0
    assert sign_in(visitor, idp, acr="urn:tweede-stap").status_code == 303
    assert visitor.get(f"/beheer/{HOUSE}/").status_code == 200


def coordinate(scene: Scene) -> None:
    accounts.add_account(
        scene.installation, email=EMAIL, name="Noor", password=PASSWORD, right=Right(HOUSE, Role.COORDINATOR)
    )


def test_a_disabled_account_is_not_signed_in(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    accounts.set_disabled(scene.installation, person.account.id, disabled=True, by="", actor=COMMAND)

    assert sign_in(visitor, idp).status_code == 403
    assert rows(scene, "session") == 0


def test_an_invitation_ties_the_identity_and_is_used_up(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider
) -> None:
    token = invite(scene)

    url = leave(visitor, f"/account/link/{token}")
    response = come_back(visitor, idp.give_code(url, "nieuw-1"))

    assert (response.status_code, response.location) == (303, "/huizen/")
    assert visitor.get("/huizen/").status_code == 200
    found = identities.account_of(scene.installation, Identity(idp.issuer, "nieuw-1"))
    assert found == accounts.find_account(scene.installation, "nieuw@example.org").account.id
    assert visitor.get(f"/account/link/{token}").status_code == 404
    said = [line.what for line in audit.list_lines(scene.installation.directory())]
    assert said[:3] == ["sign_in.provider", "account.identity_tied", "account.opened"]


def test_the_token_of_an_invitation_goes_nowhere_but_to_us(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider
) -> None:
    token = invite(scene)

    assert token not in leave(visitor, f"/account/link/{token}")
    assert token not in "".join(dump_all(scene)["directory.sqlite"])


def test_an_invitation_used_meanwhile_ties_nothing(
    scene: Scene, app: Flask, visitor: CheckingClient, idp: LyingProvider
) -> None:
    token = invite(scene)
    url = leave(visitor, f"/account/link/{token}")
    account_links.open_account(scene.installation, token, name="Ander", password=PASSWORD, actor=COMMAND)

    response = come_back(visitor, idp.give_code(url, "nieuw-1"))

    assert response.status_code == 403 and rows(scene, "account_identity") == 0 and rows(scene, "session") == 0


def test_a_link_for_a_new_password_ties_nothing(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    account_links.ask_new_password(scene.installation, email=EMAIL, address="::1", actor=COMMAND)
    link = scene.installation.directory().query("SELECT id FROM account_link")[0]["id"]
    token = account_links.link_url(scene.installation, link).rpartition("/")[2]
    page = visitor.page(f"/account/link/{token}")
    assert not [form for form in page.forms if "organisatie" in form.action]

    csrf = page.forms[-1].fields["csrf_token"]
    url = _page(visitor.post("/inloggen/organisatie", data={"csrf_token": csrf, "link": token})).links
    response = come_back(visitor, idp.give_code(next(u for u in url if "response_type" in u), "kaper"))

    assert response.status_code == 403 and rows(scene, "account_identity") == 1


def test_an_identity_of_somebody_else_is_not_tied_again(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    token = invite(scene)

    response = come_back(visitor, idp.give_code(leave(visitor, f"/account/link/{token}"), SUBJECT))

    assert response.status_code == 403 and "hoort al bij een ander account" in response.text
    assert identities.account_of(scene.installation, person.identity) == person.account.id
    assert visitor.get(f"/account/link/{token}").status_code == 200, "the invitation still works"


def signed_in_as_noor(scene: Scene, app: Flask) -> CheckingClient:
    browser: CheckingClient = app.test_client()
    browser.set_cookie("sessie", complete_session(scene, EMAIL), domain="127.0.0.1")
    return browser


def test_who_is_signed_in_ties_and_unties_the_own_account(
    scene: Scene, app: Flask, idp: LyingProvider, person: Person
) -> None:
    browser = signed_in_as_noor(scene, app)
    at = [form.action for form in browser.page("/account/").forms].index("/account/organisatie/losmaken")
    assert browser.submit("/account/", form=at).location == "/account/"
    assert rows(scene, "account_identity") == 0

    response = come_back(browser, idp.give_code(leave(browser, "/account/"), "opnieuw"))

    assert (response.status_code, response.location) == (303, "/account/")
    assert identities.account_of(scene.installation, Identity(idp.issuer, "opnieuw")) == person.account.id
    said = [line.what for line in audit.list_lines(scene.installation.directory())]
    assert said[:2] == ["account.identity_tied", "account.identity_untied"]


def test_a_tie_that_was_begun_in_a_session_ends_with_it(
    scene: Scene, app: Flask, idp: LyingProvider, person: Person
) -> None:
    browser = signed_in_as_noor(scene, app)
    identities.untie(scene.installation, person.account, idp.issuer, actor=COMMAND)
    answer = idp.give_code(leave(browser, "/account/"), "kaper")
    browser.submit("/huizen/", form=0)
    assert browser.get("/huizen/").status_code == 401

    assert come_back(browser, answer).status_code == 403
    assert rows(scene, "account_identity") == 0


def test_a_tie_is_not_made_in_the_session_of_somebody_else(
    scene: Scene, app: Flask, idp: LyingProvider, person: Person, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = signed_in_as_noor(scene, app)
    identities.untie(scene.installation, person.account, idp.issuer, actor=COMMAND)
    answer = idp.give_code(leave(browser, "/account/"), "kaper")
    right = Right(HOUSE, Role.MANAGER)
    accounts.add_account(scene.installation, email="b@example.org", name="B", password=PASSWORD, right=right)
    browser.set_cookie("sessie", complete_session(scene, "b@example.org"), domain="127.0.0.1")

    assert come_back(browser, answer).status_code == 403
    assert rows(scene, "account_identity") == 0


def test_who_has_no_password_cannot_untie(scene: Scene, app: Flask, idp: LyingProvider) -> None:
    visitor: CheckingClient = app.test_client()
    token = invite(scene)
    come_back(visitor, idp.give_code(leave(visitor, f"/account/link/{token}"), "nieuw-1"))
    at = [form.action for form in visitor.page("/account/").forms].index("/account/organisatie/losmaken")

    response = visitor.submit("/account/", form=at)

    assert response.status_code == 403 and "Kies eerst een wachtwoord" in response.text
    assert rows(scene, "account_identity") == 1


def test_a_provider_that_is_down_leaves_the_password(
    scene: Scene, app: Flask, visitor: CheckingClient, person: Person
) -> None:
    with run_provider(KEY) as gone:
        pass
    use_provider(app, gone.issuer)
    opened = visitor.page("/inloggen")

    response = visitor.submit("/inloggen", form=len(opened.forms) - 1)

    assert response.status_code == 503 and "Inloggen bij de gemeente lukt nu niet" in response.text
    assert visitor.submit("/inloggen", {"email": EMAIL, "password": PASSWORD}, form=0).status_code == 303


def test_many_ways_out_from_one_address_are_slowed(visitor: CheckingClient, idp: LyingProvider) -> None:
    token = visitor.page("/inloggen").forms[-1].fields["csrf_token"]
    statuses = [visitor.post("/inloggen/organisatie", data={"csrf_token": token}).status_code for _ in range(61)]

    assert statuses == [200] * 60 + [429]


def test_without_a_provider_there_is_no_button_and_no_page(app: Flask, visitor: CheckingClient) -> None:
    app.extensions["monitor.settings"] = replace(app.extensions["monitor.settings"], oidc_issuer="")

    assert len(visitor.page("/inloggen").forms) == 1
    token = visitor.page("/inloggen").forms[0].fields["csrf_token"]
    assert visitor.post("/inloggen/organisatie", data={"csrf_token": token}).status_code == 404
    assert visitor.get(BACK).status_code == 404


def test_the_page_on_the_way_out_leaves_no_referrer_and_needs_no_script(
    visitor: CheckingClient, idp: LyingProvider
) -> None:
    opened = visitor.page("/inloggen")
    response = visitor.submit("/inloggen", form=len(opened.forms) - 1)

    assert response.headers["Referrer-Policy"] == "no-referrer" and response.headers["Cache-Control"] == "no-store"
    assert '<meta http-equiv="refresh" content="0; url=' in response.text and "<script" not in response.text


def test_nothing_of_a_sign_in_is_logged(
    visitor: CheckingClient, idp: LyingProvider, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = idp.give_code(leave(visitor), SUBJECT)
    come_back(visitor, answer)
    come_back(visitor, {**answer, "code": "nog-een-keer"})

    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug"))
    for secret in (answer["code"], answer["state"], SECRET, SUBJECT, "nog-een-keer", "planted-access-token"):
        assert secret not in ours, secret


def test_a_session_begun_at_the_provider_stands_in_the_list_of_sessions(
    scene: Scene, visitor: CheckingClient, idp: LyingProvider, person: Person
) -> None:
    sign_in(visitor, idp)

    assert len(sessions.list_sessions(scene.installation, person.account.id)) == 1
