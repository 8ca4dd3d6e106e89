from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from monitor.errors import BadInput, Misconfigured
from monitor.mail import smtp
from monitor.mail.delivery import ACCEPTED, Delivered, Outcome, Step
from monitor.mail.explaining import explain
from monitor.mail.message import Mail
from monitor.mail.settings import Security, Server
from monitor.mail.smtp import SmtpDelivery
from tests.mail_server import DROP, HANG, Fault, Inbox, Moment, mail_server
from tests.monitor.mail.certificates import make_certificate

AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
SENDER = "monitor@gemeente.example"
PASSWORD = "PROEF-WACHTWOORD-91"


def mail(number: int = 1) -> Mail:
    return Mail(f"p{number}@partner.example", "Proef", "tekst", "<p>tekst</p>", f"{number}@x", SENDER, "Huis")


def only(step: str, answer: str, *, numbers: tuple[int, ...] = (0,)) -> Fault:
    """Goes wrong at these times that a step is reached, the first being 0."""
    return lambda moment: answer if (moment.step, moment.number in numbers) == (step, True) else None


def hand_over(fault: Fault, mails: int = 1, *, timeout: float = 5.0) -> tuple[list[Delivered], Inbox]:
    inbox = Inbox(fault)
    with mail_server(inbox) as port:
        delivery = SmtpDelivery(Server("127.0.0.1", port, Security.NONE), SENDER, timeout=timeout)
        delivered = [delivery.deliver(mail(number), AT) for number in range(1, mails + 1)]
        delivery.close()
    return delivered, inbox


def test_a_batch_goes_over_one_connection_and_every_line_arrives() -> None:
    delivered, inbox = hand_over(lambda _moment: None, 3)

    assert delivered == [ACCEPTED] * 3
    assert inbox.connections == 1
    assert inbox.recipients == [f"p{number}@partner.example" for number in (1, 2, 3)]


def test_a_line_with_a_single_dot_does_not_end_the_mail() -> None:
    inbox, text = Inbox(), "een\n.\n..twee\n"
    with mail_server(inbox) as port:
        delivery = SmtpDelivery(Server("127.0.0.1", port, Security.NONE), SENDER)
        delivered = delivery.deliver(Mail("p@x.nl", "s", text, text, "1@x", SENDER, ""), AT)
        delivery.close()

    body = inbox.mails[0].get_body(("plain",))
    assert delivered == ACCEPTED
    assert body is not None and body.get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "where", "code"),
    [
        ("connect", "421 te druk", Outcome.DOWN, Step.CONNECT, "421"),
        ("connect", DROP, Outcome.DOWN, Step.CONNECT, ""),
        ("connect", HANG, Outcome.DOWN, Step.CONNECT, ""),
        ("ehlo", DROP, Outcome.DOWN, Step.GREETING, ""),
        ("ehlo", HANG, Outcome.DOWN, Step.GREETING, ""),
        ("mail", "451 4.7.1 later", Outcome.DOWN, Step.SENDER, "451 4.7.1"),
        ("mail", "550 5.7.1 niet van u", Outcome.DOWN, Step.SENDER, "550 5.7.1"),
        ("mail", "421 4.3.2 weg", Outcome.LOST, Step.SENDER, "421 4.3.2"),
        ("mail", DROP, Outcome.LOST, None, ""),
        ("mail", HANG, Outcome.LOST, None, ""),
        ("rcpt", "451 4.2.1 later", Outcome.LATER, Step.RECIPIENT, "451 4.2.1"),
        ("rcpt", "450 grijze lijst", Outcome.LATER, Step.RECIPIENT, "450"),
        ("rcpt", "550 5.1.1 onbekend", Outcome.NO_ADDRESS, Step.RECIPIENT, "550 5.1.1"),
        ("rcpt", "550 No such user (#5.1.1)", Outcome.NO_ADDRESS, Step.RECIPIENT, "550 5.1.1"),
        ("rcpt", "550 No such user", Outcome.REFUSED, Step.RECIPIENT, "550"),
        ("rcpt", "550 Sender verify failed", Outcome.REFUSED, Step.RECIPIENT, "550"),
        ("rcpt", "553 sorry, not in my rcpthosts (#5.7.1)", Outcome.REFUSED, Step.RECIPIENT, "553 5.7.1"),
        ("rcpt", "550 Rejected because 5.1.1.7 is in a black list", Outcome.REFUSED, Step.RECIPIENT, "550"),
        ("rcpt", "550 5.4.1 Recipient address rejected: Access denied", Outcome.REFUSED, Step.RECIPIENT, "550 5.4.1"),
        ("rcpt", "550 5.7.1 after 5.1.1 too often", Outcome.REFUSED, Step.RECIPIENT, "550 5.7.1"),
        ("rcpt", "554 5.7.1 Relay access denied", Outcome.REFUSED, Step.RECIPIENT, "554 5.7.1"),
        ("rcpt", "552 5.2.2 vol", Outcome.REFUSED, Step.RECIPIENT, "552 5.2.2"),
        ("rcpt", "421 weg", Outcome.LOST, Step.RECIPIENT, "421"),
        ("rcpt", DROP, Outcome.LOST, None, ""),
        ("rcpt", HANG, Outcome.LOST, None, ""),
        ("data", "451 4.3.0 later", Outcome.LATER, Step.CONTENT, "451 4.3.0"),
        ("data", "554 5.5.1 nee", Outcome.REFUSED, Step.CONTENT, "554 5.5.1"),
        ("data", DROP, Outcome.LOST, None, ""),
        ("data", HANG, Outcome.LOST, None, ""),
        ("body", "451 4.3.0 later", Outcome.LATER, Step.CONTENT, "451 4.3.0"),
        ("body", "550 5.1.1 onbekend", Outcome.REFUSED, Step.CONTENT, "550 5.1.1"),
        ("body", "554 5.7.1 spam", Outcome.REFUSED, Step.CONTENT, "554 5.7.1"),
        ("body", "421 4.3.2 weg", Outcome.LOST, Step.CONTENT, "421 4.3.2"),
        ("body", DROP, Outcome.UNKNOWN, Step.CONTENT, ""),
        ("body", HANG, Outcome.UNKNOWN, Step.CONTENT, ""),
    ],
)
def test_what_a_fault_at_a_step_means(step: str, answer: str, outcome: Outcome, where: Step | None, code: str) -> None:
    # The next mail shows that one fault stops nothing else, and that a refused mail leaves nothing behind.
    delivered, inbox = hand_over(only(step, answer), 2, timeout=0.3 if answer == HANG else 5.0)

    kept = ["p1@partner.example"] if outcome is Outcome.UNKNOWN else []
    assert delivered == [Delivered(outcome, where, code), ACCEPTED]
    assert inbox.recipients == [*kept, "p2@partner.example"]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("answer", [DROP, "421 genoeg voor nu"])
