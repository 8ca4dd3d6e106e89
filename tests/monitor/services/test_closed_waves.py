"""An earlier publication that cannot be read takes no page away, and pages that were drawn parse nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import COMMAND, Role
from monitor.services import publication_json, reading, sharing
from monitor.services.clock import local_date
from monitor.services.following import Apart, follow_points
from monitor.services.kept import Kept
from monitor.services.publishing import close_wave
from monitor.services.sharing import NewShare
from monitor.services.waves import open_wave
from tests.monitor.services.improvement_scene import POINT, make_point
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NEW_WAVE, NOORD, WAVE, Scene, answer_all

LATER = "later"
SignedIn = Callable[..., CheckingClient]
PAGES = [
    "/huizen/",
    *(f"/huizen/{HOUSE}/{LATER}/{page}" for page in (
        "", f"overleg/{NOORD}", "stellingen", "stelling/selectie_1", "berekening", "downloads", "partners")),
    f"/huizen/{HOUSE}/verbeterpunten/",
    f"/huizen/{HOUSE}/verbeterpunten/lijst",
]  # fmt: skip


@pytest.fixture
def broken(scene: Scene) -> Scene:
    """Two closed waves with improvement points; of the first the publication has a form of long ago."""
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    record = replace(NEW_WAVE, id=LATER, name="Later", opens_at=NEW_WAVE.opens_at + timedelta(days=300))
    open_wave(scene.installation, HOUSE, record)
    close_wave(scene.installation, HOUSE, LATER, early=True)
    for overleg in ("", "noord"):
        make_point(scene, overleg=overleg)
        make_point(scene, overleg=overleg, wave=LATER)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "UPDATE publication SET body = '{\"format\": 1}', sha256 = 'old' WHERE wave_id = :wave", {"wave": WAVE}
        )
    return scene


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_later_wave_stays(broken: Scene, signed_in: SignedIn, page: str) -> None:
    assert signed_in(Role.MANAGER).get(page).status_code == 200


def test_the_pages_behind_a_link_stay(broken: Scene, signed_in: SignedIn) -> None:
    own = broken.installation
    last = local_date(own.now()) + timedelta(days=5)
    new = NewShare("Burgemeester", last, with_explanations=True, with_comments=True)
    secret = sharing.make_share(own, HOUSE, LATER, new, by="Noor", actor=COMMAND)
    browser = signed_in(Role.MANAGER)
    for page in ("", f"overleg/{NOORD}", "stellingen", "stelling/selectie_1", "berekening"):
        assert browser.get(f"/lezen/{HOUSE}/{secret}/{page}").status_code == 200


def test_a_point_says_that_its_numbers_cannot_be_read(broken: Scene) -> None:
    [found] = follow_points(broken.installation, HOUSE, [replace(POINT, overleg="")])
    assert found.apart is Apart.UNREADABLE
    assert found.then is None and found.now is None and found.change is None


def test_a_page_that_was_drawn_parses_no_publication(
    broken: Scene, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(Role.MANAGER)
    pages = [
        f"/huizen/{HOUSE}/{LATER}/{page}" for page in ("", f"overleg/{NOORD}", "stelling/selectie_1", "berekening")
    ]
    before = [browser.get(page).data for page in pages]
    reading._read.clear()
    monkeypatch.setattr(publication_json, "from_text", None)
    assert [browser.get(page).status_code for page in pages] == [200] * len(before)


def test_what_was_used_longest_ago_goes_first_and_room_is_kept() -> None:
    kept: Kept[str] = Kept(10)
    made: list[str] = []

    def ask(key: str, size: int = 4) -> str:
        def make() -> tuple[str, int]:
            made.append(key)
            return key, size

        return kept.get(key, make)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]
    assert ask("large", 11) == "large"
    assert ask("a") == "a"
    assert made[-2:] == ["large", "a"]
