"""A realistic invented publication, seeded: ten overleggen, some hidden, some with 5 to 9 forms. For charts and pages.

The numbers hang together (counts, means, margins) but come from a simple model here, not from monitor.stats; only which
statements stand out is found there.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, stdev

from monitor.results import (
    AspectResult,
    Breakdown,
    Cell,
    Comparison,
    Correlation,
    Group,
    GroupTest,
    ItemReliability,
    ItemResult,
    Overall,
    Publication,
    Reliability,
    Report,
    Response,
    ResponseBreakdown,
    ResponseGroup,
)
from monitor.stats.work_on import find_work_on
from surveys.loader import load_questionnaire
from surveys.questionnaire import Questionnaire
from tests.monitor.sample_differences import compare, difference, judge_breakdown, make_change

FILE = Path(__file__).parents[2] / "surveys" / "questionnaires" / "stappenmeter-doelbereik-1.toml"
CODE = "4c1e90ab77d2f05e1b0c9a8d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f"
OVERLEGGEN = (
    ("Jeugdoverleg Noord", 17, 26),
    ("Jeugdoverleg Zuid", 12, 20),
    ("Volwassenenoverleg Noord", 36, 48),
    ("Volwassenenoverleg Zuid", 15, 24),
    ("Huiselijk geweld", 18, 26),
    ("Nazorg na detentie", 14, 19),
    ("Casusoverleg ernstig geweld en complexe multiproblematiek", 9, 14),
    ("Hoge impact", 7, 13),
    ("Jeugdgroepen", 3, 8),
    ("Onbegrepen gedrag", 2, 7),
)
VORMEN = ("Geclusterd jeugdoverleg", "Geclusterd volwassenenoverleg", "Individueel casusoverleg")
GROEPEN = ("Gemeente", "Politie", "Openbaar Ministerie", "Reclassering", "Zorg of welzijn")
AANWEZIG = ("1–3 keer", "4–6 keer", "7–10 keer", "11 keer of vaker")
SHIFT = {
    "selectie": 0.35,
    "voorbereiding": 0.0,
    "informatiedeling": 0.1,
    "bespreking": 0.55,
    "samenwerking": 0.2,
    "evaluatie": -0.35,
    "rendement": 0.1,
}


@dataclass(frozen=True)
class FilledForm:
    """One invented form: an answer per item id, None for geen oordeel."""

    overleg: int
    vorm: int
    group: int
    attendance: int
    answers: dict[str, int | None]


def sample_questionnaire() -> Questionnaire:
    """The real questionnaire file."""
    return load_questionnaire(FILE)


def sample_publication(seed: int = 7, *, titles: bool = True) -> Publication:
    """The invented house's publication; `titles` False leaves all findings out."""
    questionnaire = sample_questionnaire()
    forms = _forms(random.Random(seed), questionnaire)
    aspects = tuple(_aspect(questionnaire, aspect.id, forms) for aspect in questionnaire.aspects)
    mean = fmean(one.mean for one in aspects if one.mean)
    overall = Overall(mean, mean - 0.07, mean + 0.07, "(a1 + .. + a7) / 7", weighted=mean - 0.02)
    items = tuple(_item(item.id, aspect.id, forms) for aspect in questionnaire.aspects for item in aspect.items)
    breakdowns = (
        judge_breakdown(_breakdown("overleg", [name for name, _, _ in OVERLEGGEN], questionnaire, forms)),
        judge_breakdown(_breakdown("beroepsgroep", GROEPEN, questionnaire, forms)),
        judge_breakdown(_breakdown("overlegvorm", VORMEN, questionnaire, forms)),
        _breakdown("attendance", AANWEZIG, questionnaire, forms),
    )
    findings = {
        "aspects": "Evaluatie scoort het laagst, Bespreking het hoogst",
        "overleg": "In de meeste overleggen is Evaluatie het laagste aspect",
        "lowest": "Laagst: een gedeelde definitie van ‘succes’ per casus",
        "highest": "Hoogst: het overleg verloopt in een professionele sfeer",
        "reliability": "Zes van de zeven aspecten zijn betrouwbaar; bij Rendement is het niet zeker",
        "attendance": "Wie vaker aanwezig was, geeft hogere scores",
    }
    report = Report(
        forms=len(forms),
        respondents=len(forms) - 7,
        items=items,
        aspects=aspects,
        overall=overall,
        breakdowns=breakdowns,
        response=_response(len(forms) - 7, mean),
        sentences={"nl": SENTENCES},
        titles={"nl": findings} if titles else {},
        attendance_correlation=Correlation(0.31, 0.15, 0.46, len(forms)),
        change=make_change(aspects, overall, items, breakdowns),
    )
    report = replace(report, work_on=find_work_on(report))
    return Publication(
        format=1,
        house="voorbeeldstreek",
        house_name="Veiligheidshuis Voorbeeldstreek",
        wave="2026-najaar",
        wave_name="Najaar 2026",
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_sha256=questionnaire.sha256,
        period_start="2026-08-01",
        period_end="2026-10-31",
        opened_on="2026-11-02",
        closed_on="2026-11-30",
        minimum=5,
        invented=True,
        versions={"monitor": "0.1.0", "numpy": "2.4.6"},
        alpha_threshold=0.7,
        smallest_difference=0.3,
        report=report,
        outside=report,
    )


