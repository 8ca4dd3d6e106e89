"""What became of handing over one mail, and by which way mail leaves: a mail server, or a folder (the demo)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.mail.message import Mail
from monitor.mail.settings import MailSettings


class Outcome(StrEnum):
    """What became of one mail.

    no_address: this address takes no mail. refused: for good, but not because of the address. later: not now.
    unknown: the connection was lost after the mail was handed over and before the answer. lost: the connection was
    lost before that, so it was surely not taken. down: no mail can be handed over at all now.
    """

    ACCEPTED = "accepted"
    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"
    LOST = "lost"
    DOWN = "down"


class Step(StrEnum):
    """At which step it went wrong."""

    CONNECT = "connect"
    GREETING = "greeting"
    STARTTLS = "starttls"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    FOLDER = "folder"


@dataclass(frozen=True)
class Delivered:
    """What became of one mail; `code`: the server's number ("550 5.1.1"), never its text, which may hold an address."""

    outcome: Outcome
    step: Step | None = None
    code: str = ""


ACCEPTED = Delivered(Outcome.ACCEPTED)


class Delivery(Protocol):
    """A way for mails to leave, one after the other."""

    def deliver(self, mail: Mail, at: datetime) -> Delivered:
        """Hand a mail over. Raises BadInput, and hands nothing over, for an address that is none."""

    def close(self) -> None:
        """Let go of the connection."""


@contextmanager
def open_delivery(settings: MailSettings) -> Iterator[Delivery]:
    """The way of this installation, which must have one; it connects at the first mail."""
    from monitor.mail.folder import FolderDelivery  # both take their records from here
    from monitor.mail.smtp import SmtpDelivery

    delivery: Delivery
    if settings.smtp is not None:
        delivery = SmtpDelivery(settings.smtp, settings.sender)
    elif settings.folder is not None:
        delivery = FolderDelivery(settings.folder)
    else:
        raise ValueError("there is no way for mail to leave")
    try:
        yield delivery
    finally:
        delivery.close()
