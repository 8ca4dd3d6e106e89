"""The house's own words in a wave: above its mails and on the landing page, per language."""

from __future__ import annotations

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Actor, WaveState
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.services.letter_words import OWN_KINDS, PLACEHOLDER, PLACEHOLDERS, offered
from monitor.services.names import is_plain
from monitor.services.waves import get_wave
from monitor.store import wave_setup
from monitor.store.wave_setup import WaveText

LANDING = "landing"
KINDS = (*OWN_KINDS, LANDING)
LONGEST_SUBJECT = 120
LONGEST_BODY = 2000
_BRACES = f"Tussen accolades kan alleen dit: {', '.join(PLACEHOLDERS)}. Schrijf de rest voluit, zonder {{ en }}."
_BRACES_LANDING = "Op de eerste pagina vult het programma niets in. Schrijf de tekst voluit, zonder accolades { en }."
_WRITABLE = (WaveState.DRAFT, WaveState.READY, WaveState.OPEN)


def languages_of(installation: Installation, house: str, wave: str) -> tuple[str, ...]:
    """The languages in which a wave's texts can be set up. Raises NotFound."""
    found = get_wave(installation, house, wave)
    return offered(installation.questionnaire(found.questionnaire, found.version).languages)


def has_several_languages(installation: Installation) -> bool:
    """Whether there is a questionnaire about which partners can get mails in more than one language."""
    return any(len(offered(one.languages)) > 1 for one in installation.questionnaires.questionnaires)


def own_words(installation: Installation, house: str, wave: str, *, kind: str, language: str) -> WaveText:
    """What the house wrote; empty where the program's words stand."""
    found = wave_setup.select_text(installation.house(house), wave, kind=kind, language=language)
    return found or WaveText(kind, language, "", "")


def keep_words(installation: Installation, house: str, wave: str, text: WaveText, *, actor: Actor) -> None:
    """Keep own words; both empty: the program's words again.

    Raises BadInput for a kind or language that the wave has not, or for words that cannot be sent; OutOfOrder once the
    wave is closed.
    """
    if text.kind not in KINDS or text.language not in languages_of(installation, house, wave):
        raise BadInput("Deze tekst is er niet in deze meting.")
    tidy = WaveText(text.kind, text.language, text.subject.strip(), _tidy(text.body))
    if faults := find_faults(tidy):
        raise BadInput(next(iter(faults.values())))
    db = installation.house(house)
    with db.atomic():
        if get_wave(installation, house, wave).state not in _WRITABLE:
            raise OutOfOrder("Deze meting is gesloten. Haar teksten veranderen niet meer.")
        if tidy.subject or tidy.body:
            wave_setup.upsert_text(db, wave, tidy)
        else:
            wave_setup.delete_text(db, wave, kind=tidy.kind, language=tidy.language)
        target = f"{wave} {tidy.kind} {tidy.language}"
        audit.note(db, installation.now(), actor, what="wave.text_changed", target=target)


def find_faults(text: WaveText) -> dict[str, str]:
    """What is wrong with own words: field -> sentence."""
    faults = {}
    if len(text.subject) > LONGEST_SUBJECT:
        faults["subject"] = f"Het onderwerp is langer dan {LONGEST_SUBJECT} tekens. Maak het korter."
    elif text.subject and text.kind == LANDING:
        faults["subject"] = "De eerste pagina heeft geen onderwerp."
    elif not is_plain(text.subject):
        faults["subject"] = "Het onderwerp heeft een onzichtbaar teken of een regeleinde. Typ het opnieuw."
    if len(text.body) > LONGEST_BODY:
        faults["body"] = f"De tekst is langer dan {LONGEST_BODY} tekens. Maak hem korter."
    elif not is_plain(text.body.replace("\n", " ")):
        faults["body"] = "De tekst heeft een onzichtbaar teken. Typ hem opnieuw."
    for field, words in (("subject", text.subject), ("body", text.body)):
        left = words if text.kind == LANDING else PLACEHOLDER.sub("", words)
        if field not in faults and ("{" in left or "}" in left):
            faults[field] = _BRACES_LANDING if text.kind == LANDING else _BRACES
    return faults


def _tidy(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()
