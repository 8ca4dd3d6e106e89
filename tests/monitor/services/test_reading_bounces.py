"""The mailbox of returned mails, on a real IMAP server: only reports about our own mails go, people's mail stays."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import MailboxDown
from monitor.mail import imap
from monitor.mail.settings import MailSettings, Security, Server
from monitor.services import bounce_place, bouncing
from monitor.services.installation import Installation
from tests.monitor.mail.bounce_samples import (
    OUT_OF_OFFICE,
    QUESTION,
    READ_RECEIPT,
    exchange,
    gmail,
    lines,
    nested,
    postfix,
    sendmail,
)
from tests.monitor.mail.certificates import make_certificate
from tests.monitor.mail.mailbox import PASSWORD, Mailbox, serve, with_tls
from tests.monitor.services.mailed import house, invitation_of, mail_id, put, returned, send
from tests.scene import Scene, dump_all

OTHERS = ["Automatisch antwoord: Hoe werkt het overleg volgens u?", "Gelezen", "Re: Hoe werkt het overleg volgens u?"]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A server with an empty mailbox."""
    with serve() as made:
        yield made


def installation(scene: Scene, server: Server | None) -> Installation:
    return replace(scene.installation, mail=MailSettings(bounces=server))


def subjects(mailbox: Mailbox) -> list[str]:
    return [subject for subject, _ in mailbox.look()]


def unreached(scene: Scene) -> list[str]:
    rows = house(scene).query("SELECT partner_id FROM invitation WHERE unreached = 1 ORDER BY partner_id")
    return [row["partner_id"] for row in rows]


def test_every_report_of_ours_is_taken_in_and_removed_and_all_other_mail_stays_unread(
    scene: Scene, mailbox: Mailbox
) -> None:
    send(scene)
    mailbox.put(
        OUT_OF_OFFICE,
        returned(postfix, scene, mail_id(scene, "p01")),
        READ_RECEIPT,
        returned(exchange, scene, mail_id(scene, "p02")),
        returned(gmail, scene, mail_id(scene, "p03")),
        QUESTION,
        returned(sendmail, scene, mail_id(scene, "p04")),
        returned(sendmail, scene, mail_id(scene, "p05"), action="delayed", status="4.2.2"),
    )

    assert bouncing.read_bounces(installation(scene, mailbox.server)) == 5

    assert unreached(scene) == ["p01", "p02", "p03", "p04"]
    assert mailbox.look() == [(subject, ()) for subject in OTHERS]


def test_reading_again_finds_nothing_more_and_changes_nothing(scene: Scene, mailbox: Mailbox) -> None:
    send(scene)
    mailbox.put(returned(postfix, scene, mail_id(scene, "p01")), OUT_OF_OFFICE)
    bouncing.read_bounces(installation(scene, mailbox.server))
    before = dump_all(scene)

    assert bouncing.read_bounces(installation(scene, mailbox.server)) == 0

    assert dump_all(scene) == before


def test_reports_that_are_forged_hostile_or_too_large_do_nothing_and_stop_nothing(
    scene: Scene, mailbox: Mailbox
) -> None:
    send(scene)
    hostile = [
        postfix(mail="f" * 32),
        returned(postfix, scene, mail_id(scene, "p02"), body="x" * 1_100_000),
        nested(100),
        lines("Subject: kapot\nContent-Type: multipart/report; boundary=weg\n\n--anders\n\nAction: failed"),
        lines('Subject: tekens\nContent-Type: multipart/report; boundary="\u00ff"\n\n--\u00ff\n\nx'),
    ]
    mailbox.put(*hostile, returned(postfix, scene, mail_id(scene, "p01")), *hostile)

    assert bouncing.read_bounces(installation(scene, mailbox.server)) == 1

    assert unreached(scene) == ["p01"]
    assert len(mailbox.look()) == 2 * len(hostile)


def without_place(scene: Scene) -> dict[str, list[str]]:
    """All that is kept, but how far the mailbox was read."""
    return {name: [line for line in lines if "bounces_read" not in line] for name, lines in dump_all(scene).items()}


