"""One mail as a record, and its bytes: text and HTML, one recipient, headers in which nothing can be slipped.

The bytes are put together here, since `email.message.EmailMessage` takes 2 ms for a mail of this size and a mail server
on the same machine less; the tests read every mail back with it.
"""

from __future__ import annotations

import base64
import unicodedata
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from monitor.mail.addresses import ascii_address

MARK = "X-Veiligheidshuis-Mail"
"""The header by which a mail of ours that came back is told from one that somebody only knows the Message-ID of."""
_PLAIN_LENGTH = 60
"""Up to this length an ASCII text stands in a header as it is."""
_WORD_BYTES = 45
"""Of an encoded word: 60 signs in base64, within the 75 of RFC 2047."""
_BOUNDARY = "=_deel"
"""`=_` cannot occur in quoted-printable (RFC 2045, 6.7), so no text can hold the boundary."""
_PART = (
    f'--{_BOUNDARY}\r\nContent-Type: text/{{kind}}; charset="utf-8"\r\nContent-Transfer-Encoding: '
    "quoted-printable\r\n\r\n"
)


@dataclass(frozen=True)
class Mail:
    """What goes to one person. `message_id`: without its brackets, the same at every try.

    `sender`: the address in From, with `sender_name` beside it. `reply_to`, `opt_out_url`, `mark`: empty for none; by
    `mark` it is known again if it comes back.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    sender: str
    sender_name: str
    reply_to: str = ""
    opt_out_url: str = ""
    mark: str = ""
    language: str = "nl"


def mail_bytes(mail: Mail, at: datetime) -> bytes:
    """The mail as it goes over the line, with lines that end in CRLF. Raises BadInput for an address that is none.

    One press of a button in a mail program must not refuse for somebody, so List-Unsubscribe leads to a page and
    List-Unsubscribe-Post is not given.
    """
    headers = [
        ("From", _mailbox(mail.sender_name, mail.sender)),
        ("To", ascii_address(mail.to)),
        ("Subject", encode_text(mail.subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<{_visible_ascii(mail.message_id)}>"),
        *([("Reply-To", _mailbox(mail.sender_name, mail.reply_to))] if mail.reply_to else []),
        *([("List-Unsubscribe", f"<{_visible_ascii(mail.opt_out_url)}>")] if mail.opt_out_url else []),
        *([(MARK, _visible_ascii(mail.mark))] if mail.mark else []),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", _visible_ascii(mail.language)),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{_BOUNDARY}"'),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
    parts = [
        _PART.format(kind=kind).encode("ascii") + _quoted(body) + b"\r\n"
        for kind, body in (("plain", mail.text), ("html", mail.html))
    ]
    return b"".join([head, b"\r\n", *parts, f"--{_BOUNDARY}--\r\n".encode("ascii")])


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """A text on one line, without signs that cannot be seen or that turn text round."""
    return " ".join("".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text).split())


@lru_cache(maxsize=256)
def encode_text(text: str) -> str:
    """A text as it stands in a header: as it is, or as encoded words of RFC 2047, a line for each."""
    text = clean(text)
    if text.isascii() and len(text) <= _PLAIN_LENGTH and "=?" not in text:
        return text
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode('ascii')}?=" for piece in _pieces(text))


def _pieces(text: str) -> list[bytes]:
    """The text in UTF-8, cut between signs."""
    pieces = [b""]
    for sign in text:
        encoded = sign.encode()
        if len(pieces[-1]) + len(encoded) > _WORD_BYTES:
            pieces.append(b"")
        pieces[-1] += encoded
    return pieces


@lru_cache(maxsize=256)
def _mailbox(name: str, address: str) -> str:
    """A name and an address; whatever the name holds, it stays one address."""
    own, plain = clean(name), ascii_address(address)
    if not own:
        return plain
    encoded = encode_text(own)
    if encoded == own and not set(own) & {'"', "\\"}:
        return f'"{own}" <{plain}>'
    if encoded == own:
        encoded = f"=?utf-8?b?{base64.b64encode(own.encode()).decode('ascii')}?="
    return f"{encoded}\r\n <{plain}>"


def _visible_ascii(text: str) -> str:
    """A value of ours that goes into a header as it is. Raises ValueError for a sign that would end it."""
    if not text.isascii() or not text.isprintable() or set(text) & set(" <>"):
        raise ValueError("a header value of ours holds a sign that does not belong there")
    return text


def _quoted(body: str) -> bytes:
    """The body in quoted-printable, with lines that end in CRLF."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return b2a_qp(lines.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
