"""How every number was made, worked out with the figures of this wave: for the whole house, or for one overleg."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import NotFound
from monitor.results import Cell, Comparison, Publication, Report, ResponseGroup
from monitor.results.rules import least_shown
from monitor.web.views.explained_parts import Explained, Subject
from monitor.web.views.explained_scores import (
    about_aspects,
    about_difference,
    about_margin,
    about_n,
    about_no_opinion,
    about_overall,
    about_statement,
)
from monitor.web.views.explained_sureness import (
    about_alpha,
    about_change,
    about_hiding,
    about_missing_answers,
    about_response,
)
from monitor.web.views.house import limits_of
from monitor.web.views.parts import LANGUAGE
from monitor.web.views.place import Place, place_of
from monitor.web.views.scores_part import breakdown_of
from monitor.web.views.statements_part import item_texts
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class ExplainedPage:
    """Every explanation in the order of the results. `of_whom`: whose figures are worked out."""

    place: Place
    of_whom: str
    sections: tuple[Explained, ...]


def explained_page(
    publication: Publication, questionnaire: Questionnaire, *, code: int | None = None, token: str = ""
) -> ExplainedPage:
    """The page. code: of the overleg whose figures are worked out for who does not see the whole house.

    token: of the read-only link that it is read by. Raises NotFound for an overleg that the wave does not have.
    """
    report, limits = publication.report, limits_of(publication)
    subject = _house(report, questionnaire) if code is None else _overleg(report, questionnaire, code)
    least = least_shown(publication.minimum, outside=bool(token))
    sections = (
        about_response(subject),
        about_statement(subject, questionnaire),
        about_aspects(subject, questionnaire),
        about_overall(subject, questionnaire),
        about_margin(subject, least),
        about_no_opinion(subject),
        about_n(subject, least),
        about_difference(subject, limits.difference),
        about_change(report, limits.difference) if code is None else None,
        about_alpha(subject, limits.alpha),
        about_missing_answers(report, questionnaire.scale.maximum) if code is None else None,
        about_hiding(least),
    )
    place = place_of(publication, code, token=token)
    return ExplainedPage(place, subject.name, tuple(one for one in sections if one is not None))


def _house(report: Report, questionnaire: Questionnaire) -> Subject:
    found = report.response
    return Subject(
        name="heel het Veiligheidshuis",
        eligible=found.eligible,
        answered=found.answered,
        rate=found.rate,
        rate_low=found.low,
        rate_high=found.high,
        forms=report.forms,
        persons=report.respondents,
        scores={aspect.id: aspect for aspect in report.aspects},
        labels=_labels(questionnaire),
        overall=report.overall,
        items=report.items,
        texts=item_texts(questionnaire),
        reliabilities={one.id: one.reliability for one in report.aspects if one.reliability is not None},
        differences=_differences(report),
    )


def _overleg(report: Report, questionnaire: Questionnaire, code: int) -> Subject:
    breakdown = breakdown_of(report, "overleg")
    group = next((one for one in (breakdown.groups if breakdown else ()) if one.code == code), None)
    if group is None:
        raise NotFound("Dit overleg hoort niet bij deze meting.")
    found = _response_of(report, code)
    return Subject(
        name=group.label,
        eligible=found.eligible if found else None,
        answered=found.answered if found else None,
        rate=found.rate if found else None,
        rate_low=found.low if found else None,
        rate_high=found.high if found else None,
        forms=group.forms,
        persons=None,
        scores={cell.aspect: cell for cell in group.cells},
        labels=_labels(questionnaire),
        overall=group.overall,
        items=group.items,
        texts=item_texts(questionnaire),
        reliabilities={one.aspect: one.reliability for one in group.cells if one.reliability is not None},
        differences=_of_group(group.label, group.cells, _labels(questionnaire)),
    )


def _response_of(report: Report, code: int) -> ResponseGroup | None:
    groups = next((one.groups for one in report.response.by if one.variable == "overleg"), ())
    return next((one for one in groups if one.code == code), None)


def _labels(questionnaire: Questionnaire) -> dict[str, str]:
    return {aspect.id: aspect.label[LANGUAGE] for aspect in questionnaire.aspects}


def _differences(report: Report) -> tuple[tuple[str, Comparison], ...]:
    """Every difference of an overleg with the rest of the house, each with its name."""
    breakdown, labels = breakdown_of(report, "overleg"), {one.id: one.label for one in report.aspects}
    groups = breakdown.groups if breakdown is not None else ()
    return tuple(found for group in groups for found in _of_group(group.label, group.cells, labels))


def _of_group(label: str, cells: tuple[Cell, ...], labels: dict[str, str]) -> tuple[tuple[str, Comparison], ...]:
    return tuple(
        (f"{label}, {labels.get(cell.aspect, cell.aspect)}", cell.versus_rest)
        for cell in cells
        if cell.versus_rest is not None and cell.versus_rest.difference is not None
    )
