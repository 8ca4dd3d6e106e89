"""Results per aspect, for the house and for every group of a grouping, as far as the decision allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.model import Grouping
from monitor.results import HIDDEN, AspectResult, Breakdown, Cell, Group, ItemResult, Overall, Reliability
from monitor.stats.columns import Division, item_column, score_column
from monitor.stats.disclosure.deciding import HOUSE, NO_PROTECTION, Decision, Part, Precision
from monitor.stats.estimate import FEW
from monitor.stats.items import ItemEstimate, count_unanswered, item_result
from monitor.stats.preparing import Work, counts_in_total, has_sum, text_in
from monitor.stats.reliability.alpha import measure_reliability
from monitor.stats.shown import estimate, estimate_overall
from surveys.answers import NO_OPINION
from surveys.questionnaire import Aspect, AspectKind

NO_SUM = "no_sum"
NO_TOTAL = "no_total"
NOT_A_SCALE = "not_a_scale"
_UNEVEN = ("no_variance", "constant_item", "too_few_forms")
"""Reasons that say how people answered: told as hidden."""


def make_part(aspect: Aspect, work: Work) -> Part:
    """Turn an aspect's scores and answers into columns."""
    answers, maximum = work.answers(aspect), work.matrix.maximum
    items = tuple(item_column(item.id, answers[:, place], maximum) for place, item in enumerate(aspect.items))
    scores = score_column(aspect.id, work.scores[aspect.id]) if has_sum(aspect) else None
    return Part(aspect.id, scores, items, in_total=counts_in_total(aspect))


class Estimates:
    """All estimates of one division, of every group alike; what may be seen of them is asked with a decision."""

    def __init__(self, work: Work, parts: Sequence[Part], division: Division, *, with_items: bool) -> None:
        maximum = work.matrix.maximum
        self.work, self.division, self.with_items = work, division, with_items
        self.aspects = {part.id: estimate(part.scores, division, maximum) for part in parts if part.scores}
        self.items: dict[str, ItemEstimate] = {}
        for aspect, part in zip(work.questionnaire.aspects, parts, strict=True):
            for item, column in zip(aspect.items, part.items if with_items else (), strict=with_items):
                unanswered = count_unanswered(work.matrix.answers[:, item.position], division)
                self.items[item.id] = ItemEstimate(estimate(column, division, maximum, lean=True), *unanswered)
        counting = [self.aspects[part.id] for part in parts if part.in_total]
        self.overall = estimate_overall(counting, work.overall_scores, maximum) if counting else None

    @property
    def formula(self) -> str:
        """The overall's formula in words: which aspects, divided by how many."""
        labels = [
            text_in(aspect.label, self.work.language)
            for aspect in self.work.questionnaire.aspects
            if counts_in_total(aspect)
        ]
        return f"({' + '.join(labels)}) / {len(labels)}" if labels else ""

    def cell(self, aspect: Aspect, group: int, decision: Decision) -> Cell:
        """One aspect in one group."""
        precision = decision.aspects[self.division.variable, group, aspect.id]
        if precision is Precision.HIDDEN:
            return Cell(aspect.id, reason=HIDDEN)
        if not has_sum(aspect):
            return Cell(aspect.id, reason=NO_SUM)
        return self.aspects[aspect.id].cell(aspect.id, group, precision)

    def overall_result(self, group: int, decision: Decision) -> Overall:
        """The overall of one group."""
        precision = decision.overall[self.division.variable, group]
        if self.overall is None:
            return Overall(reason=NO_TOTAL)
        return self.overall.overall(group, precision, self.formula)

    def item_results(self, group: int, decision: Decision) -> tuple[ItemResult, ...]:
        """All items of one group; none where the division shows no items."""
        variable = self.division.variable
        return tuple(
            item_result(
                item.id,
                aspect.id,
                self.items[item.id],
                group,
                decision.items.get((variable, group, item.id), Precision.HIDDEN),
            )
            for aspect in self.work.questionnaire.aspects
            for item in aspect.items
            if self.with_items
        )


def house_items(house: Estimates, decision: Decision) -> tuple[ItemResult, ...]:
    """All items over the whole house."""
    return house.item_results(0, decision)


def breakdown(found: Estimates, grouping: Grouping, decision: Decision) -> Breakdown:
    """All groups of one grouping. Hidden and empty groups look the same."""
    division = found.division
    groups = []
    for place, level in enumerate(grouping.levels):
        hidden = decision.groups[division.variable, place] is Precision.HIDDEN
        groups.append(
            Group(
                code=level.code,
                label=level.label,
                forms=None if hidden else int(division.forms[place]),
                cells=tuple(found.cell(aspect, place, decision) for aspect in found.work.questionnaire.aspects),
                overall=found.overall_result(place, decision),
                items=found.item_results(place, decision),
                reason=HIDDEN if hidden else None,
                key=level.key,
            )
        )
    return Breakdown(grouping.variable, tuple(groups), corrected=not bool(np.isnan(division.eligible).any()))


def aspect_result(
    house: Estimates, aspect: Aspect, decision: Decision, *, threshold: float, minimum: int
) -> AspectResult:
    """One aspect over the whole house, with its reliability."""
    label, kind = text_in(aspect.label, house.work.language), aspect.kind.value
    precision = decision.aspects[HOUSE, 0, aspect.id]
    cell = house.cell(aspect, 0, decision)
    full = precision is Precision.FULL
    return AspectResult(
        id=aspect.id,
        label=label,
        kind=kind,
        n=cell.n,
        mean=cell.mean,
        sd=house.aspects[aspect.id].means.sd(0) if full and has_sum(aspect) else None,
        low=cell.low,
        high=cell.high,
        no_opinion_share=_no_opinion_share(house.work, aspect) if full else None,
        reason=cell.reason,
        reliability=_reliability(house.work, aspect, decision, threshold, minimum),
        decimals=cell.decimals,
    )


def _no_opinion_share(work: Work, aspect: Aspect) -> float | None:
    """Geen oordeel / (valid + geen oordeel) over all items of an aspect."""
    answers = work.answers(aspect)
    none = int(np.count_nonzero(answers == NO_OPINION))
    valid = int(np.count_nonzero((answers >= 1) & (answers <= work.matrix.maximum)))
    return none / (valid + none) if valid + none else None


def _reliability(work: Work, aspect: Aspect, decision: Decision, threshold: float, minimum: int) -> Reliability:
    """Alpha and its company; hidden with the aspect, with any of its items, and below ten complete forms."""
    count = len(aspect.items)
    if aspect.kind is not AspectKind.SCALE:
        return Reliability(items=count, reason=NOT_A_SCALE)
    items = [decision.items.get((HOUSE, 0, item.id), Precision.HIDDEN) for item in aspect.items]
    if min(decision.aspects[HOUSE, 0, aspect.id], *items) is not Precision.FULL:
        return Reliability(items=count, reason=HIDDEN)
    found = measure_reliability(
        work.answers(aspect), work.matrix.maximum, [item.id for item in aspect.items], threshold=threshold
    )
    few = (found.n_complete or 0) < max(minimum, FEW)
    if minimum != NO_PROTECTION and (few or found.reason in _UNEVEN):
        return Reliability(items=count, reason=HIDDEN)
    return found
