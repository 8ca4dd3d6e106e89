"""Places of the marks in the server's SVG: x in per cent of the width, y in rem, so that text never stretches.

All scale arithmetic is here; the Jinja partials print what these records hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.labels import shorten
from monitor.charts.marks import IntervalChart, Mark
from monitor.charts.scales import Scale

HEAD = 2.75
PITCH = 3.25
"""Rem from row to row: the rows of the table beside it stand on the same pitch."""
ON_PAPER = 8
"""Pixels of a rem on paper, where an em of the drawing is as many."""
NARROW, WIDE = 30, 44
"""Characters of a name that a phone and a broad column can show on one line."""


@dataclass(frozen=True)
class DrawnTick:
    """A hairline with its text. `optional`: a narrow drawing leaves the text out."""

    line_x: float
    text_x: float
    text: str
    anchor: str
    optional: bool


@dataclass(frozen=True)
class DrawnRow:
    """One row: rule on top, name and value on one line, the mark under it."""

    rule_y: float
    name_y: float
    mark_y: float
    bar_y: float
    house_top: float
    house_foot: float
    name: str
    short_name: str
    text: str
    x: float | None
    bar_x: float | None
    bar_width: float | None
    house_x: float | None
    before_x: float | None
    move_x: float | None
    move_width: float | None
    """The line between then and now."""
    few: bool
    quiet: bool


@dataclass(frozen=True)
class DrawnChart:
    """A whole interval chart; `height` in rem."""

    height: float
    ticks: tuple[DrawnTick, ...]
    reference_x: float | None
    rows: tuple[DrawnRow, ...]
    band_x: float | None = None
    band_width: float | None = None
    """The margin of the reference."""


@dataclass(frozen=True)
class DrawnPart:
    """A piece of a bar. `kind` is its CSS class; `text` is empty where it would not fit."""

    kind: str
    x: float
    width: float
    middle: float
    text: str


def draw_intervals(chart: IntervalChart) -> DrawnChart:
    """Where everything of an interval chart stands."""
    reference = None if chart.reference is None else chart.scale.place(chart.reference)
    rows = tuple(_draw_row(index, row, chart.scale) for index, row in enumerate(chart.rows))
    band_x = band_width = None
    if chart.band is not None:
        band_x = chart.scale.place(chart.band[0])
        band_width = round(chart.scale.place(chart.band[1]) - band_x, 2)
    height = round(HEAD + PITCH * len(rows), 2)
    return DrawnChart(height, _draw_ticks(chart.scale), reference, rows, band_x, band_width)


def draw_parts(parts: Sequence[tuple[str, float, str]], total: float, *, fits: float = 5.0) -> tuple[DrawnPart, ...]:
    """A bar of parts (class, size, text) end to end over the full width; sizes of 0 are left out."""
    drawn: list[DrawnPart] = []
    start = 0.0
    for kind, size, text in parts:
        width = 100 * size / total if total else 0.0
        if width > 0:
            drawn.append(draw_part(kind, start, width, text if width >= fits else ""))
        start += width
    return tuple(drawn)


def _draw_ticks(scale: Scale) -> tuple[DrawnTick, ...]:
    drawn = []
    for value, text, optional in scale.ticks:
        x = scale.place(value)
        if value == scale.low:
            drawn.append(DrawnTick(x, 0, text, "start", optional))
        elif value == scale.high:
            drawn.append(DrawnTick(x, 100, text, "end", optional))
        else:
            drawn.append(DrawnTick(x, x, text, "middle", optional))
    return tuple(drawn)


def _draw_row(index: int, row: Mark, scale: Scale) -> DrawnRow:
    top = HEAD + PITCH * index
    x = None if row.value is None else scale.place(row.value)
    before = None if row.before is None else scale.place(row.before)
    bar_x = bar_width = None
    if row.low is not None and row.high is not None:
        bar_x = scale.place(row.low)
        bar_width = round(scale.place(row.high) - bar_x, 2)
    return DrawnRow(
        rule_y=round(top, 2),
        name_y=round(top + 1.3, 2),
        mark_y=round(top + 2.25, 2),
        bar_y=round(top + 2.03, 2),
        house_top=round(top + 1.7, 2),
        house_foot=round(top + 2.8, 2),
        name=shorten(row.label, WIDE),
        short_name=shorten(row.label, NARROW),
        text=row.text,
        x=x,
        bar_x=bar_x,
        bar_width=bar_width,
        house_x=None if row.house is None else scale.place(row.house),
        before_x=before,
        move_x=None if before is None or x is None else min(before, x),
        move_width=None if before is None or x is None else round(abs(x - before), 2),
        few=row.few,
        quiet=row.quiet,
    )


def height_on_paper(height: float) -> float:
    """A height in rem as pixels on paper."""
    return round(height * ON_PAPER, 1)


def draw_part(kind: str, x: float, width: float, text: str) -> DrawnPart:
    """One piece of a bar, all in per cent of the width."""
    return DrawnPart(kind, round(x, 2), round(width, 2), round(x + width / 2, 2), text)
