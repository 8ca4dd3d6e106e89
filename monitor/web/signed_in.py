"""Who is signed in: the session cookie, the account behind it, and the form token bound to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request
from werkzeug.exceptions import BadRequest, Unauthorized
from werkzeug.wrappers import Response

from monitor.model import Account
from monitor.services import accounts, sealing
from monitor.web.context import installation, secret_key, settings

P = ParamSpec("P")
R = TypeVar("R")


def cookie_name() -> str:
    """The session cookie; the prefix makes browsers refuse it from a neighbouring host or over plain HTTP."""
    return "__Host-sessie" if settings().secure else "sessie"


def session_id() -> str:
    """The cookie's value, "" without one."""
    return request.cookies.get(cookie_name(), "")


def require_account(view: Callable[P, R]) -> Callable[P, R]:
    """A view for people with an account; `account()` gives it. Raises Unauthorized; checks the token of a POST."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        found = accounts.account_of(installation(), session_id())
        if found is None:
            raise Unauthorized
        g.account = found
        if request.method == "POST" and not sealing.same(request.form.get("csrf_token", ""), form_token()):
            raise BadRequest("Dit formulier is verlopen. Open de pagina opnieuw.")
        return view(*args, **kwargs)

    return wrapped


def account() -> Account:
    """Who asks; only inside a view of `require_account`."""
    found: Account = g.account
    return found


def form_token() -> str:
    """The form token of this session."""
    return sealing.form_token(secret_key(), f"session {session_id()}")


def staff_context() -> dict[str, str | None]:
    """What every page for people with an account needs."""
    found: Account | None = g.get("account")
    return {"account_name": found.name if found else None, "csrf_token": form_token()}


def set_session(response: Response, value: str) -> None:
    """Give the session cookie; it ends with the browser, and on the server after session_hours."""
    response.set_cookie(cookie_name(), value, path="/", httponly=True, secure=settings().secure, samesite="Lax")


def clear_session(response: Response) -> None:
    """Take the cookie away; the server has already forgotten the session."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=settings().secure, samesite="Lax")
