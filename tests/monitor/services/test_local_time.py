"""A date and a time in the Netherlands as one instant: the two nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.services.local_time import TwiceThere, Which, instants_of, parts_of, say_instant, to_instant

BACK, FORWARD = date(2026, 10, 25), date(2027, 3, 28)
HALF_PAST_TWO = time(2, 30)


def test_a_time_that_does_not_exist_is_refused_with_the_nearest_times() -> None:
    with pytest.raises(BadInput, match=r"bestaat niet. Kies 1.59 uur of 3.00 uur"):
        to_instant(FORWARD, HALF_PAST_TWO)
    with pytest.raises(BadInput, match="bestaat niet"):
        to_instant(FORWARD, HALF_PAST_TWO, which=Which.SUMMER)


def test_the_times_around_the_gap_are_one_minute_apart() -> None:
    assert to_instant(FORWARD, time(3)) - to_instant(FORWARD, time(1, 59)) == timedelta(minutes=1)


def test_a_time_that_exists_twice_is_asked_which() -> None:
    with pytest.raises(TwiceThere, match="twee keer"):
        to_instant(BACK, HALF_PAST_TWO)


def test_summer_time_is_the_first_and_winter_time_an_hour_later() -> None:
    first = to_instant(BACK, HALF_PAST_TWO, which=Which.SUMMER)
    second = to_instant(BACK, HALF_PAST_TWO, which=Which.WINTER)

    assert (first, second) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert say_instant(first) == "zondag 25 oktober 2026, 2.30 uur (zomertijd)"
    assert say_instant(second) == "zondag 25 oktober 2026, 2.30 uur (wintertijd)"


def test_on_other_days_no_zone_is_said() -> None:
    assert say_instant(datetime(2026, 11, 30, 16, tzinfo=UTC)) == "maandag 30 november 2026, 17.00 uur"


def test_which_changes_nothing_where_a_time_exists_once() -> None:
    for which in (None, Which.SUMMER, Which.WINTER):
        assert to_instant(date(2026, 7, 1), time(9), which=which) == datetime(2026, 7, 1, 7, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda one: one.replace(second=0, microsecond=0)))
def test_every_instant_comes_back_from_what_is_shown_of_it(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)
    day, at, which = parts_of(instant)

    assert to_instant(day, at, which=which) == instant
    assert instant in instants_of(day, at)
