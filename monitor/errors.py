"""The error tree. Each carries one plain Dutch sentence for the person who sees it; the web maps kinds to statuses."""

from __future__ import annotations


class MonitorError(Exception):
    """Base of everything that this program raises on purpose; `str(error)` is the sentence to show."""


class NotFound(MonitorError):
    """What was asked for does not exist for this person (also: exists, but not for them)."""


class LinkUnknown(NotFound):
    """Unknown, malformed, revoked or closed link: all look alike from outside."""


class TokenUnknown(MonitorError):
    """A program without a token, or with one that is unknown, withdrawn or over: all look alike from outside."""


class LinkBroken(MonitorError):
    """The link that the key makes now is not the one that was given out: nothing may be mailed."""


class BadInput(MonitorError):
    """What was sent cannot be an answer; nothing of it was stored."""


class OutOfOrder(MonitorError):
    """A step that the state of the wave or the form does not allow now."""


class Refused(MonitorError):
    """The person may not do this."""


class SessionOver(MonitorError):
    """The session was ended while it was being used; who holds it signs in again."""


class TooManyTries(MonitorError):
    """Slow down: too many wrong sign-ins."""


class Busy(MonitorError):
    """The database stayed locked by others for too long; nothing was stored."""


class Overloaded(MonitorError):
    """Too much heavy work at once; the same works a little later."""


class NoPdf(MonitorError):
    """A PDF cannot be made on this machine; the same page can be printed from a browser."""


class NotStored(MonitorError):
    """The disk is full, read-only or failing; what was stored before is still there."""


class ProviderDown(MonitorError):
    """The organisation's OpenID Connect provider does not answer, or not as it should."""


class SignInRefused(Refused):
    """What the provider sent is no sign-in; `reason` is one word for the log, and says nothing of the person."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class MailboxDown(MonitorError):
    """The mailbox with returned mails cannot be read; mails go on, and what came back waits there."""


class Misconfigured(MonitorError):
    """The installation cannot start; the sentence says what to do."""


class SchemaTooNew(Misconfigured):
    """The database was made by a newer version of the program."""


class Mismatch(MonitorError):
    """Two computations of one number differ; `paths` names them and never shows a value."""

    def __init__(self, sentence: str, paths: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.paths = paths
