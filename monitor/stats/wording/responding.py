"""What the list says of who took part: differences only with their test, and how much the others could matter."""

from __future__ import annotations

from monitor.results import SIGNIFICANCE, GroupTest, ResponseBreakdown
from monitor.stats.wording.findings import find_clear, find_extremes, response_points
from monitor.stats.wording.telling import Teller
from monitor.stats.wording.words import MOST_NAMED, Words, plural, upper_first

MAIN_VARIABLE = "organisatietype"
"""The variable of the list whose response is the first to be read."""


def response_title(teller: Teller, breakdown: ResponseBreakdown) -> str | None:
    """Whether the groups of a variable differ in taking part, always with the test's p and Cramer's V; else nothing.

    Where they do, the lowest is named with the groups that their margins keep apart from it.
    """
    words, test = teller.words, _test(teller.words, breakdown.test)
    if breakdown.test is None or breakdown.test.p is None or test is None:
        return None
    if breakdown.test.p >= SIGNIFICANCE:
        return words.say("response_same", noun=teller.noun(breakdown.variable), test=test)
    points = response_points(breakdown)
    found = find_extremes(points)
    clear = find_clear(points, found.lowest) if found else ()
    if found is None or not clear:
        return words.say("response_differs", noun=teller.noun(breakdown.variable), test=test)
    labels = {str(group.code): group.label for group in breakdown.groups}
    lowest, others = (
        words.joined([labels[point.key] for point in some], most=MOST_NAMED) for some in (found.lowest, clear)
    )
    return words.say(plural("response", found.lowest), lowest=upper_first(lowest), others=others, test=test)


def main_response(teller: Teller) -> ResponseBreakdown | None:
    """The variable of the list that is read first, or else the first of all."""
    found = sorted(teller.report.response.by, key=lambda one: one.variable != MAIN_VARIABLE)
    return found[0] if found else None


def response_sentences(teller: Teller) -> list[str]:
    """The rate, whether the main variable's groups differ, the R-indicator and the worst case."""
    main = main_response(teller)
    title = response_title(teller, main) if main else None
    found = [
        _rate_sentence(teller),
        f"{title}." if title else None,
        _indicator_sentence(teller),
        _worst_case_sentence(teller),
    ]
    return [sentence for sentence in found if sentence]


def _test(words: Words, test: GroupTest | None) -> str | None:
    """A test in numbers: "p = 0,41; V = 0,12", neither broken over two lines."""
    if test is None or test.p is None or test.cramers_v is None:
        return None
    p, v = words.chance(test.p), f"V = {words.number(test.cramers_v, 2)}"
    return "; ".join(part.replace(" ", "\u00a0") for part in (p, v))


def _rate_sentence(teller: Teller) -> str | None:
    found, words = teller.report.response, teller.words
    if found.rate is None or found.low is None or found.high is None:
        return None
    return words.say(
        "response",
        answered=found.answered,
        eligible=found.eligible,
        rate=words.share(found.rate),
        low=f"{100 * found.low:.0f}",
        high=words.share(found.high),
    )


def _indicator_sentence(teller: Teller) -> str | None:
    found = teller.report.response.r_indicator
    return None if found is None else teller.words.say("r_indicator", value=teller.words.number(found, 2))


def _worst_case_sentence(teller: Teller) -> str | None:
    found, words = teller.report.response.worst_case, teller.words
    if len(found) != 2:
        return None
    return words.say(
        "worst_case",
        lowest=1,
        highest=teller.questionnaire.scale.maximum,
        low=words.number(min(found), 2),
        high=words.number(max(found), 2),
    )
