"""An analysis as a short report on a terminal: Dutch, at most 80 columns, without colours."""

from __future__ import annotations

from monitor.exports.columns import WIDTH, heading, paragraph, plain, table
from monitor.exports.numbers import (
    absence,
    decimal,
    interval,
    percent,
    percent_interval,
    whole,
)
from monitor.exports.scores_text import (
    HIDING_LEGEND,
    LEGEND,
    aspect_table,
    group_table,
    hidden_sentence,
    margin_of,
    statement_lines,
)
from monitor.results import LEAST_P, Breakdown, ResponseBreakdown
from monitor.results.analysis import Analysis

ATTENDANCE = "attendance"
_PER = {"overleg": "Per overleg", "overlegvorm": "Per overlegvorm", "beroepsgroep": "Per beroepsgroep"}
_VARIABLES = {"organisatietype": "soort organisatie"}
_MOST_NAMED = 20
"""So many rows or columns are named; the others are counted."""


def to_text(analysis: Analysis) -> str:
    """Give the report, with a line end."""
    lines = [
        *_title(analysis),
        *_findings(analysis),
        *_response(analysis),
        *_aspects(analysis),
        *_groups(analysis),
        *_statements(analysis),
        *_attendance(analysis),
        *_read(analysis),
    ]
    return "\n".join(lines) + "\n"


def _title(analysis: Analysis) -> list[str]:
    report, questionnaire = analysis.report, analysis.questionnaire
    name = plain(f"Uitkomsten van {analysis.answers_name}")
    title = questionnaire.title.get("nl") or next(iter(questionnaire.title.values()))
    forms = f"{whole(report.forms)} {_plural(report.forms, 'formulier', 'formulieren')}"
    people = f"{whole(report.respondents)} {_plural(report.respondents, 'persoon', 'personen')}"
    lines = [*paragraph(name), "=" * min(WIDTH, len(name))]
    lines += paragraph(f"{title}, versie {questionnaire.version}. {forms} van {people}.")
    if not analysis.hides:
        return lines + paragraph(
            "LET OP: met --minimum 1 is niets verborgen, niets afgerond en niet nagegaan of iemands antwoord uit te "
            "rekenen is. Deel dit verslag met niemand die de antwoorden zelf niet mag zien."
        )
    return lines + paragraph(
        f"Groepen staan er vanaf {analysis.minimum} formulieren van {analysis.minimum} personen; wat iemand zou kunnen "
        "verraden is niet getoond."
    )


def _findings(analysis: Analysis) -> list[str]:
    sentences = analysis.report.sentences.get("nl", ())
    if not sentences:
        return []
    return [*heading("In het kort"), *(line for one in sentences for line in paragraph(one, bullet="- "))]


def _response(analysis: Analysis) -> list[str]:
    lines = heading("Respons")
    if not analysis.has_frame:
        return lines + paragraph("Niet te berekenen: er is geen lijst met genodigden gegeven (--frame).")
    found = analysis.report.response
    rate = f"{percent(found.rate)} (marge {percent_interval(found.low, found.high)})"
    lines += paragraph(
        f"{whole(found.invited)} uitgenodigd, {whole(found.eligible)} tellen mee, {whole(found.answered)} antwoordden: "
        f"{rate}."
    )
    lines += paragraph(
        f"De anderen: {whole(found.ineligible)} niet van toepassing, {whole(found.refused or 0)} geweigerd, "
        f"{whole(found.partial)} deels ingevuld, {whole(found.unreached or 0)} onbereikbaar, "
        f"{whole(found.no_response)} geen reactie."
    )
    if found.r_indicator is not None:
        lines += paragraph(
            f"R-indicator {decimal(found.r_indicator)} (1: de respons hangt met niets op de lijst samen)."
        )
    if found.worst_case:
        low, high = found.worst_case
        lines += paragraph(
            "Hadden alle anderen het laagste of het hoogste antwoord gegeven, dan lag het gemiddelde op "
            f"{decimal(low)} of {decimal(high)}."
        )
    rows = [row for one in found.by for row in _response_rows(one)]
    if rows:
        lines += ["", *table(("", "telt mee", "antwoordde", "respons", "marge"), rows)]
    return lines


