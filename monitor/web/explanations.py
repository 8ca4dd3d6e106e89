"""What the house says itself beside its results: one page to write on for the whole house, and one per overleg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Busy, NotFound, NotStored
from monitor.model import Explanation
from monitor.services import explaining_results
from monitor.services.beside import read_comments
from monitor.services.clock import local_date
from monitor.services.editors import editors_of
from monitor.services.explaining_results import Overtaken, Written
from monitor.services.years import years_until
from monitor.web.context import installation
from monitor.web.dashboard import whole_house
from monitor.web.explanations_forms import PREVIEW, explanations_form
from monitor.web.faults import status_of
from monitor.web.fieldwork_base import back_to
from monitor.web.lists_forms import posted
from monitor.web.seen import NO_PAGE, Seen, see_whole
from monitor.web.signed_in import actor, keeps_typed, require_coordinator, work_context
from monitor.web.views.explanations import (
    editors_view,
    house_sections,
    overleg_sections,
    section_fields,
    signed_by,
    signer_in,
)
from monitor.web.views.overleg import overleg_page

blueprint = Blueprint("explanations", __name__, url_prefix="/beheer/<house>/metingen/<wave>/toelichting")
Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class _Place:
    """A page of results to write beside. `overleg`: its key, or empty; `code`: its code in the wave."""

    seen: Seen
    sections: tuple[str, ...]
    overleg: str = ""
    label: str = "Hele huis"
    code: int | None = None


@blueprint.get("/")
@require_coordinator
def house_form(house: str, wave: str) -> Page:
    """The sections of the page of the whole house."""
    return _show(_house_place(house, wave))


@blueprint.post("/")
@require_coordinator
@keeps_typed
def keep_house(house: str, wave: str) -> Page:
    """Keep them, or only show how they would look."""
    return _keep(_house_place(house, wave))


@blueprint.get("/overleg/<meeting>")
@require_coordinator
def overleg_form(house: str, wave: str, meeting: str) -> Page:
    """The sections of the page of one overleg."""
    return _show(_overleg_place(house, wave, meeting))


@blueprint.post("/overleg/<meeting>")
@require_coordinator
@keeps_typed
def keep_overleg(house: str, wave: str, meeting: str) -> Page:
    """Keep them, or only show how they would look."""
    return _keep(_overleg_place(house, wave, meeting))


def _house_place(house: str, wave: str) -> _Place:
    seen = see_whole(house, wave)
    _, page = whole_house(seen)
    released = bool(read_comments(installation(), house, wave))
    return _Place(seen, house_sections(page, comments=released))


def _overleg_place(house: str, wave: str, meeting: str) -> _Place:
    seen = see_whole(house, wave)
    level = next((one for one in seen.overleggen if one.source == meeting), None)
    if level is None:
        raise NotFound(NO_PAGE)
    years = years_until(installation(), house, wave)
    page = overleg_page(seen.frozen.publication, seen.questionnaire, level.code, years=years)
    return _Place(seen, overleg_sections(page), meeting, level.label, level.code)


def _show(place: _Place) -> str:
    stored = _stored(place)
    return _draw(place, stored, signer=signer_in(stored))


def _keep(place: _Place) -> Page:
    form = posted(explanations_form(place.sections))
    if not form.takes(request.form):
        raise BadRequest("Deze pagina is intussen veranderd. Open haar opnieuw; er is niets bewaard.")
    written, signer = form.written(), form.signed.data or ""
    faults = explaining_results.find_faults(written, signer)
    if faults or request.form.get("doen") == PREVIEW:
        return _draw(place, _stored(place), typed=written, signer=signer, errors=faults), 400 if faults else 200
    house, wave = place.seen.house.id, place.seen.wave.id
    try:
        explaining_results.explain(
            installation(), house, wave, written, overleg=place.overleg, signer=signer, actor=actor()
        )
    except Overtaken as error:
        errors = dict.fromkeys(error.now, str(error))
        drawn = _draw(place, _stored(place), typed=written, signer=signer, errors=errors, overtaken=error.now)
        return drawn, 409
    except (BadInput, Busy, NotStored) as error:
        return _draw(place, _stored(place), typed=written, signer=signer, errors={"": str(error)}), status_of(error)
    if place.overleg:
        return back_to("explanations.overleg_form", house, wave, meeting=place.overleg, gedaan="ja")
    return back_to("explanations.house_form", house, wave, gedaan="ja")


def _stored(place: _Place) -> dict[str, Explanation]:
    return explaining_results.read_sections(
        installation(), place.seen.house.id, place.seen.wave.id, overleg=place.overleg
    )


def _draw(
    place: _Place,
    stored: Mapping[str, Explanation],
    *,
    typed: Mapping[str, Written] | None = None,
    signer: str,
    errors: Mapping[str, str] | None = None,
    overtaken: Mapping[str, Explanation] | None = None,
) -> str:
    house, wave = place.seen.house.id, place.seen.wave
    return render_template(
        "explanations/form.html",
        wave=wave,
        label=place.label,
        code=place.code,
        overleg=place.overleg,
        overleggen=place.seen.overleggen,
        fields=section_fields(place.sections, stored, typed, overtaken=overtaken),
        signer=signer,
        signed=signed_by(signer),
        today=local_date(installation().now()),
        previewed=typed is not None and not errors,
        kept="gedaan" in request.args,
        errors=errors or {},
        longest=explaining_results.LONGEST,
        editors=editors_view(editors_of(installation(), house, wave.id)) if not place.overleg else None,
        **work_context(house, "metingen"),
    )
