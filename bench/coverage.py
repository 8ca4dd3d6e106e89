"""How often the 95 % margins hold the true number, on invented houses of 20, 76 and 152 persons of whom half answers.

Every house is drawn anew, so that the tries are independent: its persons with one to three forms each, their answers
1-4 (skewed, as in practice), geen oordeel and gaps. The true number is that of all its forms; then about half of its
persons answer, by chance alone. What this cannot tell: what it does to the numbers if those who stay away differ.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.model import FrameRow, Grouping, Level, Membership, MembershipState, Outcome
from monitor.stats.columns import Column, divide, score_column
from monitor.stats.estimate import FEW, Interval, combine_means, estimate_intervals, estimate_means, pooled_interval
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.reliability.alpha import alpha_of, feldt_interval
from monitor.stats.report import compute_report
from monitor.stats.response.groups import wilson
from surveys.answers import NO_OPINION
from surveys.questionnaire import Aspect, AspectKind, Block, Item, Questionnaire, Scale

SEED = 20_261_123
SIZES = (20, 76, 152)
MAXIMUM = 4
ITEMS = 12
ASPECTS = (range(7), range(7, 12))
"""Two aspects: of seven items, and of five that nearly everybody likes."""
LIKED = 0.55
FORMS = (0.8, 0.15, 0.05)
"""Persons with one, two and three forms."""
RESPONSE = 0.5
FEWEST = 5
"""Scores from which an overleg is shown."""
SMALL, LARGE = 12, 19
"""Persons of the house per overleg: with the second forms some 15, of which 5 to 9 often come in, and some 24."""
QUESTIONNAIRE = Questionnaire(
    id="dekking",
    version=1,
    languages=("nl",),
    title={"nl": "Dekking"},
    source="",
    intro={"nl": ""},
    thanks={"nl": ""},
    minutes=1,
    scale=Scale(tuple({"nl": str(answer)} for answer in range(1, MAXIMUM + 1)), {"nl": "geen oordeel"}),
    background=(),
    aspects=(
        Aspect(
            "a",
            {"nl": "A"},
            {"nl": ""},
            AspectKind.SCALE,
            True,
            (Block({"nl": ""}, tuple(Item(f"a{place}", {"nl": ""}, place) for place in ASPECTS[0])),),
        ),
    ),
    sha256="",
)
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Coverage:
    """How often an interval held the true number. tries: houses. given: intervals that there were."""

    label: str
    persons: int
    given: int
    share_given: float
    covered: float
    error: float
    """Monte Carlo standard error of `covered`; 0 where it was summed and not drawn."""

    def line(self) -> str:
        return (
            f"{self.label:<46} {self.persons:>4} {100 * self.covered:7.1f} % ± {100 * self.error:.2f}"
            f"   of {self.given} ({100 * self.share_given:.1f} % had an interval)"
        )


@dataclass(frozen=True)
class Houses:
    """All forms of many houses, also of those who did not answer. Arrays over forms; answers: NaN for none.

    person: its number within the house. turn: 0 for a person's first form, and so on.
    """

    count: int
    persons: int
    house: NDArray[np.int64]
    person: NDArray[np.int64]
    turn: NDArray[np.int64]
    answers: NDArray[np.float64]
    answered: NDArray[np.bool_]

    def scores(self, items: Sequence[int]) -> NDArray[np.float64]:
        """Mean of a form's valid answers, if it has half of them or more."""
        chosen = self.answers[:, list(items)]
        valid = ~np.isnan(chosen)
        n = valid.sum(axis=1)
        total = np.where(valid, chosen, 0.0).sum(axis=1)
        return np.where((n > 0) & (2 * n >= len(items)), total / np.maximum(n, 1), np.nan)

    def overleggen(self, size: int) -> NDArray[np.int64]:
        """Divide the forms over so many overleggen of one house; a person's forms are each about another one."""
        return (self.person + self.turn) % size

    def means(self, scores: NDArray[np.float64], group: NDArray[np.int64], size: int) -> NDArray[np.float64]:
        """The true mean of every group: over all its forms with a score."""
        valid = ~np.isnan(scores)
        n = np.bincount(group[valid], minlength=size)
        return np.bincount(group[valid], weights=scores[valid], minlength=size) / np.where(n > 0, n, np.nan)


