"""The installation: houses, accounts, the link key's copy."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_administrator

blueprint = Blueprint("administration", __name__)


@blueprint.get("/installatie/")
@require_administrator
def overview() -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
