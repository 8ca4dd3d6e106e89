"""Random houses for the attacker: groupings that cut each other or are nearly the same, persons with many forms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitor.services.records import to_plain
from monitor.stats.report import Reports, compute_reports
from tests.monitor.stats.attacker import Truth
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, random_answers

ITEMS = {"a": 3, "b": 2, "c": 1}
QUESTIONNAIRE = make_questionnaire(ITEMS, attendance=True)
CLASSES = {0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 6: 2, 7: 3, 10: 3, 11: 4, 15: 4, 16: 5, 40: 5, -1: 6}
_TIMES = (1, 4, 7, 11, 16, -1)


@dataclass(frozen=True)
class House:
    """An invented house: its reports, the same as JSON, and the truth behind them."""

    reports: Reports
    inside: dict[str, Any]
    outside: dict[str, Any]
    truth: Truth

    @property
    def outer_truth(self) -> Truth:
        """The truth by the rules for what leaves the house."""
        minimum = max(10, self.truth.minimum)
        return Truth(self.truth.persons, self.truth.codes, self.truth.measures, minimum, self.truth.itemised)


def make_house(
    seed: int,
    sizes: list[int],
    *,
    minimum: int = 5,
    twice: float = 0.2,
    alike: float = 0.3,
    unknown: float = 0.05,
    nearly: bool = False,
) -> House:
    """Overleggen of the given sizes, a few to an overlegvorm; some persons send more, some groups are of one mind.

    nearly: beroepsgroep and attendance are the overleggen again, two by two or one by one, but for a few forms.
    """
    chance = np.random.default_rng(seed)
    overleg = np.repeat(np.arange(len(sizes)), sizes)
    forms = overleg.size
    parents = np.sort(chance.integers(0, max(1, len(sizes) // 2), len(sizes)))
    persons = np.arange(forms)
    again = chance.random(forms) < twice
    persons[again] = chance.integers(0, max(1, int(forms * chance.uniform(0.1, 1))), int(again.sum()))
    answers = random_answers(chance, forms, 6, no_opinion=chance.uniform(0, 0.4))
    for group in np.unique(overleg):
        if chance.random() < alike:
            answers[overleg == group] = chance.integers(1, 5)
            odd = chance.permutation(np.nonzero(overleg == group)[0])[: chance.integers(0, 3)]
            answers[odd] = chance.integers(1, 5)
    codes = {"overleg": np.where(chance.random(forms) < unknown, -1, overleg)}
    if nearly:
        codes["beroepsgroep"] = _perturb(chance, overleg // int(chance.integers(1, 3)) % 6)
        attendance = np.array(_TIMES)[_perturb(chance, overleg % 6)]
    else:
        codes["beroepsgroep"] = chance.choice([-1, 0, 1, 2, 3, 4], forms, p=[0.02, 0.3, 0.3, 0.2, 0.1, 0.08])
        attendance = chance.choice(list(CLASSES)[1:], forms)
    codes["overlegvorm"] = np.where(codes["overleg"] < 0, chance.integers(-1, 2, forms), parents[codes["overleg"]])
    codes["overlegvorm"] = np.minimum(codes["overlegvorm"], parents.max())
    groupings = [
        make_grouping("overleg", range(len(sizes)), parents=parents.tolist(), with_items=True),
        make_grouping("beroepsgroep", range(6), with_items=bool(seed % 2)),
        make_grouping("overlegvorm", range(int(parents.max()) + 2)),
    ]
    matrix = make_matrix(answers, persons=persons, groups=codes, attendance=attendance)
    reports = compute_reports(QUESTIONNAIRE, matrix, [], groupings, minimum=minimum)
    known = {name: found.tolist() for name, found in codes.items()}
    known["attendance"] = [CLASSES[times] for times in attendance.tolist()]
    itemised = frozenset({"overleg", *(["beroepsgroep"] if seed % 2 else [])})
    truth = Truth(persons.tolist(), known, measures_of(answers), minimum, itemised)
    return House(reports, as_json(reports.inside), as_json(reports.outside), truth)


def as_json(record: object) -> Any:
    """A record as it lies in the publication."""
    return json.loads(json.dumps(to_plain(record)))


def _perturb(chance: np.random.Generator, codes: np.ndarray) -> np.ndarray:
    """Give a few forms another form's code."""
    found = codes.copy()
    moved = chance.permutation(codes.size)[: chance.integers(0, 5)]
    found[moved] = codes[chance.integers(0, codes.size, moved.size)]
    return found


def measures_of(answers: np.ndarray) -> dict[str, list[float | None]]:
    """Every measure's value per form, computed the plain way; "forms" is 0 for every form."""
    found: dict[str, list[float | None]] = {"forms": [0.0] * len(answers)}
    present: list[list[float]] = [[] for _ in answers]
    for aspect in QUESTIONNAIRE.aspects:
        places = [item.position for item in aspect.items]
        scores: list[float | None] = []
        for form, row in enumerate(answers.tolist()):
            valid = [row[place] for place in places if 1 <= row[place] <= 4]
            scores.append(sum(valid) / len(valid) if 2 * len(valid) >= len(places) else None)
            present[form] += [one for one in scores[-1:] if one is not None]
        found[f"aspect:{aspect.id}"] = scores
        for item in aspect.items:
            column = answers[:, item.position].tolist()
            found[f"item:{item.id}"] = [float(value) if 1 <= value <= 4 else None for value in column]
    found["overall:"] = [round(sum(scores) / len(scores), 9) if scores else None for scores in present]
    return found
