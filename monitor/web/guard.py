"""What stands around every request: which host, which origin, which headers."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden

from monitor.web.context import settings_of

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self'{images}; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PARTNER_POLICY = _POLICY.format(styles="", images="")
PLOTLY_POLICY = _POLICY.format(styles=" 'unsafe-inline'", images=" data:")
"""Plotly writes its title, legend and hover as inline styles and draws through data: images."""
_SAFE = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Put the guard around every request of the application."""

    @app.before_request
    def refuse_strangers() -> None:
        if request.host.rsplit(":", 1)[0].lower() not in settings_of(app).hosts:
            raise BadRequest("Dit adres hoort niet bij deze monitor.")
        if request.method not in _SAFE and not is_own_origin():
            raise Forbidden("Dit formulier kwam van een andere website. Er is niets bewaard.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        for name, value in _COMMON.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", PARTNER_POLICY)
        if settings_of(app).secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static" and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response


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
