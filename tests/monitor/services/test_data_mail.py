"""From the button to the mailbox: the copy goes to the partner's own address, and to a deleted partner nothing goes."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.mail.settings import MailSettings
from monitor.model import Actor
from monitor.services.delivering import send_due
from monitor.services.personal_data import delete_partner, describe, request_copy
from monitor.services.queueing import queue
from monitor.store.outbox import MailKind
from tests.scene import HOUSE, WAVE, Scene, house_file

COORDINATOR = Actor("a1 Coördinator", "192.0.2.7")


@pytest.fixture
def scene(scene: Scene, tmp_path: Path) -> Scene:
    mail = MailSettings(folder=tmp_path / "mail", sender="monitor@streek.example")
    return replace(scene, installation=replace(scene.installation, mail=mail))


def mails(scene: Scene) -> list[EmailMessage]:
    """What lies in the folder that mails are written to."""
    folder = scene.installation.mail.folder
    assert folder is not None
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def plain_text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def states(scene: Scene) -> dict[str, str]:
    rows = scene.installation.house(HOUSE).query("SELECT kind, state FROM outbox")
    return {row["kind"]: row["state"] for row in rows}


def queue_reminder(scene: Scene, partner: str) -> None:
    db = scene.installation.house(HOUSE)
    [row] = db.query(
        "SELECT id FROM invitation WHERE partner_id = :partner AND wave_id = :wave", {"partner": partner, "wave": WAVE}
    )
    with db.atomic():
        queue(db, WAVE, [row["id"]], kind=MailKind.REMINDER, round=1, due_at=scene.clock())


def test_the_copy_arrives_at_the_partner_alone_with_every_line_of_it(scene: Scene) -> None:
    lines = describe(scene.installation, HOUSE, "p05")
    request_copy(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    send_due(scene.installation, HOUSE)

    [mail] = mails(scene)
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == ("p05@partner.example", None, None)
    text = plain_text(mail)
    assert [line.what for line in lines if line.what not in text or line.text.split(".")[0] not in text] == []
    assert "/d/" not in text
    assert states(scene) == {"data": "sent"}


def test_the_log_of_asking_sending_and_deleting_holds_no_address_and_no_name(scene: Scene) -> None:
    scene.installation.house(HOUSE).execute("UPDATE partner SET name = 'Noor Voorbeeld' WHERE id = 'p05'")
    request_copy(scene.installation, HOUSE, "p05", actor=COORDINATOR)
    send_due(scene.installation, HOUSE)
    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)

    rows = scene.installation.house(HOUSE).query("SELECT who, what, target, result FROM audit")
    log = "\n".join(" ".join(row) for row in rows)

    assert "personal_data.requested p05" in log and "partner.deleted p05" in log
    assert "@" not in log and "Noor" not in log


@pytest.mark.parametrize("state", ["waiting", "claimed"])
def test_to_somebody_who_was_deleted_before_it_left_nothing_goes(scene: Scene, state: str) -> None:
    request_copy(scene.installation, HOUSE, "p05", actor=COORDINATOR)
    queue_reminder(scene, "p05")
    queue_reminder(scene, "p06")
    scene.installation.house(HOUSE).execute("UPDATE outbox SET state = :state", {"state": state})

    delete_partner(scene.installation, HOUSE, "p05", actor=COORDINATOR)
    for _ in range(3):
        send_due(scene.installation, HOUSE)
        scene.clock.move(hours=1)

    sent = [str(mail["To"]) for mail in mails(scene)]
    assert sent == ["p06@partner.example"] if state == "waiting" else set(sent) <= {"p06@partner.example"}
    assert b"p05@partner.example" not in house_file(scene).read_bytes()
