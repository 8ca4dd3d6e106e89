"""All statements of a wave in a list: found by words, in an order that tells nothing of what is hidden."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from monitor.charts.drawing import DrawnPart
from monitor.charts.likert import draw_likert, statement_bars
from monitor.charts.numbers import decimal, margin_of, percent, score_digits, whole
from monitor.errors import NotFound
from monitor.results import Group, ItemResult, Publication
from monitor.results.rules import FEW
from monitor.results.shown import missing, rounded
from monitor.web.formats import count
from monitor.web.views.parts import LANGUAGE, shows_house
from monitor.web.views.place import Place, place_of
from monitor.web.views.scores_part import breakdown_of
from monitor.web.views.statement_groups import item_of
from monitor.web.views.statements_part import answer_labels
from surveys.questionnaire import Aspect, Questionnaire

MOST_LETTERS = 100
"""Of what somebody looks for."""


class Order(StrEnum):
    """In which order the statements stand; the value is what stands in the address."""

    QUESTIONNAIRE = "vragenlijst"
    LOWEST = "laagste"
    HIGHEST = "hoogste"
    NO_OPINION = "geen-oordeel"


ORDERS: Mapping[Order, str] = {
    Order.QUESTIONNAIRE: "Volgorde van de vragenlijst",
    Order.LOWEST: "Laagste gemiddelde eerst",
    Order.HIGHEST: "Hoogste gemiddelde eerst",
    Order.NO_OPINION: "Meeste ‘geen oordeel’ eerst",
}


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the list. `overleg`: whose answers; None: those of the whole house."""

    words: str = ""
    order: Order = Order.QUESTIONNAIRE
    overleg: int | None = None


@dataclass(frozen=True)
class StatementLine:
    """One statement with its numbers as they are shown; a hidden one has none, only `note`."""

    item: str
    number: int
    text: str
    aspect: str
    parts: tuple[DrawnPart, ...]
    mean: str
    margin: str
    n: str
    few: bool
    no_opinion: str
    note: str
    hidden: bool
    house: str = ""
    """The whole house's mean, beside an overleg's."""


@dataclass(frozen=True)
class StatementGroup:
    """Statements under one heading; without one where the order is not the questionnaire's."""

    key: str
    heading: str
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True)
class Choice:
    """One option of a list to choose from."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class StatementsPage:
    """The list as it was asked for. `found`: how many there are, in words; `groups` is empty where none fits."""

    place: Place
    of_whom: str
    minimum: int
    labels: tuple[str, ...]
    asked: Asked
    orders: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    """Whose answers can be chosen; empty where there is but one."""
    found: str
    groups: tuple[StatementGroup, ...]
    beside_house: bool
    no_house: bool
    """An overleg beside which the house may not stand, so the page says why."""
    nothing_shown: bool
    any_hidden: bool


def read_asked(values: Mapping[str, str]) -> Asked:
    """What the address asks for; what it does not know is as if it was not asked."""
    words = " ".join(values.get("zoek", "")[:MOST_LETTERS].split())
    order = next((one for one in Order if one == values.get("volgorde")), Order.QUESTIONNAIRE)
    overleg = values.get("overleg", "")
    return Asked(words, order, int(overleg) if overleg.isascii() and overleg.isdigit() and len(overleg) < 7 else None)


def statements_page(
    publication: Publication,
    questionnaire: Questionnaire,
    asked: Asked,
    *,
    codes: Sequence[int] | None = None,
    token: str = "",
) -> StatementsPage:
    """The list. Raises NotFound for an overleg that the wave does not have.

    codes: of the overleggen that a reader may see who does not see the whole house (the first is what is shown unless
    another is asked for); None: everything. token: of the read-only link that it is read by.
    """
    asked = asked if codes is None or asked.overleg is not None else replace(asked, overleg=codes[0])
    groups = _groups(publication)
    subject = _subject(groups, asked.overleg)
    report = publication.report
    items = report.items if subject is None else _own_items(subject, report.items)
    beside_house = subject is not None and shows_house(report)
    house = {item.id: item for item in report.items} if beside_house else None
    lines = _lines(items, questionnaire, house)
    known = {item.id: item for item in items}
    chosen = sorted(_matching(lines, asked.words), key=lambda line: _place(known[line.item], line.number, asked.order))
    return StatementsPage(
        place=place_of(publication, asked.overleg, token=token),
        of_whom=subject.label if subject else "Heel het Veiligheidshuis",
        minimum=publication.minimum,
        labels=answer_labels(questionnaire),
        asked=asked,
        orders=tuple(Choice(order, text, order == asked.order) for order, text in ORDERS.items()),
        readers=_readers(groups, asked.overleg, codes),
        found=_found(len(chosen), len(lines), asked.words),
        groups=_grouped(chosen, questionnaire, asked.order),
        beside_house=beside_house,
        no_house=subject is not None and not beside_house,
        nothing_shown=all(line.hidden for line in lines),
        any_hidden=any(line.hidden for line in chosen),
    )


def fold(text: str) -> str:
    """The text without capitals and accents, as it is compared."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _groups(publication: Publication) -> tuple[Group, ...]:
    breakdown = breakdown_of(publication.report, "overleg")
    return breakdown.groups if breakdown is not None else ()


