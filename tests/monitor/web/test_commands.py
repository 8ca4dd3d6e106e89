"""flask --app run ...: plain sentences, exit status 0, or 2 with one sentence on standard error."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from monitor.model import COMMAND, Role
from monitor.services import accounts
from monitor.services.closing import stop_answers
from monitor.services.installation import link_key_path, read_link_key
from monitor.store import vault
from monitor.web.app import check_ready, create_app
from monitor.web.context import installation_of
from monitor.web.settings import Settings
from tests.conftest import PASSWORD
from tests.page_checks import CheckingClient
from tests.scene import EDITORS, HOUSE, SECRET_KEY, TOML, WAVE, Scene, answer_all, count_rows, dump_all, house_file

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the scene; nothing but our own errors may end it."""

    def invoke(*arguments: str, status: int = 0, typed: str | None = None) -> Result:
        with app.app_context():  # as `flask --app run` gives every command
            result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == status, result.output
        return result

    return invoke


def refused(run: Run, *arguments: str) -> str:
    """The one sentence (or two) of a command that fails."""
    result = run(*arguments, status=2)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def test_questionnaires_lists_what_there_is(run: Run) -> None:
    found = run("questionnaires").stdout.splitlines()

    assert len(found) == 2
    assert found[0].startswith("proef 1: Proef; 7 stellingen in 3 aspecten; sha256 ")
    assert found[1].startswith("stappenmeter-doelbereik 1: Stappenmeter-Doelbereik; 48 stellingen in 7 aspecten")


def test_questionnaires_names_a_wrong_file_and_still_lists_the_others(run: Run, scene: Scene) -> None:
    (scene.folder / "questionnaires" / "kapot-1.toml").write_text("id = ")

    result = run("questionnaires", status=2)

    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.startswith("In kapot-1.toml") and len(result.stderr.splitlines()) == 1


def test_questionnaires_checks_a_single_file(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "proef-1.toml"
    good.write_text(TOML)

    assert run("questionnaires", str(good)).stdout == "proef 1: 7 stellingen, bruikbaar.\n"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("proef-1.toml", "version = 1\nid == 'x'", "regel 2"),
        ("proef-2.toml", TOML, "proef-1.toml"),
        ("proef-1.toml", TOML.replace('id = "selectie_2"', 'id = "selectie_1"'), "selectie_1"),
        ("proef-1.toml", TOML.replace('kind = "index"', 'kind = "raar"'), "aspects[2].kind"),
        ("proef-1.toml", TOML + "\nonbekend = 1\n", "onbekend"),
        ("proef-1.toml", TOML.replace('id = "selectie_1"', 'id = "1e stelling"'), "items[0].id"),
        ("proef-1.toml", TOML[: TOML.index("[scale]")] + TOML[TOML.index("[[background]]") :], "scale"),
        ("proef-1.toml", "x" * 1_000_001, "groter dan"),
    ],
)
def test_a_wrong_questionnaire_is_refused_with_file_and_reason(
    run: Run, tmp_path: Path, name: str, text: str, told: str
) -> None:
    path = tmp_path / name
    path.write_text(text)

    sentence = refused(run, "questionnaires", str(path))

    assert sentence.startswith(f"In {name}")
    assert told in sentence and len(sentence.splitlines()) == 1


def test_a_questionnaire_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    assert "geen bestand" in refused(run, "questionnaires", str(tmp_path / "weg-1.toml"))


def test_close_gives_the_sha256_and_verify_confirms_it(run: Run, scene: Scene) -> None:
    answer_all(scene)

    closed = run("close", HOUSE, WAVE, "--early").stdout
    again = run("close", HOUSE, WAVE).stdout
    verified = run("verify-publication", HOUSE, WAVE).stdout

    stored = vault.select_publication(scene.installation.house(HOUSE), WAVE)
    assert stored is not None and stored[1] in closed
    assert again == closed
    assert "klopt" in verified


@pytest.mark.parametrize(("options", "source"), [([], "command"), (["--by-program"], "tick")])
def test_the_log_tells_a_wave_that_somebody_computed_from_one_that_the_program_did(
    run: Run, scene: Scene, options: list[str], source: str
) -> None:
    answer_all(scene)
    stop_answers(scene.installation, HOUSE, WAVE, early=True, actor=COMMAND)

    run("close", HOUSE, WAVE, *options)

    assert count_rows(house_file(scene), "audit", f"what = 'wave.frozen' AND source = '{source}'") == 1


def test_close_before_the_end_says_how_many_are_busy(run: Run, scene: Scene) -> None:
    before = dump_all(scene)

    sentence = refused(run, "close", HOUSE, "najaar")

    assert "loopt nog tot" in sentence and "1" in sentence and "--early" in sentence
    assert dump_all(scene) == before


