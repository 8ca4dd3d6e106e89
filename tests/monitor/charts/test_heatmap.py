"""The heatmap: rounded means and differences in fixed classes, nothing where hidden, the house as the last row."""

from __future__ import annotations

import json

import pytest

from monitor.charts.heatmap import difference_class, heat_table, heatmap_figure
from monitor.results import AspectResult, Cell, Comparison, Group, Overall
from tests.monitor.charts.dressing import accepted

ASPECTS = (
    AspectResult("a", "Selectie", "scale", 101, 2.996, 0.4, 2.92, 3.07),
    AspectResult("b", "Evaluatie", "scale", 95, 2.48, 0.5, 2.40, 2.56),
)
NOORD = Group(0, "Noord", 17, (Cell("a", 17, 2.904, 2.7, 3.1), Cell("b", 16, 2.496, 2.3, 2.7)), Overall(2.7, 2.6, 2.8))
SMALL = Group(1, "Klein", 8, (Cell("a", 8, 3.1, 2.9, 3.3, 1), Cell("b", reason="hidden")), Overall(reason="hidden"))
GONE = Group(2, "Weg", None, (Cell("a", reason="hidden"), Cell("b", reason="hidden")), Overall(reason="hidden"))
CLEAR = Comparison(0.41, 0.2, 0.62, 0.3, 0.8, 0.0001, 0.002, visible=True)
LOWER = Comparison(-0.5, -0.8, -0.2, 0.4, -0.9, 0.0001, 0.002, visible=True)
UNSURE = Comparison(-0.12, -0.4, 0.16, 0.4, -0.2, 0.4, 1.0)
OVERALL_NOORD = Overall(2.7, 2.6, 2.8, versus_rest=LOWER)
COMPARED = Group(
    0, "Noord", 17, (Cell("a", 17, 3.2, versus_rest=CLEAR), Cell("b", 16, 2.496, versus_rest=UNSURE)), OVERALL_NOORD
)
UNKNOWN = Comparison(reason="few_answers")
COMPARED_SMALL = Group(
    1, "Klein", 8,
    (Cell("a", 8, 3.1, 2.9, 3.3, 1, versus_rest=UNKNOWN), Cell("b", reason="hidden", versus_rest=UNKNOWN)),
    Overall(reason="hidden"),
)  # fmt: skip
WITH_REST = heat_table((COMPARED, COMPARED_SMALL, GONE), ASPECTS, Overall(2.738, 2.7, 2.8), 101)
TABLE = heat_table((NOORD, SMALL, GONE), ASPECTS, Overall(2.738, 2.7, 2.8), 101)


def test_the_trace_holds_the_grounds_and_none_where_hidden() -> None:
    trace = heatmap_figure(TABLE)["data"][0]
    assert trace["z"] == [[0, 0, 0], [0, None, None], [None, None, None], [1, 1, 1]]
    assert trace["colorscale"] == [[0, "var:--quiet-cell"], [1, "var:--paper"]]


def test_few_forms_show_one_decimal_and_are_marked() -> None:
    row = TABLE.rows[1]
    assert row.few
    assert (row.cells[0].text, row.cells[0].few) == ("3,1", True)
    assert not TABLE.rows[0].few
    assert TABLE.any_few
    assert TABLE.any_hidden


def test_the_whole_house_is_the_last_row_with_its_own_n_per_aspect() -> None:
    row = TABLE.rows[-1]
    assert row.total
    assert [(cell.text, cell.n) for cell in row.cells] == [("3,00", 101), ("2,48", 95), ("2,74", 101)]


def test_an_aspect_that_a_group_lacks_counts_as_hidden() -> None:
    table = heat_table((Group(0, "Noord", 17, (Cell("a", 17, 3.0),), Overall(3.0)),), ASPECTS, Overall(2.7), 101)
    assert table.rows[0].cells[1].text == "niet getoond"


def test_names_have_room_on_both_sides_and_break_into_two_lines() -> None:
    long = Group(3, "Casusoverleg ernstig geweld en complexe multiproblematiek", 17, NOORD.cells, NOORD.overall)
    texts = heatmap_figure(heat_table((NOORD, long), ASPECTS, Overall(2.7), 101))["layout"]["yaxis"]["ticktext"]
    room = "\u00a0\u00a0"
    assert texts[0] == f"{room}<b>Noord</b>{room}"
    assert texts[1] == f"{room}<b>Casusoverleg ernstig</b>{room}<br>{room}<b>geweld en complexe …</b>{room}"


