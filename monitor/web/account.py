"""Signing in and out."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from monitor.errors import Refused, TooManyTries
from monitor.services import accounts
from monitor.web.context import installation, secret_key, settings
from monitor.web.forms import SignInForm
from monitor.web.signed_in import clear_session, require_account, session_id, set_session

blueprint = Blueprint("account", __name__)
_VISITOR = "bezoek"
"""A cookie that binds the sign-in form to this browser, before there is a session."""


@blueprint.get("/inloggen")
def sign_in() -> Response:
    """The form."""
    return sign_in_page()


@blueprint.post("/inloggen")
def check_sign_in() -> Response | Redirect:
    """Check e-mail and password; alike for everything that is wrong."""
    form = SignInForm(request.form, meta={"csrf_context": f"visitor {request.cookies.get(_VISITOR, '')}"})
    email = form.email.data or ""
    if not request.cookies.get(_VISITOR) or form.token_error():
        return sign_in_page(400, email, {"": "Dit formulier is verlopen. Probeer het nog een keer."})
    if not form.validate():
        errors = {field.name: field.errors[0] for field in (form.email, form.password) if field.errors}
        return sign_in_page(400, email, errors)
    try:
        session = accounts.sign_in(
            installation(),
            secret_key(),
            email=email,
            password=form.password.data or "",
            address=request.remote_addr or "",
            hours=settings().session_hours,
        )
    except Refused as error:
        return sign_in_page(401, email, {"": str(error)})
    except TooManyTries as error:
        return sign_in_page(429, email, {"": str(error)})
    response = redirect(url_for("dashboard.waves"), code=303)
    set_session(response, session)
    return response


@blueprint.post("/uitloggen")
@require_account
def sign_out() -> Redirect:
    """End the session on the server; the cookie is worth nothing afterwards."""
    accounts.sign_out(installation(), session_id())
    response = redirect(url_for("account.sign_in"), code=303)
    clear_session(response)
    return response


def sign_in_page(status: int = 200, email: str = "", errors: dict[str, str] | None = None) -> Response:
    """The sign-in form, with what was wrong."""
    visitor = request.cookies.get(_VISITOR) or secrets.token_urlsafe(16)
    form = SignInForm(meta={"csrf_context": f"visitor {visitor}"})
    page = render_template("account/sign_in.html", csrf_token=form.token, email=email, errors=errors or {})
    response = make_response(page)
    response.status_code = status
    response.set_cookie(_VISITOR, visitor, httponly=True, secure=settings().secure, samesite="Strict")
    return response
