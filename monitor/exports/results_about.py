"""The first table of every file: what it is, how to read it, what is hidden and rounded, and what each column says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.exports.results_cells import Column, Sheet
from monitor.exports.results_scope import Scope
from monitor.exports.results_scores import LANGUAGE
from monitor.results.rules import least_shown, rule_of_differences, rules_of_hiding
from monitor.results.shown import HIDDEN_TEXT, UNDEFINED_TEXT, rounded
from surveys.questionnaire import Questionnaire

NAME = "Toelichting"
_COLUMNS = (
    Column("Onderwerp", "Waarover de uitleg gaat.", key="gegeven", width=36),
    Column("Uitleg", "De uitleg.", width=100),
)
Line = tuple[str, str]


def about_sheet(scope: Scope, questionnaire: Questionnaire, sheets: Sequence[Sheet]) -> Sheet:
    """The explanation of a file that holds these other tables."""
    rows = (*_what(scope, questionnaire), *_reading(scope, questionnaire), *_origin(scope, questionnaire))
    return Sheet(NAME, "Wat in dit bestand staat en hoe u het leest", _COLUMNS, (*rows, *_contents(sheets)))


def _what(scope: Scope, questionnaire: Questionnaire) -> Iterator[Line]:
    found = scope.publication
    yield "Veiligheidshuis", found.house_name
    yield "Meting", found.wave_name
    if scope.overleg is not None:
        yield "Overleg", scope.overleg.label
        beside = any(one.mean is not None for one in scope.report.aspects)
        yield "Wat hierin staat", f"De uitkomsten van dit ene overleg{', naast die van het hele huis' * beside}."
        if not beside:
            yield "Het hele huis", "Niet getoond: met zo weinig overleggen is anders een ander overleg uit te rekenen."
    else:
        yield "Wat hierin staat", "De uitkomsten van het hele huis en van de groepen daarin."
    if found.invented:
        yield "Let op", "Alle namen en cijfers in dit bestand zijn verzonnen."
    yield "Vragenlijst", f"{questionnaire.title[LANGUAGE]}, versie {found.questionnaire_version}"
    yield "Open", f"{_day(found.opened_on)} tot en met {_day(found.closed_on)}"
    yield "Periode", f"Over {_day(found.period_start)} tot en met {_day(found.period_end)}"
    if scope.outside:
        yield "Voor wie", "Dit bestand mag u buiten het Veiligheidshuis delen."
    else:
        yield (
            "Voor wie",
            "Voor gebruik binnen het Veiligheidshuis. Wilt u cijfers aan anderen geven? Neem dan het bestand om door"
            f" te geven; daarin staan alleen antwoorden van groepen van ten minste"
            f" {least_shown(found.minimum, outside=True)} mensen.",
        )


def _reading(scope: Scope, questionnaire: Questionnaire) -> Iterator[Line]:
    found = scope.publication
    labels = ", ".join(
        f"{place} = {label[LANGUAGE]}" for place, label in enumerate(questionnaire.scale.labels, start=1)
    )
    yield "Schaal", f"{labels}. Geen oordeel is geen getal en telt niet mee in een gemiddelde."
    yield "Marge", "Het interval van 95 %: zo zeker weten wij het gemiddelde. Hoe meer antwoorden, hoe smaller."
    yield "Ondergrens", " ".join(rules_of_hiding(scope.minimum))
    yield (
        HIDDEN_TEXT,
        "Er zijn te weinig antwoorden, of wij beschermen er een ander cijfer mee. Een groep zonder antwoorden ziet er"
        " net zo uit. Zo verraadt een leeg vak niets.",
    )
    yield UNDEFINED_TEXT, "Dit getal bestaat hier niet, bijvoorbeeld omdat alle antwoorden gelijk zijn."
    yield (
        "Afronding",
        "Elk getal is afgerond zoals op de pagina's: gemiddelden op twee decimalen, of op één waar het aantal klein is;"
        " aandelen op hele procenten.",
    )
    least = _comma(found.smallest_difference)
    yield "Verschil", rule_of_differences(least, one_overleg=scope.overleg is not None)
    limit = _comma(found.alpha_threshold)
    yield "Betrouwbaarheid", f"Wij vragen een alpha van {limit} of meer, ook aan de onderkant van de marge."
    yield "Lege cel", "Een lege cel betekent dat de regel over iets anders gaat, niet dat er een cijfer verborgen is."


def _origin(scope: Scope, questionnaire: Questionnaire) -> Iterator[Line]:
    found = scope.publication
    if scope.code:
        yield "Code van de publicatie (SHA-256)", scope.code
    yield "Code van de vragenlijst (SHA-256)", found.questionnaire_sha256
    versions = ", ".join(f"{name} {version}" for name, version in sorted(found.versions.items()))
    yield "Berekend met", versions or "–"
    yield "Bron van de vragenlijst", questionnaire.source


def _contents(sheets: Sequence[Sheet]) -> Iterator[Line]:
    for sheet in sheets:
        yield f"Tabel {sheet.name}", f"{sheet.title}."
        for column in sheet.columns:
            unit = f" Eenheid: {column.unit}." if column.unit else ""
            yield f"{sheet.name}: {column.name}", f"{column.about}{unit}"


def _comma(value: float) -> str:
    return f"{rounded(value):f}".replace(".", ",")


def _day(text: str) -> str:
    found = date.fromisoformat(text[:10])
    return f"{found.day}-{found.month}-{found.year}"
