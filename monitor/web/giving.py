"""What a house gives to the benchmark: the coordinator sees all of it first, and takes the signed file along."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, MonitorError, NotFound
from monitor.services import reading
from monitor.services.benchmark import making, national, signing
from monitor.services.waves import get_wave
from monitor.store.national import HouseContext
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.seen import see_whole
from monitor.web.signed_in import actor, require_coordinator, work_context
from monitor.web.sure import check_sure
from monitor.web.views.giving import field_name, giving_page, preview_page

blueprint = Blueprint("giving", __name__, url_prefix="/beheer/<house>/delen/benchmark")
_LONGEST = 12


@blueprint.get("/")
@require_coordinator
def overview(house: str) -> str:
    """The waves that can be given, and what stands beside their numbers."""
    return _overview(house, {})


@blueprint.post("/")
@require_coordinator
def keep(house: str) -> tuple[str, int] | Response:
    """Keep what the house's names are elsewhere, and its facts: all of it or nothing."""
    own, who = installation(), actor()
    try:
        context = HouseContext(_whole("inhabitants", "Het aantal inwoners"), _whole("founded", "Het jaar"))
        codes = {
            (one.kind, one.entry): request.form.get(field_name(one), one.code)
            for one in national.list_meanings(own, house)
        }
        national.set_all(own, house, codes, context, actor=who)
    except BadInput as error:
        return _overview(house, {"": str(error)}), status_of(error)
    return redirect(url_for(".overview", house=house, gedaan="bewaard"), code=303)


@blueprint.get("/<wave>/")
@require_coordinator
def wave(house: str, wave: str) -> str:
    """All that a file of a wave would hold."""
    own, seen = installation(), see_whole(house, wave)
    try:
        file = making.make_file(own, house, wave)
    except BadInput as error:
        raise NotFound(str(error)) from None
    page = preview_page(get_wave(own, house, wave), file, seen.questionnaire, making.content_text(file))
    return render_template("giving/wave.html", page=page, **work_context(house, "delen"))


@blueprint.post("/<wave>/")
@require_coordinator
def give(house: str, wave: str) -> Response:
    """Make the file, with a key for the house if it has none, and hand it over."""
    see_whole(house, wave)
    own, who = installation(), actor()
    file = making.make_file(own, house, wave)
    signing.make_key(own, house)
    return _download(making.give(own, file, actor=who), f"benchmark-{house}-{wave}.json")


@blueprint.post("/<wave>/terugnemen")
@require_coordinator
def take_back(house: str, wave: str) -> Response:
    """Make the file by which the house takes the wave back, and hand it over."""
    see_whole(house, wave)
    check_sure()
    own, who = installation(), actor()
    file = making.make_withdrawal(own, house, wave)
    return _download(making.give(own, file, actor=who), f"benchmark-{house}-{wave}-terugnemen.json")


def _download(text: str, name: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _whole(field: str, what: str) -> int | None:
    text = request.form.get(field, "").replace(".", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        raise BadInput(f"{what} is een heel getal.")
    return int(text)


def _overview(house: str, errors: dict[str, str]) -> str:
    own = installation()
    try:
        fingerprint = signing.own_fingerprint(own, house)
    except MonitorError:
        fingerprint = ""  # there is none yet; one that cannot be read is told when a file is made
    page = giving_page(
        reading.list_waves(own, house),
        national.list_meanings(own, house),
        national.get_context(own, house),
        fingerprint=fingerprint,
        typed=request.form if errors else None,
    )
    done = "Bewaard." if request.args.get("gedaan") == "bewaard" else None
    return render_template("giving/overview.html", page=page, errors=errors, done=done, **work_context(house, "delen"))
