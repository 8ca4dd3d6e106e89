"""A house up to one wave: what a page shows "door de jaren". Nothing here opens the vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.results import Frozen, Publication
from monitor.services.closed_waves import ClosedWave, closed_waves
from monitor.services.installation import Installation
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Year:
    """A closed wave. `questionnaire` is None where its file is not there any more: its words cannot be compared."""

    publication: Publication
    questionnaire: Questionnaire | None


def waves_until(installation: Installation, house: str, wave: str) -> tuple[ClosedWave, ...]:
    """This wave and the closed ones that opened before it, of the same questionnaire in whatever version."""
    found = closed_waves(installation, house, until=wave)
    asked = next((one.wave.questionnaire for one in found if one.wave.id == wave), None)
    return tuple(one for one in found if one.wave.questionnaire == asked)


def read_years(
    waves: Sequence[ClosedWave], *, as_seen: Callable[[Frozen], Frozen] = lambda frozen: frozen
) -> tuple[Year, ...]:
    """Their publications, as far as this version of the program reads them; as_seen: as the reader may have one."""
    return tuple(Year(as_seen(one.frozen).publication, one.questionnaire) for one in waves if one.frozen is not None)


def years_until(installation: Installation, house: str, wave: str) -> tuple[Year, ...]:
    """The publications of this wave and of those that can stand before it, the oldest first, for who sees all."""
    return read_years(waves_until(installation, house, wave))