SENTENCES = (
    "126 van de 191 partners antwoordden: 66\u00a0% (marge 59\u2060–\u206072\u00a0%).",
    "Bespreking scoort het hoogst, Evaluatie het laagst.",
    "In de meeste overleggen is Evaluatie het laagste aspect.",
    "‘Geen oordeel’ komt het vaakst voor bij Informatiedeling.",
)


def _forms(chance: random.Random, questionnaire: Questionnaire) -> list[FilledForm]:
    forms = []
    for overleg, (_, size, _) in enumerate(OVERLEGGEN):
        level = chance.gauss(0, 0.18)
        by_aspect = {aspect.id: chance.gauss(0, 0.15) for aspect in questionnaire.aspects}
        for _ in range(size):
            attendance = chance.randrange(len(AANWEZIG))
            person = level + chance.gauss(0, 0.3) + 0.12 * (attendance - 1.5)
            answers: dict[str, int | None] = {}
            for aspect in questionnaire.aspects:
                for item in aspect.items:
                    own = random.Random(item.id).gauss(0, 0.25)
                    score = 2.75 + SHIFT[aspect.id] + by_aspect[aspect.id] + person + own + chance.gauss(0, 0.55)
                    silent = (
                        0.3 if item.id in ("informatiedeling_5", "informatiedeling_6", "voorbereiding_13") else 0.04
                    )
                    answers[item.id] = None if chance.random() < silent else min(4, max(1, round(score)))
            forms.append(FilledForm(overleg, overleg % 3, chance.randrange(len(GROEPEN)), attendance, answers))
    return forms


def _item(name: str, aspect: str, forms: Sequence[FilledForm]) -> ItemResult:
    given = [answer for form in forms if (answer := form.answers[name]) is not None]
    silent = len(forms) - len(given)
    if len(given) < 5:
        return ItemResult(name, aspect, reason="hidden")
    counts = {str(answer): given.count(answer) for answer in (1, 2, 3, 4)}
    positive = (counts["3"] + counts["4"]) / len(given)
    return ItemResult(
        name, aspect, len(given), fmean(given), stdev(given), min(given), max(given), counts, silent, 0, positive,
        silent / len(forms), *_margin(given),
    )  # fmt: skip


def _scores(aspect: str, questionnaire: Questionnaire, forms: Sequence[FilledForm]) -> list[float]:
    items = next(one.items for one in questionnaire.aspects if one.id == aspect)
    found = []
    for form in forms:
        valid = [answer for item in items if (answer := form.answers[item.id]) is not None]
        if 2 * len(valid) >= len(items):
            found.append(fmean(valid))
    return found


def _margin(values: Sequence[float]) -> tuple[float, float]:
    half = 1.6 * stdev(values) / math.sqrt(len(values))
    return max(1.0, fmean(values) - half), min(4.0, fmean(values) + half)


