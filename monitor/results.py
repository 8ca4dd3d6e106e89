"""Result records: what the statistics give and the publication holds. Full precision, each with its n.

A number that is not there is None, and `reason` says why: "hidden" for everything that may not be seen (readers get no
other reason for it), else a short English key such as "no_spread" or "too_few_forms".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HIDDEN = "hidden"


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
    """1 for 5 to 9 valid answers (the mean stored rounded, without detail), else None."""


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
    standardized: float | None = None
    mean_inter_item: float | None = None
    spearman_brown: float | None = None
    verdict: str | None = None
    """"voldoende", "onvoldoende" or "onzeker" at the threshold."""
    wide: bool = False
    """Fewer than 30 complete forms: the interval is wide."""
    per_item: tuple[ItemReliability, ...] = ()
    reason: str | None = None


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
    """1 for 5 to 9 valid answers (the mean stored rounded, without detail), else None."""


@dataclass(frozen=True)
class Cell:
    """The mean of one aspect in one group. `decimals` is 1 for 5 to 9 forms (stored rounded), else None."""

    aspect: str
    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Overall:
    """The mean of the aspect means that count in the total."""

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    formula: str = ""
    decimals: int | None = None
    reason: str | None = None


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


@dataclass(frozen=True)
class Breakdown:
    """One grouping. `by`: overleg, overlegvorm, beroepsgroep or attendance. `corrected`: N known, so fpc applied."""

    by: str
    groups: tuple[Group, ...]
    corrected: bool = True


@dataclass(frozen=True)
class ResponseGroup:
    """Response of one level of one variable of the invitation list; Wilson interval."""

    code: int | None
    """None for "overige", the levels with fewer than 5 eligible taken together."""
    label: str
    invited: int | None
    eligible: int | None
    answered: int | None
    rate: float | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True)
class ResponseBreakdown:
    """Response over the levels of one variable; `unit`: "persons", or "memberships" where a person has several."""

    variable: str
    unit: str
    groups: tuple[ResponseGroup, ...]


@dataclass(frozen=True)
class Response:
    """Outcomes of the invitations. rate = answered / eligible (AAPOR RR1); gross_rate = answered / invited."""

    invited: int
    ineligible: int
    eligible: int
    answered: int
    partial: int
    refused: int
    unreached: int
    no_response: int
    rate: float | None
    low: float | None
    high: float | None
    gross_rate: float | None
    by: tuple[ResponseBreakdown, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything computed from one wave that may be seen."""

    forms: int
    respondents: int
    items: tuple[ItemResult, ...]
    aspects: tuple[AspectResult, ...]
    overall: Overall
    breakdowns: tuple[Breakdown, ...]
    response: Response
    sentences: Mapping[str, tuple[str, ...]]
    """Dutch and English sentences by language code."""
    titles: Mapping[str, Mapping[str, str]]
    """Findings above the charts: language -> chart ("aspects", "overleg", "lowest", "highest", "reliability",
    "response", "overleg:3") -> title."""


@dataclass(frozen=True)
class Publication:
    """The complete set of numbers of a closed wave that may ever be seen, frozen at closing."""

    format: int
    house: str
    house_name: str
    wave: str
    wave_name: str
    questionnaire: str
    questionnaire_version: int
    questionnaire_sha256: str
    period_start: str
    period_end: str
    opened_on: str
    closed_on: str
    minimum: int
    invented: bool
    versions: Mapping[str, str]
    """Name -> version of the libraries that computed it."""
    report: Report
