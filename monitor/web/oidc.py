"""Signing in with the organisation's OpenID Connect provider, and tying an account to it.

The way out is a page with a link that the browser follows by itself: a redirect after a form would be stopped by
our own form-action. The way back leads to our own pages alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from monitor.errors import LinkUnknown, NotFound, OutOfOrder, ProviderDown, Refused, SignInRefused, TooManyTries
from monitor.services import account_links, audit, identities, sessions, throttle
from monitor.services.provider import Provider
from monitor.services.throttle import Counted
from monitor.web.account import EXPIRED, go_in, sign_in_page, visitor_meta
from monitor.web.context import installation, settings
from monitor.web.devices import device_words
from monitor.web.forms import EmptyForm
from monitor.web.signed_in import (
    account,
    actor,
    address,
    demands_second_factor,
    require_account,
    session_id,
    staff_context,
)

if TYPE_CHECKING:
    from monitor.services.provider_sign_in import Arrival

blueprint = Blueprint("oidc", __name__)
_PATH = "/inloggen/organisatie"
_QUERY = ("state", "code", "error", "iss")
_COOKIE_SECONDS = 900


@blueprint.app_context_processor
def name_of_provider() -> dict[str, Any]:
    """Every template may ask for `oidc_name` (what the button calls the organisation; None) and `oidc_tied()`."""
    found = settings().provider
    return {"oidc_name": found.name if found else None, "oidc_tied": is_tied}


@blueprint.post(_PATH)
def sign_in() -> Response:
    """Leave for the provider, from the sign-in form; with the token of an invitation, to open that account."""
    token = request.form.get("link", "")
    form = EmptyForm(request.form, meta={"csrf_context": f"link {token}"} if token else visitor_meta())
    if form.token_error():
        return sign_in_page(400, errors={"": EXPIRED})
    try:
        throttle.count(installation(), (Counted.PROVIDER, address()))
        link = account_links.find(installation(), token) if token else None
        return _leave(link=link.id if link else None)
    except TooManyTries as error:
        return sign_in_page(429, errors={"": str(error)})
    except ProviderDown as error:
        return sign_in_page(503, errors={"": str(error)})


@blueprint.get(f"{_PATH}/terug")
def come_back() -> Response | Redirect:
    """Back from the provider. Whatever is wrong ends on the sign-in page, with one sentence of ours.

    A HEAD is a look, which uses nothing up.
    """
    own = _provider()
    if request.method == "HEAD":
        return sign_in_page()
    try:
        response = _go_on(_arrive(own))
    except SignInRefused as error:
        current_app.logger.warning("Inloggen met OpenID Connect is geweigerd: %s", error.reason)
        response = sign_in_page(401, errors={"": str(error)})
    except ProviderDown as error:
        current_app.logger.warning("De aanbieder van OpenID Connect geeft geen goed antwoord")
        response = sign_in_page(503, errors={"": str(error)})
    except (Refused, OutOfOrder, LinkUnknown) as error:
        response = sign_in_page(403, errors={"": str(error)})
    response.delete_cookie(_cookie(), path="/", httponly=True, secure=settings().secure, samesite="Lax")
    return response


@blueprint.post("/account/organisatie")
@require_account
def tie() -> Response:
    """Leave for the provider to tie the own account to it."""
    return _leave(account=account().id)


@blueprint.post("/account/organisatie/losmaken")
@require_account
def untie() -> Redirect:
    """Untie the own account; only if a password remains."""
    identities.untie(installation(), account(), _provider().settings.issuer, actor=actor())
    return redirect(url_for("own_account.overview"), code=303)


def is_tied() -> bool:
    """Whether the account that is signed in is tied to the provider; for its page."""
    found = settings().provider
    return found is not None and identities.is_tied(installation(), account(), found.issuer)


def _leave(*, link: str | None = None, account: str | None = None) -> Response:
    from monitor.services import provider_sign_in  # Authlib and requests: loaded where they are used

    own = _provider()
    departure = provider_sign_in.depart(installation(), own, redirect_uri=_callback(), link=link, account=account)
    page = render_template("account/to_provider.html", url=departure.url, **staff_context())
    response = make_response(page)
    response.set_cookie(
        _cookie(),
        departure.cookie,
        path="/",
        max_age=_COOKIE_SECONDS,
        httponly=True,
        secure=settings().secure,
        samesite="Lax",  # the way back begins at another website
    )
    return response


def _arrive(own: Provider) -> Arrival:
    from monitor.services import provider_sign_in  # as in `_leave`

    answer = {name: request.args[name] for name in _QUERY if name in request.args}
    cookie = request.cookies.get(_cookie(), "")
    return provider_sign_in.arrive(installation(), own, answer, cookie=cookie, redirect_uri=_callback())


def _go_on(arrival: Arrival) -> Response | Redirect:
    """Tie, or sign in. An identity is tied only in the session, or under the link, that began it."""
    if arrival.account is not None:
        return _tie_in_session(arrival)
    if arrival.link is not None:
        found = identities.tie_by_link(installation(), arrival.identity, link=arrival.link, source=address())
        return _begin_session(found, strong=arrival.strong)
    known = identities.account_of(installation(), arrival.identity)
    return _begin_session(known, strong=arrival.strong) if known else _unknown()


def _begin_session(found: str, *, strong: bool) -> Redirect:
    cookie = identities.sign_in(
        installation(),
        found,
        strong=strong,
        address=address(),
        hours=settings().session_hours,
        device=device_words(request.headers.get("User-Agent", "")),
        demand=demands_second_factor(),
    )
    return go_in(cookie)


def _tie_in_session(arrival: Arrival) -> Redirect:
    """The session must still be the account's, and complete."""
    session = sessions.find(installation(), session_id())
    if session is None or not session.complete or session.account.id != arrival.account:
        raise Refused("U bent intussen uitgelogd. Log in en verbind uw account opnieuw.")
    who = audit.actor_of(session.account, address())
    identities.tie(installation(), arrival.identity, account=session.account.id, actor=who)
    return redirect(url_for("own_account.overview"), code=303)


def _unknown() -> Response:
    """Known there, but not here."""
    response = make_response(render_template("account/unknown_identity.html"))
    response.status_code = 403
    return response


def _provider() -> Provider:
    """The provider of this application, with what it has fetched. Raises NotFound without one."""
    own = settings().provider
    if own is None:
        raise NotFound("Deze pagina bestaat niet.")
    if "monitor.provider" not in current_app.extensions:
        from monitor.services.provider_network import network  # as in `_leave`

        current_app.extensions["monitor.provider"] = Provider(own, network(), installation().now)
    found: Provider = current_app.extensions["monitor.provider"]
    return found


def _callback() -> str:
    """Where the provider sends people back; known to it, and made of base_url, never of the request."""
    return f"{installation().site}{_PATH}/terug"


def _cookie() -> str:
    return "__Host-organisatie" if settings().secure else "organisatie"
