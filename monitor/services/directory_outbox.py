"""The outbox of the directory while a batch of it is sent: mails about accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.mail.message import Mail
from monitor.model import TICK
from monitor.services import account_letters, audit
from monitor.services.installation import Installation
from monitor.services.mail_results import DOUBT_AFTER, Result, Sent, Verdict, is_given_up, next_try
from monitor.store import account_outbox
from monitor.store.account_outbox import AccountMail, AccountMailKind
from monitor.store.outbox import MailState

_EXPIRED, _DISABLED = "expired", "disabled"


class DirectoryOutbox:
    """Only the process that holds the directory's lock for mail makes one."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._db = installation.directory()
        self._claimed: dict[str, AccountMail] = {}

    def now(self) -> datetime:
        """The installation's clock."""
        return self._installation.now()

    def recover(self) -> None:
        """Take up what a sender was at that died."""
        with self._db.atomic():
            account_outbox.update_deserted(self._db, due_at=self.now())

    def list_due(self, limit: int | None) -> list[str]:
        """Mails that are due, as many as may go in a minute."""
        most = self._installation.mail.per_minute
        return account_outbox.select_due(self._db, self.now(), most=most if limit is None else min(limit, most))

    def claim(self, mail: str, results: Sequence[Result]) -> bool:
        """Note results and take this mail, if its account and link are still good for it."""
        with self._db.atomic():
            self._note(results)
            found = account_outbox.select_mail(self._db, mail, self.now())
            if found is None:
                return False
            if _is_over(found):
                code = _DISABLED if found.disabled else _EXPIRED
                account_outbox.update_ended(self._db, mail, MailState.FAILED, code=code)
                return False
            account_outbox.update_mail_state(self._db, mail, MailState.CLAIMED)
        self._claimed[mail] = found
        return True

    def make(self, mail: str) -> Mail:
        """The text of the mail that was claimed. Raises BadInput for its address."""
        return account_letters.make(self._installation, self._claimed[mail])

    def settle(self, results: Sequence[Result], total: Sent) -> None:
        """Note the last results, and a line in the log."""
        with self._db.atomic():
            self._note(results)
            if total.sent or total.failed:
                told = f"{total.sent} sent, {total.failed} failed"
                audit.note(self._db, self.now(), TICK, what="account_mail.sent", result=told)

    def count_left(self) -> int:
        """How many mails are due."""
        return account_outbox.count_due(self._db, self.now())

    def _note(self, results: Sequence[Result]) -> None:
        now = self.now()
        for result in results:
            self._note_one(self._claimed[result.mail], result, now)

    def _note_one(self, mail: AccountMail, result: Result, now: datetime) -> None:
        match result.verdict:
            case Verdict.SENT:
                account_outbox.update_ended(self._db, mail.id, MailState.SENT)
            case Verdict.NO_ADDRESS | Verdict.UNCONFIRMED | Verdict.FAILED:  # an administrator is told, and corrects it
                account_outbox.update_ended(self._db, mail.id, MailState.FAILED, code=result.code)
            case Verdict.BACK:
                account_outbox.update_mail_state(self._db, mail.id, MailState.WAITING)
            case Verdict.ASIDE:
                account_outbox.update_later(self._db, mail.id, due_at=now + DOUBT_AFTER, tries=mail.tries, code="")
            case Verdict.DOUBTED:
                account_outbox.update_doubted(self._db, mail.id, due_at=now + DOUBT_AFTER)
            case Verdict.LATER if is_given_up(mail.tries):
                account_outbox.update_ended(self._db, mail.id, MailState.FAILED, code=result.code)
            case Verdict.LATER:
                due_at = next_try(now, mail.tries)
                account_outbox.update_later(self._db, mail.id, due_at=due_at, tries=mail.tries + 1, code=result.code)


def _is_over(mail: AccountMail) -> bool:
    """Whether the link in it works no more; that something changed is told without one, also that an account is off."""
    return mail.kind is not AccountMailKind.CHANGED and (mail.disabled or not mail.link_works)
