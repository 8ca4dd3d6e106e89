"""The forms of a wave as data for research: a page that says what they are, and a button that gives them."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from monitor.services import researching
from monitor.web.context import installation
from monitor.web.research_forms import TakeForm
from monitor.web.signed_in import account, actor, require_account, session_meta, staff_context
from monitor.web.views.research import research_page

blueprint = Blueprint("research", __name__)


@blueprint.get("/huizen/<house>/<wave>/onderzoek")
@require_account
def page(house: str, wave: str) -> str:
    """What a researcher gets, what not, and what may be done with it."""
    return _page(house, wave, error=None)


@blueprint.post("/huizen/<house>/<wave>/onderzoek")
@require_account
def take(house: str, wave: str) -> tuple[str, int] | Response:
    """The files, for who confirmed the purpose."""
    form = TakeForm(request.form, meta=session_meta())
    if not form.validate():
        return _page(house, wave, error=next(iter(form.first_errors.values()))), 400
    bundle = researching.take_forms(
        installation(), account().id, house, wave, purpose=form.purpose.data or "", actor=actor()
    )
    response = make_response(bundle.data)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{bundle.name}"'
    return response


def _page(house: str, wave: str, *, error: str | None) -> str:
    offer = researching.find_offer(installation(), account().id, house, wave)
    others = researching.list_offers(installation(), account().id, house)
    questionnaire = installation().questionnaire_of(offer.wave)
    return render_template(
        "research/page.html",
        page=research_page(offer, questionnaire, others),
        error=error,
        demo=offer.house.invented,
        house_name=offer.house.name,
        **staff_context(),
    )
