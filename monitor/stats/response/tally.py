"""Counting the invitation list: who was invited, is eligible and answered, per set of levels of a variable.

Standard library only: the web process counts an open wave with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from monitor.errors import BadInput
from monitor.model import FrameRow, Level, Membership, MembershipState, Outcome

OVERLEG = "overleg"
OVERLEGVORM = "overlegvorm"
MEMBERSHIPS = (OVERLEG, OVERLEGVORM)
"""The variables of which a person may have several levels, or none."""
UNKNOWN = -1
"""The level of who has no known level of a variable."""


@dataclass(frozen=True)
class Tally:
    """Invited, eligible and answered, in persons or memberships."""

    invited: int = 0
    eligible: int = 0
    answered: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.invited + other.invited, self.eligible + other.eligible, self.answered + other.answered)


Kind = tuple[frozenset[int], frozenset[int], frozenset[int]]
"""The levels of a variable where a person is invited, eligible and answered."""


@dataclass(frozen=True)
class Frame:
    """One variable of the list, or overleg: the persons per kind."""

    kinds: Counter[Kind] = field(default_factory=Counter)

    def persons(self, levels: Iterable[int]) -> Tally:
        """Persons with at least one of the levels; eligible or answered if so in at least one of them."""
        wanted = frozenset(levels)
        invited = eligible = answered = 0
        for found, count in self._touching(wanted):
            invited += count
            eligible += count * (not wanted.isdisjoint(found[1]))
            answered += count * (not wanted.isdisjoint(found[2]))
        return Tally(invited, eligible, answered)

    def memberships(self, levels: Iterable[int]) -> Tally:
        """Memberships of the levels; of a variable with one value per person these are persons."""
        wanted = frozenset(levels)
        invited = eligible = answered = 0
        for found, count in self._touching(wanted):
            invited += count * len(found[0] & wanted)
            eligible += count * len(found[1] & wanted)
            answered += count * len(found[2] & wanted)
        return Tally(invited, eligible, answered)

    def _touching(self, wanted: frozenset[int]) -> Iterable[tuple[Kind, int]]:
        """The kinds invited in at least one of the levels; eligible and answered lie within invited."""
        if len(wanted) == 1:
            (level,) = wanted
            return self._of_level.get(level, ())
        return (entry for entry in self.kinds.items() if not wanted.isdisjoint(entry[0][0]))

    @cached_property
    def _of_level(self) -> Mapping[int, Sequence[tuple[Kind, int]]]:
        """Per level the kinds invited in it; a frame is filled before it is asked anything."""
        found: dict[int, list[tuple[Kind, int]]] = {}
        for kind, count in self.kinds.items():
            for level in kind[0]:
                found.setdefault(level, []).append((kind, count))
        return found

    def found(self) -> frozenset[int]:
        """The levels that occur."""
        return frozenset(level for invited, _, _ in self.kinds for level in invited)


def condense_frame(rows: Iterable[FrameRow]) -> tuple[FrameRow, ...]:
    """Put equal rows together with their count; the order of rows, values and memberships says nothing."""
    counts: Counter[tuple[Outcome, frozenset[tuple[str, int]], frozenset[Membership], int | None]] = Counter()
    for row in rows:
        check_row(row)
        counts[row.outcome, frozenset(row.values.items()), frozenset(row.memberships), row.round] += row.count
    return tuple(
        FrameRow(outcome, dict(values), tuple(memberships), count, round_)
        for (outcome, values, memberships, round_), count in counts.items()
    )


def count_variable(rows: Iterable[FrameRow], variable: str) -> Frame:
    """Count the persons per level of a variable; overleg and overlegvorm come from the memberships.

    A membership is eligible unless its person is ineligible or was not present there, and answered if a form was sent.
    """
    frame = Frame()
    for row in rows:
        check_row(row)
        if variable in (OVERLEG, OVERLEGVORM):
            kind = _membership_levels(row, variable)
        else:
            level = frozenset({row.values.get(variable, UNKNOWN)})
            none: frozenset[int] = frozenset()
            kind = (level, level if is_eligible(row) else none, level if row.outcome is Outcome.ANSWERED else none)
        frame.kinds[kind] += row.count
    return frame


def _membership_levels(row: FrameRow, variable: str) -> Kind:
    def level(place: int) -> int:
        member = row.memberships[place]
        return member.overleg if variable == OVERLEG else member.overlegvorm

    places = range(len(row.memberships))
    states = [member.state for member in row.memberships]
    eligible = [p for p in places if is_eligible(row) and states[p] is not MembershipState.NOT_PRESENT]
    return (
        frozenset(level(p) for p in places),
        frozenset(level(p) for p in eligible),
        frozenset(level(p) for p in eligible if states[p] is MembershipState.ANSWERED),
    )


def is_eligible(row: FrameRow) -> bool:
    """Everybody invited is eligible but who was at no overleg."""
    return row.outcome is not Outcome.INELIGIBLE


def check_row(row: FrameRow) -> None:
    """Raise BadInput for a row that cannot be: a negative count, or an overleg answered by who did not answer."""
    sent = any(member.state is MembershipState.ANSWERED for member in row.memberships)
    if row.count < 0 or (sent and row.outcome is not Outcome.ANSWERED):
        raise BadInput("De lijst met genodigden spreekt zichzelf tegen: wie een formulier verstuurde, antwoordde.")


def check_overlegvormen(rows: Iterable[FrameRow]) -> None:
    """Raise BadInput if one overleg has two overlegvormen."""
    found: dict[int, int] = {}
    for row in rows:
        for member in row.memberships:
            if found.setdefault(member.overleg, member.overlegvorm) != member.overlegvorm:
                raise BadInput("De lijst met genodigden geeft één overleg twee overlegvormen.")


def eligible_levels(rows: Sequence[FrameRow], variable: str, levels: Sequence[Level]) -> Mapping[int, int]:
    """Give the number of eligible persons M per level code: what the finite population correction needs."""
    frame = count_variable(rows, variable)
    return {level.code: frame.persons({level.code}).eligible for level in levels}


def count_people(rows: Iterable[FrameRow]) -> Tally:
    """Count the whole list in persons."""
    total = Tally()
    for row in rows:
        eligible, answered = is_eligible(row), row.outcome is Outcome.ANSWERED
        total += Tally(row.count, row.count * eligible, row.count * answered)
    return total