@pytest.mark.parametrize("command", ["close", "verify-publication"])
@pytest.mark.parametrize(("house", "wave"), [("nergens", WAVE), (HOUSE, "zomer"), ("../x", WAVE)])
def test_a_house_or_wave_that_is_not_there_is_told(run: Run, command: str, house: str, wave: str) -> None:
    assert refused(run, command, house, wave)


def test_verify_prints_paths_of_what_differs_and_no_values(run: Run, scene: Scene) -> None:
    answer_all(scene)
    run("close", HOUSE, WAVE, "--early")
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE publication SET body = replace(body, '2.8', '3.9')")

    sentence = refused(run, "verify-publication", HOUSE, WAVE)

    assert "sha256" in sentence
    assert "2.8" not in sentence and "3.9" not in sentence


def test_account_add_makes_somebody_who_can_sign_in(run: Run, app: Flask) -> None:
    arguments = ("account", "add", "N.Ieuw@example.org", "--name", "N. Ieuw", "--house", HOUSE, "--role", "manager")

    result = run(*arguments, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert "n.ieuw@example.org is nu manager van proefhuis." in result.stdout
    assert PASSWORD not in result.output
    browser: CheckingClient = app.test_client()
    assert browser.sign_in("n.ieuw@example.org", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"--house": "nergens"}, "nergens"),
        ({"--password": "kort"}, "ten minste 12 tekens"),
        ({"email": "geen adres"}, "geen e-mailadres"),
        ({"--role": "procesmanager"}, "één overleg"),
        ({"--role": "procesmanager", "--overleg": "weg"}, "geen overleg"),
    ],
)
def test_account_add_refuses_what_cannot_be(run: Run, scene: Scene, changes: dict[str, str], told: str) -> None:
    options = {"email": "n@example.org", "--house": HOUSE, "--role": "manager", "--name": "N", "--password": PASSWORD}
    options |= changes
    email = options.pop("email")

    sentence = refused(run, "account", "add", email, *(text for pair in options.items() for text in pair))

    assert told in sentence
    assert count_rows(scene.folder / "directory.sqlite", "account") == EDITORS


def test_account_password_replaces_it_and_an_unknown_account_is_told(run: Run, scene: Scene) -> None:
    right = accounts.Right(HOUSE, Role.MANAGER)
    accounts.add_account(scene.installation, email="n@example.org", name="N", password=PASSWORD, right=right)

    assert "vervangen" in run("account", "password", "n@example.org", "--password", "een ander wachtwoord").stdout
    assert "geen account" in refused(run, "account", "password", "x@example.org", "--password", "een ander wachtwoord")


def test_keys_create_draws_a_key_for_the_owner_alone_and_never_replaces_it(tmp_path: Path) -> None:
    app = create_app(tmp_path, settings=Settings(instance=tmp_path, secret_key=SECRET_KEY))

    first = app.test_cli_runner().invoke(args=["keys", "create"])
    key = read_link_key(tmp_path)
    second = app.test_cli_runner().invoke(args=["keys", "create"])

    assert first.exit_code == 0 and str(link_key_path(tmp_path)) in first.stdout
    assert stat.S_IMODE(link_key_path(tmp_path).stat().st_mode) == 0o600
    assert (second.exit_code, read_link_key(tmp_path)) == (2, key)
    assert "nooit vervangen" in second.stderr
    assert key.hex() not in first.output + second.output


def test_house_create_makes_a_real_house_in_a_fresh_installation(tmp_path: Path, closed_databases: None) -> None:
    app = create_app(tmp_path, settings=Settings(instance=tmp_path, secret_key=SECRET_KEY))
    runner = app.test_cli_runner()
    runner.invoke(args=["keys", "create"])

    result = runner.invoke(args=["house", "create", "echt", "--name", "Echt", "--contact", "mail"])

    assert (result.exit_code, result.stderr) == (0, "")
    assert check_ready(app).demo is False
    [row] = installation_of(app).house("echt").query("SELECT name, invented FROM house")
    assert tuple(row) == ("Echt", 0)


@pytest.mark.parametrize("name", ["Hoofdletters", "a b", "../x", "", "-x", "x" * 41, "é"])
def test_house_create_refuses_a_name_that_cannot_stand_in_an_address(run: Run, scene: Scene, name: str) -> None:
    before = scene.databases()

    refused(run, "house", "create", "--name", "N", "--contact", "c", "--", name)

    assert scene.databases() == before


def test_house_create_refuses_a_house_that_is_there(run: Run, scene: Scene) -> None:
    before = dump_all(scene)

    assert "al een huis" in refused(run, "house", "create", HOUSE, "--name", "N", "--contact", "c")
    assert dump_all(scene) == before


def test_every_command_explains_itself(app: Flask) -> None:
    runner = app.test_cli_runner()
    for name in ("questionnaires", "close", "verify-publication", "account", "keys", "house", "demo", "retention"):
        result = runner.invoke(args=[name, "--help"])

        assert result.exit_code == 0
        assert len(result.stdout.splitlines()) > 3
