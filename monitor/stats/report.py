"""From answers to report: the statistics of a wave, what of them may be seen, and the record that holds only that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput
from monitor.model import FrameRow, Grouping, Level, Limits
from monitor.results import HIDDEN, Correlation, Frozen, Overall, Report, Response
from monitor.results.benchmark import AspectPool
from monitor.stats.aspects import Estimates, aspect_result, breakdown, house_items, make_part, overall_column
from monitor.stats.attendance import ATTENDANCE, correlate_attendance
from monitor.stats.comparing.difference import missing_reason
from monitor.stats.comparing.groups import Contrasts, compare_with_rest
from monitor.stats.comparing.waves import Earlier, compare_waves, take_earlier
from monitor.stats.disclosure.deciding import NO_PROTECTION, Decision, Decisions, check_minimum, decide
from monitor.stats.estimate import FEW
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.pooling import pool_aspects
from monitor.stats.preparing import Work, counts_in_total, prepare
from monitor.stats.response.raking import Weights
from monitor.stats.response.rates import FEWEST, measure_responses
from monitor.stats.response.tally import condense_frame
from monitor.stats.weighted import add_weighted, make_weights
from monitor.stats.wording.writing import put_in_words
from monitor.stats.work_on import find_work_on
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Reports:
    """The report for readers inside the house, the one for what leaves it, and sums that add up over houses."""

    inside: Report
    outside: Report
    pooling: tuple[AspectPool, ...]


def compute_report(
    questionnaire: Questionnaire,
    matrix: AnswerMatrix,
    frame: Sequence[FrameRow],
    groupings: Sequence[Grouping],
    *,
    minimum: int = 5,
    limits: Limits | None = None,
    language: str = "nl",
    response_levels: Mapping[str, Sequence[Level]] | None = None,
    with_zero: bool = False,
) -> Report:
    """Give the report for readers inside the house alone; arguments and errors as in compute_reports."""
    computed = _compute(
        questionnaire,
        matrix,
        frame,
        groupings,
        minimum=minimum,
        limits=limits,
        language=language,
        response_levels=response_levels,
        with_zero=with_zero,
    )
    inside = computed.decisions.inside
    [response] = computed.responses(inside)
    return computed.report(inside, response, None)


def compute_reports(
    questionnaire: Questionnaire,
    matrix: AnswerMatrix,
    frame: Sequence[FrameRow],
    groupings: Sequence[Grouping],
    *,
    minimum: int = 5,
    limits: Limits | None = None,
    language: str = "nl",
    response_levels: Mapping[str, Sequence[Level]] | None = None,
    with_zero: bool = False,
    earlier: Frozen | None = None,
) -> Reports:
    """Compute everything of one wave that may be seen; what may not is marked hidden and nowhere in the reports.

    frame: the invitation list; empty if there is none (no response, no correction). groupings: as declared, in the
    order of what readers need, each with its codes in matrix.groups; attendance is added if the questionnaire asks it.
    minimum: 5 or more, or 1 to hide nothing. limits: what alpha and differences are judged by. language: of the labels
    in the records (sentences and titles come in Dutch and English). response_levels: variable of the list -> its
    levels, for the response; by default those of the groupings that the list knows. with_zero: attendance 0 is a class
    (files). earlier: the publication to compare with, of the same questionnaire.
    BadInput: answers and questionnaire do not fit, a code without a level, more answers than eligible persons.
    """
    computed = _compute(
        questionnaire,
        matrix,
        frame,
        groupings,
        minimum=minimum,
        limits=limits,
        language=language,
        response_levels=response_levels,
        with_zero=with_zero,
    )
    inside, outside = computed.decisions.inside, computed.decisions.outside
    responses = computed.responses(inside, outside)
    leaves = computed.report(outside, responses[1], take_earlier(earlier, outside=True) if earlier else None)
    return Reports(
        computed.report(inside, responses[0], take_earlier(earlier) if earlier else None),
        leaves,
        pool_aspects(computed.work, leaves) if minimum != NO_PROTECTION else (),
    )


def _compute(
    questionnaire: Questionnaire,
    matrix: AnswerMatrix,
    frame: Sequence[FrameRow],
    groupings: Sequence[Grouping],
    *,
    minimum: int,
    limits: Limits | None,
    language: str,
    response_levels: Mapping[str, Sequence[Level]] | None,
    with_zero: bool,
) -> _Computed:
    check_minimum(minimum)
    _check_fit(questionnaire, matrix, groupings)
    frame = condense_frame(frame)
    work = prepare(questionnaire, matrix, frame, groupings, language=language, with_zero=with_zero)
    if response_levels is None:
        response_levels = {grouping.variable: grouping.levels for grouping in groupings if grouping.in_frame}
    parts = [make_part(aspect, work) for aspect in questionnaire.aspects]
    decisions = decide(
        parts,
        work.house,
        work.divisions,
        minimum=minimum,
        with_items={grouping.variable for grouping in work.groupings if grouping.with_items},
        overall=overall_column(work),
    )
    return _Computed(
        work=work,
        frame=frame,
        levels=response_levels,
        decisions=decisions,
        house=Estimates(work, parts, work.house, with_items=True),
        groups=tuple(
            Estimates(work, parts, division, with_items=grouping.with_items)
            for grouping, division in zip(work.groupings, work.divisions, strict=True)
        ),
        contrasts=Contrasts(work),
        weights=make_weights(work, frame, decisions.outside),
        limits=limits or Limits(),
    )


@dataclass(frozen=True)
class _Computed:
    """Everything of a wave before it is said who may see what. `groups`: in the order of the groupings."""

    work: Work
    frame: Sequence[FrameRow]
    levels: Mapping[str, Sequence[Level]]
    decisions: Decisions
    house: Estimates
    groups: tuple[Estimates, ...]
    contrasts: Contrasts
    weights: Weights
    limits: Limits

    def responses(self, *decisions: Decision) -> tuple[Response, ...]:
        """The response as the readers of each decision see it."""
        fewest = [_fewest_eligible(decision) for decision in decisions]
        return measure_responses(self.frame, self.levels, language=self.work.language, fewest=fewest)

    def report(self, decision: Decision, response: Response, earlier: Earlier | None) -> Report:
        """The report for the readers of a decision."""
        work, questionnaire, threshold = self.work, self.work.questionnaire, self.limits.alpha
        report = Report(
            forms=work.matrix.forms,
            respondents=work.matrix.respondents,
            items=house_items(self.house, decision),
            aspects=tuple(
                aspect_result(self.house, aspect, decision, threshold=threshold) for aspect in questionnaire.aspects
            ),
            overall=self.house.overall_result(0, decision),
            breakdowns=tuple(
                breakdown(found, grouping, decision, threshold=threshold)
                for found, grouping in zip(self.groups, work.groupings, strict=True)
            ),
            response=response,
            sentences={},
            titles={},
        )
        report = replace(report, attendance_correlation=_correlate(work, report.overall, decision.minimum))
        report = add_weighted(report, work, self.frame, decision, self.weights)
        report = compare_with_rest(
            report, self.contrasts, minimum=decision.minimum, smallest_difference=self.limits.difference
        )
        if earlier:
            counting = frozenset(aspect.id for aspect in questionnaire.aspects if counts_in_total(aspect))
            change = compare_waves(report, earlier, counting=counting, smallest_difference=self.limits.difference)
            report = replace(report, change=change)
        report = replace(report, work_on=find_work_on(report))
        return put_in_words(report, questionnaire, self.limits)


def _fewest_eligible(decision: Decision) -> int:
    """Fewest eligible of a level whose response is told: 5 inside and 10 outside, whatever a house's own minimum."""
    if decision.minimum == NO_PROTECTION:
        return 1
    return FEW if decision.outside else FEWEST


