"""The tick: everything that is due, in every house, by one process at a time."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.errors import Busy, MonitorError
from monitor.mail.explaining import explain
from monitor.model import TICK
from monitor.services import bouncing, delivering, opening, outside_access, partner_import, reminding, retention
from monitor.services.clock import local_date
from monitor.services.due_closing import Close, close_due
from monitor.services.installation import Installation
from monitor.services.mail_results import Sent
from monitor.services.throttle import WINDOW
from monitor.services.time_limit import limit, never
from monitor.store import (
    account_links,
    account_outbox,
    api_tokens,
    directory,
    due,
    facts,
    identities,
    outbox,
    sessions,
    shares,
    throttle,
)
from monitor.store.due import Due

TICKED, BOUNCES = "ticked", "bounces"
NO_HOUSE = "installatie"
"""What a fault is named by that is no house's."""
BOUNCES_EVERY = timedelta(minutes=10)
KEPT = timedelta(days=30)
"""Of links after they are over, and of mails about an account or a person's data after their last try."""


@dataclass(frozen=True)
class TickReport:
    """What one tick did, in sentences without addresses. `busy`: another one was at it, so this one did nothing.

    faults: house (or `installatie`) -> what went wrong there.
    """

    busy: bool = False
    done: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


def tick(installation: Installation, *, close: Close, stopped: Callable[[], bool] = never) -> TickReport:
    """Do all that is due, unless another tick is at it. Whatever goes wrong in one house, the others get their turn.

    close: begins to compute a wave, in a process of its own. stopped: asked between steps, whether to leave the rest.
    Killed anywhere it can be called again: each step is a transaction. Raises Misconfigured without a directory.
    """
    try:
        with installation.directory().only_one("tick"):
            return _Round(installation, close, stopped).run()
    except Busy:
        return TickReport(busy=True)


@dataclass
class _Round:
    """One tick at work."""

    installation: Installation
    close: Close
    stopped: Callable[[], bool]
    done: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    def run(self) -> TickReport:
        houses = list(directory.select_house_names(self.installation.directory()))
        for house in houses:
            self._try(house, self._keep_time, house)
        self._try(NO_HOUSE, self._keep_directory)
        self._send_all(houses)
        self._try(NO_HOUSE, self._read_bounces)
        for house in houses:
            self._try(house, self._empty_wal, house)
        self._try(NO_HOUSE, self._leave_word)
        return TickReport(done=tuple(self.done), faults=tuple(self.faults.items()))

    def _try(self, where: str, step: Callable[..., None], *arguments: object) -> None:
        """Do a step. A fault is kept and told, and the next step goes on: no house waits for another's repair."""
        if self.stopped():
            return
        try:
            step(*arguments)
        except Exception as error:  # noqa: BLE001 - the one boundary between houses; see docs/decisions/0061
            self.faults.setdefault(where, describe(error))

    def _keep_time(self, house: str) -> None:
        """What belongs to a moment: open, remind, close, erase."""
        now = self.installation.now()
        today = local_date(now)
        db, ended = self.installation.house(house), today - outside_access.KEPT
        found = due.select_due(db, now, today=today, mails_before=now - KEPT, ended_before=ended)
        if Due.OPENING in found:
            self.done += [f"{house}: {wave} is geopend." for wave in opening.open_due(self.installation, house)]
        if Due.REMINDING in found:
            for decided in reminding.decide_due(self.installation, house):
                self.done.append(f"{house}: herinnering {decided.number} van {decided.wave} staat klaar.")
        if Due.CLOSING in found:
            for wave in close_due(self.installation, house, self.close):
                self.done.append(f"{house}: {wave} wordt gesloten.")
        if Due.ERASING in found:
            erased = retention.erase_due(self.installation, house, dry_run=False, actor=TICK).erased
            self.done += [f"{house}: de antwoorden van {one.wave} zijn gewist." for one in erased]
        if Due.UPLOADS in found:
            self._delete_uploads(house)
        if Due.MAILS in found:
            with db.atomic():
                outbox.delete_settled_data(db, now - KEPT)
        if Due.GIVEN_OUT in found:
            with db.atomic():
                shares.delete_ended_shares(db, before=ended)
                api_tokens.delete_ended_api_tokens(db, before=ended)

    def _delete_uploads(self, house: str) -> None:
        db = self.installation.house(house)
        with db.atomic():
            partner_import.delete_old_uploads(db, self.installation.now())

    def _send_all(self, houses: Sequence[str]) -> None:
        """For all houses together not too long; each minute another house is the first, so each gets its turn."""
        stopped = limit(self.stopped)
        first = int(self.installation.now().timestamp()) // 60 % max(len(houses), 1)
        for house in [*houses[first:], *houses[:first]]:
            self._try(house, self._send, house, stopped)

    def _send(self, house: str, stopped: Callable[[], bool]) -> None:
        if not stopped():
            self._tell_sent(house, delivering.send_due(self.installation, house, stopped=stopped))

    def _keep_directory(self) -> None:
        """Mails about accounts, and what in the directory is over."""
        db, now = self.installation.directory(), self.installation.now()
        self._tell_sent(NO_HOUSE, delivering.send_account_mails(self.installation, stopped=limit(self.stopped)))
        tries, kept = now - WINDOW, now - KEPT
        if due.has_old_entries(db, now, tries_before=tries, kept_before=kept):
            with db.atomic():
                sessions.delete_expired_sessions(db, now)
                identities.delete_old_sign_ins(db, now)
                throttle.delete_tries(db, before=tries)
                account_outbox.delete_settled(db, kept)
                account_links.delete_old_links(db, kept)

    def _tell_sent(self, where: str, sent: Sent) -> None:
        """Not how many: of reminders that tells how many had not answered at this minute."""
        if sent.sent:
            self.done.append(f"{where}: er is mail verstuurd.")
        if sent.fault:
            self.faults.setdefault(where, explain(sent.fault))

    def _read_bounces(self) -> None:
        db, now = self.installation.directory(), self.installation.now()
        if self.installation.mail.bounces is None:
            return
        if facts.claim_turn(db, BOUNCES, now=now, before=now - BOUNCES_EVERY):
            bouncing.read_bounces(self.installation, stopped=limit(self.stopped))

    def _empty_wal(self, house: str) -> None:
        due.empty_wal(self.installation.house(house))

    def _leave_word(self) -> None:
        """Note when the tick was, and where it went wrong."""
        db = self.installation.directory()
        with db.atomic():
            facts.upsert_fact(db, name=TICKED, value=" ".join(self.faults), at=self.installation.now())
        due.empty_wal(db)


def describe(error: Exception) -> str:
    """What went wrong: our own sentence, or the kind of error and where; never its text, which may hold an address."""
    if isinstance(error, MonitorError):
        return str(error)
    return f"Fout in het programma: {type(error).__name__} in {_line(traceback.extract_tb(error.__traceback__))}."


def _line(frames: Iterable[traceback.FrameSummary]) -> str:
    return " < ".join(f"{frame.name} ({frame.lineno})" for frame in [*frames][:-4:-1])
