"""Response, tests, R-indicator and raking against R; tests/reference/make_response.R made the list and the numbers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from scipy.special import expit

from monitor.model import FrameRow, Level, Membership, MembershipState, Outcome
from monitor.results import GroupTest
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.response.calibration import rake
from monitor.stats.response.groups import wilson
from monitor.stats.response.logit import fit_logit
from monitor.stats.response.permuting import DRAWS
from monitor.stats.response.propensity import measure_representativity
from monitor.stats.response.raking import weigh_forms, weighted_mean
from monitor.stats.response.rates import measure_response
from monitor.stats.response.rounds import compare_rounds
from monitor.stats.response.tables import Table, make_table
from monitor.stats.response.tally import UNKNOWN, count_variable
from monitor.stats.response.testing import compare_levels, fisher, permutation_p
from tests.monitor.stats.stats_samples import REFERENCE, make_grouping, make_matrix

ONE_VALUED = {"beroepsgroep": 4, "geslacht": 2, "regio": 2, "organisatietype": 4}
OVERLEGGEN = range(1, 6)
VISIBLE = {
    "beroepsgroep": {1, 2, 3},
    "geslacht": {1, 2},
    "regio": {1, 2},
    "organisatietype": {1, 2, 3, 4},
    "overleg": set(OVERLEGGEN),
}


def read_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"response_{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def expected() -> Mapping[str, float]:
    return {row["name"]: float(row["value"]) for row in read_rows("expected")}


def codes_in(text: str) -> list[int]:
    return [int(code) for code in text.split("|") if code]


def frame_row(row: Mapping[str, str]) -> FrameRow:
    sent, absent = codes_in(row["sent"]), codes_in(row["absent"])
    states = dict.fromkeys(sent, MembershipState.ANSWERED) | dict.fromkeys(absent, MembershipState.NOT_PRESENT)
    return FrameRow(
        Outcome(row["outcome"]),
        {name: int(row[name]) for name in ONE_VALUED if row[name]},
        tuple(Membership(code, 0, states.get(code, MembershipState.OPEN)) for code in codes_in(row["overleg"])),
        round=int(row["round"]) if row["round"] else None,
    )


@cache
def listed() -> tuple[FrameRow, ...]:
    return tuple(frame_row(row) for row in read_rows("list"))


def columns(variable: str) -> list[set[int]]:
    """The levels that stand on their own, and overige: profession group 4 and who has none."""
    alone = [{code} for code in sorted(VISIBLE[variable])]
    return [*alone, {4, UNKNOWN}] if variable == "beroepsgroep" else alone


@cache
def table(variable: str) -> Table:
    return make_table(count_variable(listed(), variable), columns(variable), memberships=variable == "overleg")


def found_test(variable: str) -> GroupTest:
    return compare_levels(table(variable), by_person=table(variable).overlaps)


def table_matches(found: GroupTest, name: str) -> None:
    assert found.dof == expected()[f"{name}/dof"]
    assert found.statistic == pytest.approx(expected()[f"{name}/statistic"], rel=1e-12)
    assert found.cramers_v == pytest.approx(expected()[f"{name}/cramers_v"], rel=1e-12)


def monte_carlo_error(p: float) -> float:
    """Four standard errors of a p from so many draws."""
    return 4 * float(np.sqrt(p * (1 - p) / DRAWS))


def test_the_list_is_counted_as_r_counts_it() -> None:
    found = measure_response(listed(), {})
    assert (found.eligible, found.answered) == (expected()["eligible"], expected()["answered"])
    for place, code in enumerate(OVERLEGGEN):
        assert table("overleg").eligible_total[place] == expected()[f"overleg/eligible/{code}"]
        assert table("overleg").answered_total[place] == expected()[f"overleg/answered/{code}"]


def test_the_report_has_the_same_tests() -> None:
    levels = [Level(code, str(code)) for code in (1, 2)]
    for variable in ("geslacht", "regio"):
        assert measure_response(listed(), {variable: levels}).by[0].test == found_test(variable)


def test_large_expected_counts_give_pearsons_test() -> None:
    found = found_test("geslacht")
    assert expected()["geslacht/smallest_expected"] >= 5
    assert found.method == "chi2"
    table_matches(found, "geslacht")
    assert found.p == pytest.approx(expected()["geslacht/p_chi2"], rel=1e-10)


def test_two_groups_with_a_small_expected_count_give_fishers_test() -> None:
    found = found_test("regio")
    assert expected()["regio/smallest_expected"] < 5
    assert (found.method, found.statistic, found.dof, found.draws) == ("fisher", None, None, None)
    assert found.p == pytest.approx(expected()["regio/p_fisher"], rel=1e-10)
    assert found.cramers_v == pytest.approx(expected()["regio/cramers_v"], rel=1e-12)


@pytest.mark.parametrize("variable", ["organisatietype", "beroepsgroep"])
def test_more_groups_with_a_small_expected_count_give_the_permutation_of_pearsons_statistic(variable: str) -> None:
    found, exact = found_test(variable), expected()[f"{variable}/p_exact"]
    assert expected()[f"{variable}/smallest_expected"] < 5
    assert (found.method, found.draws) == ("permutation", 99_999)
    assert found.seed is not None
    table_matches(found, variable)
    assert found.p == pytest.approx(exact, abs=monte_carlo_error(exact))


def test_overleggen_are_tested_on_memberships_with_the_outcome_permuted_between_persons() -> None:
    found = found_test("overleg")
    assert found.method == "permutation"
    table_matches(found, "overleg")


def test_p_of_persons_with_several_overleggen_is_that_of_all_choices_of_who_answered() -> None:
    # R enumerates all 3,003 ways to choose 6 of these 14 persons.
    of = [(1,), (1,), (1,), (1, 2), (1, 2), (1, 3), (2,), (2,), (2, 3), (2,), (3,), (3,), (1, 2, 3), (3,)]
    rows = []
    for number, codes in enumerate(of, start=1):
        sent = number in (1, 2, 3, 4, 6, 7)
        state = MembershipState.ANSWERED if sent else MembershipState.OPEN
        outcome = Outcome.ANSWERED if sent else Outcome.NO_RESPONSE
        rows.append(FrameRow(outcome, {}, tuple(Membership(code, 0, state) for code in codes)))
    small = make_table(count_variable(rows, "overleg"), [{1}, {2}, {3}], memberships=True)
    found, exact = compare_levels(small, by_person=True), expected()["small/p_exact"]
    assert found.statistic == pytest.approx(expected()["small/statistic"], rel=1e-12)
    assert found.statistic is not None
    assert permutation_p(small, found.statistic) == pytest.approx(exact, abs=monte_carlo_error(exact))
    assert found.p == round(exact, 2)


@pytest.mark.parametrize("name", [name for name in expected() if name.startswith("fisher/")])
def test_fishers_p_is_that_of_r(name: str) -> None:
    # The table is written by column: two groups, not answered first.
    a, b, c, d = (int(count) for count in name.split("/")[1:])
    assert fisher(np.array([a + c, b + d]), np.array([c, d])) == pytest.approx(expected()[name], rel=1e-10)


@pytest.mark.parametrize("name", [name.removesuffix("/low") for name in expected() if name.endswith("/low")])
def test_the_interval_is_that_of_rs_prop_test(name: str) -> None:
    # R takes z = 1.95996398..., we 1.959964.
    found = wilson(*(int(count) for count in name.split("/")[1:]))
    assert found == (
        pytest.approx(expected()[f"{name}/low"], abs=1e-8),
        pytest.approx(expected()[f"{name}/high"], abs=1e-8),
    )


def propensity_design(rows: list[dict[str, str]]) -> np.ndarray:
    """More columns than are needed: every level of every variable has one, and one column stands there twice."""
    columns = [np.ones(len(rows))]
    for name, size in ONE_VALUED.items():
        last = 3 if name == "beroepsgroep" else size
        level = np.array([min(int(row[name] or last + 1), last + 1) for row in rows])
        columns += [level == code for code in range(1, last + 2)]
    columns += [np.array([code in codes_in(row["overleg"]) for row in rows]) for code in (*OVERLEGGEN, 1)]
    return np.column_stack(columns).astype(float)


def test_the_propensities_are_those_of_rs_glm() -> None:
    rows = [row for row in read_rows("list") if row["outcome"] != Outcome.INELIGIBLE]
    answered = np.array([row["outcome"] == Outcome.ANSWERED for row in rows], dtype=float)
    eta, found = fit_logit(propensity_design(rows), np.ones(len(rows)), answered)
    theirs = read_rows("fitted")
    assert found
    assert [row["person"] for row in theirs] == [row["person"] for row in rows]
    np.testing.assert_allclose(expit(eta), [float(row["fitted"]) for row in theirs], atol=1e-10)


def test_the_r_indicator_and_the_partial_ones_are_those_of_r() -> None:
    found = measure_representativity(listed(), VISIBLE)
    assert found.reason is None
    assert found.r_indicator == pytest.approx(expected()["r_indicator"], rel=1e-9)
    assert set(found.partial) == set(VISIBLE)
    for variable, value in found.partial.items():
        assert value == pytest.approx(expected()[f"partial/{variable}"], rel=1e-9)


def forms() -> tuple[AnswerMatrix, list[int]]:
    """The forms that were sent, last person first, and the person's number of each."""
    rows = [row for row in reversed(read_rows("list")) if row["sent"]]
    sent = [(row, code) for row in rows for code in codes_in(row["sent"])]
    matrix = make_matrix(
        [[3]] * len(sent),
        persons=[int(row["person"]) for row, _ in sent],
        groups={
            "overleg": [code for _, code in sent],
            "beroepsgroep": [int(row["beroepsgroep"] or -1) for row, _ in sent],
        },
    )
    return matrix, [int(row["person"]) for row, _ in sent]


