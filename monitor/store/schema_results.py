"""What a house puts beside its publications and who may read them from outside: tables of the house's database."""

from __future__ import annotations

RESULTS = (
    """CREATE TABLE explanation (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        overleg TEXT NOT NULL, -- the overleg's id in the house's lists (wave_level.source); empty: the whole house
        section TEXT NOT NULL, -- the part of the page that it stands in: respons, aspecten, overleggen ...
        body TEXT NOT NULL, -- the house's own words; paragraphs with an empty line between them
        signed TEXT NOT NULL, -- who says so, as readers see it
        written_on TEXT NOT NULL, -- the day, in the Netherlands
        revision INTEGER NOT NULL, -- rises with every change: who changes an older text is told
        PRIMARY KEY (wave_id, overleg, section)
    ) STRICT""",
    """CREATE TABLE improvement (
        id TEXT PRIMARY KEY, -- random
        wave_id TEXT NOT NULL REFERENCES wave (id), -- the wave that it follows from
        overleg TEXT NOT NULL, -- as above
        aspect TEXT NOT NULL, -- the id in the questionnaire
        item TEXT NOT NULL, -- the statement's id; empty: the whole aspect
        what TEXT NOT NULL, -- what will be done
        owner TEXT NOT NULL, -- who sees to it; a role or a name that the house chose to write
        due_on TEXT, -- the day by which
        status TEXT NOT NULL, -- open, begonnen, klaar, vervallen
        result TEXT NOT NULL, -- what came of it; empty so far
        made_on TEXT NOT NULL,
        changed_on TEXT NOT NULL,
        revision INTEGER NOT NULL -- as above
    ) STRICT""",
    "CREATE INDEX improvement_wave ON improvement (wave_id)",
    """CREATE TABLE wave_editor (
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        account_id TEXT NOT NULL, -- of the directory
        name TEXT NOT NULL, -- as partners read it before they sent; kept as it was when the wave opened
        read_on TEXT, -- the day on which this redacteur first opened the comments; none: never
        PRIMARY KEY (wave_id, account_id)
    ) STRICT""",
    """CREATE TABLE sealed_edit (
        id BLOB PRIMARY KEY, -- of the comment in sealed_words
        wave_id TEXT NOT NULL REFERENCES wave (id),
        sealed BLOB NOT NULL -- what the redacteur decided and the text as changed, padded, under the vault key
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sealed_edit_wave ON sealed_edit (wave_id)",
    """CREATE TABLE comment (
        id BLOB PRIMARY KEY, -- random, drawn at release: no way back to sealed_words
        wave_id TEXT NOT NULL REFERENCES wave (id),
        body TEXT NOT NULL -- as the redacteur released it
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX comment_wave ON comment (wave_id)",
    """CREATE TABLE share (
        id TEXT PRIMARY KEY, -- random: to name it on the coordinator's page
        wave_id TEXT NOT NULL REFERENCES wave (id) ON DELETE CASCADE,
        token_hash BLOB NOT NULL UNIQUE, -- the token itself is stored nowhere
        label TEXT NOT NULL, -- for whom
        with_explanations INTEGER NOT NULL,
        with_comments INTEGER NOT NULL,
        made_by TEXT NOT NULL, -- name of the account
        made_on TEXT NOT NULL,
        until TEXT NOT NULL, -- the last day on which it opens something
        withdrawn_on TEXT
    ) STRICT""",
    """CREATE TABLE api_token (
        id TEXT PRIMARY KEY,
        token_hash BLOB NOT NULL UNIQUE, -- the token itself is stored nowhere
        label TEXT NOT NULL, -- for which program
        made_by TEXT NOT NULL,
        made_on TEXT NOT NULL,
        until TEXT NOT NULL, -- the last day
        withdrawn_on TEXT
    ) STRICT""",
)
