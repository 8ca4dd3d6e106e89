"""An analysis as JSON: English keys in a fixed order, full precision, null with its reason for what is not there."""

from __future__ import annotations

import json
from typing import Any

from monitor.results import (
    HIDDEN,
    AspectResult,
    Breakdown,
    Cell,
    Correlation,
    Group,
    ItemResult,
    Overall,
    Reliability,
    Report,
    ResponseBreakdown,
)
from monitor.results.analysis import Analysis
from surveys.questionnaire import Questionnaire, Texts

ATTENDANCE = "attendance"
"""The breakdown that stands under a key of its own."""

UNPROTECTED = (
    "Met --minimum 1 is niets verborgen, niets afgerond en niet nagegaan of iemands antwoord uit te rekenen is."
)
View = dict[str, Any]
_JOINERS = {0x2060: None, 0x00A0: " "}
"""Signs that keep words on one line of a page; whoever reads JSON draws no page."""


def to_json(analysis: Analysis) -> str:
    """Give the JSON text, two spaces deep, with a line end."""
    return json.dumps(make_view(analysis), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def make_view(analysis: Analysis) -> View:
    """Give everything that the JSON says, in the order of docs/analyse.md. Nothing that is hidden is in it."""
    report = analysis.report
    groups = [one for one in report.breakdowns if one.by != ATTENDANCE]
    return {
        "questionnaire": _questionnaire(analysis.questionnaire),
        "forms": report.forms,
        "respondents": report.respondents,
        "ignored_rows": list(analysis.ignored_rows),
        "ignored_columns": list(analysis.ignored_columns),
        "items": [_item(item, analysis.questionnaire) for item in report.items],
        "aspects": [_aspect(aspect) for aspect in report.aspects],
        "overall": _overall(report.overall),
        "breakdowns": [{"by": one.by, "groups": [_group(group) for group in one.groups]} for one in groups],
        ATTENDANCE: _attendance(report),
        "response": _response(analysis),
        "sentences": _sentences(analysis),
    }


def _sentences(analysis: Analysis) -> list[str]:
    """The findings and, after them, the notes on what was read; before all else that nothing is hidden, if so."""
    warning = () if analysis.hides else (UNPROTECTED,)
    columns = ", ".join(analysis.ignored_frame_columns)
    unread = (f"Niet gelezen kolommen van {analysis.frame_name}: {columns}.",) if columns else ()
    found = (*warning, *analysis.report.sentences.get("nl", ()), *analysis.notes, *unread)
    return [sentence.translate(_JOINERS) for sentence in found]


def _questionnaire(found: Questionnaire) -> View:
    return {"id": found.id, "version": found.version, "sha256": found.sha256}


def _item(item: ItemResult, questionnaire: Questionnaire) -> View:
    return {
        "id": item.id,
        "aspect": item.aspect,
        "text": next(_text(one.text) for one in questionnaire.items if one.id == item.id),
        "n": item.n,
        "mean": item.mean,
        "sd": item.sd,
        "min": item.min,
        "max": item.max,
        "counts": dict(item.counts) if item.counts is not None else None,
        "no_opinion": item.no_opinion,
        "empty": item.empty,
        "positive_share": item.positive_share,
        "low": item.low,
        "high": item.high,
        "reason": item.reason,
    }


def _aspect(aspect: AspectResult) -> View:
    return {
        "id": aspect.id,
        "label": aspect.label,
        "kind": aspect.kind,
        "n": aspect.n,
        "mean": aspect.mean,
        "sd": aspect.sd,
        "low": aspect.low,
        "high": aspect.high,
        "no_opinion_share": aspect.no_opinion_share,
        "reason": aspect.reason,
        "reliability": _reliability(aspect.reliability) if aspect.reliability else None,
    }


def _reliability(found: Reliability) -> View:
    return {
        "items": found.items,
        "n_complete": found.n_complete,
        "n_dropped": found.n_dropped,
        "alpha": found.alpha,
        "low": found.low,
        "high": found.high,
        "alpha_pairwise": found.alpha_pairwise,
        "n_pair_min": found.n_pair_min,
        "standardized": found.standardized,
        "mean_inter_item": found.mean_inter_item,
        "omega": found.omega,
        "spearman_brown": found.spearman_brown,
        "verdict": found.verdict,
        "per_item": [
            {"id": one.id, "item_rest": one.item_rest, "alpha_if_dropped": one.alpha_if_dropped}
            for one in found.per_item
        ],
        "reason": found.reason or _omega_reason(found),
    }


def _omega_reason(found: Reliability) -> str | None:
    """Why there is no omega beside an alpha. Where the alpha is rounded it is detail, as an sd is: without a word."""
    return None if found.omega_reason == HIDDEN else found.omega_reason


def _overall(overall: Overall) -> View:
    return {"mean": overall.mean, "low": overall.low, "high": overall.high, "formula": overall.formula}


def _group(group: Group) -> View:
    return {
        "label": group.label,
        "forms": group.forms,
        "cells": [_cell(cell) for cell in group.cells],
        "overall": {**_overall(group.overall), "reason": group.overall.reason},
        "reason": group.reason,
    }


def _cell(cell: Cell) -> View:
    return {
        "aspect": cell.aspect,
        "n": cell.n,
        "mean": cell.mean,
        "low": cell.low,
        "high": cell.high,
        "reason": cell.reason,
    }


def _attendance(report: Report) -> View:
    found: Breakdown | None = next((one for one in report.breakdowns if one.by == ATTENDANCE), None)
    spearman = report.attendance_correlation or Correlation()
    return {
        "classes": [_group(group) for group in found.groups] if found else [],
        "spearman": {"r": spearman.r, "low": spearman.low, "high": spearman.high, "n": spearman.n},
    }


def _response(analysis: Analysis) -> View:
    """The response; without a list of invited persons every number is null."""
    response, known = analysis.report.response, analysis.has_frame
    return {
        "invited": response.invited if known else None,
        "ineligible": response.ineligible if known else None,
        "eligible": response.eligible if known else None,
        "answered": response.answered if known else None,
        "partial": response.partial if known else None,
        "refused": response.refused if known else None,
        "unreached": response.unreached if known else None,
        "rate": response.rate,
        "low": response.low,
        "high": response.high,
        "gross_rate": response.gross_rate,
        "r_indicator": response.r_indicator,
        "partial_r": [{"variable": one.variable, "value": one.partial_r} for one in response.by],
        "by": [_response_by(one) for one in response.by],
        "weighted_overall": analysis.report.overall.weighted,
        "worst_case": list(response.worst_case) or [None, None],
    }


def _response_by(found: ResponseBreakdown) -> View:
    test = found.test
    return {
        "variable": found.variable,
        "groups": [
            {
                "label": group.label,
                "invited": group.invited,
                "eligible": group.eligible,
                "answered": group.answered,
                "rate": group.rate,
                "low": group.low,
                "high": group.high,
            }
            for group in found.groups
        ],
        "test": {
            "method": test.method if test else None,
            "statistic": test.statistic if test else None,
            "dof": test.dof if test else None,
            "p": test.p if test else None,
            "cramers_v": test.cramers_v if test else None,
        },
    }


def _text(texts: Texts) -> str:
    return texts.get("nl") or next(iter(texts.values()))
