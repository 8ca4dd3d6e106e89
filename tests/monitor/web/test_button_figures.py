"""The charts behind a button stand at the page's own address, for who may see that page and with what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from monitor.model import COMMAND, Role
from monitor.services import sharing
from monitor.services.publishing import close_wave
from monitor.services.sharing import NewShare
from monitor.web.views.button_figures import button_figures
from monitor.web.views.house import house_page
from tests.monitor.charts.dressing import accepted
from tests.monitor.sample import CODE, sample_publication, sample_questionnaire
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, OTHER_HOUSE, WAVE, ZUID, Scene, answer_all

BUTTON = re.compile(r'<figure class="chart" id="([^"]+)">(?:(?!<figure).)*?data-draw="button"', re.DOTALL)
PAGES = ("", f"overleg/{NOORD}", "stelling/selectie_1")
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def figures(browser: CheckingClient, address: str) -> dict[str, Any]:
    answer = browser.get(f"{address}?grafieken")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.text)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_button_of_a_page_finds_its_chart_beside_it(closed: Scene, signed_in: SignedIn, page: str) -> None:
    browser, address = signed_in(Role.MANAGER), f"/huizen/{HOUSE}/{WAVE}/{page}"
    buttons = BUTTON.findall(browser.get(address).text)
    assert buttons
    assert set(buttons) <= figures(browser, address).keys()


@pytest.mark.parametrize("page", PAGES)
def test_behind_a_read_only_link_the_charts_are_those_of_the_numbers_that_may_leave(
    closed: Scene, visitor: CheckingClient, signed_in: SignedIn, page: str
) -> None:
    new = NewShare("De burgemeester", date(2026, 12, 10))
    share = sharing.make_share(closed.installation, HOUSE, WAVE, new, by="C", actor=COMMAND)
    address = f"/lezen/{HOUSE}/{share}/{page}"
    buttons = BUTTON.findall(visitor.get(address).text)
    assert set(buttons) <= figures(visitor, address).keys()
    preview = f"/beheer/{HOUSE}/delen/metingen/{WAVE}/voorbeeld/{page}"
    assert figures(signed_in(Role.COORDINATOR), preview) == figures(visitor, address)


def test_who_may_not_see_a_page_does_not_get_its_charts(
    closed: Scene, visitor: CheckingClient, signed_in: SignedIn
) -> None:
    process_manager = signed_in(Role.PROCESS_MANAGER, overleg="noord")
    elsewhere = signed_in(Role.MANAGER, house=OTHER_HOUSE)
    house, other = f"/huizen/{HOUSE}/{WAVE}/?grafieken", f"/huizen/{HOUSE}/{WAVE}/overleg/{ZUID}?grafieken"
    assert process_manager.get(house).location.endswith(f"/overleg/{NOORD}")
    assert process_manager.get(other).status_code == 404
    assert elsewhere.get(house).status_code == 404
    assert visitor.get(house).status_code == 401
    assert "Overleg Zuid" not in json.dumps(figures(process_manager, f"/huizen/{HOUSE}/{WAVE}/stelling/selectie_1"))


def test_charts_are_kept_nowhere_on_the_way(closed: Scene, signed_in: SignedIn) -> None:
    answer = signed_in(Role.MANAGER).get(f"/huizen/{HOUSE}/{WAVE}/?grafieken")
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_chart_of_a_house_is_one_that_plotly_takes_and_its_keys_are_unique() -> None:
    page = house_page(sample_publication(), sample_questionnaire(), code=CODE)
    found = button_figures(page)
    tables = len(page.parts.statements.by_aspect) + len(page.parts.groups)
    assert len(found) == tables + 4  # overleggen, attendance, lowest and highest statements
    for figure in found.values():
        assert accepted(figure).data
