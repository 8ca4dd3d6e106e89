"""Statements on second factors: the sealed secret of an account, its last used step, and recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.store.database import Database
from monitor.store.times import to_text


@dataclass(frozen=True)
class Factor:
    """A confirmed second factor: the sealed secret and the last time step that was used."""

    sealed: bytes
    step: int


def select_factor(db: Database, account: str) -> Factor | None:
    """The factor of an account, or None."""
    rows = db.query(
        "SELECT totp, totp_step FROM account WHERE id = :account AND totp_since IS NOT NULL", {"account": account}
    )
    return Factor(rows[0]["totp"], rows[0]["totp_step"]) if rows else None


def update_factor(db: Database, *, account: str, sealed: bytes, step: int, now: datetime) -> None:
    """Put a factor into use; `step` is the one of the code that confirmed it."""
    db.execute(
        "UPDATE account SET totp = :sealed, totp_step = :step, totp_since = :now WHERE id = :account",
        {"account": account, "sealed": sealed, "step": step, "now": to_text(now)},
    )


def update_step(db: Database, *, account: str, step: int) -> bool:
    """Use up a time step; False if it, or a later one, was used before."""
    changed = db.execute(
        "UPDATE account SET totp_step = :step WHERE id = :account AND totp_step < :step",
        {"account": account, "step": step},
    )
    return changed == 1


def delete_factor(db: Database, account: str) -> bool:
    """Take the factor away; False if there was none."""
    changed = db.execute(
        "UPDATE account SET totp = NULL, totp_since = NULL, totp_step = 0 "
        "WHERE id = :account AND totp_since IS NOT NULL",
        {"account": account},
    )
    return changed == 1


def insert_recovery_codes(db: Database, *, account: str, hashes: Sequence[bytes]) -> None:
    """Enter the hashes of recovery codes."""
    db.execute_many(
        "INSERT INTO recovery_code (id_hash, account_id) VALUES (:hash, :account)",
        [{"hash": each, "account": account} for each in hashes],
    )


def count_recovery_codes(db: Database, account: str) -> int:
    """How many are left."""
    rows = db.query("SELECT count(*) AS number FROM recovery_code WHERE account_id = :account", {"account": account})
    return int(rows[0]["number"])


def delete_recovery_code(db: Database, *, account: str, id_hash: bytes) -> bool:
    """Use a recovery code up; False if there is no such code (any more)."""
    changed = db.execute(
        "DELETE FROM recovery_code WHERE id_hash = :hash AND account_id = :account",
        {"hash": id_hash, "account": account},
    )
    return changed == 1


def delete_recovery_codes(db: Database, account: str) -> None:
    """Make all recovery codes of an account worthless."""
    db.execute("DELETE FROM recovery_code WHERE account_id = :account", {"account": account})
