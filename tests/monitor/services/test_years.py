"""The publications behind "door de jaren", and which overlegvorm may stand beside an overleg; over closed waves."""

from __future__ import annotations

import pytest

from monitor.errors import NotFound
from monitor.services import reading, years
from monitor.services.publishing import close_wave
from monitor.store import waves
from tests.scene import HOUSE, NOORD, OTHER_WAVE, WAVE, ZUID, Scene, answer_all


def close(scene: Scene, wave: str) -> None:
    close_wave(scene.installation, HOUSE, wave, early=True)


def opened_earlier(scene: Scene, wave: str) -> None:
    """Put a wave a year before the others."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET opens_at = '2025-11-02T08:00:00Z' WHERE id = :wave", {"wave": wave})


def until(scene: Scene, wave: str) -> list[str]:
    return [one.publication.wave for one in years.years_until(scene.installation, HOUSE, wave)]


def test_the_oldest_comes_first_and_no_wave_after_the_one_looked_at(scene: Scene) -> None:
    answer_all(scene)
    opened_earlier(scene, OTHER_WAVE)
    close(scene, OTHER_WAVE)
    close(scene, WAVE)
    assert until(scene, WAVE) == [OTHER_WAVE, WAVE]
    assert until(scene, OTHER_WAVE) == [OTHER_WAVE]


def test_an_open_wave_is_no_year(scene: Scene) -> None:
    opened_earlier(scene, OTHER_WAVE)
    close(scene, WAVE)
    assert until(scene, WAVE) == [WAVE]


def test_another_questionnaire_is_no_year_and_an_unreadable_publication_takes_no_other_away(scene: Scene) -> None:
    opened_earlier(scene, OTHER_WAVE)
    close(scene, OTHER_WAVE)
    close(scene, WAVE)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "UPDATE publication SET body = '{\"format\": 1}', sha256 = 'other' WHERE wave_id = :wave",
            {"wave": OTHER_WAVE},
        )
    assert until(scene, WAVE) == [WAVE]
    with db.atomic():
        db.execute("UPDATE wave SET questionnaire = 'iets-anders' WHERE id = :wave", {"wave": OTHER_WAVE})
    assert until(scene, WAVE) == [WAVE]


def test_the_only_overleg_of_an_overlegvorm_does_not_stand_beside_itself(scene: Scene) -> None:
    for code in (NOORD, ZUID):
        assert reading.overlegvorm_beside(scene.installation, HOUSE, WAVE, code, seen=None) is None


@pytest.mark.parametrize(("seen", "shown"), [(None, True), ((NOORD,), False), ((NOORD, ZUID), False)])
@pytest.mark.parametrize("empty", [True, False])
def test_an_overlegvorm_in_which_one_other_overleg_answered_would_tell_it(
    scene: Scene, seen: tuple[int, ...] | None, shown: bool, empty: bool
) -> None:
    db = scene.installation.house(HOUSE)
    level = waves.select_levels(db, WAVE)["overleg"][NOORD]
    answer_all(scene)
    close(scene, WAVE)
    with db.atomic():
        db.execute("UPDATE wave_level SET parent = :parent WHERE wave_id = :wave AND variable = 'overleg'",
                   {"parent": level.parent, "wave": WAVE})  # fmt: skip
        if empty:
            waves.insert_levels(db, WAVE, [waves.WaveLevel("overleg", 9, "Overleg West", level.parent, "west")])
    found = reading.overlegvorm_beside(scene.installation, HOUSE, WAVE, NOORD, seen=seen)
    assert (found == level.parent) is shown


def test_a_wave_without_a_publication_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        reading.get_publication(scene.installation, HOUSE, WAVE)
    assert until(scene, WAVE) == []
