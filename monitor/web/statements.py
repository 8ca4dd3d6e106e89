"""One statement of a wave over its overleggen and the years, all of them in a list, and finding one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, request
from werkzeug.wrappers import Response

from monitor.services import accounts
from monitor.services.beside import Beside, read_points
from monitor.services.closed_waves import ClosedWave
from monitor.services.years import waves_until
from monitor.web.context import installation
from monitor.web.drawn import draw_once, make_once, results_response
from monitor.web.seen import Seen, codes_of, see_closed
from monitor.web.signed_in import account, require_account
from monitor.web.views.beside import beside_view
from monitor.web.views.statement import OverlegLink, PointsBlock, StatementPage, statement_page
from monitor.web.views.statements_list import read_asked, statements_page

blueprint = Blueprint("statements", __name__)


@blueprint.get("/huizen/<house>/<wave>/stellingen")
@require_account
def overview(house: str, wave: str) -> Response:
    """All statements, or those in which some words occur. Nothing that depends on the words asked for is kept."""
    seen, asked = see_closed(house, wave), read_asked(request.args)
    if asked.overleg is not None:
        seen.key_of(asked.overleg)
    codes = None if seen.whole else seen.codes
    page = statements_page(seen.frozen.publication, seen.questionnaire, asked, codes=codes)
    return results_response("dashboard/statements.html", seen.house, page)


@blueprint.get("/huizen/<house>/<wave>/stelling/<item>")
@require_account
def statement(house: str, wave: str, item: str) -> Response:
    """One statement: of the whole house, or of the own overleggen beside the house's mean."""
    seen = see_closed(house, wave)
    years = _years(seen) if seen.whole else ()
    key = seen.key(years, "statement", item)
    page = make_once(key, lambda: _page(seen, item, years))
    points, back = _points(seen, page), _came_from(seen)
    body = draw_once("dashboard/statement_body.html", (*key, points, back), page=page, points=points, back=back)
    return results_response("dashboard/statement.html", seen.house, page, body=body)


def _came_from(seen: Seen) -> OverlegLink | None:
    """The overleg whose page led here; one that this account may not see is as one that is not there."""
    code = request.args.get("overleg", type=int)
    return next((OverlegLink(one.code, one.label) for one in seen.overleggen if one.code == code), None)


def _page(seen: Seen, item: str, years: Sequence[ClosedWave]) -> StatementPage:
    codes = None if seen.whole else seen.codes
    return statement_page(seen.frozen.publication, seen.questionnaire, item, years=seen.years(years), codes=codes)


def _years(seen: Seen) -> list[ClosedWave]:
    """The earlier waves in which this account sees something."""
    found = waves_until(installation(), seen.house.id, seen.wave.id)
    return [one for one in found if one.wave.id != seen.wave.id and codes_of(seen.house.id, one.wave.id)]


def _points(seen: Seen, page: StatementPage) -> tuple[PointsBlock, ...]:
    """The improvement points of the whole house, or of each overleg of the reader's own."""
    house, wave = seen.house.id, seen.wave.id
    places = [("", "", page.place)] if seen.whole else [
        (level.source, level.label, replace(page.place, overleg=level.code)) for level in seen.overleggen
    ]  # fmt: skip
    found = read_points(installation(), house, wave, [key for key, _, _ in places])
    explains = accounts.may_run_waves(account(), house)
    return tuple(
        PointsBlock(
            label,
            place,
            beside_view(
                Beside(wave, key, improvements=found[key], house=house), may_explain=explains, may_improve=True
            ),
        )
        for key, label, place in places
    )
