"""Door de jaren: every number of every panel is one of a publication, and what may not be seen is a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.charts.years import FOOT, TOP, YearPanel, YearPoint, draw_panel, years_figure
from monitor.results import HIDDEN, Cell, Change, Group, Overall, Publication
from monitor.services.years import Year
from monitor.web.views.house import house_page
from monitor.web.views.overleg import overleg_page
from monitor.web.views.years_part import OTHER_QUESTIONS, YearsPart, house_years, overleg_years
from tests.monitor.sample import CODE, sample_publication, sample_questionnaire

NOW = replace(sample_publication(7), wave="2026", wave_name="Najaar 2026", opened_on="2026-11-02")
BEFORE = replace(sample_publication(8), wave="2025", wave_name="Najaar 2025", opened_on="2025-11-03")
FIRST = replace(sample_publication(9), wave="2024", wave_name="Najaar 2024", opened_on="2024-11-04")
YEARS = (FIRST, BEFORE, NOW)
KEY = "o2"
QUESTIONNAIRE = sample_questionnaire()


OTHER_WORDS = replace(
    QUESTIONNAIRE, scale=replace(QUESTIONNAIRE.scale, labels=({"nl": "Nee"}, *QUESTIONNAIRE.scale.labels[1:]))
)


def asked(publications: Sequence[Publication]) -> tuple[Year, ...]:
    """The waves with what they asked: an older questionnaire had another answer on offer."""
    return tuple(
        Year(one, OTHER_WORDS if one.questionnaire_sha256 == "older" else QUESTIONNAIRE) for one in publications
    )


def shown(part: YearsPart | None) -> YearsPart:
    assert part is not None
    return part


def dots(part: YearsPart) -> dict[str, list[float]]:
    """What Plotly draws as dots, by panel."""
    traces: list[dict[str, Any]] = part.figure["data"]
    return {one["name"]: one["y"] for one in traces if "customdata" in one}


def with_group(publication: Publication, which: str, **fields: Any) -> Publication:
    def change(group: Group) -> Group:
        return replace(group, **fields) if group.key == which else group

    report = publication.report
    breakdowns = tuple(replace(one, groups=tuple(change(group) for group in one.groups)) for one in report.breakdowns)
    return replace(publication, report=replace(report, breakdowns=breakdowns))


def group_of(publication: Publication, key: str) -> Group:
    return next(
        one for by in publication.report.breakdowns if by.by == "overleg" for one in by.groups if one.key == key
    )


def hide(group: Group) -> dict[str, Any]:
    cells = tuple(Cell(cell.aspect, reason=HIDDEN) for cell in group.cells)
    return {"forms": None, "cells": cells, "overall": Overall(reason=HIDDEN), "items": (), "reason": HIDDEN}


def as_shown(means: Iterable[float | None]) -> list[float | None]:
    """A figure holds no more digits than the page shows."""
    return [None if mean is None else round(mean, 2) for mean in means]


def test_every_dot_of_the_house_is_a_mean_of_its_publication() -> None:
    part = shown(house_years(asked(YEARS)))
    wanted = {
        aspect.label: [next(one.mean for one in year.report.aspects if one.id == aspect.id) for year in YEARS]
        for aspect in NOW.report.aspects
    }
    wanted["Samen"] = [year.report.overall.mean for year in YEARS]
    assert dots(part) == {label: as_shown(means) for label, means in wanted.items()}


def test_every_dot_and_stroke_of_an_overleg_is_of_its_publication() -> None:
    part = shown(overleg_years(asked(YEARS), KEY))
    for number, aspect in enumerate(NOW.report.aspects):
        assert dots(part)[aspect.label] == as_shown(group_of(year, KEY).cells[number].mean for year in YEARS)
    strokes = [trace["y"] for trace in part.figure["data"] if trace["name"] == "hele huis"]
    assert strokes[0] == as_shown(year.report.aspects[0].mean for year in YEARS)
    assert strokes[-1] == as_shown(year.report.overall.mean for year in YEARS)


def test_the_table_has_every_wave_with_mean_margin_and_n() -> None:
    table = shown(house_years(asked(YEARS))).table
    assert table.head == ("Aspect", "Najaar 2024", "Najaar 2025", "Najaar 2026")
    aspect, cell = NOW.report.aspects[0], table.rows[0].cells[-1]
    assert cell.text == f"{aspect.mean:.2f}".replace(".", ",")
    assert cell.note.endswith(f"n\u00a0{aspect.n}")


def test_one_wave_alone_is_no_section() -> None:
    assert house_years(asked((NOW,))) is None
    assert house_years(asked(())) is None
    assert overleg_years(asked((NOW,)), KEY) is None
    assert overleg_years(asked(YEARS), "") is None


def test_a_hidden_wave_is_a_gap_without_any_number() -> None:
    hidden = with_group(BEFORE, KEY, **hide(group_of(BEFORE, KEY)))
    part = shown(overleg_years(asked((FIRST, hidden, NOW)), KEY))
    assert [cell.text for cell in part.table.rows[0].cells][1] == "niet getoond"
    assert {len(values) for values in dots(part).values()} == {2}
    assert all(panel.points[1].y is None and not panel.points[1].n for panel in part.panels)
    assert all(panel.lines == () for panel in part.panels)
    assert "dat cijfer tonen we niet, of het overleg was er in die meting niet" in part.source


def test_a_hidden_overleg_and_one_that_was_not_there_look_alike() -> None:
    hidden = with_group(BEFORE, KEY, **hide(group_of(BEFORE, KEY)))
    absent = with_group(BEFORE, KEY, key="elders")
    absent = replace(absent, report=replace(absent.report, change=None))
    hidden = replace(hidden, report=replace(hidden.report, change=None))
    assert overleg_years(asked((FIRST, hidden, NOW)), KEY) == overleg_years(asked((FIRST, absent, NOW)), KEY)


def test_where_all_is_hidden_there_is_nothing() -> None:
    hidden = [with_group(one, KEY, **hide(group_of(one, KEY))) for one in YEARS]
    assert overleg_years(asked(hidden), KEY) is None


def test_another_version_of_the_questionnaire_is_a_marked_break() -> None:
    old = replace(FIRST, questionnaire_version=0, questionnaire_sha256="older")
    part = shown(house_years(asked((old, BEFORE, NOW))))
    assert {row.cells[0].text for row in part.table.rows} == {OTHER_QUESTIONS}
    assert all(panel.points[0].y is None for panel in part.panels)
    assert all([point.break_x is not None for point in panel.points] == [False, True, False] for panel in part.panels)
    assert len(part.figure["layout"]["shapes"]) == len(part.panels)
    assert "daar veranderde de vragenlijst" in part.source


def test_few_forms_are_an_open_dot_with_one_decimal() -> None:
    part = shown(overleg_years(asked(YEARS), "o6"))  # nine forms
    cell = part.table.rows[0].cells[-1]
    assert len(cell.text.partition(",")[2]) == 1
    assert all(point.few for point in part.panels[0].points if point.y is not None)


def test_two_waves_of_one_year_are_told_apart() -> None:
    spring = replace(BEFORE, opened_on="2026-04-01")
    part = shown(house_years(asked((FIRST, spring, NOW))))
    assert [point.short for point in part.panels[0].points] == ["nov 24", "apr 26", "nov 26"]


def test_the_title_names_the_changes_that_the_publications_call_one() -> None:
    part = shown(house_years(asked(YEARS)))
    change = NOW.report.change
    assert change is not None
    seen = [one.id for one in change.aspects if one.comparison.visible]
    assert ("Informatiedeling" in part.title) is ("informatiedeling" in seen)
    quiet = [replace(one, report=replace(one.report, change=_without_differences(one))) for one in YEARS]
    assert shown(house_years(asked(quiet))).title == "Van meting tot meting is geen duidelijke verandering te zien"
    unknown = [replace(one, report=replace(one.report, change=None)) for one in YEARS]
    assert shown(house_years(asked(unknown))).title == "Het gemiddelde per aspect in 3 metingen"


def _without_differences(publication: Publication) -> Change | None:
    change = publication.report.change
    if change is None:
        return None
    quiet = tuple(
        replace(one, comparison=replace(one.comparison, visible=False)) for one in (*change.aspects, change.overall)
    )
    return replace(change, aspects=quiet[:-1], overall=quiet[-1])


def test_the_pages_show_the_years_that_they_are_given() -> None:
    questionnaire = sample_questionnaire()
    assert house_page(NOW, questionnaire, code=CODE, years=asked(YEARS)).years == house_years(asked(YEARS))
    assert house_page(NOW, questionnaire, code=CODE).years is None
    assert overleg_page(NOW, questionnaire, 2, years=asked(YEARS)).years == overleg_years(asked(YEARS), KEY)


POINT = st.one_of(
    st.builds(YearPoint, st.just("w"), st.just("26"), st.just("niet getoond"), breaks=st.booleans()),
    st.floats(1, 4).map(lambda mean: YearPoint("w", "26", "x", mean, max(1, mean - 0.3), min(4, mean + 0.3), n="n 9")),
)


@given(st.lists(POINT, min_size=1, max_size=9))
@settings(max_examples=60)
def test_every_dot_lies_in_its_panel_and_no_line_crosses_a_gap(points: list[YearPoint]) -> None:
    panel = YearPanel("Selectie", tuple(points))
    drawn = draw_panel(panel)
    assert all(TOP <= point.y <= FOOT for point in drawn.points if point.y is not None)
    assert all(0 <= point.x <= 100 for point in drawn.points)
    assert len(drawn.lines) == sum(
        one.value is not None and other.value is not None and not other.breaks for one, other in pairwise(points)
    )
    assert drawn.points[-1].short == "26"
    (trace,) = [one for one in years_figure([panel])["data"] if "customdata" in one]
    assert trace["y"] == [point.value for point in points if point.value is not None]


@pytest.mark.parametrize("waves", [1, 2, 5, 9])
def test_a_panel_never_names_more_waves_than_fit(waves: int) -> None:
    points = tuple(YearPoint(str(one), str(one), "2,00", 2.0) for one in range(waves))
    assert sum(bool(point.short) for point in draw_panel(YearPanel("A", points)).points) <= 4
