"""What the benchmark keeps: in a house's database what its names mean elsewhere, in the directory what houses gave."""

from __future__ import annotations

OF_A_HOUSE = (
    """CREATE TABLE national_code (
        kind TEXT NOT NULL, -- beroepsgroep, overlegvorm
        entry TEXT NOT NULL, -- the id in the house's list
        code TEXT NOT NULL, -- under which it is compared with other houses; empty: with none
        PRIMARY KEY (kind, entry)
    ) STRICT""",
    """CREATE TABLE house_context (
        id INTEGER PRIMARY KEY CHECK (id = 1), -- one row
        inhabitants INTEGER, -- of the region of the house; none: not told
        founded INTEGER -- the year in which the house began; none: not told
    ) STRICT""",
)

OF_THE_DIRECTORY = (
    """CREATE TABLE benchmark_house (
        id TEXT PRIMARY KEY, -- as in its files
        fingerprint TEXT NOT NULL UNIQUE, -- of the key that signs them, entered by hand before the first
        registered_at TEXT NOT NULL -- UTC
    ) STRICT""",
    """CREATE TABLE benchmark_file (
        sha256 TEXT PRIMARY KEY, -- of its bytes
        house TEXT NOT NULL REFERENCES benchmark_house (id),
        wave TEXT NOT NULL,
        made_at TEXT NOT NULL, -- UTC; of one wave the latest counts
        questionnaire TEXT NOT NULL,
        version INTEGER NOT NULL,
        period_end TEXT NOT NULL, -- the year in which it is compared
        withdrawn INTEGER NOT NULL, -- the house takes its wave back
        received_at TEXT NOT NULL, -- UTC
        body TEXT, -- the file; none once a later one of the same wave came, or the house took it back
        UNIQUE (house, wave, made_at)
    ) STRICT""",
)
