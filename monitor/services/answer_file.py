"""A table of answers, checked cell by cell: every row with an answer is a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.errors import BadInput
from monitor.imports.table import Row, Table, fold
from surveys.answers import EMPTY, NO_OPINION, NO_OPINION_VALUE, NOT_ASKED, NOT_ASKED_VALUE
from surveys.errors import shown
from surveys.questionnaire import Questionnaire

GROUP_COLUMNS = ("overleg", "overlegvorm", "beroepsgroep")
ATTENDANCE = "aanwezig"
RESPONDENT = "respondent"
MOST_TIMES = 9_999
"""More often than this nobody is present in a period."""
_TOTALS = frozenset(
    {"totaal", "totalen", "total", "som", "sum", "gemiddelde", "gemiddeld", "mean", "average", "mediaan", "median"}
)
"""What a row under the table is called that sums up the others."""
_WHOLE = re.compile(r"(-?[0-9]{1,6})(?:[.,]0+)?")


@dataclass(frozen=True)
class AnswerFile:
    """The forms of a file, in its order. groups: column -> the label on every form ("" where empty)."""

    file: str
    answers: NDArray[np.uint8]
    """forms x items, codes of surveys.answers."""
    persons: NDArray[np.int64]
    """forms; forms of one person share a number."""
    groups: Mapping[str, tuple[str, ...]]
    attendance: NDArray[np.int64] | None
    """forms, -1 left empty; None without such a column."""
    rows: tuple[int, ...]
    """The row number of every form."""
    ignored_rows: tuple[int, ...]
    ignored_columns: tuple[str, ...]
    notes: tuple[str, ...]
    alone: bool
    """Whether there is no column that tells whose form it is, so that every form is a person."""


def known_columns(questionnaire: Questionnaire) -> frozenset[str]:
    """The folded names of all columns that a file of answers may have."""
    return frozenset(fold(name) for name in (*_item_ids(questionnaire), *GROUP_COLUMNS, ATTENDANCE, RESPONDENT))


def read_answers(table: Table, questionnaire: Questionnaire, *, no_opinion_code: int | None = None) -> AnswerFile:
    """Read the forms. no_opinion_code: the whole number that means geen oordeel in this file.

    BadInput with file, row and column: a missing item column, a value that is no answer, a number of times that cannot
    be, two forms of one respondent about one overleg, no form at all.
    """
    places = _item_places(table, questionnaire)
    reader = _answer_reader(questionnaire, no_opinion_code)
    kept, answers, ignored = list[Row](), list[bytes](), list(table.blank_rows)
    for row in table.rows:
        codes = _read_row(table, row, places, reader)
        if any(code not in (EMPTY, NOT_ASKED) for code in codes):
            _check_form(table, row)
            kept.append(row)
            answers.append(codes)
        else:
            ignored.append(row.number)
    if not kept:
        raise BadInput(f"{shown(table.file)} bevat geen formulier: in geen enkele rij staat een antwoord.")
    groups = {
        name: tuple(" ".join(table.cell(row, table.columns[name]).split()) for row in kept)
        for name in GROUP_COLUMNS
        if name in table.columns
    }
    persons, notes = _read_persons(table, kept, groups.get("overleg"))
    known = known_columns(questionnaire)
    return AnswerFile(
        file=table.file,
        answers=np.frombuffer(b"".join(answers), dtype=np.uint8).reshape(len(kept), len(places)).copy(),
        persons=persons,
        groups=groups,
        attendance=_read_attendance(table, kept),
        rows=tuple(row.number for row in kept),
        ignored_rows=tuple(sorted(ignored)),
        ignored_columns=unknown_columns(table, known),
        notes=notes,
        alone=RESPONDENT not in table.columns,
    )


def unknown_columns(table: Table, known: frozenset[str]) -> tuple[str, ...]:
    """The headers that are not among the known ones; a column of values without a name is told by its place."""
    filled = {place for row in table.rows for place, cell in enumerate(row.cells) if cell and not table.header[place]}
    return tuple(
        name or f"(kolom {place + 1}, zonder naam)"
        for place, name in enumerate(table.header)
        if (name and fold(name) not in known) or place in filled
    )


def _item_ids(questionnaire: Questionnaire) -> tuple[str, ...]:
    return tuple(item.id for item in sorted(questionnaire.items, key=lambda item: item.position))


def _item_places(table: Table, questionnaire: Questionnaire) -> list[int]:
    """The place of every item's column, in the order of the questionnaire."""
    names = _item_ids(questionnaire)
    missing = [name for name in names if fold(name) not in table.columns]
    start = f"{shown(table.file)}, rij {table.header_row}"
    if len(missing) == len(names):
        raise BadInput(
            f"{start}: geen enkele kolom heet zoals een stelling van {questionnaire.id}; zet in deze rij de namen "
            f"{names[0]} tot en met {names[-1]}."
        )
    if missing:
        others = f" (en nog {len(missing) - 1} andere)" if len(missing) > 1 else ""
        raise BadInput(f"{start}: de kolom {missing[0]} ontbreekt{others}; zet elke stelling in een eigen kolom.")
    return [table.columns[fold(name)] for name in names]


