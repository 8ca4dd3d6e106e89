"""The tables of scores in a file: aspects, statements, and both per group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.exports.results_cells import Column, Score, Sheet, Value, decimal, gone, margin, score_digits, share, whole
from monitor.results import HIDDEN, OVERALL, Breakdown, Cell, Group, ItemResult, Overall, Report
from monitor.results.shown import UNDEFINED_TEXT, missing
from surveys.questionnaire import Questionnaire

LANGUAGE = "nl"
TOGETHER = "Samen"
WHOLE_HOUSE = "Hele huis"
GROUP, ASPECT, ITEM, ITEM_ID = "groep", "aspect", "stelling", "code"
"""Names of the key columns of the long table."""
NAMES = {
    "overleg": "Overleg",
    "beroepsgroep": "Beroepsgroep",
    "overlegvorm": "Overlegvorm",
    "regio": "Regio",
    "attendance": "Aanwezigheid",
}
SCALE, COUNT, SHARE = "schaal", "aantal", "aandeel"
MEAN = Column("Gemiddelde", "Gemiddelde van de formulieren, op de schaal van de antwoorden.", SCALE)
LOW = Column("Marge van", "Onderkant van de marge van 95 %.", SCALE)
HIGH = Column("Marge tot", "Bovenkant van de marge van 95 %.", SCALE)
SPREAD = Column("Spreiding", "Standaarddeviatie (n - 1): hoe ver de formulieren uiteenlopen.", SCALE)
N = Column("Aantal", "Aantal formulieren met een geldig antwoord.", COUNT)
FORMS = Column("Formulieren", "Aantal formulieren van de groep.", COUNT)
HOUSE = Column(WHOLE_HOUSE, "Hetzelfde gemiddelde van het hele huis.", SCALE)
WEIGHTED = Column("Herwogen", "Gemiddelde als elke groep meetelt naar haar aandeel op de lijst met genodigden.", SCALE)
NO_OPINION = Column("Geen oordeel", "Aantal keer geen oordeel. Dat telt niet mee in het gemiddelde.", COUNT)
NO_OPINION_SHARE = Column("Aandeel geen oordeel", "Aandeel geen oordeel onder de formulieren.", SHARE)
EMPTY = Column("Leeg", "Aantal keer niets ingevuld.", COUNT)
ASPECT_KEY = Column(
    "Aspect", "Onderwerp van een groep stellingen. Samen: het gemiddelde van de aspecten.", key=ASPECT, width=20
)
ID_KEY = Column("Code", "Code van de stelling; in elke meting met deze vragenlijst dezelfde.", key=ITEM_ID, width=20)
ITEM_KEY = Column("Stelling", "De stelling zoals partners haar lezen.", key=ITEM, width=60)


@dataclass(frozen=True)
class Labels:
    """The names of what is measured, from the questionnaire."""

    aspects: Mapping[str, str]
    items: Mapping[str, str]
    answers: tuple[str, ...]

    def aspect(self, name: str) -> str:
        """How an aspect (or all together) is called."""
        return TOGETHER if name == OVERALL else self.aspects.get(name, name)

    def item(self, name: str) -> str:
        """A statement by its id."""
        return self.items.get(name, name)


def labels_of(report: Report, questionnaire: Questionnaire) -> Labels:
    """The names in Dutch."""
    return Labels(
        {aspect.id: aspect.label for aspect in report.aspects},
        {item.id: item.text[LANGUAGE] for item in questionnaire.items},
        tuple(label[LANGUAGE] for label in questionnaire.scale.labels),
    )


def aspects_sheet(report: Report, labels: Labels) -> Sheet:
    """The aspects of the whole house, all together last."""
    columns = (ASPECT_KEY, MEAN, LOW, HIGH, SPREAD, WEIGHTED, NO_OPINION_SHARE, N)
    rows: list[tuple[Value, ...]] = []
    for aspect in report.aspects:
        if aspect.mean is None:
            rows.append((aspect.label, *gone(aspect.reason, len(columns) - 1)))
        else:
            weighted = decimal(aspect.weighted, reason=aspect.weighted_reason)
            detail = (weighted, share(aspect.no_opinion_share), whole(aspect.n))
            rows.append((aspect.label, *_score(aspect.mean, aspect), decimal(aspect.sd), *detail))
    return Sheet("Aspecten", "Gemiddelde per aspect, van het hele huis", columns, tuple(rows))


def overall_sheet(report: Report) -> Sheet:
    """Everything about the mean of the aspects, and about attendance and that mean."""
    found, tied = report.overall, report.attendance_correlation
    rows: list[tuple[Value, ...]] = []
    if found.mean is None:
        rows.append(("Gemiddelde van de aspecten", missing(found.reason)))
    else:
        mean, low, high = _score(found.mean, found)
        rows += [
            ("Gemiddelde van de aspecten", mean),
            ("Marge van", low),
            ("Marge tot", high),
            ("Spreiding tussen de formulieren", decimal(found.sd)),
            ("Aantal formulieren met dit gemiddelde", whole(found.n)),
            ("Herwogen gemiddelde", decimal(found.weighted, reason=found.weighted_reason)),
            *_worst_case(report),
            ("Berekening (a1: het eerste aspect)", found.formula or UNDEFINED_TEXT),
        ]
    if tied is not None:
        numbers = (tied.r, tied.low, tied.high)
        names = ("Samenhang met aanwezigheid (Spearman)", "Samenhang: marge van", "Samenhang: marge tot")
        rows += [
            (name, decimal(one, reason=tied.reason, signed=True)) for name, one in zip(names, numbers, strict=True)
        ]
        rows.append(("Samenhang: aantal formulieren", missing(tied.reason) if tied.r is None else whole(tied.n)))
    return Sheet(TOGETHER, "Alle aspecten samen, van het hele huis", FACTS, tuple(rows))


FACTS = (
    Column("Gegeven", "Wat het getal zegt.", key="gegeven", width=48),
    Column("Waarde", "Het getal, of een woord als er geen getal is.", width=24),
)


def items_sheet(report: Report, labels: Labels) -> Sheet:
    """The statements of the whole house."""
    columns = (ASPECT_KEY, ID_KEY, ITEM_KEY, *item_columns(labels))
    rows = tuple((*_item_key(item, labels), *item_cells(item, labels)) for item in report.items)
    return Sheet("Stellingen", "Elke stelling, van het hele huis", columns, rows)


def groups_sheet(report: Report, breakdown: Breakdown, labels: Labels, *, beside: bool = False) -> Sheet:
    """Every aspect in every group, all together last; beside: with the mean of the whole house."""
    name = NAMES.get(breakdown.by, breakdown.by.capitalize())
    columns = (_group_key(name), ASPECT_KEY, MEAN, LOW, HIGH, SPREAD, N, FORMS, *((HOUSE,) if beside else ()))
    house = _house_means(report) if beside else {}
    rows = tuple(row for group in breakdown.groups for row in _group_rows(group, labels, house))
    title = f"Gemiddelde per aspect en per {name.lower()}"
    return Sheet(f"Per {name.lower()}", title, columns, rows)


def group_items_sheet(report: Report, breakdown: Breakdown, labels: Labels, *, beside: bool = False) -> Sheet | None:
    """Every statement in every group; None where statements are shown of no group.

    Each group has as many rows, so that their number says nothing of what is hidden.
    """
    if not any(group.items for group in breakdown.groups):
        return None
    name = NAMES.get(breakdown.by, breakdown.by.capitalize())
    own = (_group_key(name), ASPECT_KEY, ID_KEY, ITEM_KEY, *item_columns(labels))
    house = {item.id: _mean(item) for item in report.items} if beside else {}
    rows = tuple(row for group in breakdown.groups for row in _group_item_rows(report, group, labels, house))
    title = f"Elke stelling per {name.lower()}"
    return Sheet(f"Stellingen per {name.lower()}", title, (*own, *((HOUSE,) if beside else ())), rows)


def item_columns(labels: Labels) -> tuple[Column, ...]:
    """What is told of a statement."""
    counts = tuple(
        Column(f"{place} {label}", f"Aantal antwoorden ‘{label}’.", COUNT)
        for place, label in enumerate(labels.answers, start=1)
    )
    half = len(labels.answers) // 2
    upper = " of ".join(f"‘{label}’" for label in labels.answers[half:])
    positive = Column("Aandeel hoog", f"Aandeel antwoorden {upper}.", SHARE)
    return (MEAN, LOW, HIGH, SPREAD, N, *counts, positive, NO_OPINION, NO_OPINION_SHARE, EMPTY)


def item_cells(item: ItemResult, labels: Labels) -> tuple[Value, ...]:
    """One statement; of a hidden one every cell says so."""
    if item.mean is None:
        return gone(item.reason, len(item_columns(labels)))
    counts = item.counts or {}
    places = (str(place) for place in range(1, len(labels.answers) + 1))
    return (
        *_score(item.mean, item),
        decimal(item.sd),
        whole(item.n),
        *(whole(counts.get(place)) for place in places),
        share(item.positive_share),
        whole(item.no_opinion),
        share(item.no_opinion_share),
        whole(item.empty),
    )


def _group_rows(group: Group, labels: Labels, house: Mapping[str, Value]) -> list[tuple[Value, ...]]:
    found: list[tuple[str, Cell | Overall]] = [(cell.aspect, cell) for cell in group.cells]
    rows = []
    for name, cell in [*found, (OVERALL, group.overall)]:
        n = cell.n if isinstance(cell, Cell) else group.overall.n
        beside = (house.get(name, missing(None)),) if house else ()
        if cell.mean is None:
            cells: tuple[Value, ...] = gone(cell.reason, 5)
        else:
            cells = (*_score(cell.mean, cell), decimal(cell.sd), whole(n))
        forms = missing(HIDDEN) if group.reason is not None else whole(group.forms)
        rows.append((group.label, labels.aspect(name), *cells, forms, *beside))
    return rows


def _group_item_rows(
    report: Report, group: Group, labels: Labels, house: Mapping[str, Value]
) -> list[tuple[Value, ...]]:
    own = {item.id: item for item in group.items}
    return [
        (
            group.label,
            *_item_key(item, labels),
            *item_cells(own.get(item.id, ItemResult(item.id, item.aspect, reason=HIDDEN)), labels),
            *((house[item.id],) if house else ()),
        )
        for item in report.items
    ]


def _house_means(report: Report) -> dict[str, Value]:
    return {**{aspect.id: _mean(aspect) for aspect in report.aspects}, OVERALL: _mean(report.overall)}


def _score(mean: float, score: Score) -> tuple[Value, Value, Value]:
    return decimal(mean, score_digits(score)), *margin(score)


def _mean(score: Score) -> Value:
    return decimal(score.mean, score_digits(score), reason=score.reason)


def _worst_case(report: Report) -> Sequence[tuple[Value, ...]]:
    bounds = report.response.worst_case
    if len(bounds) < 2:
        return ()
    names = ("Als wie niet antwoordde het laagste gaf", "Als wie niet antwoordde het hoogste gaf")
    return tuple((name, decimal(bound)) for name, bound in zip(names, bounds, strict=True))


def _item_key(item: ItemResult, labels: Labels) -> tuple[str, str, str]:
    return labels.aspect(item.aspect), item.id, labels.item(item.id)


def _group_key(name: str) -> Column:
    return Column(name, "De groep.", key=GROUP, width=36)
