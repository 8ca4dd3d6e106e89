"""What a house gives of a closed wave to the benchmark: whole numbers that add up over houses.

A sum of scores is a whole number of units of 1 / `unit` scale points, a sum of their squares of 1 / `unit` squared: a
score is the mean of whole answers, so nothing is rounded and sums of sums are exact, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BEROEPSGROEP, OVERLEGVORM = "beroepsgroep", "overlegvorm"
COMPARED_BY = (BEROEPSGROEP, OVERLEGVORM)
"""Divisions of which sums leave the house, under national codes."""


@dataclass(frozen=True)
class ScoreSums:
    """n scores of forms, their sum and the sum of their squares, in units of the aspect."""

    n: int
    total: int
    squares: int


@dataclass(frozen=True)
class CompleteSums:
    """The n forms with a valid answer to each of an aspect's k items: what Cronbach's alpha is made of.

    sums, squares: k, of every item's answers; total, total_squares: of the forms' sums over the items.
    """

    n: int
    sums: tuple[int, ...]
    squares: tuple[int, ...]
    total: int
    total_squares: int


@dataclass(frozen=True)
class AspectPool:
    """What may leave the house of one aspect, besides what the outside report has; None: nothing.

    by: variable -> group's code in the wave (as text) -> sums, of the groups that are shown outside in full.
    complete: None too where the few forms that are not complete would follow from it.
    """

    id: str
    unit: int
    scores: ScoreSums | None
    by: Mapping[str, Mapping[str, ScoreSums]]
    complete: CompleteSums | None


@dataclass(frozen=True)
class ItemCounts:
    """How often every answer ("1" up to the maximum) was given to a statement, and geen oordeel and left empty.

    place: among the aspect's statements, from 1. text: fingerprint of its text and of the scale it is answered on.
    counts is None where it may not leave the house, and with it the others.
    """

    id: str
    aspect: str
    place: int
    text: str
    counts: Mapping[str, int] | None
    no_opinion: int | None
    empty: int | None


@dataclass(frozen=True)
class AspectSums:
    """An aspect of one house. by: variable -> national code -> sums. items: how many statements it has."""

    id: str
    kind: str
    items: int
    unit: int
    scores: ScoreSums | None
    by: Mapping[str, Mapping[str, ScoreSums]]
    complete: CompleteSums | None


@dataclass(frozen=True)
class Responded:
    """Persons of the invitation list: eligible ones, and how many of them answered."""

    eligible: int
    answered: int


@dataclass(frozen=True)
class BenchmarkFile:
    """All that a house gives of one wave. Whole numbers and texts only, so that every reader reads the same.

    made_at: UTC; of two files of one wave the later one counts. response_by: national code -> persons, where shown.
    overlegvormen: national codes of the meetings that the house has. withdrawn: the house takes its wave back, and
    nothing else in it counts.
    """

    house: str
    wave: str
    made_at: str
    house_name: str
    withdrawn: bool
    invented: bool
    questionnaire: str
    questionnaire_version: int
    questionnaire_sha256: str
    maximum: int
    period_start: str
    period_end: str
    closed_on: str
    publication_sha256: str
    forms: int
    respondents: int
    response: Responded | None
    response_by: Mapping[str, Responded]
    inhabitants: int | None
    founded: int | None
    overlegvormen: tuple[str, ...]
    items: tuple[ItemCounts, ...]
    aspects: tuple[AspectSums, ...]

    @property
    def year(self) -> str:
        """The year in which it is compared: that in which its period ends."""
        return self.period_end[:4]
