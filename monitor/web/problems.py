"""What is different where a program asks: its token, and errors as application/problem+json (RFC 9457).

Plain Dutch, and nothing of the request is repeated.
"""

from __future__ import annotations

import json

from flask import Response, request

from monitor.errors import MonitorError, TooManyTries
from monitor.services.throttle import WINDOW

API = "/api"
BROKEN = ("Er ging iets mis", "Dat ligt aan ons. Probeer het later opnieuw.")
_SOON = 60
"""Seconds after which what was too much at once may be tried again."""


def is_api() -> bool:
    """Whether a program asks, so that it gets no page."""
    return request.path == API or request.path.startswith(f"{API}/")


def bearer() -> str:
    """The token of who asks, "" without one (RFC 6750); only in the header, never in an address."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def retry_after(error: MonitorError) -> int:
    """Seconds to wait after an error of too many."""
    return int(WINDOW.total_seconds()) if isinstance(error, TooManyTries) else _SOON


def problem(status: int, title: str, detail: str, *, retry: int = _SOON) -> Response:
    """A problem without a type of its own: the status says which kind it is."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = Response(json.dumps(told, ensure_ascii=False), status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="monitor"'
    if status in (429, 503):
        response.headers["Retry-After"] = str(retry)
    return response
