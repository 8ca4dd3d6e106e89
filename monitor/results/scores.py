"""What the answers score: statements, aspects, groups, and the reliability of the aspects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.results.comparing import Comparison


@dataclass(frozen=True)
class ItemResult:
    """One statement in one group. `counts` maps "1".."4" to the number of answers; shares lie in 0..1."""

    id: str
    aspect: str
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    min: int | None = None
    max: int | None = None
    counts: Mapping[str, int] | None = None
    no_opinion: int | None = None
    empty: int | None = None
    positive_share: float | None = None
    no_opinion_share: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    decimals: int | None = None
    """1 where the mean is stored rounded, without detail (5 to 9 answers, or to protect such a group), else None."""
    se: float | None = None
    """Standard error of the mean, of what is shown in full."""
    persons: int | None = None
    """Persons with a valid answer; the interval's t has one degree of freedom fewer. Of what is shown in full."""


@dataclass(frozen=True)
class ItemReliability:
    """What one item does in its aspect: corrected item-rest r, and alpha without it."""

    id: str
    item_rest: float | None
    alpha_if_dropped: float | None


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha over the forms complete within the aspect, with Feldt's 95 % interval."""

    items: int
    n_complete: int | None = None
    n_dropped: int | None = None
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    alpha_pairwise: float | None = None
    """From pairwise complete covariances; no interval belongs to it."""
    n_pair_min: int | None = None
    """The n of the pair of items that was least often answered together."""
    standardized: float | None = None
    mean_inter_item: float | None = None
    omega: float | None = None
    """McDonald's omega of one factor (minres); from three items."""
    omega_reason: str | None = None
    spearman_brown: float | None = None
    verdict: str | None = None
    """"voldoende", "onvoldoende" or "onzeker" at the threshold."""
    wide: bool = False
    """Fewer than 30 complete forms: the interval is wide."""
    per_item: tuple[ItemReliability, ...] = ()
    reason: str | None = None
    decimals: int | None = None
    """2 or 1 where alpha is stored rounded, interval and verdict hold for whatever rounds to it, and the rest is
    withheld (an overleg, or to protect the few forms that are not complete); else None."""


@dataclass(frozen=True)
class AspectResult:
    """One aspect over the whole wave; n = forms with a score."""

    id: str
    label: str
    kind: str
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    no_opinion_share: float | None = None
    reason: str | None = None
    reliability: Reliability | None = None
    decimals: int | None = None
    """1 where the mean is stored rounded, without detail (5 to 9 answers, or to protect such a group), else None."""
    se: float | None = None
    """Standard error of the mean, of what is shown in full."""
    persons: int | None = None
    """Persons with a valid answer; the interval's t has one degree of freedom fewer. Of what is shown in full."""
    weighted: float | None = None
    """The mean with the respondents raked to the margins of the list."""
    weighted_reason: str | None = None


@dataclass(frozen=True)
class Cell:
    """The mean of one aspect in one group. `decimals` is 1 where it is stored rounded, else None."""

    aspect: str
    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    reason: str | None = None
    sd: float | None = None
    """Of the forms' scores (n - 1), of what is shown in full."""
    se: float | None = None
    """Standard error of the mean, of what is shown in full."""
    persons: int | None = None
    """Persons with a valid answer; the interval's t has one degree of freedom fewer. Of what is shown in full."""
    versus_rest: Comparison | None = None
    """The group against all other forms of the house; None where the table is not compared (attendance)."""
    reliability: Reliability | None = None
    """Of an overleg with at least 30 complete forms."""


@dataclass(frozen=True)
class Overall:
    """The mean of the aspect means that count in the total."""

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    formula: str = ""
    decimals: int | None = None
    reason: str | None = None
    sd: float | None = None
    """Of the forms' own overall scores (n - 1), of what is shown in full."""
    n: int | None = None
    """Forms with an overall score, of what is shown in full."""
    se: float | None = None
    """Standard error of the mean, of what is shown in full."""
    persons: int | None = None
    """Persons with a valid answer; the interval's t has one degree of freedom fewer. Of what is shown in full."""
    weighted: float | None = None
    """The mean of the weighted aspect means; of the whole house only."""
    weighted_reason: str | None = None
    versus_rest: Comparison | None = None


@dataclass(frozen=True)
class Group:
    """One group of a grouping. `code` is its number in the wave; `items` only where the grouping shows statements."""

    code: int
    label: str
    forms: int | None
    cells: tuple[Cell, ...]
    overall: Overall
    items: tuple[ItemResult, ...] = ()
    reason: str | None = None
    key: str = ""
    """The level's id in the house's lists: the same in every wave."""


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation with its 95 % interval (Fisher z)."""

    r: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class WorkOn:
    """Statements that score low and hang together strongly with the rest of their aspect, and the middles they miss."""

    statements: tuple[str, ...]
    """Ids of all that show a mean in full and an item-rest correlation, as they were asked; the middles are theirs."""
    middle_mean: float
    middle_item_rest: float
    items: tuple[str, ...]
    """Ids, the lowest mean first; empty where none stands out for sure."""


@dataclass(frozen=True)
class Breakdown:
    """One grouping. `by`: overleg, overlegvorm, beroepsgroep or attendance. `corrected`: N known, so fpc applied."""

    by: str
    groups: tuple[Group, ...]
    corrected: bool = True


def margin_decimals(score: ItemResult | AspectResult | Cell | Overall) -> int:
    """With how many decimals a margin is shown: as the mean, or one where it is stored with no more of it.

    It is where a mean in full has a margin without a standard error.
    """
    blurred = score.se is None and score.low != score.high
    return score.decimals or (1 if blurred else 2)
