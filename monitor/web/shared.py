"""What somebody without an account reads by a read-only link: the outside numbers of one wave, until a last day.

No cookie is given, and looking changes nothing, not even a count of readers.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from monitor.services import sharing
from monitor.web import outside_pages
from monitor.web.context import installation
from monitor.web.outside_pages import Outside
from monitor.web.views.shared import shared_frame
from monitor.web.views.statements_list import read_asked

blueprint = Blueprint("shared", __name__, url_prefix="/lezen/<house>/<secret>")


@blueprint.get("/")
def house_page(house: str, secret: str) -> Response:
    """The whole house."""
    return outside_pages.show_house(_follow(house, secret))


@blueprint.get("/overleg/<int:code>")
def overleg_page(house: str, secret: str, code: int) -> Response:
    """One overleg beside the house."""
    return outside_pages.show_overleg(_follow(house, secret), code)


@blueprint.get("/stellingen")
def statements(house: str, secret: str) -> Response:
    """All statements, or those in which some words occur."""
    return outside_pages.show_statements(_follow(house, secret), read_asked(request.args))


@blueprint.get("/stelling/<item>")
def statement(house: str, secret: str, item: str) -> Response:
    """One statement."""
    return outside_pages.show_statement(_follow(house, secret), item)


@blueprint.get("/berekening")
def explained(house: str, secret: str) -> Response:
    """How the numbers were made."""
    return outside_pages.show_explained(_follow(house, secret))


def _follow(house: str, secret: str) -> Outside:
    """What the link leads to. Raises LinkUnknown, the same for every link that does not work."""
    share = sharing.open_share(installation(), house, secret)
    return outside_pages.outside_of(
        house,
        share.wave,
        shared_frame(share),
        with_explanations=share.with_explanations,
        with_comments=share.with_comments,
    )
