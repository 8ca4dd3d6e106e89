"""Statements that change the house itself, its lists of names, their other spellings, and its overleggen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import House, ListKind
from monitor.store.database import Database
from monitor.store.lists import Overleg

OVERLEG = "overleg"
"""The kind of an overleg's other spellings; the other kinds are those of `ListKind`."""


@dataclass(frozen=True)
class Alias:
    """Another spelling of a name. `folded`: as `services.names.fold` gives it. `entry`: the id of what is meant."""

    kind: str
    folded: str
    spelling: str
    entry: str


def update_house(db: Database, house: House) -> None:
    """Change what the house says of itself; its id and whether it is invented stay."""
    db.execute(
        "UPDATE house SET name = :name, contact = :contact, reply_to = :reply_to, asks_gender = :asks_gender",
        {
            "name": house.name,
            "contact": house.contact,
            "reply_to": house.reply_to,
            "asks_gender": int(house.asks_gender),
        },
    )


def count_genders(db: Database) -> int:
    """Partners of whom the list holds a gender."""
    return int(db.query("SELECT count(*) FROM partner WHERE gender <> ''")[0][0])


def delete_genders(db: Database) -> int:
    """Empty every gender; gives how many there were."""
    return db.execute("UPDATE partner SET gender = '' WHERE gender <> ''")


def update_entry(db: Database, *, kind: ListKind, entry: str, name: str) -> None:
    """Give a name of a list another name; its id stays."""
    db.execute(
        "UPDATE list_entry SET name = :name WHERE kind = :kind AND id = :id", {"kind": kind, "id": entry, "name": name}
    )


def delete_entry(db: Database, *, kind: ListKind, entry: str) -> None:
    """Remove a name from a list."""
    db.execute("DELETE FROM list_entry WHERE kind = :kind AND id = :id", {"kind": kind, "id": entry})


def select_aliases(db: Database) -> list[Alias]:
    """Every other spelling of every list and of the overleggen."""
    rows = db.query("SELECT kind, folded, spelling, entry FROM list_alias ORDER BY kind, entry, spelling")
    return [Alias(*row) for row in rows]


def insert_aliases(db: Database, aliases: Sequence[Alias]) -> None:
    """Enter other spellings."""
    db.execute_many(
        "INSERT INTO list_alias (kind, folded, spelling, entry) VALUES (:kind, :folded, :spelling, :entry)",
        [{"kind": a.kind, "folded": a.folded, "spelling": a.spelling, "entry": a.entry} for a in aliases],
    )


def delete_aliases_of(db: Database, *, kind: str, entry: str) -> None:
    """Forget the other spellings of one name."""
    db.execute("DELETE FROM list_alias WHERE kind = :kind AND entry = :entry", {"kind": kind, "entry": entry})


def move_aliases(db: Database, *, kind: str, entry: str, into: str) -> None:
    """Let the other spellings of one name mean another."""
    db.execute(
        "UPDATE list_alias SET entry = :into WHERE kind = :kind AND entry = :entry",
        {"kind": kind, "entry": entry, "into": into},
    )


def count_partners_by(db: Database, kind: ListKind) -> dict[str, int]:
    """Id of a beroepsgroep or organisatietype -> partners that have it."""
    column = {ListKind.BEROEPSGROEP: "beroepsgroep", ListKind.ORGANISATIETYPE: "organisatietype"}[kind]
    return dict(map(tuple, db.query(f"SELECT {column}, count(*) FROM partner GROUP BY {column}")))  # noqa: S608 - a constant


def count_overleggen_by(db: Database, kind: ListKind) -> dict[str, int]:
    """Id of an overlegvorm or region -> overleggen that have it."""
    column = {ListKind.OVERLEGVORM: "overlegvorm_id", ListKind.REGION: "regio"}[kind]
    rows = db.query(f"SELECT {column}, count(*) FROM overleg WHERE {column} IS NOT NULL GROUP BY {column}")  # noqa: S608 - idem
    return dict(map(tuple, rows))


def move_partners_by(db: Database, *, kind: ListKind, entry: str, into: str) -> int:
    """Give partners of one beroepsgroep or organisatietype another; gives how many."""
    column = {ListKind.BEROEPSGROEP: "beroepsgroep", ListKind.ORGANISATIETYPE: "organisatietype"}[kind]
    return db.execute(
        f"UPDATE partner SET {column} = :into WHERE {column} = :entry",  # noqa: S608 - a constant
        {"entry": entry, "into": into},
    )


def move_overleggen_by(db: Database, *, kind: ListKind, entry: str, into: str) -> int:
    """Give overleggen of one overlegvorm or region another; gives how many."""
    column = {ListKind.OVERLEGVORM: "overlegvorm_id", ListKind.REGION: "regio"}[kind]
    return db.execute(
        f"UPDATE overleg SET {column} = :into WHERE {column} = :entry",  # noqa: S608 - a constant
        {"entry": entry, "into": into},
    )


def delete_merges_of(db: Database, *, variable: str, source: str) -> None:
    """Forget in which group of a wave in preparation a name would go."""
    db.execute(
        "DELETE FROM wave_merge WHERE variable = :variable AND source = :source",
        {"variable": variable, "source": source},
    )


def update_overleg(db: Database, overleg: Overleg) -> None:
    """Change an overleg; its id stays."""
    db.execute(
        "UPDATE overleg SET name = :name, overlegvorm_id = :vorm, regio = :region, ended = :ended WHERE id = :id",
        {
            "id": overleg.id,
            "name": overleg.name,
            "vorm": overleg.overlegvorm,
            "region": overleg.region,
            "ended": int(overleg.ended),
        },
    )


def delete_overleg(db: Database, overleg: str) -> None:
    """Remove an overleg in which nobody takes part."""
    db.execute("DELETE FROM overleg WHERE id = :id", {"id": overleg})


def count_members(db: Database) -> dict[str, int]:
    """Overleg -> partners that take part in it."""
    return dict(map(tuple, db.query("SELECT overleg_id, count(*) FROM partner_overleg GROUP BY overleg_id")))


def select_measured(db: Database) -> set[str]:
    """The overleggen that have been in a wave; of merged ones the ids stand with + between them."""
    rows = db.query("SELECT DISTINCT source FROM wave_level WHERE variable = 'overleg'")
    return {part for row in rows for part in (row[0], *row[0].split("+"))}
