"""What one answer is: a byte per item. Geen oordeel, left empty and not asked are three things and never numbers."""

from __future__ import annotations

from surveys.errors import AnswerError
from surveys.questionnaire import Scale

EMPTY = 0
NOT_ASKED = 254
NO_OPINION = 255
NO_OPINION_VALUE = "geen oordeel"
"""How geen oordeel is written in a posted form and in files."""
NOT_ASKED_VALUE = "niet gevraagd"
"""How not asked is written in files; nobody can post it."""

_POSTED = {NO_OPINION_VALUE: NO_OPINION} | {str(code): code for code in range(1, 10)}
_WRITTEN = {EMPTY: "", NOT_ASKED: NOT_ASKED_VALUE} | {code: value for value, code in _POSTED.items()}


def parse_answer(value: str, scale: Scale) -> int:
    """Return the code of a posted value: "1" up to the scale's maximum, or geen oordeel. AnswerError for all else."""
    code = _POSTED.get(value, EMPTY)
    if EMPTY < code <= scale.maximum or code == NO_OPINION:
        return code
    raise AnswerError


def format_answer(code: int) -> str:
    """Return how a code is written: "3", "geen oordeel", "" (left empty), "niet gevraagd". AnswerError for all else."""
    try:
        return _WRITTEN[code]
    except KeyError:
        raise AnswerError from None


def answer_label(code: int, scale: Scale, language: str) -> str | None:
    """Return the words of an answer in a language; None for left empty and not asked. AnswerError for all else."""
    if code in (EMPTY, NOT_ASKED):
        return None
    if code == NO_OPINION:
        return scale.no_opinion[language]
    if not 1 <= code <= scale.maximum:
        raise AnswerError
    return scale.labels[code - 1][language]
