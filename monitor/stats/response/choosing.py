"""Which levels of the invitation list's variables may be counted on their own, so that nobody follows from them.

The audit of the answers, with persons as unknowns: what is asked of each is whether they answered. All variables are
audited together, because two of them may be nearly the same division of the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.model import FrameRow, Level
from monitor.stats.disclosure.cells import ASIDE, TOTAL, Cells, Filling, Mask, Measure
from monitor.stats.disclosure.entering import enter_cells
from monitor.stats.disclosure.span import make_rows
from monitor.stats.response.tally import (
    MEMBERSHIPS,
    OVERLEG,
    OVERLEGVORM,
    UNKNOWN,
    Frame,
    Tally,
    count_people,
    count_variable,
)

ORDER = (OVERLEG, "beroepsgroep", OVERLEGVORM)
"""What readers need most; other variables follow as they are given."""
Law = Callable[[Tally], bool]
_INVITED, _ELIGIBLE = 0, 1
"""Places in the kinds of a Frame."""


@dataclass(frozen=True)
class Chosen:
    """What may be seen. others: the variables whose remaining levels may be counted together ("overige")."""

    levels: Mapping[str, frozenset[int]]
    others: frozenset[str]


@dataclass(frozen=True)
class Crowd:
    """The persons of the list, put together where they count in the same levels: the atoms of the audit.

    levels: variable -> per atom the levels. size: int64, atoms: persons who count at all. tallies: per atom.
    """

    levels: Mapping[str, tuple[frozenset[int], ...]]
    size: NDArray[np.int64]
    eligible: NDArray[np.int64]
    answered: NDArray[np.int64]


@dataclass(frozen=True)
class _Row:
    """What one number counts: how often each atom (int64), of which grouping; code None: "overige"."""

    variable: str
    code: int | None
    grouping: int
    counts: NDArray[np.int64]
    allowed: bool


def choose_levels(
    rows: Sequence[FrameRow],
    frames: Mapping[str, Frame],
    variables: Mapping[str, Sequence[Level]],
    lawful: Law,
    *,
    crowds: Sequence[Crowd] | None = None,
    within: Chosen | None = None,
) -> Chosen:
    """Give per variable the codes of the levels that may be seen on their own, and whether "overige" may be.

    frames: the variables of the rows. `lawful` must hold for whatever holds something lawful. No level that is not
    chosen, and no one to four persons, can be computed from the house, the chosen levels and "overige": neither whether
    they answered, nor whether they are eligible. crowds: of gather_crowds, if the caller has them. within: what some
    readers see already; nothing is chosen that would tell them more. BadInput for a code that is no level.
    """
    for variable, levels in variables.items():
        if frames[variable].found() - {level.code for level in levels} - {UNKNOWN}:
            raise BadInput(f"De lijst met genodigden heeft een code die de indeling {variable} niet kent.")
    names = [*(name for name in ORDER if name in variables), *(name for name in variables if name not in ORDER)]
    allowed = {
        (name, level.code)
        for name in names
        for level in variables[name]
        if (within is None or level.code in within.levels[name]) and lawful(frames[name].persons({level.code}))
    }
    crowds = gather_crowds(rows, variables) if crowds is None else crowds
    while True:
        chosen = allowed
        for crowd in crowds:
            singles = _list_rows(crowd, frames, variables, names, chosen)
            chosen = {
                (row.variable, row.code)
                for row in _enter(crowd, singles, frames, names, lawful)
                if row.code is not None
            }
        if chosen == allowed:
            break
        allowed = chosen
    waiting: set[str] = set()
    for crowd in crowds:
        singles = _list_rows(crowd, frames, variables, names, chosen)
        rests = _list_rests(crowd, frames, names, chosen, lawful)
        seen = _enter(crowd, [*singles, *rests], frames, names, lawful)
        waiting |= {rest.variable for rest in rests} - {row.variable for row in seen if row.code is None}
    levels_of = {name: frozenset(code for one, code in chosen if one == name) for name in variables}
    if within is not None:
        waiting |= {name for name in MEMBERSHIPS if name in names and not _same_rest(name, levels_of, within)}
    return Chosen(levels_of, frozenset(names) - waiting)


def _same_rest(name: str, levels: Mapping[str, Set[int]], within: Chosen) -> bool:
    """Whether "overige" is one that is seen already: of overlapping levels another one is no sum of what is seen."""
    return name in within.others and levels[name] == within.levels[name]


def show_levels(variables: Mapping[str, Sequence[Level]]) -> Chosen:
    """Every level of every variable, without an audit."""
    return Chosen(
        {variable: frozenset(level.code for level in levels) for variable, levels in variables.items()},
        frozenset(variables),
    )


def gather_crowds(rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]]) -> list[Crowd]:
    """Give the persons of the list as the two audits see them: by where they are invited, and where eligible."""
    return [_gather(rows, variables, kind) for kind in (_INVITED, _ELIGIBLE)]


def _gather(rows: Sequence[FrameRow], variables: Mapping[str, Sequence[Level]], kind: int) -> Crowd:
    """Put the persons together by the levels for which they are invited, or in which they are eligible."""
    found: dict[tuple[frozenset[int], ...], Tally] = {}
    for row in rows:
        levels = tuple(next(iter(count_variable([row], variable).kinds))[kind] for variable in variables)
        found[levels] = found.get(levels, Tally()) + count_people([row])
    tallies = list(found.values())
    return Crowd(
        {variable: tuple(levels[place] for levels in found) for place, variable in enumerate(variables)},
        np.array([tally.invited if kind == _INVITED else tally.eligible for tally in tallies], dtype=np.int64),
        np.array([tally.eligible for tally in tallies], dtype=np.int64),
        np.array([tally.answered for tally in tallies], dtype=np.int64),
    )


def _list_rows(
    crowd: Crowd,
    frames: Mapping[str, Frame],
    variables: Mapping[str, Sequence[Level]],
    names: Sequence[str],
    allowed: Set[tuple[str, int]],
) -> list[_Row]:
    """Every level of every variable, in the order of the variables, the largest first."""
    found = []
    for grouping, name in enumerate(names):
        eligible = {level.code: frames[name].persons({level.code}).eligible for level in variables[name]}
        for code in sorted(eligible, key=lambda code: (-eligible[code], code)):
            counts = np.array([int(code in levels) for levels in crowd.levels[name]], dtype=np.int64)
            found.append(_Row(name, code, grouping, counts, (name, code) in allowed))
    return found


def _list_rests(
    crowd: Crowd, frames: Mapping[str, Frame], names: Sequence[str], chosen: Set[tuple[str, int]], lawful: Law
) -> list[_Row]:
    """The rows of "overige" of memberships: not what the total leaves, for one may have several levels, or none."""
    found = []
    for name in names:
        if name not in MEMBERSHIPS:
            continue
        hidden = frames[name].found() - {code for one, code in chosen if one == name}
        counts = np.array([len(levels & hidden) for levels in crowd.levels[name]], dtype=np.int64)
        if name != OVERLEG:
            counts = np.minimum(counts, 1)
        found.append(_Row(name, None, ASIDE, counts, lawful(frames[name].persons(hidden))))
    return [row for row in found if row.counts.any()]


def _enter(
    crowd: Crowd, rows: Sequence[_Row], frames: Mapping[str, Frame], names: Sequence[str], lawful: Law
) -> list[_Row]:
    """Audit the rows in their order after the total; give those that may be seen."""
    table = np.stack([np.ones_like(crowd.size), *(row.counts for row in rows)], axis=1)
    overlapping = frozenset(place for place, name in enumerate(names) if _overlaps(frames[name]))
    cells = Cells(make_rows(table), np.array([TOTAL, *(row.grouping for row in rows)], dtype=np.int64), overlapping)

    def lawful_union(mask: Mask) -> bool:
        eligible = int(crowd.eligible[mask].sum())
        return lawful(Tally(eligible, eligible, int(crowd.answered[mask].sum())))

    allowed = [place for place, row in enumerate(rows, start=1) if row.allowed and lawful_union(cells.holds[place])]
    targets = np.array([False, *(row.grouping != ASIDE for row in rows)])
    targets[allowed] = False
    if not lawful_union(cells.holds[0]):
        return []
    entered = enter_cells(Measure(Filling(cells, crowd.size), lawful_union), [0, *allowed], targets)
    return [rows[place - 1] for place in entered.shown if place]


def _overlaps(frame: Frame) -> bool:
    return any(len(invited) > 1 for invited, _, _ in frame.kinds)
