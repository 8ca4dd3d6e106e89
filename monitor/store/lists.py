"""Statements on a house's own lists: itself, overlegvormen, overleggen, partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import House
from monitor.store.database import Database


@dataclass(frozen=True)
class Overleg:
    """A recurring case meeting of the house."""

    id: str
    name: str
    overlegvorm: str


@dataclass(frozen=True)
class Overlegvorm:
    """A kind of meeting."""

    id: str
    name: str


@dataclass(frozen=True)
class Partner:
    """Somebody who takes part in overleggen (their ids) for an organisation."""

    id: str
    email: str
    beroepsgroep: str
    organisatietype: str
    overleggen: tuple[str, ...]


def insert_house(db: Database, house: House) -> None:
    """Enter the house itself: one row."""
    db.execute(
        "INSERT INTO house (id, name, contact, invented) VALUES (:id, :name, :contact, :invented)",
        {"id": house.id, "name": house.name, "contact": house.contact, "invented": int(house.invented)},
    )


def has_house(db: Database) -> bool:
    """Whether the house's own row is there, and with it its lists."""
    return bool(db.query("SELECT 1 FROM house"))


HOUSE_COLUMNS = "house.id, house.name, house.contact, house.invented"


def select_house(db: Database) -> House:
    """The house of this database."""
    return house_of(*db.query(f"SELECT {HOUSE_COLUMNS} FROM house")[0])  # noqa: S608 - a constant


def house_of(house: str, name: str, contact: str, invented: int) -> House:
    """The house of a row's HOUSE_COLUMNS."""
    return House(house, name, contact, bool(invented))


def insert_overlegvormen(db: Database, vormen: Sequence[Overlegvorm]) -> None:
    """Enter kinds of meetings."""
    db.execute_many(
        "INSERT INTO overlegvorm (id, name) VALUES (:id, :name)", [{"id": v.id, "name": v.name} for v in vormen]
    )


def insert_overleggen(db: Database, overleggen: Sequence[Overleg]) -> None:
    """Enter meetings."""
    db.execute_many(
        "INSERT INTO overleg (id, name, overlegvorm_id) VALUES (:id, :name, :vorm)",
        [{"id": o.id, "name": o.name, "vorm": o.overlegvorm} for o in overleggen],
    )


def insert_partners(db: Database, partners: Sequence[Partner]) -> None:
    """Enter partners, without their overleggen."""
    db.execute_many(
        "INSERT INTO partner (id, email, beroepsgroep, organisatietype) "
        "VALUES (:id, :email, :beroepsgroep, :organisatietype)",
        [
            {"id": p.id, "email": p.email, "beroepsgroep": p.beroepsgroep, "organisatietype": p.organisatietype}
            for p in partners
        ],
    )


def insert_partner_overleggen(db: Database, partners: Sequence[Partner]) -> None:
    """Enter which overleggen the partners take part in."""
    db.execute_many(
        "INSERT INTO partner_overleg (partner_id, overleg_id) VALUES (:partner, :overleg)",
        [{"partner": p.id, "overleg": overleg} for p in partners for overleg in p.overleggen],
    )


def select_overlegvormen(db: Database) -> list[Overlegvorm]:
    """All kinds of meetings, by name."""
    return [Overlegvorm(row["id"], row["name"]) for row in db.query("SELECT id, name FROM overlegvorm ORDER BY name")]


def select_overleggen(db: Database) -> list[Overleg]:
    """All meetings, by name."""
    rows = db.query("SELECT id, name, overlegvorm_id FROM overleg ORDER BY name")
    return [Overleg(row["id"], row["name"], row["overlegvorm_id"]) for row in rows]


def select_partners(db: Database) -> list[Partner]:
    """All partners with their overleggen, by id."""
    memberships: dict[str, list[str]] = {}
    for row in db.query("SELECT partner_id, overleg_id FROM partner_overleg ORDER BY partner_id, overleg_id"):
        memberships.setdefault(row["partner_id"], []).append(row["overleg_id"])
    rows = db.query("SELECT id, email, beroepsgroep, organisatietype FROM partner ORDER BY id")
    return [Partner(row[0], row[1], row[2], row[3], tuple(memberships.get(row[0], ()))) for row in rows]
