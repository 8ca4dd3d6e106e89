"""How numbers, shares and dates are written on Dutch screens; FILTERS are the names that templates use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from monitor.charts.labels import soften
from monitor.charts.numbers import decimal, interval, percent, percent_interval, whole
from monitor.results.rules import few_forms, rules_of_hiding, shown_from
from monitor.services.clock import DAYS, MONTHS, clock_time, local_date

NBSP = "\u00a0"
"""Between day and month: a date may break before its year, never inside "30 november"."""
PERIODS = ("voorjaar", "najaar", "lente", "zomer", "herfst", "winter", "meting", "nulmeting", "jaarmeting")


def day(value: date | datetime | str) -> str:
    """Gives "30 november 2026". A moment in time is first brought to Dutch time; a text is read as ISO 8601."""
    found = as_date(value)
    return f"{_day_month(found)} {found.year}"


def weekday(value: date | datetime | str) -> str:
    """Gives "maandag 30 november 2026"."""
    return f"{DAYS[as_date(value).weekday()]} {day(value)}"


def days(first: date | datetime | str, last: date | datetime | str) -> str:
    """Gives "2 tot en met 30 november 2026"; month and year stand with the first day only where they differ."""
    start, end = as_date(first), as_date(last)
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} tot en met {day(end)}"
    if start.year == end.year:
        return f"{_day_month(start)} tot en met {day(end)}"
    return f"{day(start)} tot en met {day(end)}"


def open_days(opens: date | datetime | str, closes: date | datetime | str) -> str:
    """Gives "Open van 2 tot en met 30 november 2026", "Open op 2 november 2026"."""
    return f"Open {'op' if as_date(opens) == as_date(closes) else 'van'} {days(opens, closes)}"


def clock(value: datetime) -> str:
    """Gives "17.00 uur", in Dutch time; of a time that exists twice also which: "2.30 uur (wintertijd)"."""
    return clock_time(value)


def as_date(value: date | datetime | str) -> date:
    """The Dutch calendar day of a date, a moment with its zone, or an ISO text of either."""
    if isinstance(value, str):
        return as_date(datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value))
    if isinstance(value, datetime):
        return local_date(value) if value.tzinfo else value.date()
    return value


def listing(names: Sequence[str]) -> str:
    """Gives "a, b en c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}" if names else ""


def count(number: int, one: str, many: str) -> str:
    """Gives "1 formulier", "76 formulieren"."""
    return f"{whole(number)} {one if number == 1 else many}"


def sentence_case(text: str) -> str:
    """The text as a sentence or a page begins with it."""
    return text[:1].upper() + text[1:]


def midsentence(name: str) -> str:
    """A wave's name as it stands after another word: "Najaar 2026" becomes "najaar 2026", other names stay."""
    first = name.split(" ", 1)[0].lower()
    return name[:1].lower() + name[1:] if first in (*MONTHS, *PERIODS) else name


def fingerprint(code: str, groups: int = 16) -> str:
    """A long hexadecimal code in blocks of four, so that it can be read aloud and breaks on a phone."""
    return " ".join(code[start : start + 4] for start in range(0, min(len(code), groups * 4), 4))


def figure_json(figure: Mapping[str, Any]) -> Markup:
    """A figure as JSON that may stand inside a script element, without a space or escape that it does not need."""
    return htmlsafe_json_dumps(figure, dumps=partial(json.dumps, separators=(",", ":"), ensure_ascii=False))


def _day_month(value: date) -> str:
    return f"{value.day}{NBSP}{MONTHS[value.month - 1]}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "decimal": decimal,
    "whole": whole,
    "percent": percent,
    "interval": interval,
    "percent_interval": percent_interval,
    "day": day,
    "weekday": weekday,
    "days": days,
    "clock": clock,
    "listing": listing,
    "fingerprint": fingerprint,
    "soften": soften,
    "midsentence": midsentence,
    "shown_from": shown_from,
    "few_forms": few_forms,
    "rules_of_hiding": rules_of_hiding,
    "figure_json": figure_json,
}