def test_a_server_that_hangs_up_between_mails_is_called_once_more(step: str, answer: str) -> None:
    delivered, inbox = hand_over(only(step, answer, numbers=(1,)), 2)

    assert delivered == [ACCEPTED, ACCEPTED]
    assert (inbox.connections, inbox.recipients) == (2, ["p1@partner.example", "p2@partner.example"])


def test_a_server_that_refuses_to_forget_a_refused_mail_is_called_anew() -> None:
    faults = {"rcpt": "550 5.1.1 onbekend", "rset": "500 wat?"}
    delivered, inbox = hand_over(lambda moment: faults.get(moment.step) if moment.number == 0 else None, 2)

    assert [one.outcome for one in delivered] == [Outcome.NO_ADDRESS, Outcome.ACCEPTED]
    assert inbox.connections == 2


def test_a_port_where_nobody_listens_is_a_server_that_is_down() -> None:
    with mail_server(Inbox()) as port:
        pass

    delivered = SmtpDelivery(Server("127.0.0.1", port, Security.NONE), SENDER).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.CONNECT)
    assert "smtp_host" in explain(delivered)


def test_something_that_is_no_address_is_not_even_said_to_the_server() -> None:
    inbox = Inbox()
    with mail_server(inbox) as port:
        delivery = SmtpDelivery(Server("127.0.0.1", port, Security.NONE), SENDER)
        with pytest.raises(BadInput):
            delivery.deliver(Mail("a@b.nl>\r\nRCPT TO:<c@d.nl", "s", "", "", "1@x", SENDER, ""), AT)

    assert inbox.connections == 0


def test_mail_goes_without_protection_only_to_this_machine_itself() -> None:
    with pytest.raises(Misconfigured, match="onversleuteld"):
        SmtpDelivery(Server("mail.gemeente.example", 25, Security.NONE), SENDER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody signed, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "localhost")


def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