def _answer_reader(questionnaire: Questionnaire, no_opinion_code: int | None) -> Callable[[str], int | str]:
    """Give a function from a cell's text to its code, or to the reason why it is no answer."""
    scale = questionnaire.scale
    words: dict[str, int] = {"": EMPTY, fold(NOT_ASKED_VALUE): NOT_ASKED, fold(NO_OPINION_VALUE): NO_OPINION}
    words |= {fold(text): NO_OPINION for text in scale.no_opinion.values()}
    words |= {fold(text): code for code, texts in enumerate(scale.labels, start=1) for text in texts.values()}
    if no_opinion_code is not None and 1 <= no_opinion_code <= scale.maximum:
        raise BadInput(
            f"--no-opinion-code {no_opinion_code} is een antwoord van de schaal (1 tot en met {scale.maximum})."
        )
    seen: dict[str, int | str] = {}

    def read(text: str) -> int | str:
        if text not in seen:
            seen[text] = _read_answer(text, words, scale.maximum, no_opinion_code)
        return seen[text]

    return read


def _read_answer(text: str, words: Mapping[str, int], maximum: int, no_opinion_code: int | None) -> int | str:
    number = _WHOLE.fullmatch(text)
    if number is None:
        word = words.get(fold(text))
        reason = f"‘{shown(text)}’ is geen antwoord; kies 1 tot en met {maximum}, geen oordeel of leeg"
        return reason if word is None else word
    value = int(number[1])
    if value == no_opinion_code:
        return NO_OPINION
    if 1 <= value <= maximum:
        return value
    hint = f"; betekent {value} geen oordeel, geef dan --no-opinion-code {value}" if no_opinion_code is None else ""
    return f"{value} staat niet op de schaal van 1 tot en met {maximum}{hint}"


def _read_row(table: Table, row: Row, places: list[int], reader: Callable[[str], int | str]) -> bytes:
    codes = bytearray()
    for place in places:
        code = reader(table.cell(row, place))
        if isinstance(code, str):
            raise table.fault(row, place, code)
        codes.append(code)
    return bytes(codes)


def _check_form(table: Table, row: Row) -> None:
    """Raise BadInput for a row of totals, which would count as one more form: its name stands first, or as a group."""
    first = next((place for place, cell in enumerate(row.cells) if cell.strip()), 0)
    for place in (first, *(table.columns[name] for name in (RESPONDENT, *GROUP_COLUMNS) if name in table.columns)):
        text = table.cell(row, place)
        if fold(text) in _TOTALS:
            raise table.fault(row, place, f"‘{shown(text)}’ is geen formulier maar een samenvatting; haal de rij weg")


def _read_attendance(table: Table, rows: list[Row]) -> NDArray[np.int64] | None:
    place = table.columns.get(ATTENDANCE)
    if place is None:
        return None
    return np.array([_read_times(table, row, place) for row in rows], dtype=np.int64)


def _read_times(table: Table, row: Row, place: int) -> int:
    """Times present, -1 where left empty."""
    text = table.cell(row, place)
    if not text:
        return -1
    number = _WHOLE.fullmatch(text)
    if number is None or not 0 <= int(number[1]) <= MOST_TIMES:
        raise table.fault(
            row, place, f"‘{shown(text)}’ is geen aantal keren; kies een heel getal van 0 of meer, of leeg"
        )
    return int(number[1])


def _read_persons(
    table: Table, rows: list[Row], overleg: tuple[str, ...] | None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Number the persons; without the column every row is one, and so is every row where it is empty."""
    place = table.columns.get(RESPONDENT)
    if place is None:
        return np.arange(len(rows), dtype=np.int64), ()
    numbers: dict[str, int] = {}
    forms: dict[tuple[str, str], int] = {}
    persons, alone = list[int](), 0
    for index, row in enumerate(rows):
        name = table.cell(row, place)
        key = name or f"\0{index}"
        alone += not name
        persons.append(numbers.setdefault(key, len(numbers)))
        about = (key, fold(overleg[index]) if overleg else str(index))
        if about in forms:
            earlier = f"ook rij {forms[about]} is van respondent ‘{shown(name)}’ over dit overleg"
            raise table.fault(row, place, f"{earlier}; van één persoon hoort er één formulier per overleg te zijn")
        forms[about] = row.number
    notes = (
        (f"Bij {alone} formulieren is de respondent leeg: elk daarvan telt als een eigen persoon.",) if alone else ()
    )
    return np.array(persons, dtype=np.int64), notes
