"""What may be known of a wave that is still open: counts of responses, refreshed once a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from monitor.model import Level
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.records import to_plain, to_record
from monitor.stats.live import LiveResponse, live_response
from monitor.store import invitations, lists, waves

VARIABLES = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm")


@dataclass(frozen=True)
class Progress:
    """The counts of a day."""

    counted_on: date
    invited: int
    live: LiveResponse


def progress(installation: Installation, house: str, wave: str) -> Progress:
    """The day's counts of a wave that is not closed; the first look of a day counts anew."""
    db = installation.house(house)
    today = local_date(installation.now()).isoformat()
    with db.atomic():
        day, counts = waves.select_counts(db, wave)
        if day != today or counts is None:
            frame = invitations.select_frame(db, wave)
            found = waves.select_levels(db, wave)
            levels = {name: [Level(o.code, o.label, o.parent) for o in found[name]] for name in VARIABLES}
            live = live_response(frame, levels, house=lists.select_house(db).name)
            fresh = Progress(date.fromisoformat(today), sum(row.count for row in frame), live)
            day, counts = today, json.dumps([fresh.invited, to_plain(live)], ensure_ascii=False)
            waves.update_counts(db, wave, day=day, counts=counts)
    invited, plain = json.loads(counts)
    return Progress(date.fromisoformat(day), invited, to_record(LiveResponse, plain))


def open_drafts(installation: Installation, house: str, wave: str) -> int:
    """How many partners kept a page and have not sent: shown to who is about to close."""
    return invitations.count_begun(installation.house(house), wave)
