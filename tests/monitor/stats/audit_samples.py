"""Small waves for the audit, made from blocks of forms: which groups a block is in, how many forms, of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.stats.columns import Division, divide, score_column
from monitor.stats.disclosure.deciding import HOUSE, Decision, Decisions, Part, decide


@dataclass(frozen=True)
class Block:
    """Forms of the same groups (variable -> group). one_person: all of them are one person's."""

    groups: Mapping[str, int]
    forms: int
    one_person: bool = False
    scores: Sequence[float] | None = None


def decide_blocks(blocks: Sequence[Block], order: Sequence[str], *, minimum: int = 5) -> Decisions:
    """Decide for one aspect without items; scores differ from form to form unless a block has its own."""
    forms = [block for block in blocks for _ in range(block.forms)]
    persons = np.array(
        [
            10_000 + place if block.one_person else place * 100 + form
            for place, block in enumerate(blocks)
            for form in range(block.forms)
        ]
    )
    persons = np.unique(persons, return_inverse=True)[1].astype(np.int64)
    scores = np.array(
        [
            block.scores[form] if block.scores else 1 + (place * 7 + form) % 30 / 10
            for place, block in enumerate(blocks)
            for form in range(block.forms)
        ]
    )
    house = divide(HOUSE, np.zeros(len(forms), dtype=np.int64), 1, persons)
    divisions = [_divide(forms, name, persons) for name in order]
    part = Part("a", score_column("a", scores), (), in_total=True)
    return decide([part], house, divisions, minimum=minimum)


def _divide(forms: Sequence[Block], name: str, persons: np.ndarray) -> Division:
    codes = [block.groups.get(name, -1) for block in forms]
    size = max(codes) + 1
    index = np.array([size if code < 0 else code for code in codes], dtype=np.int64)
    return divide(name, index, size, persons)


def shown(decision: Decision, name: str, measure: str = "a") -> list[int]:
    """How precisely every group of a division shows the aspect, in the order of the groups."""
    found = {
        group: int(how) for (one, group, aspect), how in decision.aspects.items() if (one, aspect) == (name, measure)
    }
    return [found[group] for group in sorted(found)]
