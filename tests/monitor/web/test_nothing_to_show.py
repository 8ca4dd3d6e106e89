"""Waves of which nothing may be seen: their pages say so, look alike, and offer no chart of nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from monitor.model import Role
from monitor.services import sending
from monitor.services.publishing import close_wave
from surveys.answers import NO_OPINION
from tests.monitor.web.given_out import Given
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, PARTNERS, PATTERNS, WAVE, ZUID, Scene, fill_in

PARTNERS_OF_NOORD = ("p01", "p03", "p05", "p07")
PAGES = (
    "", f"overleg/{NOORD}", f"overleg/{ZUID}", "stellingen", "stelling/selectie_1", "stelling/rendement_2", "berekening"
)  # fmt: skip
QUESTIONS = 7
SignedIn = Callable[..., CheckingClient]


def close_with(scene: Scene, forms: Sequence[bytes]) -> None:
    """One form of each partner in turn, for the overleggen in turn; then the wave is closed."""
    for number, (partner, answers) in enumerate(zip(PARTNERS, forms, strict=False)):
        token = scene.token(partner)
        fill_in(scene.installation, HOUSE, token, {number % 2: answers})
        sending.send(scene.installation, HOUSE, token)
    close_wave(scene.installation, HOUSE, WAVE, early=True)


def look(browser: CheckingClient, path: str) -> str:
    page = browser.get(f"/huizen/{HOUSE}/{WAVE}/{path}")
    assert page.status_code == 200
    return page.text


@pytest.mark.parametrize("forms", [0, 1, 4])
def test_a_wave_of_too_few_forms_shows_its_response_and_nothing_else(
    scene: Scene, signed_in: SignedIn, forms: int
) -> None:
    for partner, answers in zip(PARTNERS_OF_NOORD[:forms], PATTERNS, strict=False):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: answers})
        sending.send(scene.installation, HOUSE, scene.token(partner))
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    browser = signed_in(Role.MANAGER)

    house, overleg = look(browser, ""), look(browser, f"overleg/{NOORD}")

    assert f"{forms} van de 24 partners antwoordden" in house
    assert "niet getoond" in house
    for page in (house, overleg):
        assert 'class="empty"' in page
        assert "Grafiek tonen" not in page


@pytest.mark.parametrize("answer", [1, 3, 4, NO_OPINION], ids=["lowest", "middle", "highest", "geen oordeel"])
def test_where_everybody_says_the_same_no_page_gives_away_what(scene: Scene, signed_in: SignedIn, answer: int) -> None:
    close_with(scene, [bytes([answer] * QUESTIONS)] * 20)
    browser = signed_in(Role.MANAGER)

    pages = {path: look(browser, path) for path in PAGES}

    told = {
        cell.text for page in pages.values() for cell in Given(page).cells if not cell.figure.startswith("respons-")
    }
    assert "20 van de 24 partners antwoordden" in pages[""]
    assert told == {"niet getoond"}
    assert not any("Grafiek tonen" in page for page in pages.values())


def test_overleggen_below_the_minimum_are_hatched_and_the_house_is_shown(scene: Scene, signed_in: SignedIn) -> None:
    close_with(scene, [PATTERNS[number % 5] for number in range(8)])
    browser = signed_in(Role.MANAGER)

    house = look(browser, "")
    overleggen = [look(browser, f"overleg/{code}") for code in (NOORD, ZUID)]

    rows = [(cell.row, cell.text) for cell in Given(house).cells if cell.figure == "overleggen-vakken"]
    assert [row for row in rows if row[0].startswith("Overleg ")] == [
        ("Overleg Noord", "niet getoond"),
        ("Overleg Zuid", "niet getoond"),
    ]
    assert [row for row in rows if row[0] == "Hele huis n 8"] == [
        ("Hele huis n 8", text) for text in ("2,6 n 8", "2,5 n 7", "2,5 n 8", "2,5 n 8")
    ]
    for page in overleggen:
        assert "Van dit overleg tonen we geen scores" in page
        assert "Grafiek tonen" not in page
