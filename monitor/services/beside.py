"""What a house puts beside a publication: explanations, improvement points and the comments that were released."""

from __future__ import annotations

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
    """What stands beside a page of a closed wave now."""
    db = installation.house(house)
    known = _waves_until(db, wave)
    points = [one for one in improvements.select_improvements(db) if one.overleg == overleg and one.wave in known]
    return Beside(
        wave,
        overleg,
        tuple(explanations.select_explanations(db, wave, overleg=overleg)),
        follow_points(installation, house, points, wave=wave),
        () if overleg else tuple(comments.select_comments(db, wave)),
        house,
    )


def _waves_until(db: Database, wave: str) -> set[str]:
    """The waves that opened no later than this one."""
    found = waves.select_waves(db)
    opened = next((one.opens_at for one in found if one.id == wave), None)
    return {one.id for one in found if opened is not None and one.opens_at <= opened}
