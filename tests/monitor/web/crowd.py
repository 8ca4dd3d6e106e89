"""A house with everything in it and somebody of every role in front of a browser, made once and copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

from monitor.mail.settings import MailSettings
from monitor.model import COMMAND, Role
from monitor.services import account_links, accounts, api_tokens, partner_import, rights, sealing, sessions, sharing
from monitor.services.publishing import close_wave
from monitor.services.sharing import NewShare
from monitor.store import second_factors
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.conftest import PASSWORD, make_right
from tests.monitor.services.fieldwork_scene import make_draft
from tests.monitor.services.improvement_scene import make_point
from tests.monitor.web.route_rights import HALF, NOBODY, PARTNER, PROGRAM, ROLES
from tests.monitor.web.route_table import values_of
from tests.monitor.words_scene import begin_reading, write_and_send
from tests.page_checks import CheckingClient, make_app
from tests.scene import HOUSE, OTHER_HOUSE, SECRET_KEY, WAVE, Scene, answer_all, copy_scene, make_wave

OPEN_WAVE, CLOSED_WAVE, ONLY_THERE = "najaar", WAVE, "zomer"
"""`zomer` is a wave that the other house has and this one has not."""
PARTNER_NAME = "p03"
CSV = "e-mail;overleg;beroepsgroep;organisatietype\nnieuw@partner.example;Overleg Noord;Medewerker Politie;Politie\n"


@dataclass(frozen=True)
class Crowd:
    """cookies, sessions: visitor -> the cookie of the session and its id. values: argument of an address -> object."""

    scene: Scene
    app: Flask
    cookies: Mapping[str, str]
    sessions: Mapping[str, str]
    values: Mapping[str, object]
    elsewhere: Mapping[str, object]
    """The other house's own objects."""
    bearer: str = ""
    """The token of the program."""

    def browser(self, visitor: str) -> CheckingClient:
        """A browser of this visitor."""
        browser: CheckingClient = self.app.test_client()
        if visitor == PARTNER:
            browser.start(self.scene.link(PARTNER_NAME, wave=OPEN_WAVE))
        elif visitor == PROGRAM:
            browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.bearer}"
        elif visitor != NOBODY:
            browser.set_cookie("sessie", self.cookies[visitor], domain="127.0.0.1")
        return browser

    def form_token(self, visitor: str) -> str:
        """The right form token of this visitor."""
        if visitor == PARTNER:
            return sealing.form_token(SECRET_KEY.encode(), self.scene.token(PARTNER_NAME, wave=OPEN_WAVE))
        return sealing.form_token(SECRET_KEY.encode(), f"session {self.cookies.get(visitor, '')}")

    def own_values(self, visitor: str) -> dict[str, object]:
        """The objects of the own house, and the own session."""
        return {**self.values, "session_name": self.sessions.get(visitor, "geen")}


def make_crowd(original: Scene, folder: Path) -> Crowd:
    """Make it, with one closed, one open and one draft wave."""
    scene = copy_scene(original, folder)
    scene = replace(scene, installation=replace(scene.installation, mail=MailSettings(folder=folder / "mails")))
    answer_all(scene)
    write_and_send(scene, ["p21", "p22"])
    close_wave(scene.installation, HOUSE, CLOSED_WAVE, early=True)
    scene.tokens[OTHER_HOUSE, ONLY_THERE] = make_wave(scene.installation, OTHER_HOUSE, ONLY_THERE)
    found = {visitor: _sign_in(scene, visitor) for visitor in (HALF, *ROLES)}
    values = _make_objects(scene, HOUSE, OPEN_WAVE)
    elsewhere = _make_objects(scene, OTHER_HOUSE, ONLY_THERE)
    values["draft"] = make_draft(scene.installation).id
    values["comment"] = begin_reading(scene, CLOSED_WAVE).entries[0].id
    values["secret"], values["share"] = _make_share(scene)
    elsewhere["secret"] = values["secret"]
    bearer, values["key"] = _make_token(scene, HOUSE)
    _, elsewhere["key"] = _make_token(scene, OTHER_HOUSE)
    (folder / "theme.css").write_text(":root { --utrecht-link-color: #000 }")
    houses.close()
    directories.close()
    cookies = {visitor: cookie for visitor, (cookie, _) in found.items()}
    ids = {visitor: session for visitor, (_, session) in found.items()}
    return Crowd(scene, open_app(scene), cookies, ids, values, elsewhere, bearer)


