"""A whole story with marked secrets, through the pages and a real mail server; then every place where one may not be.

Searched are the log, the audit rows, the outboxes, the bytes of every database, all mails and the error pages.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from aiosmtpd.smtp import AuthResult

from monitor.mail.settings import MailSettings, Security, Server
from monitor.model import Right, Role
from monitor.services import accounts, delivering, sending
from tests.mail_scene import queue_mails
from tests.mail_server import Inbox, mail_server
from tests.monitor.web.partner import Partner
from tests.monitor.web.second_factor_app import set_up
from tests.page_checks import CheckingClient, csrf_in, make_app
from tests.scene import HOUSE, Scene, house_file, raw_bytes

PASSWORD, SECOND_PASSWORD = "planted-password zeven paarden", "planted-second-password zes ezels"
WRONG_PASSWORD = "planted-wrong-password vijf geiten"
SMTP_PASSWORD = "planted-smtp-password"
COMMENT, CONTACT = "planted-comment over het overleg", "planted-contact@partner.example"
COORDINATOR, COLLEAGUE = "coordinator@example.org", "collega@example.org"


@dataclass
class Story:
    """What happened. `secrets`: what -> its text. `pages`: of errors."""

    scene: Scene
    inbox: Inbox
    log: str
    secrets: dict[str, str]
    pages: list[str]
    tokens: dict[str, str] = field(default_factory=dict)

    def rows(self, table: str) -> str:
        """All rows of a table, of all databases, as text."""
        found = []
        for db in (self.scene.installation.directory(), self.scene.installation.house(HOUSE)):
            names = {row["name"] for row in db.query("SELECT name FROM sqlite_master")}
            if table in names:
                found += [str([_readable(value) for value in row]) for row in db.query(f"SELECT * FROM {table}")]
        assert found, table
        return "\n".join(found)


def _readable(value: object) -> object:
    """A hash as hexadecimal, so that no byte of it looks like text."""
    return value.hex() if isinstance(value, bytes) else value


def sign_in(browser: CheckingClient, email: str, password: str) -> int:
    return browser.sign_in(email, password).status_code


def fill_in_form(browser: CheckingClient, path: str, values: dict[str, str]) -> int:
    """Post the form of a page that has these fields."""
    place = next(at for at, form in enumerate(browser.page(path).forms) if values.keys() <= form.names)
    return browser.submit(path, values, form=place).status_code


def cookies_of(browser: CheckingClient) -> str:
    found = browser.get_cookie("sessie", domain="127.0.0.1")
    assert found is not None
    return found.value


@pytest.fixture
def story(
    scene: Scene, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Story]:
    """Signing in, a second factor, a colleague, invitations, answers, wrong tries, and a fault of our own."""
    caplog.set_level(logging.DEBUG)
    inbox = Inbox()
    options = {
        "authenticator": lambda *_: AuthResult(success=True, handled=False),
        "auth_require_tls": False,
    }
    with mail_server(inbox, **options) as port:
        server = Server("127.0.0.1", port, Security.NONE, "monitor", SMTP_PASSWORD)
        mail = MailSettings(smtp=server, sender="monitor@gemeente.example")
        scene = replace(scene, installation=replace(scene.installation, mail=mail))
        yield tell(scene, inbox, caplog, capfd, monkeypatch)


def tell(
    scene: Scene,
    inbox: Inbox,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Story:
    app = make_app(scene)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    secrets, pages = {}, []
    right = Right(HOUSE, Role.COORDINATOR)
    accounts.add_account(scene.installation, email=COORDINATOR, name="Noor", password=PASSWORD, right=right)

    browser: CheckingClient = app.test_client()
    pages.append(browser.sign_in(COORDINATOR, WRONG_PASSWORD).text)
    assert sign_in(browser, COORDINATOR, PASSWORD) == 303
    secrets["half session"] = cookies_of(browser)
    phone, codes = set_up(browser, scene.clock)
    secrets |= {"totp": phone.secret, "recovery code": codes[0], "recovery code 2": codes[1]}
    secrets["first session"] = cookies_of(browser)
    browser.submit("/huizen/", form=0)
    assert sign_in(browser, COORDINATOR, PASSWORD) == 303
    assert fill_in_form(browser, "/inloggen/code", {"code": codes[0]}) == 303
    secrets["session"] = cookies_of(browser)

    new = {"csrf_token": csrf_in(browser.get("/huizen/").text), "email": COLLEAGUE, "name": "Bas", "role": "manager"}
    assert browser.post(f"/beheer/{HOUSE}/collegas/uitnodigen", data=new).status_code == 303
    sent = delivering.send_account_mails(scene.installation)
    assert sent.sent >= 1 and sent.fault is None, sent
    texts = [body.get_content() for mail in inbox.mails if (body := mail.get_body(("plain",))) is not None]
    token = next(found[1] for text in texts if (found := re.search(r"/account/link/([\w-]{22})", text)))
    secrets["account link"] = token
    colleague: CheckingClient = app.test_client()
    chosen = {"name": "Bas", "password": SECOND_PASSWORD}
    assert fill_in_form(colleague, f"/account/link/{token}", chosen) == 303
    secrets["colleague's session"] = cookies_of(colleague)

    queue_mails(scene, ["p01", "p02", "p03"])
    delivering.send_due(scene.installation, HOUSE)
    partner = Partner.start(app, scene, "p01")
    partner.fill_in()
    draft = Partner.start(app, scene, "p02")
    assert draft.post("overzicht", {"woorden": COMMENT, "mail": CONTACT}).status_code in (303, 400, 409)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "send", _break)
        broken = partner.post("overzicht", {"woorden": COMMENT, "mail": CONTACT})
        assert broken.status_code == 500
        pages.append(broken.text)
    assert partner.post("overzicht", {"woorden": COMMENT, "mail": CONTACT}).status_code == 303
    wrong = secrets["wrong link"] = "plantedwronglink012345"
    for address in (f"/d/{HOUSE}/{wrong}", f"/account/link/{wrong}", f"/huizen/{wrong}/", f"/niets/{wrong}"):
        pages.append(browser.get(address).text)
    pages.append(browser.post(f"/beheer/{HOUSE}/logboek", data={"password": PASSWORD}).text)
    scene.installation.house(HOUSE).truncate_wal()

    secrets |= {
        "password": PASSWORD,
        "second password": SECOND_PASSWORD,
        "wrong password": WRONG_PASSWORD,
        "smtp password": SMTP_PASSWORD,
        "comment": COMMENT,
        "contact": CONTACT,
    }
    tokens = {name: scene.token(name) for name in ("p01", "p02", "p03")}
    ours = [record for record in caplog.records if not record.name.startswith(("mail.", "asyncio"))]
    log = "\n".join(f"{record.getMessage()}\n{record.exc_text or ''}" for record in ours)
    return Story(scene, inbox, log + "".join(capfd.readouterr()), secrets, pages, tokens)


def _break(*_: object, **__: object) -> None:
    raise RuntimeError("planted fault")


def forms_of(secret: str) -> list[bytes]:
    """A secret as it could stand somewhere: as text, without signs between, in hexadecimal, as base64 or UTF-16."""
    plain = secret.encode()
    return [
        plain,
        secret.replace("-", "").encode(),
        plain.hex().encode(),
        base64.b64encode(plain).rstrip(b"="),
        secret.encode("utf-16-le"),
    ]


def found_in(haystack: bytes, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if any(form in haystack for form in forms_of(secret))]


def test_the_story_left_traces_where_they_belong(story: Story) -> None:
    assert "planted fault" in story.log
    assert len(story.inbox.taken) >= 4
    assert "right.given" in story.rows("audit") and "sign_in.failed" in story.rows("audit")


def test_no_secret_and_no_address_of_a_partner_is_in_the_log(story: Story) -> None:
    assert found_in(story.log.encode(), {**story.secrets, **story.tokens}) == []
    assert "@partner.example" not in story.log and "/d/" not in story.log


def test_no_secret_and_no_address_at_all_is_in_an_audit_row(story: Story) -> None:
    rows = story.rows("audit")

    assert found_in(rows.encode(), {**story.secrets, **story.tokens}) == []
    assert "@" not in rows


def test_the_outboxes_hold_no_link_and_no_address(story: Story) -> None:
    for table in ("outbox", "account_mail", "account_link", "invitation"):
        rows = story.rows(table)
        assert found_in(rows.encode(), {**story.secrets, **story.tokens}) == [], table
        assert "@" not in rows, table


def test_the_bytes_of_the_databases_hold_no_secret(story: Story) -> None:
    data = raw_bytes(story.scene.folder)

    assert b"p01@partner.example" in data, "the search itself finds what is there"
    assert found_in(data, {**story.secrets, **story.tokens}) == []
    assert base64.b32decode(story.secrets["totp"]) not in data


def test_a_mail_holds_the_own_link_and_nothing_else_that_is_secret(story: Story) -> None:
    links = {**{f"{name}@partner.example": token for name, token in story.tokens.items()}}
    links[COLLEAGUE] = story.secrets["account link"]
    secrets = {**story.secrets, **story.tokens}

    for recipient, content in story.inbox.taken:
        mail = next(one for one in story.inbox.mails if one["To"] and recipient in str(one["To"]))
        bodies = b"".join(part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart())
        found = found_in(content + bodies, secrets)
        assert {secrets[name] for name in found} <= {links.get(recipient, "")}, (recipient, found)
        others = [one for one in story.inbox.recipients if one != recipient]
        assert not [one for one in others if one.encode() in content + bodies], recipient


def test_pages_of_errors_repeat_nothing_and_show_no_trace(story: Story) -> None:
    for page in story.pages:
        assert found_in(page.encode(), {**story.secrets, **story.tokens}) == []
        assert "Traceback" not in page and "RuntimeError" not in page and "planted fault" not in page


def test_no_other_file_of_the_installation_holds_a_secret(story: Story) -> None:
    files = [path for path in story.scene.folder.rglob("*") if path.is_file() and path.suffix != ".lock"]

    assert house_file(story.scene) in files and len(files) > 3
    for path in files:
        assert found_in(path.read_bytes(), {**story.secrets, **story.tokens}) == [], path
