"""What a house puts beside a publication: explanations, improvement points and the comments that were released.

Each is read by itself, for a page reads no more than it shows: behind a read-only link nothing may touch the points,
which follow the numbers of readers inside the house.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.model import Explanation
from monitor.services.following import Followed, follow_points
from monitor.services.installation import Installation
from monitor.store import comments, explanations, improvements, waves
from monitor.store.database import Database


@dataclass(frozen=True)
class Beside:
    """Everything beside one page. `overleg`: its key, or empty for the whole house; comments never have a group."""

    wave: str
    overleg: str
    explanations: tuple[Explanation, ...] = ()
    improvements: tuple[Followed, ...] = ()
    """Of this overleg (or house), made after this wave or an earlier one, beside this wave's scores."""
    comments: tuple[str, ...] = ()
    house: str = ""


def read_beside(installation: Installation, house: str, wave: str, *, overleg: str = "") -> Beside:
    """Everything that stands beside a page of a closed wave now."""
    return Beside(
        wave,
        overleg,
        read_explanations(installation, house, wave, overleg=overleg),
        read_points(installation, house, wave, (overleg,))[overleg],
        () if overleg else read_comments(installation, house, wave),
        house,
    )


def read_explanations(
    installation: Installation, house: str, wave: str, *, overleg: str = ""
) -> tuple[Explanation, ...]:
    """What the house says itself beside a page."""
    return tuple(explanations.select_explanations(installation.house(house), wave, overleg=overleg))


def read_comments(installation: Installation, house: str, wave: str) -> tuple[str, ...]:
    """The comments that were released; they stand on the page of the whole house."""
    return tuple(comments.select_comments(installation.house(house), wave))


def read_points(
    installation: Installation, house: str, wave: str, overleggen: Collection[str]
) -> Mapping[str, tuple[Followed, ...]]:
    """Of each of these overleggen (empty: the whole house): its points until this wave, beside this wave's scores."""
    db = installation.house(house)
    known = _waves_until(db, wave)
    points = [one for one in improvements.select_improvements(db) if one.overleg in overleggen and one.wave in known]
    followed = follow_points(installation, house, points, wave=wave)
    return {key: tuple(one for one in followed if one.point.overleg == key) for key in overleggen}


def _waves_until(db: Database, wave: str) -> set[str]:
    """The waves that opened no later than this one."""
    found = waves.select_waves(db)
    opened = next((one.opens_at for one in found if one.id == wave), None)
    return {one.id for one in found if opened is not None and one.opens_at <= opened}
