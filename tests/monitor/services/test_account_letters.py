from __future__ import annotations

import re
from collections import Counter

import pytest

from monitor.model import COMMAND, Right, Role
from monitor.services import account_links, account_mails, accounts, delivering
from monitor.services.mail_results import Sent
from monitor.store import account_outbox, directory
from monitor.store.outbox import MailState
from tests.mail_scene import BASE_URL, with_server
from tests.mail_server import DROP, Inbox, mail_server
from tests.scene import HOUSE, Scene

NOOR = "noor@gemeente.example"


@pytest.fixture
def noor(scene: Scene) -> str:
    """The id of an account."""
    accounts.add_account(
        scene.installation,
        email=NOOR,
        name="Noor",
        password="een lang wachtwoord van Noor",
        right=Right(HOUSE, Role.COORDINATOR),
    )
    db = scene.installation.directory()
    found = directory.select_account_id(db, NOOR)
    assert found is not None
    with db.atomic():
        directory.update_name(db, account=found, name="Noor\r\nBcc: x@y.nl")
    return found


def queue_link(scene: Scene, account: str) -> None:
    db = scene.installation.directory()
    with db.atomic():
        account_links.send_invitation(scene.installation, db, account)


def states(scene: Scene) -> Counter[str]:
    return Counter(account_outbox.count_account_mails(scene.installation.directory()))


def test_a_colleague_gets_a_link_that_works_once_and_only_on_our_own_host(scene: Scene, noor: str) -> None:
    inbox = Inbox()
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        sent = [delivering.send_account_mails(installation) for _ in range(2)]

    mail = inbox.mails[0]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    token = re.search(rf"^{BASE_URL}{account_links.PATH}(\S+)\s*$", text, re.MULTILINE)
    assert token is not None
    assert account_links.find(scene.installation, token.group(1)).account == noor
    assert sent == [Sent(sent=1), Sent()]
    assert (inbox.recipients, mail["Bcc"], mail["Subject"]) == (
        [NOOR],
        None,
        "Uw account bij de Veiligheidshuis-monitor",
    )
    stored = (scene.folder / "directory.sqlite").read_bytes()
    assert token.group(1).encode() not in stored


def test_a_change_is_told_without_a_link(scene: Scene, noor: str) -> None:
    inbox, db = Inbox(), scene.installation.directory()
    with db.atomic():
        account_mails.tell(db, scene.installation, noor, "Uw wachtwoord is vervangen.")
    with mail_server(inbox) as port:
        delivering.send_account_mails(with_server(scene, port))

    text = inbox.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Uw wachtwoord is vervangen." in text
    assert "http" not in text


@pytest.mark.parametrize("why", ["expired", "disabled"])
def test_a_link_that_would_not_work_any_more_is_not_sent(scene: Scene, noor: str, why: str) -> None:
    inbox, db = Inbox(), scene.installation.directory()
    queue_link(scene, noor)
    if why == "expired":
        scene.clock.move(days=8)
    else:
        with db.atomic():
            directory.update_disabled(db, account=noor, disabled=True)
    with mail_server(inbox) as port:
        delivering.send_account_mails(with_server(scene, port))

    codes = [row["code"] for row in db.query("SELECT code FROM account_mail WHERE state = 'failed'")]
    assert (inbox.recipients, codes) == ([], [why])


def test_a_server_that_is_down_loses_no_mail_about_an_account(scene: Scene, noor: str) -> None:
    inbox = Inbox(lambda moment: DROP if (moment.step, moment.number) == ("connect", 0) else None)
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        down = delivering.send_account_mails(installation)
        waiting = states(scene)
        delivering.send_account_mails(installation)

    assert down.fault is not None
    assert (waiting, states(scene)) == ({"waiting": 1}, {"sent": 1})
    assert inbox.recipients == [NOOR]


