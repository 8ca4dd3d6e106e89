"""The page of one statement: its answers, its groups, the years, and how it goes with the rest of its aspect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.charts.differences import direction, margin_of_difference
from monitor.charts.numbers import decimal, margin_of, percent, score_digits, signed, whole
from monitor.errors import NotFound
from monitor.results import ItemResult, Publication, Report
from monitor.services.asking import Unlike, unlike
from monitor.services.years import Year
from monitor.web.formats import midsentence
from monitor.web.views.beside import BesideView
from monitor.web.views.parts import LANGUAGE, Fact, IntervalFigure, StatementTable, shows_house
from monitor.web.views.place import Place, place_of
from monitor.web.views.scores_part import breakdown_of
from monitor.web.views.statement_groups import (
    HOUSE,
    NO_WORDS,
    NOT_ASKED,
    OTHER_WORDS,
    YearOf,
    groups_figure,
    item_of,
    years_figure,
)
from monitor.web.views.statements_part import answer_labels, statement_table
from surveys.questionnaire import Aspect, Item, Questionnaire

OVER = ("beroepsgroep", "overlegvorm", "regio", "attendance")
"""The groupings after the overleggen, in the order of the house's page."""


@dataclass(frozen=True)
class StatementLink:
    """Another statement to go to."""

    item: str
    text: str


@dataclass(frozen=True)
class OverlegLink:
    """The overleg to go back to."""

    code: int
    label: str


@dataclass(frozen=True)
class StatementPage:
    """One statement. `whole`: the reader sees the house's own answers, else those of the own overleggen.

    `answers` is None where no number of it may be seen; `breaks`: earlier waves that asked it in other words.
    """

    place: Place
    item: str
    text: str
    stem: str
    aspect: str
    aspect_id: str
    number: str
    minimum: int
    whole: bool
    beside_house: bool
    """Whether the house's mean stands beside the own overleggen."""
    before: StatementLink | None
    after: StatementLink | None
    labels: tuple[str, ...]
    answers: StatementTable | None
    facts: tuple[Fact, ...]
    overleggen: IntervalFigure | None
    groups: tuple[IntervalFigure, ...]
    some_hidden: bool
    years: IntervalFigure | None
    breaks: tuple[str, ...]
    change: str
    coherence: str


@dataclass(frozen=True)
class PointsBlock:
    """The improvement points on this statement, of the whole house or of one overleg (then with its name)."""

    label: str
    place: Place
    beside: BesideView


def statement_page(
    publication: Publication,
    questionnaire: Questionnaire,
    item: str,
    *,
    years: Sequence[Year] = (),
    codes: Sequence[int] | None = None,
    token: str = "",
) -> StatementPage:
    """The page of this statement. Raises NotFound where the questionnaire has no such statement.

    years: the closed waves before, the oldest first. codes: of the overleggen that a reader may see who does not see
    the whole house; None: everything. token: of the read-only link that it is read by.
    """
    aspect, asked = find_statement(questionnaire, item)
    report, whole_house = publication.report, codes is None
    house = item_of(report.items, item, aspect.id)
    overleggen = breakdown_of(report, "overleg")
    figure = groups_figure(overleggen, house, codes=codes, whole_house=whole_house) if overleggen else None
    groups = _other_groups(report, house) if whole_house else ()
    answers = _answers(house, questionnaire) if whole_house else _own_answers(report, house, questionnaire, codes or ())
    over = _years(publication, questionnaire, house, years) if whole_house else ()
    place = place_of(publication, token=token)
    if codes:
        place = replace(place, overleg=codes[0])
    texts = [one.text[LANGUAGE] for one in questionnaire.items]
    return StatementPage(
        place=place,
        item=item,
        text=asked.text[LANGUAGE],
        stem=stem_of(aspect, item),
        aspect=aspect.label[LANGUAGE],
        aspect_id=aspect.id,
        number=f"Stelling {asked.position + 1} van {len(texts)}",
        minimum=publication.minimum,
        whole=whole_house,
        beside_house=whole_house or shows_house(report),
        before=_link(questionnaire, asked.position - 1),
        after=_link(questionnaire, asked.position + 1),
        labels=answer_labels(questionnaire),
        answers=answers,
        facts=_facts(house) if whole_house else (),
        overleggen=figure,
        groups=groups,
        some_hidden=any(row.gone for one in (figure, *groups) if one is not None for row in one.table.rows),
        years=years_figure(over, report.change, item),
        breaks=tuple(_broken(year) for year in over if year.apart),
        change=_change(report, item) if whole_house else "",
        coherence=_coherence(report, aspect, item) if whole_house else "",
    )


def find_statement(questionnaire: Questionnaire, item: str) -> tuple[Aspect, Item]:
    """A statement with its aspect. Raises NotFound."""
    for aspect in questionnaire.aspects:
        for one in aspect.items:
            if one.id == item:
                return aspect, one
    raise NotFound("Deze stelling hoort niet bij deze meting.")


def stem_of(aspect: Aspect, item: str) -> str:
    """The question that the statement answers."""
    return next(block.stem[LANGUAGE] for block in aspect.blocks if any(one.id == item for one in block.items))


def _link(questionnaire: Questionnaire, position: int) -> StatementLink | None:
    if not 0 <= position < len(questionnaire.items):
        return None
    found = questionnaire.items[position]
    return StatementLink(found.id, found.text[LANGUAGE])


