"""The own account: password, second factor, sessions, and one-time links."""

from __future__ import annotations

from flask import Blueprint

from monitor.errors import NotFound
from monitor.web.signed_in import require_account

blueprint = Blueprint("own_account", __name__)


@blueprint.get("/account/")
@require_account
def overview() -> str:
    """Not there yet."""
    raise NotFound("Deze pagina is er nog niet.")
