"""Importing and exporting partners: file, columns, preview with doubts, confirmation; nothing is kept before that."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from monitor.errors import BadInput, NotFound
from monitor.services import partner_export, partner_import
from monitor.services.partner_comparing import Comparison
from monitor.web.context import installation
from monitor.web.guard import takes_file
from monitor.web.lists_forms import FileForm, StepForm, carried_out, posted
from monitor.web.signed_in import account, actor, require_coordinator, work_context
from monitor.web.views.import_done import imported_values
from monitor.web.views.partner_import import choices_in, columns_page, preview_page, roles_in

blueprint = Blueprint("partner_import", __name__)
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.route("/beheer/<house>/partners-inlezen/", methods=["GET", "POST"])
@takes_file
@require_coordinator
def start(house: str) -> Response:
    """Choose a file; what can be read of it waits for its preview."""
    form = posted(FileForm)
    taken: list[str] = []
    if request.method == "POST" and carried_out(form, lambda: taken.append(_take(house))):
        return _to("columns", house, taken[0])
    errors = form.errors if request.method == "POST" else {}
    return _page("lists/import_file.html", house, status=400 if errors else 200, errors=errors)


@blueprint.route("/beheer/<house>/partners-inlezen/<upload>/kolommen", methods=["GET", "POST"])
@require_coordinator
def columns(house: str, upload: str) -> Response:
    """Say what each column is; most are guessed from their names."""
    waiting = partner_import.get_waiting(installation(), house, upload=upload, account=account().id)
    form = posted(StepForm)
    roles = roles_in(request.form, len(waiting.table.header)) if request.method == "POST" else waiting.roles
    if request.method == "POST" and carried_out(form, lambda: _choose_columns(house, upload, roles)):
        return _to("preview", house, upload)
    errors = form.errors if request.method == "POST" else {}
    page = columns_page(waiting, roles, asks_gender=partner_import.asks_gender(installation(), house))
    return _page("lists/import_columns.html", house, status=400 if errors else 200, errors=errors, page=page)


@blueprint.get("/beheer/<house>/partners-inlezen/<upload>/")
@require_coordinator
def preview(house: str, upload: str) -> Response:
    """What would change, and what is in doubt."""
    return _preview(house, upload)


@blueprint.post("/beheer/<house>/partners-inlezen/<upload>/keuzes")
@require_coordinator
def decide(house: str, upload: str) -> Response:
    """Keep what was decided about the doubts, and show what would change now."""
    waiting = partner_import.get_waiting(installation(), house, upload=upload, account=account().id)
    choices = choices_in(request.form, waiting.choices)
    partner_import.decide(installation(), house, upload=upload, account=account().id, choices=choices, actor=actor())
    return _to("preview", house, upload)


@blueprint.post("/beheer/<house>/partners-inlezen/<upload>/bevestigen")
@require_coordinator
def confirm(house: str, upload: str) -> Response:
    """Import it, all or nothing."""
    form, done = posted(StepForm), list[Comparison]()
    if carried_out(form, lambda: done.append(_confirm(house, upload))):
        return redirect(url_for("lists.partners", house=house, **imported_values(done[0])), code=303)
    return _preview(house, upload, errors=form.errors)


@blueprint.post("/beheer/<house>/partners-inlezen/<upload>/stoppen")
@require_coordinator
def cancel(house: str, upload: str) -> Response:
    """Destroy the waiting file."""
    partner_import.cancel(installation(), house, upload=upload, account=account().id, actor=actor())
    return redirect(url_for("lists.partners", house=house), code=303)


@blueprint.post("/beheer/<house>/partners-bestand/<form>")
@require_coordinator
def export(house: str, form: str) -> Response:
    """The whole list as a file; the log says that it was taken along."""
    _check_format(form)
    data = partner_export.take_along(installation(), house, form=form, actor=actor())
    return _file(data, f"partners-{house}.{form}", form)


@blueprint.get("/beheer/<house>/partners-leeg/<form>")
@require_coordinator
def template(house: str, form: str) -> Response:
    """An empty file to fill in."""
    _check_format(form)
    return _file(partner_export.export_template(installation(), house, form=form), f"partners-leeg.{form}", form)


def _take(house: str) -> str:
    given: FileStorage | None = request.files.get("file")
    if given is None or not given.filename:
        raise BadInput("Kies eerst een bestand.")
    data, name = given.stream.read(), given.filename.replace("\\", "/").rpartition("/")[2]
    return partner_import.take_file(
        installation(), house, account=account().id, name=name[-100:], data=data, actor=actor()
    )


def _choose_columns(house: str, upload: str, roles: tuple[str, ...]) -> None:
    partner_import.choose_columns(
        installation(), house, upload=upload, account=account().id, roles=roles, actor=actor()
    )


def _confirm(house: str, upload: str) -> Comparison:
    """Import what the preview showed; a choice changed since then gives a new preview first."""
    waiting = partner_import.get_waiting(installation(), house, upload=upload, account=account().id)
    return partner_import.confirm(
        installation(),
        house,
        upload=upload,
        account=account().id,
        fingerprint=request.form.get("voorbeeld", ""),
        choices=choices_in(request.form, waiting.choices),
        actor=actor(),
    )


def _preview(house: str, upload: str, errors: object = None) -> Response:
    made = partner_import.preview(installation(), house, upload=upload, account=account().id)
    status = 409 if errors else 200
    return _page("lists/import_preview.html", house, status=status, errors=errors or {}, page=preview_page(made))


def _check_format(form: str) -> None:
    if form not in partner_export.FORMATS:
        raise NotFound("Dit soort bestand maken wij niet.")


def _file(data: bytes, name: str, form: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = _TYPES[form]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(template: str, house: str, *, status: int, **context: object) -> Response:
    return make_response(render_template(template, **context, **work_context(house, "partners")), status)


def _to(step: str, house: str, upload: str) -> Response:
    return redirect(url_for(f".{step}", house=house, upload=upload), code=303)
