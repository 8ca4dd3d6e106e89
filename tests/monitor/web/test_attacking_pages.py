"""The attacker reads pages instead of a report: random houses, drawn as managers see them and as outsiders do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, render_template
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.results import Publication, Report
from monitor.web.app import create_app
from monitor.web.views.beside import BesideView
from monitor.web.views.button_figures import button_figures
from monitor.web.views.house import house_page
from monitor.web.views.overleg import overleg_page
from monitor.web.views.statement import statement_page
from monitor.web.views.statements_list import Asked, statements_page
from tests.monitor.stats.attacker import HOUSE, Cell, Truth, find_leaks_in
from tests.monitor.stats.invented_houses import QUESTIONNAIRE, House, make_house
from tests.monitor.web.given_out import Given, GivenCell, numbers_in

OTHERS = ("Hele huis", "Overlegvorm", "Rest van het huis")
"""Columns and rows beside a group's own numbers."""
WITH_N = re.compile(r"^(?P<label>.+?)(?: n (?P<n>[\d.]+))?$")
Read = dict[tuple[str, Cell], tuple[bool, bool]]
"""(measure, cell) -> whether something of it is told, and whether in full."""
APP = create_app(Path("no-instance"))


@dataclass(frozen=True)
class Drawn:
    """A page as it was read back. `own`: whose numbers stand in it; `measure`: the only one that it is about."""

    given: Given
    own: Cell
    measure: str = ""


def publish(report: Report, outside: Report, minimum: int) -> Publication:
    """A publication around two reports of an invented house."""
    return Publication(
        format=1,
        house="huis",
        house_name="Huis",
        wave="meting",
        wave_name="Meting",
        questionnaire=QUESTIONNAIRE.id,
        questionnaire_version=1,
        questionnaire_sha256="0" * 64,
        period_start="2026-01-01",
        period_end="2026-03-31",
        opened_on="2026-04-01",
        closed_on="2026-04-30",
        minimum=minimum,
        invented=True,
        versions={},
        alpha_threshold=0.7,
        smallest_difference=0.3,
        report=report,
        outside=outside,
    )


def draw_pages(app: Flask, publication: Publication, overleggen: Sequence[int]) -> list[Drawn]:
    """The pages of the house, of every overleg and of every statement, and the lists of statements, read back."""
    with app.test_request_context("/"):
        whole = house_page(publication, QUESTIONNAIRE, code="0" * 64)
        pages = [Drawn(_draw("house", whole), HOUSE)]
        for code in overleggen:
            pages.append(Drawn(_draw("overleg", overleg_page(publication, QUESTIONNAIRE, code)), ("overleg", code)))
        for item in QUESTIONNAIRE.items:
            page = statement_page(publication, QUESTIONNAIRE, item.id)
            pages.append(Drawn(_draw("statement", page), HOUSE, f"item:{item.id}"))
        for chosen in (None, *overleggen):
            listed = statements_page(publication, QUESTIONNAIRE, Asked(overleg=chosen))
            pages.append(Drawn(_draw("statements", listed), HOUSE if chosen is None else ("overleg", chosen)))
    return pages


def _draw(kind: str, page: object) -> Given:
    """A page with the figures in it and those that it fetches for its buttons."""
    given = Given(render_template(f"dashboard/{kind}_body.html", page=page, beside=BesideView(), points=()))
    given.figures += button_figures(page).values()
    return given


def labels_of(report: Report) -> dict[str, Cell]:
    """Label of a group -> its cell; the labels of invented houses occur nowhere else."""
    return {group.label: (one.by, group.code) for one in report.breakdowns for group in one.groups}


def read_pages(pages: Iterable[Drawn], report: Report) -> Read:
    """Everything that the pages tell of any cell of any measure."""
    found: Read = {("forms", HOUSE): (True, True)}
    labels = labels_of(report)
    measures = {aspect.label: f"aspect:{aspect.id}" for aspect in report.aspects}
    measures |= {item.text["nl"]: f"item:{item.id}" for item in QUESTIONNAIRE.items}
    for page in pages:
        for cell in page.given.cells:
            for measure, place, full in _read_cell(cell, labels, measures, page):
                before = found.get((measure, place), (False, False))
                found[measure, place] = (True, before[1] or full)
    return found


