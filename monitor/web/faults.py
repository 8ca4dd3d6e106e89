"""From an error to a page: one sentence, what to do, and the right status. Nothing of the request is repeated."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, g, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from monitor import errors
from monitor.services import accounts, throttle
from monitor.services.sealing import is_token
from monitor.web.context import installation
from monitor.web.link_cookie import cookie_token
from monitor.web.problems import BROKEN, bearer, is_api, problem, retry_after
from monitor.web.signed_in import address, session_id, staff_context, start_url

_STATUS: tuple[tuple[type[errors.MonitorError], int, str], ...] = (
    (errors.LinkUnknown, 404, "Deze link werkt niet"),
    (errors.NotFound, 404, "Deze pagina is er niet"),
    (errors.BadInput, 400, "Dit klopt niet"),
    (errors.OutOfOrder, 409, "Dit kan nu niet"),
    (errors.Refused, 403, "Dit mag niet"),
    (errors.SessionOver, 401, "U bent niet meer ingelogd"),
    (errors.TokenUnknown, 401, "Dit token werkt niet"),
    (errors.TooManyTries, 429, "Te veel pogingen"),
    (errors.Busy, 503, "Het is druk"),
    (errors.Overloaded, 429, "Het is druk"),
    (errors.NotStored, 503, "Dit is niet bewaard"),
    (errors.NoPdf, 503, "PDF maken kan hier niet"),
    (errors.ProviderDown, 503, "Inloggen lukt nu niet"),
)
_HTTP = {
    400: ("Dit klopt niet", "Uw browser stuurde iets dat wij niet begrijpen. Er is niets bewaard."),
    403: ("Dit mag niet", "U mag dit niet doen. Er is niets bewaard."),
    404: ("Deze pagina is er niet", "Kijk of het adres klopt."),
    405: ("Dit kan zo niet", "Ga terug en probeer het opnieuw."),
    413: ("Dit is te groot", "Wat u stuurde is te groot. Er is niets bewaard; maak het korter."),
    429: ("Te veel pogingen", "Wacht een paar minuten en probeer het opnieuw."),
}
_PARTNERS = ("/d/", "/i/", "/lezen/")
"""Where addresses of partners and of who reads by a link begin: a link that does not work leads nowhere."""
_SLOWED: Mapping[type[errors.MonitorError], str] = {
    errors.LinkUnknown: "Er zijn te veel links geprobeerd die niet werken. Een link die werkt, blijft werken.",
    errors.TokenUnknown: "Er zijn te veel tokens geprobeerd die niet werken. Een token dat werkt, blijft werken.",
}
PERMANENT = 308
_BROKEN = ("Er ging iets mis", "Dat ligt aan ons. Wat u eerder invulde is bewaard. Probeer het later opnieuw.")


def show_error(error: errors.MonitorError) -> Response:
    """The page of an error of our own; one without a status is the installation's fault and is logged."""
    for kind, sentence in _SLOWED.items():
        if isinstance(error, kind) and _is_slowed(error):
            error = errors.TooManyTries(sentence)
            break
    for kind, status, heading in _STATUS:
        if isinstance(error, kind):
            return (
                problem(status, heading, str(error), retry=retry_after(error))
                if is_api()
                else _page(status, heading, str(error))
            )
    current_app.logger.error("%s: %s", type(error).__name__, error)
    return problem(500, *BROKEN) if is_api() else _page(500, *_BROKEN)


def status_of(error: errors.MonitorError) -> int:
    """With which status an error is answered, also on a page that shows its sentence itself."""
    return next((status for kind, status, _ in _STATUS if isinstance(error, kind)), 500)


def _is_slowed(error: errors.MonitorError) -> bool:
    """Whether this was one guess too many. A guess that cannot be counted now is answered as the first would be."""
    try:
        return any(is_token(one) for one in _tried(error)) and throttle.is_slowed(installation(), address())
    except (errors.Busy, errors.NotStored):
        return False


def _tried(error: errors.MonitorError) -> list[str]:
    """What may have been a guess, if it has the form of a token: in a program's header, the address or the cookie."""
    if isinstance(error, errors.TokenUnknown):
        return [bearer().rpartition(".")[2]]
    given = request.view_args or {}
    return [*(str(given.get(name, "")) for name in ("token", "link", "secret")), cookie_token()]


def show_http_error(error: HTTPException) -> Response:
    """The page of an HTTP error."""
    status = error.code or 500
    heading, sentence = _HTTP.get(status, _HTTP[400] if status < 500 else _BROKEN)
    own = error.description if error.description != type(error).description else None
    sentence = own if own and status in (400, 403) else sentence
    if is_api():
        response = problem(status, *(BROKEN if status >= 500 else (heading, sentence)))
    else:
        response = _page(status, heading, sentence)
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def quieten_redirect(response: Response) -> Response:
    """To the address as we write it without a page, which would repeat it, secret and all; for a program it is none."""
    if response.status_code != PERMANENT:
        return response
    if is_api():
        return problem(404, *_HTTP[404])
    response.data = b""
    return response


def _page(status: int, heading: str, sentence: str) -> Response:
    menu = staff_context() if g.get("account") else {}
    response = make_response(
        render_template("error.html", heading=heading, sentence=sentence, **_way_on(status), **menu)
    )
    response.status_code = status
    return response


def _way_on(status: int) -> dict[str, str]:
    """Where to go from here. Nothing is asked of a database: that may be what is broken."""
    given = request.view_args or {}
    if request.path.startswith(_PARTNERS):
        if "handle" not in given or status not in (400, 403, 409, 413, 503):
            return {}
        return {
            "next_url": url_for("respond.resume", handle=given["handle"]),
            "next_text": "Terug naar mijn antwoorden",
        }
    if not session_id():
        return {"next_url": url_for("account.sign_in"), "next_text": "Naar inloggen"}
    account, house = g.get("account"), str(given.get("house", ""))
    if account and request.path.startswith("/huizen/") and accounts.houses_of(account):
        return {"next_url": url_for("dashboard.waves"), "next_text": "Naar de uitkomsten"}
    if account and accounts.may_run_waves(account, house):
        return {"next_url": url_for("fieldwork.waves", house=house), "next_text": "Naar het begin"}
    return {"next_url": start_url(g.get("session")), "next_text": "Naar het begin"}
