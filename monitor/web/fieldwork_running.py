"""A wave that is open: response, late partners, extending and closing it early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from monitor.errors import BadInput
from monitor.model import Wave, WaveState
from monitor.services import closing, extending, mail_numbers, opening, progress, reading
from monitor.services.editors import editors_of
from monitor.services.local_time import say_instant
from monitor.services.reminding import list_reminders
from monitor.web import fieldwork_forms as forms
from monitor.web.closer import close_apart
from monitor.web.context import installation
from monitor.web.fieldwork_base import back_to, blueprint, draw_wave, wave_of
from monitor.web.signed_in import actor, require_coordinator, session_meta
from monitor.web.views.explanations import EditorsView, editors_view
from monitor.web.views.open_wave import OpenWavePage, open_wave_page
from monitor.web.views.running import running_page


def running_context(house: str, wave: Wave, *, done: str = "") -> dict[str, Any]:
    """The response in counts that are a day old, and what can still be done."""
    planned = list_reminders(installation(), house, wave.id)
    numbers = mail_numbers.mail_numbers(installation(), house, wave.id)
    late = opening.late_partners(installation(), house, wave.id)
    fitting = sum(one.fits for one in late)
    return {
        "page": _response(house, wave, numbers.flags.invited),
        "now": running_page(numbers, now=installation().now(), late=fitting, done=done, editors=_editors(house, wave)),
        "closes": say_instant(wave.closes_at),
        "reminders": [(one.number, say_instant(one.due_at), one.state) for one in planned],
        "late": late,
    }


def _editors(house: str, wave: Wave) -> EditorsView:
    return editors_view(editors_of(installation(), house, wave.id))


def _response(house: str, wave: Wave, invited_now: int) -> OpenWavePage:
    counted = progress.progress(installation(), house, wave.id)
    whole = counted.live.house
    return open_wave_page(
        reading.get_house(installation(), house),
        wave,
        now=installation().now(),
        invited=counted.invited,
        invited_now=invited_now,
        eligible=whole.eligible,
        answered=whole.answered,
        rate=whole.rate,
        groups=next((by.groups for by in counted.live.by if by.variable == "organisatietype"), ()),
        group_name="soort organisatie",
        counted_on=counted.counted_on,
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/partners/<partner>/uitnodigen")
@require_coordinator
def invite_late(house: str, wave: str, partner: str) -> Response:
    """Invite a partner who came on the list after the wave opened."""
    opening.invite_late(installation(), house, wave, partner, actor=actor())
    return back_to("fieldwork.wave", house, wave, gedaan="alsnog")


@blueprint.get("/beheer/<house>/metingen/<wave>/verlengen")
@require_coordinator
def extend(house: str, wave: str) -> str:
    """Ask until when."""
    found = wave_of(house, wave)
    return _draw_extend(house, found, forms.moment_values("closes", found.closes_at), {})


@blueprint.post("/beheer/<house>/metingen/<wave>/verlengen")
@require_coordinator
def keep_extended(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Let the wave close later."""
    found, form = wave_of(house, wave), forms.ExtendForm(request.form, meta=session_meta())
    extending.check_open(found, installation().now())
    read = forms.Reading(form)
    closes_at = read.instant("closes", found.closes_at)
    if not read.errors:
        try:
            extending.extend(
                installation(), house, wave, closes_at, move_reminders=bool(form.move_reminders.data), actor=actor()
            )
        except BadInput as error:
            read.errors["closes_day"] = str(error)
    if read.errors:
        return _draw_extend(house, found, forms.typed(form), read.errors), 400
    return back_to("fieldwork.wave", house, wave, gedaan="verlengd")


def _draw_extend(house: str, wave: Wave, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    planned = [one for one in list_reminders(installation(), house, wave.id) if one.state == "planned"]
    return draw_wave(
        "extend.html",
        house,
        wave,
        values=values,
        errors=errors,
        which=forms.asks_which(values),
        closes=say_instant(wave.closes_at),
        planned=[say_instant(one.due_at) for one in planned],
        possible=wave.state is WaveState.OPEN and installation().now() < wave.closes_at,
    )


@blueprint.get("/beheer/<house>/metingen/<wave>/sluiten")
@require_coordinator
def ask_close(house: str, wave: str) -> str:
    """Say what closing now would lose."""
    return _draw_close(house, wave_of(house, wave), {})


@blueprint.post("/beheer/<house>/metingen/<wave>/sluiten")
@require_coordinator
def close(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Begin closing, in a process of its own: the web process never loads the statistics."""
    found, form = wave_of(house, wave), forms.CloseForm(request.form, meta=session_meta())
    if found.state is WaveState.OPEN and not form.sure.data:
        return _draw_close(house, found, {"sure": "Zet een vinkje als u de meting nu wilt sluiten."}), 400
    if found.state is not WaveState.CLOSED:
        closing.stop_answers(installation(), house, wave, early=True, actor=actor())
        close_apart(current_app.config["ROOT"], current_app.config["INSTANCE"], house, wave)
    return back_to("fieldwork.wave", house, wave)


def _draw_close(house: str, wave: Wave, errors: Mapping[str, str]) -> str:
    return draw_wave(
        "close.html",
        house,
        wave,
        errors=errors,
        closes=say_instant(wave.closes_at),
        over=installation().now() >= wave.closes_at,
        possible=wave.state is WaveState.OPEN,
        open_drafts=progress.open_drafts(installation(), house, wave.id),
        maybe_busy=progress.MAYBE_BUSY,
    )
