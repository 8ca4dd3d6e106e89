"""A report with its sentences and titles."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Limits
from monitor.results import Report
from monitor.stats.wording.sentences import write_sentences
from monitor.stats.wording.titles import write_titles
from surveys.questionnaire import Questionnaire


def put_in_words(report: Report, questionnaire: Questionnaire, limits: Limits) -> Report:
    """Give a report the sentences and titles that its numbers say; those that it has are replaced.

    limits: what alpha and differences are judged by.
    """
    return replace(
        report,
        sentences=write_sentences(report, questionnaire, limits),
        titles=write_titles(report, questionnaire, limits),
    )
