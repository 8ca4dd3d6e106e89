"""The response part of a page: the big number, what became of the invitations, and the response per group."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.charts.drawing import DrawnPart, draw_parts
from monitor.charts.numbers import percent, percent_interval, whole
from monitor.charts.response import response_chart
from monitor.results import Report, Response, ResponseBreakdown, ResponseGroup
from monitor.results.shown import missing
from monitor.web.formats import count
from monitor.web.views.nonresponse_part import differ_figures, differ_sentences, meanings
from monitor.web.views.parts import (
    Fact,
    IntervalFigure,
    Table,
    TableCell,
    TableRow,
    finding,
    hidden_row,
    interval_section,
)

VARIABLES = {
    "organisatietype": "soort organisatie",
    "beroepsgroep": "beroepsgroep",
    "overleg": "overleg",
    "overlegvorm": "overlegvorm",
    "geslacht": "geslacht",
    "regio": "regio",
}
FIRST = ("organisatietype", "beroepsgroep", "overleg")
"""The groups that say best who is missing come first."""
POOLED = "Samengevoegde groepen"
"""What the publication calls "overige"; a house may have a group of its own with that name."""
POOLED_NOTE = f"{POOLED}: te klein om apart te tonen, of samen om een kleine groep te beschermen."
HEADS = ("Uitgenodigd", "Telt mee", "Antwoordde", "Respons", "Marge")


@dataclass(frozen=True)
class Outcome:
    """One outcome of invitations; `kind` (b1..b5) is its part of the bar and its key in the table."""

    kind: str
    label: str
    number: int


@dataclass(frozen=True)
class ResponsePart:
    """Response of the whole house."""

    rate: str
    sentence: str
    explanation: str
    outcomes: tuple[Outcome, ...]
    eligible: int
    bar: tuple[DrawnPart, ...]
    spoken: str
    groups: tuple[IntervalFigure, ...]
    meanings: tuple[Fact, ...]
    """What the missing answers could do to the results."""


def response_part(report: Report) -> ResponsePart:
    """Everything the publication says about the response, the most telling groups first."""
    found = report.response
    outcomes = _outcomes(found)
    order = {variable: place for place, variable in enumerate(FIRST)}
    by = sorted((one for one in found.by if one.groups), key=lambda one: order.get(one.variable, len(FIRST)))
    return ResponsePart(
        rate=percent(found.rate),
        sentence=f"{whole(found.answered)} van de {count(found.eligible, 'partner', 'partners')} antwoordden",
        explanation=_explanation(report),
        outcomes=outcomes,
        eligible=found.eligible,
        bar=draw_parts([(one.kind, one.number, whole(one.number)) for one in outcomes], found.eligible),
        spoken=", ".join(f"{whole(one.number)} {one.label.lower()}" for one in outcomes),
        groups=tuple(_group_figure(report, breakdown) for breakdown in by),
        meanings=meanings(report),
    )


def _outcomes(found: Response) -> tuple[Outcome, ...]:
    numbers = (
        ("b1", "Beantwoord", found.answered),
        ("b2", "Deels", found.partial),
        ("b3", "Geen reactie", found.no_response),
        ("b4", "Niet bereikt", found.unreached),
        ("b5", "Geweigerd", found.refused),
    )
    return tuple(Outcome(kind, label, number) for kind, label, number in numbers if number is not None)


def _explanation(report: Report) -> str:
    found = report.response
    sentences = (
        [f"De marge van de respons is {percent_interval(found.low, found.high)}."] if found.low is not None else []
    )
    if report.forms > report.respondents:
        forms = count(report.forms, "formulier", "formulieren")
        sentences.append(f"Zij vulden samen {forms} in: sommigen beoordeelden meer dan één overleg.")
    if found.ineligible:
        counted, who = ("telde", "die was") if found.ineligible == 1 else ("telden", "zij waren")
        sentences.append(
            f"Van de {whole(found.invited)} genodigden {counted} er {whole(found.ineligible)} niet mee,"
            f" want {who} bij geen enkel overleg."
        )
    return " ".join(sentences)


def _group_figure(report: Report, breakdown: ResponseBreakdown) -> IntervalFigure:
    name = VARIABLES.get(breakdown.variable, breakdown.variable)
    memberships = breakdown.unit == "memberships"
    merged = any(group.code is None for group in breakdown.groups)
    sources = (
        "Wie in meer dan één overleg zit, telt in elk daarvan mee." if memberships else "",
        POOLED_NOTE if merged else "",
        differ_sentences(breakdown),
    )
    head = name[0].upper() + name[1:]
    breakdown = replace(breakdown, groups=tuple(_named(group) for group in breakdown.groups))
    linked = breakdown.variable == "overleg"
    rows = tuple(_row(group, linked=linked) for group in breakdown.groups)
    return interval_section(
        f"respons-{breakdown.variable}",
        response_chart(breakdown, report.response),
        Table(f"Respons per {name}", (head, *HEADS), rows),
        title=finding(report, f"response:{breakdown.variable}", f"Respons per {name}"),
        note=_note(report.response),
        alt=f"Respons per {name}",
        source=" ".join(text for text in sources if text),
        small=differ_figures(breakdown),
    )


def _note(house: Response) -> str:
    marks = "Punt: respons. Balk: marge van 95\u00a0%. Stippellijn: hele huis"
    if house.low is None:
        return f"{marks}."
    margin = percent_interval(house.low, house.high)
    return f"{marks}, {percent(house.rate)}; de baan eromheen is de marge daarvan, {margin}."


def _named(group: ResponseGroup) -> ResponseGroup:
    return replace(group, label=POOLED) if group.code is None else group


def _row(group: ResponseGroup, *, linked: bool) -> TableRow:
    code = group.code if linked else None
    if group.rate is None:
        return hidden_row(group.label, HEADS, missing(group.reason), code=code)
    texts = (
        whole(group.invited),
        whole(group.eligible),
        whole(group.answered),
        percent(group.rate),
        percent_interval(group.low, group.high),
    )
    kinds = ("", "", "", "strong", "")
    cells = tuple(TableCell(text, head, kind) for text, head, kind in zip(texts, HEADS, kinds, strict=True))
    return TableRow(group.label, cells, code)