def _answers(house: ItemResult, questionnaire: Questionnaire) -> StatementTable | None:
    if house.mean is None:
        return None
    title = "Van deze stelling tonen we alleen het gemiddelde"
    if house.positive_share is not None:
        upper = " of ".join(answer_labels(questionnaire)[questionnaire.scale.maximum // 2 :])
        title = f"{percent(house.positive_share)} antwoordde {upper}"
    return statement_table(
        "stelling-antwoorden", [house], {house.id: HOUSE}, answer_labels(questionnaire), title=title,
        caption="Antwoorden op deze stelling in het hele huis",
    )  # fmt: skip


def _own_answers(
    report: Report, house: ItemResult, questionnaire: Questionnaire, codes: Sequence[int]
) -> StatementTable | None:
    """A row for each overleg of the reader's own, beside the house's mean; None where no overleg shows it."""
    breakdown = breakdown_of(report, "overleg")
    own = [group for group in (breakdown.groups if breakdown else ()) if group.code in codes]
    items = [replace(item_of(group.items, house.id, house.aspect), id=str(group.code)) for group in own]
    if not any(item.mean is not None for item in items):
        return None
    return statement_table(
        "stelling-antwoorden",
        items,
        {str(group.code): group.label for group in own},
        answer_labels(questionnaire),
        title="Uw overleg" if len(own) == 1 else "Uw overleggen",
        caption="Antwoorden op deze stelling in uw overleggen",
        house=[replace(house, id=item.id) for item in items],
    )


def _facts(house: ItemResult) -> tuple[Fact, ...]:
    """The numbers of the whole house as large facts; none where the mean is hidden."""
    if house.mean is None:
        return ()
    share = f" ({percent(house.no_opinion_share)})" if house.no_opinion_share is not None else ""
    facts = [
        Fact("Gemiddelde", decimal(house.mean, score_digits(house.decimals))),
        Fact("Marge", margin_of(house)),
        Fact("Aantal", whole(house.n)),
    ]
    if house.no_opinion is not None:
        facts.append(Fact("Geen oordeel", f"{whole(house.no_opinion)}{share}"))
    return tuple(facts)


def _other_groups(report: Report, house: ItemResult) -> tuple[IntervalFigure, ...]:
    found = (breakdown_of(report, by) for by in OVER)
    figures = (groups_figure(one, house) for one in found if one is not None)
    return tuple(figure for figure in figures if figure is not None)


def _years(
    publication: Publication, questionnaire: Questionnaire, house: ItemResult, years: Sequence[Year]
) -> tuple[YearOf, ...]:
    now = Year(publication, questionnaire)
    before = tuple(_year(now, year, house) for year in years)
    return (*before, YearOf(publication.wave_name, house)) if before else ()


def _year(now: Year, year: Year, house: ItemResult) -> YearOf:
    """The statement in an earlier wave; beside it only if it was asked in the same words."""
    name, found = year.publication.wave_name, unlike(now, year, item=house.id)
    if found is None:
        return YearOf(name, item_of(year.publication.report.items, house.id, house.aspect))
    if found is Unlike.OTHER_WORDS:
        then, text = (
            find_statement(one.questionnaire, house.id)[1].text[LANGUAGE] for one in (year, now) if one.questionnaire
        )
        return YearOf(name, None, OTHER_WORDS, "" if then == text else then)
    return YearOf(name, None, NOT_ASKED if found is Unlike.NOT_THEN else NO_WORDS)


def _broken(year: YearOf) -> str:
    name = midsentence(year.wave_name)
    if year.apart == OTHER_WORDS and not year.words:
        return f"In {name} waren de vraag, de antwoorden of een vertaling anders. Daarom vergelijken we niet."
    if year.apart == OTHER_WORDS:
        return f"In {name} was de vraag anders: ‘{year.words}’ Daarom vergelijken we dat cijfer niet."
    if year.apart == NOT_ASKED:
        return f"In {name} stond deze stelling niet in de vragenlijst."
    return f"De vragenlijst van {name} is er niet meer. Daarom vergelijken we niet."


def _change(report: Report, item: str) -> str:
    """The difference with the publication before, as that comparison was frozen."""
    change = report.change
    cell = next((one for one in change.items if one.id == item), None) if change is not None else None
    if change is None or cell is None or cell.comparison.difference is None:
        return ""
    found = cell.comparison
    margin = f" (marge {margin_of_difference(found)})" if found.low is not None else ""
    seen = direction(found)
    verdict = f"een zichtbaar verschil: {seen}" if seen else "geen duidelijk verschil"
    return f"Verschil met {midsentence(change.wave_name)}: {signed(found.difference)}{margin}. Dat is {verdict}."


def _coherence(report: Report, aspect: Aspect, item: str) -> str:
    """How the statement hangs together with the rest of its aspect, for the small print."""
    found = next((one.reliability for one in report.aspects if one.id == aspect.id), None)
    part = next((one for one in found.per_item if one.id == item), None) if found is not None else None
    if found is None or part is None or part.item_rest is None:
        return ""
    label = aspect.label[LANGUAGE]
    text = (
        f"Samenhang met de andere stellingen van {label} (item-restcorrelatie): {decimal(part.item_rest)}. Bij 1 gaat"
        " deze stelling helemaal samen met de rest van haar aspect, bij 0 helemaal niet."
    )
    if part.alpha_if_dropped is None or found.alpha is None:
        return text
    return (
        f"{text} De betrouwbaarheid (alpha) van {label} is {decimal(found.alpha)}; zonder deze stelling"
        f" {decimal(part.alpha_if_dropped)}."
    )
