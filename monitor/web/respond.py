"""The partner's pages: landing, choice of overleggen, statements, overview, thanks."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest

from monitor.model import OwnWords
from monitor.services import answering, sealing, sending
from monitor.services.answering import PagePosted, PageSaved, Visit
from monitor.services.spotting import ASKED, spot, spots_in
from monitor.web import forms, respond_pages
from monitor.web.context import installation
from monitor.web.link_cookie import address, read_link, set_link

blueprint = Blueprint("respond", __name__)
_JUST_NOW = "verstuurd"
"""In the address after sending: the thanks then leave out "al"."""
Page = Response | str | bytes | tuple[str, int] | dict[str, bool]


@blueprint.get("/d/<house>/<token>")
def landing(house: str, token: str) -> Page:
    """Look at the link: changes nothing, however often and whoever looks."""
    visit = answering.visit(installation(), house, token)
    if visit.received:
        return _received(visit)
    return respond_pages.draw_landing(visit)


@blueprint.post("/d/<house>/<token>")
def start(house: str, token: str) -> Page:
    """Start: only this gives the cookie and leaves the link's address."""
    visit = answering.visit(installation(), house, token)
    response = _see_other(address(sealing.handle_of(token)))
    set_link(response, house=house, token=visit.token)
    return response


@blueprint.get("/i/<handle>/")
def resume(handle: str) -> Page:
    """Go on where it was, on whatever device."""
    visit = _visit(handle)
    if visit.received:
        return respond_pages.draw_received(visit, just_now=_JUST_NOW in request.args)
    return _see_other(respond_pages.next_url(visit, handle))


@blueprint.get("/i/<handle>/overleggen")
def overleggen(handle: str) -> Page:
    """Which overleggen, and how often present."""
    visit = _visit(handle)
    if visit.received:
        return _received(visit)
    codes = tuple(overleg.code for overleg in visit.overleggen)
    form = forms.attendance_form(codes)(meta=_meta(visit))
    return respond_pages.draw_overleggen(visit, form)


@blueprint.post("/i/<handle>/overleggen")
def choose(handle: str) -> Page:
    """Keep the choice of overleggen."""
    visit = _visit(handle)
    codes = tuple(overleg.code for overleg in visit.overleggen)
    form = forms.attendance_form(codes)(request.form, meta=_meta(visit))
    _check_token(form)
    _check_fields(form)
    if not form.validate():
        context = respond_pages.attendance_context(visit, form)
        return render_template("respond/overleggen.html", **context), 400
    attendance = forms.attendance_of(form, codes)
    if not any(times != 0 for times in attendance.values()) and not visit.received:
        context = respond_pages.attendance_context(visit, form, nothing_chosen=True)
        return render_template("respond/overleggen.html", **context), 400
    visit = answering.choose_overleggen(installation(), visit, attendance)
    return _see_other(respond_pages.next_url(visit, handle))


@blueprint.get("/i/<handle>/niet-aanwezig")
def absent(handle: str) -> Page:
    """Ask once more: at none of these overleggen?"""
    visit = _visit(handle)
    if visit.received:
        return _received(visit)
    form = forms.EmptyForm(meta=_meta(visit))
    return render_template("respond/absent.html", **respond_pages.common(visit), handle=handle, form=form)


@blueprint.post("/i/<handle>/niet-aanwezig")
def report_absent(handle: str) -> Page:
    """At none of these overleggen: a polite end."""
    visit = _visit(handle)
    form = forms.EmptyForm(request.form, meta=_meta(visit))
    _check_token(form)
    _check_fields(form)
    sending.report_absent(installation(), visit.house_id, visit.token)
    return _see_other(address(handle, "" if visit.received else f"?{_JUST_NOW}=ja"))


@blueprint.get("/i/<handle>/<int:overleg>/<int:part>")
def statements(handle: str, overleg: int, part: int) -> Page:
    """The statements of one aspect about one overleg."""
    visit = _visit(handle)
    if visit.received:
        return _received(visit)
    if not respond_pages.is_turn(visit, overleg, part):
        return _see_other(respond_pages.next_url(visit, handle))
    return respond_pages.draw_statements(visit, overleg, part, other_device="anders" in request.args)


