"""Interval charts: what stands in the traces is what stands in the records, and nothing hidden is in the JSON."""

from __future__ import annotations

import json

import pytest

from monitor.charts.aspects import groups_chart, house_chart, overleg_chart
from monitor.charts.drawing import draw_intervals
from monitor.charts.figure import Figure
from monitor.charts.intervals import interval_figure
from monitor.charts.reliability import reliability_chart
from monitor.charts.response import response_chart
from monitor.results import AspectResult, Cell, Group, Overall, Reliability, Response, ResponseBreakdown, ResponseGroup
from tests.monitor.charts.dressing import accepted, trace

ASPECTS = (
    AspectResult("a", "Selectie", "scale", 101, 2.996, 0.4, 2.92, 3.07),
    AspectResult("b", "Evaluatie", "scale", reason="hidden"),
    AspectResult("c", "Rendement", "scale", 97, 2.85, 0.5, 2.75, 2.94),
)
HOUSE = Response(120, 0, 120, 78, 0, 0, 0, 42, 0.65, 0.56, 0.73, 0.65)
UNKNOWN = Response(0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)


def test_the_traces_hold_the_means_and_margins_of_the_shown_aspects() -> None:
    figure = interval_figure(house_chart(ASPECTS))
    assert trace(figure, "waarde")["x"] == [3.0, 2.85]
    assert trace(figure, "marge")["x"] == [2.92, 3.07, None, 2.75, 2.94, None]
    assert len(figure["data"]) == 2


def test_marks_stand_in_the_row_of_their_own_aspect() -> None:
    figure = interval_figure(house_chart(ASPECTS))
    rows = [round(y) for y in trace(figure, "waarde")["y"]]
    names = {note["text"]: round(note["y"]) for note in figure["layout"]["annotations"] if note.get("yref") == "y"}
    assert rows == [0, 2]
    assert (names["Selectie"], names["Evaluatie"], names["niet getoond"], names["Rendement"]) == (0, 1, 1, 2)


def test_a_hidden_value_is_nowhere_in_the_json() -> None:
    cells = (Cell("a", 17, 3.4, 3.2, 3.6), Cell("c", reason="hidden"))
    figure = interval_figure(overleg_chart(cells, ASPECTS))
    assert trace(figure, "waarde")["x"] == [3.4]
    assert trace(figure, "marge")["x"] == [3.2, 3.6, None]
    assert json.dumps(figure).count("Rendement") == 1


def test_an_overleg_stands_beside_the_house_also_where_it_is_hidden_itself() -> None:
    cells = (Cell("a", 17, 3.4, 3.2, 3.6), Cell("b", 17, 2.1, 2.0, 2.2), Cell("c", reason="hidden"))
    figure = interval_figure(overleg_chart(cells, ASPECTS))
    assert trace(figure, "hele huis")["x"] == [3.0, 2.85]
    assert [round(y) for y in trace(figure, "hele huis")["y"]] == [0, 2]


def test_few_forms_give_an_open_dot_and_one_decimal() -> None:
    cells = (Cell("a", 8, 3.4, 3.1, 3.7, 1), Cell("c", 17, 2.1, 2.0, 2.2))
    figure = interval_figure(overleg_chart(cells, ASPECTS))
    assert trace(figure, "waarde")["marker"]["color"] == ["var:--paper", "var:--accent"]
    assert trace(figure, "waarde")["customdata"][0] == [
        "Selectie<br>3,4 (marge 3,1\u2060–\u20603,7)<br>aantal 8, hele huis 3,00"
    ]


def test_rates_are_drawn_from_0_to_1_with_the_house_as_a_dotted_line() -> None:
    groups = (
        ResponseGroup(0, "Gemeente", 47, 44, 33, 0.75, 0.61, 0.85),
        ResponseGroup(None, "Overige", None, None, None, None, None, None, "hidden"),
    )
    chart = response_chart(ResponseBreakdown("organisatietype", "persons", groups), HOUSE)
    figure = interval_figure(chart)
    assert trace(figure, "waarde")["x"] == [0.75]
    assert trace(figure, "marge")["x"] == [0.61, 0.85, None]
    dotted = [shape for shape in figure["layout"]["shapes"] if shape["line"].get("dash")]
    assert [(shape["x0"], shape["x1"]) for shape in dotted] == [(0.65, 0.65)]


def test_the_margin_of_the_house_is_a_band_behind_the_groups_in_both_drawings() -> None:
    groups = (ResponseGroup(0, "Gemeente", 47, 44, 33, 0.75, 0.61, 0.85),)
    chart = response_chart(ResponseBreakdown("organisatietype", "persons", groups), HOUSE)
    first, *others = interval_figure(chart)["layout"]["shapes"]
    drawn = draw_intervals(chart)
    assert (first["type"], first["x0"], first["x1"], first["layer"]) == ("rect", 0.56, 0.73, "below")
    assert "rect" not in {shape["type"] for shape in others}
    assert (drawn.band_x, drawn.band_width) == (pytest.approx(1.5 + 0.56 * 97), pytest.approx(0.17 * 97, abs=0.011))
    assert len(accepted(interval_figure(chart)).layout.shapes) == 3


