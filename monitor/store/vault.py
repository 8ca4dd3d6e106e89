"""Statements on drafts, sealed forms, chunks and publications. Everything here but publications is ciphertext."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.model import Outcome, WaveState
from monitor.store.database import Database

WORDS, CONTACT = "words", "contact"
_SIDE_TABLES = {WORDS: "sealed_words", CONTACT: "sealed_contact"}


def select_draft(db: Database, draft: bytes) -> bytes | None:
    """The ciphertext of a draft, or of the words beside it, by its id; or None."""
    rows = db.query("SELECT sealed FROM draft WHERE id = :id", {"id": draft})
    return bytes(rows[0][0]) if rows else None


def upsert_draft(db: Database, *, draft: bytes, wave: str, sealed: bytes) -> None:
    """Keep a draft, or the words beside it, in place of those before."""
    db.execute(
        "INSERT INTO draft (id, wave_id, sealed) VALUES (:id, :wave, :sealed) "
        "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        {"id": draft, "wave": wave, "sealed": sealed},
    )


def swap_draft(db: Database, *, draft: bytes, token_hash: bytes, before: bytes, after: bytes) -> bool:
    """Put a draft in place of the one that was read; False if it, the link or the wave is no longer as it was then.

    A transaction of its own.
    """
    changed = db.execute_alone(
        "UPDATE draft SET sealed = :after WHERE id = :id AND sealed = :before AND EXISTS (SELECT 1 FROM invitation "
        "JOIN wave ON wave.id = invitation.wave_id WHERE invitation.token_hash = :token_hash "
        "AND invitation.outcome NOT IN (:answered, :ineligible) AND wave.state = :open)",
        {
            "id": draft,
            "before": before,
            "after": after,
            "token_hash": token_hash,
            "answered": Outcome.ANSWERED,
            "ineligible": Outcome.INELIGIBLE,
            "open": WaveState.OPEN,
        },
    )
    return changed == 1


def delete_draft(db: Database, draft: bytes) -> None:
    """Destroy one draft."""
    db.execute("DELETE FROM draft WHERE id = :id", {"id": draft})


def delete_drafts(db: Database, wave: str) -> None:
    """Destroy all drafts of a wave."""
    db.execute("DELETE FROM draft WHERE wave_id = :wave", {"wave": wave})


def insert_forms(db: Database, wave: str, forms: Sequence[tuple[bytes, bytes]]) -> None:
    """Enter sealed forms: (random id, ciphertext)."""
    db.execute_many(
        "INSERT INTO sealed_form (id, wave_id, sealed) VALUES (:id, :wave, :sealed)",
        [{"id": form, "wave": wave, "sealed": sealed} for form, sealed in forms],
    )


def select_forms(db: Database, wave: str) -> list[tuple[bytes, bytes]]:
    """All sealed forms of a wave: (id, ciphertext)."""
    rows = db.query("SELECT id, sealed FROM sealed_form WHERE wave_id = :wave", {"wave": wave})
    return [(row[0], row[1]) for row in rows]


def delete_forms(db: Database, wave: str) -> None:
    """Destroy the sealed forms of a wave, once its chunks are kept."""
    db.execute("DELETE FROM sealed_form WHERE wave_id = :wave", {"wave": wave})


def insert_side(db: Database, kind: str, *, wave: str, entry: bytes, sealed: bytes) -> None:
    """Keep an open comment (WORDS) or an address (CONTACT), which point at nobody."""
    db.execute(
        f"INSERT INTO {_SIDE_TABLES[kind]} (id, wave_id, sealed) VALUES (:id, :wave, :sealed)",  # noqa: S608 - own names
        {"id": entry, "wave": wave, "sealed": sealed},
    )


def select_side(db: Database, kind: str, wave: str) -> list[tuple[bytes, bytes]]:
    """All comments or addresses of a wave: (id, ciphertext)."""
    rows = db.query(
        f"SELECT id, sealed FROM {_SIDE_TABLES[kind]} WHERE wave_id = :wave",  # noqa: S608 - own names
        {"wave": wave},
    )
    return [(row[0], row[1]) for row in rows]


def delete_side(db: Database, kind: str, wave: str) -> None:
    """Destroy the comments or addresses of a wave."""
    db.execute(f"DELETE FROM {_SIDE_TABLES[kind]} WHERE wave_id = :wave", {"wave": wave})  # noqa: S608 - own names


def insert_chunks(db: Database, wave: str, chunks: Iterable[bytes]) -> None:
    """Keep the sealed chunks of a closed wave."""
    db.execute_many(
        "INSERT INTO vault_chunk (wave_id, number, sealed) VALUES (:wave, :number, :sealed)",
        [{"wave": wave, "number": number, "sealed": sealed} for number, sealed in enumerate(chunks)],
    )


def select_chunks(db: Database, wave: str) -> list[bytes]:
    """The sealed chunks of a wave in their order."""
    rows = db.query("SELECT sealed FROM vault_chunk WHERE wave_id = :wave ORDER BY number", {"wave": wave})
    return [row[0] for row in rows]


def insert_frame(db: Database, wave: str, sealed: bytes) -> None:
    """Keep the sealed frequency table of outcomes."""
    db.execute("INSERT INTO vault_frame (wave_id, sealed) VALUES (:wave, :sealed)", {"wave": wave, "sealed": sealed})


def select_frame(db: Database, wave: str) -> bytes | None:
    """The sealed frequency table, or None where it was destroyed."""
    rows = db.query("SELECT sealed FROM vault_frame WHERE wave_id = :wave", {"wave": wave})
    return rows[0][0] if rows else None


def insert_publication(db: Database, wave: str, *, body: str, sha256: str) -> None:
    """Freeze the publication."""
    db.execute(
        "INSERT INTO publication (wave_id, body, sha256) VALUES (:wave, :body, :sha256)",
        {"wave": wave, "body": body, "sha256": sha256},
    )


def select_publication(db: Database, wave: str) -> tuple[str, str] | None:
    """(canonical JSON, SHA-256 as it was frozen), or None."""
    rows = db.query("SELECT body, sha256 FROM publication WHERE wave_id = :wave", {"wave": wave})
    return (rows[0]["body"], rows[0]["sha256"]) if rows else None


def select_publication_hash(db: Database, wave: str) -> str | None:
    """The SHA-256 alone, to know whether a copy in memory is still the one."""
    rows = db.query("SELECT sha256 FROM publication WHERE wave_id = :wave", {"wave": wave})
    return rows[0]["sha256"] if rows else None


def select_publication_hashes(db: Database) -> dict[str, str]:
    """Wave -> the same, of every wave that has a publication."""
    return {row["wave_id"]: row["sha256"] for row in db.query("SELECT wave_id, sha256 FROM publication", {})}
