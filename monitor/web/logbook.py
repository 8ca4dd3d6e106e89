"""The audit log of a house and of the installation, to read."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_coordinator

blueprint = Blueprint("logbook", __name__)


@blueprint.get("/beheer/<house>/logboek")
@require_coordinator
def house(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
