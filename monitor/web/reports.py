"""The report of a house or an overleg as a PDF, and one page for the partners."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.services import reading, reporting
from monitor.services.clock import local_date
from monitor.services.years import waves_until
from monitor.web.context import installation
from monitor.web.report_pages import beside_of, draw_partners, draw_report, file_name, years_of
from monitor.web.seen import Seen, see_closed, see_whole
from monitor.web.signed_in import require_account, staff_context
from monitor.web.views.place import place_of
from monitor.web.views.report import house_report as make_house_report
from monitor.web.views.report import overleg_report as make_overleg_report
from monitor.web.views.report_partners import PartnersPage
from monitor.web.views.report_partners import partners_page as make_partners_page

blueprint = Blueprint("reports", __name__)


@blueprint.get("/huizen/<house>/<wave>/rapport.pdf")
@require_account
def house_report(house: str, wave: str) -> Response:
    """The report of the whole house."""
    seen = see_whole(house, wave)
    report = make_house_report(
        seen.house, seen.frozen, seen.questionnaire, beside_of(installation(), house, wave),
        made_on=local_date(installation().now()), years=years_of(installation(), house, wave),
    )  # fmt: skip
    return _pdf(draw_report("house", report), file_name("rapport", house, wave))


@blueprint.get("/huizen/<house>/<wave>/overleg/<int:code>/rapport.pdf")
@require_account
def overleg_report(house: str, wave: str, code: int) -> Response:
    """The report of one overleg beside the house."""
    seen = see_closed(house, wave)
    beside = beside_of(installation(), house, wave, overleg=seen.key_of(code))
    report = make_overleg_report(
        seen.house, seen.frozen, seen.questionnaire, beside, code,
        made_on=local_date(installation().now()), years=seen.years(waves_until(installation(), house, wave)),
        form=reading.overlegvorm_beside(installation(), house, wave, code, seen=seen.seen_codes),
    )  # fmt: skip
    return _pdf(draw_report("overleg", report), file_name("rapport", house, wave, "overleg", str(code)))


@blueprint.get("/huizen/<house>/<wave>/partners")
@require_account
def partners_page(house: str, wave: str) -> str:
    """One page for the partners, with the choice of what stands on it."""
    seen = see_whole(house, wave)
    chosen = _chosen()
    values: dict[str, Any] = {"kies": "1", "punt": chosen} if chosen is not None else {}
    return render_template(
        "report/partners_page.html",
        place=place_of(seen.frozen.publication),
        page=_partners(seen),
        pdf_url=url_for(".partners_report", house=house, wave=wave, **values),
        can_make_pdf=reporting.can_make_pdf(),
        demo=seen.house.invented,
        house_name=seen.house.name,
        **staff_context(),
    )


@blueprint.get("/huizen/<house>/<wave>/partners.pdf")
@require_account
def partners_report(house: str, wave: str) -> Response:
    """The same page as a PDF."""
    page = _partners(see_whole(house, wave))
    return _pdf(draw_partners(page), file_name("uitkomsten", house, wave, "partners"))


def _partners(seen: Seen) -> PartnersPage:
    beside = beside_of(installation(), seen.house.id, seen.wave.id)
    return make_partners_page(seen.house, seen.frozen.publication, seen.questionnaire, beside, chosen=_chosen())


def _chosen() -> list[str] | None:
    """The improvement points that were chosen for the page; None where nobody chose. Unknown ones do nothing."""
    return request.args.getlist("punt") if "kies" in request.args else None


def _pdf(html: str, name: str) -> Response:
    response = make_response(reporting.make_pdf(installation(), html))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
