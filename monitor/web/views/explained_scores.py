"""How means, margins, geen oordeel, n and differences were made, with figures of the wave."""

from __future__ import annotations

from monitor.charts.differences import direction, margin_of_difference
from monitor.charts.numbers import decimal, margin_of, percent, probability, score_digits, signed, whole
from monitor.results import AspectResult, Cell, Comparison, Overall
from monitor.results.rules import few_forms
from monitor.web.formats import count
from monitor.web.views.explained_parts import (
    NOT_SHOWN,
    ROUNDED,
    Explained,
    Subject,
    Sum,
    example_item,
    example_of,
)
from surveys.questionnaire import Questionnaire


def about_statement(subject: Subject, questionnaire: Questionnaire) -> Explained:
    """The mean of a statement."""
    found = example_item(subject)
    sums: tuple[Sum, ...] = ()
    if found is not None and found.counts is not None and found.n:
        answers = sorted(found.counts.items(), key=lambda pair: int(pair[0]))
        parts = " + ".join(f"{whole(number)} × {answer}" for answer, number in answers)
        worked = f"({parts}) / {whole(found.n)} = {decimal(found.mean, score_digits(found.decimals))}"
        sums = (Sum(subject.texts.get(found.id, found.id), worked),)
    return Explained(
        key="stelling",
        heading="Gemiddelde van een stelling",
        text=(
            f"Elk antwoord is een getal, van 1 tot {questionnaire.scale.maximum}. Het gemiddelde van een stelling is de"
            " som van die getallen, gedeeld door het aantal antwoorden.",
            *(() if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="gemiddelde = som van (antwoord × aantal keer gegeven) / aantal geldige antwoorden",
    )


def about_aspects(subject: Subject, questionnaire: Questionnaire) -> Explained:
    """The mean of an aspect."""
    found = example_of(subject)
    sums: tuple[Sum, ...] = ()
    if found is not None:
        label, score = found
        mean = decimal(score.mean, score_digits(score.decimals))
        sums = (Sum(label, f"som van {count(score.n or 0, 'cijfer', 'cijfers')} / {whole(score.n)} = {mean}"),)
    asked = {aspect.id: len(aspect.items) for aspect in questionnaire.aspects}
    least = {subject.labels[name]: -(-number // 2) for name, number in asked.items()}
    half = f" Bij {found[0]} zijn dat er ten minste {least[found[0]]}." if found and found[0] in least else ""
    return Explained(
        key="gemiddelde",
        heading="Gemiddelde van een aspect",
        text=(
            "Eerst krijgt elk formulier een eigen cijfer: het gemiddelde van de stellingen van dat aspect die op dat"
            " formulier zijn beantwoord. Dat doen we als ten minste de helft is beantwoord." + half,
            "Verzonnen voorbeeld: iemand geeft een 3, een 4 en één keer geen oordeel. Het cijfer is (3 + 4) / 2 ="
            " 3,50.",
            "Daarna nemen we het gemiddelde van die cijfers. Elk formulier telt even zwaar.",
            *(() if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="cijfer van een formulier = gemiddelde van zijn geldige antwoorden, als 2 × beantwoord ≥ stellingen",
    )


def about_overall(subject: Subject, questionnaire: Questionnaire) -> Explained:
    """The mean of all aspects together."""
    parts = [subject.scores[one.id] for one in questionnaire.aspects if one.in_total and one.id in subject.scores]
    overall, sums = subject.overall, tuple[Sum, ...]()
    if overall.mean is not None and parts and all(one.mean is not None for one in parts):
        terms = " + ".join(decimal(one.mean, score_digits(one.decimals)) for one in parts)
        shown = decimal(overall.mean, score_digits(overall.decimals))
        sums = (Sum("Alle aspecten samen", f"({terms}) / {len(parts)} = {shown}"),)
    return Explained(
        key="samen",
        heading="Alle aspecten samen",
        text=(
            "‘Samen’ is het gemiddelde van de gemiddelden van de aspecten. Elk aspect telt even zwaar, hoeveel"
            " stellingen"
            " het ook heeft. Tonen we een van die aspecten niet? Dan tonen we ‘Samen’ ook niet.",
            *((ROUNDED,) if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="samen = som van de gemiddelden van de aspecten die meetellen / aantal van die aspecten",
    )


def about_margin(subject: Subject, least: int) -> Explained:
    """The margin of a mean. least: people behind the smallest group that is shown."""
    found, few = example_of(subject), few_forms(least)
    pooled = (
        f"Van een groep van {few} formulieren schatten we de spreiding uit alle groepen van die indeling samen."
        " Gemiddelde en marge hebben daar één decimaal.",
    )
    sums = () if found is None else _margins(found[0], found[1])
    return Explained(
        key="marge",
        heading="Marge van een gemiddelde",
        text=(
            "Niet iedereen antwoordde. Had een ander deel geantwoord, dan was het gemiddelde iets anders geweest. De"
            " marge"
            " zegt hoeveel. In 95 van de 100 keer ligt het cijfer van iedereen samen binnen zo’n marge.",
            "Van de meeste groepen weten we hoeveel partners erbij horen. Antwoordde bijna iedereen? Dan is de marge"
            " klein. Wie meer dan één formulier invulde, telt voor de marge als één persoon.",
            *(pooled if few else ()),
            *(() if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="se² = (1 − m/M) × m/(m − 1) × Σ z²;  marge = gemiddelde ± t(0,975; m − 1) × se,  binnen de schaal."
        " z: de som van iemands afwijkingen van het gemiddelde, gedeeld door het aantal formulieren; m: personen met"
        " een"
        " geldig antwoord; M: partners die meetellen. Is M niet bekend, zoals bij aanwezigheid, dan valt (1 − m/M)"
        " weg",
        source="Lumley, Complex Surveys (2010); dezelfde uitkomst als svymean in R.",
    )


def _margins(label: str, score: AspectResult | Cell | Overall) -> tuple[Sum, ...]:
    if score.mean is None or score.low is None or score.high is None:
        return ()
    mean = decimal(score.mean, score_digits(score.decimals))
    if score.se is None:
        return (Sum(label, f"gemiddelde {mean}, marge {margin_of(score)}"),)
    return (
        Sum(
            label,
            f"gemiddelde {mean}, standaardfout {decimal(score.se, 3)},"
            f" {count(score.persons or 0, 'persoon', 'personen')}:"
            f" marge {margin_of(score)}",
        ),
    )


def about_no_opinion(subject: Subject) -> Explained:
    """Geen oordeel and what is left empty."""
    known = [one for one in subject.items if one.no_opinion and one.n and one.no_opinion_share is not None]
    found = max(known, key=lambda one: (one.no_opinion_share or 0, -list(subject.items).index(one)), default=None)
    sums: tuple[Sum, ...] = ()
    if found is not None:
        no_opinion, n = whole(found.no_opinion), whole(found.n)
        worked = f"{no_opinion} / ({no_opinion} + {n}) = {percent(found.no_opinion_share)}"
        sums = (Sum(subject.texts.get(found.id, found.id), worked),)
    return Explained(
        key="geen-oordeel",
        heading="Geen oordeel",
        text=(
            "‘Geen oordeel’ is geen getal. Het telt niet mee in een gemiddelde en niet in de balken. Hetzelfde geldt"
            " voor"
            " een stelling die iemand leeg liet.",
            "Het aandeel ‘geen oordeel’ is het aantal keer ‘geen oordeel’, gedeeld door dat aantal plus de gewone"
            " antwoorden. Leeg telt hier nergens mee.",
            *(("Hieronder de stelling met het grootste aandeel.",) if sums else ()),
        ),
        sums=sums,
        formula="aandeel = geen oordeel / (geen oordeel + aantal geldige antwoorden)",
    )


def about_n(subject: Subject, least: int) -> Explained:
    """What an n counts. least: people behind the smallest group that is shown."""
    few = few_forms(least)
    sums = [] if subject.forms is None else [Sum("Formulieren", whole(subject.forms))]
    if subject.persons is not None:
        sums.append(Sum("Personen die antwoordden", whole(subject.persons)))
    found = example_of(subject)
    if found is not None and found[1].n is not None:
        sums.append(Sum(f"Formulieren met een cijfer voor {found[0]}", whole(found[1].n)))
    item = example_item(subject)
    if item is not None:
        sums.append(Sum(f"Antwoorden op ‘{subject.texts.get(item.id, item.id)}’", whole(item.n)))
    return Explained(
        key="aantal",
        heading="Aantal (n)",
        text=(
            "Iemand vult een formulier in voor elk overleg. Daarom zijn er meer formulieren dan personen, als"
            " partners bij"
            " meer overleggen komen.",
            "Bij een groep is n het aantal formulieren. Bij een aspect is n het aantal formulieren met een cijfer"
            " voor dat"
            " aspect. Bij een stelling is n het aantal gewone antwoorden, dus zonder ‘geen oordeel’ en leeg.",
            *((f"Bij {few} heeft n een streepjesrand: kijk daar voorzichtig naar.",) if few else ()),
        ),
        sums=tuple(sums),
    )


def about_difference(subject: Subject, smallest: float) -> Explained:
    """A difference, and when it is called one."""
    seen = next((one for one in subject.differences if one[1].visible), None)
    quiet = next((one for one in subject.differences if not one[1].visible), None)
    sums = tuple(_judged(*found, smallest) for found in (seen, quiet) if found is not None)
    return Explained(
        key="verschil",
        heading="Wanneer noemen we iets een verschil?",
        text=(
            "Het verschil met de rest van het huis is het gemiddelde van de groep min het gemiddelde van alle andere"
            " formulieren.",
            f"Wij noemen het een verschil als het ten minste {decimal(smallest)} punt is én toeval het niet goed kan"
            " verklaren. Wij kijken naar de verschillen van alle groepen van een indeling samen. Dan is er altijd wel"
            " een dat bij toeval groot is. Daarom vragen we meer zekerheid als het er meer zijn.",
            "De rest staat in grijs: het kan toeval zijn, of het verschil is te klein. Dat betekent niet dat er geen"
            " verschil is.",
            *(() if sums else ("In deze meting is er geen verschil dat we kunnen tonen.",)),
        ),
        sums=sums,
        formula="verschil d, met se uit het hele huis als één steekproef; p uit de t-verdeling, aangepast volgens"
        " Holm voor"
        f" alle verschillen van de indeling samen; een verschil als p < 0,05 en |d| ≥ {decimal(smallest)}. Nog net te"
        " zien: (1,96 + 0,84) × se. Hedges’ g = d / gezamenlijke sd × (1 − 3 / (4(n₁ + n₂) − 9))",
        source="Holm (1979); dezelfde uitkomst als svycontrast in R.",
    )


def _judged(name: str, found: Comparison, smallest: float) -> Sum:
    """One difference against both demands, with what may be seen of it."""
    margin = f" (marge {margin_of_difference(found)})" if found.low is not None else ""
    shown = f"{signed(found.difference)}{margin}"
    large = abs(found.difference or 0) >= smallest
    size = f"ten minste {decimal(smallest)}: {'ja' if large else 'nee'}"
    chance = "" if found.p_holm is None else f"; p na Holm {probability(found.p_holm)}, onder 0,05:"
    chance += "" if found.p_holm is None else f" {'ja' if found.p_holm < 0.05 else 'nee'}"
    seen = direction(found)
    return Sum(name, f"{shown}; {size}{chance}. {'Een verschil: ' + seen if seen else 'Geen duidelijk verschil'}.")
