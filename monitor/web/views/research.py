"""What the page for researchers says: what they get, for what, until when, and why not where they get nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.numbers import whole
from monitor.exports.research_codebook import CODES, JSON, LEFT_OUT, SAV, TEXT, WORDS
from monitor.services.researching import Gone, Offer
from monitor.web.formats import count, day, sentence_case
from surveys.questionnaire import Questionnaire

_FILES = (
    (SAV, "voor SPSS, en voor R, Python, Stata of JASP: met labels, meetniveau en ontbrekende waarden"),
    (CODES, "dezelfde formulieren in codes, voor elk programma"),
    (WORDS, "dezelfde formulieren in woorden, om te lezen"),
    (TEXT, "het codeboek: elke stelling, elke code, en hoe de monitor rekent"),
    (JSON, "hetzelfde codeboek voor een programma"),
)


@dataclass(frozen=True)
class ResearchLine:
    """A closed wave in a list of what a researcher may get. given: there are forms to get."""

    house: str
    wave: str
    name: str
    words: str
    given: bool


@dataclass(frozen=True)
class ResearchPage:
    """The page's context. missing: heading and sentence where nothing is given, or None; files: name and what it is."""

    house: str
    house_name: str
    wave: str
    wave_title: str
    purpose: str
    until: str
    erased_on: str
    forms: str
    statements: str
    files: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    missing: tuple[str, str] | None
    others: tuple[ResearchLine, ...]


def research_page(offer: Offer, questionnaire: Questionnaire, offers: Sequence[Offer]) -> ResearchPage:
    """`offers`: of all closed waves of the house, this one among them."""
    wave = offer.wave
    return ResearchPage(
        house=offer.house.id,
        house_name=offer.house.name,
        wave=wave.id,
        wave_title=sentence_case(wave.name),
        purpose=offer.right.purpose.strip(),
        until=day(offer.until),
        erased_on=day(wave.retention_date),
        forms=count(offer.forms or 0, "formulier", "formulieren"),
        statements=count(len(questionnaire.items), "stelling", "stellingen"),
        files=_FILES,
        left_out=LEFT_OUT,
        missing=_missing(offer),
        others=research_lines([one for one in offers if one.wave.id != wave.id]),
    )


def research_lines(offers: Sequence[Offer]) -> tuple[ResearchLine, ...]:
    """Waves in the order given, each with what there is to get."""
    return tuple(
        ResearchLine(one.house.id, one.wave.id, one.wave.name, _words(one), one.gone is None) for one in offers
    )


def _words(offer: Offer) -> str:
    if offer.gone is Gone.ERASED:
        return "de formulieren zijn gewist"
    if offer.gone is Gone.TOO_FEW:
        return f"minder dan {whole(offer.fewest)} formulieren"
    if offer.gone is Gone.UNREADABLE:
        return "nu niet te lezen"
    return f"{count(offer.forms or 0, 'formulier', 'formulieren')}, tot {day(offer.wave.retention_date)}"


def _missing(offer: Offer) -> tuple[str, str] | None:
    if offer.gone is Gone.ERASED:
        erased = offer.wave.erased_on
        when = f"zijn op {day(erased)} gewist" if erased else "worden nu gewist"
        return (
            "De formulieren zijn er niet meer",
            f"De antwoorden van deze meting {when}, zoals aan de partners was beloofd. De uitkomsten blijven.",
        )
    if offer.gone is Gone.TOO_FEW:
        return (
            "Er zijn te weinig formulieren",
            f"Wij geven formulieren alleen als er ten minste {whole(offer.fewest)} zijn, van evenveel mensen. Anders "
            "is te gemakkelijk te herkennen wie wat invulde.",
        )
    if offer.gone is Gone.UNREADABLE:
        return (
            "De uitkomsten zijn nu niet te lezen",
            "Een andere versie van het programma maakte de uitkomsten van deze meting. Daarom weten wij niet of er "
            "genoeg formulieren zijn. Vraag het de beheerder.",
        )
    return None