def test_a_mail_nobody_knows_the_end_of_goes_once_more_with_the_same_number_and_then_no_more(
    scene: Scene, noor: str
) -> None:
    inbox = Inbox(lambda moment: DROP if moment.step == "body" else None)
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        for _ in range(5):
            delivering.send_account_mails(installation)
            scene.clock.move(minutes=16)

    assert inbox.recipients == [NOOR, NOOR]
    assert len(set(inbox.message_ids(NOOR))) == 1
    assert states(scene) == {"failed": 1}


def test_a_refusal_in_between_does_not_let_such_a_mail_go_a_third_time(scene: Scene, noor: str) -> None:
    answers = iter([DROP, "451 4.7.1 later", *[DROP] * 9])
    inbox = Inbox(lambda moment: next(answers) if moment.step == "body" else None)
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        for _ in range(6):
            delivering.send_account_mails(installation)
            scene.clock.move(minutes=61)

    assert inbox.recipients == [NOOR, NOOR]
    assert states(scene) == {"failed": 1}


def test_a_mail_that_was_left_claimed_goes_once_more(scene: Scene, noor: str) -> None:
    inbox, db = Inbox(), scene.installation.directory()
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        for _ in range(2):
            with db.atomic():
                db.execute("UPDATE account_mail SET state = 'claimed' WHERE state = 'waiting'")
            delivering.send_account_mails(installation)

    assert inbox.recipients == [NOOR]
    assert states(scene) == {"sent": 1}


def test_a_mail_that_is_refused_for_now_waits_and_one_for_a_bad_address_fails(scene: Scene, noor: str) -> None:
    answers = ["451 4.7.1 later", "550 5.1.1 onbekend"]
    inbox = Inbox(lambda moment: answers[moment.number] if moment.step == "rcpt" else None)
    queue_link(scene, noor)
    with mail_server(inbox) as port:
        installation = with_server(scene, port)
        delivering.send_account_mails(installation)
        first = states(scene)
        scene.clock.move(minutes=15)
        delivering.send_account_mails(installation)

    assert (first, states(scene)) == ({"waiting": 1}, {"failed": 1})


def test_who_is_shut_out_is_told(scene: Scene, noor: str) -> None:
    inbox = Inbox()
    accounts.set_disabled(scene.installation, noor, disabled=True, by="", actor=COMMAND)
    with mail_server(inbox) as port:
        delivering.send_account_mails(with_server(scene, port))

    text = inbox.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Uw account is uitgezet." in text
    assert account_mails.list_failed(scene.installation) == {}


def test_an_invitation_names_who_invites_and_its_plain_text_no_button(scene: Scene, noor: str) -> None:
    inbox, db = Inbox(), scene.installation.directory()
    with db.atomic():
        account_links.send_invitation(scene.installation, db, noor, words="Coor nodigt u uit als manager van X.")
    with mail_server(inbox) as port:
        delivering.send_account_mails(with_server(scene, port))

    text = inbox.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Coor nodigt u uit als manager van X. Kies met deze link een wachtwoord." in " ".join(text.split())
    assert "knop" not in text


def test_who_a_mail_did_not_reach_is_told_for_a_day_and_not_once_another_is_under_way(scene: Scene, noor: str) -> None:
    installation, db = scene.installation, scene.installation.directory()
    seen = []
    for _ in range(2):
        queue_link(scene, noor)
        with db.atomic():
            for mail in account_outbox.select_due(db, installation.now(), most=9):
                account_outbox.update_ended(db, mail, MailState.FAILED, code="550")
        seen.append(list(account_mails.list_failed(installation)))
        with db.atomic():
            account_links.revoke_links(db, noor)
        seen.append(list(account_mails.list_failed(installation)))
    queue_link(scene, noor)
    with db.atomic():
        account_outbox.update_ended(db, *account_outbox.select_due(db, installation.now(), most=9), MailState.FAILED)
    scene.clock.move(days=1)

    assert seen == [[noor], [], [noor], []]
    assert account_mails.list_failed(installation) == {}
