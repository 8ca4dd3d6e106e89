""" "Waar kunt u aan werken?" and the first screen: only what the publication shows, and only what it is sure of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.results import AspectResult, ItemReliability, ItemResult, Publication, Report
from monitor.services.years import Year
from monitor.stats.work_on import find_work_on
from monitor.web.views.house import house_page
from monitor.web.views.overleg import overleg_page
from monitor.web.views.parts import finding
from monitor.web.views.plain import is_technical, plain
from monitor.web.views.response_part import POOLED, response_part
from monitor.web.views.summary_part import summary_part
from monitor.web.views.work_on_part import WorkOnPart
from monitor.web.views.work_on_part import work_on_part as draw_part
from surveys.questionnaire import Questionnaire
from tests.monitor.sample import CODE, OVERLEGGEN, sample_publication, sample_questionnaire

QUESTIONNAIRE = sample_questionnaire()
PUBLICATION = sample_publication()
REPORT = PUBLICATION.report
NAMES = {name: code for code, (name, _, _) in enumerate(OVERLEGGEN)}


def work_on_part(report: Report, questionnaire: Questionnaire) -> WorkOnPart | None:
    """The part of a report whose numbers were changed: what stands out is found again, as at closing."""
    return draw_part(replace(report, work_on=find_work_on(report)), questionnaire)


def shown(part: WorkOnPart | None) -> WorkOnPart:
    assert part is not None
    return part


def with_items(means: dict[str, tuple[float, float]], ties: dict[str, float]) -> Report:
    """The report with only these statements of one aspect shown: (mean, half margin) and how each hangs together."""
    items = tuple(
        ItemResult(name, "samenwerking", 60, mean, 0.7, 1, 4, low=mean - half, high=mean + half, se=half / 2)
        for name, (mean, half) in means.items()
    )
    aspect = next(one for one in REPORT.aspects if one.id == "samenwerking")
    assert aspect.reliability is not None
    per_item = tuple(ItemReliability(name, tie, None) for name, tie in ties.items())
    aspect = replace(aspect, reliability=replace(aspect.reliability, per_item=per_item))
    return replace(REPORT, items=items, aspects=(aspect,))


SEVEN = [f"samenwerking_{number}" for number in range(1, 8)]


def test_every_dot_is_a_mean_and_an_item_rest_of_the_publication() -> None:
    part = shown(work_on_part(REPORT, QUESTIONNAIRE))
    means = {item.id: item.mean for item in REPORT.items}
    ties = {
        one.id: one.item_rest
        for aspect in REPORT.aspects
        if aspect.reliability is not None
        for one in aspect.reliability.per_item
    }
    wanted = sorted((round(means[name] or 0, 2), round(tie or 0, 2)) for name, tie in ties.items())
    traces: list[dict[str, Any]] = part.figure["data"]
    assert sorted((x, y) for one in traces for x, y in zip(one["x"], one["y"], strict=True)) == wanted
    assert len(part.drawn.dots) == len(wanted) == len(part.all.rows)


def test_low_and_strong_for_sure_is_put_forward_and_low_alone_is_not() -> None:
    means = dict(
        zip(SEVEN, [(2.0, 0.1), (2.1, 0.1), (2.2, 1.2), (3.0, 0.1), (3.1, 0.1), (3.2, 0.1), (3.3, 0.1)], strict=True)
    )
    ties = dict(zip(SEVEN, [0.7, 0.2, 0.8, 0.5, 0.5, 0.4, 0.6], strict=True))
    part = shown(work_on_part(with_items(means, ties), QUESTIONNAIRE))
    assert part.table is not None
    assert [row.label[:2] for row in part.table.rows] == ["1."]  # the second is weak, the third not sure
    assert part.table.rows[0].cells[0].text == "2,00"
    assert part.title.startswith("Eén stelling valt op: ‘")


def test_a_statement_that_is_no_stronger_than_the_middle_is_not_put_forward() -> None:
    means = dict(zip(SEVEN, [(2.0, 0.1), (2.1, 0.1), (3.0, 0.1), (3.0, 0.1), (3.1, 0.1), (3.2, 0.1)], strict=False))
    ties = dict(zip(SEVEN, [0.7, 0.65, 0.65, 0.65, 0.6, 0.7], strict=False))
    part = shown(work_on_part(with_items(means, ties), QUESTIONNAIRE))
    assert part.table is not None
    assert [row.cells[2].text for row in part.table.rows] == ["0,70"]


def test_of_more_statements_the_title_names_the_lowest_of_those_alone() -> None:
    means = dict(zip(SEVEN, [(1.5, 0.1), (2.0, 0.1), (2.1, 0.1), *[(3.0, 0.1)] * 4], strict=True))
    ties = dict(zip(SEVEN, [0.1, 0.7, 0.8, 0.5, 0.5, 0.4, 0.6], strict=True))
    part = shown(work_on_part(with_items(means, ties), QUESTIONNAIRE))
    texts = {item.id: item.text["nl"] for item in QUESTIONNAIRE.items}
    assert part.title == f"Twee stellingen vallen op; de laagste daarvan is ‘{texts[SEVEN[1]].rstrip('.')}’"


def test_where_nothing_stands_out_the_title_says_so_and_there_is_no_table() -> None:
    same = dict.fromkeys(SEVEN, (3.0, 0.2))
    part = shown(work_on_part(with_items(same, dict.fromkeys(SEVEN, 0.5)), QUESTIONNAIRE))
    assert part.table is None
    assert part.title == "Geen enkele stelling valt op als laag en tegelijk sterk samenhangend"
    assert part.figure["data"][1]["x"] == []


def test_a_hidden_or_rounded_statement_takes_no_part() -> None:
    means = {name: (2.5 + number / 10, 0.1) for number, name in enumerate(SEVEN)}
    report = with_items(means, dict.fromkeys(SEVEN, 0.5))
    first, second, *rest = report.items
    hidden = (ItemResult(first.id, first.aspect, reason="hidden"), replace(second, mean=2.6, decimals=1), *rest)
    part = shown(work_on_part(replace(report, items=hidden), QUESTIONNAIRE))
    assert len(part.drawn.dots) == 5
    texts = {item.id: item.text["nl"] for item in QUESTIONNAIRE.items}
    assert texts[first.id] not in str(part) and texts[second.id] not in str(part)


def test_without_item_rests_there_is_no_chart() -> None:
    def bare(aspect: AspectResult) -> AspectResult:
        assert aspect.reliability is not None
        return replace(aspect, reliability=replace(aspect.reliability, per_item=()))

    assert work_on_part(replace(REPORT, aspects=tuple(bare(one) for one in REPORT.aspects)), QUESTIONNAIRE) is None
    assert (
        work_on_part(
            replace(REPORT, aspects=tuple(replace(one, kind="index") for one in REPORT.aspects)), QUESTIONNAIRE
        )
        is None
    )


def test_an_item_rest_below_nothing_is_written_and_drawn_as_it_is() -> None:
    ties = {**dict.fromkeys(SEVEN, 0.5), SEVEN[0]: -0.12}
    part = shown(work_on_part(with_items(dict.fromkeys(SEVEN, (3.0, 0.2)), ties), QUESTIONNAIRE))
    assert part.all.rows[0].cells[1].text == "−0,12"
    assert min(y for one in part.figure["data"] for y in one["y"]) == -0.12


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Reclassering deed minder mee dan Gemeente (p = 0,041; V = 0,26)",
            "Reclassering deed minder mee dan Gemeente",
        ),
        ("Er is geen verschil te zien (p\u00a0≤\u00a00,01)", "Er is geen verschil te zien"),
        ("Evaluatie scoort het laagst (2,78); verder niets", "Evaluatie scoort het laagst (2,78); verder niets"),
        ("Bij Politie (post) is Evaluatie het laagst", "Bij Politie (post) is Evaluatie het laagst"),
    ],
)
def test_a_finding_loses_the_figures_of_a_test_and_nothing_else(text: str, left: str) -> None:
    assert plain(text) == left


def test_findings_above_charts_have_no_figures_of_a_test() -> None:
    report = replace(REPORT, titles={"nl": {"response:overleg": "Geen verschil te zien (p = 0,60; V = 0,14)"}})
    assert finding(report, "response:overleg", "Respons") == "Geen verschil te zien"


def test_the_first_screen_leads_with_who_is_missing_the_aspects_the_change_and_what_to_work_on() -> None:
    titles = {
        "response:organisatietype": "Zorg en welzijn deed minder mee (p = 0,041; V = 0,26)",
        "aspects": "Evaluatie scoort het laagst, Bespreking het hoogst",
        "change": "Informatiedeling is gestegen",
    }
    report = replace(REPORT, titles={"nl": titles})
    part = summary_part(report, work_on_part(report, QUESTIONNAIRE), has_list=True)
    assert part is not None
    assert [one.anchor for one in part.leads][:3] == ["respons", "aspecten", "vorige"]
    assert part.leads[0].text == "Zorg en welzijn deed minder mee."
    assert "(marge " in part.leads[1].sure and "Had iedereen geantwoord" in part.leads[0].sure
    assert "door andere antwoorden" in part.leads[2].sure


def test_under_the_lowest_aspect_stand_the_numbers_of_all_that_lie_within_its_margin() -> None:
    means = {"Evaluatie": (2.78, 2.86), "Voorbereiding": (2.8, 2.88), "Selectie": (3.0, 3.1), "Bespreking": (3.2, 3.3)}
    aspects = tuple(
        AspectResult(name, name, "scale", mean=mean, low=2 * mean - high, high=high, se=0.04)
        for name, (mean, high) in means.items()
    )
    titles = {"nl": {"aspects": "Evaluatie en Voorbereiding scoren het laagst, Bespreking het hoogst"}}
    part = summary_part(replace(REPORT, titles=titles, aspects=aspects, change=None), None, has_list=False)
    assert part is not None
    (lead,) = part.leads
    assert lead.sure.startswith(
        "Op een schaal van 1 tot 4: Evaluatie 2,78 (marge 2,70\u2060–\u20602,86), Voorbereiding 2,80 "
    )
    assert "Selectie" not in lead.sure and "Bespreking 3,20" in lead.sure


def test_terms_of_statistics_stand_only_in_the_small_print() -> None:
    said = ("Evaluatie scoort het laagst (2,78).", "De R-indicator is 0,64.", "De samenhang (Spearman) is 0,1.")
    part = summary_part(replace(REPORT, sentences={"nl": said}), None, has_list=True)
    assert part is not None
    assert (part.sentences, part.technical) == (said[:1], said[1:])
    assert not is_technical("Reclassering deed minder mee (p = 0,041; V = 0,26).")


def test_a_report_that_says_nothing_has_no_first_screen() -> None:
    assert summary_part(replace(REPORT, sentences={}, titles={}), None, has_list=True) is None


def test_the_pooled_groups_have_another_name_than_a_group_that_is_called_overige() -> None:
    figure = response_part(REPORT).groups[0]
    labels = [row.label for row in figure.table.rows]
    assert POOLED in labels and "Overige" not in labels
    assert POOLED in figure.source


def test_an_overleg_stands_beside_its_overlegvorm_where_that_is_given() -> None:
    code = NAMES["Volwassenenoverleg Noord"]
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, code, form=2)
    form = next(one for by in REPORT.breakdowns if by.by == "overlegvorm" for one in by.groups if one.code == 2)
    assert page.aspects is not None
    assert page.aspects.table.head == ("Aspect", "Overleg", "Marge", form.label, "Hele huis", "Aantal")
    assert [row.cells[2].text for row in page.aspects.table.rows] == [
        f"{cell.mean:.2f}".replace(".", ",") for cell in form.cells
    ]
    alone = overleg_page(PUBLICATION, QUESTIONNAIRE, code).aspects
    assert alone is not None and form.label not in alone.table.head


def test_the_ends_of_an_overleg_are_its_own_lowest_and_highest_statements() -> None:
    code = NAMES["Volwassenenoverleg Noord"]
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, code)
    group = next(one for by in REPORT.breakdowns if by.by == "overleg" for one in by.groups if one.code == code)
    means = sorted(round(item.mean, 2) for item in group.items if item.mean is not None)
    assert page.ends is not None
    lowest, highest = page.ends
    assert [row.mean for row in lowest.rows] == [f"{mean:.2f}".replace(".", ",") for mean in means[:5]]
    assert highest.rows[0].mean == f"{means[-1]:.2f}".replace(".", ",")
    assert all(row.house for row in lowest.rows)


def _unanimous(publication: Publication) -> Publication:
    """Every shown statement, aspect and group with the same mean and no margin to speak of."""
    report = publication.report
    items = tuple(replace(item, mean=3.0, low=3.0, high=3.0) if item.mean else item for item in report.items)
    aspects = tuple(replace(one, mean=3.0, low=3.0, high=3.0) for one in report.aspects)
    changed = replace(report, items=items, aspects=aspects)
    return replace(publication, report=replace(changed, work_on=find_work_on(changed)))


def test_a_house_where_all_is_equal_and_one_where_all_is_hidden_have_a_page() -> None:
    equal = house_page(
        _unanimous(PUBLICATION), QUESTIONNAIRE, code=CODE, years=[Year(_unanimous(PUBLICATION), QUESTIONNAIRE)] * 2
    )
    assert equal.parts.work_on is not None and equal.parts.work_on.table is None
    assert equal.years is not None
    report = replace(
        REPORT,
        items=tuple(ItemResult(item.id, item.aspect, reason="hidden") for item in REPORT.items),
        aspects=tuple(AspectResult(one.id, one.label, one.kind, reason="hidden") for one in REPORT.aspects),
        overall=replace(REPORT.overall, mean=None, low=None, high=None, reason="hidden", weighted=None),
        breakdowns=(), change=None, titles={}, sentences={}, work_on=None,
    )  # fmt: skip
    hidden = replace(PUBLICATION, report=report)
    page = house_page(hidden, QUESTIONNAIRE, code=CODE, years=[Year(hidden, QUESTIONNAIRE)] * 2)
    assert (page.parts.work_on, page.years, page.parts.summary) == (None, None, None)