def _correlate(work: Work, overall: Overall, minimum: int) -> Correlation | None:
    """Attendance with the score: None where it is not asked, hidden where the overall is not shown in full."""
    if all(division.variable != ATTENDANCE for division in work.divisions):
        return None
    if minimum != NO_PROTECTION and missing_reason(overall):
        return Correlation(reason=HIDDEN)
    return correlate_attendance(work.matrix.attendance, work.overall_scores, work.matrix.persons, minimum=minimum)


def _check_fit(questionnaire: Questionnaire, matrix: AnswerMatrix, groupings: Sequence[Grouping]) -> None:
    """Raise BadInput unless the answers are those of the questionnaire and every grouping has its codes."""
    shape = (len(questionnaire.items), questionnaire.scale.maximum)
    if (matrix.answers.shape[1], matrix.maximum) != shape:
        raise BadInput("De antwoorden passen niet bij deze vragenlijst.")
    names = [grouping.variable for grouping in groupings]
    missing = [name for name in names if name not in matrix.groups]
    if missing or len(set(names)) < len(names) or ATTENDANCE in names:
        raise BadInput(f"Deze indelingen kunnen niet: {', '.join(missing or names)}.")
    lengths = {codes.shape for codes in (matrix.persons, matrix.attendance, *matrix.groups.values())}
    if lengths != {(matrix.forms,)}:
        raise BadInput("De antwoorden en de groepen zijn niet even lang.")
