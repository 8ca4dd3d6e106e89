"""A wave from its checklist to closing: the list of waves, making one, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput
from monitor.model import Wave, WaveState
from monitor.services import opening, try_out, wave_setup
from monitor.services.checklist import check_wave, missing, say_without_overleg
from monitor.services.local_time import at_office_hours, say_instant
from monitor.services.names import LONGEST_NAME, check_name
from monitor.services.reading import list_waves
from monitor.services.wave_setup import NewDraft, usable_questionnaires
from monitor.web import fieldwork_forms as forms
from monitor.web import fieldwork_groups, fieldwork_running, fieldwork_settings, fieldwork_texts
from monitor.web.closed_wave import tasks_after_closing
from monitor.web.context import installation
from monitor.web.fieldwork_base import back_to, blueprint, draw, draw_wave, wave_of
from monitor.web.fieldwork_running import running_context
from monitor.web.formats import count
from monitor.web.signed_in import actor, require_coordinator, session_meta
from monitor.web.views.fieldwork import checklist_of, wave_lines
from monitor.web.views.wave_states import STATES

__all__ = ["blueprint", "fieldwork_groups", "fieldwork_running", "fieldwork_settings", "fieldwork_texts"]
"""The other modules enter their pages in the blueprint by being imported."""


@blueprint.get("/beheer/<house>/")
@require_coordinator
def waves(house: str) -> str:
    """The waves of a house, where they stand and what to do next."""
    return draw("waves.html", house, lines=wave_lines(list_waves(installation(), house)))


@blueprint.get("/beheer/<house>/nieuwe-meting")
@require_coordinator
def new_wave(house: str) -> str:
    """Ask for the little that has no default."""
    known = list_waves(installation(), house)
    usable = usable_questionnaires(installation())
    first = known[0] if known else None
    chosen = (
        f"{first.questionnaire} {first.version}" if first else f"{usable[0].id} {usable[0].version}" if usable else ""
    )
    opens = forms.moment_values("opens", at_office_hours(installation().now().date()))
    values = {"name": "", "questionnaire": chosen, **opens, "opens_day": "", "opens_time": "09:00"}
    return _draw_new(house, {**values, "like": first.id if first else ""}, {})


@blueprint.post("/beheer/<house>/nieuwe-meting")
@require_coordinator
def create_wave(house: str) -> str | Response | tuple[str, int]:
    """Make a draft of it."""
    form = forms.NewWaveForm(request.form, meta=session_meta())
    reading = forms.Reading(form)
    opens_at = reading.instant("opens", installation().now())
    chosen = forms.split_version(forms.text_of(form, "questionnaire"))
    usable = {(one.id, one.version) for one in usable_questionnaires(installation())}
    if chosen not in usable:
        reading.errors["questionnaire"] = "Kies een vragenlijst."
    name = forms.text_of(form, "name")
    try:
        check_name(name)
    except BadInput:
        reading.errors["name"] = f"Vul een naam in van ten hoogste {LONGEST_NAME} tekens."
    if reading.errors or chosen is None:
        return _draw_new(house, forms.typed(form), reading.errors), 400
    new = NewDraft(name, chosen[0], chosen[1], opens_at, forms.text_of(form, "like"))
    wave = wave_setup.create_draft(installation(), house, new, actor=actor())
    return back_to("fieldwork.wave", house, wave.id)


def _draw_new(house: str, values: dict[str, Any], errors: dict[str, str]) -> str:
    return draw(
        "new.html",
        house,
        values=values,
        errors=errors,
        which=forms.asks_which(values),
        questionnaires=usable_questionnaires(installation()),
        waves=list_waves(installation(), house),
    )


@blueprint.get("/beheer/<house>/metingen/<wave>/")
@require_coordinator
def wave(house: str, wave: str) -> str:
    """Where a wave stands: its checklist, what is running, or what is left to do after closing."""
    found = wave_of(house, wave)
    if found.state in (WaveState.DRAFT, WaveState.READY):
        return _draw_setup(house, found)
    if found.state is WaveState.CLOSED:
        return draw_wave(
            "closed.html", house, found, eyebrow=STATES[found.state].sentence, tasks=tasks_after_closing(house, found)
        )
    sentence = STATES[found.state].sentence
    context = running_context(house, found, done=request.args.get("gedaan", ""))
    return draw_wave("running.html", house, found, eyebrow=sentence, **context)


def _draw_setup(house: str, wave: Wave, errors: Mapping[str, str] | None = None, *, refused: str = "") -> str:
    """`refused`: above the errors, what was not done."""
    db = installation().house(house)
    return draw_wave(
        "setup.html",
        house,
        wave,
        eyebrow=STATES[wave.state].sentence,
        checklist=checklist_of(check_wave(installation(), db, wave)),
        held_back=wave_setup.why_held_back(installation(), house, wave),
        at_once=wave.opens_at <= installation().now(),
        errors=errors or {},
        refused=refused,
    )


@blueprint.get("/beheer/<house>/metingen/<wave>/uitnodigen")
@require_coordinator
def ask_send_out(house: str, wave: str) -> str | Response:
    """Say who gets a mail and when, before anything is sent."""
    found, own = wave_of(house, wave), installation()
    if found.state is not WaveState.DRAFT or missing(check_wave(own, own.house(house), found)):
        return back_to("fieldwork.wave", house, wave)
    invited, alone = opening.count_invitees(own, house)
    return draw_wave(
        "send_out.html",
        house,
        found,
        invitees=count(invited, "partner", "partners"),
        one=invited == 1,
        without=say_without_overleg(alone),
        at_once=found.opens_at <= own.now(),
        opens=say_instant(found.opens_at),
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/uitnodigen")
@require_coordinator
def send_out(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Uitnodigen: the wave opens at its time, or at once."""
    try:
        opening.send_out(installation(), house, wave, actor=actor())
    except BadInput as error:
        return _draw_setup(house, wave_of(house, wave), {"": str(error)}, refused="Uitnodigen is niet gelukt"), 400
    return back_to("fieldwork.wave", house, wave, gedaan="uitgenodigd")


@blueprint.post("/beheer/<house>/metingen/<wave>/intrekken")
@require_coordinator
def withdraw(house: str, wave: str) -> Response:
    """Back to a draft, as long as nothing was sent."""
    opening.withdraw(installation(), house, wave, actor=actor())
    return back_to("fieldwork.wave", house, wave)


@blueprint.post("/beheer/<house>/metingen/<wave>/weggooien")
@require_coordinator
def discard(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Throw a draft away, once that is confirmed."""
    if request.form.get("sure") != "y":
        errors = {"sure": "Zet een vinkje als u dit concept wilt weggooien."}
        return _draw_setup(house, wave_of(house, wave), errors, refused="Er is niets weggegooid"), 400
    wave_setup.discard_draft(installation(), house, wave, actor=actor())
    return redirect(url_for("fieldwork.waves", house=house), code=303)


@blueprint.post("/beheer/<house>/metingen/<wave>/proef")
@require_coordinator
def try_wave(house: str, wave: str) -> Response:
    """Make a new test link and go there, as a partner would."""
    return redirect(try_out.make_test_link(installation(), house, wave, actor=actor()), code=303)
