"""The tables of differences in a file: with the rest of the house, and with the wave before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.exports.results_cells import Column, Sheet, Value, decimal, gone, probability
from monitor.exports.results_response import BY, variable_name
from monitor.exports.results_scores import ASPECT_KEY, GROUP, ID_KEY, ITEM_KEY, NAMES, SCALE, WHOLE_HOUSE, Labels
from monitor.results import HIDDEN, OVERALL, CellChange, Change, Comparison, Group, Report, Split
from monitor.results.shown import missing

POINTS = "punten op de schaal"
GROUP_KEY = Column("Groep", "De groep.", key=GROUP, width=36)
DIFFERENCE = Column(
    "Verschil",
    "Het gemiddelde min dat waarmee vergeleken wordt; gerekend met onafgeronde cijfers, dus het kan 0,01 afwijken.",
    POINTS,
)
_DIFFERENCE = (
    DIFFERENCE,
    Column("Marge van", "Onderkant van de marge van 95 % van het verschil.", POINTS),
    Column("Marge tot", "Bovenkant van de marge van 95 % van het verschil.", POINTS),
    Column("Te zien?", "hoger of lager: te zien; nee: te klein of te onzeker om een verschil te noemen.", width=10),
    Column("Nog net te zien", "Een verschil van deze grootte zou in vier van de vijf keer te zien zijn.", POINTS),
    Column("Hedges' g", "Het verschil gedeeld door de spreiding.", "spreidingen"),
    Column(
        "p (Holm)",
        "Kans op zo'n verschil als er geen is, aangepast voor alle verschillen die samen bekeken zijn.",
        "kans",
    ),
)
_SPLIT = (
    ASPECT_KEY,
    DIFFERENCE,
    Column("Andere mensen", "Het deel doordat de groepen niet even groot zijn als toen.", POINTS),
    Column("Andere antwoorden", "Het deel doordat dezelfde groepen anders antwoordden.", POINTS),
)


def rest_sheet(report: Report, labels: Labels) -> Sheet | None:
    """Every group against the rest of the house; None where nothing is compared."""
    rows = [
        (NAMES.get(one.by, one.by).lower(), group.label, labels.aspect(name), *_difference(found))
        for one in report.breakdowns
        for group in one.groups
        for name, found in _compared(group)
    ]
    columns = (BY, GROUP_KEY, ASPECT_KEY, *_DIFFERENCE)
    title = "Elke groep naast de rest van het huis"
    return Sheet("Verschil met de rest", title, columns, tuple(rows)) if rows else None


def change_sheet(report: Report, labels: Labels) -> Sheet | None:
    """This wave beside the one before; None without one."""
    change = report.change
    if change is None:
        return None
    columns = (
        *(BY, GROUP_KEY, ASPECT_KEY, ID_KEY, ITEM_KEY),
        Column("Eerder", f"Gemiddelde in {change.wave_name}.", SCALE),
        Column("Nu", "Gemiddelde in deze meting.", SCALE),
        *_DIFFERENCE,
    )
    title = f"Deze meting naast {change.wave_name}"
    return Sheet("Verschil met eerder", title, columns, tuple(_change_rows(report, change, labels)))


def split_sheet(report: Report, labels: Labels) -> Sheet | None:
    """The change in two parts; None where it was not to be split."""
    change = report.change
    if change is None or not any(one.other_people is not None for one in change.splits):
        return None
    rows = tuple((labels.aspect(one.id), *_split(one)) for one in change.splits)
    title = f"Het verschil met {change.wave_name} in twee delen, gerekend per {variable_name(change.split_by)}"
    return Sheet("Verschil in twee delen", title, _SPLIT, rows)


def _compared(group: Group) -> Iterator[tuple[str, Comparison]]:
    """What is compared of a group; of one that is not compared nothing."""
    pairs = [*((cell.aspect, cell.versus_rest) for cell in group.cells), (OVERALL, group.overall.versus_rest)]
    if any(found is not None for _, found in pairs):
        yield from ((name, found or Comparison(reason=HIDDEN)) for name, found in pairs)


def _change_rows(report: Report, change: Change, labels: Labels) -> Iterator[tuple[Value, ...]]:
    together = (change.overall,) if change.aspects else ()
    for cell in (*change.aspects, *together):
        yield WHOLE_HOUSE, WHOLE_HOUSE, labels.aspect(cell.id), "", "", *_change(cell)
    aspect_of = {item.id: item.aspect for item in report.items}
    for cell in change.items:
        aspect = labels.aspect(aspect_of.get(cell.id, ""))
        yield WHOLE_HOUSE, WHOLE_HOUSE, aspect, cell.id, labels.item(cell.id), *_change(cell)
    for group in change.groups:
        for cell in (*group.cells, group.overall):
            by = NAMES.get(group.by, group.by).lower()
            yield by, group.label, labels.aspect(cell.id), "", "", *_change(cell)


def _change(cell: CellChange) -> tuple[Value, ...]:
    means: Sequence[Value] = [_written(mean, cell.comparison) for mean in (cell.earlier, cell.now)]
    return (*means, *_difference(cell.comparison))


def _written(mean: float | None, found: Comparison) -> Value:
    """A mean of a change, with one decimal where one of the two is stored no finer and so has no difference."""
    few = found.difference is None and mean is not None and round(mean, 1) == mean
    return decimal(mean, 1 if few else 2, reason=found.reason)


def _difference(found: Comparison) -> tuple[Value, ...]:
    if found.difference is None:
        return gone(found.reason, len(_DIFFERENCE))
    digits = 1 if found.reason == HIDDEN else 2
    direction = "hoger" if found.difference > 0 else "lager"
    bounds = (decimal(one, digits, reason=found.reason, signed=True) for one in (found.low, found.high))
    return (
        decimal(found.difference, signed=True),
        *bounds,
        direction if found.visible else "nee",
        decimal(found.smallest_visible, digits, reason=found.reason),
        decimal(found.g, reason=found.reason, signed=True),
        missing(found.reason) if found.p_holm is None else probability(found.p_holm),
    )


def _split(one: Split) -> tuple[Value, ...]:
    if one.parts is None:
        return gone(one.reason, 3)
    return tuple(decimal(part, signed=True) for part in one.parts)
