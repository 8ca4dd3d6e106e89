"""Reading a mail that may say that one of ours did not arrive (RFC 3464). Pure: bytes in, what they say out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from monitor.mail.message import MARK

LARGEST = 1024 * 1024
"""Bytes; what is larger is no report of ours, and is not read."""
_MOST_PARTS = 40
_MOST_IDS = 5
_NESTING = re.compile(rb"boundary|message/", re.IGNORECASE)
"""Every part inside another needs one of these, so counting them bounds how deep the parser goes."""
_MARK = re.compile(r"(?<![0-9a-z])([0-9a-f]{32}-[0-9a-f]{32})(?![0-9a-z])", re.IGNORECASE | re.ASCII)
_ID = re.compile(r"(?<![0-9a-z])([0-9a-f]{32})@", re.IGNORECASE | re.ASCII)
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})", re.ASCII)
_ARRIVED = ("delivered", "relayed", "expanded")
_HEADERS = ("Message-ID", "X-Original-Message-ID", "Original-Envelope-Id")
"""Never In-Reply-To or References: they say of which mail somebody answers, which is no sign that it came back."""


@dataclass(frozen=True)
class Report:
    """A delivery report. `ids`: what may be the id of our mail, the likeliest first. `hard`: it will never arrive.

    `status`: as 5.1.1, or "" where it gives none. `marks`: what our own mail holds beside its id, from its headers as
    they came back.
    """

    ids: tuple[str, ...]
    hard: bool
    status: str
    marks: tuple[str, ...] = ()


def read_report(raw: bytes) -> Report | None:
    """What a delivery report says; None for every other mail, for one without an id like ours, and for nonsense."""
    if len(raw) > LARGEST or len(_NESTING.findall(raw)) > 2 * _MOST_PARTS:
        return None
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = [part for part, _ in zip(mail.walk(), range(_MOST_PARTS), strict=False)]
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    blocks = _blocks(status)
    recipients = [block for block in blocks if "Action" in block or "Status" in block]
    returned = list(_returned(parts))
    ids, marks = find_ids(_values([*returned, *blocks, mail], _HEADERS)), find_marks(_values(returned, (MARK,)))
    if not (ids or marks) or not recipients:
        return None
    return Report(ids, all(_is_hard(block) for block in recipients), _code(recipients[0]), marks)


def find_ids(text: str) -> tuple[str, ...]:
    """What may be ids of our mails in a text that somebody copied out of a returned mail."""
    return tuple(dict.fromkeys(found.lower() for found in _ID.findall(text)))[:_MOST_IDS]


def find_marks(text: str) -> tuple[str, ...]:
    """What may be marks of our mails in such a text."""
    return tuple(dict.fromkeys(found.lower() for found in _MARK.findall(text)))[:_MOST_IDS]


def _blocks(status: Message) -> list[Message]:
    """The groups of fields of a delivery status: about the mail, then about each recipient."""
    payload = status.get_payload()
    if not isinstance(payload, list):
        return []
    return [block for block in payload if isinstance(block, Message)][:_MOST_PARTS]


def _returned(parts: Iterable[Message]) -> Iterator[Message]:
    """Our mail, or its headers, as the report returns them."""
    for part in parts:
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
            yield payload[0]
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            own = part.get_payload(decode=True)
            if isinstance(own, bytes):
                yield message_from_bytes(own.lstrip())


def _values(headed: Iterable[Message], names: Sequence[str]) -> str:
    return " ".join(str(value) for one in headed for name in names for value in one.get_all(name, []))


def _is_hard(block: Message) -> bool:
    """Given up for good: the action says so, or the status where it says nothing of the kind."""
    action = str(block.get("Action", "")).strip().lower()
    if action == "failed":
        return True
    return action != "delayed" and action not in _ARRIVED and _code(block).startswith("5.")


def _code(block: Message) -> str:
    found = _STATUS.match(str(block.get("Status", "")))
    return ".".join(found.groups()) if found else ""
