"""Dates, lists and codes as they are written on Dutch screens."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.web.formats import FILTERS, clock, count, day, days, fingerprint, listing, midsentence, weekday


def test_a_date_is_written_out_and_never_breaks_between_day_and_month() -> None:
    assert weekday(date(2026, 11, 30)) == "maandag 30\u00a0november 2026"
    assert day("2026-03-01") == "1\u00a0maart 2026"


def test_a_moment_is_brought_to_dutch_time_first() -> None:
    midnight = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert day(midnight) == "1\u00a0december 2026"
    assert clock(midnight) == "0.30 uur"
    assert clock(datetime(2026, 7, 1, 15, 0, tzinfo=UTC)) == "17.00 uur"
    assert day("2026-11-30T23:30:00+00:00") == "1\u00a0december 2026"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-11-02", "2026-11-30", "2 tot en met 30\u00a0november 2026"),
        ("2026-08-01", "2026-10-31", "1\u00a0augustus tot en met 31\u00a0oktober 2026"),
        ("2025-12-15", "2026-01-15", "15\u00a0december 2025 tot en met 15\u00a0januari 2026"),
        ("2026-11-02", "2026-11-02", "2\u00a0november 2026"),
    ],
)
def test_a_period_names_month_and_year_only_where_they_differ(first: str, last: str, shown: str) -> None:
    assert days(first, last) == shown


def test_a_list_ends_with_en() -> None:
    assert listing(["a", "b", "c"]) == "a, b en c"
    assert listing(("a",)) == "a"
    assert listing([]) == ""


def test_one_is_singular() -> None:
    assert count(1, "partner", "partners") == "1 partner"
    assert count(0, "partner", "partners") == "0 partners"


def test_a_code_stands_in_blocks_of_four() -> None:
    assert fingerprint("4c1e90ab77") == "4c1e 90ab 77"
    assert fingerprint("a" * 64).count(" ") == 15


@pytest.mark.parametrize(("name", "shown"), [("Najaar 2026", "najaar 2026"), ("Meting 3", "meting 3"), ("Q4", "Q4")])
def test_a_season_loses_its_capital_inside_a_sentence(name: str, shown: str) -> None:
    assert midsentence(name) == shown


def test_every_filter_can_be_called() -> None:
    assert all(callable(one) for one in FILTERS.values())
