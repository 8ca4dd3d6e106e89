"""The words of the findings, Dutch and English: say what is, never why; numbers as the screens show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.stats.wording.findings import Point

LANGUAGES = ("nl", "en")
MOST_NAMED = 3
"""Of longer lists the rest is counted."""

NL: Mapping[str, str] = {
    "and": "en",
    "more": "nog {count}",
    "lowest_one": "{lowest} scoort het laagst",
    "lowest_many": "{lowest} scoren het laagst",
    "highest_tail": "{highest} het hoogst",
    "highest_one": "{highest} scoort het hoogst ({value}).",
    "highest_many": "{highest} scoren het hoogst (elk {value}).",
    "lowest_sentence_one": "{lowest} scoort het laagst ({value}); {near}.",
    "lowest_sentence_many": "{lowest} scoren het laagst (elk {value}); {near}.",
    "near_none": "geen ander aspect ligt binnen de marge daarvan",
    "near_one": "{near} ligt ook binnen de marge daarvan",
    "near_many": "{near} liggen ook binnen de marge daarvan",
    "near_unknown": "de marge daarvan is niet bekend",
    "aspects_same": "Tussen de aspecten is geen verschil te zien",
    "heat_some_one": "{aspects} is het vaakst het laagst: in {times} van de {groups} {noun}",
    "heat_some_many": "{aspects} zijn het vaakst het laagst: elk in {times} van de {groups} {noun}",
    "heat_all_one": "{aspects} is in alle {groups} {noun} het laagst",
    "heat_all_many": "{aspects} zijn in alle {groups} {noun} het laagst",
    "heat_both_one": "{aspects} is in beide {noun} het laagst",
    "heat_both_many": "{aspects} zijn in beide {noun} het laagst",
    "heat_only_one": "Bij {only} is {aspects} het laagst",
    "heat_only_many": "Bij {only} zijn {aspects} het laagst",
    "organisatietype": "soorten organisaties",
    "regio": "regio’s",
    "overleg": "overleggen",
    "overlegvorm": "overlegvormen",
    "beroepsgroep": "beroepsgroepen",
    "groups": "groepen",
    "items_lowest": "Laagst: {items}",
    "items_highest": "Hoogst: {items}",
    "item_lowest_sentence": "De laagste stelling is {items} ({value}).",
    "item_lowest_sentence_many": "De laagste stellingen zijn {items} (elk {value}).",
    "item_highest_sentence": "De hoogste stelling is {items} ({value}).",
    "item_highest_sentence_many": "De hoogste stellingen zijn {items} (elk {value}).",
    "alpha_all": "Bij {all} haalt alpha de grens van {limit}, ook aan de onderkant van de marge",
    "alpha_reached": "Bij {reached} van de {count} aspecten haalt alpha de grens van {limit}",
    "alpha_none": "Bij geen aspect haalt alpha zeker de grens van {limit}",
    "alpha_unsure": "bij {aspects} is dat niet zeker",
    "alpha_below": "bij {aspects} ligt alpha eronder",
    "all_aspects": "alle {count} aspecten",
    "response": "{answered} van de {eligible} partners antwoordden: {rate} (marge {low}\u2060–\u2060{high}).",
    "response_one": "{lowest} deed minder mee dan {others}",
    "response_many": "{lowest} deden minder mee dan {others}",
    "response_same": "Tussen de {noun} is geen verschil te zien in deelname",
    "rises": "Hoe vaker aanwezig, hoe hoger het gemiddelde: van {first} ({low_label}) tot {last} ({high_label})",
    "falls": "Hoe vaker aanwezig, hoe lager het gemiddelde: van {first} ({low_label}) tot {last} ({high_label})",
    "rises_until": "Het gemiddelde stijgt tot {top_label} ({top}) en is daarna lager",
    "mixed": "Het gemiddelde is het laagst bij {lowest} ({low}) en het hoogst bij {highest} ({high})",
    "attendance_same": "Tussen wie vaker en wie minder vaak aanwezig was, is geen verschil te zien",
    "above_one": "{aspects} scoort hoger dan in het hele huis",
    "above_many": "{aspects} scoren hoger dan in het hele huis",
    "below_one": "{aspects} scoort lager dan in het hele huis",
    "below_many": "{aspects} scoren lager dan in het hele huis",
    "below_tail": "{aspects} lager",
    "rest_same": "verder zien we geen verschil",
    "same": "We zien geen verschil met het hele huis",
    "too_few": "Er zijn te weinig formulieren om met het hele huis te vergelijken",
    "no_opinion_one": "‘Geen oordeel’ komt het vaakst voor bij {aspects} ({share} van de antwoorden).",
    "no_opinion_many": "‘Geen oordeel’ komt het vaakst voor bij {aspects} (elk {share} van de antwoorden).",
}
EN: Mapping[str, str] = {
    "and": "and",
    "more": "{count} more",
    "lowest_one": "{lowest} scores lowest",
    "lowest_many": "{lowest} score lowest",
    "highest_tail": "{highest} highest",
    "highest_one": "{highest} scores highest ({value}).",
    "highest_many": "{highest} score highest ({value} each).",
    "lowest_sentence_one": "{lowest} scores lowest ({value}); {near}.",
    "lowest_sentence_many": "{lowest} score lowest ({value} each); {near}.",
    "near_none": "no other aspect lies within its margin",
    "near_one": "{near} also lies within its margin",
    "near_many": "{near} also lie within its margin",
    "near_unknown": "its margin is not known",
    "aspects_same": "No difference can be seen between the aspects",
    "heat_some_one": "{aspects} is lowest most often: in {times} of the {groups} {noun}",
    "heat_some_many": "{aspects} are lowest most often: each in {times} of the {groups} {noun}",
    "heat_all_one": "{aspects} is lowest in all {groups} {noun}",
    "heat_all_many": "{aspects} are lowest in all {groups} {noun}",
    "heat_both_one": "{aspects} is lowest in both {noun}",
    "heat_both_many": "{aspects} are lowest in both {noun}",
    "heat_only_one": "In {only} {aspects} is lowest",
    "heat_only_many": "In {only} {aspects} are lowest",
    "organisatietype": "kinds of organisation",
    "regio": "regions",
    "overleg": "meetings",
    "overlegvorm": "kinds of meeting",
    "beroepsgroep": "profession groups",
    "groups": "groups",
    "items_lowest": "Lowest: {items}",
    "items_highest": "Highest: {items}",
    "item_lowest_sentence": "The lowest statement is {items} ({value}).",
    "item_lowest_sentence_many": "The lowest statements are {items} ({value} each).",
    "item_highest_sentence": "The highest statement is {items} ({value}).",
    "item_highest_sentence_many": "The highest statements are {items} ({value} each).",
    "alpha_all": "In {all} alpha reaches the limit of {limit}, at the lower end of the margin too",
    "alpha_reached": "In {reached} of the {count} aspects alpha reaches the limit of {limit}",
    "alpha_none": "In no aspect alpha reaches the limit of {limit} for certain",
    "alpha_unsure": "in {aspects} that is not certain",
    "alpha_below": "in {aspects} alpha lies below it",
    "all_aspects": "all {count} aspects",
    "response": "{answered} of the {eligible} partners answered: {rate} (margin {low}\u2060–\u2060{high}).",
    "response_one": "{lowest} took part less than {others}",
    "response_many": "{lowest} took part less than {others}",
    "response_same": "No difference in taking part can be seen between the {noun}",
    "rises": "The more often present, the higher the mean: from {first} ({low_label}) to {last} ({high_label})",
    "falls": "The more often present, the lower the mean: from {first} ({low_label}) to {last} ({high_label})",
    "rises_until": "The mean rises until {top_label} ({top}) and is lower after that",
    "mixed": "The mean is lowest at {lowest} ({low}) and highest at {highest} ({high})",
    "attendance_same": "No difference can be seen between those present more and less often",
    "above_one": "{aspects} scores higher than in the whole house",
    "above_many": "{aspects} score higher than in the whole house",
    "below_one": "{aspects} scores lower than in the whole house",
    "below_many": "{aspects} score lower than in the whole house",
    "below_tail": "{aspects} lower",
    "rest_same": "otherwise we see no difference",
    "same": "We see no difference with the whole house",
    "too_few": "There are too few forms to compare with the whole house",
    "no_opinion_one": "‘No opinion’ is most frequent in {aspects} ({share} of the answers).",
    "no_opinion_many": "‘No opinion’ is most frequent in {aspects} ({share} of the answers each).",
}
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