def _aspect(questionnaire: Questionnaire, name: str, forms: Sequence[FilledForm]) -> AspectResult:
    aspect = next(one for one in questionnaire.aspects if one.id == name)
    scores = _scores(name, questionnaire, forms)
    asked = [form.answers[item.id] for form in forms for item in aspect.items]
    reliability = _reliability(questionnaire, name)
    low, high = _margin(scores)
    share = asked.count(None) / len(asked)
    return AspectResult(name, aspect.label["nl"], "scale", len(scores), fmean(scores), stdev(scores), low, high, share,
                        None, reliability, weighted=fmean(scores) - 0.02)  # fmt: skip


def _reliability(questionnaire: Questionnaire, name: str) -> Reliability:
    aspect = next(one for one in questionnaire.aspects if one.id == name)
    k = len(aspect.items)
    alpha = 0.72 if k == 2 else min(0.93, 0.78 + 0.012 * k)
    return Reliability(
        items=k,
        n_complete=28 if name == "voorbereiding" else 71,
        n_dropped=47,
        alpha=alpha,
        low=alpha - (0.16 if k == 2 else 0.05),
        high=alpha + 0.04,
        alpha_pairwise=alpha - 0.005,
        n_pair_min=58,
        standardized=alpha,
        mean_inter_item=0.4,
        omega=None if k == 2 else alpha + 0.01,
        omega_reason="too_few_items" if k == 2 else None,
        spearman_brown=0.73 if k == 2 else None,
        verdict="onzeker" if k == 2 else "voldoende",
        wide=name == "voorbereiding",
        per_item=tuple(ItemReliability(item.id, 0.5 + 0.01 * item.position, None if k == 2 else alpha - 0.01)
                       for item in aspect.items),
    )  # fmt: skip


def _rounded(questionnaire: Questionnaire, name: str) -> Reliability:
    """Alpha of an overleg: rounded, with its interval, and nothing finer."""
    found = _reliability(questionnaire, name)
    alpha, low, high = (round(value or 0, 2) for value in (found.alpha, found.low, found.high))
    return Reliability(
        found.items, 31, 5, alpha, low, high, omega_reason="hidden", verdict=found.verdict, decimals=2
    )  # fmt: skip


def _breakdown(by: str, labels: Sequence[str], questionnaire: Questionnaire, forms: Sequence[FilledForm]) -> Breakdown:
    field = {"overleg": "overleg", "beroepsgroep": "group", "overlegvorm": "vorm", "attendance": "attendance"}[by]
    groups = []
    for code, label in enumerate(labels):
        own = [form for form in forms if getattr(form, field) == code]
        rest = [form for form in forms if getattr(form, field) != code]
        groups.append(_group(by, code, label, own, rest, questionnaire))
    return Breakdown(by, tuple(groups))


def _group(
    by: str, code: int, label: str, own: Sequence[FilledForm], rest: Sequence[FilledForm], questionnaire: Questionnaire
) -> Group:
    if len(own) < 5:
        cells = tuple(Cell(aspect.id, reason="hidden") for aspect in questionnaire.aspects)
        return Group(code, label, None, cells, Overall(reason="hidden"), reason="hidden")
    hide = "evaluatie" if label == "Hoge impact" else None
    cells = tuple(_cell(aspect.id, own, questionnaire, hide) for aspect in questionnaire.aspects)
    if by != "attendance":
        cells = tuple(_compared(cell, own, rest, questionnaire) for cell in cells)
    if by == "overleg" and len(own) >= 30:
        cells = tuple(replace(cell, reliability=_rounded(questionnaire, cell.aspect)) for cell in cells)
    few = 1 if len(own) < 10 else None
    if hide:
        overall = Overall(reason="hidden")
    else:
        mean = fmean(cell.mean for cell in cells if cell.mean is not None)
        overall = Overall(*(round(value, few) if few else value for value in (mean, mean - 0.15, mean + 0.15)),
                          decimals=few)  # fmt: skip
    if by != "attendance" and not hide:
        ours, theirs = ([fmean(_scores(aspect.id, questionnaire, forms)) for aspect in questionnaire.aspects]
                        for forms in (own, rest))  # fmt: skip
        gap = difference(fmean(ours) - fmean(theirs), 0.45 / math.sqrt(len(own)), 0.45)
        overall = replace(overall, versus_rest=Comparison(reason="few_answers") if few else gap)
    items: tuple[ItemResult, ...] = ()
    if by == "overleg" and few is None:
        items = tuple(_item(item.id, aspect.id, own) for aspect in questionnaire.aspects for item in aspect.items)
        items = tuple(ItemResult(one.id, one.aspect, reason="hidden") if one.n and one.n < 10 else one for one in items)
    return Group(code, label, len(own), cells, overall, items, key=f"o{code}" if by == "overleg" else "")


