"""The finding above every chart, from numbers that are shown and from nothing else."""

from __future__ import annotations

from monitor.model import Limits
from monitor.results import Breakdown, Group, Report
from monitor.stats.attendance import ATTENDANCE
from monitor.stats.response.tally import OVERLEG
from monitor.stats.wording.attending import attendance_title
from monitor.stats.wording.changing import change_title
from monitor.stats.wording.findings import (
    aspect_points,
    find_differences,
    find_extremes,
    find_heat,
    item_points,
)
from monitor.stats.wording.responding import main_response, response_title
from monitor.stats.wording.telling import RANKED, Teller
from monitor.stats.wording.words import LANGUAGES, MOST_NAMED, Words, plural
from surveys.questionnaire import Questionnaire


def write_titles(report: Report, questionnaire: Questionnaire, limits: Limits) -> dict[str, dict[str, str]]:
    """Write the finding above every chart: language -> chart -> title.

    Charts: "aspects"; every grouping's heatmap ("overleg", "overlegvorm", "beroepsgroep") and "attendance"; "lowest",
    "highest" (statements); "reliability"; "change"; "response:<variable>" and "response", that of organisatietype or
    else the first; "overleg:<code>" for every overleg that is shown. A chart without anything to say has no title.
    """
    return {
        language: {
            chart: title
            for chart, title in _titles(Teller(report, questionnaire, limits, Words(language)))
            if title is not None
        }
        for language in LANGUAGES
    }


def _titles(teller: Teller) -> list[tuple[str, str | None]]:
    titles: list[tuple[str, str | None]] = [
        ("aspects", aspects_title(teller)),
        ("lowest", items_title(teller, "lowest")),
        ("highest", items_title(teller, "highest")),
        ("reliability", reliability_title(teller)),
        ("change", change_title(teller)),
    ]
    for one in teller.report.breakdowns:
        title = attendance_title(teller, one) if one.by == ATTENDANCE else heat_title(teller, one)
        titles.append((one.by, title))
        if one.by == OVERLEG:
            shown = [group for group in one.groups if group.reason is None]
            titles += [(f"{OVERLEG}:{group.code}", group_title(teller, group)) for group in shown]
    titles += [(f"response:{one.variable}", response_title(teller, one)) for one in teller.report.response.by]
    main = main_response(teller)
    return [*titles, ("response", response_title(teller, main))] if main else titles


def aspects_title(teller: Teller) -> str | None:
    """Which aspect is lowest, with all that lie within its margin, and which highest."""
    found, words = find_extremes(aspect_points(teller.report, RANKED)), teller.words
    if found is None:
        return None
    if not found.distinct:
        return words.say("aspects_same")
    together = (*found.lowest, *sorted(found.near, key=lambda point: point.value))
    lowest = words.joined([teller.label(point.key) for point in together], most=MOST_NAMED)
    tail = words.say("highest_tail", highest=teller.aspects(found.highest))
    return f"{words.say(plural('lowest', together), lowest=lowest)}, {tail}"


def heat_title(teller: Teller, breakdown: Breakdown) -> str | None:
    """Which aspect is most often the lowest over the groups of a grouping that show every aspect in full."""
    found, words = find_heat(breakdown, teller.ranked), teller.words
    if found is None or len(found.aspects) == len(teller.ranked):
        return None
    phrase, count, noun = "heat_some", len(found.groups), teller.noun(breakdown.by)
    if count < len(breakdown.groups):
        noun = words.say("in_full", noun=noun)
    if found.times == count:
        phrase = {1: "heat_only", 2: "heat_both"}.get(count, "heat_all")
    return words.say(
        plural(phrase, found.aspects),
        aspects=words.joined([teller.label(aspect) for aspect in found.aspects], most=MOST_NAMED),
        times=words.counted(found.times),
        groups=words.counted(count),
        noun=noun,
        only=found.groups[0],
    )


def items_title(teller: Teller, end: str) -> str | None:
    """The lowest or highest statements, ties together."""
    found = find_extremes(item_points(teller.report, teller.ranked))
    if found is None:
        return None
    return teller.words.say(f"items_{end}", items=teller.items(found.lowest if end == "lowest" else found.highest))


def reliability_title(teller: Teller) -> str | None:
    """In which aspects reliability reaches the threshold."""
    words = teller.words
    verdicts: dict[str, list[str]] = {"voldoende": [], "onzeker": [], "onvoldoende": []}
    for aspect in teller.report.aspects:
        if aspect.reliability and aspect.reliability.verdict:
            verdicts[aspect.reliability.verdict].append(teller.label(aspect.id))
    reached, count = len(verdicts["voldoende"]), sum(map(len, verdicts.values()))
    if not count:
        return None
    limit, counted = words.number(teller.limits.alpha, 2), words.counted(count)
    for verdict, phrase in (("voldoende", "alpha_all"), ("onvoldoende", "alpha_all_below")):
        if len(verdicts[verdict]) == count:
            everything = words.say("all_aspects", count=counted) if count > 1 else verdicts[verdict][0]
            return words.say(phrase, all=everything, limit=limit)
    head = "alpha_reached" if reached else "alpha_none"
    parts = [words.say(head, reached=words.counted(reached), count=counted, limit=limit)]
    for verdict, phrase in (("onzeker", "alpha_unsure"), ("onvoldoende", "alpha_below")):
        if verdicts[verdict]:
            parts.append(words.say(phrase, aspects=words.joined(verdicts[verdict])))
    return "; ".join(parts)


def group_title(teller: Teller, group: Group) -> str:
    """Which aspects of an overleg differ visibly from the rest of the house.

    Where none does: that there is no difference of the limit or more, if one would have been seen; that none is clear,
    if the margin of one lies clear of zero; else that the number is too small to see any.
    """
    words, found = teller.words, find_differences(group, teller.ranked)
    if not found.compared:
        return words.say("too_few")
    if not found.above and not found.below:
        if found.unsure:
            return words.say("unclear")
        seen = found.could_show(teller.limits.difference)
        return words.say("same", limit=words.plain(teller.limits.difference)) if seen else words.say("too_small")
    parts = []
    if found.above:
        parts.append(words.say(plural("above", found.above), aspects=teller.labels(found.above)))
    if found.below:
        phrase = "below_tail" if found.above else plural("below", found.below)
        parts.append(words.say(phrase, aspects=teller.labels(found.below)))
    title = ", ".join(parts)
    return f"{title}; {words.say('rest_same')}" if found.unseen else title
