"""Colleagues of a house as the page shows them, and the form that invites one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.model import Right, Role
from monitor.services.clock import plain_date
from monitor.services.rights import HOUSE_ROLES, LONGEST, NAMES, needs_second_factor, say_right
from monitor.store.directory import AccountState
from monitor.web.formats import sentence_case

EXPLAINED = {
    Role.COORDINATOR: "Regelt de metingen: partners, mails, openen en sluiten. Ziet de uitkomsten.",
    Role.MANAGER: "Ziet de uitkomsten van het hele huis.",
    Role.PROCESS_MANAGER: "Ziet de uitkomsten van één overleg.",
    Role.EDITOR: "Leest de open antwoorden, zonder groep, en geeft ze vrij. Alleen van metingen die hierna opengaan: "
    "partners zien deze naam voordat zij versturen.",
    Role.RESEARCHER: "Krijgt losse formulieren zonder groep, voor een doel en tot een dag die u opschrijft. Zij zijn "
    "niet anoniem: met de uitkomsten is soms uit te rekenen bij welke groep een formulier hoort.",
}


@dataclass(frozen=True)
class RightLine:
    """One right of somebody, as the form that takes it away names it."""

    role: str
    overleg: str
    words: str
    detail: str


@dataclass(frozen=True)
class Person:
    """One colleague. `status` with `icon`: where the account stands; `waiting`: the invitation was not used yet."""

    id: str
    name: str
    email: str
    icon: str
    status: str
    attention: bool
    waiting: bool
    own: bool
    rights: tuple[RightLine, ...]


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with a right in a house."""

    people: tuple[Person, ...]


@dataclass(frozen=True)
class RoleChoice:
    """One role that can be chosen."""

    value: str
    name: str
    explained: str
    chosen: bool


@dataclass(frozen=True)
class InvitePage:
    """The form that invites a colleague, with what was typed."""

    email: str
    name: str
    roles: tuple[RoleChoice, ...]
    overleggen: tuple[tuple[str, str, bool], ...]
    purpose: str
    until: str
    last_words: str


def people_page(house: str, states: Sequence[AccountState], overleggen: Mapping[str, str], *, own: str) -> PeoplePage:
    """`overleggen`: id -> name; `own`: the account that looks. Rights in other houses are not shown."""
    return PeoplePage(tuple(_person(house, state, overleggen, own) for state in states))


def _person(house: str, state: AccountState, overleggen: Mapping[str, str], own: str) -> Person:
    rights = [right for right in state.account.rights if right.house == house]
    icon, status, attention = account_status(state, rights)
    return Person(
        state.account.id,
        state.account.name,
        state.account.email,
        icon,
        status,
        attention,
        not state.open and not state.disabled,
        state.account.id == own,
        tuple(_right(right, overleggen) for right in rights),
    )


def account_status(state: AccountState, rights: Sequence[Right]) -> tuple[str, str, bool]:
    """(icon, words, whether it asks attention)."""
    if state.disabled:
        return "lock", "uitgezet", True
    if not state.open:
        return "mail", "uitgenodigd, nog niet geopend", False
    if needs_second_factor(rights) and not state.protected:
        return "warning", "tweede factor nog instellen", True
    return "check", "werkt", False


def _right(right: Right, overleggen: Mapping[str, str]) -> RightLine:
    key = right.overleg or ""
    words = say_right(right, overleg=overleggen.get(key, key))
    return RightLine(right.role, key, sentence_case(words), right.purpose)


def invite_page(typed: Mapping[str, Any], overleggen: Mapping[str, str], *, today: date, until: str = "") -> InvitePage:
    """`typed`: the form's data; `until`: the day as it was typed, which may be no day."""
    roles = [RoleChoice(r, NAMES[r].capitalize(), EXPLAINED[r], typed["role"] == r) for r in HOUSE_ROLES]
    return InvitePage(
        email=typed["email"] or "",
        name=typed["name"] or "",
        roles=tuple(roles),
        overleggen=tuple((key, name, typed["overleg"] == key) for key, name in overleggen.items()),
        purpose=typed["purpose"] or "",
        until=until,
        last_words=plain_date(today + LONGEST),
    )
