"""How one language writes: its phrases filled in, numbers as the screens show them, lists of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.results import LEAST_P
from monitor.stats.wording.findings import Point
from monitor.stats.wording.phrases import EN, NL

LANGUAGES = ("nl", "en")
MOST_NAMED = 3
"""Of longer lists the rest is counted."""

_NUMBERS = {
    "nl": ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}


@dataclass(frozen=True)
class Words:
    """One language: its phrases, and how it writes numbers and lists."""

    language: str

    def say(self, phrase: str, **values: object) -> str:
        """Fill in a phrase."""
        return (EN if self.language == "en" else NL)[phrase].format(**values)

    def counted(self, number: int) -> str:
        """A number in words up to twelve."""
        names = _NUMBERS[self.language]
        return names[number] if number < len(names) else str(number)

    def number(self, value: float, decimals: int) -> str:
        """A number with the decimal sign of the language."""
        text = f"{value:.{decimals}f}"
        return text if self.language == "en" else text.replace(".", ",")

    def plain(self, value: float) -> str:
        """A number with no more decimals than it has."""
        text = f"{value:g}"
        return text if self.language == "en" else text.replace(".", ",")

    def signed(self, value: float) -> str:
        """A difference of means with its sign; nothing before 0,00."""
        text = self.number(abs(value), 2)
        return text if round(abs(value), 2) == 0 else f"{'+' if value > 0 else '−'}{text}"

    def coefficient(self, value: float) -> str:
        """A correlation, with a minus sign where it has one."""
        text = self.number(abs(value), 2)
        return f"−{text}" if value < 0 and round(abs(value), 2) != 0 else text

    def chance(self, p: float) -> str:
        """A p value: "p = 0,41"; with three decimals below 0,1, or more where .05 is only just not reached.

        One that is stored with two decimals has no more; 0.01 is then "p ≤ 0,01".
        """
        if p == LEAST_P:
            return f"p ≤ {self.number(p, 2)}"
        if p < 0.001:
            return f"p < {self.number(0.001, 3)}"
        decimals = 2 if p >= 0.1 or p == round(p, 2) else 3
        while round(p, decimals) >= 0.05 > p:
            decimals += 1
        return f"p = {self.number(p, decimals)}"

    def value(self, point: Point) -> str:
        """A mean as it is shown."""
        return self.number(point.value, point.decimals)

    def percent(self, value: float) -> str:
        """Whole percents, from 0..100."""
        return f"{value:.0f}%" if self.language == "en" else f"{value:.0f}\u00a0%"

    def share(self, share: float) -> str:
        """Whole percents, from 0..1."""
        return self.percent(round(100 * share))

    def joined(self, names: Sequence[str], *, most: int | None = None) -> str:
        """A list in words: a, b en c; past `most` names the rest is counted."""
        if most is not None and len(names) > most:
            names = [*names[:most], self.say("more", count=len(names) - most)]
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('and')} {names[-1]}"

    def quoted(self, text: str) -> str:
        """A statement between quotation marks, without its full stop."""
        return f"‘{text.rstrip(' .')}’"


def unbroken(text: str) -> str:
    """The text with word joiners around its en dashes: a range never breaks over two lines."""
    return text.replace("–", "\u2060–\u2060")


def upper_first(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def plural(phrase: str, names: Sequence[object]) -> str:
    """The name of a phrase for one or for many."""
    return f"{phrase}_one" if len(names) == 1 else f"{phrase}_many"
