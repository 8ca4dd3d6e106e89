"""Statements on the reminders of a wave: when each is planned, what became of it, and whom one would go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row

from monitor.model import Outcome, WaveState
from monitor.store.database import Database
from monitor.store.outbox import MAY_HAVE_LEFT, MailKind
from monitor.store.times import from_text, to_text


class ReminderState(StrEnum):
    """planned -> decided (its mails are in the outbox) or skipped; neither of those is ever planned again."""

    PLANNED = "planned"
    DECIDED = "decided"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Reminder:
    """One reminder of a wave. `decided_at`: when its mails were put in the outbox, else None.

    `silent`: of how many nothing had come by then.
    """

    number: int
    due_at: datetime
    state: ReminderState = ReminderState.PLANNED
    decided_at: datetime | None = None
    silent: int | None = None


_COLUMNS = "number, due_at, state, decided_at, silent"


def _reminder(row: Row) -> Reminder:
    decided_at = from_text(row["decided_at"]) if row["decided_at"] else None
    return Reminder(row["number"], from_text(row["due_at"]), ReminderState(row["state"]), decided_at, row["silent"])


def insert_reminders(db: Database, wave: str, planned: Sequence[Reminder]) -> None:
    """Enter planned reminders."""
    db.execute_many(
        "INSERT INTO wave_reminder (wave_id, number, due_at, state) VALUES (:wave, :number, :due_at, :state)",
        [{"wave": wave, "number": one.number, "due_at": to_text(one.due_at), "state": one.state} for one in planned],
    )


def select_reminders(db: Database, wave: str) -> list[Reminder]:
    """The reminders of a wave, by number."""
    rows = db.query(
        f"SELECT {_COLUMNS} FROM wave_reminder WHERE wave_id = :wave ORDER BY number",  # noqa: S608 - a constant
        {"wave": wave},
    )
    return [_reminder(row) for row in rows]


def select_last_round(db: Database, wave: str) -> int | None:
    """The number of the last reminder that is planned or was decided; None without any."""
    rows = db.query(
        "SELECT max(number) AS last FROM wave_reminder WHERE wave_id = :wave AND state <> :skipped",
        {"wave": wave, "skipped": ReminderState.SKIPPED},
    )
    last = rows[0]["last"]
    return None if last is None else int(last)


def select_waves_to_remind(db: Database, now: datetime) -> list[str]:
    """The waves with a planned reminder whose moment has come, unless they are not open yet or hold their mails."""
    rows = db.query(
        "SELECT DISTINCT wave.id FROM wave_reminder JOIN wave ON wave.id = wave_reminder.wave_id "
        "WHERE wave_reminder.state = :planned AND wave_reminder.due_at <= :now "
        "AND wave.state NOT IN (:draft, :ready) AND wave.mail_paused = 0 ORDER BY wave.id",
        {"planned": ReminderState.PLANNED, "now": to_text(now), "draft": WaveState.DRAFT, "ready": WaveState.READY},
    )
    return [row["id"] for row in rows]


def select_first_invitation(db: Database, wave: str) -> datetime | None:
    """When the first invitation of a wave was to leave; None where none was ever put in the outbox."""
    rows = db.query(
        "SELECT min(due_at) AS first FROM outbox WHERE wave_id = :wave AND kind = :kind",
        {"wave": wave, "kind": MailKind.INVITATION},
    )
    return from_text(rows[0]["first"]) if rows[0]["first"] else None


def select_silent(db: Database, wave: str) -> list[str]:
    """The invitations that a reminder is for: nothing came, mail is wanted and arrives, and one left before.

    What else a coordinator had sent to one person leaves nobody out: a link that was asked for again is no reason.
    """
    rows = db.query(
        "SELECT invitation.id FROM invitation WHERE invitation.wave_id = :wave AND invitation.outcome = :outcome "  # noqa: S608 - a constant
        "AND invitation.opted_out = 0 AND invitation.unreached = 0 AND invitation.test = 0 "
        "AND invitation.partner_id IS NOT NULL AND EXISTS (SELECT 1 FROM outbox "
        f"WHERE outbox.invitation_id = invitation.id AND outbox.kind <> :kind AND {MAY_HAVE_LEFT}) "
        "ORDER BY invitation.id",
        {"wave": wave, "outcome": Outcome.NO_RESPONSE, "kind": MailKind.REMINDER},
    )
    return [row["id"] for row in rows]


def count_silent(db: Database, wave: str) -> int:
    """Of how many of the invited nothing came, whether or not mail reaches them or is wanted."""
    rows = db.query(
        "SELECT count(*) AS number FROM invitation WHERE wave_id = :wave AND outcome = :outcome AND test = 0",
        {"wave": wave, "outcome": Outcome.NO_RESPONSE},
    )
    return int(rows[0]["number"])


def update_decided(db: Database, wave: str, number: int, now: datetime, *, silent: int) -> bool:
    """Note that a planned reminder was decided, while of so many nothing had come; False if it was not planned."""
    changed = db.execute(
        "UPDATE wave_reminder SET state = :decided, decided_at = :now, silent = :silent "
        "WHERE wave_id = :wave AND number = :number AND state = :planned",
        {
            "wave": wave,
            "number": number,
            "now": to_text(now),
            "silent": silent,
            "decided": ReminderState.DECIDED,
            "planned": ReminderState.PLANNED,
        },
    )
    return changed == 1


def update_untold(db: Database, wave: str) -> None:
    """Forget of how many nothing had come at the reminders of a wave."""
    db.execute("UPDATE wave_reminder SET silent = NULL WHERE wave_id = :wave", {"wave": wave})


def update_skipped(db: Database, wave: str, number: int) -> None:
    """Note that a planned reminder is not sent any more."""
    db.execute(
        "UPDATE wave_reminder SET state = :skipped WHERE wave_id = :wave AND number = :number AND state = :planned",
        {"wave": wave, "number": number, "skipped": ReminderState.SKIPPED, "planned": ReminderState.PLANNED},
    )


def delete_undecided(db: Database, wave: str) -> None:
    """Forget the reminders of a wave of which no mail was put in the outbox."""
    db.execute(
        "DELETE FROM wave_reminder WHERE wave_id = :wave AND state <> :decided",
        {"wave": wave, "decided": ReminderState.DECIDED},
    )
