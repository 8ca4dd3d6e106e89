"""The summary in sentences, from numbers that are shown and from nothing else."""

from __future__ import annotations

from monitor.model import Limits
from monitor.results import Breakdown, Report
from monitor.stats.attendance import ATTENDANCE
from monitor.stats.response.tally import OVERLEG
from monitor.stats.wording.attending import attendance_title, correlation_sentence
from monitor.stats.wording.changing import change_sentences
from monitor.stats.wording.findings import Extremes, aspect_points, find_differences, find_extremes, item_points
from monitor.stats.wording.responding import response_sentences
from monitor.stats.wording.telling import RANKED, Teller
from monitor.stats.wording.titles import heat_title, reliability_title
from monitor.stats.wording.words import LANGUAGES, MOST_NAMED, Words, plural
from surveys.questionnaire import Questionnaire


def write_sentences(report: Report, questionnaire: Questionnaire, limits: Limits) -> dict[str, tuple[str, ...]]:
    """Write the summary in the order of the page: language -> sentences."""
    return {
        language: tuple(_sentences(Teller(report, questionnaire, limits, Words(language)))) for language in LANGUAGES
    }


def _sentences(teller: Teller) -> list[str]:
    breakdowns = teller.report.breakdowns
    heat = next((heat_title(teller, one) for one in breakdowns if one.by == OVERLEG), None)
    times = next((attendance_title(teller, one) for one in breakdowns if one.by == ATTENDANCE), None)
    reliability = reliability_title(teller)
    found = [
        *response_sentences(teller),
        *_aspect_sentences(teller),
        *change_sentences(teller),
        *(f"{title}." for title in (heat,) if title),
        *(_difference_sentence(teller, one) for one in breakdowns),
        _no_opinion_sentence(teller),
        _item_sentence(teller, "lowest"),
        _item_sentence(teller, "highest"),
        *(f"{title}." for title in (times,) if title),
        correlation_sentence(teller),
        *(f"{title}." for title in (reliability,) if title),
    ]
    return [sentence for sentence in found if sentence]


def _aspect_sentences(teller: Teller) -> list[str]:
    """Highest and lowest, with all that lie within the margin of the lowest."""
    found, words = find_extremes(aspect_points(teller.report, RANKED)), teller.words
    if found is None:
        return []
    if found.lowest[0].value == found.highest[0].value:
        return [f"{words.say('aspects_same')}."]
    highest = words.say(
        plural("highest", found.highest),
        highest=teller.aspects(found.highest),
        value=words.value(found.highest[0]),
    )
    lowest = words.say(
        plural("lowest_sentence", found.lowest),
        lowest=teller.aspects(found.lowest),
        value=words.value(found.lowest[0]),
        near=_near(teller, found),
    )
    return [highest, lowest] if found.distinct else [highest, lowest, f"{words.say('aspects_same')}."]


def _near(teller: Teller, found: Extremes) -> str:
    if any(point.high is None for point in found.lowest):
        return teller.words.say("near_unknown")
    if not found.near:
        return teller.words.say("near_none")
    return teller.words.say(plural("near", found.near), near=teller.aspects(found.near))


def _difference_sentence(teller: Teller, breakdown: Breakdown) -> str | None:
    """Which groups differ visibly from the rest of the house; of the overleggen also that none does."""
    words = teller.words
    differences = {group.label: find_differences(group, teller.ranked) for group in breakdown.groups}
    names = [label for label, found in differences.items() if found.above or found.below]
    if names:
        return words.say("groups_differ", groups=words.joined(names, most=MOST_NAMED))
    if breakdown.by != OVERLEG or not any(found.compared for found in differences.values()):
        return None
    return words.say("groups_alike", noun=teller.noun(breakdown.by))


def _no_opinion_sentence(teller: Teller) -> str | None:
    shares = {
        aspect.id: round(100 * aspect.no_opinion_share)
        for aspect in teller.report.aspects
        if aspect.no_opinion_share is not None
    }
    most = max(shares.values(), default=0)
    if not most or len(shares) < 2:
        return None
    aspects = [aspect for aspect, share in shares.items() if share == most]
    phrase = plural("no_opinion", aspects)
    return teller.words.say(phrase, aspects=teller.labels(aspects), share=teller.words.percent(most))


def _item_sentence(teller: Teller, end: str) -> str | None:
    found = find_extremes(item_points(teller.report, teller.ranked))
    if found is None:
        return None
    points = found.lowest if end == "lowest" else found.highest
    phrase = f"item_{end}_sentence" + ("" if len(points) == 1 else "_many")
    return teller.words.say(phrase, items=teller.items(points), value=teller.words.value(points[0]))
