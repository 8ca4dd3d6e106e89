"""Signing in and out, the second step of it, and a forgotten password."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from monitor.errors import Refused, TooManyTries
from monitor.model import Actor
from monitor.services import account_links, accounts, second_factor, sessions
from monitor.web.account_forms import CodeForm, ForgottenForm
from monitor.web.context import installation, settings
from monitor.web.devices import device_words
from monitor.web.forms import SignInForm
from monitor.web.signed_in import (
    actor,
    address,
    clear_session,
    demands_second_factor,
    form_token,
    next_step_url,
    require_session,
    session,
    session_id,
    session_meta,
    set_session,
    start_url,
)

blueprint = Blueprint("account", __name__)
_VISITOR = "bezoek"
"""A cookie that binds the sign-in form to this browser, before there is a session."""
_LOST = "U bent uitgelogd. Wat u net invulde, is niet bewaard. Log in en probeer het opnieuw."
EXPIRED = "Dit formulier is verlopen. Probeer het nog een keer."


@blueprint.get("/inloggen")
def sign_in() -> Response:
    """The form."""
    return sign_in_page()


@blueprint.post("/inloggen")
def check_sign_in() -> Response | Redirect:
    """Check e-mail and password; alike for everything that is wrong."""
    form = SignInForm(request.form, meta=visitor_meta())
    email = form.email.data or ""
    if not request.cookies.get(_VISITOR) or form.token_error():
        return sign_in_page(400, email, {"": EXPIRED})
    if not form.validate():
        return sign_in_page(400, email, form.first_errors)
    try:
        cookie = accounts.sign_in(
            installation(),
            email=email,
            password=form.password.data or "",
            address=address(),
            hours=settings().session_hours,
            device=device_words(request.headers.get("User-Agent", "")),
            demand=demands_second_factor(),
        )
    except Refused as error:
        return sign_in_page(401, email, {"": str(error)})
    except TooManyTries as error:
        return sign_in_page(429, email, {"": str(error)})
    return go_in(cookie)


def go_in(cookie: str) -> Redirect:
    """Give the session's cookie and go on to where somebody begins."""
    response = redirect(start_url(sessions.find(installation(), cookie)), code=303)
    set_session(response, cookie)
    return response


@blueprint.get("/inloggen/code")
@require_session
def second_step() -> str | Redirect:
    """Ask the code of the second factor."""
    if session().complete or not session().protected:
        return redirect(next_step_url(), code=303)
    return _code_page({})


@blueprint.post("/inloggen/code")
@require_session
def check_second_step() -> tuple[str, int] | Redirect:
    """Check the code; a right one gives another session."""
    if session().complete or not session().protected:
        return redirect(next_step_url(), code=303)
    form = CodeForm(request.form, meta=session_meta())
    if not form.validate():
        return _code_page(form.first_errors), 400
    hours = settings().session_hours
    try:
        cookie = second_factor.pass_step(installation(), session(), form.code.data or "", hours=hours, actor=actor())
    except Refused as error:
        return _code_page({"code": str(error)}), 401
    except TooManyTries as error:
        return _code_page({"": str(error)}), 429
    return go_in(cookie)


@blueprint.post("/uitloggen")
@require_session
def sign_out() -> Redirect:
    """End the session on the server; the cookie is worth nothing afterwards."""
    accounts.sign_out(installation(), session_id(), address=address())
    response = redirect(url_for("account.sign_in"), code=303)
    clear_session(response)
    return response


@blueprint.get("/wachtwoord-vergeten")
def forgotten() -> Response:
    """Ask for which address."""
    return _forgotten_page()


@blueprint.post("/wachtwoord-vergeten")
def ask_new_password() -> Response | Redirect:
    """Let a link be mailed; the same answer whether or not there is an account."""
    form = ForgottenForm(request.form, meta=visitor_meta())
    email = form.email.data or ""
    if not request.cookies.get(_VISITOR) or form.token_error():
        return _forgotten_page(400, email, {"": EXPIRED})
    if not form.validate():
        return _forgotten_page(400, email, form.first_errors)
    visitor = Actor(accounts.UNKNOWN, address())
    try:
        account_links.ask_new_password(installation(), email=email, address=address(), actor=visitor)
    except TooManyTries as error:
        return _forgotten_page(429, email, {"": str(error)})
    return redirect(url_for("account.asked"), code=303)


@blueprint.get("/wachtwoord-vergeten/onderweg")
def asked() -> str:
    """What happens next."""
    return render_template("account/asked.html")


def sign_in_page(status: int = 200, email: str = "", errors: dict[str, str] | None = None) -> Response:
    """The sign-in form, with what was wrong."""
    return _visitor_page("account/sign_in.html", SignInForm, status, email, errors)


def signed_out_page() -> Response:
    """The sign-in form for who has no session (any more); what was sent with a form is lost, and that is said."""
    lost = request.method == "POST" and request.endpoint != "account.sign_out"
    return _visitor_page("account/sign_in.html", SignInForm, 401, "", None, notice=_LOST if lost else "")


def _forgotten_page(status: int = 200, email: str = "", errors: dict[str, str] | None = None) -> Response:
    return _visitor_page("account/forgotten.html", ForgottenForm, status, email, errors)


def _visitor_page(
    template: str,
    form: type[SignInForm | ForgottenForm],
    status: int,
    email: str,
    errors: dict[str, str] | None,
    *,
    notice: str = "",
) -> Response:
    """A form for who is not signed in; its token is bound to this browser."""
    visitor = request.cookies.get(_VISITOR) or secrets.token_urlsafe(16)
    token = form(meta={"csrf_context": f"visitor {visitor}"}).token
    drawn = render_template(template, csrf_token=token, email=email, errors=errors or {}, notice=notice)
    response = make_response(drawn)
    response.status_code = status
    response.set_cookie(_VISITOR, visitor, httponly=True, secure=settings().secure, samesite="Strict")
    return response


def visitor_meta() -> dict[str, str]:
    """What binds a form to this browser before there is a session; without its cookie no token fits."""
    return {"csrf_context": f"visitor {request.cookies.get(_VISITOR, '')}"}


def _code_page(errors: dict[str, str]) -> str:
    return render_template("account/code.html", csrf_token=form_token(), errors=errors)
