"""What an interval chart shows, one record per row: the middle stage between a result and its drawing.

Both the server's SVG (drawing.py) and the Plotly figure (intervals.py) are made from these rows, so they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.charts.scales import Scale
from monitor.results.shown import rounded

SHOWN_DIGITS = 2
"""Of scores, differences and alpha; of a share it is whole per cents."""


def round_as_shown(record: object, *fields: str) -> None:
    """Leave of numbers that are drawn no more than is written: of a mean with nine decimals, its n can be found."""
    for name in fields:
        value = getattr(record, name)
        if value is not None:
            object.__setattr__(record, name, float(rounded(value, SHOWN_DIGITS)))


@dataclass(frozen=True)
class Mark:
    """One row: a value with its margin. A hidden one has no value at all, only the text in its place."""

    label: str
    text: str
    """The value as it is written at the row's end, or "niet getoond"."""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    house: float | None = None
    """The same measure in the whole house: an upright stroke."""
    few: bool = False
    """From 5 to 9 forms: an open dot."""
    hover: tuple[str, ...] = ()
    """At most two lines under the label."""
    before: float | None = None
    """The same measure a wave earlier: an open dot, with a line to the one of now."""
    quiet: bool = False
    """No difference to see: grey."""

    def __post_init__(self) -> None:
        round_as_shown(self, "value", "low", "high", "house", "before")


@dataclass(frozen=True)
class IntervalChart:
    """The rows of one chart, in the questionnaire's or the list's order, on one scale."""

    scale: Scale
    rows: tuple[Mark, ...]
    reference: float | None = None
    """A dotted line through all rows: the whole house's rate, or alpha's threshold."""
    band: tuple[float, float] | None = None
    """The margin of that line: a band through all rows."""

    def __post_init__(self) -> None:
        round_as_shown(self, "reference")
