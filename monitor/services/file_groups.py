"""The groups of a file: the levels that answers and list have together, and the codes of every form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.imports.table import fold
from monitor.model import Grouping, Level
from monitor.services.answer_file import GROUP_COLUMNS, AnswerFile
from monitor.services.frame_file import SEVERAL, VARIABLES, FrameFile, Invited
from surveys.errors import shown

UNKNOWN = -1
MOST_GROUPS = 300
"""Of one variable; a column with more different values holds something else than groups."""


@dataclass(frozen=True)
class Coding:
    """The levels of every variable. codes: variable -> folded label -> code. parents: overleg's code -> overlegvorm's.

    Codes follow the alphabet, so that the order of the rows says nothing.
    """

    levels: Mapping[str, tuple[Level, ...]]
    codes: Mapping[str, Mapping[str, int]]
    parents: Mapping[int, int]
    notes: tuple[str, ...]

    def code(self, variable: str, label: str) -> int:
        """The code of a label; UNKNOWN for an empty one."""
        return self.codes[variable][fold(label)] if label else UNKNOWN


def code_groups(answers: AnswerFile, frame: FrameFile | None) -> Coding:
    """Number the labels of answers and list together. BadInput if the list contradicts itself or the answers."""
    labels: dict[str, list[str]] = {name: list(answers.groups.get(name, ())) for name in VARIABLES}
    for name in frame.variables if frame else ():
        for person in frame.people if frame else ():
            labels[name] += _labels_of(person, name)
    spellings = {name: _spellings(found) for name, found in labels.items()}
    _check_number(spellings, answers, frame)
    codes = {name: {folded: code for code, folded in enumerate(sorted(found))} for name, found in spellings.items()}
    parents = {}
    if frame and set(SEVERAL) <= set(frame.variables):
        found = find_parents(answers, frame)
        parents = {codes["overleg"][one]: codes["overlegvorm"][vorm] for one, vorm in found.items()}
    levels = {
        name: tuple(
            Level(code, spellings[name][folded][0], parents.get(code) if name == "overleg" else None)
            for folded, code in codes[name].items()
        )
        for name in VARIABLES
    }
    return Coding(levels, codes, parents, _merged(spellings))


def _check_number(
    spellings: Mapping[str, Mapping[str, list[str]]], answers: AnswerFile, frame: FrameFile | None
) -> None:
    for name, found in spellings.items():
        if len(found) > MOST_GROUPS:
            file = answers.file if frame is None or name in answers.groups else frame.file
            raise BadInput(
                f"{shown(file)}, kolom {name}: hier staan {len(found)} verschillende waarden, meer dan {MOST_GROUPS}; "
                "dit zijn geen groepen, laat de kolom weg of geef haar een andere naam."
            )


def make_groupings(answers: AnswerFile, frame: FrameFile | None, coding: Coding) -> list[Grouping]:
    """The groupings that the answers have a column for, in the order of what readers need."""
    listed = frame.variables if frame else ()
    return [
        Grouping(name, coding.levels[name], in_frame=name in listed) for name in GROUP_COLUMNS if name in answers.groups
    ]


def form_codes(answers: AnswerFile, coding: Coding) -> dict[str, NDArray[np.int64]]:
    """The codes of the forms per variable: int64, forms. Where the list knows it, an overleg says its overlegvorm."""
    found = {
        name: np.array([coding.code(name, label) for label in labels], dtype=np.int64)
        for name, labels in answers.groups.items()
    }
    if coding.parents and set(SEVERAL) <= found.keys():
        pairs = zip(found["overleg"].tolist(), found["overlegvorm"].tolist(), strict=True)
        found["overlegvorm"] = np.array([coding.parents.get(one, vorm) for one, vorm in pairs], dtype=np.int64)
    return found


def find_parents(answers: AnswerFile, frame: FrameFile) -> dict[str, str]:
    """The overlegvorm of every overleg, by folded names, where both the list's columns are there.

    A row of one overlegvorm gives it to all its overleggen; one of as many overlegvormen as overleggen pairs them in
    their order, unless other rows already tell. BadInput if an overleg has two, or a row cannot be understood.
    """
    pairs = _Pairs({})
    for person in frame.people:
        if len(person.vormen) == 1:
            for overleg in person.overleggen:
                pairs.add(frame.file, person.row, overleg, person.vormen[0])
    columns = [answers.groups.get(name, ("",) * len(answers.rows)) for name in SEVERAL]
    for row, overleg, vorm in zip(answers.rows, *columns, strict=True):
        if overleg and vorm:
            pairs.add(answers.file, row, overleg, vorm)
    for person in frame.people:
        _check_person(frame, person, pairs)
    return {overleg: fold(vorm) for overleg, (vorm, _) in pairs.found.items()}


@dataclass(frozen=True)
class _Pairs:
    """Folded overleg -> its overlegvorm and where that stands."""

    found: dict[str, tuple[str, str]]

    def add(self, file: str, row: int, overleg: str, vorm: str) -> None:
        """Take in that an overleg has an overlegvorm; BadInput if it had another."""
        place = f"{shown(file)}, rij {row}"
        earlier, where = self.found.setdefault(fold(overleg), (vorm, place))
        if fold(earlier) != fold(vorm):
            raise BadInput(
                f"{place}, kolom overlegvorm: ‘{shown(overleg)}’ hoort hier bij ‘{shown(vorm)}’, maar bij "
                f"‘{shown(earlier)}’ in {where}."
            )

    def vorm(self, overleg: str) -> str | None:
        """The folded overlegvorm of an overleg, if anything told it."""
        found = self.found.get(fold(overleg))
        return fold(found[0]) if found else None


def _check_person(frame: FrameFile, person: Invited, pairs: _Pairs) -> None:
    """Let a person's row tell the overlegvormen of the overleggen in it, or agree with what is known."""
    place = f"{shown(frame.file)}, rij {person.row}, kolom overlegvorm"
    if person.vormen and not person.overleggen:
        raise BadInput(
            f"{place}: hier staat een overlegvorm zonder overleg; vul bij deze genodigde ook het overleg in."
        )
    wanted = {fold(vorm) for vorm in person.vormen}
    known = [pairs.vorm(overleg) for overleg in person.overleggen]
    if not wanted or (None not in known and set(known) == wanted):
        return
    if len(person.vormen) != len(person.overleggen):
        counts = f"{len(person.overleggen)} overleggen en {len(person.vormen)} overlegvormen"
        raise BadInput(f"{place}: hier staan {counts}; noem bij elk overleg de overlegvorm, in dezelfde volgorde.")
    for overleg, vorm in zip(person.overleggen, person.vormen, strict=True):
        pairs.add(frame.file, person.row, overleg, vorm)


def _labels_of(person: Invited, variable: str) -> Sequence[str]:
    if variable in SEVERAL:
        return person.overleggen if variable == "overleg" else person.vormen
    return [person.values[variable]] if variable in person.values else []


def _spellings(labels: Iterable[str]) -> dict[str, list[str]]:
    """Folded label -> how it is written, the first way first."""
    found: dict[str, list[str]] = {}
    for label in filter(None, labels):
        ways = found.setdefault(fold(label), [])
        if label not in ways:
            ways.append(label)
    return found


def _merged(spellings: Mapping[str, Mapping[str, list[str]]]) -> tuple[str, ...]:
    """A note for every group that is written in more than one way."""
    return tuple(
        f"Als één {variable} gelezen: {' en '.join(f'‘{shown(way)}’' for way in ways)}."
        for variable, found in spellings.items()
        for ways in found.values()
        if len(ways) > 1
    )
