"""From answers to report: the statistics of a wave, what of them may be seen, and the record that holds only that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput
from monitor.model import FrameRow, Grouping, Level, Limits
from monitor.results import Frozen, Report, Response
from monitor.stats.aspects import Estimates, aspect_result, breakdown, house_items, make_part
from monitor.stats.attendance import ATTENDANCE
from monitor.stats.disclosure.deciding import Decision, Part, check_minimum, decide
from monitor.stats.disclosure.nesting import make_families
from monitor.stats.estimate import FEW
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.preparing import Work, prepare
from monitor.stats.response.rates import measure_response
from monitor.stats.response.tally import condense_frame
from monitor.stats.wording.sentences import write_sentences, write_titles
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Reports:
    """The report for readers inside the house, and the one for what leaves it."""

    inside: Report
    outside: Report


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
    return compute_reports(
        questionnaire,
        matrix,
        frame,
        groupings,
        minimum=minimum,
        limits=limits,
        language=language,
        response_levels=response_levels,
        with_zero=with_zero,
    ).inside


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
    limits = limits or Limits()
    check_minimum(minimum)
    _check_fit(questionnaire, matrix, groupings)
    frame = condense_frame(frame)
    work = prepare(questionnaire, matrix, frame, groupings, language=language, with_zero=with_zero)
    levels = response_levels
    if levels is None:
        levels = {grouping.variable: grouping.levels for grouping in groupings if grouping.in_frame}
    parts = [make_part(aspect, work) for aspect in questionnaire.aspects]
    families = make_families(work.groupings, work.divisions)
    inside = decide(parts, work.house, families, minimum=minimum)
    outside = decide(parts, work.house, families, minimum=max(minimum, FEW) if minimum > 1 else minimum)
    response = measure_response(frame, levels, language=language)
    return Reports(
        _report(work, parts, inside, response, minimum=minimum, limits=limits),
        _report(work, parts, outside, response, minimum=max(minimum, FEW) if minimum > 1 else minimum, limits=limits),
    )


def _report(
    work: Work, parts: Sequence[Part], decision: Decision, response: Response, *, minimum: int, limits: Limits
) -> Report:
    questionnaire = work.questionnaire
    house = Estimates(work, parts, work.house, with_items=True)
    report = Report(
        forms=work.matrix.forms,
        respondents=work.matrix.respondents,
        items=house_items(house, decision),
        aspects=tuple(
            aspect_result(house, aspect, decision, threshold=limits.alpha, minimum=minimum)
            for aspect in questionnaire.aspects
        ),
        overall=house.overall_result(0, decision),
        breakdowns=tuple(
            breakdown(Estimates(work, parts, division, with_items=grouping.with_items), grouping, decision)
            for grouping, division in zip(work.groupings, work.divisions, strict=True)
        ),
        response=response,
        sentences={},
        titles={},
    )
    return replace(
        report,
        sentences=write_sentences(report, questionnaire, threshold=limits.alpha),
        titles=write_titles(report, questionnaire, threshold=limits.alpha),
    )


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
