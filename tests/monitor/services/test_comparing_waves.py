"""A wave beside the one before: which publication it is compared with, and that readers outside get only their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import WaveState
from monitor.results import Publication, Report
from monitor.services import reading
from monitor.services.demo import HOUSE as DEMO_HOUSE
from monitor.services.demo import Demo
from monitor.services.installation import Installation, read_link_key
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.waves import open_wave
from tests.scene import HOUSE, NEW_WAVE, STAPPENMETER, Scene


def close_later(scene: Scene, wave: str, *, days: int, questionnaire: tuple[str, int] | None = None) -> Publication:
    """Open a wave so many days after the scene's others, close it without an answer, and give its publication."""
    record = replace(NEW_WAVE, id=wave, opens_at=NEW_WAVE.opens_at + timedelta(days=days))
    if questionnaire:
        record = replace(record, questionnaire=questionnaire[0], version=questionnaire[1])
    open_wave(scene.installation, HOUSE, record)
    close_wave(scene.installation, HOUSE, wave, early=True)
    return reading.get_publication(scene.installation, HOUSE, wave).publication


def test_a_wave_is_compared_with_the_last_closed_one_before_it_that_asked_the_same(scene: Scene) -> None:
    first = close_later(scene, "w1", days=1)
    other = close_later(scene, "w2", days=2, questionnaire=STAPPENMETER)
    third = close_later(scene, "w3", days=3)
    fourth = close_later(scene, "w4", days=4)

    # The scene's own waves are open, and w2 asked something else.
    assert first.report.change is None
    assert other.report.change is None
    assert third.report.change is not None
    assert (third.report.change.wave, third.report.change.wave_name) == ("w1", NEW_WAVE.name)
    assert third.report.change.sha256 == reading.get_publication(scene.installation, HOUSE, "w1").sha256
    assert fourth.report.change is not None and fourth.report.change.wave == "w3"


def test_a_wave_that_opened_earlier_is_not_compared_with_one_that_was_closed_before_it(scene: Scene) -> None:
    close_later(scene, "late", days=9)

    assert close_later(scene, "early", days=5).report.change is None


def test_verifying_takes_the_publication_that_was_compared_with_and_not_a_newer_one(scene: Scene) -> None:
    close_later(scene, "w1", days=1)
    close_later(scene, "w4", days=4)
    close_later(scene, "w2", days=2)

    assert verify_publication(scene.installation, HOUSE, "w4") == ()


def shown(report: Report) -> set[tuple[str, str]]:
    """The groups of a report that are shown and come back every year."""
    return {
        (one.by, group.key) for one in report.breakdowns for group in one.groups if group.key and group.reason is None
    }


def test_readers_outside_see_the_change_of_groups_that_both_outside_reports_show(demo: Demo) -> None:
    installation = Installation(demo.folder, read_link_key(demo.folder), invented=True)
    closed = [wave.id for wave in reading.list_waves(installation, DEMO_HOUSE.id) if wave.state is WaveState.CLOSED]
    now, before = (reading.get_publication(installation, DEMO_HOUSE.id, wave).publication for wave in closed)
    for later, earlier in ((now.report, before.report), (now.outside, before.outside)):
        assert later.change is not None
        assert {(one.by, one.key) for one in later.change.groups} == shown(later) & shown(earlier)
    assert shown(now.outside) & shown(before.outside) < shown(now.outside) & shown(before.report)
