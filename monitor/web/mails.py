"""The mails of a wave in numbers: invitations, reminders, what came back; holding mails, links, addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from monitor.errors import BadInput, OutOfOrder, Refused
from monitor.services import addresses, bouncing, mail_numbers
from monitor.services.waves import get_wave
from monitor.store.wave_mails import Invited
from monitor.web import mails_forms
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.forms import BoundForm
from monitor.web.signed_in import actor, require_coordinator, session_meta, work_context
from monitor.web.views.mails import Tried, mails_page

blueprint = Blueprint("mails", __name__)
F = TypeVar("F", bound=BoundForm)
_PLACE = "/beheer/<house>/metingen/<wave>/mails"


@blueprint.get(_PLACE)
@require_coordinator
def overview(house: str, wave: str) -> Response:
    """The numbers, and who may be told by name."""
    return _page(house, wave, done=request.args.get("gedaan", ""))


@blueprint.post(f"{_PLACE}/zoeken")
@require_coordinator
def search(house: str, wave: str) -> Response:
    """Look for somebody among the invited; changes nothing, and leaves no address in an address."""
    form = _form(mails_forms.SearchForm)
    typed = {"zoek": form.zoek.data or ""}
    if not form.validate():
        return _page(house, wave, tried=Tried(form.first_errors, typed), status=400)
    found = mail_numbers.find_invited(installation(), house, wave, typed["zoek"])
    return _page(house, wave, found=found, tried=Tried(typed=typed))


@blueprint.post(f"{_PLACE}/pauze")
@require_coordinator
def hold(house: str, wave: str) -> Response:
    """Hold the mails, or let them go on."""
    form = _valid(_form(mails_forms.HoldForm))
    paused = form["pauze"].data == "ja"
    mail_numbers.hold(installation(), house, wave, paused=paused, actor=actor())
    return _done(house, wave, "pauze" if paused else "verder")


@blueprint.post(f"{_PLACE}/bereikbaar")
@require_coordinator
def mark(house: str, wave: str) -> Response:
    """Say that mail does not reach a partner, or does."""
    form = _valid(_form(mails_forms.ReachForm))
    partner, reached = form["partner"].data, form["bereikbaar"].data == "ja"
    bouncing.mark(installation(), house, wave, partner, reached=reached, actor=actor())
    return _done(house, wave, "bereikbaar" if reached else "onbereikbaar")


@blueprint.post(f"{_PLACE}/opnieuw")
@require_coordinator
def send_again(house: str, wave: str) -> Response:
    """Mail the same link once more."""
    partner = _valid(_form(mails_forms.PartnerForm))["partner"].data

    def change() -> None:
        addresses.send_again(installation(), house, wave, partner, actor=actor())

    return _try(house, wave, partner, change, done="opnieuw")


@blueprint.post(f"{_PLACE}/nieuwe-link")
@require_coordinator
def revoke_link(house: str, wave: str) -> Response:
    """End the link that somebody has, and mail a new one."""
    partner = _valid(_form(mails_forms.PartnerForm))["partner"].data

    def change() -> None:
        addresses.revoke_link(installation(), house, wave, partner, actor=actor())

    return _try(house, wave, partner, change, done="nieuw")


@blueprint.post(f"{_PLACE}/adres")
@require_coordinator
def change_address(house: str, wave: str) -> Response:
    """Give somebody whom no mail reached another address."""
    form = _form(mails_forms.AddressForm)
    if form.partner.errors or not form.validate():
        found = _only(house, wave, form.partner.data or "")
        tried = Tried(form.first_errors, {"email": form.email.data or ""})
        return _page(house, wave, found=found, tried=tried, status=400)
    partner, email = form.partner.data or "", form.email.data or ""

    def change() -> None:
        addresses.correct_address(installation(), house, wave, partner, email, actor=actor())

    return _try(house, wave, partner, change, done="adres", field="email", typed=email)


@blueprint.post(f"{_PLACE}/terug")
@require_coordinator
def enter_returned(house: str, wave: str) -> Response:
    """Take in a returned mail that was copied in whole."""
    form = _form(mails_forms.ReturnedForm)
    text = form.bericht.data or ""
    if not form.validate():
        return _page(house, wave, tried=Tried(form.first_errors, {"bericht": text[:10_000]}), status=400)
    try:
        proved = bouncing.enter_returned(installation(), house, wave, text, actor=actor())
    except BadInput as error:
        tried = Tried({"bericht": str(error)}, {"bericht": text[:10_000]})
        return _page(house, wave, tried=tried, status=400)
    return _done(house, wave, "terug" if proved else "onbewezen")


def _form(kind: type[F]) -> F:
    """What was posted about a wave of this house. Raises NotFound for another, BadRequest for what does not belong."""
    get_wave(installation(), **(request.view_args or {}))
    form = kind(request.form, meta=session_meta())
    if not form.takes(request.form):
        raise BadRequest("Er zat iets bij dat niet bij deze pagina hoort. Er is niets veranderd.")
    return form


def _valid(form: BoundForm) -> BoundForm:
    """A form of buttons alone, so what is wrong with it was not typed."""
    if not form.validate():
        raise BadRequest(next(iter(form.first_errors.values())))
    return form


def _try(
    house: str,
    wave: str,
    partner: str,
    change: Callable[[], None],
    *,
    done: str,
    field: str = "",
    typed: str = "",
) -> Response:
    """Change something about a partner, or show the page again with why not."""
    try:
        change()
    except (BadInput, OutOfOrder, Refused) as error:
        tried = Tried({field: str(error)}, {field: typed})
        return _page(house, wave, found=_only(house, wave, partner), tried=tried, status=status_of(error))
    return _done(house, wave, done)


def _only(house: str, wave: str, partner: str) -> list[Invited]:
    return [addresses.get_invited(installation().house(house), wave, partner)]


def _done(house: str, wave: str, what: str) -> Response:
    return redirect(url_for(".overview", house=house, wave=wave, gedaan=what), code=303)


def _page(
    house: str,
    wave: str,
    *,
    found: Sequence[Invited] | None = None,
    tried: Tried | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    own = installation()
    numbers = mail_numbers.mail_numbers(own, house, wave)
    page = mails_page(numbers, mail=own.mail, found=found, tried=tried, done=done)
    drawn = render_template("mails/overview.html", page=page, **work_context(house, "metingen"))
    response = make_response(drawn)
    response.status_code = status
    return response
