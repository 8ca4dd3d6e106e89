"""What stands around every request: which host, which origin, which headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import Flask, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge

from monitor.web.context import settings_of

_COMMON = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
_HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self'{images}; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PARTNER_POLICY = _POLICY.format(styles="", images="")
PLOTLY_POLICY = _POLICY.format(styles=" 'unsafe-inline'", images=" data:")
"""Plotly writes its title, legend and hover as inline styles and draws through data: images."""
if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
_PORT = re.compile(r":\d+\Z")
_SAFE = ("GET", "HEAD", "OPTIONS")
MAX_UPLOAD_BYTES = 5_000_000 + 64 * 1024
"""Of a request that brings a file: the file and what stands around it."""
P = ParamSpec("P")
R = TypeVar("R")


_BY_LINK = "/lezen/"
_STAY_OUT = ("X-Robots-Tag", "noindex, nofollow, noarchive")
"""A read-only link that ends up somewhere public is not to be found by a search engine, whatever it answers."""


def takes_file(view: Callable[P, R]) -> Callable[P, R]:
    """A view to which a file may be posted; every other takes no more than MAX_CONTENT_LENGTH."""
    view.most_bytes = MAX_UPLOAD_BYTES  # type: ignore[attr-defined] # functions take any attribute; `wraps` carries it on
    return view


def install(app: Flask) -> None:
    """Put the guard around every request of the application."""

    @app.before_request
    def refuse_strangers() -> None:
        if _PORT.sub("", request.host).lower() not in settings_of(app).hosts:
            raise BadRequest("Dit adres hoort niet bij deze monitor.")
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", app.config["MAX_CONTENT_LENGTH"])
        if (request.content_length or 0) > request.max_content_length:
            raise RequestEntityTooLarge
        if request.method not in _SAFE and not is_own_origin():
            raise Forbidden("Dit formulier kwam van een andere website. Er is niets bewaard.")

    app.wsgi_app = _add_headers(app, app.wsgi_app)  # type: ignore[method-assign, assignment] # as Flask documents


def _add_headers(app: Flask, inner: WSGIApplication) -> WSGIApplication:
    """Headers on every response, errors and static files too; added below Flask, where a list costs next to nothing."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in headers}
            headers += _COMMON
            if settings_of(app).secure:
                headers.append(_HTTPS_ONLY)
            if "content-security-policy" not in own:
                headers.append(("Content-Security-Policy", PARTNER_POLICY))
            if environ.get("PATH_INFO", "").startswith(_BY_LINK):
                headers.append(_STAY_OUT)
            if "cache-control" not in own:
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, *error)

        return inner(environ, start)

    return outer


def is_own_origin() -> bool:
    """Whether a changing request comes from one of our own pages.

    Browsers write Sec-Fetch-Site themselves, so it decides where it is there; under Referrer-Policy no-referrer they
    send Origin: null with our own forms too. Without either header (old browsers, scripts) the form token decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
