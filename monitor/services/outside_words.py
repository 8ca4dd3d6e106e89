"""The waves before one, as far as they may leave the house, each with the questionnaire as it was asked then."""

from __future__ import annotations

from dataclasses import replace

from monitor.services.earlier_words import Year, earlier_years
from monitor.services.installation import Installation
from monitor.services.outside import as_outside


def outside_words(installation: Installation, house: str, wave: str) -> tuple[Year, ...]:
    """The publications before that of this wave, the oldest first, with outside numbers alone."""
    found = earlier_years(installation, house, wave)
    return tuple(replace(one, publication=as_outside(one.publication)) for one in found)
