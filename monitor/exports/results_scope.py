"""What of a report is in a file: the whole of it, or one overleg beside the house as the page of that overleg shows it.

A file about one overleg holds no number of another one, and of the house the means and the response rate only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.errors import BadInput, NotFound
from monitor.results import (
    AspectResult,
    Breakdown,
    Change,
    Group,
    ItemResult,
    Overall,
    Publication,
    Report,
    Response,
    ResponseGroup,
)
from monitor.results.rules import least_shown

OVERLEG = "overleg"


@dataclass(frozen=True)
class Scope:
    """What one file is made from. `overleg`: the one group it is about; None: the whole house."""

    publication: Publication
    report: Report
    outside: bool
    overleg: Group | None = None
    code: str = ""
    """The publication's SHA-256, where the file may say it."""

    @property
    def minimum(self) -> int:
        """From how many people these readers see a number."""
        return least_shown(self.publication.minimum, outside=self.outside)


def scope_of(publication: Publication, *, outside: bool = False, overleg: int | None = None, code: str = "") -> Scope:
    """What a file is made from. overleg: its code in the wave; code: the SHA-256 of the publication.

    Raises NotFound for an overleg that the wave has not; BadInput for an overleg from the outside set.
    The code covers the inside numbers of every group. Whoever may not see those could try out numbers until it fits,
    so only a file of the whole house for inside tells it.
    """
    report = publication.outside if outside else publication.report
    if overleg is None:
        return Scope(publication, report, outside, code="" if outside else code)
    if outside:
        raise BadInput("Een bestand om door te geven gaat altijd over het hele huis.")
    group = group_of(report, overleg)
    return Scope(publication, _limit(report, group), outside, overleg=group)


def group_of(report: Report, code: int) -> Group:
    """The overleg with this code. Raises NotFound."""
    groups = (group for one in report.breakdowns if one.by == OVERLEG for group in one.groups)
    found = next((group for group in groups if group.code == code), None)
    if found is None:
        raise NotFound("Dit overleg hoort niet bij deze meting.")
    return found


def _limit(report: Report, group: Group) -> Report:
    """The report as the page of one overleg shows it; its sentence is the finding on that overleg alone."""
    findings = {
        language: (title,)
        for language, titles in report.titles.items()
        if (title := titles.get(f"{OVERLEG}:{group.code}"))
    }
    return Report(
        forms=0,
        respondents=0,
        items=tuple(
            ItemResult(one.id, one.aspect, mean=one.mean, decimals=one.decimals, reason=one.reason)
            for one in report.items
        ),
        aspects=tuple(
            AspectResult(one.id, one.label, one.kind, mean=one.mean, decimals=one.decimals, reason=one.reason)
            for one in report.aspects
        ),
        overall=Overall(report.overall.mean, decimals=report.overall.decimals, reason=report.overall.reason),
        breakdowns=(Breakdown(OVERLEG, (group,), _corrected(report)),),
        response=_limit_response(report.response, group.code),
        sentences=findings,
        titles={},
        change=_limit_change(report.change, group.key),
    )


def _corrected(report: Report) -> bool:
    return next(one.corrected for one in report.breakdowns if one.by == OVERLEG)


def _limit_response(found: Response, code: int) -> Response:
    by = (one for one in found.by if one.variable == OVERLEG)
    kept = (replace(one, groups=_own(one.groups, code), test=None, partial_r=None, early_late=None) for one in by)
    return Response(0, 0, 0, 0, 0, None, None, 0, found.rate, None, None, None, tuple(kept))


def _own(groups: tuple[ResponseGroup, ...], code: int) -> tuple[ResponseGroup, ...]:
    return tuple(group for group in groups if group.code == code)


def _limit_change(change: Change | None, key: str) -> Change | None:
    groups = tuple(one for one in change.groups if (one.by, one.key) == (OVERLEG, key)) if change and key else ()
    if change is None or not groups:
        return None
    nothing = replace(change.overall, earlier=None, now=None)
    return replace(change, sha256="", aspects=(), overall=nothing, items=(), groups=groups, splits=())