def login(inbox: Inbox) -> Callable[..., AuthResult]:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        inbox.users.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)

    return check


def test_starttls_with_a_trusted_certificate_signs_in_and_delivers(certificate: tuple[Path, Path]) -> None:
    inbox = Inbox()
    with mail_server(inbox, tls=server_side(certificate), require_starttls=True, authenticator=login(inbox)) as port:
        server = Server("localhost", port, Security.STARTTLS, "huis", PASSWORD)
        delivery = SmtpDelivery(server, SENDER, context=trusting(certificate))
        delivered = delivery.deliver(mail(), AT)
        delivery.close()

    assert delivered == ACCEPTED
    assert inbox.users == ["huis"]
    assert inbox.recipients == ["p1@partner.example"]


def test_a_certificate_that_nobody_vouches_for_gets_nothing_and_no_password(certificate: tuple[Path, Path]) -> None:
    inbox = Inbox()
    with mail_server(inbox, tls=server_side(certificate), authenticator=login(inbox)) as port:
        server = Server("localhost", port, Security.STARTTLS, "huis", PASSWORD)
        delivered = SmtpDelivery(server, SENDER).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.CERTIFICATE)
    assert (inbox.users, inbox.recipients) == ([], [])
    assert "certificaat" in explain(delivered)


def test_a_certificate_for_another_name_gets_nothing(certificate: tuple[Path, Path]) -> None:
    inbox = Inbox()
    with mail_server(inbox, tls=server_side(certificate)) as port:
        server = Server("127.0.0.1", port, Security.STARTTLS)
        delivered = SmtpDelivery(server, SENDER, context=trusting(certificate)).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.CERTIFICATE)


def test_a_server_without_starttls_gets_nothing_and_no_password() -> None:
    inbox = Inbox()
    with mail_server(inbox, auth_require_tls=False, authenticator=login(inbox)) as port:
        server = Server("localhost", port, Security.STARTTLS, "huis", PASSWORD)
        delivered = SmtpDelivery(server, SENDER).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.STARTTLS)
    assert (inbox.users, inbox.recipients, inbox.seen.get("mail")) == ([], [], None)
    assert "STARTTLS" in explain(delivered)


def test_a_wrong_password_is_a_server_that_is_down_and_the_sentence_does_not_hold_it(
    certificate: tuple[Path, Path],
) -> None:
    inbox = Inbox()
    with mail_server(inbox, tls=server_side(certificate), authenticator=login(inbox)) as port:
        server = Server("localhost", port, Security.STARTTLS, "huis", "fout")
        delivered = SmtpDelivery(server, SENDER, context=trusting(certificate)).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.LOGIN, "535")
    assert "smtp_password" in explain(delivered) and "fout" not in explain(delivered)
    assert PASSWORD not in repr(Server("localhost", port, Security.STARTTLS, "huis", PASSWORD))


def test_a_password_that_cannot_be_said_in_ascii_is_told_as_a_wrong_one(certificate: tuple[Path, Path]) -> None:
    inbox = Inbox()
    with mail_server(inbox, tls=server_side(certificate), authenticator=login(inbox)) as port:
        server = Server("localhost", port, Security.STARTTLS, "huis", "geheim-é")
        delivered = SmtpDelivery(server, SENDER, context=trusting(certificate)).deliver(mail(), AT)

    assert delivered == Delivered(Outcome.DOWN, Step.LOGIN)


def test_every_outcome_has_a_sentence_of_its_own() -> None:
    kinds = [Delivered(outcome) for outcome in Outcome if outcome not in (Outcome.ACCEPTED, Outcome.DOWN)]
    kinds += [Delivered(Outcome.DOWN, step) for step in Step]
    sentences = {explain(kind) for kind in kinds}

    assert len(sentences) == len(kinds)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert "(antwoord 550 5.1.1)" in explain(Delivered(Outcome.NO_ADDRESS, Step.RECIPIENT, "550 5.1.1"))


def test_the_fault_server_itself_counts_what_it_is_asked() -> None:
    seen: list[Moment] = []
    hand_over(lambda moment: seen.append(moment), 2)

    assert [moment.step for moment in seen] == [
        *("connect", "ehlo", "mail", "rcpt", "data", "body", "mail", "rcpt", "data", "body")
    ]


def test_the_time_that_an_answer_may_take_is_ten_seconds() -> None:
    assert smtp.TIMEOUT == 10.0
