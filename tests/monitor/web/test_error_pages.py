"""What somebody sees when something goes wrong: a sentence, never a trace, a path or a version."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from monitor.errors import Busy, Misconfigured, MonitorError, NotStored
from monitor.model import Role
from monitor.services import answering, sending, throttle
from tests.monitor.web.partner import FIRST_PAGE, Partner
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, SECRET_KEY, Scene, dump_all, raw_bytes

TELLTALES = ("Traceback", "werkzeug", "Werkzeug", "flask", "sqlite", "monitor/", "RuntimeError", "/work", "python")


def explode(*_: object, **__: object) -> None:
    raise RuntimeError("secret detail of selectie_1")


@pytest.mark.parametrize(
    "path",
    [
        "/bestaat-niet-xyzzy",
        "/%3Cscript%3Exyzzy%3C/script%3E",
        "/huizen/xyzzy",
        "/d/xyzzy",
        "/i/xyzzy/",
        "/static/xyzzy.css",
        "/static/../xyzzy",
        "/%2e%2e/%2e%2e/etc/xyzzy",
        "/.env?xyzzy",
        "/xyzzy%0d%0aSet-Cookie:%20a=b",
    ],
)
def test_a_page_that_is_not_there_says_so_and_repeats_nothing(visitor: CheckingClient, path: str) -> None:
    response = visitor.get(path, follow_redirects=True)

    assert response.status_code in (401, 404)
    assert "xyzzy" not in response.text
    assert "Set-Cookie: a=b" not in str(response.headers)
    assert [word for word in TELLTALES if word in response.text] == []


def test_an_error_of_our_own_making_shows_a_page_without_a_trace_and_goes_to_the_log(
    scene: Scene, visitor: CheckingClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(answering, "visit", explode)

    with caplog.at_level(logging.ERROR):
        response = visitor.get(scene.link("p01"))

    assert response.status_code == 500
    assert "Dat ligt aan ons" in response.text
    assert [word for word in (*TELLTALES, "secret detail") if word in response.text] == []
    assert "secret detail" in caplog.text


def test_the_log_of_an_error_holds_no_token(
    scene: Scene, visitor: CheckingClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(answering, "visit", explode)

    with caplog.at_level(logging.DEBUG):
        visitor.get(scene.link("p01"))

    assert caplog.text
    assert scene.token("p01") not in caplog.text


def test_a_misconfigured_installation_shows_nothing_of_its_paths(
    scene: Scene, visitor: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misconfigured(*_: object) -> None:
        raise Misconfigured(f"{scene.folder}/monitor.toml is broken")

    monkeypatch.setattr(answering, "visit", misconfigured)

    response = visitor.get(scene.link("p01"))

    assert response.status_code == 500
    assert str(scene.folder) not in response.text


def test_a_full_disk_gives_a_plain_page_no_thanks_and_loses_nothing(scene: Scene, partner: Partner) -> None:
    partner.fill_in()
    db = scene.installation.house(HOUSE)
    db.query(f"PRAGMA max_page_count = {db.query('PRAGMA page_count')[0][0]}")
    before = dump_all(scene)

    refused = partner.post("overzicht", {"woorden": "w" * 2000, "mail": "a@gemeente.example"})

    # The words went to the draft, which is as long as before; the vault had no room for them.
    assert refused.status_code == 503
    assert "kan nu niets bewaren" in refused.text
    assert len(dump_all(scene)[f"{HOUSE}.sqlite"]) == len(before[f"{HOUSE}.sqlite"])
    assert partner.kept()[:2] == bytes([3, 2])
    db.query("PRAGMA max_page_count = 1000000")
    again = partner.post("overzicht", {"woorden": "w" * 2000, "mail": "a@gemeente.example"})
    assert again.status_code == 303


@pytest.mark.parametrize("wrong", [Busy("druk"), NotStored("vol")])
def test_a_link_that_leads_nowhere_says_so_where_the_try_cannot_be_counted(
    visitor: CheckingClient, monkeypatch: pytest.MonkeyPatch, wrong: MonitorError
) -> None:
    def fail(*_: object) -> bool:
        raise wrong

    monkeypatch.setattr(throttle, "is_slowed", fail)

    response = visitor.get(f"/d/{HOUSE}/{'A' * 22}")

    assert response.status_code == 404
    assert "Deze link werkt niet" in response.text


def test_a_busy_database_says_that_nothing_was_kept(
    scene: Scene, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner.choose()
    db = scene.installation.house(HOUSE)
    db.query("PRAGMA busy_timeout = 20")
    stranger = type(db)(db.path)
    stranger.execute("BEGIN IMMEDIATE")

    refused = partner.save(1, FIRST_PAGE)
    stranger.execute("ROLLBACK")
    stranger.close()

    assert refused.status_code == 503
    assert "nog niet bewaard" in refused.text
    assert partner.save(1, FIRST_PAGE).status_code == 303


def test_an_error_halfway_sending_thanks_nobody_and_keeps_the_draft(
    scene: Scene, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner.fill_in()
    before = dump_all(scene)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "_keep_side", explode)
        response = partner.send()

    assert response.status_code == 500
    assert dump_all(scene) == before
    assert partner.send().status_code == 303


def test_a_whole_run_leaves_no_secret_in_the_log_or_the_files(
    scene: Scene, partner: Partner, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        partner.fill_in()
        partner.post("overzicht", {"woorden": "zegmaarniets", "mail": "zegmaar@niets.example"})

    said = caplog.text + "".join(capfd.readouterr())
    for secret in (partner.token, SECRET_KEY, "zegmaarniets", "zegmaar@niets.example"):
        assert secret not in said
        assert secret.encode() not in raw_bytes(scene.folder)


@pytest.mark.parametrize(
    ("role", "path", "way"),
    [
        (Role.COORDINATOR, f"/beheer/{HOUSE}/metingen/geen/", f"/beheer/{HOUSE}/"),
        (Role.COORDINATOR, f"/beheer/{OTHER_HOUSE}/", "/huizen/"),
        (Role.MANAGER, f"/huizen/{HOUSE}/geen/", "/huizen/"),
        (Role.MANAGER, "/bestaat-niet", "/huizen/"),
        (Role.ADMINISTRATOR, "/installatie/huizen/geen/coordinator", "/installatie/"),
    ],
)
def test_staff_find_a_way_back_to_the_beginning(
    signed_in: Callable[..., CheckingClient], role: Role, path: str, way: str
) -> None:
    response = signed_in(role).get(path)

    assert response.status_code == 404
    words = "Naar de uitkomsten" if path.startswith("/huizen/") else "Naar het begin"
    assert f'<a class="button" href="{way}">{words}' in response.text


@pytest.mark.parametrize(("path", "offered"), [("/bestaat-niet", True), ("/d/huis/geen", False), ("/i/geen/", False)])
def test_others_are_led_to_sign_in_but_a_link_that_does_not_work_leads_nowhere(
    visitor: CheckingClient, path: str, offered: bool
) -> None:
    assert ("Naar inloggen" in visitor.get(path).text) is offered
