"""Sending a wave out: ready once its checklist is in order, open at its time by itself, and who comes later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import BadInput, NotFound, OutOfOrder, Refused
from monitor.model import TICK, Actor, Wave, WaveState
from monitor.services import audit
from monitor.services.checklist import check_wave, missing
from monitor.services.grouping import OVERLEG, codes_of, read_lists
from monitor.services.installation import Installation
from monitor.services.inviting import Link, freeze_and_invite, groups_missing, invite
from monitor.services.progress import keep_counts
from monitor.services.queueing import queue
from monitor.services.waves import get_wave
from monitor.store import invitations, partners, wave_setup, waves
from monitor.store.database import Database
from monitor.store.lists import Partner
from monitor.store.outbox import MailKind


def send_out(installation: Installation, house: str, wave: str, *, actor: Actor) -> Wave:
    """Make a draft ready: it opens at its time, at once where that has passed. Gives the wave as it is then.

    Ready or open before: nothing changes. Raises OutOfOrder for one that is closed, BadInput with what is missing.
    """
    db, now = installation.house(house), installation.now()
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state in (WaveState.READY, WaveState.OPEN):
            return found
        if found.state is not WaveState.DRAFT:
            raise OutOfOrder("Deze meting is al gesloten.")
        if lacking := missing(check_wave(installation, db, found)):
            raise BadInput(f"U kunt nog niet uitnodigen. Dit ontbreekt nog: {', '.join(lacking)}.")
        waves.update_state(db, wave, before=WaveState.DRAFT, after=WaveState.READY)
        wave_setup.update_held_back(db, wave, why="")
        audit.note(db, now, actor, what="wave.ready", target=wave)
        ready = get_wave(installation, house, wave)
        if ready.opens_at <= now:
            _open(installation, db, ready, actor)
        return get_wave(installation, house, wave)


def count_invitees(installation: Installation, house: str) -> tuple[int, int]:
    """(partners who would be invited now, partners in no overleg, who would not)."""
    db = installation.house(house)
    invited = len(read_lists(db).partners)
    return invited, wave_setup.count_partners(db) - invited


def withdraw(installation: Installation, house: str, wave: str, *, actor: Actor) -> None:
    """Make a wave that is ready a draft again. Raises OutOfOrder once it is open: the invitations are on their way."""
    db = installation.house(house)
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state is WaveState.DRAFT:
            return
        if found.state is not WaveState.READY:
            raise OutOfOrder("Deze meting is al open. U kunt haar niet meer terugnemen.")
        waves.update_state(db, wave, before=WaveState.READY, after=WaveState.DRAFT)
        audit.note(db, installation.now(), actor, what="wave.withdrawn", target=wave)


def open_due(installation: Installation, house: str) -> list[str]:
    """Open every wave that is ready and whose time has come; gives their ids. Whoever calls it at once: one opens it.

    Is its checklist no longer in order, then it is a draft again, with the reason on its page and in the audit log.
    """
    db, now = installation.house(house), installation.now()
    due = [wave.id for wave in waves.select_waves(db) if wave.state is WaveState.READY and wave.opens_at <= now]
    return [wave for wave in due if _open_one(installation, db, house, wave)]


def _open_one(installation: Installation, db: Database, house: str, wave: str) -> bool:
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state is not WaveState.READY or found.opens_at > installation.now():
            return False
        if lacking := missing(check_wave(installation, db, found)):
            _hold_back(installation, db, wave, ", ".join(lacking))
            return False
        _open(installation, db, found, TICK)
        return True


def _open(installation: Installation, db: Database, wave: Wave, actor: Actor) -> None:
    """One transaction: groups frozen, links drawn, everybody invited, the mails waiting. Call inside `atomic`."""
    links = freeze_and_invite(installation, db, wave)
    now = installation.now()
    _queue(db, wave.id, links, installation)
    audit.note(db, now, actor, what="wave.opened", target=wave.id, result=f"done, invitations: {len(links)}")


def _queue(db: Database, wave: str, links: Sequence[Link], installation: Installation) -> None:
    ids = [link.invitation for link in links]
    queue(db, wave, ids, kind=MailKind.INVITATION, due_at=installation.now())


def _hold_back(installation: Installation, db: Database, wave: str, lacking: str) -> None:
    waves.update_state(db, wave, before=WaveState.READY, after=WaveState.DRAFT)
    why = f"De meting ging niet open op haar tijd. Dit was niet meer in orde: {lacking}."
    wave_setup.update_held_back(db, wave, why=why)
    audit.note(db, installation.now(), TICK, what="wave.withdrawn", target=wave, result=f"refused: {lacking}")


@dataclass(frozen=True)
class LatePartner:
    """Somebody who was put on the list after the wave opened. `fits`: all groups exist in the wave."""

    partner: Partner
    fits: bool


def late_partners(installation: Installation, house: str, wave: str) -> list[LatePartner]:
    """Who could still be invited. Nobody while the wave is not open."""
    db = installation.house(house)
    if get_wave(installation, house, wave).state is not WaveState.OPEN:
        return []
    late = partners.select_late(db, wave)
    if not late:
        return []
    codes = _codes(db, wave)
    return [LatePartner(partner, not groups_missing(partner, codes)) for partner in late]


def invite_late(installation: Installation, house: str, wave: str, partner: str, *, actor: Actor) -> None:
    """Invite one partner who was put on the list after the wave opened. Invited before: nothing changes.

    Raises NotFound for somebody without a held overleg; Refused for who may be somebody that was deleted since the wave
    opened; OutOfOrder while the wave is not open or after its closing
    instant; BadInput where a group of the partner does not exist in the wave.
    """
    db, now = installation.house(house), installation.now()
    with db.atomic():
        found = get_wave(installation, house, wave)
        if found.state is not WaveState.OPEN or now >= found.closes_at:
            raise OutOfOrder("Deze meting is niet open. Uitnodigen kan nu niet.")
        late = next((one for one in read_lists(db).partners if one.id == partner), None)
        if late is None:
            raise NotFound("Deze partner staat niet op de lijst, of hoort bij geen overleg.")
        if partner in wave_setup.select_invited_partners(db, wave):
            return
        codes, (secret, _) = _codes(db, wave), waves.select_secrets(db, wave)
        if secret is None or groups_missing(late, codes):
            raise BadInput(
                "Deze partner hoort bij een groep die niet bestond toen de meting openging. Uitnodigen kan niet."
            )
        _refuse_twice(db, wave, late, codes)
        keep_counts(db, wave, now)
        _queue(db, wave, invite(installation, db, wave, [late], codes, secret), installation)
        audit.note(db, now, actor, what="wave.invited", target=wave, result="done, invitations: 1")


def _refuse_twice(db: Database, wave: str, late: Partner, codes: Mapping[tuple[str, str], int]) -> None:
    """Raise Refused where somebody of the same groups was deleted since the wave opened.

    Who was deleted is not known any more. Were it the same person, they could answer twice and count as two: a group of
    four would be shown as five.
    """
    own = {codes[OVERLEG, overleg] for overleg in late.overleggen if (OVERLEG, overleg) in codes}
    groups = (codes["beroepsgroep", late.beroepsgroep], codes["organisatietype", late.organisatietype])
    for gone in invitations.select_deleted(db, wave):
        if (gone.beroepsgroep, gone.organisatietype) == groups and own & gone.overleggen:
            raise Refused(
                "Tijdens deze meting is iemand met dezelfde beroepsgroep en hetzelfde overleg gewist. Wij weten niet "
                "of dat dezelfde mens was, en niemand mag twee keer meetellen. Deze partner doet mee vanaf de "
                "volgende meting."
            )


def _codes(db: Database, wave: str) -> dict[tuple[str, str], int]:
    return codes_of(level for own in waves.select_levels(db, wave).values() for level in own)