def _read_cell(
    cell: GivenCell, labels: Mapping[str, Cell], measures: Mapping[str, str], page: Drawn
) -> Iterable[tuple[str, Cell, bool]]:
    header = WITH_N.match(cell.row)
    label = header["label"] if header else cell.row
    if label in labels and header and header["n"]:
        yield "forms", labels[label], True
    if cell.number is None:
        return
    full = bool(re.search(r"\d,\d\d", cell.text))
    if label in labels and cell.column in measures:
        yield measures[cell.column], labels[label], full
    elif label in labels and page.measure:
        yield page.measure, labels[label], full
    elif label in measures and cell.column in labels:
        yield measures[label], labels[cell.column], full
    elif label in measures:
        yield measures[label], HOUSE if cell.column in OTHERS else page.own, full


def leaks_on_pages(house: House, *, outside: bool) -> list[str]:
    """What the pages of an invented house give away to the attacker."""
    report = house.reports.outside if outside else house.reports.inside
    truth: Truth = house.outer_truth if outside else house.truth
    publication = publish(report, house.reports.outside, truth.minimum)
    codes = [group.code for one in report.breakdowns if one.by == "overleg" for group in one.groups]
    found = read_pages(draw_pages(APP, publication, codes), report)
    cells = {HOUSE, *labels_of(report).values()}

    def read_measure(measure: str) -> dict[Cell, tuple[bool, bool]]:
        asked = [cell for cell in cells if not measure.startswith("item") or cell[0] in ("house", *truth.itemised)]
        return {cell: found.get((measure, cell), (False, False)) for cell in asked}

    return list(find_leaks_in(read_measure, truth, small_sets=False))


@settings(max_examples=20, derandomize=True, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    sizes=st.lists(st.one_of(st.integers(0, 9), st.integers(0, 25)), min_size=1, max_size=6).filter(any),
    nearly=st.booleans(),
    outside=st.booleans(),
)
def test_no_page_of_a_random_house_tells_what_is_hidden(
    seed: int, sizes: list[int], nearly: bool, outside: bool
) -> None:
    assert leaks_on_pages(make_house(seed, sizes, nearly=nearly), outside=outside) == []


def test_the_reader_of_pages_sees_what_there_is_to_see() -> None:
    house = make_house(3, [12, 8, 5, 20])
    report = house.reports.inside
    pages = draw_pages(APP, publish(report, house.reports.outside, 5), range(4))
    found = read_pages(pages, report)
    shown = {
        (f"aspect:{cell.aspect}", (one.by, group.code))
        for one in report.breakdowns
        for group in one.groups
        for cell in group.cells
        if cell.mean is not None
    }
    items = {(f"item:{item.id}", HOUSE) for item in report.items if item.mean is not None}

    assert len(shown) > 10
    assert {place for place in found if place[0].startswith("aspect") and place[1] != HOUSE} == shown
    assert {place for place in found if place[0].startswith("item") and place[1] == HOUSE} == items


@pytest.mark.parametrize("seed", range(4))
def test_a_figure_for_the_browser_holds_no_number_that_its_page_does_not_show(seed: int) -> None:
    house = make_house(seed, [12, 8, 5, 20])
    report = house.reports.inside
    for page in draw_pages(APP, publish(report, house.reports.outside, 5), range(4)):
        shown = {round(abs(number), 2) for cell in page.given.cells for number in _all_numbers(cell)}
        for figure in page.given.figures:
            for trace in figure["data"]:
                told = [*numbers_in(trace.get("x")), *numbers_in(trace.get("z"))]
                assert {round(abs(number), 2) for number in told if _is_score(trace, number)} <= shown


def _all_numbers(cell: GivenCell) -> Iterable[float]:
    return (float(text.replace(",", ".")) for text in re.findall(r"\d+(?:,\d+)?", cell.text))


def _is_score(trace: Mapping[str, object], number: float) -> bool:
    """Means and margins; not the shares of bars, nor places of marks."""
    return trace.get("type") in ("scatter", "heatmap") and number != int(number) and abs(number) <= 4