def copy_crowd(original: Crowd, folder: Path) -> Crowd:
    """The same people in front of a copy."""
    scene = copy_scene(original.scene, folder)
    return replace(original, scene=scene, app=open_app(scene))


def open_app(scene: Scene) -> Flask:
    """The application with a provider (that is not there) and all that its pages name."""
    app = make_app(scene)
    app.extensions["monitor.settings"] = replace(
        app.extensions["monitor.settings"],
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="monitor",
        oidc_client_secret="geheim",
        security_contact="veilig@example.org",
    )
    return app


def _sign_in(scene: Scene, visitor: str, house: str = HOUSE) -> tuple[str, str]:
    """(cookie, session's id) of a new account of this role, its second factor passed; HALF has that still to come."""
    role = Role.COORDINATOR if visitor == HALF else Role(visitor)
    right = make_right(scene, role, house, "noord" if role is Role.PROCESS_MANAGER else None)
    email = f"{visitor}-{house}@example.org"
    account = accounts.add_account(
        scene.installation, email=email, name=visitor.title(), password=PASSWORD, right=right
    )
    db = scene.installation.directory()
    with db.atomic():
        second_factors.update_factor(db, account=account, sealed=b"", step=0, now=scene.clock())
        cookie = sessions.begin(scene.installation, db, account, complete=visitor != HALF, hours=12)
    [row] = sessions.list_sessions(scene.installation, account)
    return cookie, row.id


def _make_share(scene: Scene) -> tuple[str, str]:
    """(secret, id) of a read-only link to the closed wave."""
    new = NewShare("Burgemeester", scene.clock().date() + timedelta(days=30), with_comments=True)
    secret = sharing.make_share(scene.installation, HOUSE, CLOSED_WAVE, new, by="Coordinator", actor=COMMAND)
    return secret, sharing.list_shares(scene.installation, HOUSE)[0].id


def _make_token(scene: Scene, house: str) -> tuple[str, str]:
    """(token, id) with which a program reads a house."""
    last = scene.clock().date() + timedelta(days=30)
    token = api_tokens.make_api_token(
        scene.installation, house, label="Dashboard", until=last, by="Coordinator", actor=COMMAND
    )
    return token, api_tokens.list_api_tokens(scene.installation, house)[0].id


def _make_objects(scene: Scene, house: str, wave: str) -> dict[str, object]:
    """Something for every argument of an address in a house: a colleague invited, a file uploaded ..."""
    installation = scene.installation
    giver = next(
        (state.account for state in rights.people_of(installation, house) if state.account.name == "Coordinator"), None
    )
    if giver is None:
        _sign_in(scene, Role.COORDINATOR, house)
        giver = accounts.find_account(installation, f"coordinator-{house}@example.org").account
    right = make_right(scene, Role.MANAGER, house)
    rights.invite(installation, giver, email=f"nieuw-{house}@example.org", name="Nieuw", right=right, actor=COMMAND)
    invited = accounts.find_account(installation, f"nieuw-{house}@example.org").account.id
    query = "SELECT id FROM account_link WHERE account_id = :account"
    link = installation.directory().query(query, {"account": invited})[0]["id"]
    upload = partner_import.take_file(
        installation, house, account=giver.id, name="partners.csv", data=CSV.encode(), actor=COMMAND
    )
    partner = PARTNER_NAME if house == HOUSE else "p05"
    return {
        **values_of(scene, house=house, wave=WAVE if house != HOUSE else OPEN_WAVE),
        "token": scene.token(PARTNER_NAME, house, wave),
        "handle": sealing.handle_of(scene.token(PARTNER_NAME, house, wave)),
        "wave": wave,
        "partner": partner,
        "upload": upload,
        "person": invited,
        "link": account_links.link_url(installation, link).rpartition("/")[2],
        "point": make_point(scene, house, CLOSED_WAVE).id,
    }
