"""A publication as JSON with a published schema: English keys, numbers rounded as every page shows them.

A number that is not there is null; the nearest `reason` says why, "hidden" for all that may not be seen.
"""

from __future__ import annotations

import json
from typing import Any

from monitor.exports.results_json_numbers import View, comparison_view, score_view, shown, shown_part
from monitor.exports.results_json_parts import (
    change_view,
    correlation_view,
    reliability_view,
    response_view,
    work_on_view,
)
from monitor.exports.results_schema import FORMAT, SCHEMA, SCHEMA_ID
from monitor.exports.results_scope import Scope, scope_of
from monitor.results import HIDDEN, AspectResult, Breakdown, Cell, Group, ItemResult, Overall, Publication, Report
from surveys.questionnaire import Questionnaire

__all__ = ["SCHEMA", "SCHEMA_ID", "results_record", "to_text"]


def results_record(
    publication: Publication,
    questionnaire: Questionnaire,
    *,
    outside: bool,
    overleg: int | None = None,
    code: str = "",
) -> dict[str, Any]:
    """What the JSON says, in the order of the schema.

    outside: what may leave the house; overleg: one by its code, beside the house; code: the publication's SHA-256,
    which only the inside set of the whole house tells. Raises NotFound for an overleg that the wave has not, BadInput
    for one of the outside set.
    """
    scope = scope_of(publication, outside=outside, overleg=overleg, code=code)
    whole, report = scope.overleg is None, scope.report
    return {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        **_origin(scope),
        "questionnaire": _questionnaire(publication, questionnaire),
        "forms": report.forms if whole else None,
        "respondents": report.respondents if whole else None,
        "response": response_view(report.response, whole=whole),
        "aspects": [_aspect(one) for one in report.aspects],
        "overall": _overall(report.overall),
        "items": [_item(one) for one in report.items],
        "groupings": [_grouping(one, report) for one in report.breakdowns],
        "attendance_correlation": correlation_view(report.attendance_correlation),
        "change": change_view(report.change),
        "work_on": work_on_view(report.work_on),
        "sentences": {language: list(texts) for language, texts in sorted(report.sentences.items())},
    }


def to_text(record: dict[str, Any]) -> str:
    """The JSON text, two spaces deep, with a line end."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _origin(scope: Scope) -> View:
    found = scope.publication
    return {
        "set": "outside" if scope.outside else "inside",
        "house": {"id": found.house, "name": found.house_name},
        "wave": {
            "id": found.wave,
            "name": found.wave_name,
            "opened_on": found.opened_on,
            "closed_on": found.closed_on,
            "period_start": found.period_start,
            "period_end": found.period_end,
        },
        "overleg": {"code": scope.overleg.code, "label": scope.overleg.label} if scope.overleg else None,
        "invented": found.invented,
        "minimum": scope.minimum,
        "alpha_threshold": found.alpha_threshold,
        "smallest_difference": found.smallest_difference,
        "versions": dict(sorted(found.versions.items())),
        "publication_sha256": scope.code or None,
    }


def _questionnaire(publication: Publication, found: Questionnaire) -> View:
    return {
        "id": publication.questionnaire,
        "version": publication.questionnaire_version,
        "sha256": publication.questionnaire_sha256,
        "languages": list(found.languages),
        "title": dict(found.title),
        "answers": [{"value": value, "label": dict(label)} for value, label in enumerate(found.scale.labels, start=1)],
        "no_opinion": dict(found.scale.no_opinion),
        "aspects": [
            {
                "id": aspect.id,
                "kind": str(aspect.kind),
                "label": dict(aspect.label),
                "items": [{"id": item.id, "text": dict(item.text)} for item in aspect.items],
            }
            for aspect in found.aspects
        ],
    }


def _aspect(aspect: AspectResult) -> View:
    known = aspect.mean is not None
    return {
        "id": aspect.id,
        **score_view(aspect),
        "sd": shown(aspect.sd) if known else None,
        "n": aspect.n if known else None,
        "no_opinion_share": shown_part(aspect.no_opinion_share) if known else None,
        "weighted": shown(aspect.weighted) if known else None,
        "weighted_reason": aspect.weighted_reason if known else None,
        "reliability": reliability_view(aspect.reliability),
    }


def _overall(overall: Overall) -> View:
    known = overall.mean is not None
    return {
        **score_view(overall),
        "sd": shown(overall.sd) if known else None,
        "n": overall.n if known else None,
        "weighted": shown(overall.weighted) if known else None,
        "weighted_reason": overall.weighted_reason if known else None,
        "formula": overall.formula if known else "",
        "versus_rest": comparison_view(overall.versus_rest),
    }


def _item(item: ItemResult) -> View:
    known = item.mean is not None
    return {
        "id": item.id,
        "aspect": item.aspect,
        **score_view(item),
        "sd": shown(item.sd) if known else None,
        "n": item.n if known else None,
        "counts": dict(item.counts) if known and item.counts is not None else None,
        "positive_share": shown_part(item.positive_share) if known else None,
        "no_opinion": item.no_opinion if known else None,
        "no_opinion_share": shown_part(item.no_opinion_share) if known else None,
        "empty": item.empty if known else None,
    }


def _grouping(breakdown: Breakdown, report: Report) -> View:
    with_items = any(group.items for group in breakdown.groups)
    return {
        "by": breakdown.by,
        "groups": [_group(group, report.items if with_items else ()) for group in breakdown.groups],
    }


def _group(group: Group, items: tuple[ItemResult, ...]) -> View:
    """One group; each has as many statements, so that their number says nothing of what is hidden."""
    own = {item.id: item for item in group.items}
    return {
        "code": group.code,
        "key": group.key,
        "label": group.label,
        "forms": group.forms if group.reason is None else None,
        "reason": group.reason,
        "aspects": [_cell(cell) for cell in group.cells],
        "overall": _overall(group.overall),
        "items": [_item(own.get(item.id, ItemResult(item.id, item.aspect, reason=HIDDEN))) for item in items],
    }


def _cell(cell: Cell) -> View:
    known = cell.mean is not None
    return {
        "id": cell.aspect,
        **score_view(cell),
        "sd": shown(cell.sd) if known else None,
        "n": cell.n if known else None,
        "versus_rest": comparison_view(cell.versus_rest),
        "reliability": reliability_view(cell.reliability) if known else None,
    }
