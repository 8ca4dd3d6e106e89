"""What may be seen of reliability: an attacker that has the counts of the items and every number of the aspect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from monitor.results import HIDDEN, Cell, ItemResult, Reliability, Report
from monitor.stats.kernel import sum_coproducts
from monitor.stats.reliability.alpha import feldt_interval, measure_reliability
from monitor.stats.reliability.gaps import Gaps, examine_gaps
from monitor.stats.reliability.showing import decimals_that_hide, round_reliability
from monitor.stats.report import compute_report, compute_reports
from surveys.answers import NO_OPINION
from surveys.questionnaire import AspectKind
from tests.monitor.stats.stats_samples import make_grouping, make_matrix, make_questionnaire, random_answers

NAMES = ["a1", "a2", "a3", "a4", "a5"]


def house(forms: int, *, seed: int = 1, gaps: Sequence[tuple[int, int]] = ()) -> np.ndarray:
    """Complete answers to five items, then geen oordeel at these places (form, item)."""
    answers = random_answers(np.random.default_rng(seed), forms, 5, no_opinion=0, empty=0)
    for form, item in gaps:
        answers[form, item] = NO_OPINION
    return answers


def report(answers: np.ndarray, *, minimum: int = 5, overleg: Sequence[int] | None = None, **options: object) -> Report:
    """The report for readers outside the house: they see what is left after the rule of these tests."""
    groups = {} if overleg is None else {"overleg": overleg}
    matrix = make_matrix(answers, groups=groups, **options)  # type: ignore[arg-type]  # persons only
    codes = sorted(set(overleg or ()))
    groupings = [make_grouping("overleg", codes, with_items=True)] if codes else []
    return compute_reports(make_questionnaire({"a": answers.shape[1]}), matrix, [], groupings, minimum=minimum).outside


def reliability(answers: np.ndarray, **options: object) -> Reliability:
    found = report(answers, **options).aspects[0].reliability  # type: ignore[arg-type]  # minimum, persons
    assert found is not None
    return found


def spread(counts: Counter[int]) -> int:
    """n sum(x^2) - sum(x)^2 of answers counted by value."""
    n, total = sum(counts.values()), sum(value * count for value, count in counts.items())
    return n * sum(value * value * count for value, count in counts.items()) - total * total


def find_ratios(found: Reliability) -> list[float]:
    """Each item's variance over the complete forms, as a part of the total's, from the published numbers alone.

    V/T follows from alpha. For an item with variance v and covariance w with the total (both over T), alpha without it
    gives t = 1 - 2w + v = (V/T - v) / s, and its item-rest r is (w - v) / sqrt(v t): a quadratic equation in v. Of
    the two solutions of every item those are meant that add up to V/T.
    """
    k = found.items
    own = 1 - (found.alpha or 0) * (k - 1) / k
    solutions = []
    for item in found.per_item:
        s, r = 1 - (item.alpha_if_dropped or 0) * (k - 2) / (k - 1), item.item_rest or 0
        a, b = 1 - own / s, 1 / s - 1
        roots = np.roots([b * b + 4 * r * r / s, 2 * a * b - 4 * r * r * own / s, a * a])
        solutions.append(roots.real.tolist())
    return list(min(product(*solutions), key=lambda one: abs(sum(one) - own)))


def guess_the_few(found: Reliability, items: Sequence[ItemResult]) -> list[list[tuple[int, ...]]]:
    """Per item, which answers the forms that are not complete can have given: those that fit the variances' ratios.

    Every guess at the first item gives the variance of the total, and that the variance of each other item.
    """
    ratios = find_ratios(found)
    options = []
    for item in items:
        counts = Counter({int(value): count for value, count in (item.counts or {}).items()})
        few = (item.n or 0) - (found.n_complete or 0)
        tries = combinations_with_replacement((1, 2, 3, 4), few)
        options.append({one: spread(counts - Counter(one)) for one in tries if not Counter(one) - counts})
    fits: list[set[tuple[int, ...]]] = [set() for _ in options]
    for first, base in options[0].items():
        total = base / ratios[0]
        chosen = [
            {one for one, value in option.items() if abs(value / (ratio * total) - 1) < 1e-6}
            for option, ratio in zip(options, ratios, strict=True)
        ]
        if all(chosen):
            fits[0].add(first)
            for known, more in zip(fits[1:], chosen[1:], strict=True):
                known |= more
    return [sorted(one) for one in fits]


def test_all_digits_of_alpha_and_its_company_give_away_one_form_with_a_gap() -> None:
    # This is why the rule is there: nothing but the published record and the items' counts goes in.
    answers = house(60, gaps=[(7, 4)])
    open_house = report(answers, minimum=1)
    found = open_house.aspects[0].reliability
    assert found is not None
    assert guess_the_few(found, open_house.items) == [[(answer,)] for answer in answers[7, :4].tolist()] + [[()]]


def test_inside_the_house_every_number_is_given_from_ten_complete_forms() -> None:
    questionnaire = make_questionnaire({"a": 5})
    for forms, given in ((11, True), (10, False)):
        answers = house(forms, gaps=[(7, 4)])
        [aspect] = compute_report(questionnaire, make_matrix(answers), [], []).aspects
        whole = measure_reliability(answers, 4, NAMES)
        assert aspect.reliability == (whole if given else Reliability(5, reason=HIDDEN))


def test_one_form_with_a_gap_leaves_alpha_with_two_decimals_and_nothing_else() -> None:
    answers = house(60, gaps=[(7, 4)])
    exact = measure_reliability(answers, 4, NAMES)
    found = reliability(answers)
    alpha = round(exact.alpha or 0, 2)
    low, high = feldt_interval(alpha - 0.005, 59, 5)[0], feldt_interval(alpha + 0.005, 59, 5)[1]
    assert (found.alpha, found.low, found.high) == (alpha, round(low, 2), round(high, 2))
    assert (found.n_complete, found.n_dropped, found.decimals) == (59, 1, 2)
    assert (found.standardized, found.mean_inter_item, found.omega, found.alpha_pairwise) == (None,) * 4
    assert (found.per_item, found.n_pair_min, found.spearman_brown) == ((), None, None)


def test_two_decimals_fit_whatever_the_form_with_a_gap_answered() -> None:
    # For every answer that it can have given there is a variance of the total that fits: n times the sum of squares of
    # whole totals, even or odd as their sum, less the square of the sum.
    answers = house(60, gaps=[(7, 4)])
    found = reliability(answers)
    counts = [Counter(column[column <= 4].tolist()) for column in answers.T]
    n = 59
    for others in np.ndindex(4, 4, 4, 4):
        left = [one - Counter([value + 1]) for one, value in zip(counts, others, strict=False)] + [counts[4]]
        own, total = sum(map(spread, left)), sum(value * count for one in left for value, count in one.items())
        ends = [own / (1 - ((found.alpha or 0) + step) * 4 / 5) for step in (-0.005, 0.005)]
        first = int(np.ceil((ends[0] + total**2) / n))
        first += (first - total) % 2
        assert n * first - total**2 < ends[1]


@pytest.mark.parametrize("decimals", [1, 2])
def test_the_interval_and_verdict_of_a_rounded_alpha_hold_for_whatever_rounds_to_it(decimals: int) -> None:
    for seed in range(20):
        answers = house(40, seed=seed)
        exact = measure_reliability(answers, 4, NAMES, threshold=0.8)
        found = round_reliability(sum_coproducts(answers, 4), decimals, 0.8)
        assert exact.alpha is not None
        assert (found.low or 0) <= (exact.low or 0) + 0.005
        assert (found.high or 0) >= (exact.high or 0) - 0.005
        assert found.verdict in (exact.verdict, "onzeker")


def test_no_gaps_or_many_lawful_ones_leave_every_number() -> None:
    for gaps in ([], [(form, form % 5) for form in range(30)]):
        answers = house(80, gaps=gaps)
        assert reliability(answers) == measure_reliability(answers, 4, NAMES)


def test_where_two_decimals_would_still_tell_there_is_one_and_where_that_tells_alpha_is_hidden() -> None:
    # Of two items and few forms the variance of the total would be known to less than a step.
    for forms, decimals in ((60, 1), (13, None)):
        answers = house(forms)[:, :2].copy()
        answers[3, 1] = NO_OPINION
        assert decimals_that_hide(sum_coproducts(answers, 4)) == decimals
        found = reliability(answers)
        assert found.decimals == decimals
        if decimals is None:
            assert found == Reliability(items=2, reason=HIDDEN)
        else:
            assert found.alpha == round(measure_reliability(answers, 4, NAMES[:2]).alpha or 0, 1)


def test_a_pair_of_items_that_few_answered_together_leaves_no_alpha_over_pairs() -> None:
    # Thirty forms with one gap each, but items 1 and 2 together on only two of them.
    rows = [(form, form % 2) for form in range(28)] + [(28, 2), (29, 3)]
    answers = house(90, gaps=[*rows, *((form, 4) for form in range(28) if form % 4 == 0)])
    found = reliability(answers)
    assert found.per_item
    assert (found.alpha_pairwise, found.n_pair_min) == (None, None)
    assert measure_reliability(answers, 4, NAMES).n_pair_min == 62


def test_forms_of_too_few_persons_are_few() -> None:
    answers = house(80, gaps=[(form, form % 5) for form in range(30)])
    persons = np.arange(80)
    persons[:30] = np.arange(30) % 3
    assert reliability(answers, persons=persons).decimals == 2
    assert reliability(answers).decimals is None


def gaps(*, complete: bool = True, items: bool = True, pairs: bool = True, persons: bool = True) -> Gaps:
    return Gaps(complete, items, pairs, persons)


def test_gaps_are_examined_by_item_person_and_pair() -> None:
    rows = [[1, 2, 0], [2, 1, 0], [0, 3, 1], [0, 1, 2], [1, 0, 3], [2, 0, 1]]
    table = np.array([*rows, [1, 1, 1], [2, 2, 2], [1, 2, 3], [3, 1, 4]], dtype=np.uint8)
    persons = np.arange(10)
    assert examine_gaps(table, persons, 4, 2) == gaps(complete=True, items=True, pairs=True)
    assert examine_gaps(table, persons, 4, 3) == gaps(complete=True, items=True, pairs=False)
    assert examine_gaps(table, persons, 4, 5) == gaps(complete=False, items=False, pairs=False, persons=False)
    one_person = np.where(persons < 6, 0, persons)
    assert examine_gaps(table, one_person, 4, 2) == gaps(complete=True, items=False, pairs=False)
    equal = table.copy()
    equal[:6][equal[:6] > 0] = 2
    assert examine_gaps(equal, persons, 4, 2) == gaps(complete=True, items=False, pairs=True)
    assert examine_gaps(table[6:], persons[6:], 4, 2) == gaps(complete=True, items=True, pairs=True)


@pytest.mark.parametrize("forms", [1000, 3000])
def test_the_first_forms_decide_only_what_more_of_them_cannot_change(forms: int) -> None:
    answers = house(forms, gaps=[(form, form % 5) for form in range(30)])
    persons = np.arange(forms)
    assert examine_gaps(answers, persons, 4, 5) == gaps(complete=True, items=True, pairs=True)
    answers[:30] = 3
    answers[forms - 1, 0] = NO_OPINION
    assert not examine_gaps(answers, persons, 4, 5).items


def cells(answers: np.ndarray, overleg: Sequence[int], **options: object) -> list[Cell]:
    made = report(answers, overleg=overleg, **options)  # type: ignore[arg-type]  # minimum, persons
    return [group.cells[0] for group in made.breakdowns[0].groups]


def test_an_overleg_has_its_own_alpha_from_thirty_complete_forms() -> None:
    overleg = [1] * 40 + [2] * 29 + [3] * 31
    answers = house(100, gaps=[(form, form % 5) for form in range(8)] + [(form, form % 5) for form in (70, 71)])
    first, second, third = cells(answers, overleg)
    assert first.reliability == round_reliability(sum_coproducts(answers[:40], 4), 2, 0.70)
    assert first.reliability is not None
    assert (first.reliability.n_complete, first.reliability.n_dropped, first.reliability.decimals) == (32, 8, 2)
    assert second.mean is not None
    assert (second.reliability, third.reliability) == (None, None)


def test_without_protection_an_overleg_has_every_number_of_its_alpha() -> None:
    overleg = [1] * 40 + [2] * 35
    answers = house(75)
    first, second = cells(answers, overleg, minimum=1)
    assert first.reliability == measure_reliability(answers[:40], 4, NAMES)
    assert second.reliability == measure_reliability(answers[40:], 4, NAMES)


def test_only_an_overleg_that_shows_all_its_statements_has_an_alpha() -> None:
    answers = house(200)
    overleg = [1] * 45 + [2] * 55 + [3] * 50 + [4] * 50
    assert [cell.reliability is not None for cell in cells(answers, overleg)] == [True] * 4
    answers[:45, 0] = 3  # unanimous, so hidden there, and another with it; then in a second overleg as well
    groups = report(answers, overleg=overleg).breakdowns[0].groups
    hidden = [any(item.reason == HIDDEN for item in group.items) for group in groups]
    assert hidden[0]
    assert not all(hidden)
    assert [group.cells[0].reliability is None for group in groups] == hidden


def test_thirty_complete_forms_of_a_few_persons_are_few() -> None:
    answers, overleg = house(100), [1] * 50 + [2] * 50
    busy = np.concatenate([np.arange(50) % 4, np.arange(4, 54)])
    assert [cell.reliability is not None for cell in cells(answers, overleg)] == [True, True]
    assert cells(answers, overleg, persons=busy)[0].reliability is None
    few = examine_gaps(answers, np.arange(100) % 4, 4, 5)
    assert few == gaps(complete=False, persons=False)


def test_other_groupings_and_other_kinds_have_none() -> None:
    answers = house(100)
    codes = [1] * 45 + [2] * 55
    matrix = make_matrix(answers, groups={"beroepsgroep": codes, "overleg": codes})
    groupings = [
        make_grouping("beroepsgroep", [1, 2], with_items=True),
        make_grouping("overleg", [1, 2], with_items=True),
    ]
    for kind, expected in ((AspectKind.SCALE, [0, 2]), (AspectKind.INDEX, [0, 0])):
        made = compute_report(make_questionnaire({"a": 5}, kinds={"a": kind}), matrix, [], groupings)
        counted = [sum(group.cells[0].reliability is not None for group in one.groups) for one in made.breakdowns]
        assert counted == expected
