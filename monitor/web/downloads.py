"""The results of a wave as files: a page that says which there are and what each is for, and the files.

A look changes nothing and these files hold what the pages show, so the log has no line for them.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from monitor.services import accounts, exporting, reporting
from monitor.services.clock import local_date
from monitor.web.context import installation
from monitor.web.seen import Seen, see_closed, see_whole
from monitor.web.signed_in import account, require_account, staff_context
from monitor.web.views.downloads import downloads_page

blueprint = Blueprint("downloads", __name__)


@blueprint.get("/huizen/<house>/<wave>/downloads")
@require_account
def page(house: str, wave: str) -> str:
    """What there is to take along, in plain words."""
    seen = see_closed(house, wave)
    researcher = accounts.research_right(account(), house, local_date(installation().now())) is not None
    found = downloads_page(
        seen.frozen.publication, whole=seen.whole, codes=seen.codes, researcher=researcher, pdf=reporting.can_make_pdf()
    )
    return render_template(
        "downloads/page.html", page=found, demo=seen.house.invented, house_name=seen.house.name, **staff_context()
    )


@blueprint.get("/huizen/<house>/<wave>/downloads/<form>")
@require_account
def house_file(house: str, wave: str, form: str) -> Response:
    """The whole house, for readers inside it."""
    return _file(see_whole(house, wave), form)


@blueprint.get("/huizen/<house>/<wave>/downloads/om-door-te-geven/<form>")
@require_account
def outside_file(house: str, wave: str, form: str) -> Response:
    """What may leave the house: groups from ten forms."""
    return _file(see_whole(house, wave), form, outside=True)


@blueprint.get("/huizen/<house>/<wave>/overleg/<int:code>/downloads/<form>")
@require_account
def overleg_file(house: str, wave: str, code: int, form: str) -> Response:
    """One overleg beside the house."""
    seen = see_closed(house, wave)
    seen.key_of(code)
    return _file(seen, form, overleg=code)


def _file(seen: Seen, form: str, *, outside: bool = False, overleg: int | None = None) -> Response:
    found = exporting.results_file(
        installation(), seen.frozen, seen.questionnaire, form=form, outside=outside, overleg=overleg
    )
    response = make_response(found.data)
    response.headers["Content-Type"] = found.content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
