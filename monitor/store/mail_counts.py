"""Statements on how many mails a house handed over today and this minute, and on what is wrong with its mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.store.database import Database
from monitor.store.outbox import MailKind
from monitor.store.times import from_text, to_text


class Period(StrEnum):
    """In what mails are counted. Reminders apart: how many there are tells how many had not answered."""

    DAY = "day"
    MINUTE = "minute"
    REMINDER_DAY = "reminder_day"
    REMINDER_MINUTE = "reminder_minute"


@dataclass(frozen=True)
class KeptFault:
    """Since when no mail could be handed over, with what outcome, at which step, and the server's number."""

    since: datetime
    outcome: str
    step: str
    code: str


def select_count(db: Database, period: Period, began: str) -> int:
    """Mails handed over in the day or minute that began so."""
    rows = db.query(
        "SELECT number FROM mail_count WHERE period = :period AND began = :began", {"period": period, "began": began}
    )
    return int(rows[0]["number"]) if rows else 0


def add_count(db: Database, period: Period, began: str, number: int) -> None:
    """Count mails; another day or minute than the last begins anew."""
    db.execute(
        "INSERT INTO mail_count (period, began, number) VALUES (:period, :began, :number) "
        "ON CONFLICT (period) DO UPDATE SET began = excluded.began, number = excluded.number + "
        "CASE WHEN mail_count.began = excluded.began THEN mail_count.number ELSE 0 END",
        {"period": period, "began": began, "number": number},
    )


def count_sent_on(db: Database, day: date, *, reminders: bool) -> int:
    """Reminders, or other mails, in the outbox that left on a day: holds where the clock went back to it."""
    rows = db.query(
        "SELECT count(*) AS number FROM outbox WHERE sent_on = :day AND (kind = :kind) = :reminders",
        {"day": day.isoformat(), "kind": MailKind.REMINDER, "reminders": int(reminders)},
    )
    return int(rows[0]["number"])


def insert_fault(db: Database, fault: KeptFault) -> None:
    """Keep what is wrong; since when stays what it was."""
    db.execute(
        "INSERT INTO mail_fault (id, since, outcome, step, code) VALUES (1, :since, :outcome, :step, :code) "
        "ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, step = excluded.step, code = excluded.code",
        {"since": to_text(fault.since), "outcome": fault.outcome, "step": fault.step, "code": fault.code},
    )


def select_fault(db: Database) -> KeptFault | None:
    """What is wrong, or None."""
    rows = db.query("SELECT since, outcome, step, code FROM mail_fault")
    return KeptFault(from_text(rows[0][0]), *rows[0][1:]) if rows else None


def delete_fault(db: Database) -> None:
    """Nothing is wrong any more."""
    db.execute("DELETE FROM mail_fault")
