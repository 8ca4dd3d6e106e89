"""The directory database: which houses there are, who signs in, with what, and what they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Connection

from monitor.store.database import Databases, Migrations
from monitor.store.schema_audit import AUDIT
from monitor.store.schema_benchmark import OF_THE_DIRECTORY

migrations = Migrations("directory")


@migrations()
def m001_accounts(db: Connection) -> None:
    """Houses, accounts, their rights, second factors and sessions, tries that slow down, mails about accounts."""
    for statement in (*_ACCOUNTS, *_SIGNING_IN, *_REST, *AUDIT, *OF_THE_DIRECTORY):
        db.execute(statement)


_ACCOUNTS = (
    """CREATE TABLE house (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE account (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE, -- lower case, without spaces around it
        name TEXT NOT NULL,
        password_hash TEXT, -- argon2id, with its own salt and parameters; none until a password was chosen
        disabled INTEGER NOT NULL DEFAULT 0, -- signs in no more
        totp BLOB, -- the secret of the second factor, sealed under a key made of secret_key
        totp_since TEXT, -- when it was confirmed; none: begun, not in use yet
        totp_step INTEGER NOT NULL DEFAULT 0 -- the last time step that was used: a code works once
    ) STRICT""",
    """CREATE TABLE account_right (
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        house TEXT NOT NULL, -- house.id, or empty for the whole installation
        role TEXT NOT NULL,
        overleg TEXT NOT NULL DEFAULT '', -- the overleg's id for a process manager, else empty
        purpose TEXT NOT NULL DEFAULT '', -- what a researcher needs the forms for
        until TEXT, -- the last day of the right; none: until it is taken away
        PRIMARY KEY (account_id, house, role, overleg)
    ) STRICT""",
    """CREATE TABLE account_identity (
        issuer TEXT NOT NULL, -- of an OpenID Connect provider
        subject TEXT NOT NULL, -- who it says that it is; never the e-mail address
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        PRIMARY KEY (issuer, subject)
    ) STRICT""",
    """CREATE TABLE recovery_code (
        id_hash BLOB PRIMARY KEY, -- keyed hash of the code; used ones are deleted
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE
    ) STRICT""",
    """CREATE TABLE account_link (
        id TEXT PRIMARY KEY, -- random; the token is made of it and secret_key, and stored nowhere
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, -- invitation, password
        token_hash BLOB NOT NULL UNIQUE,
        expires_at TEXT NOT NULL,
        used INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
)

_SIGNING_IN = (
    """CREATE TABLE session (
        id_hash BLOB PRIMARY KEY, -- SHA-256 of the cookie's value, which is stored nowhere
        id TEXT NOT NULL UNIQUE, -- random: to name a session in the list without its cookie
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        began_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        complete INTEGER NOT NULL, -- 0: the second factor is still to come, so it opens nothing else
        device TEXT NOT NULL DEFAULT '' -- browser and system in a few words, to recognise it in the list
    ) STRICT""",
    """CREATE TABLE oidc_sign_in (
        state_hash BLOB PRIMARY KEY, -- of the state that went to the provider
        browser_hash BLOB NOT NULL, -- of the cookie of the browser that began it
        nonce TEXT NOT NULL,
        verifier TEXT NOT NULL, -- PKCE
        link_id TEXT, -- the one-time link under which an identity is being tied to an account, or none
        account_id TEXT REFERENCES account (id) ON DELETE CASCADE, -- who ties an identity while signed in, or none
        expires_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE throttle (
        id TEXT PRIMARY KEY,
        bucket TEXT NOT NULL, -- what is counted ('account ...', 'address ...', 'link ...'), hashed with the secret key
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX throttle_bucket ON throttle (bucket, at)",
)

_REST = (
    """CREATE TABLE account_mail (
        id TEXT PRIMARY KEY, -- random; the Message-ID is made of it
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, -- invitation, password, changed (something about your account was changed)
        link_id TEXT REFERENCES account_link (id) ON DELETE CASCADE,
        detail TEXT NOT NULL DEFAULT '', -- what was changed, in words of ours
        state TEXT NOT NULL, -- waiting, claimed, sent, failed
        due_at TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        doubts INTEGER NOT NULL DEFAULT 0, -- times that nobody knows whether the server took it: at most one more try
        code TEXT NOT NULL DEFAULT '' -- the server's last refusal as a number, or a word of ours; never its text
    ) STRICT""",
    """CREATE TABLE fact (
        name TEXT PRIMARY KEY, -- key_backup: fingerprint of the link key that was put away; ticked: the last tick;
        -- bounces: when the mailbox of returned mails was last read
        value TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
)

directories = Databases(migrations)
