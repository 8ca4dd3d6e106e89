"""Who is signed in: the session cookie, the account behind it, and the form token bound to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, redirect, request, url_for
from werkzeug.exceptions import BadRequest, Unauthorized
from werkzeug.wrappers import Response

from monitor.errors import BadInput, NotFound
from monitor.model import Account, Actor
from monitor.services import accounts, audit, reading, sealing, sessions
from monitor.services.sessions import Session
from monitor.web.context import installation, secret_key, settings
from monitor.web.forms import EXPIRED_OF_STAFF

P = ParamSpec("P")
R = TypeVar("R")


def cookie_name() -> str:
    """The session cookie; the prefix makes browsers refuse it from a neighbouring host or over plain HTTP."""
    return "__Host-sessie" if settings().secure else "sessie"


def session_id() -> str:
    """The cookie's value, "" without one."""
    return request.cookies.get(cookie_name(), "")


def keeps_typed(view: Callable[P, R]) -> Callable[P, R]:
    """A view that shows its form again, as it was typed, where its token is of another session; goes below the others.

    The view cannot change anything then: `actor()`, without which nothing is changed, raises BadInput.
    """
    view.keeps_typed = True  # type: ignore[attr-defined] # functions take any attribute; `wraps` carries it on
    return view


def require_account(view: Callable[P, R]) -> Callable[P, R | Response]:
    """A view for people with an account; `account()` gives it. Raises Unauthorized; checks the token of a POST.

    Whose second factor is still to come is led there, and nothing else happens.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        _check_session(keeping=getattr(view, "keeps_typed", False))
        if not session().complete:
            return redirect(next_step_url(), code=303)
        g.account = session().account
        try:
            return view(*args, **kwargs)
        except NotFound:
            if g.expired:  # there is no form to show again
                raise _expired() from None
            raise

    return wrapped


def require_session(view: Callable[P, R]) -> Callable[P, R]:
    """A view on the way in: also for who has only given the password. Raises Unauthorized; checks the token."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        _check_session()
        if session().complete:
            g.account = session().account
        return view(*args, **kwargs)

    return wrapped


def _check_session(*, keeping: bool = False) -> None:
    found = sessions.find(installation(), session_id())
    if found is None:
        raise Unauthorized
    g.session = found
    g.expired = request.method == "POST" and not sealing.same(request.form.get("csrf_token", ""), form_token())
    if g.expired and not keeping:
        raise _expired()


def _expired() -> BadRequest:
    return BadRequest("Dit formulier is verlopen. Open de pagina opnieuw.")


def session() -> Session:
    """The session of who asks; only inside a view of `require_account` or `require_session`."""
    found: Session = g.session
    return found


def next_step_url() -> str:
    """Where somebody goes on who has given the password: the code, or setting the second factor up."""
    if session().complete:
        return start_url(session())
    return url_for("account.second_step" if session().protected else "own_factor.set_up")


def start_url(found: Session | None) -> str:
    """Where somebody begins: the houses, which lead to the second step where that is to come; or the installation."""
    if found and found.complete and accounts.may_administer(found.account) and not accounts.houses_of(found.account):
        return url_for("administration.overview")
    return url_for("dashboard.waves")


def require_coordinator(view: Callable[P, R]) -> Callable[P, R | Response]:
    """A view of /beheer/<house>/...: for the coordinators of that house; for everybody else it is not there."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        house = str((request.view_args or {}).get("house", ""))
        if not accounts.may_run_waves(account(), house):
            raise NotFound("Deze pagina bestaat niet.")
        return view(*args, **kwargs)

    return require_account(checked)


def require_administrator(view: Callable[P, R]) -> Callable[P, R | Response]:
    """A view of /installatie/...: for administrators; for everybody else it is not there."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not accounts.may_administer(account()):
            raise NotFound("Deze pagina bestaat niet.")
        return view(*args, **kwargs)

    return require_account(checked)


def require_analyst(view: Callable[P, R]) -> Callable[P, R | Response]:
    """A view of /benchmark/...: for benchmark analysts; for everybody else it is not there."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not accounts.may_gather(account()):
            raise NotFound("Deze pagina bestaat niet.")
        return view(*args, **kwargs)

    return require_account(checked)


def actor() -> Actor:
    """Who asks and from where, for the audit log; inside a view of `require_account` or `require_session`.

    Raises BadInput where the form's token is not of this session.
    """
    if g.get("expired"):
        raise BadInput(EXPIRED_OF_STAFF)
    return audit.actor_of(session().account, address())


def address() -> str:
    """The network address of who asks."""
    return request.remote_addr or ""


def demands_second_factor() -> bool:
    """Whether roles that need a second factor must have one: everywhere but in the demo."""
    return not settings().demo


def account() -> Account:
    """Who asks; only inside a view of `require_account`."""
    found: Account = g.account
    return found


def session_meta() -> dict[str, str]:
    """What binds a form to this session."""
    return {"csrf_context": f"session {session_id()}"}


def form_token() -> str:
    """The form token of this session."""
    return sealing.form_token(secret_key(), session_meta()["csrf_context"])


def staff_context() -> dict[str, Any]:
    """What every page for people with an account needs."""
    found: Account | None = g.get("account")
    if found is None:
        return {"account_name": None, "csrf_token": form_token()}
    run = [house for house in accounts.houses_of(found) if accounts.may_run_waves(found, house)]
    return {
        "account_name": found.name,
        "csrf_token": form_token(),
        "run_houses": run,
        "administers": accounts.may_administer(found),
        "gathers": accounts.may_gather(found),
    }


def work_context(house: str, current: str) -> dict[str, Any]:
    """The same for a coordinator's page of a house; `current`: which item of its menu the page belongs to."""
    found = reading.get_house(installation(), house)
    return {**staff_context(), "house": house, "house_name": found.name, "demo": found.invented, "current": current}


def set_session(response: Response, value: str) -> None:
    """Give the session cookie; it ends with the browser, and on the server after session_hours."""
    response.set_cookie(cookie_name(), value, path="/", httponly=True, secure=settings().secure, samesite="Lax")


def clear_session(response: Response) -> None:
    """Take the cookie away; the server has already forgotten the session."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=settings().secure, samesite="Lax")
