"""What a coordinator looked at of a draft, as a text to keep, and whether the lists are still much like that."""

from __future__ import annotations

import hashlib
import json

from monitor.services.grouping import HouseLists, read_lists
from monitor.store import wave_setup
from monitor.store.database import Database

MOST_CHANGED = 0.1
"""Of the partners: when more came or went, what was seen says too little."""


def describe_lists(db: Database, wave: str, *, found: HouseLists | None = None) -> str:
    """A fingerprint of the overleggen and of what is taken together in a wave, and the number of partners."""
    own = found or read_lists(db)
    overleggen = sorted((one.id, one.overlegvorm, one.region or "") for one in own.overleggen)
    merges = [(one.variable, one.source, one.label) for one in wave_setup.select_merges(db, wave)]
    text = json.dumps([overleggen, merges], ensure_ascii=False)
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]} {len(own.partners)}"


def still_holds(seen: str, now: str) -> bool:
    """Whether what was seen then ("": nothing) is much like what there is now."""
    if not seen:
        return False
    (groups, then), (groups_now, people) = seen.split(" "), now.split(" ")
    return groups == groups_now and abs(int(people) - int(then)) <= MOST_CHANGED * int(then)
