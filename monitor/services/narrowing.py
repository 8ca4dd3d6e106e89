"""What a reader of some overleggen alone may have of a publication: where few others remain, nothing of the house.

Own numbers taken from those of the house give those of everybody else together. Where that is one overleg, it would be
told to somebody who may not see it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from monitor.results import (
    HIDDEN,
    AspectResult,
    Breakdown,
    CellChange,
    Change,
    Comparison,
    Frozen,
    Group,
    ItemResult,
    Overall,
    Publication,
    Report,
    Response,
    ResponseBreakdown,
)

LEAST_OTHERS = 2
"""Overleggen with numbers that must remain beside those that a reader sees."""
_OVERLEG, _OVERLEGVORM = "overleg", "overlegvorm"


def stands_beside(report: Report, seen: Collection[int]) -> bool:
    """Whether the house may stand beside the overleggen with these codes, for who sees no other.

    For every aspect that the house shows, enough others must show it: one that is empty hides nobody.
    """
    return _covered(report, [group for group in _groups(report, _OVERLEG) if group.code not in seen])


def only_overleg(key: str) -> Callable[[str], bool]:
    """Who sees the overleg with this key alone, also where it is merged with others (+ between their keys)."""
    return lambda source: key in (source, *source.split("+"))


def narrow(publication: Publication, seen: Collection[int]) -> Publication:
    """The publication as somebody may have it who sees the overleggen with these codes, and not the whole house."""
    if stands_beside(publication.report, seen):
        return publication
    report = _alone(publication.report, seen)
    return replace(publication, report=report, outside=report)


def narrow_frozen(frozen: Frozen, seen: Collection[int]) -> Frozen:
    """The same with a fingerprint of its own, so that nothing kept for one reader is given to another."""
    narrowed = narrow(frozen.publication, seen)
    if narrowed is frozen.publication:
        return frozen
    text = f"{frozen.sha256} narrow {' '.join(map(str, sorted(seen)))}"
    return Frozen(narrowed, hashlib.sha256(text.encode()).hexdigest())


def form_beside(report: Report, form: int, forms: Mapping[int, int | None], seen: Collection[int]) -> bool:
    """Whether an overlegvorm may stand beside the overleggen seen. forms: overleg -> its overlegvorm, by their codes.

    Enough others of that overlegvorm must remain. What the house has besides it, and besides the overlegvormen of all
    overleggen seen, must be nothing, or enough as well.
    """
    own = {forms.get(code) for code in seen}
    found = next((group for group in _groups(report, _OVERLEGVORM) if group.code == form), None)
    others = [group for group in _groups(report, _OVERLEG) if group.code not in seen]
    inside = [group for group in others if forms.get(group.code) == form]
    outside = [group for group in others if forms.get(group.code) != form]
    left = [group for group in outside if forms.get(group.code) not in own]
    shown = [cell.aspect for cell in found.cells if cell.mean is not None] if found is not None else []
    return _enough(shown, inside) and all(not some or _covered(report, some) for some in (outside, left))


def _covered(report: Report, others: Collection[Group]) -> bool:
    return _enough([aspect.id for aspect in report.aspects if aspect.mean is not None], others)


def _enough(aspects: Sequence[str], others: Collection[Group]) -> bool:
    """Whether enough of these groups show every one of these aspects."""
    shown = [cell.aspect for group in others for cell in group.cells if cell.mean is not None]
    return bool(aspects) and all(shown.count(aspect) >= LEAST_OTHERS for aspect in aspects)


def _groups(report: Report, by: str) -> tuple[Group, ...]:
    return next((one.groups for one in report.breakdowns if one.by == by), ())


def _alone(report: Report, seen: Collection[int]) -> Report:
    """The overleggen seen, beside nothing."""
    keys = {group.key for group in _groups(report, _OVERLEG) if group.code in seen and group.key}
    return Report(
        forms=0,
        respondents=0,
        items=tuple(ItemResult(one.id, one.aspect, reason=HIDDEN) for one in report.items),
        aspects=tuple(AspectResult(one.id, one.label, one.kind, reason=HIDDEN) for one in report.aspects),
        overall=Overall(reason=HIDDEN),
        breakdowns=tuple(_only(one, seen) for one in report.breakdowns if one.by == _OVERLEG),
        response=_alone_in_response(report.response, seen),
        sentences=dict.fromkeys(report.sentences, ()),
        titles={language: {} for language in report.titles},
        change=_alone_in_change(report.change, keys),
    )


def _only(breakdown: Breakdown, seen: Collection[int]) -> Breakdown:
    return replace(breakdown, groups=tuple(_apart(group) for group in breakdown.groups if group.code in seen))


def _apart(group: Group) -> Group:
    """A group without its difference with the rest."""
    cells = tuple(replace(cell, versus_rest=None) for cell in group.cells)
    return replace(group, cells=cells, overall=replace(group.overall, versus_rest=None))


def _alone_in_response(found: Response, seen: Collection[int]) -> Response:
    by = tuple(_own_response(one, seen) for one in found.by if one.variable == _OVERLEG)
    return Response(0, 0, 0, 0, 0, None, None, 0, None, None, None, None, by)


def _own_response(found: ResponseBreakdown, seen: Collection[int]) -> ResponseBreakdown:
    groups = tuple(group for group in found.groups if group.code in seen)
    return replace(found, groups=groups, test=None, partial_r=None, early_late=None)


def _alone_in_change(change: Change | None, keys: Collection[str]) -> Change | None:
    """What changed in the own overleggen; of the house nothing."""
    if change is None:
        return None
    groups = tuple(one for one in change.groups if one.by == _OVERLEG and one.key in keys)
    hidden = CellChange(change.overall.id, None, None, Comparison(reason=HIDDEN))
    return replace(change, aspects=(), overall=hidden, items=(), groups=groups, splits=())
