"""Statements on the directory: houses, accounts and their rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from monitor.model import Account, Right, Role
from monitor.store.database import Database


@dataclass(frozen=True)
class AccountState:
    """An account with what an administrator may know of it: no secret, no hash.

    `open`: a password was chosen or an identity tied. `protected`: a second factor is in use.
    """

    account: Account
    disabled: bool
    open: bool
    protected: bool


def insert_house(db: Database, *, house: str, name: str) -> None:
    """Enter a house; its own database holds the rest."""
    db.execute("INSERT INTO house (id, name) VALUES (:id, :name)", {"id": house, "name": name})


def update_house_name(db: Database, *, house: str, name: str) -> None:
    """Let the register know a house by its new name."""
    db.execute("UPDATE house SET name = :name WHERE id = :id", {"id": house, "name": name})


def select_house_names(db: Database) -> dict[str, str]:
    """House id -> name, by name."""
    return {row["id"]: row["name"] for row in db.query("SELECT id, name FROM house ORDER BY name")}


def insert_account(db: Database, *, account: str, email: str, name: str, password_hash: str | None = None) -> None:
    """Enter an account without rights."""
    db.execute(
        "INSERT INTO account (id, email, name, password_hash) VALUES (:id, :email, :name, :password_hash)",
        {"id": account, "email": email, "name": name, "password_hash": password_hash},
    )


def insert_right(db: Database, *, account: str, right: Right) -> bool:
    """Give a role in a house; False if the account had it: then only purpose and last day may have changed."""
    changed = db.execute(
        "INSERT INTO account_right (account_id, house, role, overleg, purpose, until) "
        "VALUES (:account, :house, :role, :overleg, :purpose, :until) "
        "ON CONFLICT (account_id, house, role, overleg) DO UPDATE SET purpose = :purpose, until = :until "
        "WHERE account_right.purpose <> :purpose OR account_right.until <> :until",
        {
            "account": account,
            "house": right.house,
            "role": right.role,
            "overleg": right.overleg or "",
            "purpose": right.purpose,
            "until": right.until.isoformat() if right.until else None,
        },
    )
    return changed == 1


def delete_right(db: Database, *, account: str, right: Right) -> bool:
    """Take a role away; False if it was not there."""
    changed = db.execute(
        "DELETE FROM account_right "
        "WHERE account_id = :account AND house = :house AND role = :role AND overleg = :overleg",
        {"account": account, "house": right.house, "role": right.role, "overleg": right.overleg or ""},
    )
    return changed == 1


def select_houses_of(db: Database, account: str) -> list[str]:
    """The houses in which an account has, or had, a right."""
    rows = db.query(
        "SELECT DISTINCT house FROM account_right WHERE account_id = :account AND house <> '' ORDER BY house",
        {"account": account},
    )
    return [row["house"] for row in rows]


def select_password(db: Database, email: str) -> tuple[str, str | None] | None:
    """(account id, password hash or None) of an address whose account is not disabled, or None."""
    rows = db.query("SELECT id, password_hash FROM account WHERE email = :email AND disabled = 0", {"email": email})
    return (rows[0]["id"], rows[0]["password_hash"]) if rows else None


def select_account_id(db: Database, email: str) -> str | None:
    """The account of an address, disabled or not; or None."""
    rows = db.query("SELECT id FROM account WHERE email = :email", {"email": email})
    return rows[0]["id"] if rows else None


def select_password_hash(db: Database, account: str) -> str | None:
    """The hash of an account's password; None where none was chosen."""
    rows = db.query("SELECT password_hash FROM account WHERE id = :account", {"account": account})
    return rows[0]["password_hash"] if rows else None


def update_password(db: Database, *, account: str, password_hash: str) -> None:
    """Replace the password's hash."""
    db.execute(
        "UPDATE account SET password_hash = :password_hash WHERE id = :id",
        {"id": account, "password_hash": password_hash},
    )


def renew_hash(db: Database, *, account: str, verified: str, password_hash: str) -> bool:
    """Hash the same password anew; False, and nothing is written, if it is another by now or the account is shut."""
    changed = db.execute(
        "UPDATE account SET password_hash = :password_hash "
        "WHERE id = :id AND password_hash = :verified AND disabled = 0",
        {"id": account, "verified": verified, "password_hash": password_hash},
    )
    return changed == 1


def update_name(db: Database, *, account: str, name: str) -> None:
    """Replace the name."""
    db.execute("UPDATE account SET name = :name WHERE id = :id", {"id": account, "name": name})


def update_disabled(db: Database, *, account: str, disabled: bool) -> bool:
    """Shut an account, or open it again; False if it was so already."""
    changed = db.execute(
        "UPDATE account SET disabled = :disabled WHERE id = :id AND disabled <> :disabled",
        {"id": account, "disabled": int(disabled)},
    )
    return changed == 1


def delete_account(db: Database, account: str) -> bool:
    """Destroy a shut account with its rights, factors, sessions, links and mails; False if it is not shut."""
    return db.execute("DELETE FROM account WHERE id = :id AND disabled = 1", {"id": account}) == 1


_STATES = (
    "SELECT account.id, account.email, account.name, account.disabled, account.totp_since, "
    "(account.password_hash IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM account_identity WHERE account_identity.account_id = account.id)) AS open, "
    "account_right.house, account_right.role, account_right.overleg, account_right.purpose, account_right.until "
    "FROM account LEFT JOIN account_right ON account_right.account_id = account.id "
    "AND (account_right.until IS NULL OR account_right.until >= :today) "
)
_ORDER = " ORDER BY account.name, account.id, account_right.house, account_right.role, account_right.overleg"


def select_account(db: Database, account: str, *, today: date) -> AccountState | None:
    """An account with the rights that hold today, or None."""
    found = _states(db.query(_STATES + "WHERE account.id = :account" + _ORDER, _params(today, account=account)))
    return found[0] if found else None


def select_accounts(db: Database, *, today: date) -> list[AccountState]:
    """All accounts with the rights that hold today, by name."""
    return _states(db.query(_STATES + _ORDER, _params(today)))


def select_accounts_of(db: Database, house: str, *, today: date) -> list[AccountState]:
    """The accounts with a right in a house (empty: in the installation) that holds today, with all their rights."""
    where = "WHERE account.id IN (SELECT account_id FROM account_right WHERE house = :house)"
    found = _states(db.query(_STATES + where + _ORDER, _params(today, house=house)))
    return [state for state in found if any(right.house == house for right in state.account.rights)]


def _params(today: date, **others: str) -> dict[str, str]:
    return {"today": today.isoformat(), **others}


def _states(rows: Iterable[Row]) -> list[AccountState]:
    found: dict[str, AccountState] = {}
    rights: dict[str, list[Right]] = {}
    for row in rows:
        account = Account(row["id"], row["email"], row["name"])
        protected = row["totp_since"] is not None
        found.setdefault(account.id, AccountState(account, bool(row["disabled"]), bool(row["open"]), protected))
        rights.setdefault(account.id, []).extend([_right(row)] if row["role"] else [])
    return [_with_rights(state, tuple(rights[key])) for key, state in found.items()]


def _with_rights(state: AccountState, rights: tuple[Right, ...]) -> AccountState:
    account = Account(state.account.id, state.account.email, state.account.name, rights)
    return AccountState(account, state.disabled, state.open, state.protected)


def _right(row: Row) -> Right:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Right(row["house"], Role(row["role"]), row["overleg"] or None, row["purpose"], until)
