"""Setting up a wave: making a draft with sensible defaults, or like the one before, and changing it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from monitor.errors import BadInput, OutOfOrder
from monitor.model import DEFAULT_GROUPINGS, Actor, Wave, WaveState
from monitor.services import audit, reminding
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.local_time import to_instant
from monitor.services.names import LONGEST_NAME, check_name, fold
from monitor.services.reminding import default_moments, plan_reminders
from monitor.services.waves import check_shown, get_wave
from monitor.store import wave_setup, waves
from monitor.store.database import Database
from surveys.questionnaire import Questionnaire

WEEKS_OPEN = 4
CLOSES_AT = time(17)
MOST_YEARS_KEPT = 5
"""After closing; longer than that nobody needs the answers to compare years."""
LONGEST_OPEN = timedelta(days=184)
_ID_LENGTH = 40
_FROZEN = "Deze meting is geen concept meer. Wat aan partners is beloofd, verandert niet meer."
TAKE_BACK = "De meting staat klaar. Neem hem eerst terug als u iets wilt veranderen."


@dataclass(frozen=True)
class NewDraft:
    """What a coordinator says of a new wave; the rest is filled in. `like`: the id of a wave to copy, or empty."""

    name: str
    questionnaire: str
    version: int
    opens_at: datetime
    like: str = ""


def usable_questionnaires(installation: Installation) -> list[Questionnaire]:
    """The questionnaires of which a wave can be opened; of one questionnaire the newest version first."""
    return sorted(
        (one for one in installation.questionnaires.questionnaires if _is_shown(one)),
        key=lambda one: (one.id, -one.version),
    )


def _is_shown(questionnaire: Questionnaire) -> bool:
    try:
        check_shown(questionnaire)
    except BadInput:
        return False
    return True


def create_draft(installation: Installation, house: str, new: NewDraft, *, actor: Actor) -> Wave:
    """Make a draft with its reminders and, where it is like another, that one's groups and texts.

    Raises BadInput for a name, NotFound for the questionnaire or the wave to copy.
    """
    check_name(new.name)
    check_shown(installation.questionnaire(new.questionnaire, new.version))
    db = installation.house(house)
    with db.atomic():
        wave = default_wave(new, _free_id(new.name, {other.id for other in waves.select_waves(db)}))
        if new.like:
            before = get_wave(installation, house, new.like)
            wave = replace(wave, minimum=before.minimum, groupings=before.groupings)
        waves.insert_wave(db, wave, secret=None, draft_size=0)
        plan_reminders(db, wave.id, default_moments(wave.opens_at, wave.closes_at))
        if new.like:
            _copy_words_and_groups(db, new.like, wave.id)
        audit.note(db, installation.now(), actor, what="wave.created", target=wave.id)
    return wave


def default_wave(new: NewDraft, wave: str) -> Wave:
    """Open for four weeks, about the three whole months before, kept until the end of the year after."""
    opened = local_date(new.opens_at)
    closes_at = to_instant(opened + timedelta(weeks=WEEKS_OPEN), CLOSES_AT)
    last = opened.replace(day=1) - timedelta(days=1)
    return Wave(
        id=wave,
        name=new.name.strip(),
        questionnaire=new.questionnaire,
        version=new.version,
        state=WaveState.DRAFT,
        opens_at=new.opens_at,
        closes_at=closes_at,
        period_start=_months_before(opened.replace(day=1), 3),
        period_end=last,
        retention_date=date(local_date(closes_at).year + 1, 12, 31),
        groupings=DEFAULT_GROUPINGS,
    )


def _months_before(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def _free_id(name: str, taken: set[str]) -> str:
    """A wave's id for addresses, made of its name: najaar-2026, najaar-2026-2."""
    words = [word for word in re.sub(r"[^a-z0-9]+", " ", fold(name)).split() if word != "meting"]
    made = "-".join(words)[: _ID_LENGTH - 4].strip("-") or "meting"
    return next(one for one in (made, *(f"{made}-{n}" for n in range(2, 10_000))) if one not in taken)


