"""Analysing a file of answers: from the rows that somebody gives to the whole report, without a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from monitor.errors import NotFound
from monitor.imports.files import read_table
from monitor.model import FrameRow, Grouping, Limits
from monitor.results import Report
from monitor.results.analysis import Analysis
from monitor.services.answer_file import ATTENDANCE, GROUP_COLUMNS, RESPONDENT, AnswerFile, known_columns, read_answers
from monitor.services.file_frame import check_frame, make_frame
from monitor.services.file_groups import Coding, code_groups, form_codes, make_groupings
from monitor.services.frame_file import FRAME_COLUMNS, FrameFile, read_frame
from monitor.stats.attendance import ATTENDANCE as ATTENDANCE_GROUPING
from monitor.stats.disclosure.deciding import check_minimum
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.report import compute_report
from surveys.catalogue import catalogue
from surveys.errors import shown
from surveys.questionnaire import BackgroundKind, Questionnaire

__all__ = ["Analysis", "Files", "analyse", "find_questionnaire"]

_LINES = {"overleg": "per overleg", "overlegvorm": "per overlegvorm", "beroepsgroep": "per beroepsgroep"}


@dataclass(frozen=True)
class Files:
    """What somebody gives. Names as they were typed; no_opinion_code: the number that means geen oordeel in them."""

    answers: str
    frame: str | None = None
    no_opinion_code: int | None = None


def find_questionnaire(wanted: str, folders: tuple[Path, ...] = ()) -> Questionnaire:
    """Give the questionnaire ID or ID:VERSION, of ID the newest; NotFound names those there are."""
    name, _, version = wanted.partition(":")
    entries = catalogue(folders)
    known = version.isascii() and version.isdigit() and len(version) < 10
    found = entries.newest(name) if not version else entries.find(name, int(version)) if known else None
    if found is None:
        names = ", ".join(f"{one.id}:{one.version}" for one in entries.questionnaires)
        raise NotFound(f"De vragenlijst {shown(wanted)} is er niet; wel: {names}.")
    return found


def analyse(
    files: Files,
    questionnaire: Questionnaire,
    *,
    minimum: int = 5,
    limits: Limits | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Analysis:
    """Read the files and compute everything that may be seen of them.

    minimum: as in compute_report; limits: what alpha and differences are judged by. progress is called with a few
    Dutch words at every step. BadInput, one sentence with file, row and column, for whatever cannot be read.
    """
    check_minimum(minimum)
    limits = limits or Limits()
    answers, table_notes = _read_answers(files, questionnaire, progress)
    frame, frame_notes = _read_frame(files.frame, progress) if files.frame is not None else (None, ())
    progress(f"{len(answers.rows)} formulieren doorrekenen")
    coding = code_groups(answers, frame)
    groupings = make_groupings(answers, frame, coding)
    rows, row_notes = make_frame(answers, frame, coding) if frame else ((), ())
    difference = check_frame(answers, frame, rows, groupings) if frame else ()
    report = _compute(questionnaire, answers, frame, rows, groupings, coding, minimum=minimum, limits=limits)
    return Analysis(
        report=report,
        questionnaire=questionnaire,
        answers_name=_file_name(files.answers),
        frame_name=_file_name(files.frame) if files.frame is not None else None,
        minimum=minimum,
        alpha_threshold=limits.alpha,
        smallest_difference=limits.difference,
        ignored_rows=answers.ignored_rows,
        ignored_columns=answers.ignored_columns,
        ignored_frame_columns=frame.ignored_columns if frame else (),
        notes=(
            *table_notes,
            *frame_notes,
            *coding.notes,
            *_missing(answers, questionnaire),
            *answers.notes,
            *_frame_missing(frame, groupings),
            *difference,
            *row_notes,
        ),
    )


def _read_answers(
    files: Files, questionnaire: Questionnaire, progress: Callable[[str], None]
) -> tuple[AnswerFile, tuple[str, ...]]:
    progress("antwoorden lezen")
    table = read_table(
        files.answers,
        known_columns(questionnaire),
        progress=lambda rows: progress(f"antwoorden lezen, rij {rows}"),
    )
    return read_answers(table, questionnaire, no_opinion_code=files.no_opinion_code), table.notes


def _read_frame(name: str, progress: Callable[[str], None]) -> tuple[FrameFile, tuple[str, ...]]:
    progress("lijst met genodigden lezen")
    table = read_table(name, FRAME_COLUMNS, progress=lambda rows: progress(f"lijst met genodigden lezen, rij {rows}"))
    return read_frame(table), table.notes


def _compute(
    questionnaire: Questionnaire,
    answers: AnswerFile,
    frame: FrameFile | None,
    rows: tuple[FrameRow, ...],
    groupings: list[Grouping],
    coding: Coding,
    *,
    minimum: int,
    limits: Limits,
) -> Report:
    attendance = answers.attendance
    matrix = AnswerMatrix(
        answers=answers.answers,
        persons=answers.persons,
        groups=form_codes(answers, coding),
        attendance=np.full(len(answers.rows), -1, dtype=np.int64) if attendance is None else attendance,
        maximum=questionnaire.scale.maximum,
    )
    report = compute_report(
        questionnaire,
        matrix,
        rows,
        groupings,
        minimum=minimum,
        limits=limits,
        language="nl",
        response_levels={name: coding.levels[name] for name in (frame.variables if frame else ())},
        with_zero=True,
    )
    if attendance is not None:
        return report
    # nobody was asked: a line "not filled in" with everybody on it would say otherwise
    asked = tuple(one for one in report.breakdowns if one.by != ATTENDANCE_GROUPING)
    return replace(report, breakdowns=asked, attendance_correlation=None)


def _missing(answers: AnswerFile, questionnaire: Questionnaire) -> tuple[str, ...]:
    """What the file of answers has no column for."""
    notes = [
        f"Er is geen kolom {name}: er is geen tabel {_LINES[name]}."
        for name in GROUP_COLUMNS
        if name not in answers.groups
    ]
    asks = any(question.kind is BackgroundKind.ATTENDANCE for question in questionnaire.background)
    if asks and answers.attendance is None:
        notes.append(f"Er is geen kolom {ATTENDANCE}: er is geen tabel naar aanwezigheid.")
    if answers.alone:
        notes.append(f"Er is geen kolom {RESPONDENT}: elk formulier telt als een eigen persoon.")
    return tuple(notes)


def _frame_missing(frame: FrameFile | None, groupings: list[Grouping]) -> tuple[str, ...]:
    """What the list of invited persons has no column for, or that there is none."""
    if frame is None:
        return (
            "Er is geen lijst met genodigden (--frame): er is geen respons, en de marges houden er geen rekening mee "
            "welk deel van de mensen antwoordde.",
        )
    return tuple(
        f"De lijst met genodigden heeft geen kolom {grouping.variable}: de marges {_LINES[grouping.variable]} houden "
        "er geen rekening mee welk deel van de mensen antwoordde."
        for grouping in groupings
        if not grouping.in_frame
    )


def _file_name(name: str) -> str:
    """The name without its folders."""
    return Path(name).name or name
