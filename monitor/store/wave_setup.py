"""Statements on what a coordinator sets up of a wave: its settings while it is a draft, texts, reminders, merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Wave, WaveState
from monitor.store.database import Database
from monitor.store.times import to_text


@dataclass(frozen=True)
class WaveText:
    """The house's own words in one mail or on the landing page; `subject` is empty for the landing page."""

    kind: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Merge:
    """A group of the house's lists that counts as part of the group with this label, in one wave."""

    variable: str
    source: str
    label: str


@dataclass(frozen=True)
class Progress:
    """What of a draft was seen and tried: the lists as they were then, "" for never (see services.seen).

    `held_back`: why it did not open at its time.
    """

    forecast_seen: str
    tested: str
    expected_rate: int | None
    held_back: str


def update_draft(db: Database, wave: Wave) -> bool:
    """Change the settings of a wave; False unless it is a draft."""
    changed = db.execute(
        "UPDATE wave SET name = :name, questionnaire = :questionnaire, version = :version, opens_at = :opens_at, "
        "closes_at = :closes_at, period_start = :period_start, period_end = :period_end, "
        "retention_date = :retention_date, minimum = :minimum, groupings = :groupings "
        "WHERE id = :id AND state = :draft",
        {
            "id": wave.id,
            "name": wave.name,
            "questionnaire": wave.questionnaire,
            "version": wave.version,
            "opens_at": to_text(wave.opens_at),
            "closes_at": to_text(wave.closes_at),
            "period_start": wave.period_start.isoformat(),
            "period_end": wave.period_end.isoformat(),
            "retention_date": wave.retention_date.isoformat(),
            "minimum": wave.minimum,
            "groupings": ",".join(wave.groupings),
            "draft": WaveState.DRAFT,
        },
    )
    return changed == 1


def delete_draft(db: Database, wave: str) -> bool:
    """Throw a draft away with all that was set up for it; False unless it is a draft."""
    sql = "DELETE FROM wave WHERE id = :wave AND state = :draft"
    return db.execute(sql, {"wave": wave, "draft": WaveState.DRAFT}) == 1


def select_progress(db: Database, wave: str) -> Progress:
    """What of a draft was seen and tried."""
    row = db.query("SELECT forecast_seen, tested, expected_rate, held_back FROM wave WHERE id = :wave", {"wave": wave})[
        0
    ]
    return Progress(*row)


def update_forecast_seen(db: Database, wave: str, *, seen: str) -> None:
    """Note with which groups the forecast was seen; "": it is to be seen again."""
    db.execute("UPDATE wave SET forecast_seen = :seen WHERE id = :wave", {"wave": wave, "seen": seen})


def update_tested(db: Database, wave: str, *, seen: str) -> None:
    """Note with which groups a test link was made."""
    db.execute("UPDATE wave SET tested = :seen WHERE id = :wave", {"wave": wave, "seen": seen})


def update_expected_rate(db: Database, wave: str, *, percent: int | None) -> None:
    """Keep the response that the forecast counts with; None: that of the wave before."""
    db.execute("UPDATE wave SET expected_rate = :rate WHERE id = :wave", {"wave": wave, "rate": percent})


def update_held_back(db: Database, wave: str, *, why: str) -> None:
    """Keep why a wave did not open at its time; empty: nothing holds it back."""
    db.execute("UPDATE wave SET held_back = :why WHERE id = :wave", {"wave": wave, "why": why})


def select_texts(db: Database, wave: str) -> list[WaveText]:
    """The house's own words of a wave."""
    rows = db.query(
        "SELECT kind, language, subject, body FROM wave_text WHERE wave_id = :wave ORDER BY kind, language",
        {"wave": wave},
    )
    return [WaveText(*row) for row in rows]


def select_text(db: Database, wave: str, *, kind: str, language: str) -> WaveText | None:
    """The house's own words of one kind in one language, or None."""
    rows = db.query(
        "SELECT kind, language, subject, body FROM wave_text "
        "WHERE wave_id = :wave AND kind = :kind AND language = :language",
        {"wave": wave, "kind": kind, "language": language},
    )
    return WaveText(*rows[0]) if rows else None


def upsert_text(db: Database, wave: str, text: WaveText) -> None:
    """Keep own words in place of those before."""
    db.execute(
        "INSERT INTO wave_text (wave_id, kind, language, subject, body) "
        "VALUES (:wave, :kind, :language, :subject, :body) ON CONFLICT (wave_id, kind, language) "
        "DO UPDATE SET subject = excluded.subject, body = excluded.body",
        {"wave": wave, "kind": text.kind, "language": text.language, "subject": text.subject, "body": text.body},
    )


def delete_text(db: Database, wave: str, *, kind: str, language: str) -> None:
    """Go back to the program's words."""
    db.execute(
        "DELETE FROM wave_text WHERE wave_id = :wave AND kind = :kind AND language = :language",
        {"wave": wave, "kind": kind, "language": language},
    )


def select_merges(db: Database, wave: str) -> list[Merge]:
    """Which groups are taken together."""
    rows = db.query(
        "SELECT variable, source, label FROM wave_merge WHERE wave_id = :wave ORDER BY variable, label, source",
        {"wave": wave},
    )
    return [Merge(*row) for row in rows]


def upsert_merges(db: Database, wave: str, merges: Sequence[Merge]) -> None:
    """Take groups together, whatever they were part of before."""
    db.execute_many(
        "INSERT INTO wave_merge (wave_id, variable, source, label) VALUES (:wave, :variable, :source, :label) "
        "ON CONFLICT (wave_id, variable, source) DO UPDATE SET label = excluded.label",
        [{"wave": wave, "variable": m.variable, "source": m.source, "label": m.label} for m in merges],
    )


def delete_merges(db: Database, wave: str, *, variable: str, label: str) -> None:
    """Let the groups with this label be groups of their own again."""
    db.execute(
        "DELETE FROM wave_merge WHERE wave_id = :wave AND variable = :variable AND label = :label",
        {"wave": wave, "variable": variable, "label": label},
    )


def select_tests(db: Database, wave: str) -> list[tuple[str, int]]:
    """(id, link number) of the test links of a wave."""
    rows = db.query("SELECT id, link_number FROM invitation WHERE wave_id = :wave AND test = 1", {"wave": wave})
    return [(row[0], row[1]) for row in rows]


def delete_tests(db: Database, wave: str) -> None:
    """Make the test links of a wave work no more."""
    db.execute("DELETE FROM invitation WHERE wave_id = :wave AND test = 1", {"wave": wave})


def select_invited_partners(db: Database, wave: str) -> set[str]:
    """The partners with an invitation."""
    rows = db.query(
        "SELECT partner_id FROM invitation WHERE wave_id = :wave AND partner_id IS NOT NULL", {"wave": wave}
    )
    return {row[0] for row in rows}


def count_partners(db: Database) -> int:
    """Everybody in the list, with an overleg or without."""
    return int(db.query("SELECT count(*) FROM partner")[0][0])
