"""Statements as diverging bars: lower answers left of the middle line, higher ones right; geen oordeel is no part.

Like the interval charts in two stages: `statement_bars` gives plain records, from which the page's drawn cells and the
Plotly figure are made. A statement that may show no counts has no shares, and is in no trace.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.charts.drawing import DrawnPart, draw_part
from monitor.charts.figure import CONFIG, PITCH, Figure, escape, layout, row_axis, tick_words, top_axis, words
from monitor.charts.numbers import decimal, percent, score_digits, whole
from monitor.results import ItemResult
from monitor.results.shown import missing

TICKS = (
    (-1.0, "100\u00a0%", False),
    (-0.5, "50\u00a0%", False),
    (0.0, "0", False),
    (0.5, "50\u00a0%", False),
    (1.0, "100\u00a0%", False),
)
NAME_AT = -0.5 + 10 / PITCH
BAR_AT = 8 / PITCH
HALF_BAR = 12 / PITCH
HALF_RULE = 14 / PITCH
"""Where in its row a statement, its bar and the hairlines stand; no line runs through the words."""
FITS = 0.14
"""From this share on, its number is written in the part."""


@dataclass(frozen=True)
class StatementBar:
    """One statement: its shares of answers from low to high (None where they may not be seen)."""

    id: str
    text: str
    shares: tuple[float, ...] | None
    counts: tuple[int, ...] | None
    n: int | None
    mean: float | None
    decimals: int | None
    reason: str | None


def statement_bars(items: Sequence[ItemResult], texts: Mapping[str, str]) -> tuple[StatementBar, ...]:
    """The bars of these statements, in this order; `texts` gives the statement by item id."""
    return tuple(_bar(item, texts.get(item.id, item.id)) for item in items)


def draw_likert(bar: StatementBar) -> tuple[DrawnPart, ...]:
    """The parts in a cell: the middle line at 50 %, the whole width is 100 % of the answers on either side."""
    if bar.shares is None:
        return ()
    below = len(bar.shares) // 2
    start = 50 - 50 * sum(bar.shares[:below])
    drawn = []
    for answer, share in enumerate(bar.shares, start=1):
        width = 50 * share
        if share > 0:
            text = decimal(100 * share, 0) if share >= FITS else ""
            drawn.append(draw_part(f"a{answer}", start, width, text))
        start += width
    return tuple(drawn)


def likert_figure(bars: Sequence[StatementBar], labels: Sequence[str]) -> Figure:
    """A trace per answer; below the middle the nearest answer comes first, because Plotly stacks from the line out."""
    shown = [(index, bar) for index, bar in enumerate(bars) if bar.shares is not None]
    below = len(labels) // 2
    order = [*range(below - 1, -1, -1), *range(below, len(labels))]
    names = [note for index, bar in enumerate(bars) for note in _names(index, bar)]
    return {
        "data": [_trace(answer, labels[answer], shown, below) for answer in order],
        "layout": layout(
            len(bars),
            barmode="relative",
            bargap=0.5,
            shapes=_rules(bars),
            annotations=[*tick_words(TICKS, (-1, 1)), *names],
            xaxis=top_axis(
                range=[-1, 1], tickvals=[value for value, _, _ in TICKS], showticklabels=False, showgrid=False
            ),
            yaxis=row_axis(len(bars)),
        ),
        "config": CONFIG,
    }


def _bar(item: ItemResult, text: str) -> StatementBar:
    shares = counts = None
    if item.counts is not None and item.n:
        counts = tuple(item.counts[key] for key in sorted(item.counts, key=int))
        shares = tuple(count / item.n for count in counts)
    return StatementBar(item.id, text, shares, counts, item.n, item.mean, item.decimals, item.reason)


def _trace(answer: int, label: str, shown: Sequence[tuple[int, StatementBar]], below: int) -> dict[str, Any]:
    side = -1 if answer < below else 1
    shares = [bar.shares[answer] for _, bar in shown if bar.shares is not None]
    counts = [bar.counts[answer] for _, bar in shown if bar.counts is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "name": label,
        "y": [round(index + BAR_AT, 4) for index, _ in shown],
        "x": [round(side * share, 4) for share in shares],
        "width": 2 * HALF_BAR,
        "text": [decimal(100 * share, 0) if share >= FITS else "" for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": f"var:--on-answer-{answer + 1}", "size": 14},
        "constraintext": "none",
        "marker": {
            "color": f"var:--answer-{answer + 1}",
            "line": {"color": "var:--answer-line" if answer < below else "var:--paper", "width": 1},
        },
        "customdata": [
            [f"{escape(label)}: {percent(share)}", f"{whole(count)} van de {whole(bar.n)} antwoorden"]
            for share, count, (_, bar) in zip(shares, counts, shown, strict=True)
        ],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }


def _rules(bars: Sequence[StatementBar]) -> list[dict[str, Any]]:
    """The hairlines and, over the bars, the middle line: each one path with a piece beside every bar."""
    centres = [index + BAR_AT for index, bar in enumerate(bars) if bar.shares is not None]
    rules = []
    for value, _, _ in TICKS if centres else ():
        middle = value == 0
        look = {"color": "var:--ink", "width": 2} if middle else {"color": "var:--line", "width": 1}
        pieces = "".join(f"M{value:g},{at - HALF_RULE:.3f}V{at + HALF_RULE:.3f}" for at in centres)
        rules.append({"type": "path", "path": pieces, "line": look, "layer": "above" if middle else "below"})
    return rules


def _names(index: int, bar: StatementBar) -> list[dict[str, Any]]:
    name = words(textwrap.shorten(bar.text, 110, placeholder=" …"), x=0, y=index + NAME_AT)
    if bar.shares is not None:
        return [name]
    lacking = missing(bar.reason)
    if bar.mean is not None:
        lacking = f"alleen het gemiddelde: {decimal(bar.mean, score_digits(bar.decimals))}"
    return [name, words(lacking, x=0.5, y=index + BAR_AT, at="center", font={"color": "var:--muted", "size": 14})]
