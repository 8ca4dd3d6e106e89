"""The scores of an analysis as tables of plain text: aspects, groups, and the lowest and highest statements."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.exports.columns import paragraph, table
from monitor.exports.numbers import NOTHING, absence, decimal, interval, percent, whole
from monitor.results import HIDDEN, AspectResult, Breakdown, Cell, Group, ItemResult, Overall, Report, margin_decimals
from surveys.questionnaire import Questionnaire

MOST_ASPECTS = 8
"""More do not fit beside each other in 80 columns."""
NAMED = 5
"""Statements that are named at either end."""
COVERED = "x"
"""A cell that is not shown, in a table of many."""
LEGEND = f"De nummers boven de kolommen zijn die van de aspecten; {NOTHING}: niet te berekenen"
HIDING_LEGEND = (
    f"{LEGEND}, {COVERED}: niet getoond. Een decimaal: 5 tot en met 9 formulieren, of om iemand te beschermen."
)


def aspect_table(aspects: Sequence[AspectResult]) -> list[str]:
    """Every aspect with its number, mean, margin, n, share of geen oordeel, and alpha."""
    header = ("", "score", "marge", "n", "g.o.", "alpha", "marge", "oordeel")
    return [
        *table(header, [_aspect_row(place, one) for place, one in enumerate(aspects, start=1)]),
        "",
        *paragraph("n: formulieren met een score; g.o.: deel van de antwoorden dat ‘geen oordeel’ is."),
    ]


def _aspect_row(place: int, aspect: AspectResult) -> tuple[str, ...]:
    name = f"{place} {aspect.label}"
    if aspect.mean is None:
        return name, absence(aspect.reason)
    digits = aspect.decimals or 2
    found = aspect.reliability
    alpha = ("", "", "")
    if found is not None:
        verdict = absence(found.reason) if found.alpha is None else found.verdict or NOTHING
        alpha = (decimal(found.alpha, found.decimals or 2), interval(found.low, found.high), verdict)
    margin, share = margin_of(aspect), percent(aspect.no_opinion_share)
    return name, decimal(aspect.mean, digits), margin, whole(aspect.n), share, *alpha


def group_table(breakdown: Breakdown, aspects: Sequence[AspectResult]) -> list[str]:
    """Every group with its forms, its overall mean with margin, and its mean on every aspect, by number."""
    wide = len(aspects) <= MOST_ASPECTS
    numbers = [str(place) for place in range(1, len(aspects) + 1)] if wide else []
    header = ("", "n", "samen", "marge", *numbers)
    return table(header, [_group_row(group, aspects if wide else ()) for group in breakdown.groups])


def _group_row(group: Group, aspects: Sequence[AspectResult]) -> tuple[str, ...]:
    if group.reason is not None:
        return group.label, absence(group.reason)
    cells = {cell.aspect: cell for cell in group.cells}
    overall = group.overall
    return (
        group.label,
        whole(group.forms),
        _mean(overall),
        margin_of(overall),
        *(_mean(cells[aspect.id]) if aspect.id in cells else NOTHING for aspect in aspects),
    )


def margin_of(value: AspectResult | ItemResult | Overall) -> str:
    """The margin, with as many decimals as the analysis holds of it."""
    return interval(value.low, value.high, margin_decimals(value))


def _mean(value: Cell | Overall) -> str:
    if value.mean is None:
        return COVERED if value.reason == HIDDEN else NOTHING
    return decimal(value.mean, value.decimals or 2)


def statement_lines(items: Sequence[ItemResult], questionnaire: Questionnaire, *, lowest: bool) -> list[str]:
    """The lowest or highest statements as they are shown, with those that tie with the last."""
    shown = [(round(item.mean, item.decimals or 2), item) for item in items if item.mean is not None]
    if not shown:
        return []
    ordered = sorted(shown, key=lambda pair: pair[0] if lowest else -pair[0])
    last = ordered[min(NAMED, len(ordered)) - 1][0]
    texts = {item.id: item.text.get("nl") or next(iter(item.text.values())) for item in questionnaire.items}
    lines = []
    for value, item in ordered:
        if (value > last) if lowest else (value < last):
            break
        digits = item.decimals or 2
        told = f"{texts[item.id]} ({item.id}; marge {margin_of(item)}, n {whole(item.n)})"
        lines += paragraph(told, bullet=f"{decimal(item.mean, digits):<6}")
    return lines


def hidden_sentence(report: Report) -> str:
    """How much is not shown, in groups and in means of groups that are shown; never why."""
    groups = [group for breakdown in report.breakdowns for group in breakdown.groups]
    covered = sum(group.reason == HIDDEN for group in groups)
    reasons = [cell.reason for group in groups if group.reason is None for cell in group.cells]
    reasons += [group.overall.reason for group in groups if group.reason is None]
    reasons += [item.reason for item in report.items]
    reasons += [aspect.reason for aspect in report.aspects]
    cells = [*reasons, report.overall.reason].count(HIDDEN)
    if not covered and not cells:
        return "Alle groepen en alle gemiddelden zijn getoond."
    return f"Niet getoond: {_count(covered, 'groep', 'groepen')}, en {_count(cells, 'getal', 'getallen')} daarbuiten."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
