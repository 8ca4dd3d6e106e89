"""What stands on a report and on the page for the partners."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import NotFound
from monitor.model import ImprovementStatus
from monitor.results import Publication
from monitor.web.report_pages import file_name
from monitor.web.views.beside import BesideView
from monitor.web.views.report import house_report, overleg_report
from monitor.web.views.report_partners import MOST_PROMISES, PartnersPage, partners_page
from tests.monitor.sample import sample_questionnaire
from tests.monitor.web import report_scene as scene

QUESTIONNAIRE = sample_questionnaire()


def page(publication: Publication = scene.FROZEN.publication, **options: list[str] | None) -> PartnersPage:
    return partners_page(scene.HOUSE, publication, QUESTIONNAIRE, scene.BESIDE, **options)


def test_the_page_for_the_partners_reads_only_what_may_leave_the_house() -> None:
    publication = scene.FROZEN.publication
    only_outside = replace(publication, report=None)  # type: ignore[arg-type] # whoever reads it fails

    assert page(only_outside) == page(publication)
    assert page(replace(publication, outside=replace(publication.outside, aspects=()))) != page(publication)


def test_without_a_choice_the_points_that_are_still_to_be_done_stand_on_it() -> None:
    assert [one.status for one in page().promises] == ["open"]
    assert [(one.id, one.chosen) for one in page().choices] == [("een", True), ("twee", False)]


def test_the_coordinator_chooses_the_points_and_an_unknown_one_does_nothing() -> None:
    assert [one.what for one in page(chosen=["twee", "geen"]).promises] == [("Agenda eerder sturen",)]
    assert page(chosen=[]).promises == ()


def test_a_point_of_an_overleg_never_stands_on_it() -> None:
    own = replace(scene.point("drie"), overleg="noord")
    beside = BesideView(improvements=(own,))

    made = partners_page(scene.HOUSE, scene.FROZEN.publication, QUESTIONNAIRE, beside, chosen=["drie"])

    assert (made.promises, made.choices) == ((), ())


def test_the_page_says_how_many_points_have_no_place() -> None:
    beside = BesideView(improvements=tuple(scene.point(str(number)) for number in range(MOST_PROMISES + 3)))

    made = partners_page(scene.HOUSE, scene.FROZEN.publication, QUESTIONNAIRE, beside)

    assert (len(made.promises), made.more_promises) == (MOST_PROMISES, 3)


def test_the_results_on_it_are_three_to_five() -> None:
    assert 3 <= len(page().results) <= 5
    assert all("None" not in one.value and "niet getoond" not in one.value for one in page().results)


def test_the_contents_name_what_is_there_and_nothing_else() -> None:
    full = house_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, scene.BESIDE, made_on=scene.DAY)
    bare = house_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(), made_on=scene.DAY)
    html = scene.house_html()

    assert [one for one in full.contents if f'id="{one.key}"' not in html] == []
    assert {one.key for one in full.contents} - {one.key for one in bare.contents} == {
        "open-antwoorden",
        "verbeterpunten",
    }


def test_points_that_were_settled_years_ago_are_left_out() -> None:
    old = replace(scene.point("oud", status=ImprovementStatus.DONE), recent=False)
    made = house_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(improvements=(old,)), made_on=scene.DAY)

    assert made.promises == ()


def test_an_overleg_that_the_wave_has_not_has_no_report() -> None:
    with pytest.raises(NotFound):
        overleg_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(), 99, made_on=scene.DAY)


def test_the_report_of_an_overleg_counts_no_forms_of_the_whole_house() -> None:
    made = overleg_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(), 2, made_on=scene.DAY)

    assert "Formulieren" not in {one.name for one in made.facts}


@pytest.mark.parametrize(
    ("parts", "name"),
    [(("rapport", "huis", "najaar-2026"), "rapport-huis-najaar-2026.pdf"), (("a", '../"b\r\nX: 1'), "a-b-x-1.pdf")],
)
def test_a_file_name_is_plain(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name
