"""The larger parts of a publication as JSON: response, reliability, and the change since the wave before."""

from __future__ import annotations

from monitor.exports.results_json_numbers import (
    View,
    comparison_view,
    group_test_view,
    shown,
    shown_part,
)
from monitor.results import (
    HIDDEN,
    CellChange,
    Change,
    Correlation,
    Reliability,
    Response,
    ResponseBreakdown,
    ResponseGroup,
    Split,
    WorkOn,
)


def response_view(found: Response, *, whole: bool) -> View:
    """The response; whole: False for a file about one overleg, which says of the house the rate alone."""
    return {
        "invited": found.invited if whole else None,
        "ineligible": found.ineligible if whole else None,
        "eligible": found.eligible if whole else None,
        "answered": found.answered if whole else None,
        "partial": found.partial if whole else None,
        "refused": found.refused,
        "unreached": found.unreached,
        "no_response": found.no_response if whole else None,
        "rate": shown_part(found.rate),
        "low": shown_part(found.low),
        "high": shown_part(found.high),
        "gross_rate": shown_part(found.gross_rate),
        "r_indicator": shown(found.r_indicator),
        "r_reason": found.r_reason,
        "worst_case": [shown(bound) for bound in found.worst_case],
        "by": [_response_breakdown(one) for one in found.by],
    }


def reliability_view(found: Reliability | None) -> View | None:
    """Alpha and what belongs to it; where alpha is rounded the rest is withheld. None where nobody asked."""
    if found is None:
        return None
    known, full = found.alpha is not None, found.alpha is not None and found.decimals is None
    return {
        "items": found.items,
        "alpha": shown(found.alpha, found.decimals or 2),
        "low": shown(found.low) if known else None,
        "high": shown(found.high) if known else None,
        "verdict": found.verdict if known else None,
        "n_complete": found.n_complete if known else None,
        "n_dropped": found.n_dropped if full else None,
        "alpha_pairwise": shown(found.alpha_pairwise) if full and found.n_pair_min is not None else None,
        "n_pair_min": found.n_pair_min if full else None,
        "standardized": shown(found.standardized) if full else None,
        "mean_inter_item": shown(found.mean_inter_item) if full else None,
        "omega": shown(found.omega) if known else None,
        "spearman_brown": shown(found.spearman_brown) if full else None,
        "per_item": [
            {"id": one.id, "item_rest": shown(one.item_rest), "alpha_if_dropped": shown(one.alpha_if_dropped)}
            for one in found.per_item
        ],
        "reason": None if known else found.reason or HIDDEN,
    }


def work_on_view(found: WorkOn | None) -> View | None:
    """Statements that stand out as low and strongly connected; None where there is no middle to speak of."""
    if found is None:
        return None
    return {
        "statements": list(found.statements),
        "middle_mean": found.middle_mean,
        "middle_item_rest": found.middle_item_rest,
        "items": list(found.items),
    }


def correlation_view(found: Correlation | None) -> View | None:
    """Attendance against the overall score; None where attendance is not asked."""
    if found is None:
        return None
    known = found.r is not None
    return {
        "r": shown(found.r),
        "low": shown(found.low) if known else None,
        "high": shown(found.high) if known else None,
        "n": found.n if known else None,
        "reason": None if known else found.reason or HIDDEN,
    }


def change_view(change: Change | None) -> View | None:
    """What changed since the publication before; None without one."""
    if change is None:
        return None
    return {
        "wave": change.wave,
        "wave_name": change.wave_name,
        "aspects": [_cell_change(one) for one in change.aspects],
        "overall": _cell_change(change.overall) if change.aspects else None,
        "items": [_cell_change(one) for one in change.items],
        "groups": [
            {
                "by": one.by,
                "key": one.key,
                "label": one.label,
                "aspects": [_cell_change(cell) for cell in one.cells],
                "overall": _cell_change(one.overall),
            }
            for one in change.groups
        ],
        "split_by": change.split_by,
        "splits": [_split(one) for one in change.splits],
    }


def _response_breakdown(found: ResponseBreakdown) -> View:
    return {
        "variable": found.variable,
        "unit": found.unit,
        "groups": [_response_group(one) for one in found.groups],
        "test": group_test_view(found.test),
        "early_late": group_test_view(found.early_late),
        "partial_r": shown(found.partial_r),
    }


def _response_group(found: ResponseGroup) -> View:
    known = found.rate is not None
    return {
        "code": found.code,
        "label": found.label,
        "invited": found.invited if known else None,
        "eligible": found.eligible if known else None,
        "answered": found.answered if known else None,
        "rate": shown_part(found.rate),
        "low": shown_part(found.low) if known else None,
        "high": shown_part(found.high) if known else None,
        "reason": None if known else found.reason or HIDDEN,
    }


def _cell_change(cell: CellChange) -> View:
    found = cell.comparison
    return {
        "id": cell.id,
        "earlier": _mean_then(cell.earlier, cell),
        "now": _mean_then(cell.now, cell),
        "comparison": comparison_view(found),
    }


def _mean_then(mean: float | None, cell: CellChange) -> float | None:
    few = cell.comparison.difference is None and mean is not None and round(mean, 1) == mean
    return shown(mean, 1 if few else 2)


def _split(one: Split) -> View:
    known = one.other_people is not None and one.other_answers is not None
    return {
        "id": one.id,
        "other_people": shown(one.other_people) if known else None,
        "other_answers": shown(one.other_answers) if known else None,
        "groups": one.groups if known else None,
        "reason": None if known else one.reason or HIDDEN,
    }
