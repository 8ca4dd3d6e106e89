"""Ways between pages of results, for who may go there: to take along, back to an overleg, out of a dead end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from monitor.model import COMMAND, Role
from monitor.services import sharing
from monitor.services.publishing import close_wave
from monitor.services.sharing import NewShare
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, WAVE, ZUID, Scene, answer_all

PLACE = f"/huizen/{HOUSE}/{WAVE}"
FOR_READERS = (f"{PLACE}/partners", f"{PLACE}/downloads")
FOR_COORDINATORS = (f"/beheer/{HOUSE}/metingen/{WAVE}/", f"/beheer/{HOUSE}/metingen/{WAVE}/toelichting/")
SignedIn = Callable[..., CheckingClient]


@pytest.fixture(autouse=True)
def closed(scene: Scene) -> Scene:
    """A scene whose wave is closed."""
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def read(browser: CheckingClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(("role", "runs"), [(Role.COORDINATOR, True), (Role.MANAGER, False)])
def test_what_there_is_to_take_along_is_what_the_reader_may_use(signed_in: SignedIn, role: Role, runs: bool) -> None:
    text = read(signed_in(role), f"{PLACE}/")

    assert "Downloaden en delen" in text
    assert all(f'href="{address}"' in text for address in FOR_READERS)
    assert [f'href="{address}"' in text for address in FOR_COORDINATORS] == [runs, runs]
    assert (f"/beheer/{HOUSE}/delen/" in text) is runs


def test_two_readers_with_other_rights_get_pages_of_their_own_in_any_order(signed_in: SignedIn) -> None:
    manager, coordinator = signed_in(Role.MANAGER), signed_in(Role.COORDINATOR)

    first, runs, again = (read(one, f"{PLACE}/") for one in (manager, coordinator, manager))

    assert "Toelichting schrijven" in runs
    assert "Toelichting schrijven" not in first and "Toelichting schrijven" not in again


def test_behind_a_read_only_link_there_is_nothing_to_take_along(closed: Scene, visitor: CheckingClient) -> None:
    new = NewShare("De burgemeester", closed.clock().date() + timedelta(days=9))
    secret = sharing.make_share(closed.installation, HOUSE, WAVE, new, by="C", actor=COMMAND)

    text = read(visitor, f"/lezen/{HOUSE}/{secret}/")

    assert "Downloaden en delen" not in text and "/beheer/" not in text and "/huizen/" not in text


def test_a_statement_leads_back_to_the_overleg_that_it_was_reached_from(signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)

    assert f'{PLACE}/stelling/selectie_1?overleg={NOORD}"' in read(manager, f"{PLACE}/overleg/{NOORD}")
    text = read(manager, f"{PLACE}/stelling/selectie_1?overleg={NOORD}")
    assert "Terug naar Overleg Noord" in text
    assert f'{PLACE}/stelling/selectie_2?overleg={NOORD}"' in text
    assert "Terug naar" not in read(manager, f"{PLACE}/stelling/selectie_1")


@pytest.mark.parametrize("code", [ZUID, 99, "zuid", ""])
def test_an_overleg_that_may_not_be_seen_is_no_way_back(signed_in: SignedIn, code: int | str) -> None:
    manager, own = signed_in(Role.MANAGER), signed_in(Role.PROCESS_MANAGER, overleg="noord")
    read(manager, f"{PLACE}/stelling/selectie_1?overleg={ZUID}")

    text = read(own, f"{PLACE}/stelling/selectie_1?overleg={code}")

    assert text == read(own, f"{PLACE}/stelling/selectie_1")
    assert "Terug naar" not in text and "Zuid" not in text


def test_a_dead_end_in_the_results_keeps_the_menu_and_leads_to_the_results(signed_in: SignedIn) -> None:
    answer = signed_in(Role.COORDINATOR).get(f"{PLACE}/overleg/99")

    assert answer.status_code == 404
    assert 'aria-label="Hoofdmenu"' in answer.text
    assert '<a class="button" href="/huizen/">Naar de uitkomsten' in answer.text
