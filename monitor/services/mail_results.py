"""What a batch of mails came to, per mail and in all, and when a mail that was not taken is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.mail.delivery import Delivered

RETRIES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
"""After how long a mail is tried again that the server would not take yet; the last time repeats itself."""
DOUBT_AFTER = RETRIES[0]
"""After how long a mail is tried again of which nobody knows whether it was taken."""
BROKEN_LINK = "link"
BAD_ADDRESS = "address"


class Verdict(StrEnum):
    """What to note of one mail. back: it waits as it did. aside: it waits a while, and nothing is held against it.

    unconfirmed: the server says that the address takes no mail, and took no other mail by which it can be believed.
    """

    SENT = "sent"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
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


def next_try(now: datetime, tries: int) -> datetime:
    """When a mail is tried again that was put off `tries` times before."""
    return now + RETRIES[min(tries, len(RETRIES) - 1)]


def is_given_up(tries: int) -> bool:
    """Whether a mail was put off so often that one which nobody can wait for any longer has failed."""
    return tries >= len(RETRIES)
