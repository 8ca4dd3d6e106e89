"""How an installation sends mail and reads what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
"""What this machine itself is called, in addresses and in settings."""


class Security(StrEnum):
    """How the connection is protected; NONE only to this machine itself."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class Server:
    """A mail server: SMTP to send, or IMAP to read what came back."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    """Of IMAP alone."""


@dataclass(frozen=True)
class MailSettings:
    """`smtp` None and `folder` None: no mail leaves. `folder`: mails are written there as files (the demo).

    `sender`: the address in From. `per_minute`, `per_day`: the most that one house sends. `bounces`: the mailbox that
    the sender's address leads to, or None.
    """

    smtp: Server | None = None
    folder: Path | None = None
    sender: str = ""
    per_minute: int = 60
    per_day: int = 2000
    bounces: Server | None = None

    @property
    def works(self) -> bool:
        """Whether mail can leave at all."""
        return self.smtp is not None or self.folder is not None
