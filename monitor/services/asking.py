"""Whether two waves asked the same: only then may the two scores stand beside each other. One rule for every page.

The same is: the answers on offer, the question, and the text of the statement (of an aspect: its kind and all its
statements), in every language that both waves were asked in. A language that came later changes nothing for the others.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from surveys.questionnaire import Questionnaire, Texts

if TYPE_CHECKING:
    from monitor.services.years import Year  # pages of a file need no store


class Unlike(StrEnum):
    """Why the score of one wave does not stand beside that of another."""

    NOT_NOW = "not_now"
    """It was asked then and is not asked any more."""
    NOT_THEN = "not_then"
    """It was not asked yet."""
    OTHER_WORDS = "other_words"
    """It is asked in other words, or of other statements."""
    UNKNOWN = "unknown"
    """The questionnaire of one of the two is not there any more to look."""


def unlike(now: Year, then: Year, *, aspect: str = "", item: str = "") -> Unlike | None:
    """Why two scores do not stand beside each other; None where they may.

    Of a statement, of an aspect as a whole, or (neither named) of all aspects together.
    """
    if now.publication.questionnaire_sha256 == then.publication.questionnaire_sha256:
        return None
    if now.questionnaire is None or then.questionnaire is None:
        return Unlike.UNKNOWN
    languages = frozenset(now.questionnaire.languages) & frozenset(then.questionnaire.languages)
    asked, before = (_asked(one.questionnaire, languages, aspect, item) for one in (now, then) if one.questionnaire)
    if not asked:
        return Unlike.NOT_NOW
    if not before:
        return Unlike.NOT_THEN
    return None if languages and asked == before else Unlike.OTHER_WORDS


def _asked(questionnaire: Questionnaire, languages: frozenset[str], aspect: str, item: str) -> list[object]:
    """All that the score depends on in the questionnaire; empty where it is not asked."""

    def words(texts: Texts) -> list[tuple[str, str]]:
        return sorted((language, text) for language, text in texts.items() if language in languages)

    found = [
        (one.id, words(block.stem), words(one.text), "" if item else f"{part.id} {part.kind}")
        for part in questionnaire.aspects
        for block in part.blocks
        for one in block.items
        if (one.id == item if item else part.id == aspect if aspect else part.in_total)
    ]
    return [[words(label) for label in questionnaire.scale.labels], *found] if found else []
