"""What a change of the house's mean is made of: another mix of groups, and other answers within the groups.

Kitagawa, Components of a difference between two rates, Journal of the American Statistical Association 50 (1955), with
averaged weights. With p a group's share of the valid forms and m its mean, before (0) and now (1):

    other people    sum of (p1 - p0) (m1 + m0) / 2
    other answers   sum of (m1 - m0) (p1 + p0) / 2

Groups that are shown in full in both waves stand alone; everybody else is one group, of which the sum is the house's
minus theirs: so nothing is used that is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.results import OVERALL, AspectResult, Cell, Split
from monitor.stats.comparing.difference import missing_reason

NO_GROUPS = "no_groups"
"""Fewer than two groups to split by."""


@dataclass(frozen=True)
class _Share:
    """A group's valid forms and mean in one wave. mean: None where it has no forms."""

    forms: int
    mean: float | None


def split_change(now: AspectResult, earlier: AspectResult, cells: Sequence[tuple[Cell, Cell]]) -> Split:
    """Split the change of one aspect of the house; cells: now and earlier, of every group that is in both waves.

    A group that has forms in one wave only (everybody else, where one of the waves has all groups in full) is all
    other people: nobody of it could answer otherwise, so its missing mean is taken to be the one it has.
    Nothing, with a reason, if the house's mean is not shown in full twice, or if there is but one group.
    """
    reason = missing_reason(now) or missing_reason(earlier)
    if reason or now.n is None or earlier.n is None or now.mean is None or earlier.mean is None:
        return Split(now.id, None, None, 0, reason)
    alone = [pair for pair in cells if all(missing_reason(cell) is None for cell in pair)]
    after = [_Share(cell.n or 0, cell.mean) for cell, _ in alone]
    before = [_Share(cell.n or 0, cell.mean) for _, cell in alone]
    others = _others(now, after), _others(earlier, before)
    if len(alone) + any(share.forms for share in others) < 2:
        return Split(now.id, None, None, len(alone), NO_GROUPS)
    pairs = [*zip(after, before, strict=True), others]
    people = sum(_other_people(one, two, now.n, earlier.n) for one, two in pairs)
    return Split(now.id, people, now.mean - earlier.mean - people, len(alone))


def split_overall(splits: Sequence[Split], counting: AbstractSet[str]) -> Split:
    """Split the overall's change: the mean of the splits of the aspects that count in the total.

    Nothing if one of them has none. Its groups: the fewest of any of these aspects.
    """
    parts = [split for split in splits if split.id in counting]
    people = [split.other_people for split in parts if split.other_people is not None]
    answers = [split.other_answers for split in parts if split.other_answers is not None]
    groups = min((split.groups for split in parts), default=0)
    if not parts or len(people) < len(parts):
        return Split(OVERALL, None, None, groups, next((split.reason for split in parts if split.reason), NO_GROUPS))
    return Split(OVERALL, sum(people) / len(parts), sum(answers) / len(parts), groups)


def _others(house: AspectResult, alone: Sequence[_Share]) -> _Share:
    """Everybody who does not stand alone. BadInput if the groups have more forms than the house."""
    forms = (house.n or 0) - sum(share.forms for share in alone)
    if forms < 0:
        raise BadInput(f"{house.label}: de groepen hebben samen meer formulieren dan het hele huis.")
    total = (house.n or 0) * (house.mean or 0.0) - sum(share.forms * (share.mean or 0.0) for share in alone)
    return _Share(forms, total / forms if forms else None)


def _other_people(now: _Share, earlier: _Share, all_now: int, all_earlier: int) -> float:
    """One group's part in "other people"."""
    first = earlier.mean if now.mean is None else now.mean
    second = now.mean if earlier.mean is None else earlier.mean
    if first is None or second is None:
        return 0.0
    return (now.forms / all_now - earlier.forms / all_earlier) * (first + second) / 2
