"""Read-only links: somebody without an account reads what may leave the house, of one closed wave, until a last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.errors import LinkUnknown, NotFound, OutOfOrder
from monitor.model import Actor, WaveState
from monitor.services import audit, sealing
from monitor.services.installation import Installation
from monitor.services.outside_access import (
    KEPT,
    check_until,
    hash_secret,
    new_id,
    new_secret,
    read_label,
    today_of,
)
from monitor.services.waves import get_wave
from monitor.store import shares
from monitor.store.shares import Share

DEFAULT_DAYS = 30
_KIND = "share"
_DEAD_LINK = "Misschien is hij verlopen of ingetrokken. Vraag een nieuwe aan wie u de link gaf."


@dataclass(frozen=True)
class NewShare:
    """What a coordinator fills in. `label`: for whom; `until`: the last day."""

    label: str
    until: date
    with_explanations: bool = True
    with_comments: bool = False


def make_share(installation: Installation, house: str, wave: str, new: NewShare, *, by: str, actor: Actor) -> str:
    """Make a link; gives its token, which is stored nowhere. by: name of who makes it.

    Raises BadInput for a label or a last day that cannot be, NotFound, and OutOfOrder for a wave that is not closed.
    """
    label = read_label(new.label)
    check_until(installation, new.until)
    if get_wave(installation, house, wave).state is not WaveState.CLOSED:
        raise OutOfOrder("Deze meting is nog niet gesloten: er is nog niets om te laten lezen.")
    token, today, db = new_secret(), today_of(installation), installation.house(house)
    made = Share(new_id(), wave, label, new.with_explanations, new.with_comments, by, today, new.until)
    with db.atomic():
        shares.insert_share(db, made, token_hash=hash_secret(_KIND, token))
        audit.note(
            db, installation.now(), actor, what="share.made", target=f"{wave} {made.id}", result=f"until {made.until}"
        )
    return token


def withdraw_share(installation: Installation, house: str, share: str, *, actor: Actor) -> None:
    """Let a link open nothing from now on. Raises NotFound for one that does not work any more."""
    db = installation.house(house)
    with db.atomic():
        if not shares.update_withdrawn(db, share=share, today=today_of(installation)):
            raise NotFound("Deze link is er niet meer, of werkte al niet meer.")
        audit.note(db, installation.now(), actor, what="share.withdrawn", target=share)


def list_shares(installation: Installation, house: str) -> Sequence[Share]:
    """The links that work, and those that ended in the last year."""
    return shares.select_shares(installation.house(house), ended_since=today_of(installation) - KEPT)


def open_share(installation: Installation, house: str, token: str) -> Share:
    """Follow a link; changes nothing. Raises LinkUnknown, the same for every link that does not work."""
    if not sealing.is_token(token):
        raise LinkUnknown(_DEAD_LINK)
    try:
        db = installation.house(house)
    except NotFound:
        raise LinkUnknown(_DEAD_LINK) from None
    found = shares.select_share(db, token_hash=hash_secret(_KIND, token), today=today_of(installation))
    if found is None:
        raise LinkUnknown(_DEAD_LINK)
    return found


def is_working(share: Share, today: date) -> bool:
    """Whether a link opens something on a day."""
    return share.withdrawn_on is None and today <= share.until
