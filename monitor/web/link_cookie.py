"""The cookie that carries a link's token to its clean address; one per address, so that two links do not mix."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from monitor.errors import LinkUnknown
from monitor.services import sealing
from monitor.web.context import settings

_NAME = "meting"
_CLEAN = "/i/"
"""Where clean addresses begin; the routes of `respond` stand under it."""


def address(handle: str, place: str = "") -> str:
    """A page under the clean address of a link; url_for takes twenty times as long, and every answer has one."""
    return f"{_CLEAN}{handle}/{place}"


def set_link(response: Response, *, house: str, token: str) -> None:
    """Give the cookie for a link; it ends with the browser."""
    response.set_cookie(
        _NAME,
        f"{house}.{token}",
        path=f"{_CLEAN}{sealing.handle_of(token)}",
        httponly=True,
        secure=settings().secure,
        samesite="Lax",
    )


def cookie_token() -> str:
    """The token in the cookie, whatever address it is for; "" without one."""
    return request.cookies.get(_NAME, "").partition(".")[2]


def read_link(handle: str) -> tuple[str, str]:
    """(house, token) of the clean address. Raises LinkUnknown without its cookie."""
    house, _, token = request.cookies.get(_NAME, "").partition(".")
    if not sealing.is_token(token) or not sealing.same(sealing.handle_of(token), handle):
        raise LinkUnknown("Open de link uit uw mail nog een keer. Wat u al invulde, is bewaard.")
    return house, token