def test_a_house_without_a_rate_has_neither_line_nor_band() -> None:
    groups = (ResponseGroup(0, "Gemeente", 47, 44, 33, 0.75, 0.61, 0.85),)
    chart = response_chart(ResponseBreakdown("organisatietype", "persons", groups), UNKNOWN)
    drawn = draw_intervals(chart)
    assert {shape["type"] for shape in interval_figure(chart)["layout"]["shapes"]} == {"line"}
    assert (drawn.reference_x, drawn.band_x, drawn.band_width) == (None, None, None)


def test_alpha_is_drawn_for_aspects_that_have_one() -> None:
    shown = AspectResult("a", "Selectie", "scale", reliability=Reliability(6, 73, 28, 0.87, 0.82, 0.91))
    constant = AspectResult("b", "Evaluatie", "scale", reliability=Reliability(5, reason="no_spread"))
    figure = interval_figure(
        reliability_chart((shown, constant, AspectResult("c", "Profiel", "profile")), threshold=0.7)
    )
    assert trace(figure, "waarde")["x"] == [0.87]
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert "niet te berekenen" in texts
    assert "Profiel" not in texts


def test_attendance_is_drawn_by_the_overall_mean_of_each_class() -> None:
    groups = (
        Group(0, "1-3", 20, (), Overall(2.8, 2.7, 2.9)),
        Group(1, "4-6", None, (), Overall(reason="hidden"), reason="hidden"),
    )
    figure = interval_figure(groups_chart(groups, Overall(2.9)))
    assert trace(figure, "waarde")["x"] == [2.8]


@pytest.mark.parametrize(
    "texts", [("<b>Politie</b>", "&lt;b&gt;Politie&lt;/b&gt;"), ("OM & politie", "OM &amp; politie")]
)
def test_a_name_from_a_list_cannot_become_markup(texts: tuple[str, str]) -> None:
    groups = (ResponseGroup(0, texts[0], 10, 10, 5, 0.5, 0.2, 0.8),)
    figure = interval_figure(response_chart(ResponseBreakdown("beroepsgroep", "persons", groups), UNKNOWN))
    assert texts[1] in [note["text"] for note in figure["layout"]["annotations"]]
    assert trace(figure, "waarde")["customdata"][0][0].startswith(texts[1])


@pytest.mark.parametrize(
    "figure",
    [interval_figure(house_chart(ASPECTS)), interval_figure(overleg_chart((Cell("a", 8, 3.4, 3.1, 3.7, 1),), ASPECTS))],
)
def test_plotly_accepts_the_figure_and_nothing_can_be_dragged(figure: Figure) -> None:
    taken = accepted(figure)
    assert taken.layout.dragmode is False
    assert taken.layout.showlegend is False
    assert taken.layout.separators == ",."
    assert taken.layout.xaxis.fixedrange
    assert taken.layout.yaxis.fixedrange
    assert figure["config"]["displayModeBar"] is False


def test_the_height_follows_the_number_of_rows() -> None:
    assert interval_figure(house_chart(ASPECTS))["layout"]["height"] == 44 + 8 + 3 * 52


def test_the_svg_has_the_same_places_as_the_scale_says() -> None:
    drawn = draw_intervals(house_chart((AspectResult("a", "Selectie", "scale", 9, 2.5, 0.4, 1.0, 4.0),)))
    (row,) = drawn.rows
    assert (row.bar_x, row.x, row.bar_width) == (1.5, 50.0, 97.0)
    assert [tick.line_x for tick in drawn.ticks] == [1.5, 33.83, 66.17, 98.5]
    assert drawn.height == 2.75 + 3.25


def test_a_hidden_row_has_a_name_and_words_in_the_svg_and_no_mark() -> None:
    row = draw_intervals(house_chart(ASPECTS)).rows[1]
    assert (row.name, row.text) == ("Evaluatie", "niet getoond")
    assert (row.x, row.bar_x, row.bar_width, row.house_x) == (None, None, None, None)


def test_a_value_beyond_the_scale_stays_on_its_edge() -> None:
    low = AspectResult("a", "Selectie", "scale", reliability=Reliability(2, 10, 0, 0.2, -0.6, 0.5))
    row = draw_intervals(reliability_chart((low,), threshold=0.7)).rows[0]
    assert (row.x, row.bar_x) == (1.5, 1.5)


def test_a_long_name_is_cut_between_words_and_shorter_on_a_phone() -> None:
    name = "Casusoverleg ernstig geweld en complexe multiproblematiek"
    groups = (ResponseGroup(0, name, 10, 10, 5, 0.5, 0.2, 0.8),)
    row = draw_intervals(response_chart(ResponseBreakdown("overleg", "memberships", groups), UNKNOWN)).rows[0]
    assert row.name == "Casusoverleg ernstig geweld en complexe …"
    assert row.short_name == "Casusoverleg ernstig geweld …"
