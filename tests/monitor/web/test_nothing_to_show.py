"""Waves of which nothing may be seen: their pages say so, look alike, and offer no chart of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.model import Role
from monitor.services import sending
from monitor.services.publishing import close_wave
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, PATTERNS, WAVE, Scene, fill_in

PARTNERS_OF_NOORD = ("p01", "p03", "p05", "p07")


@pytest.mark.parametrize("forms", [0, 1, 4])
def test_a_wave_of_too_few_forms_shows_its_response_and_nothing_else(
    scene: Scene, signed_in: Callable[..., CheckingClient], forms: int
) -> None:
    for partner, answers in zip(PARTNERS_OF_NOORD[:forms], PATTERNS, strict=False):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: answers})
        sending.send(scene.installation, HOUSE, scene.token(partner))
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    browser = signed_in(Role.MANAGER)

    house = browser.get(f"/huizen/{HOUSE}/{WAVE}/")
    overleg = browser.get(f"/huizen/{HOUSE}/{WAVE}/overleg/{NOORD}")

    assert f"{forms} van de 24 partners antwoordden" in house.text
    assert "niet getoond" in house.text
    for page in (house, overleg):
        assert page.status_code == 200
        assert 'class="empty"' in page.text
        assert "Grafiek tonen" not in page.text
