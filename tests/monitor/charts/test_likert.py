"""Diverging bars: geen oordeel is never a part, and a statement without counts is in no trace."""

from __future__ import annotations

import json
import re

import pytest

from monitor.charts.likert import draw_likert, likert_figure, statement_bars
from monitor.results import ItemResult
from tests.monitor.charts.dressing import accepted, trace

PIECE = re.compile(r"M(-?[\d.]+),(-?[\d.]+)V(-?[\d.]+)")
LABELS = ("helemaal niet", "enigszins", "grotendeels", "volledig")
TEXTS = {"a_1": "Het doel is helder", "a_2": "De agenda is volledig", "a_3": "Er is vertrouwen"}
SHOWN = ItemResult("a_1", "a", 20, 2.6, 0.9, 1, 4, {"1": 2, "2": 7, "3": 8, "4": 3}, 12, 1, 0.55, 12 / 32)
FEW = ItemResult("a_2", "a", 8, 3.3, decimals=1)
HIDDEN = ItemResult("a_3", "a", reason="hidden")


def test_lower_answers_lie_left_of_the_line_and_higher_ones_right() -> None:
    figure = likert_figure(statement_bars([SHOWN], TEXTS), LABELS)
    assert trace(figure, "helemaal niet")["x"] == [-0.1]
    assert trace(figure, "enigszins")["x"] == [-0.35]
    assert trace(figure, "grotendeels")["x"] == [0.4]
    assert trace(figure, "volledig")["x"] == [0.15]


def test_the_answer_nearest_to_the_line_is_stacked_first() -> None:
    figure = likert_figure(statement_bars([SHOWN], TEXTS), LABELS)
    assert [one["name"] for one in figure["data"]] == ["enigszins", "helemaal niet", "grotendeels", "volledig"]
    assert figure["layout"]["barmode"] == "relative"


def test_geen_oordeel_is_no_trace_and_in_no_base() -> None:
    figure = likert_figure(statement_bars([SHOWN], TEXTS), LABELS)
    assert len(figure["data"]) == 4
    assert "geen oordeel" not in json.dumps(figure)
    assert sum(abs(one["x"][0]) for one in figure["data"]) == pytest.approx(1)


def test_statements_without_counts_are_in_no_trace_but_keep_their_row() -> None:
    figure = likert_figure(statement_bars([HIDDEN, SHOWN, FEW], TEXTS), LABELS)
    for one in figure["data"]:
        assert len(one["x"]) == len(one["customdata"]) == 1
        assert round(one["y"][0]) == 1
    rows = {note["text"]: round(note["y"]) for note in figure["layout"]["annotations"] if note.get("yref") == "y"}
    assert (rows["niet getoond"], rows["alleen het gemiddelde: 3,3"]) == (0, 2)


def test_no_line_runs_through_a_statement_and_no_ground_lies_behind_it() -> None:
    layout = likert_figure(statement_bars([SHOWN, HIDDEN, SHOWN], TEXTS), LABELS)["layout"]
    assert not [note for note in layout["annotations"] if "bgcolor" in note]
    assert layout["xaxis"]["showgrid"] is False
    words_end = 20 / 52
    pieces = [PIECE.findall(shape["path"]) for shape in layout["shapes"]]
    assert [{float(x) for x, _, _ in rule} for rule in pieces] == [{-1}, {-0.5}, {0}, {0.5}, {1}]
    assert all([round(float(top)) for _, top, _ in rule] == [0, 2] for rule in pieces)
    assert all((float(top) + 0.5) % 1 >= words_end - 0.01 for rule in pieces for _, top, _ in rule)
    assert all(0 < float(foot) - float(top) < 1 for rule in pieces for _, top, foot in rule)
    assert [shape["layer"] for shape in layout["shapes"]] == ["below", "below", "above", "below", "below"]


def test_without_any_bar_there_is_no_line() -> None:
    assert likert_figure(statement_bars([HIDDEN], TEXTS), LABELS)["layout"]["shapes"] == []


def test_a_share_is_written_from_14_per_cent() -> None:
    counts = {"1": 13, "2": 14, "3": 33, "4": 40}
    figure = likert_figure(statement_bars([ItemResult("a_1", "a", 100, 3.0, counts=counts)], TEXTS), LABELS)
    assert [trace(figure, label)["text"] for label in LABELS] == [[""], ["14"], ["33"], ["40"]]


def test_the_drawn_parts_meet_at_the_middle_and_add_up_to_half_the_width() -> None:
    parts = draw_likert(statement_bars([SHOWN], TEXTS)[0])
    assert [part.kind for part in parts] == ["a1", "a2", "a3", "a4"]
    assert parts[1].x + parts[1].width == pytest.approx(50)
    assert parts[2].x == pytest.approx(50)
    assert sum(part.width for part in parts) == pytest.approx(50)


def test_an_answer_that_nobody_gave_has_no_part() -> None:
    bar = statement_bars([ItemResult("a_1", "a", 10, 3.5, counts={"1": 0, "2": 0, "3": 5, "4": 5})], TEXTS)[0]
    assert [part.kind for part in draw_likert(bar)] == ["a3", "a4"]


def test_a_hidden_statement_has_no_parts() -> None:
    assert draw_likert(statement_bars([HIDDEN], TEXTS)[0]) == ()


def test_plotly_accepts_the_figure() -> None:
    taken = accepted(likert_figure(statement_bars([SHOWN, FEW, HIDDEN], TEXTS), LABELS))
    assert len(taken.data) == 4
