"""Our reliability against R's psych on real answers; tests/reference/make_reliability.R made the numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from monitor.stats.reliability.alpha import measure_reliability
from monitor.stats.reliability.omega import HEYWOOD, measure_omega
from tests.monitor.stats.stats_samples import REFERENCE

SCALES = {letter: [f"{letter}{number}" for number in range(1, 6)] for letter in "ACENO"}
TURNED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")
"""Items that point the other way: 7 - answer."""
OTHER = {
    "two/N": SCALES["N"][:2],
    "long/AC": [*SCALES["A"], *SCALES["C"], "E3", "E4", "E5"],
    "mixed/A": SCALES["A"],
    "mixed/C": SCALES["C"],
}
FOUR = np.array([0, 1, 1, 2, 3, 4, 4], dtype=np.uint8)
"""Six points to four, as the script does."""
PARTS = ("standardized", "mean_inter_item", "alpha_pairwise", "n_pair_min", "n_complete", "n_dropped", "alpha")


@cache
def read_answers(name: str, *, turn: bool) -> dict[str, np.ndarray]:
    with (REFERENCE / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {item: np.array([int(row[item] or 0) for row in rows], dtype=np.uint8) for item in rows[0]}
    turned = {item: np.where(columns[item] > 0, 7 - columns[item], 0).astype(np.uint8) for item in TURNED}
    return columns | turned if turn else columns


def table(items: list[str], *, name: str = "reliability", turn: bool = True) -> np.ndarray:
    columns = read_answers(name, turn=turn)
    return np.column_stack([columns[item] for item in items])


MADE: dict[str, Callable[[str], np.ndarray]] = {
    "bfi": lambda scale: table(SCALES[scale]),
    "bfi4": lambda scale: FOUR[table(SCALES[scale])],
    "first": lambda scale: table(SCALES[scale])[:40],
    "holes": lambda scale: table(SCALES[scale], name="reliability_holes", turn=False),
    "two": lambda scale: table(OTHER["two/N"]),
    "long": lambda scale: table(OTHER["long/AC"]),
    "mixed": lambda scale: table(OTHER[f"mixed/{scale}"], turn=False),
}


def read_expected() -> dict[str, float | None]:
    with (REFERENCE / "reliability_expected.csv").open(newline="") as file:
        return {row["name"]: float(row["value"]) if row["value"] else None for row in csv.DictReader(file)}


def cases() -> list[str]:
    names = ("/".join(name.split("/")[:2]) for name in read_expected() if not name.startswith("factors/"))
    return list(dict.fromkeys(names))


def numbers(case: str) -> dict[str, float | None]:
    """Our numbers of one case, under the script's names."""
    kind, scale = case.split("/")
    items = OTHER.get(case, SCALES.get(scale, []))
    found = measure_reliability(MADE[kind](scale), 4 if kind == "bfi4" else 6, items)
    values: dict[str, float | None] = {f"{case}/{part}": getattr(found, part) for part in PARTS}
    values |= {f"{case}/omega": found.omega, f"{case}/omega_exact": found.omega}
    for item in found.per_item:
        values[f"{case}/item_rest/{item.id}"] = item.item_rest
        values[f"{case}/alpha_if_dropped/{item.id}"] = item.alpha_if_dropped
    return values


@pytest.mark.parametrize("case", cases())
def test_every_number_is_that_of_r(case: str) -> None:
    ours = numbers(case)
    expected = {name: value for name, value in read_expected().items() if name.startswith(f"{case}/")}
    assert len(expected) >= 9
    for name, value in expected.items():
        # psych's minres stops at about seven digits; the exact one of the script is the same problem solved to the end.
        assert ours[name] == pytest.approx(value, rel=0, abs=1e-6 if name.endswith("/omega") else 1e-9), name


def test_the_answers_are_real_with_gaps_and_of_several_lengths() -> None:
    found = {case: numbers(case) for case in cases()}
    assert len(found) == 24 - 0 if len(found) == 24 else len(found) >= 20
    assert all((found[f"bfi/{scale}"][f"bfi/{scale}/n_dropped"] or 0) > 5 for scale in SCALES)
    assert all((found[f"holes/{scale}"][f"holes/{scale}/n_dropped"] or 0) > 600 for scale in SCALES)


def read_matrices() -> list[tuple[str, np.ndarray]]:
    with (REFERENCE / "factors.csv").open(newline="") as file:
        return [(row[0], np.array(row[2:], dtype=float).reshape(int(row[1]), -1)) for row in csv.reader(file)]


def test_omega_of_hard_correlations_is_that_of_r_and_past_a_loading_of_one_refused() -> None:
    expected = read_expected()
    refused = 0
    for name, correlations in read_matrices():
        found, value = measure_omega(correlations), expected[f"factors/{name}"]
        refused += value is None
        if value is None:
            assert (found.value, found.reason) == (None, HEYWOOD), name
        else:
            assert found.value == pytest.approx(value, rel=0, abs=1e-9), name
    assert 10 < refused < 40


def test_the_reference_says_which_r_made_it() -> None:
    with (REFERENCE / "reliability_versions.csv").open(newline="") as file:
        versions = {row["name"]: row["version"] for row in csv.DictReader(file)}
    assert versions == {"R": "4.2.2", "psych": "2.2.9"}
