"""The house's means weighted to the list, and what non-response could do to the overall at the worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from monitor.model import FrameRow
from monitor.results import HIDDEN, AspectResult, Overall, Report
from monitor.stats.disclosure.deciding import NO_PROTECTION, Decision, Precision
from monitor.stats.preparing import Work, counts_in_total, has_sum
from monitor.stats.response.raking import NO_LIST, NO_MARGINS, Weights, weigh_forms, weighted_mean
from monitor.stats.response.tally import count_people
from monitor.stats.response.worst_case import find_worst_case


def make_weights(work: Work, frame: Sequence[FrameRow], outside: Decision) -> Weights:
    """Rake the respondents to the groups that may be seen outside; one set of weights serves every reader.

    All other groups are one category, so that no hidden group has a weight of its own. Were there weights of their own
    for readers inside, these would see two weighted means of one measure and could subtract them.
    """
    visible = {
        grouping.variable: {
            level.code
            for place, level in enumerate(grouping.levels)
            if outside.groups[grouping.variable, place] is not Precision.HIDDEN
        }
        for grouping in work.groupings
    }
    return weigh_forms(work.matrix, frame, work.groupings, visible)


def add_weighted(report: Report, work: Work, frame: Sequence[FrameRow], decision: Decision, weights: Weights) -> Report:
    """Put the weighted means beside the plain ones, and the worst case beside the response.

    A weighted mean is withheld where the plain one is not shown in full, and where beside the visible cells it would
    give away a hidden one.
    """
    aspects = tuple(_weigh_aspect(aspect, work, decision, weights) for aspect in report.aspects)
    overall = _weigh_overall(report.overall, aspects, work)
    people = count_people(frame)
    worst = find_worst_case(
        overall.mean, answered=people.answered, eligible=people.eligible, maximum=work.matrix.maximum
    )
    return replace(report, aspects=aspects, overall=overall, response=replace(report.response, worst_case=worst))


def _weigh_aspect(aspect: AspectResult, work: Work, decision: Decision, weights: Weights) -> AspectResult:
    if weights.values is None or aspect.mean is None:
        return replace(aspect, weighted_reason=_told(weights, decision) if aspect.mean is not None else aspect.reason)
    scores = work.scores[aspect.id]
    used = np.where(np.isnan(scores), 0.0, weights.values)
    if aspect.decimals is not None or decision.exposes(aspect.id, used):
        return replace(aspect, weighted_reason=HIDDEN)
    return replace(aspect, weighted=weighted_mean(scores, weights.values))


def _weigh_overall(overall: Overall, aspects: Sequence[AspectResult], work: Work) -> Overall:
    """The mean of the weighted aspect means that count in the total; none if one of them is missing."""
    counting = {aspect.id for aspect in work.questionnaire.aspects if counts_in_total(aspect) and has_sum(aspect)}
    found = [aspect for aspect in aspects if aspect.id in counting]
    values = [aspect.weighted for aspect in found if aspect.weighted is not None]
    if overall.mean is None or len(values) < len(found):
        reasons = [aspect.weighted_reason for aspect in found if aspect.weighted_reason]
        return replace(overall, weighted_reason=HIDDEN if HIDDEN in reasons else next(iter(reasons), overall.reason))
    return replace(overall, weighted=sum(values) / len(values))


def _told(weights: Weights, decision: Decision) -> str | None:
    """Why there are no weights; what says how many of a hidden group answered is told as hidden."""
    open_reasons = (NO_LIST, NO_MARGINS)
    return weights.reason if weights.reason in open_reasons or decision.minimum == NO_PROTECTION else HIDDEN
