"""The settings of a draft: name, questionnaire, period, opening and closing, reminders, retention date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from monitor.model import Wave, WaveState
from monitor.services import wave_setup
from monitor.services.clock import local_date
from monitor.services.reminding import list_reminders
from monitor.services.wave_setup import usable_questionnaires
from monitor.web import fieldwork_forms as forms
from monitor.web.context import installation
from monitor.web.fieldwork_base import back_to, blueprint, draw_wave, wave_of
from monitor.web.signed_in import actor, require_coordinator, session_meta


@blueprint.get("/beheer/<house>/metingen/<wave>/instellingen")
@require_coordinator
def settings(house: str, wave: str) -> str:
    """The settings as they are."""
    found = wave_of(house, wave)
    reminders = [one.due_at for one in list_reminders(installation(), house, wave)]
    return _draw(house, found, _values(found, reminders), {})


@blueprint.post("/beheer/<house>/metingen/<wave>/instellingen")
@require_coordinator
def keep_settings(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Keep other settings."""
    found, form = wave_of(house, wave), forms.SettingsForm(request.form, meta=session_meta())
    changed, reminders, errors = forms.read_settings(form, found, installation().now())
    if (changed.questionnaire, changed.version) not in {(one.id, one.version) for one in _questionnaires()}:
        errors["questionnaire"] = "Kies een vragenlijst."
    if errors and found.state is WaveState.DRAFT:
        return _draw(house, found, forms.typed(form), errors), 400
    wave_setup.change_draft(installation(), house, changed, reminders=reminders, actor=actor())
    return back_to("fieldwork.wave", house, wave)


def _questionnaires() -> list[Any]:
    return usable_questionnaires(installation())


def _values(wave: Wave, reminders: list[datetime]) -> dict[str, Any]:
    return {
        "name": wave.name,
        "questionnaire": f"{wave.questionnaire} {wave.version}",
        "period_start": wave.period_start.isoformat(),
        "period_end": wave.period_end.isoformat(),
        **forms.moment_values("opens", wave.opens_at),
        **forms.moment_values("closes", wave.closes_at),
        "retention": wave.retention_date.isoformat(),
        **{f"reminder_{place}": local_date(at).isoformat() for place, at in enumerate(reminders, start=1)},
    }


def _draw(house: str, wave: Wave, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    return draw_wave(
        "settings.html",
        house,
        wave,
        values=values,
        errors=errors,
        which=forms.asks_which(values),
        questionnaires=_questionnaires(),
        frozen=wave.state is not WaveState.DRAFT,
    )