def draw_houses(chance: np.random.Generator, count: int, persons: int) -> Houses:
    """Draw houses with their persons, forms and answers, and who answers."""
    people = count * persons
    forms = chance.choice(len(FORMS), people, p=FORMS) + 1
    person = np.repeat(np.arange(people), forms)
    turn = np.arange(person.size) - np.repeat(np.cumsum(forms) - forms, forms)
    nature = 3.05 + 0.45 * chance.normal(size=people)[person] + 0.25 * chance.normal(size=person.size)
    liked = np.where(np.arange(ITEMS) < len(ASPECTS[0]), 0.0, LIKED)
    drawn = nature[:, None] + liked + 0.6 * chance.normal(size=(person.size, ITEMS))
    answers = np.clip(np.rint(drawn), 1, MAXIMUM)
    answers[chance.random(answers.shape) < 0.1] = np.nan
    answered = chance.random(people) < RESPONSE
    return Houses(count, persons, person // persons, person % persons, turn, answers, answered[person])


def cover_means(chance: np.random.Generator, count: int, persons: int) -> Iterator[Coverage]:
    """Means of the whole house: a statement, one that nearly everybody likes, an aspect, the overall."""
    houses = draw_houses(chance, count, persons)
    eligible = np.full(count, float(persons))
    heard = houses.answered
    division = divide("house", houses.house[heard], count, houses.person[heard], eligible)
    measures = {
        "statement, mean": [houses.scores([0])],
        "statement that nearly everybody likes, mean": [houses.scores([len(ASPECTS[0])])],
        "aspect of seven statements, mean": [houses.scores(ASPECTS[0])],
        "overall of two aspects": [houses.scores(items) for items in ASPECTS],
    }
    for label, parts in measures.items():
        means = [estimate_means(_column(part[heard]), division) for part in parts]
        combined = combine_means(means) if len(means) > 1 else means[0]
        true = np.mean([houses.means(part, houses.house, count) for part in parts], axis=0)
        yield count_covered(label, persons, estimate_intervals(combined, MAXIMUM), true)


def cover_small_groups(chance: np.random.Generator, count: int, persons: int) -> Coverage:
    """Aspect means of overleggen of which 5 to 9 forms came in: one decimal, and the margin from the pooled sd."""
    houses = draw_houses(chance, count, persons)
    size = persons // SMALL
    group, scores = houses.overleggen(size), houses.scores(ASPECTS[0])
    true = houses.means(scores, houses.house * size + group, count * size).reshape(count, size)
    found: list[list[tuple[Interval, float]]] = []
    for one, forms in _each(houses):
        heard = forms[houses.answered[forms]]
        eligible = np.bincount(group[forms], minlength=size).astype(np.float64)
        means = estimate_means(
            _column(scores[heard]), divide("overleg", group[heard], size, houses.person[heard], eligible)
        )
        shown = {int(place) for place in np.nonzero(means.n >= FEWEST)[0]}
        few = [place for place in sorted(shown) if means.n[place] < FEW]
        found.append([(pooled_interval(means, place, MAXIMUM, shown), float(true[one, place])) for place in few])
    return _count_clustered("aspect of an overleg of 5 to 9 forms", persons, found)


def cover_differences(chance: np.random.Generator, count: int, persons: int) -> Coverage:
    """An overleg of ten or more forms beside the rest of its house: the difference of an aspect's means."""
    houses = draw_houses(chance, count, persons)
    size = persons // LARGE
    group, scores = houses.overleggen(size), houses.scores(ASPECTS[0])
    grouping = Grouping("overleg", tuple(Level(code, str(code)) for code in range(size)))
    found: list[list[tuple[Interval, float]]] = []
    for _, forms in _each(houses):
        heard = forms[houses.answered[forms]]
        answers = np.nan_to_num(houses.answers[heard][:, list(ASPECTS[0])], nan=NO_OPINION).astype(np.uint8)
        attendance = np.full(heard.size, -1, dtype=np.int64)
        matrix = AnswerMatrix(answers, houses.person[heard], {"overleg": group[heard]}, attendance)
        frame = _list_persons(houses.person[forms], group[forms], houses.answered[forms])
        report = compute_report(QUESTIONNAIRE, matrix, frame, [grouping], response_levels={})
        pairs = []
        for place, one in enumerate(report.breakdowns[0].groups):
            versus = one.cells[0].versus_rest
            inside = group[forms] == place
            true = float(np.nanmean(scores[forms[inside]]) - np.nanmean(scores[forms[~inside]]))
            if versus is not None and versus.difference is not None:
                pairs.append((Interval(versus.low, versus.high), true))
        found.append(pairs)
    return _count_clustered("overleg of 10 forms or more and the rest", persons, found)


def _each(houses: Houses) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Every house with the places of its forms."""
    starts = np.searchsorted(houses.house, np.arange(houses.count + 1))
    for one in range(houses.count):
        yield one, np.arange(starts[one], starts[one + 1])


def _list_persons(person: NDArray[np.int64], group: NDArray[np.int64], answered: NDArray[np.bool_]) -> list[FrameRow]:
    """The invitation list of one house, from all its forms."""
    rows = []
    for one in np.unique(person):
        own = person == one
        sent = bool(answered[own][0])
        state = MembershipState.ANSWERED if sent else MembershipState.OPEN
        memberships = tuple(Membership(int(code), 0, state) for code in group[own])
        rows.append(FrameRow(Outcome.ANSWERED if sent else Outcome.NO_RESPONSE, {}, memberships))
    return rows


def cover_rates(persons: int) -> Coverage:
    """The response rate: every outcome of the binomial, so without Monte Carlo error."""
    chance = [math.comb(persons, k) * RESPONSE**persons for k in range(persons + 1)]
    intervals = [wilson(k, persons) for k in range(persons + 1)]
    covered = sum(
        p for p, interval in zip(chance, intervals, strict=True) if interval and interval[0] <= RESPONSE <= interval[1]
    )
    return Coverage("response rate (Wilson), all outcomes", persons, persons + 1, 1.0, covered, 0.0)


def cover_alpha(chance: np.random.Generator, count: int, persons: int) -> Coverage:
    """Alpha of seven statements over the complete forms of who answered, against that of 400,000 forms."""
    k = len(ASPECTS[0])
    many = draw_houses(chance, 400, 1000).answers[:, :k]
    true = alpha_of(np.cov(many[~np.isnan(many).any(axis=1)].T))
    houses = draw_houses(chance, count, persons)
    complete = houses.answered & ~np.isnan(houses.answers[:, :k]).any(axis=1)
    answers, house = houses.answers[complete, :k], houses.house[complete]
    starts = np.searchsorted(house, np.arange(count + 1))
    intervals = []
    for one in range(count):
        chosen = answers[starts[one] : starts[one + 1]]
        alpha = alpha_of(np.cov(chosen.T)) if len(chosen) > 2 else None
        low, high = (None, None) if alpha is None else feldt_interval(alpha, len(chosen), k)
        intervals.append(Interval(low, high))
    return count_covered("alpha of seven statements (Feldt)", persons, intervals, np.full(count, true))


def _column(scores: NDArray[np.float64]) -> Column:
    return score_column("score", scores)


def count_covered(label: str, persons: int, intervals: Sequence[Interval], true: NDArray[np.float64]) -> Coverage:
    """Count the intervals that hold the true number; one house, one interval."""
    return _count_clustered(
        label, persons, [[(interval, float(number))] for interval, number in zip(intervals, true, strict=True)]
    )


def _count_clustered(label: str, persons: int, found: Sequence[Sequence[tuple[Interval, float]]]) -> Coverage:
    """Count over houses with several intervals each; the Monte Carlo error is that of a ratio over houses."""
    tried = sum(len(one) for one in found)
    given = np.array([sum(interval.low is not None for interval, _ in one) for one in found])
    held = np.array([sum(_holds(interval, number) for interval, number in one) for one in found])
    covered = float(held.sum() / given.sum())
    error = float(np.sqrt(((held - covered * given) ** 2).sum()) / given.sum())
    return Coverage(label, persons, int(given.sum()), float(given.sum() / tried), covered, error)


def _holds(interval: Interval, number: float) -> bool:
    if interval.low is None or interval.high is None:
        return False
    return interval.low - _ROUNDING <= number <= interval.high + _ROUNDING


def simulate(count: int, reports: int) -> Iterator[Coverage]:
    """Try every interval on so many houses of every size; small groups on a quarter of them.

    reports: houses for the differences, which need a whole report each.
    """
    for persons in SIZES:
        chance = np.random.default_rng([SEED, persons])
        yield from cover_means(chance, count, persons)
        if persons > SIZES[0]:
            yield cover_small_groups(chance, count // 4, persons)
            yield cover_differences(chance, reports, persons)
        yield cover_rates(persons)
        yield cover_alpha(chance, count, persons)


if __name__ == "__main__":
    for found in simulate(*(int(number) for number in sys.argv[1:] or ("20000", "1000"))):
        print(found.line(), flush=True)
