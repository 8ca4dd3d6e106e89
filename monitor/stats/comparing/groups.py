"""Every group with the rest of its house: all other forms, those of no known group among them.

Nothing here tells more than the page already does. The difference follows from two means that are both shown, the
group's and the house's, with their n; a group is compared only where both are shown in full and the rest is large
enough to be shown in full itself. Hedges' g follows from the sds of the same two, which are shown as well. The
difference's interval adds the products of the scores of one person's forms in the group, in the rest and across the
two. Where one to four persons have such forms of any of the three kinds, these products would tell their scores: there
the margin has one decimal and p is not given; whether the difference is called visible stays.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.results import OVERALL, Breakdown, Comparison, Group, Report
from monitor.stats.attendance import ATTENDANCE
from monitor.stats.comparing.contrasts import GroupSums, sum_groups, sum_house
from monitor.stats.comparing.difference import blur, hedges_g, judge_table, measure_difference, missing_reason
from monitor.stats.disclosure.deciding import LOWEST_MINIMUM, NO_PROTECTION
from monitor.stats.estimate import FEW, FEW_ANSWERS
from monitor.stats.preparing import Work, counts_in_total

PAIRS = 3
"""Groups of which there are no more pairs than groups."""
NO_REST = "no_rest"
"""Every form with a valid answer is the group's."""


def compare_with_rest(report: Report, house: Contrasts, *, minimum: int, smallest_difference: float) -> Report:
    """Give every cell and overall of the report's groupings its comparison with the rest of the house.

    Attendance is left alone: its classes are no groups of the list. minimum: that of the report; unless it is 1, the
    rest needs ten valid answers too. smallest_difference: in scale points. Holm's table is a grouping's whole table.
    """
    rest = _Rest(house, report, least=1 if minimum == NO_PROTECTION else FEW)
    return replace(
        report,
        breakdowns=tuple(
            one if one.by == ATTENDANCE else _judge(one, rest, smallest_difference) for one in report.breakdowns
        ),
    )


def _judge(breakdown: Breakdown, rest: _Rest, smallest: float) -> Breakdown:
    """Put the comparisons, judged as one table, into the cells; then blur what an exact margin would tell of few."""
    rows = rest.compare(breakdown)
    judged = iter(judge_table([one for row in rows for one in row], smallest_difference=smallest))

    def take(place: int, name: str) -> Comparison:
        return blur(next(judged)) if rest.blurs(breakdown.by, place, name) else next(judged)

    return replace(
        breakdown,
        groups=tuple(
            replace(
                group,
                cells=tuple(replace(cell, versus_rest=take(place, cell.aspect)) for cell in group.cells),
                overall=replace(group.overall, versus_rest=take(place, OVERALL)),
            )
            for place, group in enumerate(breakdown.groups)
        ),
    )


class Contrasts:
    """Every group of a house against the rest, each difference worked out once, whoever may see it."""

    def __init__(self, work: Work) -> None:
        self.sums = sum_house({**work.scores, OVERALL: work.overall_scores}, work.house)
        self.complete = int(work.house.persons[0]) == float(work.house.eligible[0])
        counting = [aspect.id for aspect in work.questionnaire.aspects if counts_in_total(aspect)]
        self.parts: dict[str, tuple[int, ...]] = {name: (place,) for place, name in enumerate(self.sums.names)}
        self.parts[OVERALL] = tuple(self.sums.names.index(name) for name in counting)
        self._divisions = {division.variable: division for division in work.divisions}
        self._groups: dict[str, GroupSums] = {}
        self._found: dict[tuple[str, int, str], Comparison] = {}

    def groups(self, variable: str) -> GroupSums:
        """The measures in the groups of a grouping."""
        if variable not in self._groups:
            self._groups[variable] = sum_groups(self.sums, self._divisions[variable])
        return self._groups[variable]

    def compare(self, variable: str, group: int, name: str) -> Comparison:
        """One difference, not judged. The overall's is the mean of its aspects' differences, and so is its z."""
        key = (variable, group, name)
        if key not in self._found:
            sums, parts = self.groups(variable), self.parts[name]
            difference, error = sums.contrast(group, parts)
            g = hedges_g(difference, *sums.spreads(group, self.sums.names.index(name)))
            self._found[key] = measure_difference(
                difference, error, self.sums.heard(parts) - 1, g, complete=self.complete
            )
        return self._found[key]

    def tells_of_few(self, variable: str, group: int, name: str, *, most: int | None) -> bool:
        """Whether fewer than `most` persons have several valid forms in the group, in the rest, or across the two."""
        sums = self.groups(variable)
        found = [persons for part in self.parts[name] for persons in sums.count_repeaters(group, part)]
        return any(persons > 0 and (most is None or persons < most) for persons in found)


class _Rest:
    """What of a house's differences one report shows. least: valid answers the rest needs; 1: nothing is hidden."""

    def __init__(self, house: Contrasts, report: Report, *, least: int) -> None:
        self.house, self.least = house, least
        self.reasons = {aspect.id: missing_reason(aspect) for aspect in report.aspects}
        self.reasons[OVERALL] = missing_reason(report.overall)
        self.shown = {one.by: sum(group.reason is None for group in one.groups) for one in report.breakdowns}

    def blurs(self, variable: str, group: int, name: str) -> bool:
        """Whether few persons have several forms in the group, in the rest, or one in each.

        Of three groups or fewer the margins together tell the products of every pair, so any person counts as few.
        """
        if self.least == 1 or name not in self.house.parts:
            return False
        groups = self.shown[variable]
        return self.house.tells_of_few(variable, group, name, most=LOWEST_MINIMUM if groups > PAIRS else None)

    def compare(self, breakdown: Breakdown) -> list[list[Comparison]]:
        """Per group its cells, and its overall last; not judged yet."""
        return [self._compare_group(breakdown.by, group, place) for place, group in enumerate(breakdown.groups)]

    def _compare_group(self, variable: str, group: Group, place: int) -> list[Comparison]:
        own = [*((cell.aspect, missing_reason(cell)) for cell in group.cells), (OVERALL, missing_reason(group.overall))]
        reasons = [(name, reason or self.reasons[name]) for name, reason in own]
        return [
            Comparison(reason=reason) if reason else self._measure(variable, place, name) for name, reason in reasons
        ]

    def _measure(self, variable: str, place: int, name: str) -> Comparison:
        sums = self.house.groups(variable)
        rest = min(sums.sizes(place, part)[1] for part in self.house.parts[name])
        if rest < self.least:
            return Comparison(reason=FEW_ANSWERS if rest else NO_REST)
        return self.house.compare(variable, place, name)
