"""The score of an improvement point then and now: traced to the two publications, and apart where they do not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Improvement, WaveState
from monitor.results import Publication
from monitor.services import reading
from monitor.services.beside import read_beside
from monitor.services.demo import HOUSE as DEMO_HOUSE
from monitor.services.demo import Demo
from monitor.services.following import Apart, Followed, follow_points
from monitor.services.installation import Installation, read_link_key
from monitor.services.publishing import close_wave
from monitor.services.waves import open_wave
from surveys.catalogue import Catalogue
from tests.monitor.services.improvement_scene import POINT, make_point
from tests.scene import HOUSE, NEW_WAVE, TOML, WAVE, Scene


@pytest.fixture
def installation(demo: Demo) -> Installation:
    return Installation(demo.folder, read_link_key(demo.folder), invented=True)


def closed_waves(installation: Installation) -> tuple[str, str]:
    """(the earlier, the later) of the demo's two closed waves."""
    found = reading.list_waves(installation, DEMO_HOUSE.id)
    later, earlier = (wave.id for wave in found if wave.state is WaveState.CLOSED)
    return earlier, later


def published(installation: Installation, wave: str) -> Publication:
    return reading.get_publication(installation, DEMO_HOUSE.id, wave).publication


def every_point(installation: Installation, wave: str) -> list[Improvement]:
    """A point on every aspect and statement of the house and of every overleg."""
    report = published(installation, wave).report
    [overleggen] = [one for one in report.breakdowns if one.by == "overleg"]
    keys = ["", *(group.key for group in overleggen.groups)]
    on = [(one.id, "") for one in report.aspects] + [(one.aspect, one.id) for one in report.items]
    return [replace(POINT, wave=wave, overleg=key, aspect=aspect, item=item) for key in keys for aspect, item in on]


def numbers(publication: Publication) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """(overleg, aspect, statement) -> (mean, low, high, n) as published."""
    report = publication.report
    found = {("", one.id, ""): (one.mean, one.low, one.high, one.n) for one in report.aspects}
    found |= {("", one.aspect, one.id): (one.mean, one.low, one.high, one.n) for one in report.items}
    for breakdown in report.breakdowns:
        if breakdown.by == "overleg":
            for group in breakdown.groups:
                for cell in group.cells:
                    found[group.key, cell.aspect, ""] = (cell.mean, cell.low, cell.high, cell.n)
                for one in group.items:
                    found[group.key, one.aspect, one.id] = (one.mean, one.low, one.high, one.n)
    return found


def shown(score: object) -> tuple[object, ...]:
    return tuple(getattr(score, name, None) for name in ("mean", "low", "high", "n"))


def test_every_score_then_and_now_is_the_publications_own_and_hidden_stays_hidden(installation: Installation) -> None:
    earlier, later = closed_waves(installation)
    then, now = numbers(published(installation, earlier)), numbers(published(installation, later))

    found = follow_points(installation, DEMO_HOUSE.id, every_point(installation, earlier))

    hidden = (None, None, None, None)
    assert len(found) == 11 * (7 + 48)
    for one in found:
        place = (one.point.overleg, one.point.aspect, one.point.item)
        assert (shown(one.then), shown(one.now)) == (then.get(place, hidden), now.get(place, hidden)), place
    assert any(shown(one.now) == hidden for one in found), "the demo hides nothing: this test shows nothing"
    assert {one.apart for one in found} == {None}


def test_a_difference_is_the_later_publications_own_or_there_is_none(installation: Installation) -> None:
    earlier, later = closed_waves(installation)
    change = published(installation, later).report.change
    assert change is not None
    own = {("", cell.id): cell for cell in (*change.aspects, *change.items)}
    own |= {(group.key, cell.id): cell for group in change.groups if group.by == "overleg" for cell in group.cells}

    found = follow_points(installation, DEMO_HOUSE.id, every_point(installation, earlier))

    assert all(one.change == own.get((one.point.overleg, one.point.item or one.point.aspect)) for one in found)
    assert sum(one.change is not None for one in found) == len(own)
    assert all(one.change is None for one in found if one.point.overleg and one.point.item)


def test_on_the_pages_of_its_own_wave_a_point_has_no_score_of_later(installation: Installation) -> None:
    earlier, later = closed_waves(installation)
    points = every_point(installation, earlier)[:3]

    own = follow_points(installation, DEMO_HOUSE.id, points, wave=earlier)
    new = follow_points(installation, DEMO_HOUSE.id, [replace(one, wave=later) for one in points])

    assert {(one.apart, one.now, one.change, one.follows) for one in (*own, *new)} == {
        (Apart.SAME_WAVE, None, None, False)
    }