def _compared(cell: Cell, own: Sequence[FilledForm], rest: Sequence[FilledForm], questionnaire: Questionnaire) -> Cell:
    if cell.mean is None:
        return replace(cell, versus_rest=Comparison(reason="hidden"))
    if cell.decimals is not None:
        return replace(cell, versus_rest=Comparison(reason="few_answers"))
    found = compare(_scores(cell.aspect, questionnaire, own), _scores(cell.aspect, questionnaire, rest))
    return replace(cell, versus_rest=found)


def _cell(aspect: str, own: Sequence[FilledForm], questionnaire: Questionnaire, hide: str | None) -> Cell:
    scores = _scores(aspect, questionnaire, own)
    if aspect == hide or len(scores) < 5:
        return Cell(aspect, reason="hidden")
    mean, (low, high) = fmean(scores), _margin(scores)
    if len(scores) < 10:
        return Cell(aspect, len(scores), round(mean, 1), round(low, 1), round(high, 1), 1)
    return Cell(aspect, len(scores), mean, low, high)


def _wilson(answered: int, eligible: int) -> tuple[float, float, float]:
    z, p = 1.959964, answered / eligible
    middle = (p + z * z / (2 * eligible)) / (1 + z * z / eligible)
    half = z * math.sqrt(p * (1 - p) / eligible + z * z / (4 * eligible**2)) / (1 + z * z / eligible)
    return p, middle - half, middle + half


def _rate(code: int | None, label: str, answered: int, eligible: int) -> ResponseGroup:
    return ResponseGroup(code, label, eligible + 2, eligible, answered, *_wilson(answered, eligible))


def _response(answered: int, mean: float) -> Response:
    eligible = answered + 65
    organisations = (
        _rate(0, "Gemeente", 37, 49),
        _rate(1, "Politie", 21, 32),
        _rate(2, "Openbaar Ministerie", 6, 10),
        _rate(3, "Reclassering", 12, 16),
        _rate(4, "Zorg en welzijn", 26, 52),
        _rate(None, "Overige", 9, 17),
    )
    professions = tuple(_rate(code, name, 20 + code, 33 + code) for code, name in enumerate(GROEPEN))
    overleggen = tuple(_rate(code, name, forms, size) for code, (name, forms, size) in enumerate(OVERLEGGEN))
    by = (
        ResponseBreakdown(
            "overleg", "memberships", overleggen, GroupTest("permutation", 4.1, 9, 0.907, 0.13, 99_999, 1), 0.03
        ),
        ResponseBreakdown("beroepsgroep", "persons", professions, GroupTest("chi2", 2.26, 4, 0.688, 0.11), 0.02),
        ResponseBreakdown(
            "organisatietype",
            "persons",
            organisations,
            GroupTest("chi2", 11.9, 5, 0.0363, 0.26),
            0.11,
            GroupTest("chi2", 3.3, 5, 0.654, 0.17),
        ),
    )
    rate, low, high = _wilson(answered, eligible)
    worst = tuple((answered * mean + (eligible - answered) * answer) / eligible for answer in (1, 4))
    return Response(
        eligible + 14, 14, eligible, answered, 7, 3, 8, 47, rate, low, high, answered / (eligible + 14), by, 0.87, None,
        worst,
    )  # fmt: skip
