"""The codebook that goes with the forms: a plain text to read, and the same as JSON for a program."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from datetime import date

from monitor.exports.numbers import whole
from monitor.exports.research_data import LANGUAGE, FormsData, Variable, one_line
from surveys.questionnaire import Aspect, AspectKind

FORMAT = 1
"""Of the JSON; higher where a field changes its meaning or goes."""
SAV, CODES, WORDS, TEXT, JSON = (
    "formulieren.sav",
    "formulieren-codes.csv",
    "formulieren-woorden.csv",
    "codeboek.txt",
    "codeboek.json",
)
_FILES = {
    SAV: "SPSS, met labels, meetniveau en ontbrekende waarden",
    CODES: "dezelfde formulieren in codes; scheidingsteken puntkomma, UTF-8",
    WORDS: "dezelfde formulieren in woorden",
    TEXT: "dit codeboek",
    JSON: "dit codeboek voor een programma",
}
LEFT_OUT = (
    "het overleg, de overlegvorm, de regio, de beroepsgroep en de soort organisatie",
    "hoe vaak iemand aanwezig was",
    "wanneer iemand antwoordde, en in welke volgorde",
    "welke formulieren van dezelfde persoon zijn: wie bij meer overleggen hoort, vulde er per overleg een in",
    "open antwoorden en mailadressen",
)
"""What a form of the vault has and a row of the file has not, or what lies apart from it."""
KINDS = {
    AspectKind.SCALE: "de stellingen meten samen één ding",
    AspectKind.INDEX: "de stellingen vormen samen het aspect; alpha zegt hier niets",
    AspectKind.PROFILE: "geen goed of slecht einde; er is geen score",
    AspectKind.NORM: "wordt tegen een bandbreedte gehouden",
}
SCORING = (
    "Geldig zijn alleen de antwoorden op de schaal. Geen oordeel, niet gevraagd en leeg gelaten tellen in geen enkel "
    "gemiddelde mee.",
    "Aspectscore van een formulier: het gemiddelde van de geldige antwoorden, als ten minste de helft van de "
    "stellingen van dat aspect een geldig antwoord heeft. Anders is er geen score.",
    "Aspect van het huis: het gemiddelde van die scores. Elk formulier telt even zwaar.",
    "Totaal van het huis: het gemiddelde van de aspecten die in het totaal meetellen.",
)
_ORDER = (
    "De volgorde van de formulieren volgt alleen uit de antwoorden zelf (SHA-256). Zij is elke keer dezelfde en zegt "
    "niets. Een rijnummer hoort bij niemand."
)
_WIDTH = 80


def terms_of(data: FormsData) -> tuple[str, ...]:
    """What these forms are and what may be done with them, in sentences: they stand in the SPSS file too."""
    form, terms = data.questionnaire, data.terms
    return (
        f"{data.house_name}, {data.wave_name}. {whole(len(data.rows))} formulieren, {len(data.variables)} stellingen.",
        f"Vragenlijst {form.id}, versie {form.version}, SHA-256 {form.sha256}.",
        *(["Verzonnen gegevens, om de monitor te laten zien."] if data.invented else []),
        f"Gegeven op {_day(terms.given_on)}, alleen voor: {one_line(terms.purpose)}.",
        f"Het recht om ze op te halen loopt tot en met {_day(terms.right_until)}.",
        "Deze formulieren zijn vertrouwelijk en niet anoniem. Met de gepubliceerde gemiddelden is uit te rekenen welke "
        "formulieren bij een kleine groep horen. Wie iemand kent, kan een formulier herkennen.",
        "Probeer niet te vinden van wie een formulier is of bij welke groep het hoort. Geef de bestanden aan niemand "
        "anders. Publiceer geen losse formulieren.",
        f"Aan de partners is beloofd dat hun antwoorden op {_day(terms.erased_on)} gewist worden. Wis elke kopie voor "
        "die dag, en eerder als het onderzoek klaar is.",
    )


def to_text(data: FormsData) -> bytes:
    """The codebook to read: UTF-8 with a mark, CRLF."""
    return ("\r\n".join(_lines(data)) + "\r\n").encode("utf-8-sig")


def _lines(data: FormsData) -> Iterator[str]:
    title = one_line(data.questionnaire.title[LANGUAGE])
    yield from ("CODEBOEK", f"Formulieren van {data.wave_name}, {data.house_name}", f"Vragenlijst: {title}")
    yield from _heading("Wat u heeft en wat u ermee mag")
    for sentence in terms_of(data):
        yield from _paragraph(sentence)
    yield from _paragraph(f"De meting sloot op {_day(data.closed_on)} en ging over {_period(data)}.")
    yield from _heading("Bestanden")
    for name, what in _FILES.items():
        yield from _paragraph(f"{name}: {what}", "- ")
    yield from _heading("Wat er niet in staat")
    for what in LEFT_OUT:
        yield from _paragraph(what, "- ")
    yield from _paragraph(_ORDER)
    yield from _heading("Codes van elke variabele")
    for code, words in data.coding.words.items():
        missing = " (opgegeven als ontbrekend)" if code in data.coding.missing else ""
        yield from _paragraph(f"{code} = {words}{missing}", "  ")
    yield from _paragraph("leeg = leeg gelaten (in SPSS: systeemmissing)", "  ")
    for aspect in data.questionnaire.aspects:
        yield from _aspect(data, aspect)
    yield from _heading("Zo rekent de monitor")
    for sentence in SCORING:
        yield from _paragraph(sentence, "- ")


def _aspect(data: FormsData, aspect: Aspect) -> Iterator[str]:
    yield from _heading(f"Aspect {aspect.id}: {one_line(aspect.label[LANGUAGE])}")
    counted = "telt mee in het totaal" if aspect.in_total else "telt niet mee in het totaal"
    yield from _paragraph(f"Soort {aspect.kind} ({KINDS[aspect.kind]}); {counted}.")
    stem = ""
    for variable in (one for one in data.variables if one.aspect is aspect):
        if variable.stem != stem:
            stem = variable.stem
            yield from ("", *_paragraph(f"Vraag: {stem}"))
        yield from _variable(variable)


def _variable(variable: Variable) -> Iterator[str]:
    yield from ("", variable.name)
    if variable.name != variable.item:
        yield from _paragraph(f"(in de vragenlijst: {one_line(variable.item)})", "  ")
    yield from _paragraph(variable.statement, "  ")
    if variable.cut:
        yield from _paragraph(f"(het label in SPSS is ingekort: {variable.label})", "  ")


def to_json(data: FormsData) -> bytes:
    """The same for a program: UTF-8, with every text in full."""
    form, coding, terms = data.questionnaire, data.coding, data.terms
    described = {
        "format": FORMAT,
        "house": {"id": data.house, "name": data.house_name, "invented": data.invented},
        "wave": {
            "id": data.wave,
            "name": data.wave_name,
            "closed_on": data.closed_on.isoformat(),
            "period_start": data.period[0].isoformat(),
            "period_end": data.period[1].isoformat(),
        },
        "questionnaire": {
            "id": form.id,
            "version": form.version,
            "sha256": form.sha256,
            "title": one_line(form.title[LANGUAGE]),
        },
        "terms": {
            "purpose": terms.purpose,
            "right_until": terms.right_until.isoformat(),
            "given_on": terms.given_on.isoformat(),
            "erased_on": terms.erased_on.isoformat(),
            "sentences": list(terms_of(data)),
        },
        "forms": len(data.rows),
        "left_out": list(LEFT_OUT),
        "order": _ORDER,
        "codes": {
            "values": {str(code): words for code, words in coding.words.items()},
            "missing": sorted(coding.missing),
            "no_opinion": coding.no_opinion,
            "not_asked": coding.not_asked,
            "empty": "leeg gelaten",
        },
        "aspects": [_describe_aspect(data, aspect) for aspect in form.aspects],
        "variables": [_describe(variable) for variable in data.variables],
        "scoring": list(SCORING),
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _describe_aspect(data: FormsData, aspect: Aspect) -> dict[str, object]:
    return {
        "id": aspect.id,
        "label": one_line(aspect.label[LANGUAGE]),
        "kind": str(aspect.kind),
        "in_total": aspect.in_total,
        "variables": [one.name for one in data.variables if one.aspect is aspect],
    }


def _describe(variable: Variable) -> dict[str, object]:
    return {
        "name": variable.name,
        "item": variable.item,
        "statement": variable.statement,
        "label": variable.label,
        "label_cut": variable.cut,
        "stem": variable.stem,
        "aspect": variable.aspect.id,
        "measure": "ordinal",
    }


def _heading(text: str) -> list[str]:
    return ["", *_paragraph(text), "-" * min(len(text), _WIDTH)]


def _paragraph(text: str, indent: str = "") -> list[str]:
    hanging = " " * len(indent)
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _period(data: FormsData) -> str:
    return f"{_day(data.period[0])} tot en met {_day(data.period[1])}"


def _day(day: date) -> str:
    return f"{day.day:02}-{day.month:02}-{day.year}"