def test_words_come_from_the_questionnaire_and_the_lists(installation: Installation) -> None:
    earlier, _ = closed_waves(installation)
    point = replace(POINT, wave=earlier, overleg="jeugd-noord", aspect="evaluatie", item="evaluatie_1")

    [found] = follow_points(installation, DEMO_HOUSE.id, [point])

    assert found.aspect == "Evaluatie" and found.statement.startswith("Het is duidelijk wanneer een casus")
    assert found.overleg_name == "Jeugdoverleg Noord"
    assert found.follows and found.late is False


def close_next(scene: Scene, wave: str, *, days: int, version: int = 1) -> None:
    record = replace(NEW_WAVE, id=wave, name=wave, version=version, opens_at=NEW_WAVE.opens_at + timedelta(days=days))
    open_wave(scene.installation, HOUSE, record)
    close_wave(scene.installation, HOUSE, wave, early=True)


@pytest.fixture
def changed(scene: Scene) -> Scene:
    """A later wave with a questionnaire in which one text is other and one statement is gone."""
    text = TOML.replace("version = 1", "version = 2").replace('nl = "Wij spreken goed."', 'nl = "Wij spreken beter."')
    text = text.replace(', { id = "rendement_2", text = { nl = "Het loont." } }', "")
    (scene.folder / "questionnaires" / "proef-2.toml").write_text(text, encoding="utf-8")
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    fresh = replace(scene, installation=replace(scene.installation))
    close_next(fresh, "later", days=300, version=2)
    return fresh


@pytest.mark.parametrize(
    ("aspect", "item", "apart"),
    [
        ("selectie", "selectie_1", None),
        ("selectie", "", None),
        ("bespreking", "bespreking_1", None),
        ("bespreking", "bespreking_2", Apart.OTHER_WORDS),
        ("bespreking", "", Apart.OTHER_WORDS),
        ("rendement", "rendement_2", Apart.GONE),
        ("rendement", "", Apart.OTHER_WORDS),
    ],
)
def test_only_what_is_asked_in_the_same_words_stands_beside_the_score_then(
    changed: Scene, aspect: str, item: str, apart: Apart | None
) -> None:
    point = replace(POINT, overleg="", aspect=aspect, item=item)

    [found] = follow_points(changed.installation, HOUSE, [point])

    assert found.apart == apart
    assert (found.now is None) == (apart is not None)
    assert found.change is None


def test_a_questionnaire_that_is_gone_takes_its_words_along_and_not_the_points(changed: Scene) -> None:
    changed.installation._catalogue[:] = [Catalogue(())]
    point = replace(POINT, overleg="", aspect="selectie", item="selectie_1")

    [found] = follow_points(changed.installation, HOUSE, [point])

    assert found.apart is Apart.UNKNOWN
    assert (found.aspect, found.statement) == ("selectie", "selectie_1")
    assert found.then is not None


def test_with_a_wave_in_between_the_later_publication_does_not_compare(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    close_next(scene, "w2", days=300)
    close_next(scene, "w3", days=600)
    point = replace(POINT, overleg="", item="")

    def at(wave: str) -> Followed:
        [found] = follow_points(scene.installation, HOUSE, [point], wave=wave)
        return found

    assert at("w2").follows and at("w2").change is not None
    assert not at("w3").follows and at("w3").change is None and at("w3").apart is None


def test_an_overleg_that_does_not_stand_alone_any_more_is_not_compared(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    close_next(scene, "later", days=300)
    point = replace(POINT, overleg="gestopt")

    [found] = follow_points(scene.installation, HOUSE, [point])

    assert found.apart is Apart.NO_GROUP
    assert (found.overleg_name, found.then, found.now) == ("gestopt", None, None)


def test_a_page_has_the_points_of_its_own_overleg_until_its_wave(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    close_next(scene, "later", days=300)
    first, second = make_point(scene, what="Eerst."), make_point(scene, wave="later", what="Later.")
    make_point(scene, overleg="", what="Van het huis.")

    def on(wave: str) -> set[str]:
        return {one.point.id for one in read_beside(scene.installation, HOUSE, wave, overleg="noord").improvements}

    assert on(WAVE) == {first.id}
    assert on("later") == {first.id, second.id}
    [whole] = read_beside(scene.installation, HOUSE, "later").improvements
    assert whole.point.what == "Van het huis."


def test_without_points_nothing_is_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "list_waves", None)

    assert follow_points(scene.installation, HOUSE, []) == ()
