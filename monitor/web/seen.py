"""What of a house's results the account that asks may see; everything else is not there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.errors import NotFound
from monitor.model import House, Wave, WaveState
from monitor.results import Frozen
from monitor.services import accounts, reading
from monitor.services.closed_waves import ClosedWave
from monitor.services.waves import get_wave
from monitor.services.years import Year, read_years
from monitor.store.waves import WaveLevel
from monitor.web.context import installation
from monitor.web.signed_in import account
from surveys.questionnaire import Questionnaire

NO_PAGE = "Deze pagina bestaat niet."


@dataclass(frozen=True)
class Seen:
    """A wave in which the account that asks may see something. `whole`: the house and all overleggen."""

    house: House
    wave: Wave
    whole: bool
    overleggen: tuple[WaveLevel, ...]
    """Those it may see; `source` is the overleg's key in the house's lists."""

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of these overleggen."""
        return tuple(level.code for level in self.overleggen)

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the publication as stored; nothing is parsed. Raises NotFound before it is closed."""
        return reading.publication_hash(installation(), self.house.id, self.wave.id)

    def key(self, waves: Sequence[ClosedWave], *page: Hashable) -> tuple[Hashable, ...]:
        """By what a page of it is kept that other waves stand on too; who does not see all has pages of its own."""
        own = (right.overleg or "" for right in account().rights if right.house == self.house.id)
        readers = None if self.whole else tuple(sorted(own))
        return (self.sha256, readers, tuple(one.key for one in waves), *page)

    @cached_property
    def frozen(self) -> Frozen:
        """The publication as this account may have it. Raises NotFound before the wave is closed."""
        return self.narrowed(reading.get_publication(installation(), self.house.id, self.wave.id))

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire as it was when the wave opened."""
        return questionnaire_of(self.frozen)

    def narrowed(self, frozen: Frozen) -> Frozen:
        """A publication of this house, of whatever wave, as this account may have it."""
        return frozen if self.whole else reading.narrow_for(installation(), frozen, self._sees)

    def years(self, waves: Sequence[ClosedWave]) -> tuple[Year, ...]:
        """Other waves, as this account may have them."""
        return read_years(waves, as_seen=self.narrowed)

    def _sees(self, key: str) -> bool:
        return accounts.may_see_overleg(account(), self.house.id, key)

    @property
    def seen_codes(self) -> tuple[int, ...] | None:
        """The codes for who may not see the whole house; None for who sees everything."""
        return None if self.whole else self.codes

    def key_of(self, code: int) -> str:
        """The key of an overleg by its code. Raises NotFound for one that may not be seen."""
        return next((level.source for level in self.overleggen if level.code == code), None) or _refuse()

    def may_see(self, key: str) -> bool:
        """Whether the overleg with this key (empty: the whole house) may be seen."""
        return self.whole if not key else any(level.source == key for level in self.overleggen)


def see(house: str, wave: str) -> Seen:
    """What may be seen of a wave, open or closed. Raises NotFound if that is nothing."""
    if house not in accounts.houses_of(account()):
        raise NotFound(NO_PAGE)
    own = codes_of(house, wave)
    if not own:
        raise NotFound(NO_PAGE)
    found = reading.get_house(installation(), house)
    return Seen(found, get_wave(installation(), house, wave), accounts.may_see_house(account(), house), tuple(own))


def see_closed(house: str, wave: str) -> Seen:
    """What may be seen of a closed wave. Raises NotFound if that is nothing."""
    found = see(house, wave)
    if found.wave.state is not WaveState.CLOSED:
        raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
    return found


def see_whole(house: str, wave: str) -> Seen:
    """The whole house of a closed wave. Raises NotFound for who sees less."""
    found = see_closed(house, wave)
    if not found.whole:
        raise NotFound(NO_PAGE)
    return found


def codes_of(house: str, wave: str) -> list[WaveLevel]:
    """The overleggen of a wave that the account that asks may see."""
    levels = reading.overleggen_of(installation(), house, wave)
    return [level for level in levels if accounts.may_see_overleg(account(), house, level.source)]


def questionnaire_of(frozen: Frozen) -> Questionnaire:
    """The questionnaire of a publication. Raises Misconfigured if its file is another by now."""
    publication = frozen.publication
    return installation().questionnaire_as_opened(
        publication.questionnaire, publication.questionnaire_version, publication.questionnaire_sha256
    )


def _refuse() -> str:
    raise NotFound(NO_PAGE)
