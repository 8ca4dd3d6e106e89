"""What in a comment may point at somebody: addresses, telephone numbers, BSNs, long numbers, names.

It marks for a reader or asks the writer once more; it never decides. False alarms are cheap, so it leans to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.services.names import fold


class Spot(StrEnum):
    """What a part of a text may be."""

    EMAIL = "e-mailadres"
    BSN = "burgerservicenummer"
    PHONE = "telefoonnummer"
    NUMBER = "lang nummer"
    NAME = "naam"


@dataclass(frozen=True)
class Piece:
    """A part of a text; `spot`: what it may be, or None."""

    text: str
    spot: Spot | None = None


ASKED = (Spot.EMAIL, Spot.BSN, Spot.PHONE)
"""About which the writer is asked once more before sending."""
_GAP = re.compile(r"[ \u00a0.\-\u2010-\u2015/()+\u200b-\u200d\u2060]{1,3}\Z")
"""What people put between the digits of one number."""
_EMAIL = re.compile(
    r"[^\s@＠<>(),;:\"]{1,64}\s?(?:[@＠]|[(\[]\s?(?:at|apenstaartje)\s?[)\]])\s?[^\s@＠<>(),;:\"]{1,190}\.[^\W\d_]{2,24}",
    re.I,
)
_DIGITS = re.compile(r"\+?\d+")
_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{2}|\d{4})\Z")
_PHONE = re.compile(r"(?:\+?31|0031|0)0?[1-9]\d{8}\Z")
_LONG = 6
"""Digits from which a number may be one of a case, a house or a person."""
_MOST_GROUPS = 7
"""In how many groups one telephone number or BSN is written at most."""
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_TITLED = re.compile(
    r"\b(?i:mevrouw|meneer|mevr\.?|mw\.?|dhr\.?|heer|collega)\s+"
    r"((?:[^\W\d_a-z]\.\s*){0,4}(?:(?i:van|de|der|den|ten|ter|von|het|'t)\s+){0,3}"
    r"[^\W\d_a-z][^\W\d_]*(?:['’\- ][^\W\d_a-z][^\W\d_]*)*)"
)
"""How somebody is called by a surname."""
_SHORTEST_NAME = 3
_PARTICLES = {"van", "von", "der", "den", "des", "het", "ten", "ter", "the", "and", "bij", "aan", "uit", "voor"}
_BSN_DIGITS = 9


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words by which somebody or an overleg is named; short words and particles are of no use alone."""
    found = {part for name in names for word in _WORD.findall(name) for part in _parts(word)}
    return frozenset(part for part in found if len(part) >= _SHORTEST_NAME and part not in _PARTICLES)


def spot(text: str, names: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """The text in pieces, in order; together they are the text again. `names`: of `words_of`."""
    pieces, at = [], 0
    for start, end, kind in _without_overlap([*_find_addresses(text), *_find_numbers(text), *_find_names(text, names)]):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], kind))
        at = end
    return (*pieces, Piece(text[at:])) if at < len(text) else tuple(pieces)


def spots_in(pieces: Iterable[Piece]) -> tuple[Spot, ...]:
    """Which kinds were found, each once, in the order of `Spot`."""
    found = {piece.spot for piece in pieces}
    return tuple(kind for kind in Spot if kind in found)


def is_bsn(digits: str) -> bool:
    """Whether nine digits (eight: with a nought before them) pass the test of eleven of a burgerservicenummer.

    9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h - i is a multiple of eleven (Besluit burgerservicenummer).
    """
    if not digits.isdecimal() or not _BSN_DIGITS - 1 <= len(digits) <= _BSN_DIGITS or not int(digits):
        return False
    *first, last = (int(digit) for digit in digits.rjust(_BSN_DIGITS, "0"))
    return (sum(weight * digit for weight, digit in zip(range(9, 1, -1), first, strict=True)) - last) % 11 == 0


_Found = tuple[int, int, Spot]


def _without_overlap(found: Sequence[_Found]) -> Iterator[_Found]:
    """Where two overlap, the longer one stays of what a writer is asked about; then the one that `Spot` names first."""
    order = {kind: 0 if kind in ASKED else place for place, kind in enumerate(Spot)}
    taken: list[_Found] = []
    for start, end, kind in sorted(found, key=lambda one: (order[one[2]], one[0] - one[1], one[0])):
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, kind))
    yield from sorted(taken)


def _find_addresses(text: str) -> Iterator[_Found]:
    return ((found.start(), found.end(), Spot.EMAIL) for found in _EMAIL.finditer(text))


def _find_numbers(text: str) -> Iterator[_Found]:
    """Telephone numbers and BSNs in any grouping, also beside each other; and every other long number."""
    for run in _runs(text):
        for first in range(len(run)):
            for last in range(first, min(first + _MOST_GROUPS, len(run))):
                if kind := _kind_of(text[run[first][0] : run[last][1]], groups=last - first + 1):
                    yield run[first][0], run[last][1], kind
        whole = text[run[0][0] : run[-1][1]]
        if len(_digits(whole)) >= _LONG and not _DATE.match(whole):
            yield run[0][0], run[-1][1], Spot.NUMBER
        yield from ((start, end, Spot.NUMBER) for start, end in run if end - start >= _LONG)


def _runs(text: str) -> list[list[tuple[int, int]]]:
    """Groups of digits, taken together where no more than a gap stands between them."""
    runs: list[list[tuple[int, int]]] = []
    for found in _DIGITS.finditer(text):
        if runs and _GAP.match(text[runs[-1][-1][1] : found.start()]):
            runs[-1].append(found.span())
        else:
            runs.append([found.span()])
    return runs


def _digits(number: str) -> str:
    return "".join(str(int(sign)) for sign in number if sign.isdecimal())


def _kind_of(number: str, *, groups: int) -> Spot | None:
    """BSN or telephone number. Eight digits in groups are rather a date."""
    digits = _digits(number)
    if is_bsn(digits) and (len(digits) == _BSN_DIGITS or groups == 1):
        return Spot.BSN
    return Spot.PHONE if _PHONE.match(digits) else None


def _find_names(text: str, names: frozenset[str]) -> Iterator[_Found]:
    for found in _TITLED.finditer(text):
        yield found.start(1), found.end(1), Spot.NAME
    for found in _WORD.finditer(text):
        if names.intersection(_parts(found[0])):
            yield found.start(), found.end(), Spot.NAME


def _parts(word: str) -> tuple[str, ...]:
    """A word folded, and the parts of one that is written with signs inside."""
    folded = fold(word)
    return (folded, *folded.split())
