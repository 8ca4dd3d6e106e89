"""Statements on a page: the lowest and highest, and all of them per aspect, as diverging bars."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitor.charts.likert import StatementBar, draw_likert, likert_figure, statement_bars
from monitor.charts.numbers import decimal, percent, score_digits, whole
from monitor.results import Group, ItemResult, Report
from monitor.results.rules import FEW
from monitor.results.shown import missing, rounded
from monitor.web.formats import listing
from monitor.web.views.parts import LANGUAGE, StatementRow, StatementTable, finding
from surveys.questionnaire import AspectKind, Questionnaire

MOST_TITLE = 110
"""Characters of a statement in a title."""
ENDS = 5
"""How many statements stand at either end, unless they would overlap."""
RANKED = (AspectKind.SCALE, AspectKind.INDEX)
"""The kinds of aspect of which higher and lower can be said; the findings rank the same."""


@dataclass(frozen=True)
class StatementsPart:
    """The statements of the whole house; without a single number to show there are no tables at all."""

    labels: tuple[str, ...]
    reading: str
    heading: str
    lowest: StatementTable
    highest: StatementTable
    by_aspect: tuple[StatementTable, ...]


def statements_part(report: Report, questionnaire: Questionnaire) -> StatementsPart:
    """Lowest and highest by the means as they are shown; ties keep the questionnaire's order."""
    labels, texts = answer_labels(questionnaire), item_texts(questionnaire)
    low, high = _ends(report, report.items)
    ends = {"lowest": ("De laagste stellingen", low), "highest": ("De hoogste stellingen", high)}
    shown = any(item.mean is not None for item in report.items)
    total = len(report.items)
    lowest, highest = (
        statement_table(f"stellingen-{key}", items, texts, labels, title=finding(report, key, neutral), caption=neutral)
        for key, (neutral, items) in ends.items()
    )
    return StatementsPart(
        labels=labels,
        reading=_reading(labels, len(low)) if shown else "",
        heading=f"Alle {total} stellingen" if total > 1 else "De enige stelling",
        lowest=lowest,
        highest=highest,
        by_aspect=tables_by_aspect(report.items, questionnaire) if shown else (),
    )


def ends_of_group(
    group: Group, report: Report, questionnaire: Questionnaire
) -> tuple[StatementTable, StatementTable] | None:
    """Lowest and highest statements of one group beside the house; None where fewer than two show a mean."""
    low, high = _ends(report, group.items)
    if not low:
        return None
    labels, texts = answer_labels(questionnaire), item_texts(questionnaire)
    ends = (("laagst", "Laagst", "De laagste stellingen", low), ("hoogst", "Hoogst", "De hoogste stellingen", high))
    lowest, highest = (
        statement_table(
            f"stellingen-{key}", items, texts, labels, title=_end_title(word, items, texts), caption=caption,
            house=report.items,
        )
        for key, word, caption, items in ends
    )  # fmt: skip
    return lowest, highest


def _end_title(word: str, items: Sequence[ItemResult], texts: Mapping[str, str]) -> str:
    """The statement at this end; of more with the same number shown, how many there are."""
    ties = sum(_shown(item) == _shown(items[0]) for item in items)
    first = textwrap.shorten(texts.get(items[0].id, items[0].id).rstrip("."), MOST_TITLE, placeholder=" …")
    return f"{word}: ‘{first}’" + (f" en {ties - 1} met hetzelfde gemiddelde" if ties > 1 else "")


def tables_by_aspect(
    items: Sequence[ItemResult], questionnaire: Questionnaire, *, house: Sequence[ItemResult] | None = None
) -> tuple[StatementTable, ...]:
    """One table per aspect that has statements here, in the questionnaire's order."""
    labels, texts = answer_labels(questionnaire), item_texts(questionnaire)
    tables = []
    for aspect in questionnaire.aspects:
        chosen = [item for item in items if item.aspect == aspect.id]
        if chosen:
            name = aspect.label[LANGUAGE]
            amount = f"{len(chosen)} {'stelling' if len(chosen) == 1 else 'stellingen'}"
            table = statement_table(
                f"stellingen-{aspect.id}",
                chosen,
                texts,
                labels,
                title=name,
                note=amount,
                house=house,
                caption=f"Stellingen van {name}",
            )
            tables.append(table)
    return tuple(tables)


def statement_table(
    key: str,
    items: Sequence[ItemResult],
    texts: Mapping[str, str],
    labels: Sequence[str],
    *,
    title: str,
    caption: str,
    note: str = "",
    house: Sequence[ItemResult] | None = None,
) -> StatementTable:
    """A table of these statements, with the house's means in a column if `house` is given."""
    bars = statement_bars(items, texts)
    beside = {item.id: item for item in house or () if item.mean is not None}
    rows = tuple(_row(item, bar, labels, beside.get(item.id)) for item, bar in zip(items, bars, strict=True))
    return StatementTable(key, title, note, caption, rows, likert_figure(bars, labels), beside_house=bool(beside))


def answer_labels(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The answers' words from low to high."""
    return tuple(label[LANGUAGE] for label in questionnaire.scale.labels)


def item_texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Statement by item id."""
    return {item.id: item.text[LANGUAGE] for item in questionnaire.items}


def _ends(report: Report, items: Sequence[ItemResult]) -> tuple[list[ItemResult], list[ItemResult]]:
    """The statements at either end, as many at each; no statement stands at both."""
    ranked = {aspect.id for aspect in report.aspects if aspect.kind in RANKED}
    known = [item for item in items if item.mean is not None and item.aspect in ranked]
    size = min(ENDS, len(known) // 2)
    lowest = sorted(known, key=_shown)[:size]
    rest = [item for item in known if item not in lowest]
    return lowest, sorted(rest, key=lambda item: -_shown(item))[:size]


def _reading(labels: Sequence[str], ends: int) -> str:
    half = len(labels) // 2
    first = {0: "", ENDS: "De vijf laagste en de vijf hoogste. "}.get(ends, "De laagste en de hoogste. ")
    sides = f"Links van de streep: {listing(labels[:half])}. Rechts: {listing(labels[half:])}."
    return f"{first}{sides} Geen oordeel staat apart en telt niet mee in het gemiddelde."


def _shown(item: ItemResult) -> Decimal:
    return rounded(item.mean or 0, score_digits(item.decimals))


def _row(item: ItemResult, bar: StatementBar, labels: Sequence[str], house: ItemResult | None) -> StatementRow:
    few = item.decimals is not None or (item.n is not None and item.n < FEW)
    gone = item.mean is None
    note = ""
    if gone:
        note = missing(item.reason)
    elif bar.shares is None:
        note = "Alleen het gemiddelde"
    return StatementRow(
        text=bar.text,
        parts=draw_likert(bar),
        spoken=_spoken(bar, labels),
        note=note,
        no_opinion="" if gone else whole(item.no_opinion),
        no_opinion_share=percent(item.no_opinion_share)
        if item.no_opinion and item.no_opinion_share is not None
        else "",
        mean="" if item.mean is None else decimal(item.mean, score_digits(item.decimals)),
        n="" if gone else whole(item.n),
        few=few,
        hidden=gone,
        house=decimal(house.mean, score_digits(house.decimals)) if house is not None and house.mean is not None else "",
        item=item.id,
    )


def _spoken(bar: StatementBar, labels: Sequence[str]) -> str:
    if bar.shares is None:
        return ""
    words = (f"{label} {decimal(100 * share, 0)}" for label, share in zip(labels, bar.shares, strict=True))
    return f"In procenten: {', '.join(words)}"
