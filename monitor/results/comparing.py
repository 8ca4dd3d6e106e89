"""Differences: a group against the rest of its house, a wave against the one before."""

from __future__ import annotations

from dataclasses import dataclass

OVERALL = "overall"
"""The id of the overall where it stands among aspects."""
SIGNIFICANCE = 0.05
"""Below this a p is taken to say that groups differ."""


@dataclass(frozen=True)
class Comparison:
    """One difference of two means, in scale points, with what is needed not to read too much in it."""

    difference: float | None = None
    low: float | None = None
    high: float | None = None
    """95 % interval of the difference."""
    smallest_visible: float | None = None
    """The true difference that would be seen four times out of five: (1.96 + 0.84) standard errors."""
    g: float | None = None
    """Hedges' g; None without spread."""
    p: float | None = None
    p_holm: float | None = None
    """p, adjusted by Holm for all differences of the table that it stands in."""
    visible: bool = False
    """Whether to call it a difference: p_holm < .05 and at least the smallest difference that counts."""
    reason: str | None = None

    @property
    def clear_of_zero(self) -> bool:
        """Whether the whole margin lies on one side of no difference, as it is shown with two decimals."""
        return self.low is not None and self.high is not None and (round(self.low, 2) > 0 or round(self.high, 2) < 0)


@dataclass(frozen=True)
class CellChange:
    """One mean against the same one in the earlier publication. `id`: the aspect's or item's, or "overall"."""

    id: str
    earlier: float | None
    now: float | None
    comparison: Comparison


@dataclass(frozen=True)
class Split:
    """A change of the house's mean in two parts (Kitagawa 1955, averaged weights); together they are the change."""

    id: str
    other_people: float | None
    """What came from another mix of groups."""
    other_answers: float | None
    """What came from other answers within the groups."""
    groups: int
    """Groups that stand on their own in both waves; everybody else is one group."""
    reason: str | None = None

    @property
    def parts(self) -> tuple[float, float, float] | None:
        """The change, and how much of it came from other people and from other answers; None where that is hidden."""
        if self.other_people is None or self.other_answers is None:
            return None
        return self.other_people + self.other_answers, self.other_people, self.other_answers


@dataclass(frozen=True)
class GroupChange:
    """One group that is shown in both waves, by its id in the house's lists."""

    by: str
    key: str
    label: str
    cells: tuple[CellChange, ...]
    overall: CellChange


@dataclass(frozen=True)
class Change:
    """What changed since the publication before."""

    wave: str
    wave_name: str
    sha256: str
    """Of the publication compared with."""
    aspects: tuple[CellChange, ...]
    overall: CellChange
    items: tuple[CellChange, ...]
    groups: tuple[GroupChange, ...]
    split_by: str
    """The grouping of the split."""
    splits: tuple[Split, ...]
    """Per aspect, and "overall" last."""
