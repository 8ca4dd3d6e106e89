"""How the response, alpha, what missing answers could do, hiding and the change since the wave before were made."""

from __future__ import annotations

from monitor.charts.numbers import decimal, interval, percent, percent_interval, score_digits, signed, whole
from monitor.results import OVERALL, Reliability, Report
from monitor.results.rules import rules_of_hiding
from monitor.results.shown import missing
from monitor.web.formats import midsentence
from monitor.web.views.explained_parts import NOT_SHOWN, ROUNDED, Explained, Subject, Sum

WEIGHTED = "Herwogen, alle aspecten samen"


def about_response(subject: Subject) -> Explained:
    """The response and its margin."""
    sums: tuple[Sum, ...] = ()
    if subject.rate is not None and subject.answered is not None and subject.eligible is not None:
        worked = f"{whole(subject.answered)} van de {whole(subject.eligible)} = {percent(subject.rate)}"
        sums = (Sum("Respons", worked),)
        if subject.rate_low is not None:
            sums += (Sum("Marge", percent_interval(subject.rate_low, subject.rate_high)),)
    return Explained(
        key="respons",
        heading="Respons",
        text=(
            "De respons is het aantal partners dat antwoordde, gedeeld door het aantal partners dat meetelt. Wie bij"
            " geen"
            " enkel overleg was, telt niet mee. Deze cijfers komen uit de lijst met genodigden.",
            "De marge zegt hoe ver de respons bij toeval hoger of lager had kunnen zijn.",
            *(() if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="respons = antwoordde / telt mee (AAPOR RR1); marge: Wilson-interval van 95 %",
        source="AAPOR, Standard Definitions; Wilson (1927).",
    )


def about_alpha(subject: Subject, threshold: float) -> Explained:
    """Alpha of one aspect."""
    known = [(name, one) for name, one in subject.reliabilities.items() if one.alpha is not None]
    sums = tuple(_alpha(subject.labels.get(name, name), one) for name, one in known[:1])
    return Explained(
        key="betrouwbaarheid",
        heading="Betrouwbaarheid",
        text=(
            "Een aspect is een gemiddelde van stellingen. Dat kan alleen als die stellingen ongeveer hetzelfde meten."
            " Wie"
            " bij de ene stelling hoog antwoordt, antwoordt dan bij de andere ook hoog. De maat voor hoe sterk dat"
            " zo is, heet alpha. De hoogste waarde is 1.",
            f"Wij vragen {decimal(threshold)} of meer, ook aan de onderkant van de marge. Ligt alleen de bovenkant"
            " erboven? Dan is het niet zeker. Alleen formulieren waarop elke stelling van het aspect een gewoon"
            " antwoord"
            " heeft, tellen mee.",
            *(() if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="alpha = k / (k − 1) × (1 − som van de varianties van de stellingen / variantie van hun som), k: aantal"
        " stellingen; marge: 1 − (1 − alpha) × F, met n − 1 en (n − 1)(k − 1) vrijheidsgraden",
        source="Cronbach (1951); Feldt, Woodruff en Salih (1987).",
    )


def _alpha(label: str, found: Reliability) -> Sum:
    alpha = decimal(found.alpha, found.decimals or 2)
    margin = f", marge {interval(found.low, found.high)}" if found.low is not None else ""
    forms = "" if found.n_complete is None else f", over {whole(found.n_complete)} volledige formulieren"
    return Sum(label, f"{whole(found.items)} stellingen: alpha {alpha}{margin}{forms}")


def about_missing_answers(report: Report, highest: int) -> Explained:
    """What the answers that did not come could do to the results. highest: answer on the scale."""
    sums = tuple(one for one in (_likeness(report), _weighted(report), *_worst(report, highest)) if one is not None)
    return Explained(
        key="niet-antwoordden",
        heading="Wie niet antwoordde",
        text=(
            "Van wie niet antwoordde weten we het antwoord niet. Wel weten we van elke groep op de lijst hoeveel er"
            " antwoordden. Daarmee kijken we op drie manieren wat het kan schelen.",
            "De R-indicator zegt hoe goed de groep die antwoordde een afspiegeling van de lijst is. Hij is 1 als van"
            " elke groep op de lijst een even groot deel antwoordde. Hoe lager, hoe meer sommige groepen achter"
            "blijven.",
            "Herwegen: wie hoort bij een groep die weinig antwoordde, telt zwaarder mee, tot elke groep hetzelfde"
            " aandeel"
            " heeft als op de lijst.",
            "In het ergste geval: we doen alsof iedereen die niet antwoordde overal het laagste, of overal het hoogste"
            " antwoord gaf.",
            *((ROUNDED,) if sums else (NOT_SHOWN,)),
        ),
        sums=sums,
        formula="R = 1 − 2 × sd van de geschatte kans om te antwoorden (logistisch model op de lijst); gewichten met"
        " raking;"
        " ergste geval = (m × gemiddelde + (M − m) × laagste of hoogste antwoord) / M",
        source="Schouten, Cobben en Bethlehem (2009); Deville en Särndal (1992).",
    )


def _likeness(report: Report) -> Sum | None:
    found = report.response
    if found.r_indicator is None:
        return Sum("R-indicator", missing(found.r_reason)) if found.r_reason else None
    return Sum("R-indicator", decimal(found.r_indicator))


def _weighted(report: Report) -> Sum | None:
    overall = report.overall
    if overall.weighted is None or overall.mean is None:
        return (
            Sum("Herwogen, alle aspecten samen", missing(overall.weighted_reason)) if overall.weighted_reason else None
        )
    shown, weighted = decimal(overall.mean, score_digits(overall.decimals)), decimal(overall.weighted)
    same = shown == weighted
    return Sum(WEIGHTED, f"blijft {shown}" if same else f"{weighted} in plaats van {shown}")


def _worst(report: Report, highest: int) -> tuple[Sum, ...]:
    """Both ends, as they follow from the overall and the response."""
    bounds, overall, found = report.response.worst_case, report.overall, report.response
    if len(bounds) < 2 or overall.mean is None:
        return ()
    mean, silent = decimal(overall.mean, score_digits(overall.decimals)), whole(found.eligible - found.answered)
    ends = (("Iedereen het laagste antwoord", 1, bounds[0]), ("Iedereen het hoogste antwoord", highest, bounds[1]))
    return tuple(
        Sum(
            name,
            f"({whole(found.answered)} × {mean} + {silent} × {answer}) / {whole(found.eligible)} = {decimal(bound)}",
        )
        for name, answer, bound in ends
    )


def about_change(report: Report, smallest: float) -> Explained | None:
    """The change since the wave before, in two parts; None where there is no wave before."""
    change = report.change
    if change is None:
        return None
    found = next((one for one in change.splits if one.id == OVERALL), None)
    sums: tuple[Sum, ...] = ()
    if found is not None and found.parts is not None:
        both, people, answers = (signed(part) for part in found.parts)
        worked = f"{people} door andere mensen, {answers} door andere antwoorden: samen {both}"
        sums = (Sum("Alle aspecten samen", worked),)
    then = midsentence(change.wave_name)
    return Explained(
        key="verandering",
        heading="Verschil met de vorige meting",
        text=(
            f"Het verschil is het gemiddelde van nu min dat van {then}. Wij weten niet wie beide keren meedeed. Ook"
            " hier"
            f" noemen we iets pas een verschil vanaf {decimal(smallest)} punt, en als toeval het niet goed kan"
            " verklaren.",
            "Een gemiddelde verandert ook als er andere mensen antwoorden. Daarom splitsen we het verschil. Andere"
            " mensen:"
            " groepen die nu groter of kleiner zijn dan toen. Andere antwoorden: dezelfde groepen antwoordden anders.",
            *((ROUNDED,) if sums else (NOT_SHOWN,)),
            "Dit is rekenen. Het zegt niet waardoor iets veranderde.",
        ),
        sums=sums,
        formula="andere mensen = Σ (p₁ − p₀)(m₁ + m₀) / 2; andere antwoorden = Σ (m₁ − m₀)(p₁ + p₀) / 2. p: aandeel"
        " van een"
        " groep, m: haar gemiddelde, 0 toen en 1 nu",
        source="Kitagawa (1955).",
    )


def about_hiding(least: int) -> Explained:
    """What is not shown and what is rounded. least: people with a valid answer behind a number that is shown."""
    return Explained(
        key="niet-getoond",
        heading="Wat we niet tonen en wat we afronden",
        text=(
            *rules_of_hiding(least),
            "Op het scherm hebben gemiddelden twee decimalen. Wij ronden pas op het laatst af. Ligt een getal precies"
            " in het midden? Dan ronden we naar het even cijfer.",
            "Bij elk verborgen cijfer staat hetzelfde: niet getoond.",
        ),
        sums=(Sum("Kleinste groep in deze meting", f"{whole(least)} mensen"),),
        formula="een cel is verborgen als zij, of een groep van 1 tot en met 4 formulieren, is uit te drukken in de"
        " cellen die"
        " te zien zijn (rijruimte over de formulieren)",
    )