def test_killed_between_noting_and_removing_it_is_done_again_without_harm(
    scene: Scene, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(scene)
    mailbox.put(returned(postfix, scene, mail_id(scene, "p01")))
    with monkeypatch.context() as patched:
        patched.setattr("monitor.mail.imap.Mailbox.remove", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bouncing.read_bounces(installation(scene, mailbox.server))
    noted = without_place(scene)
    assert unreached(scene) == ["p01"]

    assert bouncing.read_bounces(installation(scene, mailbox.server)) == 1

    assert without_place(scene) == noted
    assert subjects(mailbox) == []


def test_what_is_no_report_of_ours_is_fetched_once_a_day_and_not_at_every_tick(
    scene: Scene, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(scene)
    fetched, body = [], imap.Mailbox._body
    monkeypatch.setattr(imap.Mailbox, "_body", lambda self, number: fetched.append(number) or body(self, number))
    own, seen = installation(scene, mailbox.server), []
    for more in ([READ_RECEIPT] * 3, [], [postfix(mail=mail_id(scene, "p01")), READ_RECEIPT], []):
        mailbox.put(*more)
        before = len(fetched)
        bouncing.read_bounces(own)
        seen.append(len(fetched) - before)
    scene.clock.move(days=1)
    bouncing.read_bounces(own)

    assert seen == [3, 0, 2, 0]
    assert len(fetched) == 3 + 2 + 4
    assert unreached(scene) == ["p01"]


def test_reading_that_is_stopped_goes_on_where_it_was(scene: Scene, mailbox: Mailbox) -> None:
    send(scene)
    mailbox.put(READ_RECEIPT, *(postfix(mail=mail_id(scene, partner)) for partner in ("p01", "p02", "p03")))
    asked = iter([False, False, True])

    first = bouncing.read_bounces(installation(scene, mailbox.server), stopped=lambda: next(asked))
    told = unreached(scene)
    second = bouncing.read_bounces(installation(scene, mailbox.server))

    assert (first, told, second) == (1, ["p01"], 2)
    assert unreached(scene) == ["p01", "p02", "p03"]


def test_another_mailbox_or_one_that_was_made_anew_is_read_from_its_beginning(scene: Scene, mailbox: Mailbox) -> None:
    own = installation(scene, mailbox.server)
    mark = bounce_place.make_mark(own, mailbox.server, "1")
    bounce_place.keep_last(own, mark, 900)

    assert bounce_place.get_last(own, mark) == 900
    for other in (replace(mailbox.server, folder="Terug"), replace(mailbox.server, host="localhost")):
        assert bounce_place.get_last(own, bounce_place.make_mark(own, other, "1")) is None
    assert bounce_place.get_last(own, bounce_place.make_mark(own, mailbox.server, "2")) is None


def test_what_a_person_marked_as_deleted_is_not_expunged_along_with_it(scene: Scene, mailbox: Mailbox) -> None:
    send(scene)
    mailbox.put(OUT_OF_OFFICE, QUESTION, returned(postfix, scene, mail_id(scene, "p01")))
    mailbox.flag(1, r"\Deleted")

    bouncing.read_bounces(installation(scene, mailbox.server))

    assert subjects(mailbox) == [OTHERS[0], OTHERS[2]]  # UIDPLUS, which pymap knows


def test_without_a_mailbox_nothing_is_read(scene: Scene) -> None:
    assert bouncing.read_bounces(installation(scene, None)) == 0


def test_over_starttls_the_certificate_is_checked(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(scene)
    files = make_certificate(tmp_path, "127.0.0.1")
    with serve(certificate=files) as mailbox:
        mailbox.put(returned(postfix, scene, mail_id(scene, "p01")))

        with pytest.raises(MailboxDown, match="SSLCertVerificationError"):
            bouncing.read_bounces(installation(scene, with_tls(mailbox)))
        assert unreached(scene) == []

        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        assert bouncing.read_bounces(installation(scene, with_tls(mailbox))) == 1
    assert unreached(scene) == ["p01"]


def test_a_server_without_starttls_never_hears_the_password(scene: Scene, mailbox: Mailbox) -> None:
    with pytest.raises(MailboxDown):
        bouncing.read_bounces(installation(scene, with_tls(mailbox)))


@pytest.mark.parametrize("change", [{"password": "een ander"}, {"folder": "Weg"}, {"port": 1}, {"security": "tls"}])
def test_a_mailbox_that_cannot_be_read_is_said_in_one_sentence_without_secrets(
    scene: Scene, mailbox: Mailbox, change: dict[str, object]
) -> None:
    put(scene)
    settings = {name: Security(value) if name == "security" else value for name, value in change.items()}
    server = replace(mailbox.server, **settings)  # type: ignore[arg-type]

    with pytest.raises(MailboxDown, match="imap_") as refused:
        bouncing.read_bounces(installation(scene, server))

    assert PASSWORD not in str(refused.value)
    assert invitation_of(scene, "p01")["unreached"] == 0


@pytest.mark.parametrize(
    "says", [b"", b"* BYE vol\r\n", b"\xff" * 100 + b"\r\n", b"* OK ja\r\n", b"* OK ja\r\nx BAD\r\n", b"250 smtp\r\n"]
)
def test_a_server_that_talks_nonsense_or_hangs_up_is_said_so_too(scene: Scene, says: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(says)

        threading.Thread(target=talk, daemon=True).start()
        server = Server("127.0.0.1", listening.getsockname()[1], Security.NONE, "u", "w")

        with pytest.raises(MailboxDown):
            bouncing.read_bounces(installation(scene, server))
