"""What is said of hiding and of differences follows the minimum of the wave and who reads."""

from __future__ import annotations

import pytest

from monitor.results import rules


@pytest.mark.parametrize(("minimum", "inside", "outside"), [(5, 5, 10), (10, 10, 10), (12, 12, 12)])
def test_outside_the_house_a_number_needs_ten_people_or_the_higher_minimum(
    minimum: int, inside: int, outside: int
) -> None:
    assert (rules.least_shown(minimum), rules.least_shown(minimum, outside=True)) == (inside, outside)


@pytest.mark.parametrize(("least", "few"), [(5, "5 tot en met 9"), (8, "8 tot en met 9"), (9, "9"), (10, ""), (12, "")])
def test_sizes_that_are_not_shown_in_full_begin_at_the_minimum(least: int, few: str) -> None:
    told = " ".join(rules.rules_of_hiding(least))

    assert rules.few_forms(least) == few
    assert (f"Van {few} formulieren" in told) is bool(few)
    assert f"ten minste {least} mensen" in told


def test_readers_of_one_overleg_are_not_told_of_a_table_that_they_do_not_have() -> None:
    assert "in dezelfde tabel" in rules.rule_of_differences("0,30")
    assert "alle overleggen samen, ook die hier niet staan" in rules.rule_of_differences("0,30", one_overleg=True)
