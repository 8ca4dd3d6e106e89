"""What is kept about a partner: mailed to the address itself, never shown here; and deleting a partner."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.services import personal_data
from monitor.web.context import installation
from monitor.web.personal_data_forms import DeletePartnerForm
from monitor.web.signed_in import actor, require_coordinator, session_meta, work_context
from monitor.web.views.personal_data import personal_data_page

blueprint = Blueprint("personal_data", __name__)


@blueprint.get("/beheer/<house>/partners/<partner>/gegevens")
@require_coordinator
def overview(house: str, partner: str) -> Response:
    """What can be done with the data of a partner."""
    return _page(house, partner)


@blueprint.post("/beheer/<house>/partners/<partner>/gegevens/overzicht")
@require_coordinator
def request_copy(house: str, partner: str) -> Response:
    """Let the partner get a mail with everything that is kept."""
    personal_data.request_copy(installation(), house, partner, actor=actor())
    return redirect(url_for(".overview", house=house, partner=partner), code=303)


@blueprint.post("/beheer/<house>/partners/<partner>/gegevens/wissen")
@require_coordinator
def delete(house: str, partner: str) -> Response:
    """Take the partner out of the house."""
    form = DeletePartnerForm(request.form, meta=session_meta())
    if not form.validate():
        return _page(house, partner, status=400, error=str(form.zeker.errors[0]))
    wiped = personal_data.delete_partner(installation(), house, partner, actor=actor())
    return redirect(url_for(".deleted", house=house, bezig=None if wiped else 1), code=303)


@blueprint.get("/beheer/<house>/partner-gewist")
@require_coordinator
def deleted(house: str) -> str:
    """A partner was deleted; `bezig`: the bytes go with the next tick."""
    return render_template(
        "personal_data/deleted.html", busy="bezig" in request.args, **work_context(house, "partners")
    )


def _page(house: str, partner: str, *, status: int = 200, error: str | None = None) -> Response:
    own = installation()
    page = personal_data_page(
        personal_data.get_partner(own, house, partner),
        mail_works=own.mail.works,
        may_request=personal_data.may_request(own, house, partner),
    )
    drawn = render_template("personal_data/overview.html", page=page, error=error, **work_context(house, "partners"))
    response = make_response(drawn)
    response.status_code = status
    return response
