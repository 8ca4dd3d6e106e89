"""How often the margins hold the true number: simulated houses, seeded, printed with their Monte Carlo error."""

from __future__ import annotations

import pytest

from bench.coverage import SIZES, Coverage, simulate

HOUSES, REPORTS = 1500, 30
"""The Monte Carlo error of a mean is then 0.6 percentage points. The bench takes 20,000."""
NOMINAL = 0.95
SHORTFALL = 0.02
"""How far below 95 % the least of them is known to lie: docs/statistics.md, "How good the margins are"."""


@pytest.fixture(scope="module")
def covered() -> list[Coverage]:
    return list(simulate(HOUSES, REPORTS))


def test_the_margins_hold_the_true_number_about_95_times_in_100(
    covered: list[Coverage], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print()
        for one in covered:
            print(one.line())

    outside = [
        one.line() for one in covered if not -SHORTFALL - 4 * one.error <= one.covered - NOMINAL <= 0.02 + 4 * one.error
    ]
    assert outside == []


def test_every_kind_of_margin_was_tried_on_every_size_of_house(covered: list[Coverage]) -> None:
    tried = {(one.label, one.persons) for one in covered}
    labels = {one.label for one in covered}

    # An overleg of a house of 20 has no ten forms beside it, so nothing of it is shown.
    missing = {(label, 20) for label in labels if "overleg" in label}
    assert tried == {(label, persons) for label in labels for persons in SIZES} - missing
    assert len(labels) == 8
    assert all(one.given > 80 for one in covered if one.error)


def test_nearly_every_house_has_its_margins(covered: list[Coverage]) -> None:
    # Alpha is missing where fewer than three forms are complete: in some houses of 20.
    assert all(one.share_given > 0.99 for one in covered if one.persons > 20 or "alpha" not in one.label)
