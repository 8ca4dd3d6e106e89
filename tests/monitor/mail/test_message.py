from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.mail.addresses import ascii_address
from monitor.mail.message import Mail, clean, mail_bytes

AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
MAIL = Mail(
    to="p01@partner.example",
    subject="Hoe werkt het overleg volgens u?",
    text="Eén keer per jaar.\n.\nFrom hier\n",
    html="<p>Eén keer per jaar.</p>",
    message_id="0123@monitor.example",
    sender="monitor@gemeente.example",
    sender_name="Veiligheidshuis Súdwest, Noord",
    reply_to="vragen@gemeente.example",
    opt_out_url="https://monitor.example/d/huis/token/afmelden",
    mark="0123-abcd",
)
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe"),
    *("X-Veiligheidshuis-Mail", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"),
]
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from('\r\n\0\t ,;:<>@"\\()=?é\u2028\u202e\x85\x0b\x0c'),
    ),
    max_size=200,
)
INJECTION = "Huis\r\nBcc: ander@example.org\r\n\r\ntekst"


def read(mail: Mail) -> EmailMessage:
    message = email.message_from_bytes(mail_bytes(mail, AT), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_has_text_and_html_one_recipient_and_the_headers_of_a_program() -> None:
    message = read(MAIL)

    assert [name for name, _ in message.items()] == HEADERS
    assert message["To"] == "p01@partner.example"
    assert message["Message-ID"] == "<0123@monitor.example>"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://monitor.example/d/huis/token/afmelden>"
    assert message["X-Veiligheidshuis-Mail"] == "0123-abcd"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in message.iter_parts()] == [MAIL.text, MAIL.html]
    assert not message.defects


def test_a_mail_program_is_not_invited_to_opt_out_by_itself() -> None:
    assert "List-Unsubscribe-Post" not in read(MAIL)


def test_a_name_with_comma_and_accent_stays_one_name() -> None:
    sender = read(MAIL)["From"].addresses

    assert [(one.display_name, one.addr_spec) for one in sender] == [
        ("Veiligheidshuis Súdwest, Noord", "monitor@gemeente.example")
    ]


@pytest.mark.parametrize("name", ['Huis "De Kade", Zuid', "Huis \\ Zuid", "a" * 300, "=?utf-8?q?nep?=", "é" * 200])
def test_every_name_comes_out_as_it_went_in(name: str) -> None:
    # email.policy.default puts a space between encoded words of a name, against RFC 2047, 6.2; this reader does not.
    header = email.message_from_bytes(mail_bytes(replace(MAIL, sender_name=name), AT))["From"]
    found, address = parseaddr(header)

    assert (str(make_header(decode_header(found))), address) == (name, MAIL.sender)


def test_what_is_not_there_gives_no_header() -> None:
    message = read(replace(MAIL, reply_to="", opt_out_url="", sender_name=""))

    assert "Reply-To" not in message
    assert "List-Unsubscribe" not in message
    assert message["From"] == "monitor@gemeente.example"


def test_line_breaks_in_names_and_subjects_begin_no_header() -> None:
    message = read(replace(MAIL, subject=INJECTION, sender_name=INJECTION))

    assert [name for name, _ in message.items()] == HEADERS
    assert message["Subject"] == "Huis Bcc: ander@example.org tekst"


@given(subject=NASTY, name=NASTY, text=NASTY, html=NASTY)
def test_whatever_stands_in_names_subjects_and_texts_there_is_one_recipient_and_no_other_header(
    subject: str, name: str, text: str, html: str
) -> None:
    content = mail_bytes(replace(MAIL, subject=subject, sender_name=name, text=text, html=html), AT)
    message = email.message_from_bytes(content, policy=email.policy.default)

    assert [header for header, _ in message.items()] == HEADERS
    assert [one.addr_spec for one in message["To"].addresses] == ["p01@partner.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["monitor@gemeente.example"]
    assert len(list(message.iter_parts())) == 2  # type: ignore[union-attr]
    assert message["Subject"] == clean(subject)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 200
    assert not any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    body = read(replace(MAIL, text=text)).get_body(("plain",))

    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert body is not None
    assert body.get_payload(decode=True).decode().replace("\r\n", "\n") == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        *("", "geen", "a@b@c.nl", "a b@c.nl", "a@c.nl\r\nRCPT TO:<x@y.nl>", "a@c.nl,b@c.nl", "<a@c.nl>", "é@c.nl"),
        *("a@", "@c.nl", "a@c.nl\n", "a\0@c.nl", "a@-c.nl", f"{'a' * 65}@c.nl", "a@c..nl", '"a"@c.nl'),
    ],
)
def test_what_is_not_exactly_one_address_gets_no_mail(address: str) -> None:
    with pytest.raises(BadInput, match="kan geen mail"):
        mail_bytes(replace(MAIL, to=address), AT)


@given(NASTY)
def test_an_address_that_is_taken_holds_nothing_that_a_mail_server_could_read_as_more(address: str) -> None:
    try:
        plain = ascii_address(address)
    except BadInput:
        return
    assert re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", plain)
    assert not set(plain) & set('<>,;:"()[]\\')


def test_a_domain_with_other_letters_goes_in_ascii() -> None:
    assert ascii_address("jan@gemeente-zürich.example") == "jan@xn--gemeente-zrich-psb.example"
