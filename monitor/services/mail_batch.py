"""Handing over a batch of mails, one after the other, over one connection: claimed before, marked after each.

A refusal that is not about the address, or a connection that breaks before a mail was handed over, may be the mail's
fault or the server's. Such a mail is kept aside until another one is taken: then it was the mail. When a second one
follows first, it is the server: the batch stops, and nothing is held against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.errors import BadInput
from monitor.mail.delivery import Delivered, Delivery, Outcome
from monitor.mail.message import Mail
from monitor.services.letters import LinkBroken
from monitor.services.mail_results import BAD_ADDRESS, BROKEN_LINK, Result, Sent, Verdict

_TWICE = 2


class Queue(Protocol):
    """An outbox: of a house, or of the directory."""

    def now(self) -> datetime:
        """The installation's clock."""

    def claim(self, mail: str, results: Sequence[Result]) -> bool:
        """In one transaction: note results, and take this mail; False if it is not to go (any more)."""

    def make(self, mail: str) -> Mail:
        """The text of the mail that was claimed. Raises BadInput for its address, LinkBroken."""

    def settle(self, results: Sequence[Result], total: Sent) -> None:
        """In one transaction: note the last results and what the batch came to."""

    def count_left(self) -> int:
        """How many mails are due."""


@dataclass
class Batch:
    """One run over mails that are due. `doubtful`: how many in a row nobody knows the end of."""

    queue: Queue
    delivery: Delivery
    noted: list[Result] = field(default_factory=list)
    suspects: list[tuple[str, Delivered]] = field(default_factory=list)
    doubtful: int = 0
    sent: int = 0
    failed: int = 0
    later: int = 0

    def run(self, mails: Iterable[str]) -> Sent:
        """Hand over these mails, until the server is down."""
        fault = None
        for mail in mails:
            results, self.noted = self.noted, []
            if not self.queue.claim(mail, results):
                continue
            fault = self._hand_over(mail)
            if fault is not None:
                break
        if fault is None:
            self._judge(Verdict.LATER)
        results, self.noted = self.noted, []
        total = Sent(self.sent, self.failed, self.later, 0, fault)
        self.queue.settle(results, total)
        return Sent(self.sent, self.failed, self.later, self.queue.count_left(), fault)

    def _hand_over(self, mail: str) -> Delivered | None:
        """Make and hand over one mail; gives what is wrong with the server, or None."""
        try:
            delivered = self.delivery.deliver(self.queue.make(mail), self.queue.now())
        except BadInput:
            self._note(mail, Verdict.NO_ADDRESS, BAD_ADDRESS)
            return None
        except LinkBroken:
            self._note(mail, Verdict.FAILED, BROKEN_LINK)
            return None
        return self._weigh(mail, delivered)

    def _weigh(self, mail: str, delivered: Delivered) -> Delivered | None:
        self.doubtful = self.doubtful + 1 if delivered.outcome is Outcome.UNKNOWN else 0
        match delivered.outcome:
            case Outcome.ACCEPTED:
                self._note(mail, Verdict.SENT)
                self._judge(Verdict.FAILED)
            case Outcome.NO_ADDRESS:
                self._note(mail, Verdict.NO_ADDRESS, delivered.code)
            case Outcome.LATER:
                self._note(mail, Verdict.LATER, delivered.code)
            case Outcome.UNKNOWN:
                self._note(mail, Verdict.DOUBTED)
                if self.doubtful >= _TWICE:
                    return self._stop(delivered)
            case Outcome.REFUSED | Outcome.LOST:
                self.suspects.append((mail, delivered))
                if len(self.suspects) >= _TWICE:
                    return self._stop(delivered)
            case Outcome.DOWN:
                self._note(mail, Verdict.BACK)
                return self._stop(delivered)
        return None

    def _stop(self, delivered: Delivered) -> Delivered:
        """It is the server: what was suspected waits a while, so that another mail comes first next time."""
        for mail, _ in self.suspects:
            self._note(mail, Verdict.ASIDE)
        self.suspects = []
        return delivered

    def _judge(self, refused: Verdict) -> None:
        """It was the mail: refused for good (`refused`: or not surely), or its connection broke, so once more later."""
        for mail, delivered in self.suspects:
            verdict = refused if delivered.outcome is Outcome.REFUSED else Verdict.LATER
            self._note(mail, verdict, delivered.code)
        self.suspects = []

    def _note(self, mail: str, verdict: Verdict, code: str = "") -> None:
        self.noted.append(Result(mail, verdict, code))
        self.sent += verdict is Verdict.SENT
        self.failed += verdict in (Verdict.FAILED, Verdict.NO_ADDRESS)
        self.later += verdict in (Verdict.LATER, Verdict.DOUBTED, Verdict.ASIDE)
