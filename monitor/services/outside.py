"""What may leave the house of a frozen publication: its outside report in the place of the inside one, and no more."""

from __future__ import annotations

from dataclasses import replace

from monitor.results import Frozen, Publication
from monitor.services import publication_json, reading
from monitor.services.installation import Installation
from monitor.services.years import publications_until

LEAST = 10
"""Forms of a group that leaves the house."""
_MOST_MADE = 64
_made: dict[str, Frozen] = {}


def as_outside(publication: Publication) -> Publication:
    """The publication as if nothing but the outside report had been computed."""
    return replace(publication, report=publication.outside, minimum=max(LEAST, publication.minimum))


def get_outside(installation: Installation, house: str, wave: str) -> Frozen:
    """The outside publication. Raises NotFound before the wave is closed."""
    return outside_of(reading.get_publication(installation, house, wave))


def outside_until(installation: Installation, house: str, wave: str) -> tuple[Frozen, ...]:
    """The same of this wave and of those that can stand beside it, the oldest first."""
    return tuple(outside_of(one) for one in publications_until(installation, house, wave))


def outside_of(frozen: Frozen) -> Frozen:
    """The outside publication of a frozen one, made once per process.

    Its SHA-256 is that of the outside numbers alone: the hash of everything would let somebody check a guess of a
    number that only the house sees.
    """
    if frozen.sha256 not in _made:
        while len(_made) >= _MOST_MADE:
            _made.pop(next(iter(_made)), None)
        outside = as_outside(frozen.publication)
        _made[frozen.sha256] = Frozen(outside, publication_json.fingerprint(publication_json.to_text(outside)))
    return _made[frozen.sha256]