def _subject(groups: Iterable[Group], code: int | None) -> Group | None:
    if code is None:
        return None
    found = next((group for group in groups if group.code == code), None)
    if found is None:
        raise NotFound("Dit overleg hoort niet bij deze meting.")
    return found


def _own_items(group: Group, items: Sequence[ItemResult]) -> tuple[ItemResult, ...]:
    """A result of the group for every statement of the house."""
    return tuple(item_of(group.items, item.id, item.aspect) for item in items)


def _lines(
    items: Sequence[ItemResult], questionnaire: Questionnaire, house: Mapping[str, ItemResult] | None
) -> list[StatementLine]:
    """A line for every statement of the questionnaire that was asked, in its order."""
    known = {item.id: item for item in items}
    return [
        _line(known[asked.id], asked.text[LANGUAGE], asked.position + 1, aspect, (house or {}).get(asked.id))
        for aspect in questionnaire.aspects
        for asked in aspect.items
        if asked.id in known
    ]


def _line(item: ItemResult, text: str, number: int, aspect: Aspect, house: ItemResult | None) -> StatementLine:
    label = aspect.label[LANGUAGE]
    of_house = decimal(house.mean, score_digits(house.decimals)) if house is not None and house.mean is not None else ""
    if item.mean is None:
        return StatementLine(
            item.id, number, text, label, (), "", "", "", False, "", missing(item.reason), True, of_house
        )
    bar = statement_bars([item], {item.id: text})[0]
    return StatementLine(
        item=item.id,
        number=number,
        text=text,
        aspect=label,
        parts=tuple(replace(part, text="") for part in draw_likert(bar)),
        mean=decimal(item.mean, score_digits(item.decimals)),
        margin=margin_of(item),
        n=whole(item.n),
        few=item.n is not None and item.n < FEW,
        no_opinion=percent(item.no_opinion_share),
        note="" if bar.shares is not None else "alleen het gemiddelde",
        hidden=False,
        house=of_house,
    )


def _matching(lines: Iterable[StatementLine], words: str) -> list[StatementLine]:
    """The statements in which, or in whose aspect's name, all words occur."""
    wanted = fold(words).split()
    return [line for line in lines if all(word in fold(f"{line.text} {line.aspect}") for word in wanted)]


def _place(item: ItemResult, number: int, order: Order) -> tuple[bool, Decimal, int]:
    """Where a statement stands: by the number as it is shown, and those without it last as they were asked."""
    value = _ranked(item, order)
    return (value is None and order is not Order.QUESTIONNAIRE, value or Decimal(0), number)


def _ranked(item: ItemResult, order: Order) -> Decimal | None:
    if order is Order.QUESTIONNAIRE or item.mean is None:
        return None
    if order is Order.NO_OPINION:
        return None if item.no_opinion_share is None else -rounded(100 * item.no_opinion_share, 0)
    shown = rounded(item.mean, score_digits(item.decimals))
    return shown if order is Order.LOWEST else -shown


def _grouped(lines: Sequence[StatementLine], questionnaire: Questionnaire, order: Order) -> tuple[StatementGroup, ...]:
    """Per aspect in the questionnaire's order; in any other order all of them together."""
    if order is not Order.QUESTIONNAIRE:
        return (StatementGroup("stellingen", "", tuple(lines)),) if lines else ()
    found = []
    for aspect in questionnaire.aspects:
        own = tuple(line for line in lines if any(line.item == item.id for item in aspect.items))
        if own:
            found.append(StatementGroup(aspect.id, aspect.label[LANGUAGE], own))
    return tuple(found)


def _readers(groups: Sequence[Group], code: int | None, codes: Sequence[int] | None) -> tuple[Choice, ...]:
    house = (Choice("", "Heel het Veiligheidshuis", code is None),) if codes is None else ()
    own = tuple(
        Choice(str(one.code), one.label, one.code == code) for one in groups if codes is None or one.code in codes
    )
    return (*house, *own) if len(house) + len(own) > 1 else ()


def _found(found: int, total: int, words: str) -> str:
    if not words:
        return f"Alle {count(total, 'stelling', 'stellingen')}" if total != 1 else "De enige stelling"
    if not found:
        return f"Geen stelling gevonden met ‘{words}’"
    return f"{count(found, 'stelling', 'stellingen')} gevonden met ‘{words}’, van de {whole(total)}"
