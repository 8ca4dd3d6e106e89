"""The installation: houses, accounts, the link key's copy, and whether mail and tick work."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Misconfigured, NotFound
from monitor.model import House, Right, Role
from monitor.services import (
    account_mails,
    accounts,
    first_coordinator,
    founding,
    key_backup,
    reading,
    rights,
    second_factor,
)
from monitor.services.tick_status import tick_status
from monitor.web.account_forms import AdministratorForm, HouseForm, KeyForm, PersonForm, RightForm
from monitor.web.context import installation, settings
from monitor.web.mail_words import say_done
from monitor.web.signed_in import account, actor, require_administrator, session_meta, staff_context
from monitor.web.sure import check_sure
from monitor.web.views.administration import administration_page

blueprint = Blueprint("administration", __name__)
_DONE = {
    "huis": "Het huis is gemaakt. De coördinator krijgt een uitnodiging.",
    "uitgenodigd": "De uitnodiging is onderweg. Wie al een account had, krijgt bericht van de nieuwe rol.",
    "uitgezet": "Het account is uitgezet. Wie was ingelogd, is uitgelogd.",
    "aangezet": "Het account is weer aangezet.",
    "factor": "De tweede factor is weggehaald. Bij het inloggen wordt een nieuwe ingesteld.",
    "weg": "De rol is weggehaald.",
    "kopie": "Genoteerd dat er een kopie van de sleutel is.",
    "proefmail": "Er is een proefmail aan u onderweg.",
}
_MAILED = {
    "huis": "Het huis is gemaakt. De uitnodiging wacht.",
    "uitgenodigd": "De uitnodiging wacht.",
    "proefmail": "De proefmail wacht.",
}


@blueprint.get("/installatie/")
@require_administrator
def overview() -> str:
    """Everything about the installation."""
    return _overview_page({})


@blueprint.get("/installatie/huizen/nieuw")
@require_administrator
def house_form() -> str:
    """Ask the name of a new house, and who its coordinator is."""
    return _house_page(HouseForm(meta=session_meta()), {})


@blueprint.post("/installatie/huizen/nieuw")
@require_administrator
def create_house() -> tuple[str, int] | Response:
    """Make a house and invite its first coordinator."""
    form = HouseForm(request.form, meta=session_meta())
    if not form.validate():
        return _house_page(form, form.first_errors), 400
    values = {name: str(value or "").strip() for name, value in form.data.items()}
    house = House(values["house"], values["title"], values["contact"], installation().invented)
    try:
        founding.found_house(
            installation(), account(), house, email=values["email"], name=values["name"], actor=actor()
        )
    except Misconfigured as error:
        return _house_page(form, {"house": str(error)}), 400
    except BadInput as error:
        return _house_page(form, {"email": str(error)}), 400
    return _back("huis")


@blueprint.get("/installatie/huizen/<house>/coordinator")
@require_administrator
def coordinator_form(house: str) -> str:
    """Ask who the coordinator is of a house in which nobody opened such an account yet."""
    return _coordinator_page(house, PersonForm(meta=session_meta()), {})


@blueprint.post("/installatie/huizen/<house>/coordinator")
@require_administrator
def name_coordinator(house: str) -> tuple[str, int] | Response:
    """Invite that coordinator; an invitation that was not opened is replaced."""
    first_coordinator.check_nameable(installation(), house)
    form = PersonForm(request.form, meta=session_meta())
    if not form.validate():
        return _coordinator_page(house, form, form.first_errors), 400
    email, name = form.email.data or "", form.name.data or ""
    try:
        first_coordinator.name_coordinator(installation(), account(), house, email=email, name=name, actor=actor())
    except BadInput as error:
        return _coordinator_page(house, form, {"email": str(error)}), 400
    return _back("uitgenodigd")


@blueprint.get("/installatie/accounts/nieuw")
@require_administrator
def account_form() -> str:
    """Ask whom to invite for the whole installation."""
    return _account_page(AdministratorForm(meta=session_meta()), {})


@blueprint.post("/installatie/accounts/nieuw")
@require_administrator
def invite() -> tuple[str, int] | Response:
    """Invite an administrator or benchmark analyst."""
    form = AdministratorForm(request.form, meta=session_meta())
    if not form.validate():
        return _account_page(form, form.first_errors), 400
    email, name = form.email.data or "", form.name.data or ""
    right = Right("", Role(form.role.data or ""))
    try:
        rights.invite(installation(), account(), email=email, name=name, right=right, actor=actor())
    except BadInput as error:
        return _account_page(form, {"": str(error)}), 400
    return _back("uitgenodigd")


@blueprint.post("/installatie/accounts/<person>/uitzetten")
@require_administrator
def disable(person: str) -> Response:
    """Shut an account."""
    found = accounts.get_account(installation(), person)
    check_sure()
    accounts.set_disabled(installation(), found.account.id, disabled=True, by=account().id, actor=actor())
    return _back("uitgezet")


@blueprint.post("/installatie/accounts/<person>/aanzetten")
@require_administrator
def enable(person: str) -> Response:
    """Open an account that was shut."""
    accounts.set_disabled(installation(), person, disabled=False, by=account().id, actor=actor())
    return _back("aangezet")


@blueprint.post("/installatie/accounts/<person>/opnieuw")
@require_administrator
def invite_again(person: str) -> Response:
    """Mail somebody who did not open the account yet a new link."""
    rights.invite_again(installation(), account(), accounts.get_account(installation(), person), actor=actor())
    return _back("uitgenodigd")


@blueprint.post("/installatie/accounts/<person>/tweede-factor")
@require_administrator
def reset_factor(person: str) -> Response:
    """Take a lost second factor away."""
    second_factor.reset(installation(), accounts.get_account(installation(), person).account.id, actor=actor())
    return _back("factor")


@blueprint.post("/installatie/accounts/<person>/recht-weg")
@require_administrator
def take_right(person: str) -> Response:
    """Take a right of the whole installation away; those of a house are for its coordinators."""
    form = RightForm(request.form, meta=session_meta())
    held = accounts.get_account(installation(), person).account.rights
    found = [right for right in held if not right.house and right.role == form.role.data]
    if not found:
        raise NotFound("Deze rol is er niet meer. Ga terug naar de lijst.")
    check_sure()
    rights.take(installation(), person, found[0], actor=actor())
    return _back("weg")


@blueprint.post("/installatie/sleutel")
@require_administrator
def confirm_key() -> tuple[str, int] | Response:
    """Note that a copy of the link key was put away."""
    form = KeyForm(request.form, meta=session_meta())
    if key_backup.key_backup_confirmed(installation()):
        return _back("kopie")
    if not form.validate():
        return _overview_page(form.first_errors), 400
    key_backup.confirm_key_backup(installation(), actor())
    return _back("kopie")


@blueprint.post("/installatie/proefmail")
@require_administrator
def try_mail() -> Response:
    """Let a mail to oneself wait, to see that mail works."""
    account_mails.send_trial(installation(), account().id, actor=actor())
    return _back("proefmail")


def _back(done: str) -> Response:
    return redirect(url_for(".overview", gedaan=done), code=303)


def _overview_page(errors: dict[str, str]) -> str:
    page = administration_page(
        reading.get_houses(installation()),
        accounts.list_accounts(installation()),
        own=account().id,
        words=rights.words_of(installation()),
        tick=tick_status(installation()),
        mails=account_mails.count_mails(installation()),
        unreached=account_mails.list_failed(installation()),
        mail=installation().mail,
        key_safe=key_backup.key_backup_confirmed(installation()),
        demo=settings().demo,
    )
    done = say_done(_DONE, request.args.get("gedaan", ""), _MAILED, installation().mail)
    return render_template("administration/overview.html", page=page, done=done, errors=errors, **staff_context())


def _house_page(form: HouseForm, errors: dict[str, str]) -> str:
    ordered = {name: errors[name] for name in (*HouseForm.ORDER, *errors) if name in errors}
    return render_template("administration/house.html", typed=form.data, errors=ordered, **staff_context())


def _coordinator_page(house: str, form: PersonForm, errors: dict[str, str]) -> str:
    found = reading.get_house(installation(), house)
    possible = first_coordinator.is_open_to_name(house, rights.people_of(installation(), house))
    context = {"house": house, "found": found, "possible": possible, "typed": form.data, "errors": errors}
    return render_template("administration/coordinator.html", **{**staff_context(), **context})


def _account_page(form: AdministratorForm, errors: dict[str, str]) -> str:
    return render_template("administration/account.html", typed=form.data, errors=errors, **staff_context())
