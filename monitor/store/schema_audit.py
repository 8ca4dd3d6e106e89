"""The table of the audit log, the same in directory and house: append-only, each line chained to the last."""

from __future__ import annotations

AUDIT = (
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY, -- 1, 2, 3 ... without a gap
        at TEXT NOT NULL, -- UTC
        who TEXT NOT NULL, -- account's id and name, or the program itself
        what TEXT NOT NULL, -- wave.opened, partners.imported ...
        target TEXT NOT NULL, -- on what: ids, never an address, token or answer
        result TEXT NOT NULL, -- done, refused, and numbers
        source TEXT NOT NULL, -- from where: network address, or command, or tick
        hash BLOB NOT NULL -- SHA-256 over the line and the hash before it
    ) STRICT""",
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE number >= NEW.number) BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
