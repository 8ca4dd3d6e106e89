"""The four axes that charts are drawn on: scores 1-4, shares 0-100 %, alpha 0,4-1, differences of at most 1 point."""

from __future__ import annotations

from dataclasses import dataclass

EDGE = 1.5
"""Per cent of the width kept free at either end, so that a dot on the last value is drawn whole."""


@dataclass(frozen=True)
class Scale:
    """A fixed axis: it never follows the data, so that two pages can be laid side by side."""

    low: float
    high: float
    ticks: tuple[tuple[float, str, bool], ...]
    """Value, its text and whether a narrow drawing may leave the text out."""

    def place(self, value: float) -> float:
        """Where a value lies, in per cent of the width; beyond the axis it stays on its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(EDGE + share * (100 - 2 * EDGE), 2)

    @property
    def span(self) -> tuple[float, float]:
        """The values at the very left and right of the drawing, the free edges included."""
        free = (self.high - self.low) * EDGE / (100 - 2 * EDGE)
        return self.low - free, self.high + free


SCORE = Scale(
    1,
    4,
    ((1, "1 helemaal niet", False), (2, "2 enigszins", True), (3, "3 grotendeels", True), (4, "4 volledig", False)),
)
SHARE = Scale(
    0,
    1,
    (
        (0, "0\u00a0%", False),
        (0.25, "25\u00a0%", True),
        (0.5, "50\u00a0%", False),
        (0.75, "75\u00a0%", True),
        (1, "100\u00a0%", False),
    ),
)
ALPHA = Scale(0.4, 1, ((0.4, "0,4", False), (0.6, "0,6", False), (0.8, "0,8", False), (1, "1,0", False)))
DIFFERENCE = Scale(
    -1,
    1,
    (
        (-1, "1 punt lager", False),
        (-0.5, "−0,5", True),
        (0, "gelijk", False),
        (0.5, "+0,5", True),
        (1, "1 punt hoger", False),
    ),
)
