"""Results per aspect, for the house and for every group of a grouping, as far as the decision allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from monitor.model import Grouping
from monitor.results import HIDDEN, OVERALL, AspectResult, Breakdown, Cell, Group, ItemResult, Overall
from monitor.stats.columns import Column, Division, item_columns, score_column, sum_column
from monitor.stats.disclosure.deciding import HOUSE, Decision, Part, Precision
from monitor.stats.items import ItemEstimate, count_unanswered, item_result
from monitor.stats.preparing import Work, counts_in_total, has_sum, text_in
from monitor.stats.reliability.showing import group_reliabilities, house_reliability
from monitor.stats.response.tally import OVERLEG
from monitor.stats.shown import estimate, estimate_overall
from surveys.questionnaire import Aspect
from surveys.scoring import score_table

NO_SUM = "no_sum"
NO_TOTAL = "no_total"


def make_part(aspect: Aspect, work: Work) -> Part:
    """Turn an aspect's scores and answers into columns."""
    maximum, positions = work.matrix.maximum, [item.position for item in aspect.items]
    items = item_columns(
        [item.id for item in aspect.items], work.answers(aspect), maximum, totals=work.sums.counts[positions]
    )
    scores = score_table(len(aspect.items), maximum).ravel()
    column = sum_column(aspect.id, work.sums_of(aspect), scores) if has_sum(aspect) else None
    return Part(aspect.id, column, items, in_total=counts_in_total(aspect))


def overall_column(work: Work) -> Column | None:
    """Turn the forms' own overall scores into a column; None if no aspect counts in the total."""
    counting = any(counts_in_total(aspect) for aspect in work.questionnaire.aspects)
    return score_column(OVERALL, work.overall_scores) if counting else None


class Estimates:
    """All estimates of one division, of every group alike; what may be seen of them is asked with a decision."""

    def __init__(self, work: Work, parts: Sequence[Part], division: Division, *, with_items: bool) -> None:
        maximum = work.matrix.maximum
        self.work, self.division, self.with_items = work, division, with_items
        self.aspects = {part.id: estimate(part.scores, division, maximum) for part in parts if part.scores}
        self.items: dict[str, ItemEstimate] = {}
        for aspect, part in zip(work.questionnaire.aspects, parts, strict=True):
            for item, column in zip(aspect.items, part.items if with_items else (), strict=with_items):
                found = estimate(column, division, maximum, lean=True)
                self.items[item.id] = ItemEstimate(found, *count_unanswered(work, item.position, division))
        counting = [self.aspects[part.id] for part in parts if part.in_total]
        total = estimate_overall(counting, work.overall_scores, maximum) if counting else None
        self.overall = total and total.without_persons()
        self.aspects = {name: found.without_persons() for name, found in self.aspects.items()}

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
        shown = decision.shown(self.division.variable, aspect.id)
        blurred = (self.division.variable, group, aspect.id) in decision.blurred
        return self.aspects[aspect.id].cell(aspect.id, group, precision, shown, blurred=blurred)

    def overall_result(self, group: int, decision: Decision) -> Overall:
        """The overall of one group."""
        precision = decision.overall[self.division.variable, group]
        if self.overall is None:
            return Overall(reason=NO_TOTAL)
        variable = self.division.variable
        blurred = (variable, group, OVERALL) in decision.blurred
        return self.overall.overall(group, precision, decision.shown(variable, OVERALL), self.formula, blurred=blurred)

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
                decision.shown(variable, item.id),
                blurred=(variable, group, item.id) in decision.blurred,
            )
            for aspect in self.work.questionnaire.aspects
            for item in aspect.items
            if self.with_items
        )


def house_items(house: Estimates, decision: Decision) -> tuple[ItemResult, ...]:
    """All items over the whole house."""
    return house.item_results(0, decision)


def breakdown(found: Estimates, grouping: Grouping, decision: Decision, *, threshold: float) -> Breakdown:
    """All groups of one grouping. Hidden and empty groups look the same. An overleg has its own reliability."""
    division, work = found.division, found.work
    groups = []
    for place, level in enumerate(grouping.levels):
        hidden = decision.groups[division.variable, place] is Precision.HIDDEN
        cells = [found.cell(aspect, place, decision) for aspect in work.questionnaire.aspects]
        if division.variable == OVERLEG and not hidden:
            alphas = group_reliabilities(work, division, place, decision, threshold=threshold)
            cells = [replace(cell, reliability=alphas.get(cell.aspect)) for cell in cells]
        groups.append(
            Group(
                code=level.code,
                label=level.label,
                forms=None if hidden else int(division.forms[place]),
                cells=tuple(cells),
                overall=found.overall_result(place, decision),
                items=found.item_results(place, decision),
                reason=HIDDEN if hidden else None,
                key=level.key,
            )
        )
    return Breakdown(grouping.variable, tuple(groups), corrected=not bool(np.isnan(division.eligible).any()))


def aspect_result(house: Estimates, aspect: Aspect, decision: Decision, *, threshold: float) -> AspectResult:
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
        sd=cell.sd,
        low=cell.low,
        high=cell.high,
        no_opinion_share=_no_opinion_share(house.work, aspect) if full else None,
        reason=cell.reason,
        reliability=house_reliability(house.work, aspect, decision, threshold=threshold),
        decimals=cell.decimals,
        se=cell.se,
        persons=cell.persons,
    )


def _no_opinion_share(work: Work, aspect: Aspect) -> float | None:
    """Geen oordeel / (valid + geen oordeel) over all items of an aspect."""
    positions = [item.position for item in aspect.items]
    none, valid = int(work.sums.no_opinion[positions].sum()), int(work.sums.counts[positions].sum())
    return none / (valid + none) if valid + none else None