def _copy_words_and_groups(db: Database, before: str, wave: str) -> None:
    for text in wave_setup.select_texts(db, before):
        wave_setup.upsert_text(db, wave, text)
    wave_setup.upsert_merges(db, wave, wave_setup.select_merges(db, before))


def change_draft(
    installation: Installation, house: str, changed: Wave, *, reminders: Sequence[datetime], actor: Actor
) -> None:
    """Give a draft other settings. Raises OutOfOrder if it is none any more, BadInput for what cannot be."""
    faults = find_faults(changed, reminders, installation.now())
    if faults:
        raise BadInput(next(iter(faults.values())))
    check_shown(installation.questionnaire(changed.questionnaire, changed.version))
    db = installation.house(house)
    with db.atomic():
        before = get_wave(installation, house, changed.id)
        if not wave_setup.update_draft(db, replace(changed, minimum=before.minimum, groupings=before.groupings)):
            raise OutOfOrder(why_frozen(before.state))
        plan_reminders(db, changed.id, reminders)
        audit.note(db, installation.now(), actor, what="wave.changed", target=changed.id)


def why_frozen(state: WaveState) -> str:
    """Why a wave that is no draft any more cannot be changed."""
    return TAKE_BACK if state is WaveState.READY else _FROZEN


def why_held_back(installation: Installation, house: str, wave: Wave) -> str:
    """Why a draft that was ready did not open on its time; empty for any other wave."""
    if wave.state is not WaveState.DRAFT:
        return ""
    return wave_setup.select_progress(installation.house(house), wave.id).held_back


def discard_draft(installation: Installation, house: str, wave: str, *, actor: Actor) -> None:
    """Throw a draft away; its test links are dead. Raises NotFound, OutOfOrder for a wave that is ready or further."""
    db = installation.house(house)
    with db.atomic():
        get_wave(installation, house, wave)
        if not wave_setup.delete_draft(db, wave):
            raise OutOfOrder("Alleen een concept kunt u weggooien. Neem de meting eerst terug, als dat nog kan.")
        audit.note(db, installation.now(), actor, what="wave.discarded", target=wave)


def find_faults(wave: Wave, reminders: Sequence[datetime], now: datetime) -> dict[str, str]:
    """What is wrong with the settings: field -> sentence."""
    faults: dict[str, str] = {}
    try:
        check_name(wave.name)
    except BadInput:
        faults["name"] = f"Vul een naam in van ten hoogste {LONGEST_NAME} tekens."
    if not wave.period_start <= wave.period_end:
        faults["period_end"] = "De periode moet eindigen op of na de eerste dag."
    elif wave.period_end > local_date(wave.opens_at):
        faults["period_end"] = "De periode moet voorbij zijn als de meting opengaat."
    if wave.closes_at <= wave.opens_at:
        faults["closes"] = "De meting moet sluiten nadat hij openging."
    elif wave.closes_at - wave.opens_at > LONGEST_OPEN:
        faults["closes"] = "Een meting is ten hoogste een half jaar open."
    elif wave.closes_at <= now:
        faults["closes"] = "Dit tijdstip is al voorbij. Kies een later tijdstip."
    if wave.closes_at <= wave.opens_at:
        return faults  # what hangs on the closing instant can only be judged when that is right
    faults |= retention_fault(wave.retention_date, wave.closes_at)
    return faults | reminding.find_faults(wave, reminders)


def retention_fault(retention_date: date, closes_at: datetime) -> Mapping[str, str]:
    """What is wrong with the day on which the answers are destroyed; empty if nothing is."""
    closed = local_date(closes_at)
    if retention_date <= closed:
        return {"retention": "De antwoorden kunnen pas worden gewist nadat de meting sloot. Kies een latere dag."}
    if retention_date > date(closed.year + MOST_YEARS_KEPT, 12, 31):
        return {"retention": f"Bewaar de antwoorden niet langer dan {MOST_YEARS_KEPT} jaar na het sluiten."}
    return {}