def test_plotly_accepts_the_figure_and_shows_no_colour_bar() -> None:
    figure = heatmap_figure(TABLE)
    taken = accepted(figure)
    assert taken.data[0].showscale is False
    assert (taken.data[0].xgap, taken.data[0].ygap) == (3, 3)
    assert "Weg" in json.dumps(figure)


def test_only_a_visible_difference_has_a_colour_and_says_which_way() -> None:
    assert WITH_REST.compared
    first, small, gone, house = WITH_REST.rows
    assert [(cell.kind, cell.versus) for cell in first.cells] == [
        ("higher-1", "hoger"), ("quiet", ""), ("lower-2", "lager")
    ]  # fmt: skip
    assert [(cell.kind, cell.text) for cell in small.cells] == [
        ("quiet", "3,1"), (None, "niet getoond"), (None, "niet getoond")
    ]  # fmt: skip
    assert gone.hidden
    assert {cell.kind for cell in house.cells} == {"plain"}


def test_where_nothing_is_compared_no_cell_has_a_colour() -> None:
    assert not TABLE.compared
    assert len(heatmap_figure(TABLE)["data"]) == 1
    assert {cell.kind for row in TABLE.rows[:-1] for cell in row.cells} == {"quiet", None}
    assert {cell.kind for cell in TABLE.rows[-1].cells} == {"plain"}


def test_a_cell_shows_its_mean_and_under_it_the_difference_where_that_is_to_be_seen() -> None:
    first, *others = WITH_REST.rows
    assert [(cell.text, cell.difference) for cell in first.cells] == [
        ("3,20", "+0,41"),
        ("2,50", ""),
        ("2,70", "−0,50"),
    ]
    assert {cell.difference for row in others for cell in row.cells} == {""}
    assert {cell.difference for row in TABLE.rows for cell in row.cells} == {""}


@pytest.mark.parametrize(
    ("difference", "kind"),
    [
        (-0.9, "lower-2"), (-0.4951, "lower-2"), (-0.4949, "lower-1"), (-0.3, "lower-1"), (0.3, "higher-1"),
        (0.4949, "higher-1"), (0.4951, "higher-2"), (2.9, "higher-2"),
    ],
)  # fmt: skip
def test_the_colour_of_a_difference_follows_the_number_as_it_is_shown_also_in_the_chart(
    difference: float, kind: str
) -> None:
    found = Comparison(difference, -3, 3, 0.3, 0.8, 0.0001, 0.002, visible=True)
    table = heat_table((Group(0, "Noord", 17, (Cell("a", 17, 3.0, versus_rest=found),), Overall(3.0)),),
                       ASPECTS, Overall(2.7), 101)  # fmt: skip
    trace = heatmap_figure(table)["data"][0]
    place = (trace["z"][0][0] - trace["zmin"]) / (trace["zmax"] - trace["zmin"])
    last = [colour for stop, colour in trace["colorscale"] if stop <= place] or [trace["colorscale"][0][1]]
    assert table.rows[0].cells[0].kind == kind == difference_class(difference)
    assert last[-1] == f"var:--{kind}"


def test_grey_cells_are_a_second_trace_and_say_that_nothing_is_to_be_seen() -> None:
    differences, grounds = heatmap_figure(WITH_REST)["data"]
    assert differences["z"] == [[0.41, None, -0.5], [None, None, None], [None, None, None], [None, None, None]]
    assert grounds["z"] == [[None, 0, None], [0, None, None], [None, None, None], [1, 1, 1]]
    assert grounds["colorscale"] == [[0, "var:--quiet-cell"], [1, "var:--paper"]]
    assert differences["customdata"][0][0] == "Noord<br>Selectie: 3,20<br>aantal 17, +0,41 met de rest"
    assert grounds["customdata"][0][1].endswith("aantal 16, geen duidelijk verschil")
    assert grounds["customdata"][2] == [None, None, None]
    texts = [note["text"] for note in heatmap_figure(WITH_REST)["layout"]["annotations"]]
    assert '3,20<br><span style="font-size:13px">+0,41</span>' in texts
    assert len(accepted(heatmap_figure(WITH_REST)).data) == 2
