"""The installation as its administrator sees it: what has to be done, houses, accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.mail.settings import MailSettings
from monitor.model import House, Right, Role
from monitor.services.clock import local_time
from monitor.services.first_coordinator import is_open_to_name
from monitor.services.rights import NAMES
from monitor.services.tick_status import TickStatus
from monitor.store.directory import AccountState
from monitor.web.formats import sentence_case
from monitor.web.mail_words import ADVICE, NO_SERVER
from monitor.web.views.people import account_status


@dataclass(frozen=True)
class Check:
    """One thing that should be in order."""

    name: str
    sound: bool
    words: str
    people: tuple[tuple[str, str], ...] = ()
    """Account id and name of whom a mail did not reach."""


@dataclass(frozen=True)
class HouseLine:
    """A house. `coordinators`: who can run its waves; none is something to do.

    `to_name`: nobody of them opened the account, so that an administrator names one.
    """

    id: str
    name: str
    coordinators: tuple[str, ...]
    to_name: bool


@dataclass(frozen=True)
class AccountLine:
    """An account. `installation_roles`: (value, name) of rights that an administrator takes away here."""

    id: str
    name: str
    email: str
    icon: str
    status: str
    attention: bool
    waiting: bool
    disabled: bool
    protected: bool
    own: bool
    roles: tuple[str, ...]
    installation_roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AdministrationPage:
    """The whole page. `key_safe`: a copy of the link key was put away."""

    checks: tuple[Check, ...]
    key_safe: bool
    houses: tuple[HouseLine, ...]
    accounts: tuple[AccountLine, ...]


def administration_page(
    houses: Mapping[str, House],
    states: Sequence[AccountState],
    *,
    own: str,
    words: Callable[[Right], str],
    tick: TickStatus,
    mails: Mapping[str, int],
    unreached: Mapping[str, str],
    mail: MailSettings,
    key_safe: bool,
    demo: bool,
) -> AdministrationPage:
    """`words`: how a right is said. `mails`: state -> number of mails about accounts.

    `unreached`: account id -> name of whom such a mail did not reach.
    """
    names = {key: house.name for key, house in houses.items()}
    return AdministrationPage(
        checks=(_key(key_safe), _tick(tick, names), _mail(mail, mails, unreached, demo=demo)),
        key_safe=key_safe,
        houses=tuple(_house(key, house, states) for key, house in houses.items()),
        accounts=tuple(_account(state, words, own) for state in states),
    )


def _key(safe: bool) -> Check:
    words = "Er is een kopie, apart van de back-ups." if safe else "Er is nog geen kopie. Tot dan kan geen meting open."
    return Check("Sleutel van de links", safe, words)


def _tick(tick: TickStatus, names: Mapping[str, str]) -> Check:
    if tick.failing:
        failing = ", ".join(names.get(house, house) for house in tick.failing)
        return Check("Wat vanzelf gaat", False, f"De laatste keer ging het mis bij {failing}. Kijk in het logboek.")
    if tick.last is None:
        return Check("Wat vanzelf gaat", not tick.late, "Nog niet gedaan sinds de installatie.")
    return Check("Wat vanzelf gaat", not tick.late, f"Laatst gedaan op {local_time(tick.last)}.")


def _mail(mail: MailSettings, mails: Mapping[str, int], unreached: Mapping[str, str], *, demo: bool) -> Check:
    if demo:
        return Check("Mail", True, "In dit voorbeeld gaan mails naar een map, niet naar mensen.")
    if not mail.smtp:
        return Check("Mail", False, f"{NO_SERVER} Er gaat niets uit. {ADVICE}")
    words = f"Mails over accounts: {mails.get('waiting', 0)} te versturen."
    return Check("Mail", not unreached, words, tuple(unreached.items()))


def _house(key: str, house: House, states: Sequence[AccountState]) -> HouseLine:
    return HouseLine(key, house.name, _coordinators(key, states), is_open_to_name(key, states))


def _coordinators(house: str, states: Sequence[AccountState]) -> tuple[str, ...]:
    right = Right(house, Role.COORDINATOR)
    return tuple(state.account.name for state in states if right in state.account.rights and not state.disabled)


def _account(state: AccountState, words: Callable[[Right], str], own: str) -> AccountLine:
    icon, status, attention = account_status(state, state.account.rights)
    return AccountLine(
        state.account.id,
        state.account.name,
        state.account.email,
        icon,
        status,
        attention,
        not state.open and not state.disabled,
        state.disabled,
        state.protected,
        state.account.id == own,
        tuple(sentence_case(words(right)) for right in state.account.rights),
        tuple((right.role.value, NAMES[right.role]) for right in state.account.rights if not right.house),
    )
