"""Statements on a house's own lists: itself, its lists of names, overleggen, partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import House, ListKind
from monitor.store.database import Database


@dataclass(frozen=True)
class Overleg:
    """A recurring case meeting of the house."""

    id: str
    name: str
    overlegvorm: str
    region: str | None = None
    ended: bool = False


@dataclass(frozen=True)
class ListEntry:
    """A name in one of the house's lists: an overlegvorm, region, beroepsgroep or organisatietype."""

    kind: ListKind
    id: str
    name: str


@dataclass(frozen=True)
class Partner:
    """Somebody who takes part in overleggen; those, beroepsgroep and organisatietype are ids of the house's lists."""

    id: str
    email: str
    beroepsgroep: str
    organisatietype: str
    overleggen: tuple[str, ...]
    name: str = ""
    gender: str = ""
    language: str = "nl"


def insert_house(db: Database, house: House) -> None:
    """Enter the house itself: one row."""
    db.execute(
        "INSERT INTO house (id, name, contact, invented, reply_to, asks_gender) "
        "VALUES (:id, :name, :contact, :invented, :reply_to, :asks_gender)",
        {
            "id": house.id,
            "name": house.name,
            "contact": house.contact,
            "invented": int(house.invented),
            "reply_to": house.reply_to,
            "asks_gender": int(house.asks_gender),
        },
    )


def has_house(db: Database) -> bool:
    """Whether the house's own row is there, and with it its lists."""
    return bool(db.query("SELECT 1 FROM house"))


HOUSE_COLUMNS = "house.id, house.name, house.contact, house.invented, house.reply_to, house.asks_gender"


def select_house(db: Database) -> House:
    """The house of this database."""
    return house_of(*db.query(f"SELECT {HOUSE_COLUMNS} FROM house")[0])  # noqa: S608 - a constant


def house_of(house: str, name: str, contact: str, invented: int, reply_to: str, asks_gender: int) -> House:
    """The house of a row's HOUSE_COLUMNS."""
    return House(house, name, contact, bool(invented), reply_to, bool(asks_gender))


def insert_entries(db: Database, entries: Sequence[ListEntry]) -> None:
    """Enter names in the house's lists."""
    db.execute_many(
        "INSERT INTO list_entry (kind, id, name) VALUES (:kind, :id, :name)",
        [{"kind": entry.kind, "id": entry.id, "name": entry.name} for entry in entries],
    )


def insert_overleggen(db: Database, overleggen: Sequence[Overleg]) -> None:
    """Enter meetings."""
    db.execute_many(
        "INSERT INTO overleg (id, name, overlegvorm_id, regio, ended) VALUES (:id, :name, :vorm, :region, :ended)",
        [
            {"id": o.id, "name": o.name, "vorm": o.overlegvorm, "region": o.region, "ended": int(o.ended)}
            for o in overleggen
        ],
    )


def insert_partners(db: Database, partners: Sequence[Partner]) -> None:
    """Enter partners, without their overleggen."""
    db.execute_many(
        "INSERT INTO partner (id, email, beroepsgroep, organisatietype, name, gender, language) "
        "VALUES (:id, :email, :beroepsgroep, :organisatietype, :name, :gender, :language)",
        [
            {
                "id": p.id,
                "email": p.email,
                "beroepsgroep": p.beroepsgroep,
                "organisatietype": p.organisatietype,
                "name": p.name,
                "gender": p.gender,
                "language": p.language,
            }
            for p in partners
        ],
    )


def insert_partner_overleggen(db: Database, partners: Sequence[Partner]) -> None:
    """Enter which overleggen the partners take part in."""
    db.execute_many(
        "INSERT INTO partner_overleg (partner_id, overleg_id) VALUES (:partner, :overleg)",
        [{"partner": p.id, "overleg": overleg} for p in partners for overleg in p.overleggen],
    )


def select_entries(db: Database) -> dict[ListKind, list[ListEntry]]:
    """Every list of the house, each by name."""
    found: dict[ListKind, list[ListEntry]] = {kind: [] for kind in ListKind}
    for row in db.query("SELECT kind, id, name FROM list_entry ORDER BY kind, name"):
        found[ListKind(row["kind"])].append(ListEntry(ListKind(row["kind"]), row["id"], row["name"]))
    return found


def select_overleggen(db: Database) -> list[Overleg]:
    """All meetings, by name."""
    rows = db.query("SELECT id, name, overlegvorm_id, regio, ended FROM overleg ORDER BY name")
    return [
        Overleg(row["id"], row["name"], row["overlegvorm_id"], row["regio"], ended=bool(row["ended"])) for row in rows
    ]


def select_partners(db: Database) -> list[Partner]:
    """All partners with their overleggen, by id."""
    memberships: dict[str, list[str]] = {}
    for row in db.query("SELECT partner_id, overleg_id FROM partner_overleg ORDER BY partner_id, overleg_id"):
        memberships.setdefault(row["partner_id"], []).append(row["overleg_id"])
    rows = db.query("SELECT id, email, beroepsgroep, organisatietype, name, gender, language FROM partner ORDER BY id")
    return [Partner(row[0], row[1], row[2], row[3], tuple(memberships.get(row[0], ())), *row[4:]) for row in rows]
