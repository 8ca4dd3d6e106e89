"""Scores on a page: aspect means with margins, heatmaps of aspects by groups, and attendance."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.charts.aspects import groups_chart, house_chart, overleg_chart
from monitor.charts.heatmap import heat_table
from monitor.charts.numbers import decimal, margin_of, percent, score_digits, signed, signed_interval, whole
from monitor.results import AspectResult, Breakdown, Cell, Correlation, Group, Overall, Report
from monitor.results.rules import FEW
from monitor.results.shown import HIDDEN_TEXT, missing
from monitor.web.formats import count
from monitor.web.views.differences_part import grey_text, rest_table
from monitor.web.views.parts import (
    HeatFigure,
    IntervalFigure,
    Table,
    TableCell,
    TableRow,
    finding,
    heat_section,
    hidden_row,
    interval_section,
    shows_house,
)

MEAN_NOTE = "Punt: gemiddelde van het hele huis. Balk: marge van 95\u00a0%."
BESIDE = "Dit overleg naast het hele huis"
ALONE_NOTE = "Punt en balk: dit overleg met marge van 95\u00a0%."
BESIDE_NOTE = f"{ALONE_NOTE} Recht streepje: hele huis."
ALONE = "Dit overleg, per aspect"
FORM_NOTE = "In de tabel staat ook {}: alle overleggen van die vorm samen."
GROUP_NOTES = {
    "overleg": ("Gemiddelde per aspect en per overleg", "Overleg"),
    "overlegvorm": ("Gemiddelde per aspect en per overlegvorm", "Overlegvorm"),
    "beroepsgroep": ("Gemiddelde per aspect en per beroepsgroep", "Beroepsgroep"),
    "regio": ("Gemiddelde per aspect en per regio", "Regio"),
    "attendance": ("Gemiddelde per aspect en per aanwezigheid", "Aanwezig"),
}
PLURALS = {
    "overleg": "overleggen",
    "overlegvorm": "overlegvormen",
    "beroepsgroep": "beroepsgroepen",
    "regio": "regio’s",
}
WEIGHTED = "Herwogen"
WEIGHTED_NOTE = (
    "Herwogen: wie hoort bij een groep die weinig antwoordde, telt zwaarder mee. Zo heeft elke groep hetzelfde aandeel"
    " als op de lijst met genodigden."
)
WHOLE_HOUSE = "Hele huis"
PLAIN_HEADS = 4
"""Columns of an overleg beside the house alone."""
CELL_NOTE = "De n achter een naam is het aantal formulieren. Heeft een vak minder antwoorden? Dan staat dat erbij."


def aspects_figure(report: Report) -> IntervalFigure:
    """The aspects of the whole house."""
    weighted = any(aspect.weighted is not None for aspect in report.aspects)
    heads = ("Gemiddelde", "Marge", *((WEIGHTED,) if weighted else ()), "Geen oordeel", "Aantal")
    rows = tuple(_aspect_row(aspect, heads) for aspect in report.aspects)
    return interval_section(
        "aspecten-huis",
        house_chart(report.aspects),
        Table("Gemiddelde per aspect", ("Aspect", *heads), rows),
        title=finding(report, "aspects", "Gemiddelde per aspect"),
        note=MEAN_NOTE,
        alt="Gemiddelde per aspect met marge",
        source=f"{_overall_source(report.overall)} {WEIGHTED_NOTE if weighted else ''}".strip(),
    )


def beside_figure(report: Report, group: Group, *, alone: bool, form: Group | None = None) -> IntervalFigure:
    """The aspects of one overleg beside the whole house.

    alone: no chart of differences follows, so the finding on them stands here. form: its overlegvorm.
    """
    house = shows_house(report)
    heads = ("Overleg", "Marge", *((form.label,) if form else ()), *((WHOLE_HOUSE,) if house else ()), "Aantal")
    of_house = {aspect.id: aspect for aspect in report.aspects}
    of_form = {cell.aspect: cell for cell in form.cells} if form else {}
    rows = tuple(
        _cell_row(cell, of_house[cell.aspect], heads, form=of_form.get(cell.aspect))
        for cell in group.cells
        if cell.aspect in of_house
    )
    return interval_section(
        "aspecten-overleg",
        overleg_chart(group.cells, report.aspects),
        Table(f"Gemiddelde per aspect{', naast het hele huis' if house else ''}", ("Aspect", *heads), rows),
        title=_beside_title(report, group, alone=alone),
        note=(BESIDE_NOTE if house else ALONE_NOTE) + (f" {FORM_NOTE.format(form.label)}" if form else ""),
        alt=f"Gemiddelde per aspect van dit overleg{', naast het hele huis' if house else ''}",
        source=_overall_source(group.overall, beside=report.overall, form=form),
    )


def _beside_title(report: Report, group: Group, *, alone: bool) -> str:
    if not shows_house(report):
        return ALONE
    return finding(report, f"overleg:{group.code}", BESIDE) if alone else BESIDE


def groups_heat(report: Report, breakdown: Breakdown, key: str, *, smallest: float) -> HeatFigure:
    """Aspects by the groups of one grouping, the whole house as the last row.

    The finding on attendance stands above the means of all aspects, so its heatmap has a neutral title. smallest: the
    difference in scale points from which one is called so.
    """
    caption, head = GROUP_NOTES.get(breakdown.by, (f"Gemiddelde per aspect en per {breakdown.by}", breakdown.by))
    return heat_section(
        key,
        heat_table(breakdown.groups, report.aspects, report.overall, report.forms),
        title=finding(report, breakdown.by, caption) if breakdown.by in PLURALS else caption,
        note=CELL_NOTE + _base_note(report, breakdown),
        caption=caption,
        head=head,
        linked=breakdown.by == "overleg",
        grey=grey_text(smallest),
        differences=rest_table(report, breakdown, head),
    )


def attendance_figure(report: Report, breakdown: Breakdown) -> IntervalFigure:
    """The mean over the aspects per class of attendance."""
    heads = ("Gemiddelde", "Marge", "Aantal")
    return interval_section(
        "aanwezigheid-samen",
        groups_chart(breakdown.groups, report.overall),
        Table(
            "Gemiddelde van de aspecten per aanwezigheid",
            ("Aanwezig", *heads),
            tuple(_group_row(group, heads) for group in breakdown.groups),
        ),
        title=finding(report, "attendance", "Gemiddelde naar hoe vaak iemand aanwezig was"),
        note="Punt: gemiddelde van de aspecten. Balk: marge van 95\u00a0%. Stippellijn: hele huis.",
        alt="Gemiddelde van de aspecten per klasse van aanwezigheid",
        source=_correlation_sentence(report.attendance_correlation),
        small=_correlation_figures(report.attendance_correlation),
    )


def _correlation_sentence(found: Correlation | None) -> str:
    """Whether more often present goes with higher scores."""
    if found is None:
        return ""
    if found.r is None:
        return f"Samenhang tussen aanwezigheid en gemiddelde: {missing(found.reason)}."
    if found.low is not None and found.high is not None and (found.low > 0 or found.high < 0):
        return f"Wie vaker aanwezig was, geeft gemiddeld {'hogere' if found.r > 0 else 'lagere'} scores."
    return "We zien geen samenhang tussen hoe vaak iemand aanwezig was en het gemiddelde."


def _correlation_figures(found: Correlation | None) -> str:
    if found is None or found.r is None:
        return ""
    margin = "" if found.low is None else f", marge {signed_interval(found.low, found.high)}"
    forms = count(found.n or 0, "formulier", "formulieren")
    return (
        f"Spearmans rangcorrelatie {signed(found.r)}{margin}, {forms}."
        " Zij loopt van −1 tot +1; bij 0 is er geen samenhang."
    )


def breakdown_of(report: Report, by: str) -> Breakdown | None:
    """The grouping with this name, if the wave has it and it has groups."""
    return next((one for one in report.breakdowns if one.by == by and one.groups), None)


def _base_note(report: Report, breakdown: Breakdown) -> str:
    """Which groups the finding counts, where it leaves some out."""
    counted = breakdown.by in PLURALS and finding(report, breakdown.by, "")
    whole_rows = all(cell.mean is not None and cell.decimals is None for one in breakdown.groups for cell in one.cells)
    if not counted or whole_rows:
        return ""
    return f" De titel gaat alleen over {PLURALS[breakdown.by]} met bij elk aspect een cijfer met twee decimalen."


def _aspect_row(aspect: AspectResult, heads: Sequence[str]) -> TableRow:
    if aspect.mean is None:
        return hidden_row(aspect.label, heads, missing(aspect.reason))
    digits = score_digits(aspect.decimals)
    cells = (
        TableCell(decimal(aspect.mean, digits), heads[0], "strong"),
        TableCell(margin_of(aspect), heads[1]),
        *((_weighted(aspect),) if WEIGHTED in heads else ()),
        TableCell(percent(aspect.no_opinion_share), heads[-2]),
        _n(aspect.n, heads[-1]),
    )
    return TableRow(aspect.label, cells)


def _weighted(aspect: AspectResult) -> TableCell:
    if aspect.weighted is None:
        return TableCell(missing(aspect.weighted_reason), WEIGHTED, "hidden")
    return TableCell(decimal(aspect.weighted), WEIGHTED)


def _cell_row(cell: Cell, aspect: AspectResult, heads: Sequence[str], *, form: Cell | None) -> TableRow:
    """`heads` names the overlegvorm between the margin and the house where it stands beside the overleg."""
    house: tuple[TableCell, ...] = (_mean_cell(aspect, WHOLE_HOUSE),) if WHOLE_HOUSE in heads else ()
    if len(heads) > PLAIN_HEADS:
        house = (_gone(heads[2]) if form is None else _mean_cell(form, heads[2]), *house)
    if cell.mean is None:
        gone = missing(cell.reason)
        hidden = TableCell(gone, heads[0], "hidden"), TableCell(gone, heads[1], "hidden")
        return TableRow(aspect.label, (*hidden, *house, TableCell(gone, heads[-1], "hidden")))
    digits = score_digits(cell.decimals)
    cells = (
        TableCell(decimal(cell.mean, digits), heads[0], "strong"),
        TableCell(margin_of(cell), heads[1]),
        *house,
        _n(cell.n, heads[-1]),
    )
    return TableRow(aspect.label, cells)


def _mean_cell(score: AspectResult | Cell, head: str) -> TableCell:
    return _gone(head) if score.mean is None else TableCell(decimal(score.mean, score_digits(score.decimals)), head)


def _group_row(group: Group, heads: Sequence[str]) -> TableRow:
    found = group.overall
    if found.mean is None:
        return hidden_row(group.label, heads, missing(found.reason))
    digits = score_digits(found.decimals)
    cells = (
        TableCell(decimal(found.mean, digits), heads[0], "strong"),
        TableCell(margin_of(found), heads[1]),
        _n(group.forms, heads[2]),
    )
    return TableRow(group.label, cells)


def _n(number: int | None, head: str) -> TableCell:
    return TableCell(whole(number), head, "few" if number is not None and number < FEW else "n")


def _gone(head: str) -> TableCell:
    return TableCell(HIDDEN_TEXT, head, "hidden")


def _overall_source(overall: Overall, *, beside: Overall | None = None, form: Group | None = None) -> str:
    if overall.mean is None:
        return ""
    digits = score_digits(overall.decimals)
    margin = f" (marge {margin_of(overall)})" if overall.low is not None else ""
    house = (
        f" Hele huis: {decimal(beside.mean, score_digits(beside.decimals))}."
        if beside is not None and beside.mean is not None
        else ""
    )
    if form is not None and form.overall.mean is not None:
        house = f" {form.label}: {decimal(form.overall.mean, score_digits(form.overall.decimals))}.{house}"
    text = f"Alle aspecten samen: {decimal(overall.mean, digits)}{margin}.{house}"
    return f"{text} Dat is {'steeds ' if house else ''}het gemiddelde van de gemiddelden hierboven."
