"""The tables of a file: the numbers and words of the pages, whole rows that are hidden, and one overleg alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts import numbers
from monitor.charts.differences import margin_of_difference, written
from monitor.errors import BadInput, NotFound
from monitor.exports import results_cells
from monitor.exports.results_cells import Book, Number, Sheet, Value
from monitor.exports.results_json import results_record
from monitor.exports.results_tables import results_tables
from monitor.results import HIDDEN, Publication
from monitor.results.shown import missing
from tests.monitor.sample import OVERLEGGEN, sample_publication, sample_questionnaire

CODE = "ab" * 32


@pytest.fixture(scope="module")
def publication() -> Publication:
    return sample_publication()


@pytest.fixture(scope="module")
def book(publication: Publication) -> Book:
    return results_tables(publication, sample_questionnaire(), code=CODE)


def sheet_of(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def records(book: Book, name: str) -> list[dict[str, Value]]:
    sheet = sheet_of(book, name)
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, row, strict=True)) for row in sheet.rows]


def as_on_page(value: Value) -> str:
    """A cell as pages write it."""
    if isinstance(value, str):
        return value
    if value.percent:
        return numbers.percent(float(value.value))
    if value.signed:
        return numbers.signed(float(value.value), value.digits)
    return numbers.decimal(float(value.value), value.digits)


@given(st.floats(-4, 4), st.integers(0, 3))
def test_a_number_is_rounded_as_every_page_does(value: float, digits: int) -> None:
    assert as_on_page(results_cells.decimal(value, digits)) == numbers.decimal(value, digits)


@given(st.floats(0, 1, exclude_min=True))
def test_a_share_and_a_p_are_rounded_as_every_page_does(value: float) -> None:
    assert as_on_page(results_cells.share(value)) == numbers.percent(value)
    assert as_on_page(results_cells.probability(value)).replace(" ", numbers.NBSP) == numbers.probability(value)
    shown = as_on_page(results_cells.p_of_test(value)).replace(" ", numbers.NBSP)
    assert numbers.p_value(value) in (f"p = {shown}", f"p {shown}")


def test_every_aspect_of_every_group_stands_there_as_on_the_pages(publication: Publication, book: Book) -> None:
    tables = {"overleg": "Per overleg", "beroepsgroep": "Per beroepsgroep", "overlegvorm": "Per overlegvorm",
              "attendance": "Per aanwezigheid"}  # fmt: skip
    checked = 0
    for breakdown in publication.report.breakdowns:
        rows = iter(records(book, tables[breakdown.by]))
        for group in breakdown.groups:
            for score in (*group.cells, group.overall):
                row = next(rows)
                assert next(iter(row.values())) == group.label
                if score.mean is None:
                    assert {row[name] for name in ("Gemiddelde", "Marge van", "Marge tot", "Aantal")} == {
                        "niet getoond"
                    }
                    continue
                checked += 1
                assert as_on_page(row["Gemiddelde"]) == numbers.decimal(
                    score.mean, numbers.score_digits(score.decimals)
                )
                margin = f"{as_on_page(row['Marge van'])}{numbers.TO}{as_on_page(row['Marge tot'])}"
                assert margin == numbers.margin_of(score)
        assert next(rows, None) is None
    assert checked > 100


def test_statements_and_aspects_of_the_house_stand_there_as_on_the_pages(publication: Publication, book: Book) -> None:
    for item, row in zip(publication.report.items, records(book, "Stellingen"), strict=True):
        assert (row["Code"], as_on_page(row["Gemiddelde"])) == (item.id, numbers.decimal(item.mean))
        counts = [row[name] for name in row if name[0].isdigit()]
        assert [one.value for one in counts if isinstance(one, Number)] == list((item.counts or {}).values())
        assert as_on_page(row["Aandeel geen oordeel"]) == numbers.percent(item.no_opinion_share)
    for aspect, row in zip(publication.report.aspects, records(book, "Aspecten"), strict=True):
        assert (row["Aspect"], as_on_page(row["Gemiddelde"])) == (aspect.label, numbers.decimal(aspect.mean))
        assert as_on_page(row["Herwogen"]) == numbers.decimal(aspect.weighted)
        assert as_on_page(row["Aandeel geen oordeel"]) == numbers.percent(aspect.no_opinion_share)


def test_the_response_of_every_group_stands_there_as_on_the_pages(publication: Publication, book: Book) -> None:
    house, *rows = records(book, "Respons per groep")
    groups = [group for one in publication.report.response.by for group in one.groups]

    assert as_on_page(house["Respons"]) == numbers.percent(publication.report.response.rate)
    for group, row in zip(groups, rows, strict=True):
        assert row["Groep"] == group.label
        assert as_on_page(row["Respons"]) == numbers.percent(group.rate)
        assert row["Antwoordde"] == Number(Decimal(group.answered or 0), 0)


def test_differences_stand_there_as_on_the_pages(publication: Publication, book: Book) -> None:
    groups = [group for one in publication.report.breakdowns for group in one.groups]
    compared = [group for group in groups if any(cell.versus_rest for cell in group.cells)]
    found = [score for group in compared for score in (*group.cells, group.overall)]

    shown = list(zip(found, records(book, "Verschil met de rest"), strict=True))
    assert len(shown) > 40
    for score, row in shown:
        difference = score.versus_rest
        if difference is None or difference.difference is None:
            assert as_on_page(row["Verschil"]) == missing(difference.reason if difference else None)
            continue
        assert as_on_page(row["Verschil"]) == numbers.signed(difference.difference)
        margin = f"{as_on_page(row['Marge van'])} tot {as_on_page(row['Marge tot'])}"
        assert margin == margin_of_difference(difference)
        assert (row["Te zien?"] != "nee") == difference.visible


def test_the_change_since_the_wave_before_stands_there_as_on_the_pages(publication: Publication, book: Book) -> None:
    change = publication.report.change
    assert change is not None
    rows = records(book, "Verschil met eerder")
    cells = (*change.aspects, change.overall, *change.items)

    for cell, row in zip(cells, rows, strict=False):
        assert as_on_page(row["Nu"]) == written(cell.now, cell.comparison)
        assert as_on_page(row["Verschil"]) == numbers.signed(cell.comparison.difference)
    assert len(rows) == len(cells) + sum(len(one.cells) + 1 for one in change.groups)


def test_every_group_has_as_many_rows_of_statements_whether_they_are_shown_or_not(book: Book) -> None:
    rows = [row["Overleg"] for row in records(book, "Stellingen per overleg")]

    assert {rows.count(name) for name, _, _ in OVERLEGGEN} == {48}


def test_the_explanation_names_every_table_and_every_column(book: Book) -> None:
    about = {row["Onderwerp"]: row["Uitleg"] for row in records(book, "Toelichting")}

    for sheet in book.sheets[1:]:
        assert about[f"Tabel {sheet.name}"] == f"{sheet.title}."
        assert all(about[f"{sheet.name}: {column.name}"] for column in sheet.columns)
    assert about["Veiligheidshuis"] == "Veiligheidshuis Voorbeeldstreek"
    assert about["Open"] == "2-11-2026 tot en met 30-11-2026"
    assert "niet getoond" in about and "verzonnen" in str(about["Let op"])


def test_only_the_inside_file_of_the_whole_house_tells_the_code_of_the_publication(publication: Publication) -> None:
    """Whoever may not see all of it could try out the hidden numbers until they fit."""
    for kind, tells in (({}, True), ({"outside": True}, False), ({"overleg": 2}, False)):
        made = results_tables(publication, sample_questionnaire(), code=CODE, **kind)
        assert (CODE in str(made)) is tells, kind


def test_an_outside_file_comes_from_the_outside_set_alone(publication: Publication) -> None:
    other = sample_publication(seed=8)
    mixed = replace(publication, outside=other.report)

    found = results_tables(mixed, sample_questionnaire(), outside=True)

    assert found.sheets[1:] == results_tables(other, sample_questionnaire(), outside=True).sheets[1:]
    about = {row["Onderwerp"]: row["Uitleg"] for row in records(found, "Toelichting")}
    assert "ten minste 10 mensen" in str(about["Ondergrens"])


def test_a_file_on_one_overleg_says_nothing_of_another_overleg_or_group(publication: Publication) -> None:
    made = results_tables(publication, sample_questionnaire(), overleg=2)

    text = str(made)
    report = publication.report
    others = {group.label for one in report.breakdowns for group in one.groups} - {OVERLEGGEN[2][0]}
    assert not [name for name in others if f"'{name}'" in text]
    assert OVERLEGGEN[2][0] in text
    unseen = replace(
        publication,
        report=replace(
            report,
            forms=1,
            respondents=1,
            sentences={},
            attendance_correlation=None,
            breakdowns=tuple(
                replace(one, groups=tuple(group for group in one.groups if group.code == 2))
                for one in report.breakdowns
                if one.by == "overleg"
            ),
        ),
    )
    assert results_tables(unseen, sample_questionnaire(), overleg=2) == made


def test_a_file_on_one_overleg_has_the_mean_of_the_house_beside_every_own_one(publication: Publication) -> None:
    made = results_tables(publication, sample_questionnaire(), overleg=2)

    report = publication.report
    found = [as_on_page(row["Hele huis"]) for row in records(made, "Per overleg")]
    assert found == [numbers.decimal(one.mean) for one in (*report.aspects, report.overall)]
    found = [as_on_page(row["Hele huis"]) for row in records(made, "Stellingen per overleg")]
    assert found == [numbers.decimal(one.mean) for one in report.items]
    assert {as_on_page(row["Hele huis"]) for row in records(made, "Respons")} == {numbers.percent(report.response.rate)}


def test_an_overleg_that_is_hidden_has_a_file_that_says_so(publication: Publication) -> None:
    made = results_tables(publication, sample_questionnaire(), overleg=8)

    for row in records(made, "Per overleg"):
        assert [row[name] for name in ("Gemiddelde", "Spreiding", "Aantal", "Formulieren")] == ["niet getoond"] * 4


@pytest.mark.parametrize("code", [-1, 99])
def test_an_overleg_that_the_wave_has_not_is_refused(publication: Publication, code: int) -> None:
    with pytest.raises(NotFound):
        results_tables(publication, sample_questionnaire(), overleg=code)


def test_there_is_no_file_on_one_overleg_to_pass_on(publication: Publication) -> None:
    with pytest.raises(BadInput):
        results_tables(publication, sample_questionnaire(), overleg=2, outside=True)


def test_of_a_group_whose_response_is_hidden_no_count_is_told(publication: Publication) -> None:
    response = publication.report.response
    group = replace(response.by[0].groups[0], rate=None, reason=HIDDEN, answered=7919)
    by = (replace(response.by[0], groups=(group, *response.by[0].groups[1:])), *response.by[1:])
    hidden = replace(publication, report=replace(publication.report, response=replace(response, by=by)))

    made = results_tables(hidden, sample_questionnaire())

    row = records(made, "Respons per groep")[1]
    assert list(row.values())[2:] == ["niet getoond"] * 6
    assert "7919" not in str(made)
    assert "7919" not in str(results_record(hidden, sample_questionnaire(), outside=False))
