"""The own second factor: setting it up with a QR code, recovery codes, another phone, switching it off."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Refused, TooManyTries
from monitor.services import accounts, second_factor, sessions
from monitor.web.account_forms import OwnPasswordForm, SetUpForm
from monitor.web.context import installation, settings
from monitor.web.signed_in import (
    account,
    actor,
    address,
    clear_session,
    demands_second_factor,
    next_step_url,
    require_account,
    require_session,
    session,
    session_meta,
    set_session,
    staff_context,
    start_url,
)
from monitor.web.views.own_account import set_up_page

blueprint = Blueprint("own_factor", __name__)


@blueprint.get("/account/tweede-factor")
@require_session
def set_up() -> str | Response:
    """Show a new secret; nothing is kept until a code confirms it."""
    if not session().complete and session().protected:
        return redirect(next_step_url(), code=303)
    return _set_up_page(second_factor.new_secret(), {})


@blueprint.post("/account/tweede-factor")
@require_session
def confirm() -> tuple[str, int] | Response:
    """Put the factor into use with its first code, and show the recovery codes this once."""
    if not session().complete and session().protected:
        return redirect(next_step_url(), code=303)
    form = SetUpForm(request.form, meta=session_meta())
    secret = second_factor.take_in(installation(), session(), form.handed.data or "")
    if not form.validate():
        return _set_up_page(secret, form.first_errors), 400
    hours = settings().session_hours
    try:
        if session().protected:
            accounts.check_own_password(installation(), account(), request.form.get("present", ""), address=address())
        done = second_factor.confirm(
            installation(), session(), secret, form.code.data or "", hours=hours, actor=actor()
        )
    except BadInput as error:
        return _set_up_page(secret, {"code": str(error)}), 400
    except Refused as error:
        return _set_up_page(secret, {"present": str(error)}), 400
    except TooManyTries as error:
        return _set_up_page(secret, {"": str(error)}), 429
    start = start_url(sessions.find(installation(), done.cookie))
    response = make_response(render_template("account/codes.html", codes=done.codes, first=True, start=start))
    set_session(response, done.cookie)
    return response


@blueprint.get("/account/herstelcodes")
@require_account
def codes() -> str:
    """Ask the password before new codes are made."""
    return _codes_page({})


@blueprint.post("/account/herstelcodes")
@require_account
def make_codes() -> tuple[str, int] | str:
    """Make new recovery codes and show them this once."""
    if errors := _password_errors():
        return _codes_page(errors), 400
    made = second_factor.new_codes(installation(), account(), actor=actor())
    return render_template("account/codes.html", codes=made, first=False, start=start_url(session()), **staff_context())


@blueprint.get("/account/tweede-factor/uitzetten")
@require_account
def switch_off_page() -> str:
    """Ask the password before it is switched off."""
    return _off_page({})


@blueprint.post("/account/tweede-factor/uitzetten")
@require_account
def switch_off() -> tuple[str, int] | Response:
    """Take the factor away; every session ends, this one too."""
    if errors := _password_errors():
        return _off_page(errors), 400
    second_factor.switch_off(installation(), session(), demanded=demands_second_factor(), actor=actor())
    response = redirect(url_for("account.sign_in"), code=303)
    clear_session(response)
    return response


def _password_errors() -> dict[str, str]:
    """What is wrong with the password that was asked once more; empty if it is right."""
    form = OwnPasswordForm(request.form, meta=session_meta())
    if not form.validate():
        return form.first_errors
    try:
        accounts.check_own_password(installation(), account(), form.present.data or "", address=address())
    except (Refused, TooManyTries) as error:
        return {"present": str(error)}
    return {}


def _set_up_page(secret: str, errors: dict[str, str]) -> str:
    page = set_up_page(
        secret,
        second_factor.app_address(session().account, secret),
        handed=second_factor.hand_out(installation(), session(), secret),
        replaces=session().protected,
        demanded=demands_second_factor(),
    )
    return render_template("account/set_up.html", page=page, errors=errors, **staff_context())


def _codes_page(errors: dict[str, str]) -> str:
    return render_template("account/new_codes.html", errors=errors, **staff_context())


def _off_page(errors: dict[str, str]) -> str:
    return render_template("account/switch_off.html", errors=errors, **staff_context())
