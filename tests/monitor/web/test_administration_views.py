"""What the administrator's page says of key, tick, mail, houses and accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.mail.settings import MailSettings, Security, Server
from monitor.model import Account, House, Right, Role
from monitor.services.rights import say_right
from monitor.services.tick_status import TickStatus
from monitor.store.directory import AccountState
from monitor.web.views.administration import AdministrationPage, administration_page

NOORD = House("noord", "Veiligheidshuis Noord", "Mail ons.")
SERVER = MailSettings(smtp=Server("mail.example", 587, Security("starttls"), "", "", ""), sender="m@example.org")
TICKED = TickStatus(datetime(2026, 11, 10, 9, tzinfo=UTC), (), False)
WORKING = AccountState(
    Account("a", "c@example.org", "Coen", (Right("noord", Role.COORDINATOR),)),
    disabled=False,
    open=True,
    protected=True,
)


def page(states: tuple[AccountState, ...] = (WORKING,), **changed: Any) -> AdministrationPage:
    options: dict[str, Any] = {
        "own": "a",
        "words": lambda right: say_right(right, house="Veiligheidshuis Noord"),
        "tick": TICKED,
        "mails": {},
        "unreached": {},
        "mail": SERVER,
        "key_safe": True,
        "demo": False,
    }
    return administration_page({"noord": NOORD}, states, **{**options, **changed})


def test_all_in_order() -> None:
    made = page()

    assert [check.sound for check in made.checks] == [True, True, True]
    assert "10 november 2026, 10.00 uur" in made.checks[1].words


@pytest.mark.parametrize(
    ("changed", "place", "words"),
    [
        ({"key_safe": False}, 0, "nog geen kopie"),
        ({"tick": TickStatus(None, (), True)}, 1, "Nog niet gedaan"),
        ({"tick": replace(TICKED, late=True)}, 1, "Laatst gedaan"),
        ({"tick": replace(TICKED, failing=("noord",))}, 1, "mis bij Veiligheidshuis Noord"),
        ({"mail": MailSettings()}, 2, "geen mailserver"),
        ({"mails": {"failed": 2, "waiting": 1}, "unreached": {"a": "Coen"}}, 2, "1 te versturen"),
    ],
)
def test_what_is_not_in_order_is_said(changed: dict[str, Any], place: int, words: str) -> None:
    made = page(**changed)

    assert [number for number, check in enumerate(made.checks) if not check.sound] == [place]
    assert words in made.checks[place].words


def test_who_a_mail_did_not_reach_is_named_and_an_old_failure_is_no_alarm() -> None:
    assert page(unreached={"a": "Coen"}).checks[2].people == (("a", "Coen"),)
    assert page(mails={"failed": 3}).checks[2].sound


def test_an_administrator_names_a_coordinator_while_none_opened_the_account() -> None:
    invited = replace(WORKING, open=False)
    shut = replace(WORKING, disabled=True)

    assert [page(states).houses[0].to_name for states in ((), (invited,), (WORKING,), (shut,))] == [
        True,
        True,
        False,
        False,
    ]


def test_a_house_names_who_runs_it() -> None:
    away = replace(WORKING, disabled=True)

    assert page().houses[0].coordinators == ("Coen",)
    assert page((away,)).houses[0].coordinators == ()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (WORKING, "werkt"),
        (replace(WORKING, protected=False), "tweede factor nog instellen"),
        (replace(WORKING, open=False), "uitgenodigd, nog niet geopend"),
        (replace(WORKING, disabled=True, open=False), "uitgezet"),
    ],
)
def test_an_account_says_where_it_stands(state: AccountState, status: str) -> None:
    [line] = page((state,)).accounts

    assert (line.status, line.roles) == (status, ("Coördinator van Veiligheidshuis Noord",))
    assert line.installation_roles == ()
