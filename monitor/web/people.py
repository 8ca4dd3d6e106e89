"""Who may do what in a house: inviting colleagues and taking rights away."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import INSTALLATION_ROLES, Right, Role
from monitor.services import accounts, overleggen, rights
from monitor.services.clock import local_date
from monitor.store.directory import AccountState
from monitor.web.account_forms import ColleagueForm, RightForm
from monitor.web.context import installation
from monitor.web.mail_words import say_done
from monitor.web.signed_in import account, actor, require_account, require_coordinator, session_meta, work_context
from monitor.web.sure import check_sure
from monitor.web.views.people import invite_page, people_page

blueprint = Blueprint("people", __name__)
_DONE = {
    "uitgenodigd": "De uitnodiging is onderweg. Wie al een account had, krijgt bericht van de nieuwe rol.",
    "opnieuw": "Er is een nieuwe uitnodiging onderweg. De vorige link werkt niet meer.",
    "weg": "De rol is weggehaald.",
}
_MAILED = {"uitgenodigd": "De uitnodiging wacht.", "opnieuw": "De uitnodiging wacht."}


@blueprint.get("/beheer/<house>/collegas/")
@require_coordinator
def people(house: str) -> str:
    """Everybody with a right in this house."""
    states = rights.people_of(installation(), house)
    page = people_page(house, states, overleggen.names_of(installation(), house), own=account().id)
    done = say_done(_DONE, request.args.get("gedaan", ""), _MAILED, installation().mail)
    return render_template("people/people.html", page=page, done=done, **work_context(house, "collegas"))


@blueprint.get("/beheer/<house>/collegas/uitnodigen")
@require_coordinator
def invite_form(house: str) -> str:
    """Ask whom, and with which role."""
    return _invite_page(house, ColleagueForm(meta=session_meta()), {})


@blueprint.post("/beheer/<house>/collegas/uitnodigen")
@require_account
def invite(house: str) -> tuple[str, int] | Response:
    """Invite somebody. Who has a right in this house but may not give any is refused, and that is written down."""
    if not accounts.may_run_waves(account(), house):
        raise _refusal(house)
    form = ColleagueForm(request.form, meta=session_meta())
    if not form.validate():
        return _invite_page(house, form, form.first_errors), 400
    try:
        rights.invite(
            installation(),
            account(),
            email=form.email.data or "",
            name=form.name.data or "",
            right=_chosen(house, form),
            actor=actor(),
        )
    except (BadInput, OutOfOrder) as error:
        return _invite_page(house, form, {"": str(error)}), 400
    return redirect(url_for(".people", house=house, gedaan="uitgenodigd"), code=303)


@blueprint.post("/beheer/<house>/collegas/<person>/opnieuw")
@require_coordinator
def invite_again(house: str, person: str) -> Response:
    """Mail somebody who did not open the account yet a new link."""
    rights.invite_again(installation(), account(), _person(house, person), house=house, actor=actor())
    return redirect(url_for(".people", house=house, gedaan="opnieuw"), code=303)


@blueprint.post("/beheer/<house>/collegas/<person>/recht-weg")
@require_coordinator
def take_right(house: str, person: str) -> Response:
    """Take one right away."""
    form = RightForm(request.form, meta=session_meta())
    state = _person(house, person)
    role, overleg = form.role.data, form.overleg.data or None
    found = [
        right for right in state.account.rights if (right.house, right.role, right.overleg) == (house, role, overleg)
    ]
    if not form.validate() or not found:
        raise NotFound("Deze rol is er niet meer. Ga terug naar de lijst.")
    check_sure()
    rights.take(installation(), state.account.id, found[0], actor=actor())
    if person == account().id:  # who gave up running the house does not see this page any more
        return redirect(url_for("dashboard.waves"), code=303)
    return redirect(url_for(".people", house=house, gedaan="weg"), code=303)


def _refusal(house: str) -> Exception:
    if house not in accounts.houses_of(account()):
        return NotFound("Deze pagina bestaat niet.")
    sentence = "Alleen een coördinator nodigt collega’s uit en geeft rollen. Uw poging staat in het logboek."
    return rights.refuse(installation(), house, actor(), sentence, target=account().id)


def _chosen(house: str, form: ColleagueForm) -> Right:
    role = Role(form.role.data or "")
    overleg = form.overleg.data or None if role is Role.PROCESS_MANAGER else None
    if role is Role.RESEARCHER:
        return Right(house, role, None, (form.purpose.data or "").strip(), form.until.data)
    return Right("" if role in INSTALLATION_ROLES else house, role, overleg)


def _person(house: str, person: str) -> AccountState:
    """Somebody with a right in this house. Raises NotFound for everybody else."""
    found = [state for state in rights.people_of(installation(), house) if state.account.id == person]
    if not found:
        raise NotFound("Deze pagina bestaat niet.")
    return found[0]


def _invite_page(house: str, form: ColleagueForm, errors: dict[str, str]) -> str:
    today, names = local_date(installation().now()), overleggen.names_of(installation(), house)
    page = invite_page(form.data, names, today=today, until=request.form.get("until", ""))
    return render_template("people/invite.html", page=page, errors=errors, **work_context(house, "collegas"))
