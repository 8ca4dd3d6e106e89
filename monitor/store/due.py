"""Statements that ask what is due, in one question per database, and keep the -wal empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from monitor.model import WaveState
from monitor.store.database import BUSY_SECONDS, Database
from monitor.store.times import from_text, to_text


class Due(StrEnum):
    """A kind of thing that can be due in a house; whether mail is, its outbox knows."""

    OPENING = "opening"
    REMINDING = "reminding"
    CLOSING = "closing"
    ERASING = "erasing"
    UPLOADS = "uploads"
    MAILS = "mails"
    GIVEN_OUT = "given out"


_HOUSE = """
SELECT 'opening' AS due WHERE EXISTS (SELECT 1 FROM wave WHERE state = 'ready' AND opens_at <= :now)
UNION ALL SELECT 'reminding' WHERE EXISTS (SELECT 1 FROM wave_reminder JOIN wave ON wave.id = wave_reminder.wave_id
    WHERE wave_reminder.state = 'planned' AND wave_reminder.due_at <= :now
    AND wave.state NOT IN ('draft', 'ready') AND wave.mail_paused = 0)
UNION ALL SELECT 'closing' WHERE EXISTS
    (SELECT 1 FROM wave WHERE state = 'open' AND closes_at <= :now OR state = 'closing')
UNION ALL SELECT 'erasing' WHERE EXISTS
    (SELECT 1 FROM wave WHERE state = 'closed' AND erased_on IS NULL AND retention_date <= :today)
UNION ALL SELECT 'uploads' WHERE EXISTS (SELECT 1 FROM upload WHERE kept_until <= :now)
UNION ALL SELECT 'mails' WHERE EXISTS (SELECT 1 FROM outbox
    WHERE kind = 'data' AND state IN ('sent', 'failed', 'dropped') AND due_at <= :kept)
UNION ALL SELECT 'given out' WHERE EXISTS (SELECT 1 FROM share WHERE coalesce(withdrawn_on, until) < :ended)
    OR EXISTS (SELECT 1 FROM api_token WHERE coalesce(withdrawn_on, until) < :ended)
"""


def select_due(
    db: Database, now: datetime, *, today: date, mails_before: datetime, ended_before: date
) -> frozenset[Due]:
    """What is due in a house; `today` is the day in the Netherlands; ended_before: of links and tokens."""
    rows = db.query(
        _HOUSE,
        {
            "now": to_text(now),
            "today": today.isoformat(),
            "kept": to_text(mails_before),
            "ended": ended_before.isoformat(),
        },
    )
    return frozenset(Due(row["due"]) for row in rows)


def has_old_entries(db: Database, now: datetime, *, tries_before: datetime, kept_before: datetime) -> bool:
    """Whether the directory holds sessions, tries, links, mails or begun sign-ins that are over."""
    rows = db.query(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM session WHERE expires_at <= :now) "
        "OR EXISTS (SELECT 1 FROM oidc_sign_in WHERE expires_at <= :now) "
        "OR EXISTS (SELECT 1 FROM throttle WHERE at <= :tries) "
        "OR EXISTS (SELECT 1 FROM account_link WHERE expires_at <= :kept) "
        "OR EXISTS (SELECT 1 FROM account_mail WHERE state IN ('sent', 'failed', 'dropped') AND due_at <= :kept)",
        {"now": to_text(now), "tries": to_text(tries_before), "kept": to_text(kept_before)},
    )
    return bool(rows)


def has_stuck_closing(db: Database, *, before: datetime) -> bool:
    """Whether closing a wave was tried, failed or hangs, and its instant lies before another."""
    return bool(
        db.query(
            "SELECT 1 FROM wave WHERE closes_at < :before "
            "AND (state = :closing OR (state = :open AND closing_tries > 0)) LIMIT 1",
            {"before": to_text(before), "closing": WaveState.CLOSING, "open": WaveState.OPEN},
        )
    )


def has_running_waves(db: Database) -> bool:
    """Whether a wave of this house waits for its time: it is ready, open or being closed."""
    rows = db.query("SELECT 1 WHERE EXISTS (SELECT 1 FROM wave WHERE state IN ('ready', 'open', 'closing'))")
    return bool(rows)


@dataclass(frozen=True)
class ToClose:
    """A wave past its closing instant, or stuck half closed. `tries`: how often the program began by itself."""

    wave: str
    state: WaveState
    closes_at: datetime
    tries: int
    tried_at: datetime | None


def select_to_close(db: Database, now: datetime) -> list[ToClose]:
    """The waves of a house to be closed."""
    rows = db.query(
        "SELECT id, state, closes_at, closing_tries, closing_tried_at FROM wave "
        "WHERE state = :open AND closes_at <= :now OR state = :closing ORDER BY closes_at, id",
        {"open": WaveState.OPEN, "closing": WaveState.CLOSING, "now": to_text(now)},
    )
    return [
        ToClose(row[0], WaveState(row[1]), from_text(row[2]), row[3], from_text(row[4]) if row[4] else None)
        for row in rows
    ]


def update_tried(db: Database, found: ToClose, *, tries: int, now: datetime) -> bool:
    """Note that the program begins to close a wave; False if somebody else did, since it was looked at."""
    changed = db.execute(
        "UPDATE wave SET closing_tries = :tries, closing_tried_at = :now WHERE id = :wave AND state = :state "
        "AND closing_tries = :before AND coalesce(closing_tried_at, '') = :tried_at",
        {
            "wave": found.wave,
            "state": found.state,
            "tries": tries,
            "now": to_text(now),
            "before": found.tries,
            "tried_at": to_text(found.tried_at) if found.tried_at else "",
        },
    )
    return changed == 1


def empty_wal(db: Database) -> bool:
    """Empty the -wal if it holds anything; False where somebody reads or writes just now. Keeps nobody waiting."""
    wal = Path(f"{db.path}-wal")
    if not wal.is_file() or wal.stat().st_size == 0:
        return True
    db.query("PRAGMA busy_timeout = 0")
    try:
        return db.truncate_wal()
    finally:
        db.query(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
