"""The manager's pages: waves, the house and one overleg of a closed wave, the response of an open one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from monitor.model import Role, Wave, WaveState
from monitor.services import accounts, progress, reading, reporting, researching
from monitor.services.beside import read_beside
from monitor.services.editors import waves_to_read
from monitor.services.years import waves_until
from monitor.web.context import installation
from monitor.web.drawn import draw_once, make_once, results_response
from monitor.web.seen import Seen, codes_of, see
from monitor.web.signed_in import account, require_account, staff_context
from monitor.web.views.beside import BesideView, beside_view
from monitor.web.views.house import HousePage
from monitor.web.views.house import house_page as make_house_page
from monitor.web.views.open_wave import open_wave_page
from monitor.web.views.overleg import overleg_page as make_overleg_page
from monitor.web.views.research import ResearchLine, research_lines
from monitor.web.views.taking import Taking
from monitor.web.views.waves import waves_page

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/huizen/")
@require_account
def waves() -> str:
    """The houses and waves that this account may see."""
    houses = [reading.get_house(installation(), house) for house in accounts.houses_of(account())]
    seen = {house.id: _seen_waves(house.id) for house in houses}
    forms = {right.house: _research(right.house) for right in account().rights if right.role is Role.RESEARCHER}
    closed = {house.id: waves_to_read(installation(), house.id, account()) for house in houses}
    page = waves_page(houses, seen, account().rights, forms, closed=closed)
    return render_template("dashboard/waves.html", page=page, **staff_context())


@blueprint.get("/huizen/<house>/<wave>/")
@require_account
def house_page(house: str, wave: str) -> str | Response:
    """The whole house; a process manager is led to the own overleg."""
    seen = see(house, wave)
    if seen.wave.state is not WaveState.CLOSED:
        return _open_page(seen)
    if not seen.whole:
        return redirect(url_for(".overleg_page", house=house, wave=wave, code=seen.codes[0]))
    key, page = whole_house(seen)
    taking = Taking(reporting.can_make_pdf(), accounts.may_run_waves(account(), house))
    return _results("house", seen, page, _beside(seen, ""), key=key, taking=taking)


@blueprint.get("/huizen/<house>/<wave>/overleg/<int:code>")
@require_account
def overleg_page(house: str, wave: str, code: int) -> Response:
    """One overleg beside the house."""
    seen = see(house, wave)
    overleg = seen.key_of(code)
    until = waves_until(installation(), house, wave)
    form = reading.overlegvorm_beside(installation(), house, wave, code, seen=seen.seen_codes)
    key = seen.key(until, "overleg", code, form)
    page = make_once(
        key,
        lambda: make_overleg_page(
            seen.frozen.publication, seen.questionnaire, code, form=form, years=seen.years(until)
        ),
    )
    own = replace(page, others=tuple(other for other in page.others if other.code in seen.codes))
    return _results("overleg", seen, own, _beside(seen, overleg), key=key)


def whole_house(seen: Seen) -> tuple[tuple[Hashable, ...], HousePage]:
    """The page of the whole house, with what it is kept by."""
    until = waves_until(installation(), seen.house.id, seen.wave.id)
    key = seen.key(until, "house")

    def make() -> HousePage:
        years = seen.years(until)
        return make_house_page(seen.frozen.publication, seen.questionnaire, code=seen.sha256, years=years)

    page: HousePage = make_once(key, make)
    return key, page


def _beside(seen: Seen, overleg: str) -> BesideView:
    """What the house put beside a page; who sees a page may add an improvement point to it."""
    found = read_beside(installation(), seen.house.id, seen.wave.id, overleg=overleg)
    return beside_view(found, may_explain=accounts.may_run_waves(account(), seen.house.id), may_improve=True)


def _results(
    kind: str,
    seen: Seen,
    page: Any,
    beside: BesideView,
    *,
    key: tuple[Hashable, ...],
    taking: Taking | None = None,
) -> Response:
    body = draw_once(f"dashboard/{kind}_body.html", (*key, beside, taking), page=page, beside=beside, taking=taking)
    return results_response(f"dashboard/{kind}.html", seen.house, page, body=body)


def _open_page(seen: Seen) -> str:
    house, wave = seen.house.id, seen.wave.id
    counted = progress.progress(installation(), house, wave)
    groups = next((by.groups for by in counted.live.by if by.variable == "organisatietype"), ())
    page = open_wave_page(
        seen.house,
        seen.wave,
        now=installation().now(),
        invited=counted.invited,
        eligible=counted.live.house.eligible,
        answered=counted.live.house.answered,
        rate=counted.live.house.rate,
        groups=groups if seen.whole else (),
        group_name="soort organisatie",
        counted_on=counted.counted_on,
    )
    return render_template(
        "dashboard/open_wave.html",
        page=page,
        runs=accounts.may_run_waves(account(), house),
        demo=seen.house.invented,
        house_name=seen.house.name,
        **staff_context(),
    )


def _research(house: str) -> tuple[ResearchLine, ...]:
    """The closed waves of a house of which this account may get the forms."""
    return research_lines(researching.list_offers(installation(), account().id, house))


def _seen_waves(house: str) -> list[Wave]:
    """The waves of a house in which this account may see something."""
    return [wave for wave in reading.list_waves(installation(), house) if codes_of(house, wave.id)]
