"""The list of invited persons as the statistics take it, held against the answers: no more people than were invited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.errors import BadInput
from monitor.imports.table import fold
from monitor.model import FrameRow, Grouping, Level, Membership, MembershipState, Outcome
from monitor.services.answer_file import AnswerFile
from monitor.services.file_groups import UNKNOWN, Coding
from monitor.services.frame_file import FrameFile, Invited
from monitor.stats.response.tally import count_people, eligible_levels
from surveys.errors import shown

CAPPED = (
    "De lijst zegt wie antwoordde, maar niet over welke overleggen. Per overleg tellen daarom hooguit zo veel mensen "
    "als beantwoord als er formulieren over zijn."
)


def make_frame(answers: AnswerFile, frame: FrameFile, coding: Coding) -> tuple[tuple[FrameRow, ...], tuple[str, ...]]:
    """Give the rows of the list, and notes. The list says who answered, the answers over which overleggen.

    Who answered did so in all of the own overleggen, as long as there are forms: an overleg never has more answered
    memberships than persons with a form. Where there are fewer forms, first everybody gets one overleg (who has the
    fewest first), then the rest is filled, so that in every overlegvorm too as many persons answered as have a form,
    where that can be; which of the persons it is changes no count of an overleg. The rows come in an order of their
    own: that of the file says nothing.
    """
    people = sorted(
        frame.people,
        key=lambda person: (_member_codes(person, frame, coding), person.outcome, sorted(person.values.items())),
    )
    members = [_member_codes(person, frame, coding) for person in people]
    room = _room(answers, frame, coding)
    answered = [person.outcome is Outcome.ANSWERED for person in people]
    own_vormen = _Vormen.of_forms(answers, coding, room or {})
    sent = _share_out([codes if here else () for codes, here in zip(members, answered, strict=True)], room, own_vormen)
    rows = tuple(
        FrameRow(
            person.outcome,
            {name: coding.code(name, label) for name, label in person.values.items()},
            tuple(_membership(code, code in own, frame, coding) for code in codes),
        )
        for person, codes, own in zip(people, members, sent, strict=True)
    )
    capped = any(set(codes) - own for codes, own, here in zip(members, sent, answered, strict=True) if here)
    return rows, (CAPPED,) if capped else ()


def _member_codes(person: Invited, frame: FrameFile, coding: Coding) -> tuple[int, ...]:
    """The codes of a person's overleggen; of the overlegvormen where the list has those alone."""
    variable = _unit(frame)
    labels = person.overleggen if variable == "overleg" else person.vormen
    return tuple(sorted({coding.code(variable, label) for label in labels}))


def _unit(frame: FrameFile) -> str:
    return "overleg" if "overleg" in frame.variables else "overlegvorm"


def _membership(code: int, sent: bool, frame: FrameFile, coding: Coding) -> Membership:
    """A list without overleggen has one unnamed overleg for every overlegvorm."""
    vorm = coding.parents.get(code, UNKNOWN) if _unit(frame) == "overleg" else code
    return Membership(code, vorm, MembershipState.ANSWERED if sent else MembershipState.OPEN)


def _room(answers: AnswerFile, frame: FrameFile, coding: Coding) -> Mapping[int, int] | None:
    """Persons with a form per overleg (or overlegvorm); None where the answers do not say."""
    variable = _unit(frame)
    labels = answers.groups.get(variable)
    if labels is None:
        return None
    return Counter(
        code for code, _ in {(coding.code(variable, one), person) for one, person in _with_person(answers, labels)}
    )


def _with_person(answers: AnswerFile, labels: Sequence[str]) -> zip[tuple[str, int]]:
    return zip(labels, answers.persons.tolist(), strict=True)


@dataclass(frozen=True)
class _Vormen:
    """What the forms say of the overlegvormen. parents: overleg -> its overlegvorm, if the list tells it.

    fresh: per overlegvorm the persons with a form; double: the forms that such persons have beside their first.
    """

    parents: Mapping[int, int]
    fresh: Counter[int]
    double: Counter[int]

    @classmethod
    def of_forms(cls, answers: AnswerFile, coding: Coding, room: Mapping[int, int]) -> _Vormen:
        """Count them. An overleg (or what the list has instead) without an overlegvorm stands for one of its own."""
        parents = {code: coding.parents.get(code, UNKNOWN - 1 - code) for code in room}
        fresh = Counter({parents[code]: count for code, count in room.items()})
        total = Counter[int]()
        for code, count in room.items():
            total[parents[code]] += count
        if coding.parents and room:
            pairs = _with_person(answers, answers.groups["overleg"])
            fresh = Counter(
                one for one, _ in {(parents[coding.code("overleg", label)], person) for label, person in pairs}
            )
        return cls(parents, fresh, total - fresh)

    def take(self, own: set[int], code: int) -> None:
        """Count that a person with these overleggen answered in one more."""
        self._budget(own, code)[self.parents[code]] -= 1

    def fits(self, own: set[int], code: int) -> bool:
        """Tell whether the forms leave room for that in the overlegvorm."""
        return self._budget(own, code)[self.parents[code]] > 0

    def has(self, own: set[int], code: int) -> bool:
        """Tell whether a person with these overleggen has the overlegvorm of another already."""
        return any(self.parents[one] == self.parents[code] for one in own)

    def _budget(self, own: set[int], code: int) -> Counter[int]:
        return self.double if self.has(own, code) else self.fresh


