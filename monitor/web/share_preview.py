"""What somebody with a read-only link would see: the coordinator looks before there is one."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from monitor.web import outside_pages
from monitor.web.outside_pages import Outside
from monitor.web.seen import see_whole
from monitor.web.signed_in import require_coordinator
from monitor.web.views.shared import preview_frame
from monitor.web.views.statements_list import read_asked

blueprint = Blueprint("share_preview", __name__, url_prefix="/beheer/<house>/delen/metingen/<wave>/voorbeeld")


@blueprint.get("/")
@require_coordinator
def house_page(house: str, wave: str) -> Response:
    """The whole house."""
    return outside_pages.show_house(_preview(house, wave))


@blueprint.get("/overleg/<int:code>")
@require_coordinator
def overleg_page(house: str, wave: str, code: int) -> Response:
    """One overleg beside the house."""
    return outside_pages.show_overleg(_preview(house, wave), code)


@blueprint.get("/stellingen")
@require_coordinator
def statements(house: str, wave: str) -> Response:
    """All statements, or those in which some words occur."""
    return outside_pages.show_statements(_preview(house, wave), read_asked(request.args))


@blueprint.get("/stelling/<item>")
@require_coordinator
def statement(house: str, wave: str, item: str) -> Response:
    """One statement."""
    return outside_pages.show_statement(_preview(house, wave), item)


@blueprint.get("/berekening")
@require_coordinator
def explained(house: str, wave: str) -> Response:
    """How the numbers were made."""
    return outside_pages.show_explained(_preview(house, wave))


def _preview(house: str, wave: str) -> Outside:
    see_whole(house, wave)
    return outside_pages.outside_of(house, wave, preview_frame(), with_explanations=True, with_comments=True)
