"""How the mean runs over the classes of attendance: where it rises and falls, with the numbers of the table."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.results import Breakdown
from monitor.stats.attendance import LABELS, NOT_GIVEN
from monitor.stats.wording.findings import LEVEL, UP, Point, Run, find_course, find_extremes, overall_points
from monitor.stats.wording.telling import Teller
from monitor.stats.wording.words import Words, unbroken

_TREND = 3
"""Classes from which "the more often, the higher" may be said; it must hold from each shown class to the next."""


def attendance_title(teller: Teller, breakdown: Breakdown) -> str | None:
    """How the overall mean runs over the classes that show one; who did not say how often is left out.

    Nothing where the classes show no difference while the correlation over all forms does: both would be true, and
    nobody would understand it.
    """
    points = overall_points(breakdown.groups, without=(NOT_GIVEN,))
    found = find_extremes(points)
    if found is None:
        return None
    words = teller.words
    if not found.distinct:
        return None if _hang_together(teller) else words.say("attendance_same")
    runs = find_course(points)
    if len(runs) == 1 and len(points) >= _TREND:
        return words.say(
            "rises" if runs[0].way == UP else "falls",
            first=words.value(points[0]),
            last=words.value(points[-1]),
            low_label=_class(words, points[0]),
            high_label=_class(words, points[-1]),
        )
    return words.say("course", parts=words.joined([_tell_run(words, runs, place) for place in range(len(runs))]))


def correlation_sentence(teller: Teller) -> str | None:
    """Spearman's correlation of attendance and score with its margin."""
    found, words = teller.report.attendance_correlation, teller.words
    if found is None or found.r is None or found.low is None or found.high is None:
        return None
    return words.say(
        "correlation",
        r=words.coefficient(found.r),
        low=words.coefficient(found.low),
        high=words.coefficient(found.high),
    )


def _hang_together(teller: Teller) -> bool:
    """Tell whether the margin of the correlation leaves 0 out."""
    found = teller.report.attendance_correlation
    return found is not None and found.low is not None and found.high is not None and found.low * found.high > 0


def _tell_run(words: Words, runs: Sequence[Run], place: int) -> str:
    """One run; "again" where an earlier one, not the last, went the same way."""
    run = runs[place]
    again = any(earlier.way == run.way for earlier in runs[:place])
    where = "first" if place == 0 else "again" if again else "then"
    staying = run.points if place == 0 else run.points[1:]
    end = run.points[-1] if run.way != LEVEL else min(run.points, key=lambda point: point.decimals)
    return words.say(
        f"{run.way}_{where}",
        start=words.value(run.points[0]),
        start_label=_class(words, run.points[0]),
        end=words.value(end),
        end_label=_class(words, run.points[-1]),
        labels=words.joined([_class(words, point) for point in staying]),
    )


def _class(words: Words, point: Point) -> str:
    return unbroken(LABELS[words.language][int(point.key)])
