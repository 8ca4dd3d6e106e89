"""The commands about accounts: the way into a fresh installation, and back in without the phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from monitor.model import COMMAND, Right, Role
from monitor.services import accounts
from monitor.store.audit import select_lines
from monitor.web.app import create_app
from monitor.web.settings import Settings
from tests.conftest import PASSWORD
from tests.monitor.web.second_factor_app import SET_UP, set_up
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, SECRET_KEY, Scene

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Gives a command over the scene, with its options."""
    return lambda *words: app.test_cli_runner().invoke(args=["account", *words])


def test_an_administrator_of_a_fresh_installation_comes_in_and_sets_the_factor_up(
    tmp_path: Path, closed_databases: None
) -> None:
    app = create_app(tmp_path, settings=Settings(instance=tmp_path, secret_key=SECRET_KEY))
    app.test_client_class = CheckingClient
    runner = app.test_cli_runner()
    runner.invoke(args=["keys", "create"])

    words = ["account", "add", "b@example.org", "--name", "B", "--role", "beheerder"]
    made = runner.invoke(args=words, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert made.exit_code == 0, made.output
    assert "b@example.org is nu beheerder van de installatie." in made.output
    browser: CheckingClient = app.test_client()
    browser.sign_in("b@example.org", PASSWORD)
    assert browser.get("/installatie/").location == SET_UP


def test_a_lost_second_factor_is_taken_away(run: Run, app: Flask, scene: Scene) -> None:
    right = Right(HOUSE, Role.COORDINATOR)
    accounts.add_account(scene.installation, email="c@example.org", name="C", password=PASSWORD, right=right)
    browser: CheckingClient = app.test_client()
    browser.sign_in("c@example.org", PASSWORD)
    set_up(browser, scene.clock)

    done, again = run("reset-second-factor", "C@example.org"), run("reset-second-factor", "c@example.org")

    assert (done.exit_code, again.exit_code) == (0, 2)
    assert browser.get("/huizen/").status_code == 401
    [line, *_] = select_lines(scene.installation.directory())
    assert (line.what, line.source) == ("second_factor.reset", "command")


@pytest.mark.parametrize(
    "words",
    [
        ("--role", "beheerder", "--house", HOUSE),
        ("--role", "manager"),
        ("--role", "onderzoeker", "--house", HOUSE),
        ("--role", "onderzoeker", "--house", HOUSE, "--purpose", "onderzoek"),
        ("--role", "onderzoeker", "--house", HOUSE, "--purpose", "onderzoek", "--until", "2031-01-01"),
        ("--role", "manager", "--house", HOUSE, "--purpose", "onderzoek"),
    ],
)
def test_a_role_with_too_little_or_too_much_is_refused(run: Run, scene: Scene, words: tuple[str, ...]) -> None:
    result = run("add", "n@example.org", "--name", "N", "--password", PASSWORD, *words)

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert not accounts.is_known(scene.installation, "n@example.org")


def test_a_researcher_gets_a_purpose_and_a_last_day(run: Run, scene: Scene) -> None:
    words = ("--role", "onderzoeker", "--house", HOUSE, "--purpose", "proefschrift", "--until", "2026-12-24")

    result = run("add", "n@example.org", "--name", "N", "--password", PASSWORD, *words)

    assert result.exit_code == 0, result.output
    [right] = accounts.find_account(scene.installation, "n@example.org").account.rights
    assert (right.purpose, str(right.until)) == ("proefschrift", "2026-12-24")


def test_an_account_that_was_shut_is_destroyed_and_the_log_keeps_the_name(run: Run, scene: Scene) -> None:
    right = Right(HOUSE, Role.COORDINATOR)
    for email in ("weg@example.org", "blijft@example.org"):
        accounts.add_account(scene.installation, email=email, name="Naam Blijft", password=PASSWORD, right=right)
    account = accounts.find_account(scene.installation, "weg@example.org").account
    accounts.sign_in(scene.installation, email=account.email, password=PASSWORD, address="", hours=1)

    too_early = run("delete", "weg@example.org")
    accounts.set_disabled(scene.installation, account.id, disabled=True, by="", actor=COMMAND)
    done, again = run("delete", "Weg@example.org"), run("delete", "weg@example.org")

    assert (too_early.exit_code, done.exit_code, again.exit_code) == (2, 0, 2)
    assert "staat nog aan" in too_early.output
    db = scene.installation.directory()
    for table in ("account_right", "session", "account_link", "account_mail", "recovery_code", "account_identity"):
        assert not db.query(f"SELECT 1 FROM {table} WHERE account_id = '{account.id}'")
    assert not accounts.is_known(scene.installation, "weg@example.org")
    assert accounts.is_known(scene.installation, "blijft@example.org")
    line, *lines = select_lines(db)
    assert (line.what, line.target) == ("account.deleted", account.id)
    assert any("Naam Blijft" in other.who for other in lines)
    files = b"".join(path.read_bytes() for path in scene.folder.glob("directory.sqlite*"))
    assert b"weg@example.org" not in files
