"""Open comments: what a redacteur reads, changes and releases; and the addresses that partners left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Busy, NotStored, OutOfOrder
from monitor.services import editing_words, reading, reading_contacts
from monitor.services.editing_words import Queue
from monitor.services.waves import get_wave
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.lists_forms import fresh, posted
from monitor.web.signed_in import account, actor, keeps_typed, require_account, staff_context
from monitor.web.sure import check_sure
from monitor.web.views.words import DECISIONS, comment_page, next_open, queue_page, release_page
from monitor.web.words_forms import DecideForm, ReleaseForm, TakeBackForm

blueprint = Blueprint("words", __name__, url_prefix="/huizen/<house>/<wave>")
Page = str | Response | tuple[str, int]
_DONE = {
    "bewaard": "Uw keuze is bewaard. Alle antwoorden zijn nu bekeken.",
    "vrijgegeven": "De antwoorden zijn vrijgegeven. Zij staan nu bij de uitkomsten van het hele huis.",
    "teruggenomen": "Het antwoord is teruggenomen. Het staat niet meer bij de uitkomsten.",
    "alles-terug": "Er bleven er minder dan 5 over. Daarom staat er nu geen open antwoord meer bij de uitkomsten.",
}


@blueprint.get("/open-antwoorden")
@require_account
def queue(house: str, wave: str) -> Page:
    """All comments with what was decided about each; before the first time: what this is, and a button."""
    found = _queue(house, wave)
    names = editing_words.names_to_spot(installation(), house)
    return _draw("queue", house, found, page=queue_page(found, names))


@blueprint.post("/open-antwoorden")
@require_account
def begin(house: str, wave: str) -> Page:
    """Begin to read: from here on the log says that this redacteur has read them."""
    editing_words.begin_reading(installation(), house, wave, account(), actor=actor())
    return _go("queue", house, wave)


@blueprint.get("/open-antwoorden/<comment>")
@require_account
def comment(house: str, wave: str, comment: str) -> Page:
    """One comment to decide about."""
    found = _queue(house, wave)
    entry = found.entry(comment)
    form = fresh(DecideForm, text=entry.text, decision=entry.decision.value, revision=str(entry.revision))
    return _draw_comment(house, found, comment, form)


@blueprint.post("/open-antwoorden/<comment>")
@require_account
@keeps_typed
def decide(house: str, wave: str, comment: str) -> Page:
    """Keep the decision and go on to the next comment."""
    before = _queue(house, wave)
    before.entry(comment)
    form = posted(DecideForm)
    if not form.validate():
        return _draw_comment(house, before, comment, form), 400
    try:
        editing_words.decide(installation(), house, wave, account(), form.given(comment), actor=actor())
    except BadInput as error:
        form.text.errors = [str(error)]
        return _draw_comment(house, before, comment, form), 400
    except OutOfOrder as error:
        return _draw_overtaken(house, wave, comment, form, str(error)), 409
    except (Busy, NotStored) as error:
        return _draw_comment(house, before, comment, form, refused=str(error)), status_of(error)
    following = next_open(_queue(house, wave), comment)
    return _go("comment", house, wave, comment=following) if following else _go("queue", house, wave, gedaan="bewaard")


@blueprint.get("/open-antwoorden/vrijgeven")
@require_account
def preview(house: str, wave: str) -> Page:
    """What would be seen by whom, and what was released before."""
    return _draw_release(house, _queue(house, wave), {})


@blueprint.post("/open-antwoorden/vrijgeven")
@require_account
def release(house: str, wave: str) -> Page:
    """Put the chosen comments beside the results."""
    form = posted(ReleaseForm)
    _check(form)
    code = form.code.data or ""
    try:
        editing_words.release(installation(), house, wave, account(), code=code, actor=actor())
    except (BadInput, OutOfOrder) as error:
        status = 400 if isinstance(error, BadInput) else 409
        return _draw_release(house, _queue(house, wave), {"": str(error)}), status
    return _go("preview", house, wave, gedaan="vrijgegeven")


@blueprint.post("/open-antwoorden/terugnemen")
@require_account
def take_back(house: str, wave: str) -> Page:
    """Take one released comment away from readers at once."""
    _queue(house, wave)
    form = posted(TakeBackForm)
    _check(form)
    check_sure()
    left = editing_words.take_back(
        installation(), house, wave, account(), comment=form.comment.data or "", actor=actor()
    )
    return _go("preview", house, wave, gedaan="teruggenomen" if left else "alles-terug")


@blueprint.get("/achtergelaten-adressen")
@require_account
def contacts(house: str, wave: str) -> Page:
    """What the addresses are for, and a button that shows them."""
    number = reading_contacts.count_contacts(installation(), house, wave, account())
    return _draw_contacts(house, wave, number, None)


@blueprint.post("/achtergelaten-adressen")
@require_account
def show_contacts(house: str, wave: str) -> Page:
    """Show the addresses; each time is a line in the log."""
    found = reading_contacts.read_contacts(installation(), house, wave, account(), actor=actor())
    return _draw_contacts(house, wave, len(found), found)


def _queue(house: str, wave: str) -> Queue:
    """What this account may see of the comments. Raises NotFound for who was not redacteur when the wave opened."""
    return editing_words.read_queue(installation(), house, wave, account())


def _check(form: Any) -> None:
    if not form.takes(request.form):
        raise BadRequest("Er zat iets bij dat niet bij deze pagina hoort. Er is niets veranderd.")


def _draw_comment(
    house: str, found: Queue, comment: str, form: DecideForm, *, newer: bool = False, refused: str = ""
) -> str:
    names = editing_words.names_to_spot(installation(), house)
    page = comment_page(found, found.entry(comment), names, newer=newer)
    errors = {"": refused} if refused else form.first_errors if form.errors else {}
    choices = [(one.value, words) for one, words in DECISIONS.items()]
    return _draw("comment", house, found, page=page, form=form, errors=errors, choices=choices)


def _draw_overtaken(house: str, wave: str, comment: str, form: DecideForm, sentence: str) -> str:
    """What was typed stays; beside it what a colleague decided, which a second press replaces."""
    now = _queue(house, wave)
    form.revision.data = str(now.entry(comment).revision)
    return _draw_comment(house, now, comment, form, newer=True, refused=sentence)


def _draw_release(house: str, found: Queue, errors: dict[str, str]) -> str:
    names = editing_words.names_to_spot(installation(), house)
    return _draw("release", house, found, page=release_page(found, names), errors=errors)


def _draw_contacts(house: str, wave: str, number: int | None, addresses: tuple[str, ...] | None) -> str:
    found = get_wave(installation(), house, wave)
    return _page("contacts", house, wave=found, number=number, addresses=addresses)


def _draw(template: str, house: str, found: Queue, **context: Any) -> str:
    return _page(template, house, wave=found.wave, done=_DONE.get(request.args.get("gedaan", "")), **context)


def _page(template: str, house: str, **context: Any) -> str:
    at = reading.get_house(installation(), house)
    return render_template(
        f"words/{template}.html", house=house, house_name=at.name, demo=at.invented, **context, **staff_context()
    )


def _go(endpoint: str, house: str, wave: str, **values: Any) -> Response:
    return redirect(url_for(f".{endpoint}", house=house, wave=wave, **values), code=303)
