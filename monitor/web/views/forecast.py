"""The forecast as a page shows it: per division its groups in a table, what may be merged, and a finding above it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.charts.numbers import decimal, whole
from monitor.services.forecasting import (
    Forecast,
    GroupForecast,
    VariableForecast,
    Verdict,
    expect_together,
    people_together,
    suggest,
)
from monitor.web.formats import count, listing, midsentence

NOUNS = {
    "overleg": ("Overleg", "overleg", "overleggen"),
    "beroepsgroep": ("Beroepsgroep", "beroepsgroep", "beroepsgroepen"),
    "overlegvorm": ("Overlegvorm", "overlegvorm", "overlegvormen"),
    "regio": ("Regio", "regio", "regio’s"),
}
_MARKS = {
    Verdict.ALL: ("done", "check"),
    Verdict.MEANS: ("", "info"),
    Verdict.UNLIKELY: ("attention", "warning"),
    Verdict.NEVER: ("attention", "warning"),
    Verdict.PROTECTS: ("attention", "hidden"),
}


@dataclass(frozen=True)
class ForecastRow:
    """One group. `kind`, `icon`: how its verdict is marked, beside the words."""

    label: str
    sources: str
    invited: str
    expected: str
    verdict: str
    kind: str
    icon: str
    merged: bool
    suggested: bool


@dataclass(frozen=True)
class ForecastTable:
    """One division."""

    variable: str
    head: str
    title: str
    advice: str
    rows: tuple[ForecastRow, ...]
    merged: tuple[str, ...]
    """The names of what was taken together."""
    label: str
    """The name that the suggested groups could have together."""


@dataclass(frozen=True)
class ForecastPage:
    """`origin`: where the response comes from that the forecast counts with; `spread`: on how many overleggen."""

    rate: int
    origin: str
    spread: str
    tables: tuple[ForecastTable, ...]


def forecast_page(found: Forecast) -> ForecastPage:
    """The forecast in words."""
    return ForecastPage(found.rate, _origin(found), _spread(found), tuple(_table(part) for part in found.parts))


def _origin(found: Forecast) -> str:
    if found.chosen:
        return f"U verwacht dat {found.rate} procent antwoordt."
    if found.from_wave:
        return f"In {midsentence(found.from_wave)} antwoordde {found.rate} procent. Daarmee rekenen wij."
    return f"Er is geen eerdere meting. Wij rekenen met {found.rate} procent."


def _spread(found: Forecast) -> str:
    cautious = "Verwachte antwoorden ronden wij naar beneden af."
    if found.forms_from is None:
        return f"Wie antwoordt, beoordeelt in deze schatting één van zijn overleggen. {cautious}"
    wave, number = midsentence(found.forms_from), decimal(found.forms, 1)
    return f"Wie antwoordde, beoordeelde in {wave} gemiddeld {number} overleg. {cautious}"


def _table(part: VariableForecast) -> ForecastTable:
    head, one, many = NOUNS[part.variable]
    advised = suggest(part)
    rows = tuple(_row(group, suggested=group in advised) for group in part.groups)
    return ForecastTable(
        variable=part.variable,
        head=head,
        title=_title(part, one, many),
        advice=_advice(advised, part),
        rows=rows,
        merged=tuple(group.label for group in part.groups if group.merged),
        label=" en ".join(group.label for group in advised)[:120] if len(advised) == 2 else "",
    )


def _title(part: VariableForecast, one: str, many: str) -> str:
    shown, total = sum(group.shown for group in part.groups), len(part.groups)
    if total == 1:
        return f"Er is maar 1 {one}" if shown else f"Het enige {one} is waarschijnlijk te klein"
    if shown == total:
        return f"{'Beide' if total == 2 else f'Alle {total}'} {many} kunt u straks waarschijnlijk zien"
    if not shown:
        return f"Geen van de {total} {many} kunt u straks waarschijnlijk zien"
    return f"Van de {total} {many} kunt u er straks waarschijnlijk {'maar 1' if shown == 1 else shown} zien"


def _advice(groups: tuple[GroupForecast, ...], part: VariableForecast) -> str:
    if not groups:
        return ""
    names = listing([f"‘{group.label}’" for group in groups])
    people, answers = count(people_together(groups), "partner", "partners"), expect_together(groups, part)
    return f"Voeg {names} samen, dan is er meer te zien: samen {people}, en ongeveer {whole(answers)} antwoorden."


def _row(group: GroupForecast, *, suggested: bool) -> ForecastRow:
    kind, icon = _MARKS[group.verdict]
    return ForecastRow(
        label=group.label,
        sources="+".join(group.sources),
        invited=whole(group.invited),
        expected=whole(group.expected),
        verdict=group.verdict.value,
        kind=kind,
        icon=icon,
        merged=group.merged,
        suggested=suggested,
    )
