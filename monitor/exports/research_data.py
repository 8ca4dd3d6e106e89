"""The forms of a wave as a researcher gets them: a variable per statement and nothing else, and what a code means."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED, NOT_ASKED_VALUE
from surveys.names import MAX_BYTES, spss_fault
from surveys.questionnaire import Aspect, Item, Questionnaire

LANGUAGE = "nl"
LABEL_BYTES, VALUE_BYTES, FILE_BYTES, NOTE_BYTES = 256, 120, 64, 80
"""Most bytes, in UTF-8, of a variable label, a value label, a file label and a line of the notes. Source: IBM SPSS
Statistics, *Universals* of the command syntax reference."""
_ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Variable:
    """One statement as a column. `label`: the statement, cut where it is longer than SPSS takes."""

    name: str
    item: str
    statement: str
    label: str
    stem: str
    aspect: Aspect

    @property
    def cut(self) -> bool:
        """Whether the label is not the whole statement."""
        return self.label != self.statement


@dataclass(frozen=True)
class Coding:
    """What stands in a cell: 1 up to the number of `answers`, one of two codes for missing, or nothing (left empty)."""

    answers: tuple[str, ...]
    no_opinion: int
    no_opinion_words: str
    not_asked: int
    not_asked_words: str = NOT_ASKED_VALUE

    @property
    def missing(self) -> tuple[int, int]:
        """The codes that are declared missing."""
        return self.not_asked, self.no_opinion

    @property
    def words(self) -> dict[int, str]:
        """Code -> what it says."""
        given = dict(enumerate(self.answers, start=1))
        return given | {self.not_asked: self.not_asked_words, self.no_opinion: self.no_opinion_words}


@dataclass(frozen=True)
class Terms:
    """For what the forms were given, on which day, and until when they may be used at most."""

    purpose: str
    right_until: date
    given_on: date
    erased_on: date


@dataclass(frozen=True)
class FormsData:
    """All forms of a wave. rows: a byte per variable, a code of `coding` or 0 (left empty), in an order that tells
    nothing. closed_on, period: of the wave, in the Netherlands."""

    house: str
    house_name: str
    wave: str
    wave_name: str
    period: tuple[date, date]
    closed_on: date
    invented: bool
    questionnaire: Questionnaire
    terms: Terms
    variables: tuple[Variable, ...]
    coding: Coding
    rows: tuple[bytes, ...]


def variables_of(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """A variable per statement, in the questionnaire's order."""
    found = [
        (aspect, block, item) for aspect in questionnaire.aspects for block in aspect.blocks for item in block.items
    ]
    names = variable_names([item.id for _, _, item in found])
    return tuple(
        Variable(
            name=name,
            item=item.id,
            statement=_text_of(item),
            label=cut_text(_text_of(item), LABEL_BYTES),
            stem=one_line(block.stem[LANGUAGE]),
            aspect=aspect,
        )
        for name, (aspect, block, item) in zip(names, found, strict=True)
    )


def coding_of(questionnaire: Questionnaire) -> Coding:
    """Geen oordeel is 9 and not asked is 8, whatever the scale; 99 and 98 where the scale itself is that long."""
    scale = questionnaire.scale
    not_asked, no_opinion = (8, 9) if scale.maximum < 8 else (98, 99)
    answers = tuple(one_line(label[LANGUAGE]) for label in scale.labels)
    return Coding(answers, no_opinion, one_line(scale.no_opinion[LANGUAGE]), not_asked)


def code_rows(answers: Iterable[bytes], coding: Coding, *, salt: str) -> tuple[bytes, ...]:
    """The forms in the codes of a file. answers: a byte per item, as the vault has them.

    The order follows from the answers alone: by the SHA-256 of `salt` and a form's bytes. So it is the same every time,
    and tells nothing that the answers do not tell.
    """
    codes = bytearray(range(256))
    codes[EMPTY], codes[NOT_ASKED], codes[NO_OPINION] = 0, coding.not_asked, coding.no_opinion
    head = hashlib.sha256(salt.encode())

    def place(form: bytes) -> bytes:
        found = head.copy()
        found.update(form)
        return found.digest()

    return tuple(sorted((form.translate(bytes(codes)) for form in answers), key=place))


def variable_names(ids: Sequence[str]) -> list[str]:
    """An SPSS name for each id: the id itself where it is one, and else one made from it; no two alike in capitals."""
    own = {found.lower() for found in ids if spss_fault(found) is None}
    names: list[str] = []
    for number, found in enumerate(ids, start=1):
        taken = {name.lower() for name in names}
        if spss_fault(found) is None and found.lower() not in taken:
            names.append(found)
        else:
            names.append(_make_name(found, number, taken | own))
    return names


def _make_name(found: str, number: int, taken: set[str]) -> str:
    """v<number>_ and what is left of an id in letters, digits and _; raised until nobody has it."""
    plain = unicodedata.normalize("NFKD", found).encode("ascii", "ignore").decode()
    rest = "".join(sign if sign.isalnum() else "_" for sign in plain)
    while True:
        name = f"v{number}_{rest}"[:MAX_BYTES].rstrip("_")
        if name.lower() not in taken:
            return name
        number += len(taken)


def cut_text(text: str, most: int) -> str:
    """The text if it has at most so many bytes, else what fits of it with … behind; never half a character."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len(_ELLIPSIS.encode())].decode(errors="ignore")
    return kept.rstrip(f" {_JOINERS}") + _ELLIPSIS


def one_line(text: str) -> str:
    """A text on one line, without control signs and signs that turn text round."""
    plain = (" " if unicodedata.category(sign)[0] == "C" and sign not in _JOINERS else sign for sign in text)
    return " ".join("".join(plain).split())


def _text_of(item: Item) -> str:
    return one_line(item.text[LANGUAGE])
