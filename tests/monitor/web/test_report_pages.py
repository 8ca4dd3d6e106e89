"""The reports by address and by command: who gets which, as which file, and what happens without WeasyPrint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from monitor.model import Role
from monitor.services import reporting
from monitor.services.publishing import close_wave
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, WAVE, ZUID, Scene, answer_all

AT = f"/huizen/{HOUSE}/{WAVE}"


def invoke(app: Flask, arguments: list[str]) -> Result:
    with app.app_context():  # as `flask --app run` gives every command
        return app.test_cli_runner().invoke(args=arguments)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The HTML of what was asked for, in place of PDFs that take seconds."""
    found: list[str] = []
    monkeypatch.setattr(reporting, "_kept", {})
    monkeypatch.setattr(reporting, "_missing", [])
    monkeypatch.setattr(reporting, "_run", lambda html: (found.append(html), b"%PDF-stand-in")[1])
    yield found


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def test_a_manager_gets_every_report_as_a_file_with_a_plain_name(
    closed: Scene, signed_in: Callable[..., CheckingClient], drawn: list[str]
) -> None:
    browser = signed_in(Role.MANAGER)
    names = {}
    for path in ("rapport.pdf", f"overleg/{NOORD}/rapport.pdf", "partners.pdf"):
        response = browser.get(f"{AT}/{path}")
        assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
        assert response.headers["Cache-Control"] == "no-store"
        names[path] = response.headers["Content-Disposition"]

    assert names["rapport.pdf"] == f'attachment; filename="rapport-{HOUSE}-{WAVE}.pdf"'
    assert names["partners.pdf"] == f'attachment; filename="uitkomsten-{HOUSE}-{WAVE}-partners.pdf"'
    assert len(drawn) == 3


def test_a_process_manager_gets_the_report_of_the_own_overleg_alone(
    closed: Scene, signed_in: Callable[..., CheckingClient], drawn: list[str]
) -> None:
    browser = signed_in(Role.PROCESS_MANAGER, overleg="noord")

    assert browser.get(f"{AT}/overleg/{NOORD}/rapport.pdf").status_code == 200
    for path in ("rapport.pdf", "partners", "partners.pdf", f"overleg/{ZUID}/rapport.pdf"):
        assert browser.get(f"{AT}/{path}").status_code == 404
    [html] = drawn
    assert "Overleg Noord" in html
    assert "Overleg Zuid" not in html


def test_the_page_for_the_partners_offers_the_pdf_with_the_same_choice(
    closed: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    text = signed_in(Role.MANAGER).get(f"{AT}/partners?kies=1&punt=geen").get_data(as_text=True)

    assert f"{AT}/partners.pdf?kies=1&amp;punt=geen" in text
    assert "Dit gaan wij doen" not in text


def test_without_weasyprint_the_page_says_so_once_and_the_file_is_a_sentence(
    closed: Scene, signed_in: Callable[..., CheckingClient], drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "find_spec", lambda _name: None)
    browser = signed_in(Role.COORDINATOR)

    page = browser.get(f"{AT}/partners").get_data(as_text=True)
    assert page.count("PDF maken kan hier niet") == 1
    assert "partners.pdf" not in page
    refused = browser.get(f"{AT}/rapport.pdf")
    assert refused.status_code == 503
    assert "PDF maken kan hier niet" in refused.get_data(as_text=True)
    assert drawn == []


@pytest.mark.parametrize(
    ("options", "said"),
    [([], "binnen het huis"), (["--overleg", "noord"], "binnen het huis"), (["--partners"], "staat in")],
)
def test_the_command_writes_a_report_and_refuses_a_file_that_is_there_before_any_work(
    closed: Scene, app: Flask, drawn: list[str], tmp_path: Path, options: list[str], said: str
) -> None:
    output = tmp_path / "rapport.pdf"
    command = ["report", HOUSE, WAVE, *options, "--output", str(output)]

    first = invoke(app, command)
    made = len(drawn)
    again = invoke(app, command)

    assert first.exit_code == 0, first.output
    assert said in first.output
    assert output.read_bytes() == b"%PDF-stand-in"
    assert output.stat().st_mode & 0o077 == 0
    assert again.exit_code == 2
    assert "is er al" in again.output and "--force" in again.output
    assert len(drawn) == made


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--overleg", "geen"], "Kies uit: noord, zuid"), (["--overleg", "noord", "--partners"], "niet allebei")],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(
    closed: Scene, app: Flask, drawn: list[str], tmp_path: Path, options: list[str], said: str
) -> None:
    output = tmp_path / "rapport.pdf"

    found = invoke(app, ["report", HOUSE, WAVE, *options, "--output", str(output)])

    assert found.exit_code == 2
    assert said in found.output
    assert not output.exists()


def test_the_command_takes_the_place_of_a_file_when_it_is_forced(
    closed: Scene, app: Flask, drawn: list[str], tmp_path: Path
) -> None:
    output = tmp_path / "rapport.pdf"
    output.write_text("van vorig jaar", encoding="utf-8")

    found = invoke(app, ["report", HOUSE, WAVE, "--output", str(output), "--force"])

    assert found.exit_code == 0, found.output
    assert output.read_bytes() == b"%PDF-stand-in"
    assert output.stat().st_mode & 0o077 == 0


def test_of_a_wave_that_is_open_there_is_no_report(
    scene: Scene, signed_in: Callable[..., CheckingClient], app: Flask, tmp_path: Path
) -> None:
    browser = signed_in(Role.MANAGER)
    for path in ("rapport.pdf", f"overleg/{NOORD}/rapport.pdf", "partners", "partners.pdf"):
        assert browser.get(f"{AT}/{path}").status_code == 404

    found = invoke(app, ["report", HOUSE, WAVE, "--output", str(tmp_path / "x.pdf")])
    assert found.exit_code == 2


def test_the_downloads_say_once_why_there_is_no_pdf(
    closed: Scene, signed_in: Callable[..., CheckingClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/huizen/{HOUSE}/{WAVE}/downloads"
    manager = signed_in(Role.MANAGER)
    monkeypatch.setattr(reporting, "find_spec", lambda _name: object())
    before = manager.get(address).text
    monkeypatch.setattr(reporting, "find_spec", lambda _name: None)
    page = manager.get(address).text

    assert "PDF maken kan hier niet" not in before and "rapport.pdf" in before
    assert page.count("PDF maken kan hier niet") == 1 and "rapport.pdf" not in page
