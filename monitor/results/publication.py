"""The report of a wave, and the publication that freezes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.results.benchmark import AspectPool
from monitor.results.comparing import Change
from monitor.results.response import Response
from monitor.results.scores import AspectResult, Breakdown, Correlation, ItemResult, Overall, WorkOn


@dataclass(frozen=True)
class Report:
    """Everything computed from one wave that one kind of reader may see."""

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
    attendance_correlation: Correlation | None = None
    """Times present against the overall score, over forms with both; None where attendance is not asked."""
    change: Change | None = None
    """Since the publication before; None where there is none to compare with."""
    work_on: WorkOn | None = None
    """What stands out as low and strongly connected; None where too few statements show both numbers."""


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
    alpha_threshold: float
    """What alpha was judged by."""
    smallest_difference: float
    """Below this many scale points a difference is not called one, however sure it is."""
    report: Report
    """For readers inside the house."""
    outside: Report
    """For what leaves the house: groups from 10 forms, never more than `report` shows."""
    pooling: tuple[AspectPool, ...] = ()
    """Exact sums of what `outside` shows in full, for the benchmark between houses; in the order of its aspects."""


@dataclass(frozen=True)
class Frozen:
    """A publication with the SHA-256 of its stored text."""

    publication: Publication
    sha256: str
