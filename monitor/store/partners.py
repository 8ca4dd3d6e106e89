"""Statements that look up and change single partners, and the files that wait for their import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from sqlite3 import Row

from monitor.store.database import Database
from monitor.store.lists import Partner
from monitor.store.times import from_text, to_text

_COLUMNS = "id, email, beroepsgroep, organisatietype, name, gender, language"

NO_OVERLEG = "geen"
"""In place of the id of an overleg: who is in none that is still held. No overleg gets this id."""


@dataclass(frozen=True)
class Upload:
    """A file that was read and waits for the confirmation of its preview."""

    id: str
    account: str
    kept_until: datetime
    body: bytes


def select_names(db: Database, *, overleg: str) -> list[tuple[str, str, str]]:
    """(id, address, name) of the partners of one overleg, by address; empty: of all; NO_OVERLEG: of none still held."""
    rows = db.query(
        "SELECT id, email, name FROM partner WHERE :overleg = '' "
        "OR id IN (SELECT partner_id FROM partner_overleg WHERE overleg_id = :overleg) "
        "OR (:overleg = :none AND id NOT IN (SELECT partner_id FROM partner_overleg "
        "JOIN overleg ON overleg.id = overleg_id WHERE ended = 0)) ORDER BY email",
        {"overleg": overleg, "none": NO_OVERLEG},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def select_partner(db: Database, partner: str) -> Partner | None:
    """One partner with the overleggen."""
    rows = db.query(f"SELECT {_COLUMNS} FROM partner WHERE id = :id", {"id": partner})  # noqa: S608 - a constant
    return _partner(db, rows[0]) if rows else None


def select_late(db: Database, wave: str) -> list[Partner]:
    """Who was not invited for a wave and is in an overleg that is held; with those overleggen alone, by id."""
    rows = db.query(
        f"SELECT {_COLUMNS}, held.overleg_id FROM partner JOIN "  # noqa: S608 - a constant
        "(SELECT partner_id, overleg_id FROM partner_overleg JOIN overleg ON overleg.id = overleg_id WHERE ended = 0) "
        "AS held ON held.partner_id = partner.id WHERE NOT EXISTS "
        "(SELECT 1 FROM invitation WHERE invitation.wave_id = :wave AND invitation.partner_id = partner.id) "
        "ORDER BY id, overleg_id",
        {"wave": wave},
    )
    return [_joined(list(own)) for _, own in groupby(rows, key=lambda row: row["id"])]


def select_partner_id(db: Database, email: str) -> str | None:
    """Whose address this is."""
    rows = db.query("SELECT id FROM partner WHERE email = :email", {"email": email})
    return str(rows[0]["id"]) if rows else None


def update_partners(db: Database, partners: Sequence[Partner]) -> None:
    """Change what the list says of partners, but for the address and the overleggen."""
    db.execute_many(
        "UPDATE partner SET beroepsgroep = :beroepsgroep, organisatietype = :organisatietype, name = :name, "
        "gender = :gender, language = :language WHERE id = :id",
        [
            {
                "id": p.id,
                "beroepsgroep": p.beroepsgroep,
                "organisatietype": p.organisatietype,
                "name": p.name,
                "gender": p.gender,
                "language": p.language,
            }
            for p in partners
        ],
    )


def update_email(db: Database, partner: str, email: str) -> None:
    """Give a partner another address."""
    db.execute("UPDATE partner SET email = :email WHERE id = :partner", {"partner": partner, "email": email})


def delete_memberships(db: Database, partners: Sequence[Partner]) -> None:
    """Take partners out of all their overleggen."""
    db.execute_many("DELETE FROM partner_overleg WHERE partner_id = :id", [{"id": p.id} for p in partners])


def insert_upload(db: Database, upload: Upload) -> None:
    """Keep what was read of a file until it is confirmed."""
    db.execute(
        "INSERT INTO upload (id, account_id, kept_until, body) VALUES (:id, :account, :kept_until, :body)",
        {
            "id": upload.id,
            "account": upload.account,
            "kept_until": to_text(upload.kept_until),
            "body": upload.body,
        },
    )


def select_upload(db: Database, *, upload: str, account: str) -> Upload | None:
    """A waiting file, for the account that brought it."""
    rows = db.query(
        "SELECT id, account_id, kept_until, body FROM upload WHERE id = :id AND account_id = :account",
        {"id": upload, "account": account},
    )
    return Upload(rows[0][0], rows[0][1], from_text(rows[0][2]), rows[0][3]) if rows else None


def update_upload(db: Database, *, upload: str, body: bytes) -> int:
    """Keep what was chosen about a waiting file; 0 where it is gone already."""
    return db.execute("UPDATE upload SET body = :body WHERE id = :id", {"id": upload, "body": body})


def delete_upload(db: Database, upload: str) -> int:
    """Destroy a waiting file; 0 where it is gone already."""
    return db.execute("DELETE FROM upload WHERE id = :id", {"id": upload})


def delete_uploads_of(db: Database, account: str) -> int:
    """Destroy the waiting files of an account; gives how many."""
    return db.execute("DELETE FROM upload WHERE account_id = :account", {"account": account})


def delete_uploads_until(db: Database, now: datetime) -> int:
    """Destroy the files that were kept until now or earlier; gives how many."""
    return db.execute("DELETE FROM upload WHERE kept_until <= :now", {"now": to_text(now)})


def _joined(rows: Sequence[Row]) -> Partner:
    """The partner of rows with its columns and an overleg each."""
    row, own = rows[0], tuple(each["overleg_id"] for each in rows)
    return Partner(row[0], row[1], row[2], row[3], own, row[4], row[5], row[6])


def _partner(db: Database, row: Sequence[str]) -> Partner:
    own = db.query("SELECT overleg_id FROM partner_overleg WHERE partner_id = :id ORDER BY overleg_id", {"id": row[0]})
    return Partner(row[0], row[1], row[2], row[3], tuple(each[0] for each in own), *row[4:])
