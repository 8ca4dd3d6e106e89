"""What stands on a report and on the page for the partners."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import NotFound
from monitor.model import ImprovementStatus
from monitor.results import Publication
from monitor.web.formats import fingerprint
from monitor.web.report_pages import file_name
from monitor.web.views.beside import BesideView
from monitor.web.views.report import MOST_LETTERS, MOST_POINTS, house_report, overleg_report
from monitor.web.views.report_partners import MOST_PROMISES, PartnersPage, partners_page
from tests.monitor.sample import CODE, sample_questionnaire
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


def test_the_code_of_the_publication_is_in_the_report_of_the_house_alone() -> None:
    told = scene.house_html()

    assert fingerprint(CODE) in told and "Controleren" in told
    for html in (scene.overleg_html(2), scene.partners_html()):
        assert fingerprint(CODE) not in html and CODE not in html and "Controleren" not in html


def test_the_report_of_an_overleg_has_its_overlegvorm_beside_it() -> None:
    without = overleg_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(), 0, made_on=scene.DAY)
    made = overleg_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(), 0, made_on=scene.DAY, form=0)

    assert made.page.form and not without.page.form
    assert made.page.aspects is not None and made.page.form in made.page.aspects.table.head


def test_readers_of_one_overleg_read_that_all_overleggen_were_judged_together() -> None:
    assert "alle overleggen samen, ook die hier niet staan" in scene.overleg_html(0)
    assert "in dezelfde tabel" not in scene.overleg_html(0)


@pytest.mark.parametrize(
    ("parts", "name"),
    [(("rapport", "huis", "najaar-2026"), "rapport-huis-najaar-2026.pdf"), (("a", '../"b\r\nX: 1'), "a-b-x-1.pdf")],
)
def test_a_file_name_is_plain(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name


def test_a_report_prints_so_many_points_in_short_and_says_how_many_more_there_are() -> None:
    points = tuple(replace(scene.point(str(number)), what=("woord " * 90,)) for number in range(MOST_POINTS + 12))
    made = house_report(scene.HOUSE, scene.FROZEN, QUESTIONNAIRE, BesideView(improvements=points), made_on=scene.DAY)
    assert (len(made.promises), made.more_promises) == (MOST_POINTS, 12)
    assert max(len(text) for one in made.promises for text in one.what) <= MOST_LETTERS
