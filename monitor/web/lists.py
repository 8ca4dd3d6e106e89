"""A coordinator's own lists: the house, overleggen, names with their aliases, partners and their import."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_coordinator

blueprint = Blueprint("lists", __name__)


@blueprint.get("/beheer/<house>/huis")
@require_coordinator
def house(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")


@blueprint.get("/beheer/<house>/overleggen/")
@require_coordinator
def overleggen(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")


@blueprint.get("/beheer/<house>/partners/")
@require_coordinator
def partners(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")


@blueprint.get("/beheer/<house>/keuzelijsten/")
@require_coordinator
def entries(house: str) -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
