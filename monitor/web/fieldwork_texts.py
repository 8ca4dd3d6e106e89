"""The texts of a wave: the house's own words, and the mail as the partner will get it."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from monitor.errors import NotFound
from monitor.services import letters, wave_texts
from monitor.services.letter_words import LANGUAGES
from monitor.services.wave_texts import KINDS, LANDING
from monitor.store.wave_setup import WaveText
from monitor.web import fieldwork_forms as forms
from monitor.web.context import installation
from monitor.web.fieldwork_base import back_to, blueprint, draw_wave, wave_of
from monitor.web.signed_in import actor, require_coordinator, session_meta

NAMES = {
    "invitation": "Uitnodiging",
    "reminder": "Herinnering",
    "last_reminder": "Laatste herinnering",
    "landing": "Eerste pagina",
}


@blueprint.get("/beheer/<house>/metingen/<wave>/teksten/")
@require_coordinator
def texts(house: str, wave: str) -> str:
    """Which texts there are, and which the house wrote itself."""
    languages = wave_texts.languages_of(installation(), house, wave)
    rows = [
        (NAMES[kind], LANGUAGES.get(language, language), kind, language, bool(own.subject or own.body))
        for language in languages
        for kind in KINDS
        for own in [wave_texts.own_words(installation(), house, wave, kind=kind, language=language)]
    ]
    return draw_wave("texts.html", house, wave_of(house, wave), rows=rows, several=len(languages) > 1)


@blueprint.get("/beheer/<house>/metingen/<wave>/teksten/<language>/<kind>")
@require_coordinator
def text(house: str, wave: str, language: str, kind: str) -> str:
    """One text with its preview."""
    _check(house, wave, language, kind)
    own = wave_texts.own_words(installation(), house, wave, kind=kind, language=language)
    return _draw(house, wave, own, {})


@blueprint.post("/beheer/<house>/metingen/<wave>/teksten/<language>/<kind>")
@require_coordinator
def keep_text(house: str, wave: str, language: str, kind: str) -> str | Response | tuple[str, int]:
    """Keep own words and show the mail again."""
    _check(house, wave, language, kind)
    form = forms.TextForm(request.form, meta=session_meta())
    reading = forms.Reading(form)
    typed = WaveText(kind, language, forms.text_of(form, "subject"), str(form.body.data or "").replace("\r\n", "\n"))
    errors = {**wave_texts.find_faults(typed), **reading.errors}
    if errors:
        return _draw(house, wave, typed, errors), 400
    wave_texts.keep_words(installation(), house, wave, typed, actor=actor())
    return back_to("fieldwork.text", house, wave, language=language, kind=kind)


def _check(house: str, wave: str, language: str, kind: str) -> None:
    if kind not in KINDS or language not in wave_texts.languages_of(installation(), house, wave):
        raise NotFound("Deze tekst is er niet.")


def _draw(house: str, wave: str, own: WaveText, errors: dict[str, str]) -> str:
    name = NAMES[own.kind]
    several = len(wave_texts.languages_of(installation(), house, wave)) > 1
    preview = None
    if own.kind != LANDING:
        preview = letters.preview(installation(), house, wave, kind=own.kind, language=own.language)
    return draw_wave(
        "text.html",
        house,
        wave_of(house, wave),
        heading=f"{name} ({LANGUAGES.get(own.language, own.language)})" if several else name,
        own=own,
        errors=errors,
        preview=preview,
        longest_body=wave_texts.LONGEST_BODY,
    )
