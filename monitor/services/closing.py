"""The first step of closing: nothing is taken in any more. Quick, and without the statistics."""

from __future__ import annotations

from monitor.errors import OutOfOrder
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit
from monitor.services.answering import GRACE
from monitor.services.clock import local_time
from monitor.services.installation import Installation
from monitor.services.progress import MAYBE_BUSY, told_drafts
from monitor.services.waves import get_wave
from monitor.store import invitations, waves


def stop_answers(installation: Installation, house: str, wave: str, *, early: bool, actor: Actor) -> None:
    """Take no more answers, for good; stopped or closed before: nothing changes.

    A wave that is closed early has that moment as its closing instant. Raises NotFound; Misconfigured if the
    questionnaire is not the one that was asked; OutOfOrder before the closing instant, or within the 60 minutes after
    it while there are drafts, unless `early`.
    """
    db = installation.house(house)
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state in (WaveState.CLOSING, WaveState.CLOSED):
            return
        if found.state is not WaveState.OPEN:
            raise OutOfOrder(f"Meting {wave} is nog niet open geweest; er is niets om te sluiten.")
        installation.questionnaire_of(found)
        now = installation.now()
        if not early:
            _refuse_early(installation, found, invitations.count_begun(db, wave))
        if now < found.closes_at:
            waves.update_closes_at(db, wave, now)
        waves.update_state(db, wave, before=WaveState.OPEN, after=WaveState.CLOSING)
        result = "done, early" if now < found.closes_at else audit.DONE
        audit.note(db, now, actor, what="wave.closed", target=wave, result=result)


def _refuse_early(installation: Installation, wave: Wave, drafts: int) -> None:
    now = installation.now()
    if now < wave.closes_at:
        raise OutOfOrder(
            f"Meting {wave.id} loopt nog tot {local_time(wave.closes_at)}. {_busy(drafts)} "
            "Verleng de meting, wacht, of sluit toch met --early."
        )
    if drafts and now < wave.closes_at + GRACE:
        raise OutOfOrder(
            f"{_busy(drafts)} Versturen mag tot {local_time(wave.closes_at + GRACE)}. "
            "Wacht zo lang, of sluit toch met --early."
        )


def _busy(drafts: int) -> str:
    told = told_drafts(drafts)
    if told is None:
        return MAYBE_BUSY
    return f"Er zijn nog {told} partners bezig. Wat niet verstuurd is, telt niet mee als u nu sluit."
