"""The tables of reliability in a file: alpha per aspect, and what each statement does in it."""

from __future__ import annotations

from monitor.exports.results_cells import Column, Sheet, Value, decimal, gone, whole
from monitor.exports.results_scores import (
    ASPECT_KEY,
    COUNT,
    GROUP,
    ID_KEY,
    ITEM_KEY,
    WHOLE_HOUSE,
    Labels,
)
from monitor.results import Reliability, Report
from monitor.results.shown import HIDDEN_TEXT, UNDEFINED_TEXT
from surveys.questionnaire import AspectKind

REACHED = {"voldoende": "ja", "onvoldoende": "nee", "onzeker": "niet zeker"}
LEAST_FOR_OMEGA = 3
ALPHA = "tot 1"
_COLUMNS = (
    Column("Groep", "Het hele huis, of een overleg met genoeg volledige formulieren.", key=GROUP, width=36),
    ASPECT_KEY,
    Column("Alpha", "Cronbachs alpha: meten de stellingen samen één ding? Loopt tot 1.", ALPHA),
    Column("Marge van", "Onderkant van de marge van 95 % (Feldt).", ALPHA),
    Column("Marge tot", "Bovenkant van de marge van 95 % (Feldt).", ALPHA),
    Column("Haalt de grens?", "Of alpha de grens haalt, ook aan de onderkant van de marge."),
    Column("Omega", "Hetzelfde, zonder aan te nemen dat elke stelling even zwaar weegt; vanaf drie stellingen.", ALPHA),
    Column("Alpha per paar", "Alpha uit de covarianties per paar stellingen.", ALPHA),
    Column("Kleinste paar", "Het paar dat het minst vaak samen is beantwoord.", COUNT),
    Column("Gestandaardiseerd", "Alpha van gestandaardiseerde stellingen.", ALPHA),
    Column("Gemiddelde r", "Gemiddelde correlatie tussen de stellingen.", "-1 tot 1"),
    Column("Spearman-Brown", "Alleen bij twee stellingen.", ALPHA),
    Column("Stellingen", "Aantal stellingen van het aspect.", COUNT),
    Column("Volledig", "Aantal formulieren waarop het hele aspect is beantwoord.", COUNT),
    Column("Niet volledig", "Aantal formulieren dat daarom niet meetelt.", COUNT),
)
_ITEMS = (
    *(ASPECT_KEY, ID_KEY, ITEM_KEY),
    Column("Samenhang", "Correlatie van de stelling met de andere van het aspect.", "-1 tot 1"),
    Column("Alpha zonder", "Alpha van het aspect zonder deze stelling.", ALPHA),
)


def reliability_sheet(report: Report, labels: Labels) -> Sheet | None:
    """Alpha of every aspect of kind scale, in the house and in the overleggen that have it; None without any."""
    scales = {aspect.id: aspect for aspect in report.aspects if aspect.kind == AspectKind.SCALE}
    rows = [
        (WHOLE_HOUSE, aspect.label, *_alpha(aspect.reliability))
        for aspect in scales.values()
        if aspect.reliability is not None
    ]
    rows += [
        (group.label, labels.aspect(cell.aspect), *_alpha(cell.reliability))
        for one in report.breakdowns
        for group in one.groups
        for cell in group.cells
        if cell.reliability is not None and cell.aspect in scales
    ]
    title = "Cronbachs alpha per aspect"
    return Sheet("Betrouwbaarheid", title, _COLUMNS, tuple(rows)) if rows else None


def item_reliability_sheet(report: Report, labels: Labels) -> Sheet | None:
    """What each statement does in its aspect; None where that is not known."""
    rows = [
        (
            *(aspect.label, item.id, labels.item(item.id)),
            *(decimal(one, reason="undefined") for one in (item.item_rest, item.alpha_if_dropped)),
        )
        for aspect in report.aspects
        if aspect.kind == AspectKind.SCALE and aspect.reliability is not None
        for item in aspect.reliability.per_item
    ]
    title = "Wat elke stelling doet in haar aspect"
    return Sheet("Samenhang stellingen", title, _ITEMS, tuple(rows)) if rows else None


def _alpha(found: Reliability) -> tuple[Value, ...]:
    if found.alpha is None:
        return gone(found.reason, len(_COLUMNS) - 2)
    return (
        decimal(found.alpha, found.decimals or 2),
        decimal(found.low),
        decimal(found.high),
        REACHED.get(found.verdict or "", UNDEFINED_TEXT),
        _omega(found),
        *_more(found),
        whole(found.items),
        whole(found.n_complete),
        HIDDEN_TEXT if found.decimals is not None else whole(found.n_dropped),
    )


def _omega(found: Reliability) -> Value:
    few = found.omega_reason is None or found.items < LEAST_FOR_OMEGA
    return decimal(found.omega, reason="undefined" if few else found.omega_reason)


def _more(found: Reliability) -> tuple[Value, ...]:
    """Other measures of the same; where alpha is rounded they are withheld."""
    if found.decimals is not None:
        return (HIDDEN_TEXT,) * 5
    return (
        HIDDEN_TEXT if found.n_pair_min is None else decimal(found.alpha_pairwise, reason="undefined"),
        whole(found.n_pair_min),
        decimal(found.standardized, reason="undefined"),
        decimal(found.mean_inter_item, reason="undefined"),
        decimal(found.spearman_brown, reason="undefined"),
    )
