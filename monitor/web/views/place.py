"""Where a page of results stands: which house, wave and overleg, and by which way it is read."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.results import Publication


@dataclass(frozen=True)
class Place:
    """Which page of which wave this is; what links and the menu are made from."""

    house: str
    house_name: str
    wave: str
    wave_name: str
    overleg: int | None = None
    token: str = ""
    """Of a read-only link, by which this page is read; empty: by an account."""


def place_of(publication: Publication, overleg: int | None = None, *, token: str = "") -> Place:
    """Where a page of this publication stands."""
    return Place(publication.house, publication.house_name, publication.wave, publication.wave_name, overleg, token)
