"""What may leave the house of a frozen publication: its outside report in the place of the inside one, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.results import Frozen, Publication
from monitor.results.rules import least_shown
from monitor.services import publication_json, reading
from monitor.services.closed_waves import ClosedWave
from monitor.services.installation import Installation
from monitor.services.kept import Kept
from monitor.services.years import Year, read_years

_ROOM = 16 * 2**20
"""Bytes of text whose outside publications are kept: a quarter of the room of the whole ones."""
_made: Kept[Frozen] = Kept(_ROOM)


def as_outside(publication: Publication) -> Publication:
    """The publication as if nothing but the outside report had been computed."""
    return replace(publication, report=publication.outside, minimum=least_shown(publication.minimum, outside=True))


def get_outside(installation: Installation, house: str, wave: str) -> Frozen:
    """The outside publication. Raises NotFound before the wave is closed."""
    return outside_of(reading.get_publication(installation, house, wave))


def outside_years(waves: Sequence[ClosedWave]) -> tuple[Year, ...]:
    """Of these waves what may leave the house, with the questionnaire as it was asked then."""
    return tuple(replace(one, publication=as_outside(one.publication)) for one in read_years(waves))


def outside_of(frozen: Frozen) -> Frozen:
    """The outside publication of a frozen one, kept while there is room.

    Its SHA-256 is that of the outside numbers alone: the hash of everything would let somebody check a guess of a
    number that only the house sees.
    """

    def make() -> tuple[Frozen, int]:
        outside = as_outside(frozen.publication)
        text = publication_json.to_text(outside)
        return Frozen(outside, publication_json.fingerprint(text)), len(text)

    return _made.get(frozen.sha256, make)
