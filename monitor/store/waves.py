"""Statements on waves and the levels of their groupings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from sqlite3 import Row
from typing import Any

from monitor.model import Wave, WaveState
from monitor.store.database import Database
from monitor.store.times import from_text, to_text

WAVE_COLUMNS = (
    "wave.id, wave.name, wave.questionnaire, wave.version, wave.state, wave.opens_at, wave.closes_at, "
    "wave.period_start, wave.period_end, wave.retention_date, wave.minimum, wave.questionnaire_sha256, "
    "wave.groupings, wave.mail_paused, wave.erased_on"
)
WAVE_WIDTH = WAVE_COLUMNS.count(",") + 1


@dataclass(frozen=True)
class WaveLevel:
    """One level of one variable, as it was when the wave opened. `source`: its id in the house's lists.

    `parent`, `region`: codes of an overleg's overlegvorm and region. Merged groups have their ids with + between them.
    """

    variable: str
    code: int
    label: str
    parent: int | None
    source: str
    region: int | None = None


def wave_of(row: Row) -> Wave:
    """The wave of a row that begins with WAVE_COLUMNS."""
    return _wave(tuple(row)[:WAVE_WIDTH])


@lru_cache(maxsize=256)
def _wave(row: tuple[Any, ...]) -> Wave:
    """Every request of a partner reads the same row, so its dates are parsed once."""
    return Wave(
        id=row[0],
        name=row[1],
        questionnaire=row[2],
        version=row[3],
        state=WaveState(row[4]),
        opens_at=from_text(row[5]),
        closes_at=from_text(row[6]),
        period_start=date.fromisoformat(row[7]),
        period_end=date.fromisoformat(row[8]),
        retention_date=date.fromisoformat(row[9]),
        minimum=row[10],
        questionnaire_sha256=row[11],
        groupings=tuple(row[12].split(",")),
        mail_paused=bool(row[13]),
        erased_on=date.fromisoformat(row[14]) if row[14] else None,
    )


def insert_wave(db: Database, wave: Wave, *, secret: bytes | None, draft_size: int) -> None:
    """Enter a wave with its secret (32 bytes; None while it is a draft)."""
    db.execute(
        "INSERT INTO wave (id, name, questionnaire, version, questionnaire_sha256, state, opens_at, closes_at, "
        "period_start, period_end, retention_date, minimum, groupings, secret, draft_size) VALUES (:id, :name, "
        ":questionnaire, :version, :questionnaire_sha256, :state, :opens_at, :closes_at, :period_start, :period_end, "
        ":retention_date, :minimum, :groupings, :secret, :draft_size)",
        {
            "id": wave.id,
            "name": wave.name,
            "questionnaire": wave.questionnaire,
            "version": wave.version,
            "state": wave.state,
            "opens_at": to_text(wave.opens_at),
            "closes_at": to_text(wave.closes_at),
            "period_start": wave.period_start.isoformat(),
            "period_end": wave.period_end.isoformat(),
            "retention_date": wave.retention_date.isoformat(),
            "minimum": wave.minimum,
            "groupings": ",".join(wave.groupings),
            "questionnaire_sha256": wave.questionnaire_sha256,
            "secret": secret,
            "draft_size": draft_size,
        },
    )


def insert_levels(db: Database, wave: str, levels: Sequence[WaveLevel]) -> None:
    """Freeze the levels of the wave's groupings."""
    db.execute_many(
        "INSERT INTO wave_level (wave_id, variable, code, label, parent, source, region) "
        "VALUES (:wave, :variable, :code, :label, :parent, :source, :region)",
        [
            {
                "wave": wave,
                "variable": level.variable,
                "code": level.code,
                "label": level.label,
                "parent": level.parent,
                "source": level.source,
                "region": level.region,
            }
            for level in levels
        ],
    )


def delete_levels(db: Database, wave: str) -> None:
    """Forget the provisional levels of a draft."""
    db.execute("DELETE FROM wave_level WHERE wave_id = :wave", {"wave": wave})


def select_levels(db: Database, wave: str) -> dict[str, list[WaveLevel]]:
    """Variable -> its levels by code."""
    levels: dict[str, list[WaveLevel]] = {}
    for row in db.query(
        "SELECT variable, code, label, parent, source, region FROM wave_level WHERE wave_id = :wave "
        "ORDER BY variable, code",
        {"wave": wave},
    ):
        levels.setdefault(row["variable"], []).append(WaveLevel(*row))
    return levels


def select_wave(db: Database, wave: str) -> Wave | None:
    """One wave, or None."""
    # The columns are a constant of this module.
    rows = db.query(f"SELECT {WAVE_COLUMNS} FROM wave WHERE id = :wave", {"wave": wave})  # noqa: S608
    return wave_of(rows[0]) if rows else None


def select_waves(db: Database) -> list[Wave]:
    """All waves, the newest first."""
    rows = db.query(f"SELECT {WAVE_COLUMNS} FROM wave ORDER BY opens_at DESC")  # noqa: S608 - a constant
    return [wave_of(row) for row in rows]


def select_secrets(db: Database, wave: str) -> tuple[bytes | None, bytes | None]:
    """(wave secret, vault secret); None where destroyed or not drawn yet."""
    row = db.query("SELECT secret, vault_secret FROM wave WHERE id = :wave", {"wave": wave})[0]
    return row["secret"], row["vault_secret"]


def update_state(db: Database, wave: str, *, before: WaveState, after: WaveState) -> bool:
    """Move a wave on; False if it was not in the state before."""
    changed = db.execute(
        "UPDATE wave SET state = :after WHERE id = :wave AND state = :before",
        {"wave": wave, "before": before, "after": after},
    )
    return changed == 1


def update_closes_at(db: Database, wave: str, closes_at: datetime) -> None:
    """Move the closing instant."""
    db.execute("UPDATE wave SET closes_at = :at WHERE id = :wave", {"wave": wave, "at": to_text(closes_at)})


def update_secrets(db: Database, wave: str, *, vault_secret: bytes) -> None:
    """Destroy the wave secret, with it every link, and keep the key part of the chunks."""
    db.execute(
        "UPDATE wave SET secret = NULL, vault_secret = :vault_secret WHERE id = :wave",
        {"wave": wave, "vault_secret": vault_secret},
    )


def update_opening(db: Database, wave: str, *, secret: bytes, draft_size: int, questionnaire_sha256: str) -> None:
    """Give a wave its secret (a draft: a provisional one), the size of its drafts and its questionnaire's hash."""
    db.execute(
        "UPDATE wave SET secret = :secret, draft_size = :size, questionnaire_sha256 = :sha256 WHERE id = :wave",
        {"wave": wave, "secret": secret, "size": draft_size, "sha256": questionnaire_sha256},
    )


def select_counts(db: Database, wave: str) -> tuple[str | None, str | None]:
    """(day, JSON) of the counts that are shown while the wave is open."""
    row = db.query("SELECT counted_on, counts FROM wave WHERE id = :wave", {"wave": wave})[0]
    return row["counted_on"], row["counts"]


def update_counts(db: Database, wave: str, *, day: str | None, counts: str | None) -> None:
    """Keep the day's counts; None for both forgets them."""
    db.execute(
        "UPDATE wave SET counted_on = :day, counts = :counts WHERE id = :wave",
        {"wave": wave, "day": day, "counts": counts},
    )
