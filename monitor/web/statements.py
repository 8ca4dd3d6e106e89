"""One statement of a wave over its overleggen and the years, all of them in a list, and finding one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from werkzeug.wrappers import Response

from monitor.results import Publication
from monitor.services import accounts
from monitor.services.beside import read_beside
from monitor.services.earlier_words import Year, earlier_years
from monitor.web.context import installation
from monitor.web.drawn import draw_once, make_once, results_response
from monitor.web.seen import Seen, codes_of, see_closed
from monitor.web.signed_in import account, require_account
from monitor.web.views.beside import BesideView, beside_view
from monitor.web.views.place import place_of
from monitor.web.views.statement import PointsBlock, StatementPage, statement_page
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
    codes = None if seen.whole else seen.codes
    key = (seen.frozen.sha256, "statement", item, codes, tuple(one.publication.wave for one in years))
    page = make_once(key, lambda: _page(seen.frozen.publication, seen, item, years))
    points = _points(seen, page)
    body = draw_once("dashboard/statement_body.html", (*key, points), page=page, points=points)
    return results_response("dashboard/statement.html", seen.house, page, body=body)


def _page(publication: Publication, seen: Seen, item: str, years: tuple[Year, ...]) -> StatementPage:
    codes = None if seen.whole else seen.codes
    return statement_page(publication, seen.questionnaire, item, years=years, codes=codes)


def _years(seen: Seen) -> tuple[Year, ...]:
    """The earlier waves in which this account sees something."""
    found = earlier_years(installation(), seen.house.id, seen.wave.id)
    return tuple(one for one in found if codes_of(seen.house.id, one.publication.wave))


def _points(seen: Seen, page: StatementPage) -> tuple[PointsBlock, ...]:
    """The improvement points of the whole house, or of each overleg of the reader's own."""
    if seen.whole:
        return (PointsBlock("", page.place, _beside(seen, "")),)
    blocks = (
        PointsBlock(level.label, place_of(seen.frozen.publication, level.code), _beside(seen, level.source))
        for level in seen.overleggen
    )
    return tuple(blocks)


def _beside(seen: Seen, overleg: str) -> BesideView:
    """The improvement points alone: explanations and comments stand on the pages of the house and its overleggen."""
    found = replace(
        read_beside(installation(), seen.house.id, seen.wave.id, overleg=overleg), explanations=(), comments=()
    )
    return beside_view(found, may_explain=accounts.may_run_waves(account(), seen.house.id), may_improve=True)
