"""Who may do what in a house: inviting colleagues and taking rights away."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_coordinator

blueprint = Blueprint("people", __name__)


@blueprint.get("/beheer/<house>/collegas/")
@require_coordinator
def people(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
