"""Who answered and who did not."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_P = 0.01
"""The least p of those with two decimals: it means at most 0.01."""


@dataclass(frozen=True)
class GroupTest:
    """Whether the groups of a table differ in a share. method: "chi2", "fisher" or "permutation" (of chi2)."""

    method: str | None = None
    statistic: float | None = None
    """Pearson's X2 without continuity correction; None for Fisher's exact test."""
    dof: int | None = None
    p: float | None = None
    """Two decimals, at least LEAST_P, of a permutation in which a person may count in several groups, and of
    early against late."""
    cramers_v: float | None = None
    draws: int | None = None
    seed: int | None = None
    reason: str | None = None


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
    test: GroupTest | None = None
    """Among the eligible: whether the groups differ in who answered."""
    partial_r: float | None = None
    """Unconditional partial R-indicator of the variable."""
    early_late: GroupTest | None = None
    """Among who answered: whether the groups differ in answering before or after the first reminder."""


@dataclass(frozen=True)
class Response:
    """Outcomes of the invitations. rate = answered / eligible (AAPOR RR1); gross_rate = answered / invited.

    refused, unreached: None where they count in no_response and are not told apart.
    """

    invited: int
    ineligible: int
    eligible: int
    answered: int
    partial: int
    refused: int | None
    unreached: int | None
    no_response: int
    rate: float | None
    low: float | None
    high: float | None
    gross_rate: float | None
    by: tuple[ResponseBreakdown, ...] = ()
    r_indicator: float | None = None
    """1 - 2 sd of the fitted propensities; 1: the response does not hang together with the list's variables."""
    r_reason: str | None = None
    worst_case: tuple[float, ...] = ()
    """The overall if everybody who did not answer had given the lowest, and the highest answer; empty: not known."""
