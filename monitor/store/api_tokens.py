"""Statements on the tokens with which programs read a house's outside numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from monitor.store.database import Database


@dataclass(frozen=True)
class ApiToken:
    """A token of one house. `label`: for which program; `until`: the last day on which it opens something."""

    id: str
    label: str
    made_by: str
    made_on: date
    until: date
    withdrawn_on: date | None = None


_SELECT = "SELECT id, label, made_by, made_on, until, withdrawn_on FROM api_token "


def insert_api_token(db: Database, token: ApiToken, *, token_hash: bytes) -> None:
    """Make a token."""
    db.execute(
        "INSERT INTO api_token (id, token_hash, label, made_by, made_on, until) "
        "VALUES (:id, :token_hash, :label, :made_by, :made_on, :until)",
        {
            "id": token.id,
            "token_hash": token_hash,
            "label": token.label,
            "made_by": token.made_by,
            "made_on": token.made_on.isoformat(),
            "until": token.until.isoformat(),
        },
    )


def select_api_token(db: Database, *, token_hash: bytes, today: date) -> ApiToken | None:
    """The token with this hash, if it opens something today."""
    rows = db.query(
        _SELECT + "WHERE token_hash = :token_hash AND withdrawn_on IS NULL AND until >= :today",
        {"token_hash": token_hash, "today": today.isoformat()},
    )
    return _token(rows[0]) if rows else None


def select_api_tokens(db: Database, *, ended_since: date) -> list[ApiToken]:
    """The tokens that work or ended on this day or later; those that were made last first."""
    rows = db.query(
        _SELECT + "WHERE coalesce(withdrawn_on, until) >= :since ORDER BY made_on DESC, label, id",
        {"since": ended_since.isoformat()},
    )
    return [_token(row) for row in rows]


def update_api_token_withdrawn(db: Database, *, token: str, today: date) -> int:
    """Withdraw a token that still works; 0 if there is none."""
    return db.execute(
        "UPDATE api_token SET withdrawn_on = :today WHERE id = :token AND withdrawn_on IS NULL AND until >= :today",
        {"token": token, "today": today.isoformat()},
    )


def delete_ended_api_tokens(db: Database, *, before: date) -> int:
    """Forget the tokens that ended before this day."""
    return db.execute(
        "DELETE FROM api_token WHERE coalesce(withdrawn_on, until) < :before", {"before": before.isoformat()}
    )


def _token(row: Row) -> ApiToken:
    return ApiToken(
        row["id"],
        row["label"],
        row["made_by"],
        date.fromisoformat(row["made_on"]),
        date.fromisoformat(row["until"]),
        date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
    )
