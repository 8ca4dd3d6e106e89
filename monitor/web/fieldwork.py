"""A wave from its checklist to closing: settings, texts, forecast, test link, opening, extending, closing."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_coordinator

blueprint = Blueprint("fieldwork", __name__)


@blueprint.get("/beheer/<house>/")
@require_coordinator
def waves(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
