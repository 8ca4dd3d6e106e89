"""What a batch of mails came to, per mail and in all, and when a mail that was not taken is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.mail.delivery import Delivered

RETRIES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
"""After how long a mail is tried again that the server would not take yet; after the last it has failed."""
DOUBT_AFTER = RETRIES[0]
"""After how long a mail is tried again of which nobody knows whether it was taken."""
BROKEN_LINK = "link"
BAD_ADDRESS = "address"


class Verdict(StrEnum):
    """What to note of one mail. back: it waits as it did. aside: it waits a while, and nothing is held against it."""

    SENT = "sent"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    LATER = "later"
    DOUBTED = "doubted"
    BACK = "back"
    ASIDE = "aside"


@dataclass(frozen=True)
class Result:
    """What to note of one mail; `code`: the server's number, or a word of ours."""

    mail: str
    verdict: Verdict
    code: str = ""


@dataclass(frozen=True)
class Sent:
    """What a batch came to. `left`: mails that are due and were not handed over.

    `fault`: why it stopped before its end, or None. `busy`: another sender is at work, so nothing happened.
    """

    sent: int = 0
    failed: int = 0
    later: int = 0
    left: int = 0
    fault: Delivered | None = None
    busy: bool = False


def next_try(now: datetime, tries: int) -> datetime | None:
    """When a mail is tried again that was refused for now `tries` times before; None: never."""
    return now + RETRIES[tries] if tries < len(RETRIES) else None
