"""What pages say of differences: with the rest of the house, and with the wave before; from an invented publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.results import CellChange, Comparison, Group, Publication, Split
from monitor.web.views.differences_part import change_part, rest_figure, rest_table
from monitor.web.views.house import house_page
from monitor.web.views.overleg import overleg_page
from monitor.web.views.parts import TableCell
from tests.monitor.sample import CODE, OVERLEGGEN, sample_publication, sample_questionnaire

QUESTIONNAIRE = sample_questionnaire()
PUBLICATION = sample_publication()
REPORT = PUBLICATION.report
BREAKDOWN = REPORT.breakdowns[0]
NUMBERS = {name: code for code, (name, _, _) in enumerate(OVERLEGGEN)}
CLEAR = Comparison(-0.41, -0.62, -0.2, 0.3, -0.8, 0.0001, 0.0016, visible=True)
UNSURE = Comparison(0.124, -0.16, 0.4, 0.396, 0.2, 0.4, 1.0)
SURE_BUT_SMALL = Comparison(0.2, 0.1, 0.3, 0.14, 0.4, 0.0001, 0.002)
FEW = Comparison(reason="few_answers")
HIDDEN = Comparison(reason="hidden")


def compared(*found: Comparison | None) -> Group:
    """An overleg with these differences in the order of the aspects, then of all together; the rest have none."""
    group = BREAKDOWN.groups[0]
    *cells, overall = [*found, *([FEW] * (8 - len(found)))]
    of_cells = tuple(replace(cell, versus_rest=one) for cell, one in zip(group.cells, cells, strict=True))
    return replace(group, cells=of_cells, overall=replace(group.overall, versus_rest=overall))


def changed(**fields: object) -> Publication:
    """The sample publication with fields of its change replaced."""
    change = REPORT.change
    assert change is not None
    changes = replace(change, **fields)  # type: ignore[arg-type]
    return replace(PUBLICATION, report=replace(REPORT, change=changes))


def test_a_difference_stands_with_its_margin_and_whether_it_is_to_be_seen() -> None:
    figure = rest_figure(REPORT, compared(CLEAR, UNSURE, SURE_BUT_SMALL), smallest=0.3)
    assert figure is not None
    table = figure.chart.table
    assert table.head == ("Aspect", "Verschil", "Marge", "Te zien?")
    assert [row.label for row in table.rows] == [*(aspect.label for aspect in REPORT.aspects), "Samen"]
    assert [[cell.text for cell in row.cells] for row in table.rows[:4]] == [
        ["−0,41", "−0,62 tot −0,20", "ja, lager"],
        ["+0,12", "−0,16 tot +0,40", "nee"],
        ["+0,20", "+0,10 tot +0,30", "nee"],
        ["niet te berekenen"] * 3,
    ]
    assert [row.cells[0].kind for row in table.rows[:4]] == ["strong", "quiet", "quiet", "hidden"]


def test_the_title_names_what_is_to_be_seen_and_nothing_else() -> None:
    lower = rest_figure(REPORT, compared(CLEAR, UNSURE), smallest=0.3)
    both = rest_figure(REPORT, compared(CLEAR, replace(CLEAR, difference=0.5), UNSURE, CLEAR), smallest=0.3)
    none = rest_figure(REPORT, compared(UNSURE), smallest=0.3)
    assert lower is not None and both is not None and none is not None
    assert lower.chart.title == "Lager dan in de rest van het huis: Selectie"
    assert both.chart.title == "Hoger dan in de rest van het huis: Voorbereiding; lager: Selectie en Bespreking"
    assert none.chart.title == "We zien geen duidelijk verschil met de rest van het huis"


def test_grey_says_that_the_number_or_the_difference_is_too_small() -> None:
    figure = rest_figure(REPORT, compared(UNSURE), smallest=0.25)
    assert figure is not None
    assert "Grijs: geen duidelijk verschil (het kan toeval zijn, of het is kleiner dan 0,25)." in figure.chart.note
    assert "ten minste 0,25 punt" in figure.chart.source
    assert "ook als u de verschillen van alle overleggen samen bekijkt" in figure.chart.source
    assert "Ligt een marge" not in figure.chart.source


def test_a_margin_clear_of_zero_that_is_not_called_a_difference_is_explained() -> None:
    figure = rest_figure(REPORT, compared(replace(UNSURE, difference=0.39, low=0.14, high=0.64)), smallest=0.3)
    assert figure is not None
    assert figure.chart.title == "We zien geen duidelijk verschil met de rest van het huis"
    assert figure.chart.source.endswith(
        "staat er toch ‘nee’? Dan is het verschil kleiner dan 0,30, of kan het bij zoveel vergelijkingen nog toeval"
        " zijn."
    )


def test_who_wants_to_check_finds_the_smallest_visible_difference_g_and_p() -> None:
    figure = rest_figure(REPORT, compared(CLEAR, UNSURE), smallest=0.3)
    assert figure is not None
    assert [[cell.text for cell in row.cells] for row in figure.details.rows] == [
        ["0,30", "−0,80", "0,002"],
        ["0,40", "+0,20", "1,000"],
    ]


@pytest.mark.parametrize("found", [None, FEW, HIDDEN])
def test_without_a_difference_there_is_no_chart_of_differences(found: Comparison | None) -> None:
    assert rest_figure(REPORT, compared(*[found] * 8), smallest=0.3) is None


def test_where_everybody_answered_a_difference_is_what_it_is() -> None:
    sure = Comparison(0.5, 0.5, 0.5, 0.0, 0.9, reason="everybody_answered", visible=True)
    figure = rest_figure(REPORT, compared(sure), smallest=0.3)
    assert figure is not None
    assert [cell.text for cell in figure.chart.table.rows[0].cells] == ["+0,50", "+0,50 tot +0,50", "ja, hoger"]


def test_a_difference_without_a_margin_says_so() -> None:
    figure = rest_figure(REPORT, compared(Comparison(0.5, reason="no_spread")), smallest=0.3)
    assert figure is not None
    assert [cell.text for cell in figure.chart.table.rows[0].cells] == ["+0,50", "niet te berekenen", "nee"]
    assert [cell.text for cell in figure.details.rows[0].cells] == ["–", "–", "–"]


def test_the_table_of_all_groups_leaves_out_who_has_no_difference() -> None:
    groups = (compared(CLEAR, UNSURE), compared(*[FEW] * 8), BREAKDOWN.groups[NUMBERS["Jeugdgroepen"]])
    table = rest_table(REPORT, replace(BREAKDOWN, groups=groups), "Overleg")
    assert table is not None
    assert table.head == ("Overleg", *(aspect.label for aspect in REPORT.aspects), "Samen")
    (row,) = table.rows
    assert row.cells[:3] == (
        TableCell("−0,41", "Selectie", "strong", "−0,62 tot −0,20"),
        TableCell("+0,12", "Voorbereiding", "quiet", "−0,16 tot +0,40"),
        TableCell("niet te berekenen", "Informatiedeling", "hidden"),
    )
    assert rest_table(REPORT, replace(BREAKDOWN, groups=groups[1:]), "Overleg") is None


def test_the_heatmap_of_a_house_has_its_table_of_differences_and_that_of_attendance_has_none() -> None:
    parts = house_page(PUBLICATION, QUESTIONNAIRE, code=CODE).parts
    assert parts.overleggen is not None and parts.attendance_heat is not None
    assert parts.overleggen.differences is not None
    assert parts.overleggen.grey == "geen duidelijk verschil (het kan toeval zijn, of het is kleiner dan 0,30)"
    assert parts.overleggen.table.compared
    assert (parts.attendance_heat.differences, parts.attendance_heat.table.compared) == (None, False)


def test_an_overleg_stands_beside_the_rest_of_the_house_and_the_wave_before() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Volwassenenoverleg Noord"])
    assert page.rest is not None and page.change is not None
    assert len(page.rest.chart.table.rows) == len(page.change.chart.table.rows) == 8
    assert page.change_wave == "Najaar 2025"
    assert "ook als u de verschillen van alle overleggen samen bekijkt" in page.change.chart.source
    assert "daarom kan het verschil 0,01 afwijken" in page.change.chart.source
    assert page.reliability is not None
    assert page.reliability.chart.title == "Hoe goed de stellingen van een aspect bij elkaar horen"
    assert {row.cells[5].text for row in page.reliability.chart.table.rows} == {"31"}
    assert [row.cells[3].text for row in page.reliability.chart.table.rows] == [*["niet getoond"] * 6, "–"]
    assert (page.reliability.more, page.reliability.per_item) == (None, ())


def test_an_overleg_of_few_forms_has_no_difference_and_no_alpha_of_its_own() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Hoge impact"])
    assert (page.rest, page.reliability) == (None, None)
    assert page.change is not None
    texts = {row.label: [cell.text for cell in row.cells] for row in page.change.chart.table.rows}
    earlier, now, *difference = texts["Selectie"]
    assert len(earlier) == len(now) == 3
    assert difference == ["niet te berekenen"] * 3
    assert texts["Evaluatie"] == ["niet getoond"] * 5


def test_of_a_hidden_overleg_nothing_is_said_of_the_wave_before_either() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Jeugdgroepen"])
    assert (page.rest, page.change, page.reliability) == (None, None, None)


def test_a_change_stands_with_then_and_now() -> None:
    cells = (
        CellChange("selectie", 3.104, 2.69, CLEAR),
        CellChange("voorbereiding", 2.4, 2.524, UNSURE),
        CellChange("evaluatie", None, None, HIDDEN),
    )
    overall = CellChange("overall", 2.9, 2.95, UNSURE)
    part = house_page(changed(aspects=cells, overall=overall), QUESTIONNAIRE, code=CODE).parts.change
    assert part is not None
    assert part.figure.chart.title == "Lager dan in najaar 2025: Selectie"
    assert part.figure.chart.table.head == ("Aspect", "Eerder", "Nu", "Verschil", "Marge", "Te zien?")
    rows = {row.label: [cell.text for cell in row.cells] for row in part.figure.chart.table.rows}
    assert rows["Selectie"] == ["3,10", "2,69", "−0,41", "−0,62 tot −0,20", "ja, lager"]
    assert rows["Voorbereiding"] == ["2,40", "2,52", "+0,12", "−0,16 tot +0,40", "nee"]
    assert rows["Evaluatie"] == ["niet getoond"] * 5
    assert list(rows)[-1] == "Samen"


def test_the_two_parts_of_a_change_stand_beside_it_and_their_grouping_is_named() -> None:
    splits = (
        Split("selectie", 0.05, 0.1, 4),
        Split("evaluatie", None, None, 0, "hidden"),
        Split("overall", -0.05, 0.051, 3),
    )
    part = house_page(changed(splits=splits), QUESTIONNAIRE, code=CODE).parts.change
    assert part is not None and part.splits is not None
    assert {row.label: [cell.text for cell in row.cells] for row in part.splits.rows} == {
        "Selectie": ["+0,15", "+0,05", "+0,10"],
        "Evaluatie": ["niet getoond"] * 3,
        "Samen": ["0,00", "−0,05", "+0,05"],
    }
    assert "Gerekend per beroepsgroep, met 4 groepen die in beide metingen apart te zien zijn" in part.split_source
    none = house_page(changed(splits=splits[1:2]), QUESTIONNAIRE, code=CODE).parts.change
    assert none is not None and none.splits is None


def test_only_statements_of_which_a_difference_is_to_be_seen_are_listed() -> None:
    first, second, third = (item.id for item in QUESTIONNAIRE.items[:3])
    items = (
        CellChange(first, 3.1, 2.69, CLEAR),
        CellChange(second, 2.4, 2.52, UNSURE),
        CellChange(third, None, None, HIDDEN),
    )
    part = house_page(changed(items=items), QUESTIONNAIRE, code=CODE).parts.change
    assert part is not None and part.items is not None
    assert [row.label for row in part.items.rows] == [QUESTIONNAIRE.items[0].text["nl"]]
    assert part.items_sentence == "Bij 1 stelling van de 2 zien we een duidelijk verschil"
    quiet = house_page(changed(items=items[1:]), QUESTIONNAIRE, code=CODE).parts.change
    assert quiet is not None
    assert (quiet.items, quiet.items_sentence) == (None, "Bij de stelling zien we geen duidelijk verschil")
    hidden = house_page(changed(items=items[2:]), QUESTIONNAIRE, code=CODE).parts.change
    assert hidden is not None and hidden.items_sentence == ""


def test_without_a_wave_before_there_is_no_such_part() -> None:
    report = replace(REPORT, change=None)
    assert change_part(report, {}, smallest=0.3) is None
    page = overleg_page(replace(PUBLICATION, report=report), QUESTIONNAIRE, NUMBERS["Jeugdoverleg Noord"])
    assert (page.change, page.change_wave) == (None, "")


def test_where_all_of_the_wave_before_is_hidden_there_is_nothing_to_find() -> None:
    cells = tuple(CellChange(aspect.id, None, None, HIDDEN) for aspect in REPORT.aspects)
    hidden = changed(aspects=cells, overall=CellChange("overall", None, None, HIDDEN))
    part = house_page(hidden, QUESTIONNAIRE, code=CODE).parts.change
    assert part is not None
    assert part.figure.chart.title == "Er is geen verschil te berekenen"
    assert part.figure.details.rows == ()


def test_the_findings_of_the_publication_stand_above_the_charts_that_they_are_about() -> None:
    shown, few = NUMBERS["Jeugdoverleg Noord"], NUMBERS["Hoge impact"]
    titles = {"change": "Meer dan toen", f"overleg:{shown}": "Lager dan de rest", f"overleg:{few}": "Te weinig"}
    publication = replace(PUBLICATION, report=replace(REPORT, titles={"nl": titles}))
    house = house_page(publication, QUESTIONNAIRE, code=CODE).parts
    pages = [overleg_page(publication, QUESTIONNAIRE, code) for code in (shown, few)]
    assert house.change is not None and house.change.figure.chart.title == "Meer dan toen"
    assert pages[0].aspects is not None and pages[0].rest is not None and pages[0].change is not None
    assert [one.title for one in (pages[0].aspects, pages[0].rest.chart)] == [
        "Dit overleg naast het hele huis",
        "Lager dan de rest",
    ]
    assert pages[0].change.chart.title == "We zien geen duidelijk verschil met najaar 2025"
    assert pages[1].aspects is not None and pages[1].aspects.title == "Te weinig"
