"""The page of one overleg: its response, its aspects beside the house, its statements, or why nothing is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.charts.drawing import DrawnPart, draw_parts
from monitor.charts.numbers import percent, percent_interval, whole
from monitor.errors import NotFound
from monitor.results import Group, Publication, Report, ResponseGroup
from monitor.results.rules import FEW
from monitor.web.formats import count
from monitor.web.views.differences_part import DifferenceFigure, group_change_figure, rest_figure
from monitor.web.views.house import limits_of, meta_of
from monitor.web.views.parts import Fact, IntervalFigure, StatementTable, shows_house
from monitor.web.views.place import Place, place_of
from monitor.web.views.reliability_part import ReliabilityPart, group_reliability_part
from monitor.web.views.scores_part import beside_figure, breakdown_of
from monitor.web.views.statements_part import answer_labels, ends_of_group, tables_by_aspect
from monitor.web.views.years_part import YearsPart, overleg_years
from surveys.questionnaire import Questionnaire

if TYPE_CHECKING:
    from monitor.services.years import Year  # pages of a file need no store


@dataclass(frozen=True)
class OverlegLink:
    """Another overleg to go to."""

    code: int
    label: str


@dataclass(frozen=True)
class OverlegResponse:
    """Response of one overleg; it comes from the invitation list, so it can be shown where the answers cannot."""

    rate: str
    sentence: str
    explanation: str
    bar: tuple[DrawnPart, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class OverlegPage:
    """`aspects` is None where nothing of this overleg may be seen; `few`: only means with one decimal."""

    place: Place
    label: str
    meta: tuple[str, ...]
    minimum: int
    others: tuple[OverlegLink, ...]
    response: OverlegResponse | None
    aspects: IntervalFigure | None
    rest: DifferenceFigure | None
    change: DifferenceFigure | None
    change_wave: str
    reliability: ReliabilityPart | None
    few: bool
    some_hidden: bool
    """Some aspects are shown and others are not, so the page says why."""
    beside_house: bool
    """Numbers of the whole house stand beside it; not where so few others remain that one could be worked out."""
    labels: tuple[str, ...]
    statements: tuple[StatementTable, ...]
    """Empty where no number of any statement may be seen."""
    ends: tuple[StatementTable, StatementTable] | None = None
    """The lowest and the highest statements."""
    years: YearsPart | None = None
    form: str = ""
    """The overlegvorm that stands beside it."""


def overleg_page(
    publication: Publication,
    questionnaire: Questionnaire,
    code: int,
    *,
    form: int | None = None,
    years: Sequence[Year] = (),
) -> OverlegPage:
    """The page of the overleg with this code in the wave. Raises NotFound where the wave has no such overleg.

    form: code of its overlegvorm, to stand beside it; years: waves until this one, the oldest first.
    """
    report = publication.report
    breakdown = breakdown_of(report, "overleg")
    groups = breakdown.groups if breakdown is not None else ()
    group = next((one for one in groups if one.code == code), None)
    if group is None:
        raise NotFound("Dit overleg hoort niet bij deze meting.")
    visible = any(cell.mean is not None for cell in group.cells)
    answered = visible and any(item.mean is not None for item in group.items)
    limits = limits_of(publication)
    beside = _form_of(report, form)
    rest = rest_figure(report, group, smallest=limits.difference) if visible else None
    return OverlegPage(
        place=place_of(publication, code),
        label=group.label,
        meta=meta_of(publication, questionnaire),
        minimum=publication.minimum,
        others=tuple(OverlegLink(one.code, one.label) for one in groups if one.code != code),
        response=_response(report, code),
        aspects=beside_figure(report, group, alone=rest is None, form=beside) if visible else None,
        rest=rest,
        change=group_change_figure(report, "overleg", group, smallest=limits.difference),
        change_wave=report.change.wave_name if report.change is not None else "",
        reliability=group_reliability_part(report, group, questionnaire, threshold=limits.alpha) if visible else None,
        few=visible and _few(group),
        beside_house=shows_house(report),
        some_hidden=visible and any(cell.mean is None for cell in group.cells),
        labels=answer_labels(questionnaire),
        statements=tables_by_aspect(group.items, questionnaire, house=report.items) if answered else (),
        ends=ends_of_group(group, report, questionnaire) if answered else None,
        years=overleg_years(years, group.key),
        form=beside.label if beside is not None and visible else "",
    )


def _form_of(report: Report, form: int | None) -> Group | None:
    """The overlegvorm with this code, if any aspect of it may be seen."""
    breakdown = breakdown_of(report, "overlegvorm") if form is not None else None
    found = next((one for one in breakdown.groups if one.code == form), None) if breakdown is not None else None
    return found if found is not None and any(cell.mean is not None for cell in found.cells) else None


def _on_bar(part: int, total: int, word: str) -> str:
    """The number, with its word where the part is broad enough on a phone too."""
    return f"{whole(part)} {word}" if 5 * part >= 2 * total else whole(part)


def _few(group: Group) -> bool:
    return group.forms is not None and group.forms < FEW


def _response(report: Report, code: int) -> OverlegResponse | None:
    groups = next((one.groups for one in report.response.by if one.variable == "overleg"), ())
    found = next((one for one in groups if one.code == code), None)
    if found is None or found.rate is None or found.answered is None or found.eligible is None:
        return None
    return _shown(found, found.answered, found.eligible, report.response.rate)


def _shown(found: ResponseGroup, answered: int, eligible: int, house: float | None) -> OverlegResponse:
    silent = eligible - answered
    words = (("b1", answered, "antwoordden"), ("b3", silent, "niet"))
    parts = [(kind, part, _on_bar(part, eligible, text)) for kind, part, text in words]
    return OverlegResponse(
        rate=percent(found.rate),
        sentence=f"{whole(answered)} van de {count(eligible, 'partner', 'partners')} antwoordden",
        explanation=f"In het hele huis antwoordde {percent(house)}." if house is not None else "",
        bar=draw_parts(parts, eligible),
        facts=(
            Fact("Uitgenodigd", whole(found.invited)),
            Fact("Telt mee", whole(eligible)),
            Fact("Antwoordde", whole(answered)),
            Fact("Antwoordde niet", whole(silent)),
            Fact("Marge van de respons", percent_interval(found.low, found.high)),
        ),
    )
