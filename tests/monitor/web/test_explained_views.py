"""The page that explains every number works it out with the wave's figures, and with nothing that may not be seen."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

import pytest

from monitor.errors import NotFound
from monitor.results import HIDDEN, AspectResult, ItemResult, Overall, Publication, Reliability, Response
from monitor.web.views.explained import ExplainedPage, explained_page
from monitor.web.views.explained_parts import NOT_SHOWN, Explained
from tests.monitor.sample import sample_publication, sample_questionnaire

PUBLICATION, QUESTIONNAIRE = sample_publication(), sample_questionnaire()
SUM = re.compile(r"\(([\d, ×+]+)\) / (\d+) = ([\d,]+)")


def explain(publication: Publication = PUBLICATION, code: int | None = None) -> ExplainedPage:
    return explained_page(publication, QUESTIONNAIRE, code=code)


def section(page: ExplainedPage, key: str) -> Explained:
    return next(one for one in page.sections if one.key == key)


def sums(page: ExplainedPage, key: str) -> dict[str, str]:
    return {one.name: one.worked for one in section(page, key).sums}


def worked_out(text: str) -> tuple[float, float]:
    """What a sum comes to, and what it says that it comes to."""
    found = SUM.search(text)
    assert found is not None, text
    terms = found[1].replace(",", ".").replace("×", "*").split("+")
    total = sum(_product(term) for term in terms)
    return total / int(found[2]), float(found[3].replace(",", "."))


def _product(term: str) -> float:
    product = 1.0
    for factor in term.split("*"):
        product *= float(factor)
    return product


def hidden() -> Publication:
    """A publication of which nothing but the response may be seen."""
    report = PUBLICATION.report
    items = tuple(ItemResult(item.id, item.aspect, reason=HIDDEN) for item in report.items)
    aspects = tuple(
        AspectResult(one.id, one.label, one.kind, reason=HIDDEN, reliability=Reliability(5, reason=HIDDEN))
        for one in report.aspects
    )
    overall = Overall(reason=HIDDEN, weighted_reason=HIDDEN)
    response = replace(report.response, r_indicator=None, r_reason=HIDDEN, worst_case=())
    bare = replace(report, items=items, aspects=aspects, overall=overall, breakdowns=(), response=response, change=None)
    return replace(PUBLICATION, report=bare)


def test_every_section_has_an_anchor_of_its_own() -> None:
    keys = [one.key for one in explain().sections]

    assert len(keys) == len(set(keys))
    assert {"respons", "stelling", "gemiddelde", "samen", "marge", "geen-oordeel", "aantal", "verschil", "verandering",
            "betrouwbaarheid", "niet-antwoordden", "niet-getoond"} == set(keys)  # fmt: skip


def test_the_response_is_worked_out_from_its_counts() -> None:
    found = PUBLICATION.report.response

    worked = sums(explain(), "respons")["Respons"]

    assert worked == f"{found.answered} van de {found.eligible} = 66\u00a0%"


@pytest.mark.parametrize("key", ["stelling", "samen"])
def test_a_mean_that_is_worked_out_comes_to_what_is_shown(key: str) -> None:
    (worked,) = sums(explain(), key).values()

    total, shown = worked_out(worked)
    assert total == pytest.approx(shown, abs=0.011)


def test_the_worst_case_comes_to_what_is_shown() -> None:
    found = sums(explain(), "niet-antwoordden")

    for name in ("Iedereen het laagste antwoord", "Iedereen het hoogste antwoord"):
        total, shown = worked_out(found[name])
        assert total == pytest.approx(shown, abs=0.011)


def test_geen_oordeel_is_worked_out_for_the_statement_that_has_most_of_it() -> None:
    most = max(PUBLICATION.report.items, key=lambda item: item.no_opinion_share or 0)

    (worked,) = sums(explain(), "geen-oordeel").values()

    assert worked.startswith(f"{most.no_opinion} / ({most.no_opinion} + {most.n}) = ")


def test_one_difference_that_is_called_one_and_one_that_is_not_are_both_judged() -> None:
    verdicts = [one.worked for one in section(explain(), "verschil").sums]

    assert "Een verschil: " in verdicts[0] and "ten minste 0,30: ja" in verdicts[0]
    assert verdicts[1].endswith("Geen duidelijk verschil.")


def test_the_two_parts_of_a_change_are_those_of_the_publication() -> None:
    (worked,) = sums(explain(), "verandering").values()

    assert worked == "+0,02 door andere mensen, +0,06 door andere antwoorden: samen +0,08"


def test_without_a_wave_before_there_is_nothing_on_change() -> None:
    first = replace(PUBLICATION, report=replace(PUBLICATION.report, change=None))

    assert "verandering" not in [one.key for one in explain(first).sections]


def test_alpha_is_told_with_its_margin_and_its_complete_forms() -> None:
    assert sums(explain(), "betrouwbaarheid") == {
        "Selectie": "6 stellingen: alpha 0,85, marge 0,80\u2060–\u20600,89, over 71 volledige formulieren"
    }


def test_the_minimum_of_the_wave_stands_in_what_is_hidden() -> None:
    eight = replace(PUBLICATION, minimum=8)

    found = section(explain(eight), "niet-getoond")

    assert found.sums[0].worked == "8 mensen"
    assert "ten minste 8 mensen" in found.text[0]
    assert any("Van 8 tot en met 9" in text for text in found.text)


def test_a_wave_of_which_nothing_may_be_seen_explains_without_a_number() -> None:
    page = explain(hidden())

    for key in ("stelling", "gemiddelde", "samen", "marge", "geen-oordeel", "verschil", "betrouwbaarheid"):
        assert section(page, key).sums == (), key
    for key in ("stelling", "gemiddelde", "samen", "betrouwbaarheid"):
        assert NOT_SHOWN in section(page, key).text, key
    assert sums(page, "niet-antwoordden") == {
        "R-indicator": "niet getoond",
        "Herwogen, alle aspecten samen": "niet getoond",
    }


def test_a_wave_without_anybody_eligible_has_no_response_to_work_out() -> None:
    nobody = Response(3, 3, 0, 0, 0, 0, 0, 0, None, None, None, None)

    page = explain(replace(PUBLICATION, report=replace(PUBLICATION.report, response=nobody)))

    assert section(page, "respons").sums == ()


def test_who_sees_one_overleg_gets_the_figures_of_that_one() -> None:
    page = explain(code=0)

    assert page.of_whom == "Jeugdoverleg Noord"
    assert sums(page, "respons")["Respons"].startswith("17 van de 26")
    assert {"verandering", "niet-antwoordden"}.isdisjoint(one.key for one in page.sections)


def test_who_sees_one_overleg_reads_no_number_of_the_house() -> None:
    """Whatever stands in the house's own results, the page of one overleg stays the same to the letter."""
    report = PUBLICATION.report
    other = replace(report, items=(), forms=999, respondents=888, overall=Overall(1.11), change=None)

    assert asdict(explain(replace(PUBLICATION, report=other), code=0)) == asdict(explain(code=0))


@pytest.mark.parametrize("code", [6, 8])
def test_an_overleg_with_few_or_no_forms_to_show_is_worked_out_as_far_as_it_is_shown(code: int) -> None:
    page = explain(code=code)

    assert section(page, "stelling").sums == ()
    assert [one.worked for one in section(page, "gemiddelde").sums] == (
        ["som van 9 cijfers / 9 = 2,9"] if code == 6 else []
    )


def test_an_overleg_that_the_wave_has_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        explain(code=99)
