"""The publications of a house up to one wave: what a page shows "door de jaren". Nothing here opens the vault."""

from __future__ import annotations

from monitor.errors import Misconfigured
from monitor.model import WaveState
from monitor.results import Frozen
from monitor.services.installation import Installation
from monitor.services.reading import get_publication, list_waves


def publications_until(installation: Installation, house: str, wave: str) -> tuple[Frozen, ...]:
    """The publications of this wave and of the closed ones that opened before it, the oldest first.

    Only those of the same questionnaire, whatever its version. One that an older version of the program made, and this
    one cannot read, is left out: it must not take the other years away.
    """
    waves = list_waves(installation, house)
    opened = next(one for one in waves if one.id == wave)
    found = (
        _read(installation, house, one.id)
        for one in reversed(waves)
        if one.state is WaveState.CLOSED
        and one.opens_at <= opened.opens_at
        and one.questionnaire == opened.questionnaire
    )
    return tuple(one for one in found if one is not None)


def _read(installation: Installation, house: str, wave: str) -> Frozen | None:
    try:
        return get_publication(installation, house, wave)
    except Misconfigured:
        return None
