"""An improvement point put straight into a house, whatever the state of its wave."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.model import Improvement, ImprovementStatus
from monitor.services.clock import local_date
from monitor.store import improvements
from tests.scene import HOUSE, WAVE, Scene

POINT = Improvement(
    id="",
    wave=WAVE,
    overleg="noord",
    aspect="selectie",
    item="selectie_1",
    what="De voorzitter vraagt elke keer wie er mist.",
    owner="voorzitter",
    due_on=date(2027, 3, 1),
    status=ImprovementStatus.OPEN,
    result="",
    made_on=date(2026, 11, 10),
    changed_on=date(2026, 11, 10),
    revision=1,
)


def make_point(scene: Scene, house: str = HOUSE, wave: str = WAVE, **values: Any) -> Improvement:
    """A point of overleg Noord, made on the day of the scene's clock; `values`: what is different."""
    today = local_date(scene.clock())
    whole = {"id": secrets.token_hex(16), "wave": wave, "made_on": today, "changed_on": today, **values}
    made = replace(POINT, **whole)
    db = scene.installation.house(house)
    with db.atomic():
        improvements.insert_improvement(db, made)
    return made
