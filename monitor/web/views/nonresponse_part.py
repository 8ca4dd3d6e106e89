"""Who did not answer, in plain words: whether groups differ in it, and what it could do to the results."""

from __future__ import annotations

from monitor.charts.numbers import decimal, p_value, score_digits, whole
from monitor.results import SIGNIFICANCE, GroupTest, Report, ResponseBreakdown
from monitor.results.shown import missing
from monitor.web.formats import sentence_case
from monitor.web.views.parts import Fact

TAKING_PART, EARLY = "deelname", "antwoorden voor of na de eerste herinnering"
METHODS = {"chi2": "chi-kwadraattoets", "fisher": "Fishers exacte toets", "permutation": "permutatietoets"}


def meanings(report: Report) -> tuple[Fact, ...]:
    """What the missing answers could do to the results: a name and one or two plain sentences each."""
    return tuple(fact for fact in (_likeness(report), _weighting(report), _worst_case(report)) if fact)


def differ_sentences(breakdown: ResponseBreakdown) -> str:
    """Whether the groups of one variable differ in answering, and in answering early; empty where nobody asked."""
    sentences = []
    if breakdown.test is not None:
        sentences.append(_differ(breakdown.test, TAKING_PART))
    if breakdown.early_late is not None:
        sentences.append(_differ(breakdown.early_late, EARLY))
    return " ".join(sentences)


def differ_figures(breakdown: ResponseBreakdown) -> str:
    """The figures behind these sentences, for who wants to check them; empty where there are none."""
    tests = ((TAKING_PART, breakdown.test), (EARLY, breakdown.early_late))
    parts = [
        f"{sentence_case(what)}: {_figures(test)}." for what, test in tests if test is not None and test.p is not None
    ]
    if breakdown.partial_r is not None:
        parts.append(
            f"Deel van de scheefheid dat met deze indeling samenhangt (partiële R): {decimal(breakdown.partial_r)}."
        )
    return " ".join(parts)


def _differ(test: GroupTest, what: str) -> str:
    if test.p is None:
        return f"Verschil tussen de groepen in {what}: {missing(test.reason)}."
    if test.p < SIGNIFICANCE:
        return f"Dat de groepen verschillen in {what}, is waarschijnlijk geen toeval."
    return f"Dat de groepen verschillen in {what}, kan toeval zijn."


def _figures(test: GroupTest) -> str:
    method = METHODS.get(test.method or "", "toets")
    drawn = f" met {whole(test.draws)} trekkingen" if test.draws else ""
    strength = "" if test.cramers_v is None else f"; Cramérs V (0 tot 1) = {decimal(test.cramers_v)}"
    return f"{method}{drawn}, {p_value(test.p or 0.0)}{strength}"


def _likeness(report: Report) -> Fact | None:
    found = report.response
    name = "Is de groep die antwoordde een afspiegeling van de lijst?"
    if found.r_indicator is None:
        return Fact(name, f"De maat hiervoor: {missing(found.r_reason)}.") if found.r_reason else None
    return Fact(
        name,
        f"De maat hiervoor is {decimal(found.r_indicator)}. Bij 1, de hoogste waarde, antwoordde van elke groep op de"
        " lijst een even groot deel. Hoe lager, hoe meer sommige groepen achterblijven. Of dat iets uitmaakt voor de"
        " gemiddelden, leest u hieronder.",
    )


def _weighting(report: Report) -> Fact | None:
    overall = report.overall
    name = "Als we herwegen naar de lijst"
    if overall.weighted is None or overall.mean is None:
        return (
            Fact(name, f"Het herwogen gemiddelde: {missing(overall.weighted_reason)}.")
            if overall.weighted_reason
            else None
        )
    plain, weighted = decimal(overall.mean, score_digits(overall.decimals)), decimal(overall.weighted)
    result = f"blijft dan {plain}" if plain == weighted else f"is dan {weighted}, in plaats van {plain}"
    return Fact(
        name,
        f"Elke groep telt dan mee naar haar aandeel in de lijst. Het gemiddelde van alle aspecten samen {result}.",
    )


def _worst_case(report: Report) -> Fact | None:
    bounds, overall = report.response.worst_case, report.overall
    if len(bounds) < 2 or overall.mean is None:
        return None
    return Fact(
        "In het ergste geval",
        "Stel dat wie niet antwoordde overal het laagste antwoord had gegeven, of overal het hoogste. Dan lag het"
        f" gemiddelde op {decimal(bounds[0])} of op {decimal(bounds[1])}, in plaats van op"
        f" {decimal(overall.mean, score_digits(overall.decimals))}.",
    )
