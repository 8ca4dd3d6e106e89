"""What every writer of findings needs: the report, what it is judged by, a language, and the names of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Limits
from monitor.results import Report
from monitor.stats.preparing import text_in
from monitor.stats.wording.findings import Point
from monitor.stats.wording.words import MOST_NAMED, Words
from surveys.questionnaire import AspectKind, Questionnaire

RANKED = (AspectKind.SCALE.value, AspectKind.INDEX.value)
"""The kinds of aspect of which higher and lower can be said."""
NOUNS = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm", "regio")
"""Variables with a word of their own for their groups; others have groups."""


@dataclass(frozen=True)
class Teller:
    """One report to be told in one language."""

    report: Report
    questionnaire: Questionnaire
    limits: Limits
    words: Words

    @property
    def ranked(self) -> list[str]:
        """The aspects of which higher and lower can be said."""
        return [aspect.id for aspect in self.report.aspects if aspect.kind in RANKED]

    def label(self, aspect: str) -> str:
        """An aspect's name."""
        found = next(one for one in self.questionnaire.aspects if one.id == aspect)
        return text_in(found.label, self.words.language)

    def labels(self, aspects: Sequence[str]) -> str:
        """The names of aspects in a list."""
        return self.words.joined([self.label(aspect) for aspect in aspects])

    def aspects(self, points: Sequence[Point]) -> str:
        """The names of the aspects of these numbers."""
        return self.labels([point.key for point in points])

    def items(self, points: Sequence[Point]) -> str:
        """The statements of these numbers, quoted; of many the rest is counted."""
        texts: Mapping[str, str] = {
            item.id: text_in(item.text, self.words.language) for item in self.questionnaire.items
        }
        return self.words.joined([self.words.quoted(texts[point.key]) for point in points], most=MOST_NAMED)

    def noun(self, variable: str) -> str:
        """What the groups of a variable are called."""
        return self.words.say(variable if variable in NOUNS else "groups")
