"""The pages of a house's own lists: names by list, overleggen, a page of partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import ListKind
from monitor.services.house_lists import Named, count_users
from monitor.services.overleggen import OverlegLine
from monitor.services.partner_list import NO_OVERLEG, PartnerPage

HEADINGS = {
    ListKind.OVERLEGVORM: ("Overlegvormen", "Het soort overleg. Bij elk overleg kiest u er een."),
    ListKind.REGION: ("Regio’s", "Mag leeg blijven: alleen nodig als u per regio wilt vergelijken."),
    ListKind.BEROEPSGROEP: ("Beroepsgroepen", "Wat partners doen. De uitkomsten worden hiernaar verdeeld."),
    ListKind.ORGANISATIETYPE: ("Soorten organisatie", "Waar partners werken. Alleen voor de respons."),
}


@dataclass(frozen=True)
class EntryLine:
    """One name of a list, with by how many it is used in words."""

    id: str
    name: str
    aliases: str
    used: str


@dataclass(frozen=True)
class EntryList:
    """One list of names."""

    kind: str
    heading: str
    reading: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True)
class EntriesPage:
    """All lists. offers_defaults: one of those with usual names is empty."""

    lists: tuple[EntryList, ...]
    offers_defaults: bool


@dataclass(frozen=True)
class OverleggenPage:
    """All overleggen. has_vormen: without an overlegvorm none can be made."""

    running: tuple[OverlegLine, ...]
    ended: tuple[OverlegLine, ...]
    has_vormen: bool


@dataclass(frozen=True)
class PartnerLine:
    """One partner in the list."""

    id: str
    email: str
    name: str
    beroepsgroep: str
    organisatietype: str
    overleggen: tuple[str, ...]


@dataclass(frozen=True)
class PartnersPage:
    """A page of the partners that were sought. first, last: places of its lines in the whole."""

    lines: tuple[PartnerLine, ...]
    found: int
    first: int
    last: int
    page: int
    pages: int
    sought: str
    overleg: str
    overleggen: tuple[tuple[str, str], ...]


def choices_of(names: Mapping[ListKind, Sequence[Named]]) -> dict[ListKind, list[tuple[str, str]]]:
    """Id and name of every list, to choose from."""
    return {kind: [(one.id, one.name) for one in found] for kind, found in names.items()}


def entries_page(names: Mapping[ListKind, Sequence[Named]]) -> EntriesPage:
    """Every list, in the order in which somebody who begins needs them."""
    lists = tuple(
        EntryList(
            kind,
            *HEADINGS[kind],
            tuple(
                EntryLine(one.id, one.name, ", ".join(one.aliases), count_users(kind, one.uses) if one.uses else "")
                for one in names[kind]
            ),
        )
        for kind in HEADINGS
    )
    return EntriesPage(lists, any(not one.lines for one in lists if one.kind != ListKind.REGION))


def overleggen_page(lines: Sequence[OverlegLine], *, has_vormen: bool) -> OverleggenPage:
    """Those that still meet apart from those that ended."""
    return OverleggenPage(
        tuple(line for line in lines if not line.overleg.ended),
        tuple(line for line in lines if line.overleg.ended),
        has_vormen,
    )


def partners_page(
    found: PartnerPage,
    names: Mapping[ListKind, Sequence[Named]],
    overleggen: Sequence[OverlegLine],
    *,
    sought: str,
    overleg: str,
    per_page: int,
) -> PartnersPage:
    """A page of partners with names in place of ids."""
    groups = {one.id: one.name for one in names[ListKind.BEROEPSGROEP]}
    types = {one.id: one.name for one in names[ListKind.ORGANISATIETYPE]}
    meetings = {
        line.overleg.id: line.overleg.name + (" (beëindigd)" if line.overleg.ended else "") for line in overleggen
    }
    first = (found.page - 1) * per_page
    return PartnersPage(
        lines=tuple(
            PartnerLine(
                one.id,
                one.email,
                one.name,
                groups.get(one.beroepsgroep, ""),
                types.get(one.organisatietype, ""),
                tuple(sorted(meetings[own] for own in one.overleggen)),
            )
            for one in found.partners
        ),
        found=found.found,
        first=first + 1,
        last=first + len(found.partners),
        page=found.page,
        pages=found.pages,
        sought=sought,
        overleg=overleg if overleg in meetings or overleg == NO_OVERLEG else "",
        overleggen=(*meetings.items(), (NO_OVERLEG, "zonder overleg")) if meetings else (),
    )
