"""flask --app run mail ...: numbers and plain sentences, and nobody is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from monitor.mail.settings import MailSettings, Security, Server
from tests.mail_scene import SENDER, address_of, queue_mails, queue_noise, states_of, with_server
from tests.mail_server import DROP, Inbox, mail_server
from tests.scene import HOUSE, OTHER_HOUSE, PARTNERS, WAVE, Scene

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, scene: Scene) -> Run:
    """Runs a command of mail with a mail server on this port (0: none)."""

    def invoke(port: int, *arguments: str, status: int = 0) -> Result:
        installation = replace(scene.installation, mail=MailSettings()) if not port else with_server(scene, port)
        app.extensions["monitor.installation"] = installation
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["mail", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == status, result.output
        assert not any(address_of(partner) in result.output for partner in PARTNERS)
        return result

    return invoke


def test_send_sends_what_is_due_of_one_house_or_of_all(scene: Scene, run: Run) -> None:
    inbox = Inbox()
    queue_mails(scene, PARTNERS[:3])
    queue_mails(scene, PARTNERS[:2], house=OTHER_HOUSE)
    queue_noise(scene)
    with mail_server(inbox) as port:
        one = run(port, "send", HOUSE).stdout
        rest = run(port, "send").stdout

    assert one == f"{HOUSE}: 3 verstuurd, 0 mislukt, 0 later, 0 wachten nog.\n"
    assert f"{OTHER_HOUSE}: 2 verstuurd" in rest
    assert f"{HOUSE}: 0 verstuurd" in rest
    assert len(inbox.taken) == 5


def test_send_says_what_is_wrong_with_the_server_and_loses_nothing(scene: Scene, run: Run) -> None:
    queue_mails(scene, PARTNERS[:3])
    with mail_server(Inbox(lambda _moment: DROP)) as port:
        found = run(port, "send", HOUSE, status=2)

    assert "3 wachten nog" in found.stdout
    assert "smtp_host" in found.stderr
    assert states_of(scene) == {"waiting": 3}


def test_send_for_a_house_that_is_not_there_is_refused(run: Run) -> None:
    assert run(0, "send", "elders", status=2).stderr == "Dit huis is er niet.\n"


def test_test_sends_one_mail_and_the_log_does_not_say_to_whom(scene: Scene, run: Run) -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        said = run(port, "test", "beheer@gemeente.example").stdout

    line = scene.installation.directory().query("SELECT what, target, result FROM audit ORDER BY number DESC")[0]
    assert "nam de mail aan" in said
    assert inbox.recipients == ["beheer@gemeente.example"]
    assert tuple(line) == ("mail.tested", "", "accepted")


@pytest.mark.parametrize(
    ("step", "answer", "word"),
    [
        ("connect", DROP, "smtp_host"),
        ("mail", "550 5.7.1 nee", "mail_from"),
        ("rcpt", "550 5.1.1 nee", "bestaat niet"),
        ("rcpt", "554 5.7.1 relay", "naar buiten"),
        ("rcpt", "451 later", "grens"),
        ("body", DROP, "niet te weten"),
    ],
)
def test_test_says_which_step_failed_and_what_to_set(run: Run, step: str, answer: str, word: str) -> None:
    inbox = Inbox(lambda moment: answer if moment.step == step else None)
    with mail_server(inbox) as port:
        said = run(port, "test", "beheer@gemeente.example", status=2)

    assert word in said.stderr
    assert said.stdout == ""


def test_test_without_a_server_or_an_address_is_one_sentence(app: Flask, run: Run) -> None:
    assert "smtp_host" in run(0, "test", "beheer@gemeente.example", status=2).stderr
    with mail_server(Inbox()) as port:
        assert "geen mail" in run(port, "test", "geen adres", status=2).stderr


def test_a_dry_run_gives_numbers_and_sends_nothing(scene: Scene, run: Run) -> None:
    queue_mails(scene, PARTNERS[:3])
    inbox = Inbox()
    with mail_server(inbox) as port:
        said = run(port, "dry-run", HOUSE, WAVE).stdout

    assert "Uitnodigingen en links die nog weggaan: 3." in said
    assert "niet te zeggen zonder iemand te verraden" in said
    assert (inbox.connections, states_of(scene)) == (0, {"waiting": 3})


def test_a_dry_run_of_a_closed_wave_promises_nothing(scene: Scene, run: Run) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET state = 'closed' WHERE id = :wave", {"wave": WAVE})
    with mail_server(Inbox()) as port:
        said = run(port, "dry-run", HOUSE, WAVE).stdout

    assert said == "De meting is dicht. Er gaan geen mails meer uit.\n"


def test_the_password_of_the_mail_server_is_in_no_text_of_its_settings() -> None:
    settings = MailSettings(smtp=Server("mail.example", 587, Security.STARTTLS, "huis", "GEHEIM-17"), sender=SENDER)

    assert "GEHEIM-17" not in repr(settings) + str(settings)
