"""The directory database: which houses there are, who signs in and what they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Connection

from monitor.store.database import Databases, Migrations

migrations = Migrations("directory")


@migrations()
def m001_accounts(db: Connection) -> None:
    """Houses, accounts, their rights, sessions and wrong sign-ins."""
    for statement in (
        """CREATE TABLE house (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE account (
            id TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE, -- lower case, without spaces around it
            name TEXT NOT NULL,
            password_hash TEXT NOT NULL -- argon2id, with its own salt and parameters
        ) STRICT""",
        """CREATE TABLE account_right (
            account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            house TEXT NOT NULL REFERENCES house (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            overleg TEXT NOT NULL DEFAULT '', -- the overleg's id for a process manager, else empty
            PRIMARY KEY (account_id, house, role, overleg)
        ) STRICT""",
        """CREATE TABLE session (
            id_hash BLOB PRIMARY KEY, -- SHA-256 of the cookie's value, which is stored nowhere
            account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            expires_at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE failed_sign_in (
            id TEXT PRIMARY KEY,
            bucket TEXT NOT NULL, -- 'account ...' or 'address ...', hashed with the secret key
            failed_at TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX failed_sign_in_bucket ON failed_sign_in (bucket, failed_at)",
    ):
        db.execute(statement)


directories = Databases(migrations)
