"""Handing over a batch of mails, one after the other, over one connection: claimed before, marked after each.

A refusal, for now or for good, and a connection that breaks before a mail was handed over, may be the mail's fault or
the server's. Such a mail is kept aside until another one is taken: then it was the mail. When a second one follows
first, it is the server: the batch stops, and nothing is held against anybody. That an address takes no mail is said of
several in a row at times; only the fifth stops the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.errors import BadInput, Busy, LinkBroken, NotStored
from monitor.mail.delivery import Delivered, Delivery, Outcome
from monitor.mail.message import Mail
from monitor.services.mail_results import BAD_ADDRESS, BROKEN_LINK, Result, Sent, Verdict

_TWICE = 2
_MOST_UNKNOWN = 5
"""Addresses in a row that take no mail, as the server says, before it is the server that is not believed."""
_AGAIN = (Verdict.UNCONFIRMED, Verdict.LATER, Verdict.DOUBTED, Verdict.ASIDE)


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
        """Hand over these mails, until the server is down. Raises Busy or NotStored where nothing can be written."""
        fault = None
        try:
            fault = self._run(mails)
        finally:
            if fault is None:
                self._end_unconfirmed()
            self._settle(fault)
        return Sent(self.sent, self.failed, self.later, self.queue.count_left(), fault)

    def _run(self, mails: Iterable[str]) -> Delivered | None:
        for mail in mails:
            if not self._claim(mail):
                continue
            fault = self._hand_over(mail)
            if fault is not None:
                return fault
        return None

    def _claim(self, mail: str) -> bool:
        """What was noted is forgotten only when it is written: then it is not handed over again."""
        claimed = self.queue.claim(mail, self.noted)
        self.noted = []
        return claimed

    def _settle(self, fault: Delivered | None) -> None:
        """Twice, if it must be: what was handed over and is not noted goes once more."""
        total = Sent(self.sent, self.failed, self.later, 0, fault)
        try:
            self.queue.settle(self.noted, total)
        except (Busy, NotStored):
            self.queue.settle(self.noted, total)
        self.noted = []

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
                self._judge(no_address=Verdict.NO_ADDRESS, refused=Verdict.FAILED)
            case Outcome.UNKNOWN:
                self._note(mail, Verdict.DOUBTED)
                if self.doubtful >= _TWICE:
                    return self._stop(delivered)
            case Outcome.DOWN:
                self._note(mail, Verdict.BACK)
                return self._stop(delivered)
            case _:
                self.suspects.append((mail, delivered))
                if self._blames_server():
                    return self._stop(delivered)
        return None

    def _blames_server(self) -> bool:
        """Whether so many in a row were not taken that it is not these mails."""
        others = [one for _, one in self.suspects if one.outcome is not Outcome.NO_ADDRESS]
        return len(others) >= _TWICE or len(self.suspects) >= _MOST_UNKNOWN

    def _stop(self, delivered: Delivered) -> Delivered:
        """It is the server: what was suspected waits a while, so that another mail comes first next time."""
        for mail, one in self.suspects:
            verdict = Verdict.LATER if one.outcome is Outcome.NO_ADDRESS else Verdict.ASIDE
            self._note(mail, verdict, one.code)
        self.suspects = []
        if delivered.outcome is Outcome.NO_ADDRESS:
            return Delivered(Outcome.REFUSED, delivered.step, delivered.code)
        return delivered

    def _end_unconfirmed(self) -> None:
        """No mail was taken after these: whether it was the mail is not known, so they come again.

        Of a few addresses the word of a server is believed that took another mail in this batch.
        """
        self._judge(no_address=Verdict.NO_ADDRESS if self.sent else Verdict.UNCONFIRMED, refused=Verdict.LATER)

    def _judge(self, *, no_address: Verdict, refused: Verdict) -> None:
        """It was the mail: its address, the mail itself, or not now or a connection that broke, so once more later."""
        verdicts = {Outcome.NO_ADDRESS: no_address, Outcome.REFUSED: refused}
        for mail, delivered in self.suspects:
            self._note(mail, verdicts.get(delivered.outcome, Verdict.LATER), delivered.code)
        self.suspects = []

    def _note(self, mail: str, verdict: Verdict, code: str = "") -> None:
        self.noted.append(Result(mail, verdict, code))
        self.sent += verdict is Verdict.SENT
        self.failed += verdict in (Verdict.FAILED, Verdict.NO_ADDRESS)
        self.later += verdict in _AGAIN
