"""A house's database: its overleggen and partners, its waves, and the vault of each wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Connection

from monitor.store.database import Databases, Migrations

migrations = Migrations("house")


@migrations()
def m001_house(db: Connection) -> None:
    """Everything that one house needs to run and close a wave."""
    for statement in (*_LISTS, *_FIELDWORK, *_VAULT):
        db.execute(statement)


_LISTS = (
    """CREATE TABLE house (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        contact TEXT NOT NULL, -- who partners may ask, as they see it
        invented INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE overlegvorm (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT",
    """CREATE TABLE overleg (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        overlegvorm_id TEXT NOT NULL REFERENCES overlegvorm (id)
    ) STRICT""",
    """CREATE TABLE partner (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE,
        beroepsgroep TEXT NOT NULL,
        organisatietype TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE partner_overleg (
        partner_id TEXT NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
        overleg_id TEXT NOT NULL REFERENCES overleg (id),
        PRIMARY KEY (partner_id, overleg_id)
    ) STRICT""",
)

_FIELDWORK = (
    """CREATE TABLE wave (
        id TEXT PRIMARY KEY, -- short, as in addresses: 2026-najaar
        name TEXT NOT NULL,
        questionnaire TEXT NOT NULL,
        version INTEGER NOT NULL,
        questionnaire_sha256 TEXT NOT NULL, -- of its file when the wave opened; another file is refused
        state TEXT NOT NULL, -- draft, open, closing, closed
        opens_at TEXT NOT NULL, -- UTC
        closes_at TEXT NOT NULL, -- UTC
        period_start TEXT NOT NULL,
        period_end TEXT NOT NULL,
        retention_date TEXT NOT NULL,
        minimum INTEGER NOT NULL,
        secret BLOB, -- 32 bytes; with the link key it makes every link and opens the sealed forms; gone at closing
        vault_secret BLOB, -- 32 bytes, drawn at closing; opens the chunks; gone at the retention date
        draft_size INTEGER NOT NULL, -- bytes to which every draft is padded (the words beside it have one size for all)
        counted_on TEXT, -- the day (in the Netherlands) of the counts that are shown while the wave is open
        counts TEXT -- those counts, as JSON
    ) STRICT""",
    """CREATE TABLE wave_level (
        wave_id TEXT NOT NULL REFERENCES wave (id),
        variable TEXT NOT NULL, -- overleg, overlegvorm, beroepsgroep, organisatietype
        code INTEGER NOT NULL, -- from 0, as in the vault
        label TEXT NOT NULL, -- as it was when the wave opened
        parent INTEGER, -- an overleg's overlegvorm
        source TEXT NOT NULL, -- the id in the house's list, for rights
        PRIMARY KEY (wave_id, variable, code)
    ) STRICT""",
    """CREATE TABLE invitation (
        id TEXT PRIMARY KEY,
        wave_id TEXT NOT NULL REFERENCES wave (id),
        partner_id TEXT NOT NULL REFERENCES partner (id),
        link_number INTEGER NOT NULL, -- rises when the link is revoked
        token_hash BLOB NOT NULL UNIQUE, -- the token itself is stored nowhere
        outcome TEXT NOT NULL,
        begun INTEGER NOT NULL, -- a page was kept
        beroepsgroep INTEGER NOT NULL,
        organisatietype INTEGER NOT NULL,
        UNIQUE (wave_id, partner_id)
    ) STRICT""",
    """CREATE TABLE invitation_overleg (
        invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
        overleg INTEGER NOT NULL,
        state TEXT NOT NULL, -- open, answered, not_present
        PRIMARY KEY (invitation_id, overleg)
    ) STRICT""",
)

# No table of the vault has a rowid or a time: the order in which forms came in is not to be had from it.
_VAULT = (
    """CREATE TABLE draft (
        id BLOB PRIMARY KEY, -- another hash of the link's token; the words beside a draft have their own
        wave_id TEXT NOT NULL REFERENCES wave (id),
        sealed BLOB NOT NULL -- under a key that only the link gives
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sealed_form (
        id BLOB PRIMARY KEY, -- random
        wave_id TEXT NOT NULL REFERENCES wave (id),
        sealed BLOB NOT NULL -- tie number, group codes and a byte per item, under the wave key
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sealed_words (
        id BLOB PRIMARY KEY, -- random
        wave_id TEXT NOT NULL REFERENCES wave (id),
        sealed BLOB NOT NULL -- open comment, padded; no group, no form
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sealed_contact (
        id BLOB PRIMARY KEY, -- random
        wave_id TEXT NOT NULL REFERENCES wave (id),
        sealed BLOB NOT NULL -- address to be asked further, padded
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE vault_chunk (
        wave_id TEXT NOT NULL REFERENCES wave (id),
        number INTEGER NOT NULL,
        sealed BLOB NOT NULL, -- shuffled forms of a closed wave, under the vault key
        PRIMARY KEY (wave_id, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE vault_frame (
        wave_id TEXT PRIMARY KEY REFERENCES wave (id),
        sealed BLOB NOT NULL -- frequency table of outcomes over the list's variables, under the vault key
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE publication (
        wave_id TEXT PRIMARY KEY REFERENCES wave (id),
        body TEXT NOT NULL, -- canonical JSON
        sha256 TEXT NOT NULL
    ) STRICT""",
)

houses = Databases(migrations)
