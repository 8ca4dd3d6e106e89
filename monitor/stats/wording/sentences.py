"""Findings in sentences: titles above the charts and the summary, from numbers that are shown and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.results import Breakdown, Group, Report, ResponseBreakdown
from monitor.stats.attendance import ATTENDANCE, LABELS, NOT_GIVEN
from monitor.stats.preparing import text_in
from monitor.stats.response.tally import OVERLEG
from monitor.stats.wording.findings import (
    Extremes,
    Point,
    aspect_points,
    compare_with_house,
    describe_course,
    find_clear,
    find_extremes,
    find_heat,
    item_points,
    overall_points,
    response_points,
)
from monitor.stats.wording.words import LANGUAGES, MOST_NAMED, Words, plural, unbroken, upper_first
from surveys.questionnaire import AspectKind, Questionnaire

RANKED = (AspectKind.SCALE.value, AspectKind.INDEX.value)
"""The kinds of aspect of which higher and lower can be said."""
RESPONSE_NOUNS = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm", "regio")
"""Variables of the list with a word of their own; others have groups."""
MAIN_VARIABLE = "organisatietype"
"""The variable of the list whose response is the first to be read."""


def write_titles(report: Report, questionnaire: Questionnaire, *, threshold: float) -> dict[str, dict[str, str]]:
    """Write the finding above every chart: language -> chart -> title.

    Charts: "aspects"; every grouping's heatmap ("overleg", "overlegvorm", "beroepsgroep") and "attendance"; "lowest",
    "highest" (statements); "reliability"; "response:<variable>" and "response", that of organisatietype or else the
    first; "overleg:<code>" for every overleg that is shown. A chart without anything to say has no title.
    """
    return {
        language: {chart: title for chart, title in _titles(report, questionnaire, threshold, language) if title}
        for language in LANGUAGES
    }


def write_sentences(report: Report, questionnaire: Questionnaire, *, threshold: float) -> dict[str, tuple[str, ...]]:
    """Write the summary: language -> sentences."""
    return {
        language: tuple(_Writer(report, questionnaire, threshold, Words(language)).sentences())
        for language in LANGUAGES
    }


def _titles(
    report: Report, questionnaire: Questionnaire, threshold: float, language: str
) -> list[tuple[str, str | None]]:
    writer = _Writer(report, questionnaire, threshold, Words(language))
    titles: list[tuple[str, str | None]] = [
        ("aspects", writer.aspects_title()),
        ("lowest", writer.items_title("lowest")),
        ("highest", writer.items_title("highest")),
        ("reliability", writer.reliability_title()),
    ]
    for one in report.breakdowns:
        titles.append((one.by, writer.attendance_title(one) if one.by == ATTENDANCE else writer.heat_title(one)))
        if one.by == OVERLEG:
            shown = [group for group in one.groups if group.reason is None]
            titles += [(f"{OVERLEG}:{group.code}", writer.group_title(group)) for group in shown]
    responses = [(f"response:{one.variable}", writer.response_title(one)) for one in report.response.by]
    first = sorted(responses, key=lambda one: one[0] != f"response:{MAIN_VARIABLE}")[:1]
    return [*titles, *(("response", title) for _, title in first), *responses]


@dataclass(frozen=True)
class _Writer:
    """Writes one language's findings of one report."""

    report: Report
    questionnaire: Questionnaire
    threshold: float
    words: Words

    def sentences(self) -> list[str]:
        """The summary in the order of the page."""
        heat = next((self.heat_title(one) for one in self.report.breakdowns if one.by == OVERLEG), None)
        times = next((self.attendance_title(one) for one in self.report.breakdowns if one.by == ATTENDANCE), None)
        found = [
            self._response_sentence(),
            *self._aspect_sentences(),
            *(f"{title}." for title in (heat,) if title),
            self._no_opinion_sentence(),
            self._item_sentence("lowest"),
            self._item_sentence("highest"),
            *(f"{title}." for title in (times, self.reliability_title()) if title),
        ]
        return [sentence for sentence in found if sentence]

    def aspects_title(self) -> str | None:
        """Which aspect is lowest and which highest."""
        found = find_extremes(aspect_points(self.report, RANKED))
        if found is None:
            return None
        if not found.distinct:
            return self.words.say("aspects_same")
        lowest, highest = self._aspects(found.lowest), self._aspects(found.highest)
        return (
            f"{self.words.say(plural('lowest', found.lowest), lowest=lowest)}, "
            f"{self.words.say('highest_tail', highest=highest)}"
        )

    def heat_title(self, breakdown: Breakdown) -> str | None:
        """Which aspect is most often the lowest over the groups of a grouping."""
        found = find_heat(breakdown, self._ranked())
        if found is None or len(found.aspects) == len(self._ranked()):
            return None
        known = breakdown.by in ("overleg", "overlegvorm", "beroepsgroep")
        phrase, count = "heat_some", len(found.groups)
        if found.times == count:
            phrase = {1: "heat_only", 2: "heat_both"}.get(count, "heat_all")
        return self.words.say(
            plural(phrase, found.aspects),
            aspects=self.words.joined([self._label(aspect) for aspect in found.aspects], most=MOST_NAMED),
            times=self.words.counted(found.times),
            groups=self.words.counted(count),
            noun=self.words.say(breakdown.by if known else "groups"),
            only=found.groups[0],
        )

    def items_title(self, end: str) -> str | None:
        """The lowest or highest statements, ties together."""
        found = find_extremes(item_points(self.report, self._ranked()))
        if found is None:
            return None
        return self.words.say(f"items_{end}", items=self._items(found.lowest if end == "lowest" else found.highest))

    def reliability_title(self) -> str | None:
        """In which aspects alpha reaches the threshold."""
        verdicts: dict[str, list[str]] = {"voldoende": [], "onzeker": [], "onvoldoende": []}
        for aspect in self.report.aspects:
            if aspect.reliability and aspect.reliability.verdict:
                verdicts[aspect.reliability.verdict].append(self._label(aspect.id))
        reached, count = len(verdicts["voldoende"]), sum(map(len, verdicts.values()))
        if not count:
            return None
        limit, counted = self.words.number(self.threshold, 2), self.words.counted(count)
        if reached == count:
            everything = self.words.say("all_aspects", count=counted) if count > 1 else verdicts["voldoende"][0]
            return self.words.say("alpha_all", all=everything, limit=limit)
        head = "alpha_reached" if reached else "alpha_none"
        parts = [self.words.say(head, reached=self.words.counted(reached), count=counted, limit=limit)]
        for verdict, phrase in (("onzeker", "alpha_unsure"), ("onvoldoende", "alpha_below")):
            if verdicts[verdict]:
                parts.append(self.words.say(phrase, aspects=self.words.joined(verdicts[verdict])))
        return "; ".join(parts)

    def response_title(self, breakdown: ResponseBreakdown) -> str | None:
        """Which group took part less than which others, by their margins; else that no difference can be seen."""
        points = response_points(breakdown)
        found = find_extremes(points)
        if found is None:
            return None
        clear = find_clear(points, found.lowest)
        if not clear:
            noun = breakdown.variable if breakdown.variable in RESPONSE_NOUNS else "groups"
            return self.words.say("response_same", noun=self.words.say(noun))
        labels = {str(group.code): group.label for group in breakdown.groups}
        lowest, others = (
            self.words.joined([labels[point.key] for point in some], most=MOST_NAMED) for some in (found.lowest, clear)
        )
        return self.words.say(plural("response", found.lowest), lowest=upper_first(lowest), others=others)

    def attendance_title(self, breakdown: Breakdown) -> str | None:
        """How the overall mean runs over the classes of attendance."""
        points = overall_points(breakdown.groups, without=(NOT_GIVEN,))
        found = find_extremes(points)
        if found is None:
            return None
        if not found.distinct:
            return self.words.say("attendance_same")
        course, top = describe_course(points)
        labels = [self._class(point) for point in points]
        return self.words.say(
            course,
            first=self.words.value(points[0]),
            last=self.words.value(points[-1]),
            low_label=labels[0],
            high_label=labels[-1],
            top=self.words.value(points[top]),
            top_label=labels[top],
            lowest=self._classes(found.lowest),
            highest=self._classes(found.highest),
            low=self.words.value(found.lowest[0]),
            high=self.words.value(found.highest[0]),
        )

    def group_title(self, group: Group) -> str:
        """How an overleg differs from the whole house, as far as its margins tell."""
        house = {point.key: point for point in aspect_points(self.report, RANKED)}
        above, below, compared = compare_with_house(group, house)
        if not compared:
            return self.words.say("too_few")
        if not above and not below:
            return self.words.say("same")
        up = self.words.joined([self._label(aspect) for aspect in above])
        down = self.words.joined([self._label(aspect) for aspect in below])
        parts = [self.words.say(plural("above", above), aspects=up)] if above else []
        if below:
            parts.append(self.words.say("below_tail" if above else plural("below", below), aspects=down))
        title = ", ".join(parts)
        return f"{title}; {self.words.say('rest_same')}" if len(above) + len(below) < compared else title

    def _response_sentence(self) -> str | None:
        found = self.report.response
        if found.rate is None or found.low is None or found.high is None:
            return None
        low = f"{100 * found.low:.0f}"
        return self.words.say(
            "response",
            answered=found.answered,
            eligible=found.eligible,
            rate=self.words.share(found.rate),
            low=low,
            high=self.words.share(found.high),
        )

    def _aspect_sentences(self) -> list[str]:
        found = find_extremes(aspect_points(self.report, RANKED))
        if found is None:
            return []
        if found.lowest[0].value == found.highest[0].value:
            return [f"{self.words.say('aspects_same')}."]
        highest = self.words.say(
            plural("highest", found.highest),
            highest=self._aspects(found.highest),
            value=self.words.value(found.highest[0]),
        )
        lowest = self.words.say(
            plural("lowest_sentence", found.lowest),
            lowest=self._aspects(found.lowest),
            value=self.words.value(found.lowest[0]),
            near=self._near(found),
        )
        return [highest, lowest] if found.distinct else [highest, lowest, f"{self.words.say('aspects_same')}."]

    def _near(self, found: Extremes) -> str:
        if any(point.high is None for point in found.lowest):
            return self.words.say("near_unknown")
        if not found.near:
            return self.words.say("near_none")
        return self.words.say(plural("near", found.near), near=self._aspects(found.near))

    def _no_opinion_sentence(self) -> str | None:
        shares = {
            aspect.id: round(100 * aspect.no_opinion_share)
            for aspect in self.report.aspects
            if aspect.no_opinion_share is not None
        }
        most = max(shares.values(), default=0)
        if not most or len(shares) < 2:
            return None
        aspects = [self._label(aspect) for aspect, share in shares.items() if share == most]
        phrase = plural("no_opinion", aspects)
        return self.words.say(phrase, aspects=self.words.joined(aspects), share=self.words.percent(most))

    def _item_sentence(self, end: str) -> str | None:
        found = find_extremes(item_points(self.report, self._ranked()))
        if found is None:
            return None
        points = found.lowest if end == "lowest" else found.highest
        phrase = f"item_{end}_sentence" + ("" if len(points) == 1 else "_many")
        return self.words.say(phrase, items=self._items(points), value=self.words.value(points[0]))

    def _ranked(self) -> list[str]:
        return [aspect.id for aspect in self.report.aspects if aspect.kind in RANKED]

    def _label(self, aspect: str) -> str:
        found = next(one for one in self.questionnaire.aspects if one.id == aspect)
        return text_in(found.label, self.words.language)

    def _aspects(self, points: Sequence[Point]) -> str:
        return self.words.joined([self._label(point.key) for point in points])

    def _items(self, points: Sequence[Point]) -> str:
        texts: Mapping[str, str] = {
            item.id: text_in(item.text, self.words.language) for item in self.questionnaire.items
        }
        return self.words.joined([self.words.quoted(texts[point.key]) for point in points], most=MOST_NAMED)

    def _classes(self, points: Sequence[Point]) -> str:
        return self.words.joined([self._class(point) for point in points])

    def _class(self, point: Point) -> str:
        return unbroken(LABELS[self.words.language][int(point.key)])
