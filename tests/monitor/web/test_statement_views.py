"""What the pages of statements show: one of them, all of them in a list, and finding one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotFound
from monitor.results import HIDDEN, Breakdown, CellChange, Comparison, ItemResult, Publication
from monitor.services.years import Year
from monitor.web.views.statement import statement_page
from monitor.web.views.statements_list import (
    Asked,
    Order,
    StatementLine,
    StatementsPage,
    fold,
    read_asked,
    statements_page,
)
from surveys.questionnaire import Questionnaire
from tests.monitor.sample import sample_publication, sample_questionnaire

PUBLICATION, QUESTIONNAIRE = sample_publication(), sample_questionnaire()
FIRST = QUESTIONNAIRE.items[0].id
NOORD, FEW, HIDDEN_ONE = 0, 6, 8
"""An overleg that is shown, one with 9 forms, and one of which nothing is shown."""


def with_items(publication: Publication, change: Callable[[ItemResult], ItemResult]) -> Publication:
    """The publication with other results of statements for the whole house."""
    items = tuple(change(item) for item in publication.report.items)
    return replace(publication, report=replace(publication.report, items=items))


def hide(*ids: str) -> Publication:
    """The publication in which these statements are hidden for the whole house."""
    return with_items(
        PUBLICATION, lambda item: ItemResult(item.id, item.aspect, reason=HIDDEN) if item.id in ids else item
    )


def with_words(words: str) -> Questionnaire:
    """The questionnaire in which the first statement is put in other words."""
    aspect = QUESTIONNAIRE.aspects[0]
    block = aspect.blocks[0]
    item = replace(block.items[0], text={"nl": words})
    changed = replace(aspect, blocks=(replace(block, items=(item, *block.items[1:])), *aspect.blocks[1:]))
    return replace(QUESTIONNAIRE, aspects=(changed, *QUESTIONNAIRE.aspects[1:]))


def listed(page: StatementsPage) -> list[StatementLine]:
    return [line for group in page.groups for line in group.lines]


def test_a_statement_comes_with_its_aspect_its_question_and_its_neighbours() -> None:
    page = statement_page(PUBLICATION, QUESTIONNAIRE, QUESTIONNAIRE.items[1].id)

    assert (page.text, page.number) == (QUESTIONNAIRE.items[1].text["nl"], "Stelling 2 van 48")
    assert page.aspect == "Selectie"
    assert page.stem == QUESTIONNAIRE.aspects[0].blocks[1].stem["nl"]
    assert page.before is not None and page.before.item == QUESTIONNAIRE.items[0].id
    assert page.after is not None and page.after.item == QUESTIONNAIRE.items[2].id


def test_the_first_and_the_last_statement_have_one_neighbour() -> None:
    assert statement_page(PUBLICATION, QUESTIONNAIRE, FIRST).before is None
    assert statement_page(PUBLICATION, QUESTIONNAIRE, QUESTIONNAIRE.items[-1].id).after is None


def test_an_unknown_statement_is_not_found() -> None:
    with pytest.raises(NotFound):
        statement_page(PUBLICATION, QUESTIONNAIRE, "bestaat_niet")


def test_geen_oordeel_stands_apart_from_the_answers_of_the_house() -> None:
    item = PUBLICATION.report.items[0]

    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST)

    assert page.answers is not None
    (row,) = page.answers.rows
    assert (row.text, row.mean, row.n, row.no_opinion) == ("Hele huis", "3,44", "126", "7")
    assert sum(part.width for part in row.parts) == pytest.approx(50, abs=0.1)
    assert {fact.name: fact.value for fact in page.facts}["Aantal"] == str(item.n)


def test_every_overleg_stands_beside_the_house_with_the_hidden_ones_as_one_row_without_numbers() -> None:
    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST)

    assert page.overleggen is not None
    rows = {row.label: row for row in page.overleggen.table.rows}
    assert list(rows)[-1] == "Hele huis"
    assert rows["Jeugdoverleg Noord"].cells[0].text == "3,06"
    assert {cell.text for cell in rows["Jeugdgroepen"].cells} == {"niet getoond"}
    assert rows["Jeugdgroepen"].gone and rows["Hoge impact"].gone
    assert page.some_hidden


def test_the_chart_of_overleggen_has_the_table_s_numbers_and_no_hidden_one() -> None:
    figure = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST).overleggen

    assert figure is not None
    (dots,) = [trace for trace in figure.figure["data"] if trace["name"] == "waarde"]
    shown = [row for row in figure.table.rows if not row.gone and row.label != "Hele huis"]
    assert [f"{x:.2f}".replace(".", ",") for x in dots["x"]] == [row.cells[0].text for row in shown]


def test_a_grouping_without_statements_is_no_chart() -> None:
    assert statement_page(PUBLICATION, QUESTIONNAIRE, FIRST).groups == ()


def test_a_grouping_with_statements_is_a_chart_of_its_own() -> None:
    overleg = next(one for one in PUBLICATION.report.breakdowns if one.by == "overleg")
    extra = Breakdown("beroepsgroep", overleg.groups[:3])
    others = tuple(one for one in PUBLICATION.report.breakdowns if one.by != "beroepsgroep")
    publication = replace(PUBLICATION, report=replace(PUBLICATION.report, breakdowns=(*others, extra)))

    (figure,) = statement_page(publication, QUESTIONNAIRE, FIRST).groups

    assert figure.table.head[0] == "Beroepsgroep"
    assert [row.code for row in figure.table.rows] == [None] * 4


def test_who_sees_one_overleg_sees_that_and_the_mean_of_the_house_and_nothing_else() -> None:
    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST, codes=(NOORD,))

    assert page.overleggen is not None and page.answers is not None
    assert [row.label for row in page.overleggen.table.rows] == ["Jeugdoverleg Noord", "Hele huis"]
    assert [cell.text for cell in page.overleggen.table.rows[1].cells] == ["3,44", "–", "–"]
    assert [(row.text, row.house) for row in page.answers.rows] == [("Jeugdoverleg Noord", "3,44")]
    assert (page.facts, page.groups, page.years, page.change, page.coherence) == ((), (), None, "", "")


def test_of_a_hidden_overleg_there_are_no_answers() -> None:
    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST, codes=(HIDDEN_ONE,))

    assert page.answers is None
    assert page.overleggen is not None and page.overleggen.table.rows[0].gone


def test_a_hidden_statement_has_no_number_anywhere() -> None:
    page = statement_page(hide(FIRST), QUESTIONNAIRE, FIRST)

    assert (page.answers, page.facts) == (None, ())
    assert page.overleggen is not None
    assert page.overleggen.table.rows[-1].gone


def test_a_statement_with_a_mean_only_says_so_above_its_row() -> None:
    bare = with_items(PUBLICATION, lambda item: ItemResult(item.id, item.aspect, n=7, mean=2.9, decimals=1))

    page = statement_page(bare, QUESTIONNAIRE, FIRST)

    assert page.answers is not None
    assert page.answers.title == "Van deze stelling tonen we alleen het gemiddelde"
    assert (page.answers.rows[0].mean, page.answers.rows[0].parts) == ("2,9", ())


def test_groups_are_not_ranked_on_one_statement_however_far_apart_they_are() -> None:
    overleg = next(one for one in PUBLICATION.report.breakdowns if one.by == "overleg")
    items = (ItemResult(FIRST, "selectie", n=20, mean=1.5, low=1.4, high=1.6),
             ItemResult(FIRST, "selectie", n=20, mean=3.5, low=3.4, high=3.6))  # fmt: skip
    groups = tuple(replace(group, items=(item,)) for group, item in zip(overleg.groups, items, strict=False))
    report = replace(PUBLICATION.report, breakdowns=(replace(overleg, groups=groups),))

    page = statement_page(replace(PUBLICATION, report=report), QUESTIONNAIRE, FIRST)

    assert page.overleggen is not None and page.overleggen.title == "Gemiddelde per overleg"
    assert "Welke het hoogst is, zeggen wij niet" in page.overleggen.note


def judged(difference: float | None, *, visible: bool) -> Publication:
    """The publication with this difference of the first statement since the wave before."""
    comparison = Comparison(difference, visible=visible, reason=None if difference is not None else HIDDEN)
    assert PUBLICATION.report.change is not None
    change = replace(
        PUBLICATION.report.change, wave_name="Najaar 2025", items=(CellChange(FIRST, 3.0, 3.44, comparison),)
    )
    return replace(PUBLICATION, report=replace(PUBLICATION.report, change=change))


@pytest.mark.parametrize(
    ("difference", "visible", "title"),
    [
        (0.44, True, "Hoger dan in najaar 2025"),
        (-0.44, True, "Lager dan in najaar 2025"),
        (0.44, False, "Geen verschil te zien met najaar 2025"),
        (None, False, "Gemiddelde per meting"),
    ],
)
def test_the_years_are_headed_by_what_the_publication_calls_a_difference(
    difference: float | None, visible: bool, title: str
) -> None:
    earlier = replace(PUBLICATION, wave="2025-najaar", wave_name="Najaar 2025")

    page = statement_page(
        judged(difference, visible=visible), QUESTIONNAIRE, FIRST, years=[Year(earlier, QUESTIONNAIRE)]
    )

    assert page.years is not None and page.years.title == title


def test_an_earlier_wave_in_the_same_words_stands_beside_this_one() -> None:
    earlier = replace(PUBLICATION, wave="2025-najaar", wave_name="Najaar 2025")

    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST, years=[Year(earlier, QUESTIONNAIRE)])

    assert page.years is not None
    assert [row.label for row in page.years.table.rows] == ["Najaar 2025", "Najaar 2026"]
    assert page.breaks == ()


def test_a_statement_that_was_put_in_other_words_is_a_break_without_a_number() -> None:
    earlier = replace(PUBLICATION, questionnaire_sha256="older", wave="2025-najaar", wave_name="Najaar 2025")

    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST, years=[Year(earlier, with_words("Heel anders."))])

    assert page.years is not None
    assert {cell.text for cell in page.years.table.rows[0].cells} == {"andere tekst"}
    assert page.breaks == ("In najaar 2025 was de vraag anders: ‘Heel anders.’ Daarom vergelijken we dat cijfer niet.",)
    (dots,) = [trace for trace in page.years.figure["data"] if trace["name"] == "waarde"]
    assert len(dots["x"]) == 1


def test_a_wave_whose_questionnaire_is_gone_or_did_not_ask_it_is_a_break_too() -> None:
    earlier = replace(PUBLICATION, questionnaire_sha256="older", wave_name="Najaar 2025")
    without = replace(QUESTIONNAIRE, aspects=QUESTIONNAIRE.aspects[1:])

    years = [Year(earlier, None), Year(replace(earlier, wave_name="Najaar 2024"), without)]
    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST, years=years)

    assert len(page.breaks) == 2
    assert page.years is not None and page.years.title == "Er is geen eerder cijfer om mee te vergelijken"


def test_how_it_hangs_together_stands_in_the_words_of_the_publication() -> None:
    page = statement_page(PUBLICATION, QUESTIONNAIRE, FIRST)

    assert "item-restcorrelatie): 0,50." in page.coherence
    assert "De betrouwbaarheid (alpha) van Selectie is 0,85; zonder deze stelling 0,84." in page.coherence


def test_the_list_holds_every_statement_under_its_aspect() -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, Asked())

    assert [group.heading for group in page.groups] == [aspect.label["nl"] for aspect in QUESTIONNAIRE.aspects]
    assert [line.item for line in listed(page)] == [item.id for item in QUESTIONNAIRE.items]
    assert page.found == "Alle 48 stellingen"


@pytest.mark.parametrize("words", ["SUCCES", "succés", "  succes  ", "definitie succes", "succes definitie"])
def test_words_are_found_without_case_accents_or_order(words: str) -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, read_asked({"zoek": words}))

    assert any("succes" in fold(line.text) for line in listed(page))
    assert page.found.startswith(f"{len(listed(page))} stelling")


def test_all_words_must_occur_in_the_same_statement_or_its_aspect() -> None:
    one, both = (
        listed(statements_page(PUBLICATION, QUESTIONNAIRE, read_asked({"zoek": words})))
        for words in ("doel", "doel selectie")
    )

    assert 0 < len(both) < len(one)
    assert {line.aspect for line in both} == {"Selectie"}


def test_nothing_found_is_said_with_the_words_that_were_looked_for() -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, read_asked({"zoek": "zeppelin"}))

    assert (page.groups, page.found) == ((), "Geen stelling gevonden met ‘zeppelin’")


def test_an_address_that_asks_for_what_is_not_there_asks_for_nothing() -> None:
    assert read_asked({"volgorde": "willekeurig", "overleg": "²", "zoek": "x" * 500}) == Asked("x" * 100)


@pytest.mark.parametrize(("order", "rising"), [(Order.LOWEST, True), (Order.HIGHEST, False)])
def test_the_order_goes_by_the_means_as_shown_with_ties_as_they_were_asked(order: Order, rising: bool) -> None:
    lines = listed(statements_page(PUBLICATION, QUESTIONNAIRE, Asked(order=order)))

    keys = [(float(line.mean.replace(",", ".")) * (1 if rising else -1), line.number) for line in lines]
    assert keys == sorted(keys)


@settings(max_examples=40, deadline=None)
@given(
    chosen=st.sets(st.sampled_from([item.id for item in QUESTIONNAIRE.items])),
    order=st.sampled_from([Order.LOWEST, Order.HIGHEST, Order.NO_OPINION]),
)
def test_hidden_statements_stand_last_as_they_were_asked_whatever_lies_behind_them(
    chosen: set[str], order: Order
) -> None:
    lines = listed(statements_page(hide(*chosen), QUESTIONNAIRE, Asked(order=order)))

    hidden = [line for line in lines if line.hidden]
    assert lines[len(lines) - len(hidden) :] == hidden
    assert [line.number for line in hidden] == sorted(line.number for line in hidden)
    assert {line.item for line in hidden} == chosen
    assert not any(line.mean or line.margin or line.n or line.no_opinion or line.parts for line in hidden)


def test_the_list_of_an_overleg_stands_beside_the_mean_of_the_house() -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, Asked(overleg=NOORD))

    assert (page.of_whom, page.beside_house) == ("Jeugdoverleg Noord", True)
    assert listed(page)[0].mean == "3,06" and listed(page)[0].house == "3,44"


def test_who_sees_one_overleg_gets_that_one_and_no_choice() -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, Asked(), codes=(NOORD,))

    assert (page.of_whom, page.readers) == ("Jeugdoverleg Noord", ())


@pytest.mark.parametrize("code", [FEW, HIDDEN_ONE])
def test_an_overleg_without_statements_to_show_is_a_list_without_numbers(code: int) -> None:
    page = statements_page(PUBLICATION, QUESTIONNAIRE, Asked(overleg=code))

    assert page.nothing_shown
    assert {line.note for line in listed(page)} == {"niet getoond"}


def test_an_unknown_overleg_has_no_list() -> None:
    with pytest.raises(NotFound):
        statements_page(PUBLICATION, QUESTIONNAIRE, Asked(overleg=99))


def test_answers_that_are_all_the_same_are_one_part_of_the_bar() -> None:
    same = with_items(
        PUBLICATION,
        lambda item: replace(item, counts={"1": 0, "2": 0, "3": 9, "4": 0}, n=9, mean=3.0, low=3.0, high=3.0),
    )

    line = listed(statements_page(same, QUESTIONNAIRE, Asked()))[0]

    assert (line.mean, line.margin, len(line.parts)) == ("3,00", "3,00\u2060–\u20603,00", 1)
