"""Which levels of the invitation list's variables may be counted on their own, so that no small one follows.

Standard library only: the web process counts an open wave with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from monitor.errors import BadInput
from monitor.model import FrameRow, Level
from monitor.stats.disclosure.suppression import Atoms, protect
from monitor.stats.response.tally import OVERLEG, OVERLEGVORM, UNKNOWN, Frame, Tally, overlegvorm_of


def choose_levels(
    rows: Sequence[FrameRow],
    frames: Mapping[str, Frame],
    variables: Mapping[str, Sequence[Level]],
    lawful: Callable[[Tally], bool],
) -> Mapping[str, frozenset[int]]:
    """Give per variable the codes of the levels that may be seen on their own.

    A level that is not lawful is hidden, and the next smallest with it until the hidden ones cannot be told apart by
    subtraction; overleggen also within each overlegvorm. `lawful` must hold for whatever holds something lawful.
    """
    chosen: dict[str, frozenset[int]] = {}
    for variable, levels in variables.items():
        _check_levels(variable, frames[variable], levels)
        chosen[variable] = _choose(frames[variable], [(level.code, {level.code}) for level in levels], lawful)
    if OVERLEG in frames and OVERLEGVORM in frames:
        chosen |= _choose_nested(rows, frames[OVERLEG], variables, lawful)
    return chosen


def _choose_nested(
    rows: Sequence[FrameRow],
    frame: Frame,
    variables: Mapping[str, Sequence[Level]],
    lawful: Callable[[Tally], bool],
) -> dict[str, frozenset[int]]:
    """Choose overlegvormen and their overleggen together; frame: that of overleg."""
    parents = overlegvorm_of(rows)
    forms = [level.code for level in variables[OVERLEGVORM]]
    single = [level.code for level in variables[OVERLEG]]
    cells: list[tuple[int, Set[int]]] = [
        (form, {o for o, parent in parents.items() if parent == form}) for form in forms
    ]
    cells += [(code, {code}) for code in single]
    shown = _protect_cells(frame, [atoms for _, atoms in cells], lawful)
    return {
        OVERLEGVORM: frozenset(cells[place][0] for place in shown if place < len(forms)),
        OVERLEG: frozenset(cells[place][0] for place in shown if place >= len(forms)),
    }


def _choose(frame: Frame, cells: Sequence[tuple[int, Set[int]]], lawful: Callable[[Tally], bool]) -> frozenset[int]:
    shown = _protect_cells(frame, [atoms for _, atoms in cells], lawful)
    return frozenset(cells[place][0] for place in shown)


def _protect_cells(frame: Frame, sets: Sequence[Set[int]], lawful: Callable[[Tally], bool]) -> frozenset[int]:
    """The places of the cells that stay shown; sums are judged by persons, who are fewer than memberships."""
    total = frame.found()
    cells: list[Atoms] = [frozenset(atoms) & total for atoms in sets]
    tallies = [frame.persons(atoms) for atoms in cells]

    def allowed(atoms: Atoms) -> bool:
        return lawful(frame.persons(atoms))

    shown = {place for place, tally in enumerate(tallies) if cells[place] and lawful(tally)}
    return protect(cells, [tally.eligible for tally in tallies], shown, total, allowed)


def _check_levels(variable: str, frame: Frame, levels: Sequence[Level]) -> None:
    if frame.found() - {level.code for level in levels} - {UNKNOWN}:
        raise BadInput(f"De lijst met genodigden heeft een code die de indeling {variable} niet kent.")
