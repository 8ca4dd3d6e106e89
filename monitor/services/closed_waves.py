"""The closed waves of a house, each with its publication and its questionnaire as far as these can still be read.

Nothing is parsed before it is asked for: what a page is kept by needs the hashes alone. Nothing here opens the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property

from monitor.errors import Misconfigured
from monitor.model import Wave, WaveState
from monitor.results import Frozen
from monitor.services import reading
from monitor.services.installation import Installation
from monitor.store import vault
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class ClosedWave:
    """A closed wave. `sha256`: of its publication.

    `questionnaire`: as it was asked; None where its file was changed or taken away: its numbers stay, its words are
    gone.
    """

    wave: Wave
    sha256: str
    questionnaire: Questionnaire | None
    _read: Callable[[], Frozen] = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that a page can make of it."""
        return self.wave.id, self.wave.name, self.sha256, self.questionnaire is not None

    @cached_property
    def frozen(self) -> Frozen | None:
        """Its publication; None where another version of this program made it, which takes no other wave away."""
        try:
            return self._read()
        except Misconfigured:
            return None


def closed_waves(installation: Installation, house: str, *, until: str = "") -> tuple[ClosedWave, ...]:
    """The closed waves of a house, the oldest first; until: this one and those that opened no later."""
    db = installation.house(house)
    found = reading.list_waves(installation, house)
    hashes = vault.select_publication_hashes(db)
    last = next((one.opens_at for one in found if one.id == until), None)
    return tuple(
        ClosedWave(one, hashes[one.id], _questionnaire(installation, one), _reader(installation, house, one.id))
        for one in reversed(found)
        if one.state is WaveState.CLOSED and one.id in hashes and (not until or (last and one.opens_at <= last))
    )


def _questionnaire(installation: Installation, wave: Wave) -> Questionnaire | None:
    try:
        return installation.questionnaire_of(wave)
    except Misconfigured:
        return None


def _reader(installation: Installation, house: str, wave: str) -> Callable[[], Frozen]:
    return lambda: reading.get_publication(installation, house, wave)
