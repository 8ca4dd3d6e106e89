"""The groups of a wave: by what the results are divided, the forecast, and taking groups together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Wave, WaveState
from monitor.services import wave_groups
from monitor.services.forecasting import forecast
from monitor.services.wave_setup import why_frozen
from monitor.web import fieldwork_forms as forms
from monitor.web.context import installation
from monitor.web.fieldwork_base import back_to, blueprint, draw_wave, wave_of
from monitor.web.forms import BoundForm
from monitor.web.signed_in import actor, require_coordinator, session_meta
from monitor.web.views.forecast import forecast_page


@blueprint.get("/beheer/<house>/metingen/<wave>/groepen")
@require_coordinator
def groups(house: str, wave: str) -> str:
    """What was declared, and what it leads to."""
    return _draw(house, wave_of(house, wave), {}, {})


@blueprint.post("/beheer/<house>/metingen/<wave>/groepen")
@require_coordinator
def keep_groups(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Declare other divisions or another minimum."""
    form = forms.GroupingsForm(request.form, meta=session_meta())
    minimum = forms.to_number(forms.text_of(form, "minimum"))
    state = wave_of(house, wave).state
    if minimum is None and state is not WaveState.DRAFT:
        raise OutOfOrder(why_frozen(state))
    if minimum is None:
        errors = {"minimum": "Vul een heel getal in van 5 of hoger."}
        return _draw(house, wave_of(house, wave), forms.typed(form), errors), 400
    return _try(
        house,
        wave,
        form,
        "minimum",
        lambda: wave_groups.declare_groupings(
            installation(), house, wave, groupings=form.groupings.data or (), minimum=minimum, actor=actor()
        ),
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/groepen/samenvoegen")
@require_coordinator
def merge(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Take groups together."""
    form = forms.MergeForm(request.form, meta=session_meta())
    variable = forms.text_of(form, "variable")
    sources = [source for chosen in form.sources.data or () for source in str(chosen).split("+")]
    return _try(
        house,
        wave,
        form,
        f"merge-{variable}",
        lambda: wave_groups.merge_groups(
            installation(),
            house,
            wave,
            variable=variable,
            sources=sources,
            label=forms.text_of(form, "label"),
            actor=actor(),
        ),
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/groepen/splitsen")
@require_coordinator
def split(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Undo it."""
    form = forms.SplitForm(request.form, meta=session_meta())
    variable, label = forms.text_of(form, "variable"), forms.text_of(form, "label")
    return _try(
        house,
        wave,
        form,
        f"merge-{variable}",
        lambda: wave_groups.split_groups(installation(), house, wave, variable=variable, label=label, actor=actor()),
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/groepen/verwachting")
@require_coordinator
def keep_rate(house: str, wave: str) -> str | Response | tuple[str, int]:
    """Count with another response."""
    form = forms.RateForm(request.form, meta=session_meta())
    text = forms.text_of(form, "rate")
    percent = forms.to_number(text)
    return _try(
        house,
        wave,
        form,
        "rate",
        lambda: wave_groups.expect_rate(
            installation(), house, wave, percent=None if not text else percent or 0, actor=actor()
        ),
    )


@blueprint.post("/beheer/<house>/metingen/<wave>/groepen/gezien")
@require_coordinator
def see_forecast(house: str, wave: str) -> Response:
    """Note that the forecast was seen."""
    wave_groups.see_forecast(installation(), house, wave, actor=actor())
    return back_to("fieldwork.wave", house, wave)


def _try(
    house: str, wave: str, form: BoundForm, field: str, change: Callable[[], None]
) -> str | Response | tuple[str, int]:
    """Make a change, or show the page again with what is wrong at a field."""
    try:
        change()
    except BadInput as error:
        return _draw(house, wave_of(house, wave), forms.typed(form), {field: str(error)}), 400
    return back_to("fieldwork.groups", house, wave)


def _draw(house: str, wave: Wave, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    db, fault, page = installation().house(house), "", None
    try:
        page = forecast_page(forecast(db, wave))
    except BadInput as error:
        fault = str(error)
    places = {"minimum", "rate", *(f"merge-{table.variable}" for table in (page.tables if page else ()))}
    return draw_wave(
        "groups.html",
        house,
        wave,
        page=page,
        fault=fault,
        values={"groupings": wave.groupings, "minimum": wave.minimum, **values},
        errors={name if name in places else "voorspelling": sentence for name, sentence in errors.items()},
        frozen=wave.state is not WaveState.DRAFT,
        merges=_merges(house, wave.id),
    )


def _merges(house: str, wave: str) -> list[tuple[str, str]]:
    """(variable, label) of what was taken together, whether it can be or not."""
    found = wave_groups.select_merges(installation(), house, wave)
    return sorted({(one.variable, one.label) for one in found})