@blueprint.post("/i/<handle>/<int:overleg>/<int:part>")
def save(handle: str, overleg: int, part: int) -> Page:
    """Keep a page and go where the pressed button leads."""
    saved, back = _save(_visit(handle), overleg, part, complete=True)
    return _see_other(respond_pages.url_after(saved, handle, overleg, part, back=back))


@blueprint.post("/i/<handle>/<int:overleg>/<int:part>/antwoord")
def save_answer(handle: str, overleg: int, part: int) -> Page:
    """Keep what a page holds so far; its script calls this with every answer."""
    saved, _ = _save(_visit(handle), overleg, part, complete=False)
    return {"anders": saved.conflict}


@blueprint.get("/i/<handle>/overzicht")
def overview(handle: str) -> Page:
    """All answers, the open question, and Versturen."""
    visit = _visit(handle)
    if visit.received:
        return _received(visit)
    if not answering.is_complete(visit, visit.draft):
        return _see_other(respond_pages.next_url(visit, handle))
    form = forms.SendForm(meta=_meta(visit), woorden=visit.words.comment, mail=visit.words.contact)
    context = respond_pages.overview_context(visit, handle, form)
    return render_template("respond/overview.html", **context, other_device="anders" in request.args)


@blueprint.post("/i/<handle>/overzicht")
def send(handle: str) -> Page:
    """Versturen. A second time says that it was received."""
    visit = _visit(handle)
    form = forms.SendForm(request.form, meta=_meta(visit))
    _check_token(form)
    _check_fields(form)
    if visit.received:
        return _see_other(address(handle))
    if not form.validate():
        return render_template("respond/overview.html", **respond_pages.overview_context(visit, handle, form)), 400
    words = OwnWords((form.woorden.data or "").strip(), (form.mail.data or "").strip())
    nobody_reads = words != OwnWords() and not respond_pages.editors_of(visit)
    if nobody_reads:
        words = OwnWords()
    if words != visit.words:
        answering.save_words(installation(), visit, words)
    spots = [] if form.gezien.data else [kind for kind in spots_in(spot(words.comment)) if kind in ASKED]
    if nobody_reads or spots:
        context = respond_pages.overview_context(visit, handle, form, asked_again=spots, nobody_reads=nobody_reads)
        return render_template("respond/overview.html", **context)
    sending.send(installation(), visit.house_id, visit.token)
    return _see_other(address(handle, f"?{_JUST_NOW}=ja"))


def _see_other(url: str) -> Response:
    """Go and look there. Without the page that werkzeug draws for it: half of all answers are these."""
    return Response(status=303, headers={"Location": url})


def _visit(handle: str) -> Visit:
    house, token = read_link(handle)
    return answering.visit(installation(), house, token)


def _received(visit: Visit) -> bytes:
    return respond_pages.draw_received(visit)


def _meta(visit: Visit) -> dict[str, str]:
    return {"csrf_context": visit.token}


def _check_token(form: forms.BoundForm) -> None:
    if sentence := form.token_error():
        raise BadRequest(sentence)


def _check_fields(form: forms.BoundForm) -> None:
    if not form.takes(request.form):
        raise BadRequest("Er zat iets bij dat niet bij deze pagina hoort. Er is niets van deze pagina bewaard.")


def _save(visit: Visit, overleg: int, part: int, *, complete: bool) -> tuple[PageSaved, bool]:
    """Check a posted page against its wave's questionnaire and keep it; also tells whether Vorige was pressed."""
    visit.aspect(part)
    form = forms.page_form(visit.questionnaire, part)(request.form, meta=_meta(visit))
    _check_token(form)
    _check_fields(form)
    if not form.validate():
        raise BadRequest(f"{form.page.errors[0]} Er is niets van deze pagina bewaard.")
    posted = form.page.data
    page = PagePosted(overleg, part, posted.shown, posted.given, posted.nonce, posted.number, complete)
    return answering.save_page(installation(), visit, page), posted.back
