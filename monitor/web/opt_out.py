"""No mails any more: the partner's page behind the link in every mail."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from monitor.services import answering, opting_out
from monitor.services.answering import Visit
from monitor.web import respond_pages
from monitor.web.context import installation
from monitor.web.forms import EmptyForm

blueprint = Blueprint("opt_out", __name__)


@blueprint.get("/d/<house>/<token>/afmelden")
def ask(house: str, token: str) -> str:
    """What opting out means, with a button. Looking changes nothing: mail scanners open links before people do."""
    visit = answering.visit(installation(), house, token)
    context = {**respond_pages.common(visit), "opted_out": visit.invitation.opted_out, "form": _form(visit)}
    return render_template("opt_out/ask.html", link=url_for("respond.landing", house=house, token=token), **context)


@blueprint.post("/d/<house>/<token>/afmelden")
def confirm(house: str, token: str) -> Response:
    """Send no more mails of this wave."""
    visit = answering.visit(installation(), house, token)
    form = _form(visit)
    if sentence := form.token_error():
        raise BadRequest(sentence)
    if not form.takes(request.form):
        raise BadRequest("Er zat iets bij dat niet bij deze pagina hoort. Er is niets veranderd.")
    opting_out.opt_out(installation(), house, token)
    return Response(status=303, headers={"Location": url_for(".ask", house=house, token=token)})


def _form(visit: Visit) -> EmptyForm:
    """The token is bound to the link, so this works without a cookie."""
    return EmptyForm(request.form, meta={"csrf_context": visit.token})
