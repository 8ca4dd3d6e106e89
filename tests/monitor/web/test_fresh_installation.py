"""A fresh real installation: nothing in it, nothing open but what is for everyone, and no start that is unsafe."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask import Flask

from monitor.errors import Misconfigured
from monitor.services.installation import create_link_key
from monitor.web.app import check_ready, create_app
from monitor.web.context import installation_of
from tests.page_checks import CheckingClient
from tests.scene import ROOT, SECRET_KEY, count_rows

TOML = f'''secret_key = "{SECRET_KEY}"
organisation = "Gemeente Voorbeeldstreek"
smtp_host = "127.0.0.1"
smtp_security = "none"
mail_from = "monitor@gemeente.example"
'''
FOR_EVERYONE = {
    *("/gegevens", "/toegankelijkheid", "/inloggen"),
    *("/wachtwoord-vergeten", "/wachtwoord-vergeten/onderweg"),
    *("/api/v1/", "/api/v1/openapi.json", "/api/v1/results.schema.json"),  # what the API is; no house, no number
}
"""The only pages without a link or an account; a new one has to be added here."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An instance folder as the README says to make it."""
    made = tmp_path / "instance"
    made.mkdir()
    (made / "monitor.toml").touch(mode=0o600)
    (made / "monitor.toml").write_text(TOML)
    create_link_key(made)
    return made


@pytest.fixture
def fresh(folder: Path, closed_databases: None) -> Flask:
    app = create_app(folder)
    check_ready(app)
    app.test_client_class = CheckingClient
    return app


def use_https(folder: Path) -> None:
    (folder / "monitor.toml").write_text(TOML + 'base_url = "https://monitor.example.nl"\n')


def test_it_holds_no_account_no_house_and_no_demo(fresh: Flask, folder: Path) -> None:
    installation_of(fresh).directory()

    assert count_rows(folder / "directory.sqlite", "account") == 0
    assert count_rows(folder / "directory.sqlite", "house") == 0
    assert {path.name for path in folder.iterdir() if path.suffix not in (".sqlite-wal", ".sqlite-shm", ".lock")} == {
        *("directory.sqlite", "keys", "monitor.toml")
    }


def test_without_signing_in_nothing_is_there_but_what_is_for_everyone(fresh: Flask) -> None:
    client = fresh.test_client()
    adapter = fresh.url_map.bind("127.0.0.1:5000")
    addresses = {
        adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1 if "int:" in rule.rule else "x"))
        for rule in fresh.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    }

    answers = {address: client.get(address) for address in addresses}

    assert len(answers) > 20
    opened = {address for address, answer in answers.items() if answer.status_code == 200}
    assert {address for address in opened if not address.startswith("/plotly/")} == FOR_EVERYONE
    elsewhere = {a for a, answer in answers.items() if answer.status_code not in (200, 302, 303, 401, 404)}
    assert elsewhere == set()


def test_by_its_commands_a_real_house_and_its_people_are_made(fresh: Flask, folder: Path) -> None:
    runner = fresh.test_cli_runner()
    steps = (
        ["account", "add", "beheer@gemeente.example", "--name", "B", "--role", "beheerder"],
        ["house", "create", "streek", "--name", "Veiligheidshuis Streek", "--contact", "Bel het huis."],
        ["account", "add", "c@gemeente.example", "--name", "C", "--house", "streek", "--role", "coordinator"],
    )

    for step in steps:
        password = ["--password", "een lang en eigen zinnetje"] if step[0] == "account" else []
        result = runner.invoke(args=[*step, *password])
        assert result.exit_code == 0, result.output

    check_ready(create_app(folder))
    assert count_rows(folder / "houses" / "streek.sqlite", "house", "invented = 0") == 1
    assert count_rows(folder / "houses" / "streek.sqlite", "partner") == 0
    rights = installation_of(fresh).directory().query("SELECT house, role FROM account_right ORDER BY role")
    assert [tuple(row) for row in rights] == [("", "beheerder"), ("streek", "coordinator")]


def test_the_readme_gives_the_commands_as_they_are(fresh: Flask) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## A real house")[1].split("\n## ")[0]
    named = re.findall(r"`(?:\.venv/bin/flask --app run )?((?:keys|account|house|mail|retention) [a-z-]+)", section)

    assert set(named) >= {"keys create", "keys confirm", "account add", "mail test", "house create", "retention run"}
    for command in sorted(set(named)):
        assert fresh.test_cli_runner().invoke(args=[*command.split(), "--help"]).exit_code == 0, command


@pytest.mark.parametrize("name", ["directory.sqlite", "houses/streek.sqlite"])
def test_a_database_that_others_can_read_stops_the_start(fresh: Flask, folder: Path, name: str) -> None:
    made = ["house", "create", "streek", "--name", "Streek", "--contact", "Bel."]
    assert fresh.test_cli_runner().invoke(args=made).exit_code == 0
    (folder / name).chmod(0o640)

    with pytest.raises(Misconfigured, match=f"Anderen kunnen .*{name} lezen"):
        check_ready(create_app(folder))


def test_settings_that_others_can_read_stop_a_start_with_https(folder: Path, closed_databases: None) -> None:
    use_https(folder)
    check_ready(create_app(folder))
    (folder / "monitor.toml").chmod(0o644)

    with pytest.raises(Misconfigured, match=r"Anderen kunnen .*monitor\.toml lezen"):
        check_ready(create_app(folder))


def test_the_debugger_stops_a_start_with_https(
    folder: Path, monkeypatch: pytest.MonkeyPatch, closed_databases: None
) -> None:
    use_https(folder)
    monkeypatch.setitem(os.environ, "FLASK_DEBUG", "1")

    with pytest.raises(Misconfigured, match="FLASK_DEBUG"):
        check_ready(create_app(folder))