def _share_out(members: Sequence[tuple[int, ...]], room: Mapping[int, int] | None, vormen: _Vormen) -> list[set[int]]:
    """Give everybody the overleggen that count as answered, within the room that each has.

    After the first of everybody: what stays within an overlegvorm, then what the overlegvormen have room for, then
    whatever the overleggen have room for.
    """
    if room is None:
        return [set(codes) for codes in members]
    left, given = Counter(room), [set[int]() for _ in members]
    for place in sorted(range(len(members)), key=lambda place: (len(members[place]), members[place])):
        best = max(
            members[place],
            key=lambda code: (left[code] > 0 and vormen.fits(set(), code), left[code], -code),
            default=UNKNOWN,
        )
        if left[best] > 0:
            vormen.take(given[place], best)
            given[place].add(best)
            left[best] -= 1
    for within, fitting in ((True, True), (False, True), (False, False)):
        for own, codes in zip(given, members, strict=True):
            for code in codes:
                if code in own or left[code] <= 0 or (within and not vormen.has(own, code)):
                    continue
                if not fitting or vormen.fits(own, code):
                    vormen.take(own, code)
                    own.add(code)
                    left[code] -= 1
    return given


def check_frame(
    answers: AnswerFile, frame: FrameFile, rows: Sequence[FrameRow], groupings: Sequence[Grouping]
) -> tuple[str, ...]:
    """Hold the answers against the list; notes where the two differ.

    BadInput for a group that the list does not have, and for more people than are eligible (n > N), with a hint where
    a column respondent could be what is missing.
    """
    total = count_people(rows)
    persons = np.unique(answers.persons).size
    hint = (
        "; heeft iemand meer formulieren, geef die dan in een kolom respondent dezelfde waarde" if answers.alone else ""
    )
    for grouping in groupings:
        if grouping.in_frame:
            _check_grouping(answers, frame, rows, grouping, hint)
    if persons > total.eligible:
        raise BadInput(
            f"{shown(answers.file)} heeft {persons} mensen, maar op {shown(frame.file)} tellen er "
            f"{total.eligible} mee{hint}."
        )
    if persons == total.answered:
        return ()
    return (
        f"De antwoorden zijn van {persons} mensen; volgens de lijst antwoordden er {total.answered}. "
        "De respons is die van de lijst.",
    )


def _check_grouping(
    answers: AnswerFile, frame: FrameFile, rows: Sequence[FrameRow], grouping: Grouping, hint: str
) -> None:
    variable, labels = grouping.variable, answers.groups[grouping.variable]
    names: dict[str, Level] = {fold(level.label): level for level in grouping.levels}
    eligible = eligible_levels(rows, variable, grouping.levels)
    invited = {code for row in rows for code in _codes_of(row, variable)}
    people = Counter(
        label for label, _ in {(fold(one), person) for one, person in _with_person(answers, labels)} if label
    )
    for row, label in zip(answers.rows, labels, strict=True):
        if label and names[fold(label)].code not in invited:
            raise BadInput(
                f"{shown(answers.file)}, rij {row}, kolom {variable}: niemand op {shown(frame.file)} hoort bij "
                f"‘{shown(label)}’; schrijf het in beide bestanden gelijk."
            )
    for name, count in people.items():
        level = names[name]
        if count > eligible[level.code]:
            raise BadInput(
                f"{shown(answers.file)}, kolom {variable}: {count} mensen horen bij ‘{shown(level.label)}’, maar "
                f"op {shown(frame.file)} tellen er {eligible[level.code]} mee{hint}."
            )


def _codes_of(row: FrameRow, variable: str) -> tuple[int, ...]:
    if variable == "overleg":
        return tuple(member.overleg for member in row.memberships)
    if variable == "overlegvorm":
        return tuple(member.overlegvorm for member in row.memberships)
    return (row.values.get(variable, UNKNOWN),)
