"""The own account: what is known of it, the password, the sessions; and opening an account with a one-time link."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Refused, TooManyTries
from monitor.services import account_links, accounts, audit, passwords, rights, sealing, second_factor, sessions
from monitor.services.account_links import FoundLink, LinkKind
from monitor.web.account import go_in
from monitor.web.account_forms import ChangePasswordForm, NewPasswordForm, OpenAccountForm
from monitor.web.context import installation, secret_key, settings
from monitor.web.devices import device_words
from monitor.web.signed_in import (
    account,
    actor,
    address,
    demands_second_factor,
    require_account,
    session,
    session_meta,
    set_session,
    staff_context,
)
from monitor.web.views.own_account import account_page

blueprint = Blueprint("own_account", __name__)
_DONE = {
    "wachtwoord": "Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.",
    "sessies": "Beëindigd.",
}


@blueprint.get("/account/")
@require_account
def overview() -> str:
    """Everything about the own account."""
    page = account_page(
        session(),
        sessions.list_sessions(installation(), account().id),
        codes_left=second_factor.codes_left(installation(), account()),
        demanded=demands_second_factor(),
        words=rights.words_of(installation()),
    )
    done = _DONE.get(request.args.get("gedaan", ""))
    return render_template("account/overview.html", page=page, done=done, **staff_context())


@blueprint.get("/account/wachtwoord")
@require_account
def password() -> str:
    """Ask the present password and a new one."""
    return _password_page({})


@blueprint.post("/account/wachtwoord")
@require_account
def change_password() -> tuple[str, int] | Response:
    """Replace the password; every other session ends, and this one gets another cookie."""
    form = ChangePasswordForm(request.form, meta=session_meta())
    if not form.validate():
        return _password_page(form.first_errors), 400
    try:
        cookie = accounts.change_password(
            installation(),
            session(),
            present=form.present.data or "",
            password=form.password.data or "",
            address=address(),
            hours=settings().session_hours,
        )
    except Refused as error:
        return _password_page({"present": str(error)}), 400
    except BadInput as error:
        return _password_page({"password": str(error)}), 400
    except TooManyTries as error:
        return _password_page({"": str(error)}), 429
    response = redirect(url_for(".overview", gedaan="wachtwoord"), code=303)
    set_session(response, cookie)
    return response


@blueprint.post("/account/sessies/<session_name>/beeindigen")
@require_account
def end_session(session_name: str) -> Response:
    """End one of the own sessions."""
    sessions.end_one(installation(), account().id, session_name, actor=actor())
    return redirect(url_for(".overview", gedaan="sessies"), code=303)


@blueprint.post("/account/sessies/beeindigen")
@require_account
def end_sessions() -> Response:
    """End all own sessions but this one."""
    sessions.end_others(installation(), session(), actor=actor())
    return redirect(url_for(".overview", gedaan="sessies"), code=303)


@blueprint.get("/account/link/<link>")
def follow_link(link: str) -> str:
    """Look at a one-time link: changes nothing. Raises LinkUnknown."""
    found = account_links.find(installation(), link)
    return _link_page(link, found, name=found.name, errors={})


@blueprint.post("/account/link/<link>")
def use_link(link: str) -> tuple[str, int] | Response:
    """Set name and password with a one-time link, and sign in; the second factor follows. Raises LinkUnknown."""
    found = account_links.find(installation(), link)
    invited = found.kind is LinkKind.INVITATION
    form = (OpenAccountForm if invited else NewPasswordForm)(request.form, meta={"csrf_context": f"link {link}"})
    name = request.form.get("name", found.name) if invited else found.name
    if sentence := form.token_error():
        return _link_page(link, found, name=name, errors={"": sentence}), 400
    if not form.validate():
        return _link_page(link, found, name=name, errors=form.first_errors), 400
    chosen = form.password.data or ""
    visitor = audit.actor_of(accounts.get_account(installation(), found.account).account, address())
    try:
        account_links.open_account(installation(), link, name=name, password=chosen, actor=visitor)
    except BadInput as error:
        return _link_page(link, found, name=name, errors={"password": str(error)}), 400
    return go_in(
        accounts.begin_session(
            installation(),
            found.account,
            address=address(),
            hours=settings().session_hours,
            device=device_words(request.headers.get("User-Agent", "")),
            demand=demands_second_factor(),
        )
    )


def _password_page(errors: dict[str, str]) -> str:
    return render_template("account/password.html", rule=passwords.RULE, errors=errors, **staff_context())


def _link_page(link: str, found: FoundLink, *, name: str, errors: dict[str, str]) -> str:
    return render_template(
        "account/link.html",
        token=sealing.form_token(secret_key(), f"link {link}"),
        link=link,
        invited=found.kind is LinkKind.INVITATION,
        email=found.email,
        name=name,
        rule=passwords.RULE,
        errors=errors,
    )
