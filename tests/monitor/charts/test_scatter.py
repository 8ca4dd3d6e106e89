"""Statements as dots: the upright axis around the data, and numbers that do not lie on each other."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charts.scatter import APART, HEAD, NARROW, PLOT, Dot, ScatterChart, draw_scatter, scatter_figure

DOTS = st.lists(
    st.tuples(st.floats(1, 4), st.floats(-0.4, 1).map(lambda tie: round(tie, 2)), st.booleans()),
    min_size=4,
    max_size=30,
)


def chart_of(found: list[tuple[float, float, bool]], most: int = 5) -> ScatterChart:
    told = [place for place, (_, _, number) in enumerate(found) if number][:most]
    dots = tuple(
        Dot(mean, tie, str(told.index(place) + 1) if place in told else "")
        for place, (mean, tie, _) in enumerate(found)
    )
    return ScatterChart(dots, 2.5, found[0][1])


@pytest.mark.parametrize(
    ("ties", "ends"),
    [
        ((0.42, 0.55, 0.61, 0.78), (0.4, 0.8)),
        ((0.5, 0.52, 0.55, 0.58), (0.3, 0.6)),
        ((-0.12, 0.2, 0.4, 1.0), (-0.2, 1.0)),
    ],
)
def test_the_upright_axis_ends_on_tenths_around_the_dots(ties: tuple[float, ...], ends: tuple[float, float]) -> None:
    chart = ScatterChart(tuple(Dot(2.5, tie) for tie in ties), 2.5, ties[1])

    assert chart.ends == ends


def test_the_words_at_the_axis_say_where_it_ends() -> None:
    chart = ScatterChart(tuple(Dot(2.5, tie) for tie in (0.42, 0.55, 0.78)), 2.5, 0.55)

    assert chart.words == ("hangt sterker samen (0,8)", "hangt zwakker samen (0,4)")
    texts = [str(one["text"]) for one in scatter_figure(chart)["layout"]["annotations"]]
    assert set(chart.words) <= set(texts)


@given(DOTS)
def test_every_dot_lies_in_the_plot_and_no_number_on_another(found: list[tuple[float, float, bool]]) -> None:
    drawn = draw_scatter(chart_of(found)).dots

    assert len(drawn) == len(found)
    assert all(HEAD <= dot.y <= HEAD + PLOT for dot in drawn)
    told = [dot for dot in drawn if dot.number]
    for one, other in combinations(told, 2):
        beside = abs(one.x - other.x) / 100 * NARROW >= APART
        assert beside or abs(one.label_y - other.label_y) >= APART - 0.02


def test_a_number_with_room_stays_on_its_dot() -> None:
    drawn = draw_scatter(chart_of([(1.2, 0.5, True), (3.8, 0.5, True), (2.5, 0.4, False), (2.6, 0.9, False)])).dots

    assert all(dot.label_y == dot.y for dot in drawn)
