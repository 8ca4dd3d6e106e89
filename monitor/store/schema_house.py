"""A house's database: its overleggen and partners, its waves, and the vault of each wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Connection

from monitor.store.database import Databases, Migrations
from monitor.store.schema_audit import AUDIT
from monitor.store.schema_benchmark import OF_A_HOUSE
from monitor.store.schema_results import RESULTS

migrations = Migrations("house")


@migrations()
def m001_house(db: Connection) -> None:
    """Everything that one house needs to run and close a wave."""
    for statement in (*_LISTS, *_FIELDWORK, *_MAIL, *AUDIT, *_VAULT, *RESULTS, *OF_A_HOUSE):
        db.execute(statement)


_LISTS = (
    """CREATE TABLE house (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        contact TEXT NOT NULL, -- who partners may ask, as they see it
        invented INTEGER NOT NULL,
        reply_to TEXT NOT NULL DEFAULT '', -- where answers to its mails go; empty: nowhere
        asks_gender INTEGER NOT NULL DEFAULT 0 -- whether the list holds gender, for the response only
    ) STRICT""",
    """CREATE TABLE list_entry (
        kind TEXT NOT NULL, -- overlegvorm, regio, beroepsgroep, organisatietype
        id TEXT NOT NULL, -- stays when the name changes: years are compared by it
        name TEXT NOT NULL,
        PRIMARY KEY (kind, id),
        UNIQUE (kind, name)
    ) STRICT""",
    """CREATE TABLE list_alias (
        kind TEXT NOT NULL, -- as above, or overleg
        folded TEXT NOT NULL, -- another spelling, folded as services.names.fold does
        spelling TEXT NOT NULL, -- as it was written
        entry TEXT NOT NULL, -- the id of what is meant
        PRIMARY KEY (kind, folded)
    ) STRICT""",
    """CREATE TABLE overleg (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        overlegvorm_id TEXT NOT NULL, -- list_entry
        regio TEXT, -- list_entry, or none
        ended INTEGER NOT NULL DEFAULT 0 -- not held any more: kept for the years before, in no new wave
    ) STRICT""",
    """CREATE TABLE partner (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL UNIQUE, -- lower case, without spaces around it
        beroepsgroep TEXT NOT NULL, -- list_entry
        organisatietype TEXT NOT NULL, -- list_entry
        name TEXT NOT NULL DEFAULT '', -- for the salutation and to find somebody again; may be empty
        gender TEXT NOT NULL DEFAULT '', -- v, m, x; empty: not known or not kept
        language TEXT NOT NULL DEFAULT 'nl'
    ) STRICT""",
    """CREATE TABLE partner_overleg (
        partner_id TEXT NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
        overleg_id TEXT NOT NULL REFERENCES overleg (id),
        PRIMARY KEY (partner_id, overleg_id)
    ) STRICT""",
    """CREATE TABLE upload (
        id TEXT PRIMARY KEY, -- random
        account_id TEXT NOT NULL, -- only who uploaded it goes on with it
        kept_until TEXT NOT NULL, -- a file that waits for the confirmation of its preview; destroyed after a day
        body BLOB NOT NULL -- what was read from the file, as JSON
    ) STRICT""",
)

_FIELDWORK = (
    """CREATE TABLE wave (
        id TEXT PRIMARY KEY, -- short, as in addresses: 2026-najaar
        name TEXT NOT NULL,
        questionnaire TEXT NOT NULL,
        version INTEGER NOT NULL,
        questionnaire_sha256 TEXT NOT NULL, -- of its file when the wave opened; another file is refused
        state TEXT NOT NULL, -- draft, ready, open, closing, closed
        opens_at TEXT NOT NULL, -- UTC
        closes_at TEXT NOT NULL, -- UTC
        period_start TEXT NOT NULL,
        period_end TEXT NOT NULL,
        retention_date TEXT NOT NULL,
        minimum INTEGER NOT NULL,
        groupings TEXT NOT NULL, -- by what the results are divided, with commas, in the order of what readers need
        mail_paused INTEGER NOT NULL DEFAULT 0, -- the coordinator holds the mails
        erased_on TEXT, -- the day on which the answers were destroyed
        forecast_seen TEXT NOT NULL DEFAULT '', -- fingerprint of the lists when the forecast was seen
        tested TEXT NOT NULL DEFAULT '', -- the same of when a test link was made
        expected_rate INTEGER, -- percent, for the forecast; none: as in the wave before
        held_back TEXT NOT NULL DEFAULT '', -- why it did not open at its time, in words
        closing_tries INTEGER NOT NULL DEFAULT 0, -- how often the program began to close it by itself
        closing_tried_at TEXT, -- UTC; the last time: after a failure it waits longer each time
        secret BLOB, -- 32 bytes; with the link key it makes every link and opens the sealed forms; gone at closing
        vault_secret BLOB, -- 32 bytes, drawn at closing; opens the chunks; gone at the retention date
        draft_size INTEGER NOT NULL, -- bytes to which every draft is padded (the words beside it have one size for all)
        counted_on TEXT, -- the day (in the Netherlands) of the counts that are shown while the wave is open
        counts TEXT -- those counts, as JSON
    ) STRICT""",
    """CREATE TABLE wave_text (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, -- invitation, reminder, last_reminder, landing
        language TEXT NOT NULL,
        subject TEXT NOT NULL, -- empty for the landing page
        body TEXT NOT NULL, -- the house's own words; the program adds the rest
        PRIMARY KEY (wave_id, kind, language)
    ) STRICT""",
    """CREATE TABLE wave_reminder (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, -- 1 to 3
        due_at TEXT NOT NULL, -- UTC
        state TEXT NOT NULL, -- planned, decided (its mails are in the outbox), skipped
        decided_at TEXT, -- UTC; when its mails were put there: the next one keeps its distance
        silent INTEGER, -- of how many invited nothing had come by then: told from the day after
        PRIMARY KEY (wave_id, number)
    ) STRICT""",
    """CREATE TABLE wave_merge (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        variable TEXT NOT NULL,
        source TEXT NOT NULL, -- the id in the house's list
        label TEXT NOT NULL, -- groups with one label become one level when the wave opens
        PRIMARY KEY (wave_id, variable, source)
    ) STRICT""",
    """CREATE TABLE wave_level (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        variable TEXT NOT NULL, -- overleg, overlegvorm, regio, beroepsgroep, organisatietype, geslacht
        code INTEGER NOT NULL, -- from 0, as in the vault
        label TEXT NOT NULL, -- as it was when the wave opened
        parent INTEGER, -- an overleg's overlegvorm
        region INTEGER, -- an overleg's regio
        source TEXT NOT NULL, -- the id in the house's list, for rights; of merged ones the ids with + between them
        PRIMARY KEY (wave_id, variable, code)
    ) STRICT""",
    """CREATE TABLE invitation (
        id TEXT PRIMARY KEY,
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        partner_id TEXT REFERENCES partner (id) ON DELETE SET NULL, -- none: deleted since, or a test link
        link_number INTEGER NOT NULL, -- rises when the link is revoked
        token_hash BLOB NOT NULL UNIQUE, -- the token itself is stored nowhere
        outcome TEXT NOT NULL, -- only what came by the link: no response, answered, not eligible
        begun INTEGER NOT NULL, -- a page was kept
        opted_out INTEGER NOT NULL DEFAULT 0, -- wants no mails: counts as refused unless answered
        unreached INTEGER NOT NULL DEFAULT 0, -- 1: the address takes no mail; 2: a reminder came back, told of nobody
        round INTEGER, -- reminders that had been sent when the answer came
        test INTEGER NOT NULL DEFAULT 0, -- the coordinator's try-out: never counts
        beroepsgroep INTEGER NOT NULL,
        organisatietype INTEGER NOT NULL,
        geslacht INTEGER, -- none where the house does not ask
        UNIQUE (wave_id, partner_id)
    ) STRICT""",
    "CREATE INDEX invitation_partner ON invitation (partner_id)",  # deleting a partner looks for what points there
    """CREATE TABLE invitation_overleg (
        invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
        overleg INTEGER NOT NULL,
        state TEXT NOT NULL, -- open, answered, not_present
        PRIMARY KEY (invitation_id, overleg)
    ) STRICT""",
)

_MAIL = (
    """CREATE TABLE outbox (
        id TEXT PRIMARY KEY, -- random; the Message-ID is made of it, so it is the same at every try
        wave_id TEXT REFERENCES wave (id),
        invitation_id TEXT REFERENCES invitation (id) ON DELETE CASCADE, -- with it all that is known per person goes
        partner_id TEXT REFERENCES partner (id) ON DELETE CASCADE, -- of a mail that is not about a wave
        kind TEXT NOT NULL, -- invitation, reminder, again (the same link once more), data (what we keep)
        round INTEGER NOT NULL, -- 0, 1, 2 ... within the kind
        state TEXT NOT NULL, -- waiting, claimed, sent, failed (will not arrive), dropped (not needed any more)
        due_at TEXT NOT NULL, -- not before
        tries INTEGER NOT NULL DEFAULT 0,
        doubts INTEGER NOT NULL DEFAULT 0, -- times that nobody knows whether the server took it: at most one more try
        code TEXT NOT NULL DEFAULT '', -- a server's last refusal as a number, or a word of ours; never its text
        sent_on TEXT, -- the day, never the time
        UNIQUE (invitation_id, kind, round)
    ) STRICT""",
    "CREATE INDEX outbox_waiting ON outbox (state, due_at)",
    "CREATE INDEX outbox_partner ON outbox (partner_id)",  # as for invitations
    """CREATE TABLE mail_count (
        period TEXT PRIMARY KEY, -- day, minute; of reminders reminder_day, reminder_minute
        began TEXT NOT NULL, -- which day or minute; stays when mails are deleted, so that the cap holds
        number INTEGER NOT NULL -- mails handed over in it
    ) STRICT""",
    """CREATE TABLE mail_fault (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        since TEXT NOT NULL, -- UTC; no row: the mail server took the last mail
        outcome TEXT NOT NULL,
        step TEXT NOT NULL, -- connect, starttls, login ...
        code TEXT NOT NULL -- its number, never its text
    ) STRICT""",
)

# No table of the vault has a rowid or a time: the order in which forms came in is not to be had from it.
_VAULT = (
    """CREATE TABLE draft (
        id BLOB PRIMARY KEY, -- another hash of the link's token; the words beside a draft have their own
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
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