def test_the_raking_weights_are_those_of_rs_calibrate() -> None:
    matrix, numbers = forms()
    groupings = [
        make_grouping("overleg", list(OVERLEGGEN), in_frame=True),
        make_grouping("beroepsgroep", [1, 2, 3, 4], in_frame=True),
    ]
    found = weigh_forms(matrix, listed(), groupings, VISIBLE)
    theirs = {int(row["person"]): float(row["weight"]) for row in read_rows("weights")}
    assert found.reason is None
    assert found.values is not None
    np.testing.assert_allclose(found.values, [theirs[number] for number in numbers], rtol=1e-9)
    score = np.array(numbers) % 7 + matrix.groups["overleg"]
    assert weighted_mean(score.astype(float), found.values) == pytest.approx(expected()["weighted_mean"], rel=1e-9)


def test_raking_two_variables_is_rs_iterative_proportional_fitting() -> None:
    rows = {row["person"]: row for row in read_rows("list")}
    theirs = read_rows("weights")

    def columns(row: Mapping[str, str]) -> list[bool]:
        return [
            int(row[name]) == code
            for name in ("geslacht", "organisatietype")
            for code in range(1, ONE_VALUED[name] + 1)
        ]

    kinds = np.array([columns(rows[row["person"]]) for row in theirs], dtype=float)
    eligible = [columns(row) for row in rows.values() if row["outcome"] != Outcome.INELIGIBLE]
    found = rake(kinds, np.ones(len(theirs)), np.array(eligible, dtype=float).sum(axis=0))
    assert found is not None
    np.testing.assert_allclose(found, [float(row["two"]) for row in theirs], rtol=1e-8)


@pytest.mark.parametrize("variable", ["geslacht", "beroepsgroep"])
def test_early_against_late_is_rs_test_with_two_decimals(variable: str) -> None:
    found = compare_rounds(listed(), variable, columns(variable))
    assert expected()[f"early/{variable}/smallest_expected"] >= 5
    assert found == GroupTest(
        "chi2",
        p=round(expected()[f"early/{variable}/p"], 2),
        cramers_v=round(expected()[f"early/{variable}/cramers_v"], 2),
    )


def test_the_reference_says_which_r_made_it() -> None:
    versions = {row["name"]: row["version"] for row in read_rows("versions")}
    assert versions == {"R": "4.2.2", "survey": "4.1.1"}
