"""How every number was made, with this wave's own figures."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from monitor.web.drawn import draw_once, make_once, results_response
from monitor.web.seen import see_closed
from monitor.web.signed_in import require_account
from monitor.web.views.explained import explained_page

blueprint = Blueprint("explained", __name__)


@blueprint.get("/huizen/<house>/<wave>/berekening")
@require_account
def page(house: str, wave: str) -> Response:
    """Worked out for the whole house, or for the first overleg of who does not see that."""
    seen = see_closed(house, wave)
    code = None if seen.whole else seen.codes[0]
    key = seen.key((), "explained", code)
    found = make_once(key, lambda: explained_page(seen.frozen.publication, seen.questionnaire, code=code))
    body = draw_once("dashboard/explained_body.html", key, page=found)
    return results_response("dashboard/explained.html", seen.house, found, body=body)
