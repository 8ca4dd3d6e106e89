"""So many requests a minute, for each name by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import Overloaded
from monitor.services.pace import MOST, Pace
from tests.scene import MIDWAY


def test_past_the_most_in_a_minute_a_name_waits_and_another_does_not() -> None:
    pace = Pace()
    for _ in range(MOST):
        pace.count("een", MIDWAY)

    with pytest.raises(Overloaded, match="per minuut"):
        pace.count("een", MIDWAY + timedelta(seconds=59))
    pace.count("twee", MIDWAY)
    pace.count("een", MIDWAY + timedelta(seconds=60))


def test_a_clock_that_is_set_back_begins_a_new_minute() -> None:
    pace = Pace()
    for _ in range(MOST):
        pace.count("een", MIDWAY)

    pace.count("een", MIDWAY - timedelta(hours=1))


def test_many_names_take_no_more_and_more_memory() -> None:
    pace = Pace()
    for number in range(5000):
        pace.count(str(number), MIDWAY)

    assert len(pace._counts) == 1000
