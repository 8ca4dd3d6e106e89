"""Improvement points: making one, how far it is, and the list to open a meeting with."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Busy, MonitorError, NotFound, NotStored, OutOfOrder
from monitor.model import House, Improvement, Role, Wave, WaveState
from monitor.services import accounts, following, improving, reading
from monitor.services.clock import local_date
from monitor.services.improving import ChangedMeanwhile
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.formats import day
from monitor.web.improvements_forms import PlanForm, PointForm, filled_in, subject_groups, subject_value
from monitor.web.lists_forms import posted
from monitor.web.seen import NO_PAGE, Seen, codes_of, see_closed
from monitor.web.signed_in import account, actor, keeps_typed, require_account, staff_context
from monitor.web.sure import check_sure
from monitor.web.views.improvements import NOT_THE_CAUSE, STATUSES, point_views
from monitor.web.views.improvements_pages import WHOLE, Visible, list_page, overview_page
from monitor.web.views.place import Place

blueprint = Blueprint("improvements", __name__)
_ROLES = (Role.COORDINATOR, Role.MANAGER, Role.PROCESS_MANAGER)
_DONE = {
    "toegevoegd": "Het verbeterpunt is toegevoegd.",
    "bewaard": "Het verbeterpunt is bewaard.",
    "verwijderd": "Het verbeterpunt is verwijderd.",
}


@blueprint.get("/huizen/<house>/verbeterpunten/")
@require_account
def overview(house: str) -> Response:
    """All points that this account may see, per overleg."""
    found, newest = _house(house), _newest(house)
    points = improving.list_points(installation(), account(), house)
    page = overview_page(
        found,
        following.follow_points(installation(), house, points, wave=newest.id if newest else ""),
        newest=newest,
        visible=_visible(house, newest),
        status=request.args.get("status", ""),
    )
    return _page("overview", found, newest, page=page, done=_DONE.get(request.args.get("gedaan", "")))


@blueprint.get("/huizen/<house>/verbeterpunten/lijst")
@require_account
def house_list(house: str) -> Response:
    """The points of the whole house, to print."""
    return _list(house, "")


@blueprint.get("/huizen/<house>/verbeterpunten/overleg/<meeting>/lijst")
@require_account
def overleg_list(house: str, meeting: str) -> Response:
    """The points of one overleg, to print."""
    return _list(house, meeting)


@blueprint.route("/huizen/<house>/<wave>/verbeterpunt-toevoegen", methods=["GET", "POST"])
@require_account
@keeps_typed
def new_point(house: str, wave: str) -> Response:
    """Make a point that follows from these results; the address may name an overleg and what it hangs on."""
    seen = see_closed(house, wave)
    form = _point_form(seen)
    form.set_choices([(level.source, level.label) for level in seen.overleggen], seen.questionnaire, whole=seen.whole)
    if request.method == "GET":
        return _form_page(seen.house, form, seen=seen)
    if not form.is_right(today=_today()):
        return _form_page(seen.house, form, seen=seen)
    try:
        subject = form.chosen(seen.questionnaire)
        improving.add_point(installation(), house, wave, subject, form.plan(), actor=actor())
    except (BadInput, OutOfOrder, Busy, NotStored) as error:
        return _form_page(seen.house, form, seen=seen, refused=error)
    return _to_overview(house, "toegevoegd")


@blueprint.route("/huizen/<house>/verbeterpunten/punt/<point>", methods=["GET", "POST"])
@require_account
@keeps_typed
def point(house: str, point: str) -> Response:
    """Say how far a point is, or change its text."""
    own, found = _house(house), improving.get_point(installation(), account(), house, point)
    if request.method == "GET":
        return _form_page(own, filled_in(found), point=found)
    form = posted(PlanForm)
    if not form.is_right(today=_today(), before=found.due_on):
        return _form_page(own, form, point=found)
    try:
        improving.change_point(installation(), house, point, form.plan(), revision=form.read_revision, actor=actor())
    except ChangedMeanwhile as error:
        form.revision.data = str(error.newer.revision)
        return _form_page(own, form, point=error.newer, newer=True, refused=error)
    except (BadInput, Busy, NotStored) as error:
        return _form_page(own, form, point=found, refused=error)
    return _to_overview(house, "bewaard")


@blueprint.post("/huizen/<house>/verbeterpunten/punt/<point>/verwijderen")
@require_account
def remove(house: str, point: str) -> Response:
    """Take away a point that was made today by mistake."""
    _house(house)
    improving.get_point(installation(), account(), house, point)
    check_sure()
    improving.remove_point(installation(), house, point, actor=actor())
    return _to_overview(house, "verwijderd")


def _house(house: str) -> House:
    """A house of which this account reads results. Raises NotFound."""
    if not any(right.house == house and right.role in _ROLES for right in account().rights):
        raise NotFound(NO_PAGE)
    return reading.get_house(installation(), house)


def _newest(house: str) -> Wave | None:
    """The newest closed wave in which this account may see something."""
    closed = (one for one in reading.list_waves(installation(), house) if one.state is WaveState.CLOSED)
    return next((one for one in closed if codes_of(house, one.id)), None)


def _visible(house: str, newest: Wave | None) -> list[Visible]:
    """What this account may see of the newest closed wave, the house first."""
    whole = [Visible("", WHOLE)] if accounts.may_see_house(account(), house) else []
    levels = codes_of(house, newest.id) if newest else []
    return [*whole, *(Visible(level.source, level.label, level.code) for level in levels)] if newest else []


def _list(house: str, meeting: str) -> Response:
    found, names = _house(house), following.names_of(installation(), house)
    newest, points = _newest(house), improving.list_points(installation(), account(), house)
    own = [one for one in points if one.overleg == meeting]
    if not improving.may_follow(account(), house, meeting) or (meeting and meeting not in names and not own):
        raise NotFound(NO_PAGE)
    followed = following.follow_points(installation(), house, own, wave=newest.id if newest else "")
    page = list_page(found, meeting, names.get(meeting, meeting), followed, newest=newest)
    return _page("list", found, newest, page=page, today=day(_today()))


def _point_form(seen: Seen) -> PointForm:
    """The form as posted, or with what the address names filled in."""
    asked = request.args
    made: PointForm = posted(
        PointForm,
        data={
            "overleg": asked.get("overleg", "") or ("" if seen.whole else seen.overleggen[0].source),
            "subject": subject_value(asked.get("aspect", ""), asked.get("stelling", "")),
            "status": "open",
        },
    )
    return made


def _form_page(
    house: House,
    form: PlanForm,
    *,
    seen: Seen | None = None,
    point: Improvement | None = None,
    newer: bool = False,
    refused: MonitorError | None = None,
) -> Response:
    """The form of a new point (seen: from whose results) or of one that is there; newer: changed since it was read.

    refused: why what was filled in is not kept.
    """
    if refused:
        form.form_errors.append(str(refused))
    newest = _newest(house.id)
    now = newest.id if newest else ""
    followed = following.follow_points(installation(), house.id, [point], wave=now) if point else ()
    removable = point is not None and improving.may_remove(point, today=_today())
    return _page(
        "form",
        house,
        seen.wave if seen else newest,
        form=form,
        wave=seen.wave if seen else None,
        groups=subject_groups(seen.questionnaire) if seen else (),
        point=next(iter(point_views(followed)), None),
        newer=newer,
        refused=refused,
        removable=removable,
        statuses=[(one.value, words) for one, words in STATUSES.items()],
        longest=(improving.LONGEST_WHAT, improving.LONGEST_OWNER, improving.LONGEST_RESULT),
    )


def _page(template: str, house: House, place: Wave | None, **context: Any) -> Response:
    """A page under the menu of a wave; one with something refused on it says so in its status."""
    form = context.get("form")
    errors = form.errors if form is not None and request.method == "POST" else {}
    refused = context.pop("refused", None)
    status = status_of(refused) if refused else 400 if errors else 200
    page = render_template(
        f"improvements/{template}.html",
        house=house.id,
        place=Place(house.id, house.name, place.id, place.name) if place else None,
        house_name=house.name,
        demo=house.invented,
        errors=errors,
        warning=NOT_THE_CAUSE,
        **context,
        **staff_context(),
    )
    return make_response(page, status)


def _to_overview(house: str, done: str) -> Response:
    return redirect(url_for(".overview", house=house, gedaan=done), code=303)


def _today() -> date:
    return local_date(installation().now())
