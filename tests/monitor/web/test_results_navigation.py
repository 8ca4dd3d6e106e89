"""The pages of statements, the explanation of every number, and the way through results, for each kind of reader."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from monitor.model import Role
from monitor.services.publishing import close_wave
from monitor.store.schema_house import houses
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, OTHER_WAVE, WAVE, ZUID, Scene, answer_all, copy_scene

SignedIn = Callable[..., CheckingClient]
PLACE = f"/huizen/{HOUSE}/{WAVE}"
ITEM, LIST, EXPLAINED = f"{PLACE}/stelling/selectie_1", f"{PLACE}/stellingen", f"{PLACE}/berekening"
MANAGER, PROCESS_MANAGER = Role.MANAGER, Role.PROCESS_MANAGER


@pytest.fixture(scope="module")
def closed_once(original: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """HOUSE has `voorjaar` closed with enough answers to show both overleggen, and `najaar` closed without any."""
    made = copy_scene(original, tmp_path_factory.mktemp("closed") / "instance")
    answer_all(made)
    for wave in (WAVE, OTHER_WAVE):
        close_wave(made.installation, HOUSE, wave, early=True)
    houses.close()
    return made


@pytest.fixture
def scene(closed_once: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """A copy of it for every test."""
    return copy_scene(closed_once, tmp_path / "instance")


def sign_in(signed_in: SignedIn, role: Role) -> CheckingClient:
    """A process manager is one of overleg Noord."""
    return signed_in(role, HOUSE, "noord" if role is PROCESS_MANAGER else None)


def read(browser: CheckingClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return unescape(answer.text)


@pytest.mark.parametrize("role", [Role.COORDINATOR, MANAGER, PROCESS_MANAGER])
def test_every_reader_has_the_three_pages_and_the_way_between_them(signed_in: SignedIn, role: Role) -> None:
    browser = sign_in(signed_in, role)

    for address in (ITEM, LIST, EXPLAINED):
        text = read(browser, address)
        assert f'href="{LIST}"' in text and f'href="{EXPLAINED}"' in text
        assert 'aria-label="U bent hier"' in text


def test_a_statement_leads_to_its_neighbour_its_aspect_and_its_overleggen(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, MANAGER), ITEM)

    assert f'href="{PLACE}/stelling/selectie_2"' in text
    assert f'href="{LIST}#aspect-selectie"' in text
    assert f'href="{PLACE}/overleg/{ZUID}"' in text
    assert f'href="{EXPLAINED}#stelling"' in text


def test_a_process_manager_finds_no_other_overleg_on_any_of_them(signed_in: SignedIn) -> None:
    browser = sign_in(signed_in, PROCESS_MANAGER)

    for address in (ITEM, LIST, EXPLAINED):
        text = read(browser, address)
        assert "Zuid" not in text and f"/overleg/{ZUID}" not in text
    assert read(browser, f"{LIST}?overleg={NOORD}") == read(browser, LIST)
    read(browser, f"{LIST}?overleg={ZUID}", 404)


def test_a_process_manager_reads_nothing_of_a_house_with_one_other_overleg(signed_in: SignedIn) -> None:
    whole, own = (sign_in(signed_in, role) for role in (MANAGER, PROCESS_MANAGER))

    assert "Hele huis" in read(whole, ITEM) and "Hele huis" not in read(own, ITEM)
    assert "item-restcorrelatie" in read(whole, ITEM) and "item-restcorrelatie" not in read(own, ITEM)
    assert "R-indicator" in read(whole, EXPLAINED) and "R-indicator" not in read(own, EXPLAINED)


def test_looking_for_words_shows_those_statements_and_how_many_there_are(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, MANAGER), f"{LIST}?zoek=SPREKEN+goed&volgorde=laagste")

    assert "1 stelling gevonden met ‘SPREKEN goed’, van de 7" in text
    assert "Wij spreken goed." in text and "Wij kiezen." not in text
    assert 'value="laagste" selected' in text


def test_nothing_found_is_said_kindly_with_a_way_back(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, MANAGER), f"{LIST}?zoek=zeppelin")

    assert "Geen stelling gevonden met ‘zeppelin’" in text
    assert f'href="{LIST}"' in text


def test_words_that_are_looked_for_are_shown_as_text(signed_in: SignedIn) -> None:
    answer = sign_in(signed_in, MANAGER).get(LIST, query_string={"zoek": '<script>alert("x")</script>{{7*7}}'})

    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in unescape(answer.text)


def test_an_unknown_statement_is_not_found(signed_in: SignedIn) -> None:
    read(sign_in(signed_in, MANAGER), f"{PLACE}/stelling/bestaat_niet", 404)


def test_a_wave_without_an_answer_says_so_on_every_page(signed_in: SignedIn) -> None:
    browser, empty = sign_in(signed_in, MANAGER), f"/huizen/{HOUSE}/{OTHER_WAVE}"

    assert "Van deze stelling tonen we geen antwoorden" in read(browser, f"{empty}/stelling/selectie_1")
    assert "We tonen geen stellingen" in read(browser, f"{empty}/stellingen")
    assert "niet getoond" in read(browser, f"{empty}/stellingen?volgorde=geen-oordeel")
    assert "Dit cijfer tonen we in deze meting niet" in read(browser, f"{empty}/berekening")


@pytest.mark.parametrize("page", ["", f"/overleg/{NOORD}", "/stelling/selectie_1", "/stellingen", "/berekening"])
def test_each_page_leads_to_the_same_page_of_the_other_wave(signed_in: SignedIn, page: str) -> None:
    text = read(sign_in(signed_in, MANAGER), f"{PLACE}{page or '/'}")

    assert f'href="/huizen/{HOUSE}/{OTHER_WAVE}{page or "/"}"' in text


def test_the_menu_says_where_one_is(signed_in: SignedIn) -> None:
    browser = sign_in(signed_in, MANAGER)

    for address, name in ((ITEM, "Stellingen"), (LIST, "Stellingen"), (EXPLAINED, "Hoe berekend")):
        assert f'aria-current="true">{name}</a>' in read(browser, address)
    assert '<span aria-current="page">Stelling 1 van 7</span>' in read(browser, ITEM)


def test_the_houses_are_called_uitkomsten_in_the_menu_and_on_their_page(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, MANAGER), "/huizen/")

    assert "<h1>Uitkomsten</h1>" in text
    assert "Metingen" not in text


def test_a_redacteur_finds_the_closed_waves_to_read_and_no_results(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, Role.EDITOR), "/huizen/")

    assert f'href="{PLACE}/open-antwoorden"' in text
    assert f'href="{PLACE}/"' not in text
    assert "nog niet in deze versie" not in text


def test_a_researcher_finds_the_forms_and_no_results(signed_in: SignedIn) -> None:
    text = read(sign_in(signed_in, Role.RESEARCHER), "/huizen/")

    assert f'href="{PLACE}/onderzoek"' in text
    assert f'href="{PLACE}/"' not in text
    assert "nog niet in deze versie" not in text
