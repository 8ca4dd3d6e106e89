"""Small questionnaires, houses and lists for the tests of the statistics; everything invented, everything seeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from monitor.model import FrameRow, Grouping, Level, Membership, MembershipState, Outcome
from monitor.stats.matrix import AnswerMatrix
from surveys.answers import NO_OPINION
from surveys.questionnaire import (
    Aspect,
    AspectKind,
    Background,
    BackgroundKind,
    Block,
    Item,
    Questionnaire,
    Scale,
)

REFERENCE = Path(__file__).parents[2] / "reference"


def make_questionnaire(
    items: Mapping[str, int | Sequence[str]],
    *,
    maximum: int = 4,
    kinds: Mapping[str, AspectKind] | None = None,
    outside_total: Sequence[str] = (),
    attendance: bool = False,
) -> Questionnaire:
    """A questionnaire with aspects of so many items (named a1, a2, ..) or of the items named."""
    aspects, position = [], 0
    for aspect, wanted in items.items():
        names = [f"{aspect}{number}" for number in range(1, wanted + 1)] if isinstance(wanted, int) else wanted
        made = tuple(Item(name, {"nl": f"Stelling {name}"}, position + place) for place, name in enumerate(names))
        position += len(made)
        kind = (kinds or {}).get(aspect, AspectKind.SCALE)
        label = {"nl": f"Aspect {aspect}", "en": f"Part {aspect}"}
        aspects.append(Aspect(aspect, label, {"nl": ""}, kind, aspect not in outside_total, (Block({"nl": ""}, made),)))
    asked = (Background("aanwezig", BackgroundKind.ATTENDANCE, {"nl": ""}),) if attendance else ()
    return Questionnaire(
        id="proef",
        version=1,
        languages=("nl",),
        title={"nl": "Proef"},
        source="",
        intro={"nl": ""},
        thanks={"nl": ""},
        minutes=1,
        scale=Scale(tuple({"nl": str(value)} for value in range(1, maximum + 1)), {"nl": "geen oordeel"}),
        background=asked,
        aspects=tuple(aspects),
        sha256="",
    )


def make_matrix(
    answers: Sequence[Sequence[int]] | np.ndarray,
    *,
    persons: Sequence[int] | np.ndarray | None = None,
    groups: Mapping[str, Sequence[int] | np.ndarray] | None = None,
    attendance: Sequence[int] | np.ndarray | None = None,
    maximum: int = 4,
) -> AnswerMatrix:
    """A matrix of answer codes; every form is a person and attendance is empty unless said otherwise."""
    table = np.asarray(answers, dtype=np.uint8)
    n = table.shape[0]
    return AnswerMatrix(
        table,
        np.arange(n, dtype=np.int64) if persons is None else np.asarray(persons, dtype=np.int64),
        {name: np.asarray(codes, dtype=np.int64) for name, codes in (groups or {}).items()},
        np.full(n, -1, dtype=np.int64) if attendance is None else np.asarray(attendance, dtype=np.int64),
        maximum,
    )


def make_grouping(
    variable: str,
    codes: Sequence[int],
    *,
    parents: Sequence[int] | None = None,
    in_frame: bool = False,
    with_items: bool = False,
) -> Grouping:
    """A grouping whose labels occur nowhere else: "overleg-3!"."""
    found = parents or [None] * len(codes)
    levels = tuple(Level(code, f"{variable}-{code}!", parent) for code, parent in zip(codes, found, strict=True))
    return Grouping(variable, levels, in_frame=in_frame, with_items=with_items)


def random_answers(
    chance: np.random.Generator, forms: int, items: int, *, no_opinion: float = 0.1, empty: float = 0.05
) -> np.ndarray:
    """Answers 1-4 that hang together, with geen oordeel and gaps; every form has at least one answer."""
    nature = chance.normal(2.8, 0.5, (forms, 1))
    answers = np.clip(np.rint(nature + chance.normal(0, 0.7, (forms, items))), 1, 4).astype(np.uint8)
    draw = chance.random(answers.shape)
    answers[draw < no_opinion] = NO_OPINION
    answers[draw > 1 - empty] = 0
    answers[(answers == 0).all(axis=1), 0] = 3
    return answers


def member(overleg: int, overlegvorm: int = 0, *, state: MembershipState = MembershipState.OPEN) -> Membership:
    """One overleg of an invited person."""
    return Membership(overleg, overlegvorm, state)


def people(outcome: Outcome, count: int = 1, *, memberships: Sequence[Membership] = (), **values: int) -> FrameRow:
    """So many invited persons with one outcome; values per variable of the list."""
    return FrameRow(outcome, values, tuple(memberships), count)
