"""What may be known of a wave that is still open: counts of responses, refreshed once a day.

The first change of a day keeps the counts from before it; until then they are what they were at midnight.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import Level
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.records import to_plain, to_record
from monitor.stats.response.live import LiveResponse, live_response
from monitor.store import invitations, lists, waves
from monitor.store.database import Database

FEWEST_DRAFTS = 3
MAYBE_BUSY = "Misschien is er nog iemand bezig. Wat niet verstuurd is, telt dan niet mee."
"""What is told in place of the number."""
VARIABLES = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm")


@dataclass(frozen=True)
class Progress:
    """The counts of a day."""

    counted_on: date
    invited: int
    live: LiveResponse


def progress(installation: Installation, house: str, wave: str) -> Progress:
    """The counts of a wave that is not closed, as they were when the day began. Looking changes nothing."""
    db = installation.house(house)
    today = local_date(installation.now()).isoformat()
    day, counts = waves.select_counts(db, wave)
    if day != today or counts is None:
        counts = _count(db, wave)
    invited, plain = json.loads(counts)
    return Progress(date.fromisoformat(today), invited, to_record(LiveResponse, plain))


def keep_counts(db: Database, wave: str, now: datetime) -> None:
    """Before the first change of a day: keep the counts as they are, to be shown all day. Call inside `atomic`."""
    today = local_date(now).isoformat()
    if waves.select_counts(db, wave)[0] != today:
        waves.update_counts(db, wave, day=today, counts=_count(db, wave))


def _count(db: Database, wave: str) -> str:
    frame = invitations.select_frame(db, wave)
    found = waves.select_levels(db, wave)
    levels = {name: [Level(o.code, o.label, o.parent) for o in found[name]] for name in VARIABLES}
    live = live_response(frame, levels, house=lists.select_house(db).name)
    return json.dumps([sum(row.count for row in frame), to_plain(live)], ensure_ascii=False)


def open_drafts(installation: Installation, house: str, wave: str) -> int | None:
    """How many partners kept a page and have not sent: shown to who is about to close; None for fewer than 3."""
    return told_drafts(invitations.count_begun(installation.house(house), wave))


def told_drafts(begun: int) -> int | None:
    """This number is live, so it is told of three or more: of fewer it would follow one person from page to page."""
    return begun if begun >= FEWEST_DRAFTS else None
