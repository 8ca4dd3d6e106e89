"""Read-only links and tokens of a house: the coordinator makes, sees and withdraws them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Busy, NotFound, NotStored
from monitor.services import api_tokens, reading, sharing
from monitor.services.outside_access import today_of
from monitor.services.sharing import NewShare
from monitor.services.waves import get_wave
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.seen import see_whole
from monitor.web.shares_forms import ShareForm, TokenForm
from monitor.web.signed_in import account, actor, keeps_typed, require_coordinator, session_meta, work_context
from monitor.web.sure import check_sure
from monitor.web.views.shares import new_share_page, new_token_page, shares_page

blueprint = Blueprint("shares", __name__, url_prefix="/beheer/<house>/delen")
_DONE = {
    "ingetrokken": "De link is ingetrokken. Hij opent niets meer.",
    "token-ingetrokken": "Het token is ingetrokken. Het opent niets meer.",
}


@blueprint.get("/")
@require_coordinator
def overview(house: str) -> str:
    """What this house gave to people and programs outside it."""
    page = shares_page(
        reading.list_waves(installation(), house),
        sharing.list_shares(installation(), house),
        api_tokens.list_api_tokens(installation(), house),
        today=today_of(installation()),
    )
    done = _DONE.get(request.args.get("gedaan", ""))
    return render_template("shares/overview.html", page=page, done=done, **work_context(house, "delen"))


@blueprint.get("/metingen/<wave>/")
@require_coordinator
def new_share(house: str, wave: str) -> str:
    """Ask for whom a link is, and until when."""
    see_whole(house, wave)
    return _share_page(house, wave, {})


@blueprint.post("/metingen/<wave>/")
@require_coordinator
@keeps_typed
def make_share(house: str, wave: str) -> tuple[str, int] | str:
    """Make it, and show it this once."""
    see_whole(house, wave)
    form = ShareForm(request.form, meta=session_meta())
    if not form.validate():
        return _share_page(house, wave, form.first_errors), 400
    new = NewShare(form.label.data or "", form.last_day, form.with_explanations.data, form.with_comments.data)
    try:
        token = sharing.make_share(installation(), house, wave, new, by=account().name, actor=actor())
    except BadInput as error:
        return _share_page(house, wave, {"until": str(error)}), 400
    except (Busy, NotStored) as error:
        return _share_page(house, wave, {"": str(error)}), status_of(error)
    link = installation().site + url_for("shared.house_page", house=house, secret=token)
    return render_template(
        "shares/made.html", secret=link, label=form.label.data, until=form.until.data, **work_context(house, "delen")
    )


@blueprint.post("/links/<share>/intrekken")
@require_coordinator
def withdraw_share(house: str, share: str) -> Response:
    """Let a link open nothing any more."""
    _check_known(share, {one.id for one in sharing.list_shares(installation(), house)})
    check_sure()
    sharing.withdraw_share(installation(), house, share, actor=actor())
    return redirect(url_for(".overview", house=house, gedaan="ingetrokken"), code=303)


@blueprint.get("/api/")
@require_coordinator
def new_token(house: str) -> str:
    """Ask for which program a token is, and until when."""
    return _token_page(house, {})


@blueprint.post("/api/")
@require_coordinator
@keeps_typed
def make_token(house: str) -> tuple[str, int] | str:
    """Make it, and show it this once."""
    form = TokenForm(request.form, meta=session_meta())
    if not form.validate():
        return _token_page(house, form.first_errors), 400
    try:
        token = api_tokens.make_api_token(
            installation(), house, label=form.label.data or "", until=form.last_day, by=account().name, actor=actor()
        )
    except BadInput as error:
        return _token_page(house, {"until": str(error)}), 400
    except (Busy, NotStored) as error:
        return _token_page(house, {"": str(error)}), status_of(error)
    return render_template(
        "shares/made_token.html", secret=token, label=form.label.data, until=form.until.data,
        site=installation().site, **work_context(house, "delen"),
    )  # fmt: skip


@blueprint.post("/api/<key>/intrekken")
@require_coordinator
def withdraw_token(house: str, key: str) -> Response:
    """Let a token open nothing any more."""
    _check_known(key, {one.id for one in api_tokens.list_api_tokens(installation(), house)})
    check_sure()
    api_tokens.withdraw_api_token(installation(), house, key, actor=actor())
    return redirect(url_for(".overview", house=house, gedaan="token-ingetrokken"), code=303)


def _check_known(given: str, known: set[str]) -> None:
    if given not in known:
        raise NotFound("Dit is er niet. Ga terug naar Delen.")


def _share_page(house: str, wave: str, errors: dict[str, str]) -> str:
    typed = request.form if request.method == "POST" else None
    page = new_share_page(get_wave(installation(), house, wave), typed, today=today_of(installation()))
    return render_template("shares/new.html", page=page, errors=errors, **work_context(house, "delen"))


def _token_page(house: str, errors: dict[str, str]) -> str:
    typed = request.form if request.method == "POST" else None
    page = new_token_page(typed, today=today_of(installation()))
    return render_template("shares/new_token.html", page=page, errors=errors, **work_context(house, "delen"))