def _response_rows(found: ResponseBreakdown) -> list[tuple[str, ...]]:
    """A line with the variable and its test, and one per group under it."""
    rows: list[tuple[str, ...]] = [(_VARIABLES.get(found.variable, found.variable), _test(found))]
    for group in found.groups:
        if group.reason is not None:
            rows.append((f"  {group.label}", absence(group.reason)))
        else:
            margin = percent_interval(group.low, group.high)
            rows.append((f"  {group.label}", whole(group.eligible), whole(group.answered), percent(group.rate), margin))
    return rows


def _test(found: ResponseBreakdown) -> str:
    """The test of one variable in a few words; nothing where there is none."""
    if found.test is None or found.test.p is None:
        return ""
    p = _chance(found.test.p)
    strength = "" if found.test.cramers_v is None else f", V = {decimal(found.test.cramers_v)}"
    return f"({p}{strength})"


def _chance(p: float) -> str:
    """A p with three decimals, or the two with which it is stored."""
    if p < 0.001:
        return "p < 0,001"
    if p == LEAST_P:
        return f"p ≤ {decimal(p)}"
    return f"p = {decimal(p, 2 if p == round(p, 2) else 3)}"


def _aspects(analysis: Analysis) -> list[str]:
    overall = analysis.report.overall
    if overall.mean is None:
        total = f"Samen: {absence(overall.reason)}."
    else:
        digits = overall.decimals or 2
        total = f"Samen {decimal(overall.mean, digits)} (marge {margin_of(overall)})"
        weighed = f"; gewogen naar de lijst {decimal(overall.weighted)}" if overall.weighted is not None else ""
        total = f"{total}{weighed}."
    limit = f"Alpha: betrouwbaarheid, beoordeeld met de grens {decimal(analysis.alpha_threshold)}."
    return [*heading("Aspecten"), *aspect_table(analysis.report.aspects), "", *paragraph(total), *paragraph(limit)]


def _groups(analysis: Analysis) -> list[str]:
    lines = []
    for breakdown in analysis.report.breakdowns:
        if breakdown.by != ATTENDANCE and breakdown.groups:
            lines += [*heading(_PER.get(breakdown.by, breakdown.by)), *group_table(breakdown, analysis.report.aspects)]
    legend = HIDING_LEGEND if analysis.hides else f"{LEGEND}."
    return [*lines, "", *paragraph(legend)] if lines else []


def _statements(analysis: Analysis) -> list[str]:
    lines = []
    for title, lowest in (("Laagste stellingen", True), ("Hoogste stellingen", False)):
        found = statement_lines(analysis.report.items, analysis.questionnaire, lowest=lowest)
        lines += [*heading(title), *found] if found else []
    return lines


def _attendance(analysis: Analysis) -> list[str]:
    found: Breakdown | None = next((one for one in analysis.report.breakdowns if one.by == ATTENDANCE), None)
    if found is None:
        return []
    lines = [*heading("Naar aanwezigheid"), *group_table(found, analysis.report.aspects)]
    spearman = analysis.report.attendance_correlation
    if spearman is not None and spearman.r is not None:
        margin = interval(spearman.low, spearman.high)
        lines += ["", *paragraph(f"Samenhang met het gemiddelde (Spearman): {decimal(spearman.r)} (marge {margin}).")]
    return lines


def _read(analysis: Analysis) -> list[str]:
    """What is hidden, what was not read, and what could not be computed."""
    rows, skipped = _named([str(number) for number in analysis.ignored_rows]), len(analysis.ignored_rows)
    columns, listed = _named(analysis.ignored_columns), _named(analysis.ignored_frame_columns)
    notes = [
        *([hidden_sentence(analysis.report)] if analysis.hides else []),
        *([f"Geen formulier, want zonder enig antwoord: {_plural(skipped, 'rij', 'rijen')} {rows}."] if rows else []),
        *([f"Niet gelezen kolommen: {columns}."] if columns else []),
        *([f"Niet gelezen kolommen van {analysis.frame_name}: {listed}."] if listed else []),
        *analysis.notes,
    ]
    return [*heading("Goed om te weten"), *(line for note in notes for line in paragraph(note, bullet="- "))]


def _named(names: tuple[str, ...] | list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" en nog {rest}" if rest > 0 else "")


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
