"""The manager's pages: waves, the house and one overleg of a closed wave, the response of an open one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from monitor.errors import NotFound
from monitor.model import Wave, WaveState
from monitor.results import Frozen
from monitor.services import accounts, progress, reading
from monitor.services.waves import get_wave
from monitor.web.assets import plotly_url
from monitor.web.context import installation
from monitor.web.guard import PLOTLY_POLICY
from monitor.web.signed_in import account, require_account, staff_context
from monitor.web.views.house import house_page as make_house_page
from monitor.web.views.open_wave import open_wave_page
from monitor.web.views.overleg import overleg_page as make_overleg_page
from monitor.web.views.waves import waves_page

blueprint = Blueprint("dashboard", __name__)
_NO_PAGE = "Deze pagina bestaat niet."
_made: dict[tuple[str, str, int], Any] = {}
_MOST_MADE = 256


@blueprint.get("/huizen/")
@require_account
def waves() -> str:
    """The houses and waves that this account may see."""
    houses = [reading.get_house(installation(), house) for house in accounts.houses_of(account())]
    page = waves_page(houses, {house.id: _seen_waves(house.id) for house in houses}, account().rights)
    return render_template("dashboard/waves.html", page=page, **staff_context())


@blueprint.get("/huizen/<house>/<wave>/")
@require_account
def house_page(house: str, wave: str) -> str | Response:
    """The whole house; a process manager is led to the own overleg."""
    if house not in accounts.houses_of(account()):
        raise NotFound(_NO_PAGE)
    if get_wave(installation(), house, wave).state is not WaveState.CLOSED:
        _seen_codes(house, wave)
        return _open_page(house, wave)
    if not accounts.may_see_house(account(), house):
        return redirect(url_for(".overleg_page", house=house, wave=wave, code=_seen_codes(house, wave)[0]))
    frozen = reading.get_publication(installation(), house, wave)
    questionnaire = _questionnaire(frozen)
    publication = frozen.publication
    page = _once(frozen, "house", 0, lambda: make_house_page(publication, questionnaire, code=frozen.sha256))
    return _charts("dashboard/house.html", house, page)


@blueprint.get("/huizen/<house>/<wave>/overleg/<int:code>")
@require_account
def overleg_page(house: str, wave: str, code: int) -> Response:
    """One overleg beside the house."""
    seen = _seen_codes(house, wave) if house in accounts.houses_of(account()) else []
    if code not in seen:
        raise NotFound(_NO_PAGE)
    frozen = reading.get_publication(installation(), house, wave)
    page = _once(frozen, "overleg", code, lambda: make_overleg_page(frozen.publication, _questionnaire(frozen), code))
    own = replace(page, others=tuple(other for other in page.others if other.code in seen))
    return _charts("dashboard/overleg.html", house, own)


def _open_page(house: str, wave: str) -> str:
    counted = progress.progress(installation(), house, wave)
    whole = accounts.may_see_house(account(), house)
    groups = next((by.groups for by in counted.live.by if by.variable == "organisatietype"), ())
    found = reading.get_house(installation(), house)
    page = open_wave_page(
        found,
        get_wave(installation(), house, wave),
        now=installation().now(),
        invited=counted.invited,
        eligible=counted.live.house.eligible,
        answered=counted.live.house.answered,
        rate=counted.live.house.rate,
        groups=groups if whole else (),
        group_name="soort organisatie",
        counted_on=counted.counted_on,
    )
    return render_template(
        "dashboard/open_wave.html",
        page=page,
        runs=accounts.may_run_waves(account(), house),
        demo=found.invented,
        house_name=found.name,
        **staff_context(),
    )


def _seen_waves(house: str) -> list[Wave]:
    """The waves of a house in which this account may see something."""
    return [wave for wave in reading.list_waves(installation(), house) if _own_codes(house, wave.id)]


def _seen_codes(house: str, wave: str) -> list[int]:
    """The codes of the overleggen that this account may see in a wave. Raises NotFound if there is none."""
    codes = _own_codes(house, wave)
    if not codes:
        raise NotFound(_NO_PAGE)
    return codes


def _own_codes(house: str, wave: str) -> list[int]:
    levels = reading.overleggen_of(installation(), house, wave)
    return [level.code for level in levels if accounts.may_see_overleg(account(), house, level.source)]


def _questionnaire(frozen: Frozen) -> Any:
    publication = frozen.publication
    return installation().questionnaire_as_opened(
        publication.questionnaire, publication.questionnaire_version, publication.questionnaire_sha256
    )


def _once(frozen: Frozen, kind: str, code: int, make: Callable[[], Any]) -> Any:
    """A page's context, made once per process: a publication never changes."""
    key = (frozen.sha256, kind, code)
    if key not in _made:
        while len(_made) >= _MOST_MADE:
            _made.pop(next(iter(_made)), None)
        _made[key] = make()
    return _made[key]


def _charts(template: str, house: str, page: Any) -> Response:
    own = reading.get_house(installation(), house)
    drawn = render_template(
        template, page=page, demo=own.invented, house_name=own.name, plotly_url=plotly_url(), **staff_context()
    )
    response = make_response(drawn)
    response.headers["Content-Security-Policy"] = PLOTLY_POLICY
    return response
