"""Charts of differences: grey unless it may be called one, then an open dot and now a closed one."""

from __future__ import annotations

import pytest

from monitor.charts.differences import change_chart, direction, margin_of_difference, rest_chart
from monitor.charts.drawing import draw_intervals
from monitor.charts.intervals import interval_figure
from monitor.results import CellChange, Comparison
from tests.monitor.charts.dressing import accepted, trace

CLEAR = Comparison(-0.41, -0.62, -0.2, 0.3, -0.8, 0.0001, 0.002, visible=True)
UNSURE = Comparison(0.12, -0.16, 0.4, 0.4, 0.2, 0.4, 1.0)
REST = rest_chart(
    [("Selectie", CLEAR), ("Evaluatie", UNSURE), ("Rendement", Comparison(reason="few_answers")), ("Weg", None)]
)
CHANGE = change_chart(
    [
        CellChange("a", 3.1, 2.69, CLEAR),
        CellChange("b", 2.4, 2.52, UNSURE),
        CellChange("c", None, None, Comparison(reason="hidden")),
        CellChange("d", 2.8, 2.91, Comparison(reason="few_answers")),
    ],
    {"a": "Selectie", "b": "Evaluatie", "c": "Rendement", "d": "Klein"},
)


@pytest.mark.parametrize(
    ("found", "word"), [(CLEAR, "lager"), (UNSURE, ""), (None, ""), (Comparison(0.4, visible=True), "hoger")]
)
def test_a_difference_has_a_word_only_if_it_is_called_one(found: Comparison | None, word: str) -> None:
    assert direction(found) == word


def test_a_difference_with_the_rest_is_drawn_around_no_difference() -> None:
    drawn = draw_intervals(REST)
    assert drawn.reference_x == 50
    assert [(row.text, row.quiet) for row in drawn.rows] == [
        ("−0,41", False), ("+0,12", True), ("niet te berekenen", False), ("niet getoond", False)
    ]  # fmt: skip
    first, second, few, gone = drawn.rows
    assert first.x == pytest.approx(1.5 + 97 * 0.59 / 2, abs=0.01)
    assert second.bar_x == pytest.approx(1.5 + 97 * 0.84 / 2, abs=0.01)
    assert (few.x, gone.x) == (None, None)


def test_grey_and_clear_margins_are_two_traces() -> None:
    figure = interval_figure(REST)
    assert trace(figure, "marge")["x"] == [-0.62, -0.2, None]
    assert trace(figure, "marge, grijs")["x"] == [-0.16, 0.4, None]
    assert trace(figure, "waarde")["marker"]["color"] == ["var:--accent", "var:--quiet-mark"]
    assert trace(figure, "waarde")["customdata"] == [
        ["Selectie<br>−0,41 (marge −0,62 tot −0,20)<br>lager"],
        ["Evaluatie<br>+0,12 (marge −0,16 tot +0,40)<br>geen duidelijk verschil"],
    ]
    ends = {note["text"]: note["font"].get("weight") for note in figure["layout"]["annotations"] if note["x"] == 1}
    assert ends["−0,41"] == 700
    assert ends["+0,12"] is None
    assert len(accepted(figure).data) == 3


def test_a_change_goes_from_an_open_dot_to_a_closed_one() -> None:
    figure = interval_figure(CHANGE)
    assert trace(figure, "eerder")["x"] == [3.1, 2.4, 2.8]
    assert trace(figure, "eerder")["marker"]["color"] == "var:--paper"
    assert trace(figure, "waarde")["x"] == [2.69, 2.52, 2.91]
    assert trace(figure, "van en naar")["x"] == [3.1, 2.69, None, 2.4, 2.52, None, 2.8, 2.91, None]
    assert trace(figure, "waarde")["customdata"][0] == ["Selectie<br>van 3,10 naar 2,69<br>lager"]
    assert accepted(figure).data[0].name == "marge"


def test_the_line_of_a_change_lies_between_its_dots_whichever_way_it_went() -> None:
    down, up, gone, few = draw_intervals(CHANGE).rows
    assert down.move_x == down.x and down.before_x == pytest.approx(down.x + down.move_width, abs=0.01)
    assert up.move_x == up.before_x
    assert (gone.before_x, gone.move_x, gone.move_width, gone.text) == (None, None, None, "niet getoond")
    assert (few.text, few.quiet) == ("niet te berekenen", True)


def test_a_mean_of_few_answers_keeps_its_one_decimal_in_a_change() -> None:
    assert trace(interval_figure(CHANGE), "waarde")["customdata"][2][0].startswith("Klein<br>van 2,8 naar 2,91")


def test_a_margin_that_is_stored_with_one_decimal_is_shown_with_one() -> None:
    blurred = Comparison(0.34, 0.1, 0.6, 0.4, 0.5, visible=True, reason="hidden")
    exact = Comparison(0.34, 0.12, 0.56, 0.31, 0.5, 0.001, 0.002, visible=True)

    assert margin_of_difference(blurred) == "+0,1 tot +0,6"
    assert margin_of_difference(exact) == "+0,12 tot +0,56"
