"""What the analysis of a file gives: the report, and what was read to make it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.results.publication import Report
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Analysis:
    """The report of one file of answers. There is no house, no wave and no database behind it."""

    report: Report
    questionnaire: Questionnaire
    answers_name: str
    """Name of the file of answers, without its folder."""
    frame_name: str | None
    """Name of the list of invited persons; None: no list, so report.response says nothing and no mean is corrected."""
    minimum: int
    """Fewest forms of a group that is shown; 1: nothing is hidden, rounded or audited, and every format says so."""
    alpha_threshold: float
    """What alpha was judged by."""
    smallest_difference: float
    """Below this many scale points a difference is not called one."""
    ignored_rows: tuple[int, ...]
    """Rows without any answer, numbered as a spreadsheet shows them (the header is row 1)."""
    ignored_columns: tuple[str, ...]
    """Headers of columns of the answers that the questionnaire does not know, as they were written."""
    ignored_frame_columns: tuple[str, ...]
    """The same of the list of invited persons."""
    notes: tuple[str, ...]
    """Dutch sentences on what was read and what could not be computed because of it."""

    @property
    def has_frame(self) -> bool:
        """Whether there is a list of invited persons, and so a response."""
        return self.frame_name is not None

    @property
    def hides(self) -> bool:
        """Whether small groups are hidden; False only where somebody asked for a minimum of 1."""
        return self.minimum > 1
